/**
 * The nodes as one tree, in arrays. Beside the spans it has a node per trace, which keeps a trace's roots together,
 * and one for the session above all. These have no row of their own.
 */
import type { TraceId } from '../protocol/units';
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
  const aboveSpans = parents.slice();
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
  const parent = new Int32Array(size).fill(session);
  parent.set(aboveSpans);
  parent[session] = NONE;

  const childOffsets = new Uint32Array(size + 1);
  for (let i = 0; i < session; i++) childOffsets[parent[i]! + 1]!++;
  for (let i = 0; i < size; i++) childOffsets[i + 1]! += childOffsets[i]!;
  const children = new Uint32Array(session);
  const filled = childOffsets.slice();
  for (let i = 0; i < session; i++) children[filled[parent[i]!]!++] = i;

  const topDown = new Uint32Array(size);
  const depth = new Uint32Array(size);
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
