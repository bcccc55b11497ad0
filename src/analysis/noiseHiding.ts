/** The flame graph without what is not the agent's doing. */
import { FRAME_FLAG } from '../protocol/frames';
import { NONE, type FlameNodes, type TextColumn } from './flameNodes';

/**
 * The nodes without noise. Children of what is left out move up to the next shown node, which gets the flag `folded`
 * where it loses children of its own. A placeholder with nothing left below it goes, too.
 */
export function withoutNoise(nodes: FlameNodes): FlameNodes {
  if (nodes.noiseCount === 0) return nodes;
  const isShown = shownNodes(nodes);
  const shown: number[] = [];
  for (let i = 0; i < nodes.count; i++) if (isShown[i]) shown.push(i);
  const newIndex = new Int32Array(nodes.count).fill(NONE);
  for (let to = 0; to < shown.length; to++) newIndex[shown[to]!] = to;

  const shownParent = shownParents(nodes, isShown);
  const flags = nodes.flags.slice();
  for (let i = 0; i < nodes.count; i++) {
    if (!isShown[i] && shownParent[i] !== NONE) flags[shownParent[i]!]! |= FRAME_FLAG.folded;
  }
  const column = ({ indexes, texts }: TextColumn): TextColumn => ({
    indexes: Uint32Array.from(shown, (i) => indexes[i]!),
    texts,
  });
  return {
    count: shown.length,
    spanCount: nodes.spanCount,
    noiseCount: nodes.noiseCount,
    origin: nodes.origin,
    start: Float64Array.from(shown, (i) => nodes.start[i]!),
    end: Float64Array.from(shown, (i) => nodes.end[i]!),
    parent: Int32Array.from(shown, (i) => (shownParent[i] === NONE ? NONE : newIndex[shownParent[i]!]!)),
    kind: Uint8Array.from(shown, (i) => nodes.kind[i]!),
    flags: Uint8Array.from(shown, (i) => flags[i]!),
    noise: new Uint8Array(shown.length),
    label: column(nodes.label),
    error: column(nodes.error),
    agent: column(nodes.agent),
    model: column(nodes.model),
    tool: column(nodes.tool),
    refs: shown.map((i) => nodes.refs[i]!),
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
