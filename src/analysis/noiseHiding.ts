/** The flame graph without what is not the agent's doing. */
import { FRAME_FLAG } from '../protocol/frames';
import type { SpanRef } from '../protocol/units';
import { float64Column, int32Column, uint32Column, uint8Column } from './columns';
import { NONE, type FlameNodes, type TextColumn } from './flameNodes';

type Picked = Float64Array | Uint32Array | Uint8Array;

/**
 * The nodes without noise. Children of what is left out move up to the next shown node, which gets the flag `folded`
 * where it loses children of its own. A placeholder with nothing left below it goes, too.
 */
export function withoutNoise(nodes: FlameNodes): FlameNodes {
  if (nodes.noiseCount === 0) return nodes;
  const isShown = shownNodes(nodes);
  const newIndex = int32Column(nodes.count).fill(NONE);
  let count = 0;
  for (let i = 0; i < nodes.count; i++) if (isShown[i]) newIndex[i] = count++;
  /** By new index: the old one. */
  const shown = uint32Column(count);
  for (let i = 0; i < nodes.count; i++) if (isShown[i]) shown[newIndex[i]!] = i;

  const shownParent = shownParents(nodes, isShown);
  const flags = nodes.flags.slice();
  for (let i = 0; i < nodes.count; i++) {
    if (!isShown[i] && shownParent[i] !== NONE) flags[shownParent[i]!]! |= FRAME_FLAG.folded;
  }
  const pick = <Column extends Picked>(from: Column, to: Column): Column => {
    for (let i = 0; i < count; i++) to[i] = from[shown[i]!]!;
    return to;
  };
  const column = ({ indexes, texts }: TextColumn): TextColumn => ({
    indexes: pick(indexes, uint32Column(count)),
    texts,
  });
  const parent = int32Column(count);
  const refs = new Array<SpanRef>(count);
  for (let i = 0; i < count; i++) {
    const above = shownParent[shown[i]!]!;
    parent[i] = above === NONE ? NONE : newIndex[above]!;
    refs[i] = nodes.refs[shown[i]!]!;
  }
  return {
    count,
    spanCount: nodes.spanCount,
    noiseCount: nodes.noiseCount,
    origin: nodes.origin,
    start: pick(nodes.start, float64Column(count)),
    end: pick(nodes.end, float64Column(count)),
    parent,
    kind: pick(nodes.kind, uint8Column(count)),
    flags: pick(flags, uint8Column(count)),
    noise: uint8Column(count),
    label: column(nodes.label),
    error: column(nodes.error),
    agent: column(nodes.agent),
    model: column(nodes.model),
    tool: column(nodes.tool),
    refs,
    find: (ref) => {
      const index = nodes.find(ref);
      return index === undefined || !isShown[index] ? undefined : newIndex[index]!;
    },
  };
}

function shownNodes({ count, noise, flags, parent }: FlameNodes): Uint8Array {
  const isPending = (i: number) => (flags[i]! & FRAME_FLAG.pending) !== 0;
  const isShown = new Uint8Array(count);
  for (let i = 0; i < count; i++) isShown[i] = noise[i] || isPending(i) ? 0 : 1;
  const hasShownBelow = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (!isShown[i]) continue;
    for (let above = parent[i]!; above !== NONE && !hasShownBelow[above]; above = parent[above]!) {
      hasShownBelow[above] = 1;
    }
  }
  for (let i = 0; i < count; i++) if (isPending(i) && hasShownBelow[i]) isShown[i] = 1;
  return isShown;
}

/** The nearest shown node above each. */
function shownParents({ count, parent }: FlameNodes, isShown: Uint8Array): Int32Array {
  const UNKNOWN = -2;
  const found = new Int32Array(count).fill(UNKNOWN);
  const way: number[] = [];
  for (let i = 0; i < count; i++) {
    let node = i;
    let result: number;
    way.length = 0;
    for (;;) {
      if (found[node] !== UNKNOWN) {
        result = found[node]!;
        break;
      }
      way.push(node);
      const above = parent[node]!;
      if (above === NONE || isShown[above]) {
        result = above;
        break;
      }
      node = above;
    }
    for (const each of way) found[each] = result;
  }
  return found;
}
