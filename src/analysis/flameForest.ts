/**
 * The nodes as one tree, in arrays. Beside the spans it has a node per trace, which keeps a trace's roots together,
 * and one for the session above all. These have no row of their own.
 */
import type { TraceId } from '../protocol/units';
import { int32Column, uint32Column } from './columns';
import { NONE, type FlameNodes } from './flameNodes';

export interface Forest {
  /** Nodes, traces and the session. */
  size: number;
  /** Index of the session: the last. */
  session: number;
  parent: Int32Array;
  /** Children of i, by start: `children[childOffsets[i]]` up to before `children[childOffsets[i + 1]]`. */
  childOffsets: Uint32Array;
  children: Uint32Array;
  /** Every node, parents before children. */
  topDown: Uint32Array;
  /** Levels of spans above it. */
  depth: Uint32Array;
}

export function linkForest({ count, parent: parents, refs }: FlameNodes): Forest {
  const aboveSpans = int32Column(count);
  aboveSpans.set(parents);
  const traceNodes = new Map<TraceId, number>();
  for (let i = 0; i < count; i++) {
    if (aboveSpans[i] !== NONE) continue;
    const { traceId } = refs[i]!;
    let traceNode = traceNodes.get(traceId);
    if (traceNode === undefined) {
      traceNode = count + traceNodes.size;
      traceNodes.set(traceId, traceNode);
    }
    aboveSpans[i] = traceNode;
  }
  const session = count + traceNodes.size;
  const size = session + 1;
  const parent = int32Column(size).fill(session);
  parent.set(aboveSpans);
  parent[session] = NONE;

  const childOffsets = uint32Column(size + 1);
  for (let i = 0; i < session; i++) childOffsets[parent[i]! + 1]!++;
  for (let i = 0; i < size; i++) childOffsets[i + 1]! += childOffsets[i]!;
  const children = uint32Column(session);
  const filled = uint32Column(size + 1);
  filled.set(childOffsets);
  for (let i = 0; i < session; i++) children[filled[parent[i]!]!++] = i;

  const topDown = uint32Column(size);
  const depth = uint32Column(size);
  topDown[0] = session;
  for (let read = 0, written = 1; read < size; read++) {
    const node = topDown[read]!;
    const below = node < count ? depth[node]! + 1 : 0;
    for (let c = childOffsets[node]!; c < childOffsets[node + 1]!; c++) {
      depth[children[c]!] = below;
      topDown[written++] = children[c]!;
    }
  }
  return { size, session, parent, childOffsets, children, topDown, depth };
}
