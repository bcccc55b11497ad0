/** Single spans on the flame graph: where one lies, and which is the next of its sort. */
import { SPAN_KINDS } from '../protocol/agentModel';
import type { LocatedFrame, StepResult, StepTarget } from '../protocol/frames';
import { FRAME_FLAG } from '../protocol/frames';
import type { SpanRef } from '../protocol/units';
import type { FlameLayout } from './flameLayout';
import type { FrameMatches } from './frameMatches';

/** null when the span is hidden, or not of this session. */
export function locateFrame(layout: FlameLayout, ref: SpanRef): LocatedFrame | null {
  const node = layout.nodes.find(ref);
  return node === undefined ? null : locatedFrame(layout, layout.frameOf[node]!);
}

/**
 * The next frame of the target's sort after that of `from`, by start, then row; before it when `direction` is -1. Where
 * `from` is null or hidden it is the first, or the last. `matches`: of the target's query.
 */
export function stepFrame(
  layout: FlameLayout,
  { from, direction, what }: { from: SpanRef | null; direction: 1 | -1; what: StepTarget },
  matches: FrameMatches | null,
): StepResult | null {
  const isWanted = wanted(layout, what, matches);
  const found = layout.byStart().filter(isWanted);
  const count = found.length;
  if (count === 0) return null;
  const node = from === null ? undefined : layout.nodes.find(from);
  const index = (nextIndex(layout, found, node, direction) + count) % count;
  return { frame: locatedFrame(layout, found[index]!), position: index + 1, count };
}

function wanted(
  layout: FlameLayout,
  what: StepTarget,
  matches: FrameMatches | null,
): (frame: number) => boolean {
  if ('flag' in what) {
    const flag = FRAME_FLAG[what.flag];
    return (frame) => (layout.flags[frame]! & flag) !== 0;
  }
  if ('kind' in what) {
    const kind = SPAN_KINDS.indexOf(what.kind);
    return (frame) => layout.nodes.kind[layout.node[frame]!] === kind;
  }
  return (frame) => matches !== null && matches.before[frame + 1]! > matches.before[frame]!;
}

function nextIndex(
  layout: FlameLayout,
  found: Uint32Array,
  node: number | undefined,
  direction: 1 | -1,
): number {
  if (node === undefined) return direction === 1 ? 0 : -1;
  const frame = layout.frameOf[node]!;
  const { start } = layout;
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = found[middle]!;
    // Frames count by row, so of those that start together the smaller comes first.
    if (start[at]! < start[frame]! || (start[at] === start[frame] && at < frame)) low = middle + 1;
    else high = middle;
  }
  if (direction === -1) return low - 1;
  return found[low] === frame ? low + 1 : low;
}

function locatedFrame(
  { nodes, node: nodeOf, rowOffsets, start, end, flags, depth }: FlameLayout,
  frame: number,
): LocatedFrame {
  const node = nodeOf[frame]!;
  return {
    row: rowOf(rowOffsets, frame),
    start: start[frame]!,
    end: end[frame]!,
    kind: SPAN_KINDS[nodes.kind[node]!]!,
    flags: flags[frame]!,
    count: 1,
    label: nodes.label.texts[nodes.label.indexes[node]!]!,
    ref: nodes.refs[node]!,
    depth: depth[node]!,
  };
}

/** The last row that begins at the frame or before it. */
function rowOf(rowOffsets: Uint32Array, frame: number): number {
  let low = 0;
  let high = rowOffsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (rowOffsets[middle]! <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}
