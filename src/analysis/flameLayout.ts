/**
 * Where every span of a session lies on the flame graph.
 *
 * Rows count from 0 at the top. A span's children lie below it; children that overlap each other get sub-rows, each
 * as high as the whole subtree that it holds, so that nothing ever overlaps. Traces of one session lie side by side
 * and are stacked where they overlap. In time mode nothing is clamped: where a child sticks out of its parent (late
 * work, another machine's clock) both are drawn as measured, and room is kept for the union of the two.
 *
 * Struct of arrays, no object per span, no recursion: a session may have a million spans and be as deep.
 */
import type { FrameMode, IdleFold, LoopMark } from '../protocol/frames';
import { FRAME_FLAG } from '../protocol/frames';
import type { Loop } from '../protocol/loops';
import type { Turn } from '../protocol/turns';
import { countingColumn, float64Column, uint32Column, uint8Column } from './columns';
import type { FlameNodes } from './flameNodes';
import { linkForest, type Forest } from './flameForest';
import { FrameBuckets } from './frameBuckets';
import { packLanes } from './lanes';

/** Arrays by frame, ordered by row, then start, if nothing else is said. */
export interface FlameLayout {
  mode: FrameMode;
  /** What the frames stand for; hidden spans are not among them. */
  nodes: FlameNodes;
  /** Of the whole session, in the mode's unit from the nodes' origin: milliseconds, tokens or US dollars. */
  extent: { from: number; to: number };
  rowCount: number;
  /** Frames of row r are those from `rowOffsets[r]` to before `rowOffsets[r + 1]`. */
  rowOffsets: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  /** Bits of `FRAME_FLAG`, never `bucket` or `match`. */
  flags: Uint8Array;
  /** Index into `nodes`. */
  node: Uint32Array;
  /** By node: its frame. */
  frameOf: Uint32Array;
  /** By node: levels above it. */
  depth: Uint32Array;
  /** All frames by start, then row; worked out when somebody asks first. */
  byStart: () => Uint32Array;
  /** Likewise. */
  buckets: () => FrameBuckets;
  loopMarks: LoopMark[];
  folds: IdleFold[];
}

/**
 * In modes `tokens` and `cost` a frame is as wide as the model calls of its span and all below it: as the turns count
 * them, each call once.
 */
export function layoutFlame(
  nodes: FlameNodes,
  mode: FrameMode,
  loops: readonly Loop[],
  turns: readonly Turn[],
): FlameLayout {
  const forest = linkForest(nodes);
  const placed =
    mode === 'time'
      ? placeByTime(nodes, forest)
      : placeByWeight(nodes, forest, ownWeights(nodes, mode, turns));
  return drawFrames(nodes, forest, placed, mode, loops);
}

/** By node: what its own model call took. Unknown weighs nothing. */
function ownWeights(nodes: FlameNodes, mode: 'tokens' | 'cost', turns: readonly Turn[]): Float64Array {
  const weights = float64Column(nodes.count);
  for (const turn of turns) {
    const node = nodes.find(turn);
    const weight = mode === 'cost' ? turn.costUsd : turn.usage.total;
    if (node !== undefined) weights[node] = Math.max(0, weight ?? 0);
  }
  return weights;
}

/** Where each node lies; `drawOrder` lists the nodes so that within a row they stand by start. */
interface Placed {
  row: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  rowCount: number;
  drawOrder: Uint32Array;
}

function placeByTime(nodes: FlameNodes, forest: Forest): Placed {
  const { count } = nodes;
  const { size, session, parent, childOffsets, children, topDown } = forest;

  // What a node and all below it cover; infinite and empty for nodes without a span of their own until joined.
  const from = float64Column(size).fill(Infinity);
  const to = float64Column(size).fill(-Infinity);
  from.set(nodes.start);
  to.set(nodes.end);
  for (let i = size - 1; i > 0; i--) {
    const node = topDown[i]!;
    const above = parent[node]!;
    from[above] = Math.min(from[above]!, from[node]!);
    to[above] = Math.max(to[above]!, to[node]!);
  }

  // Bottom up: how many rows each subtree takes, and how far below the first of its siblings' rows it lies.
  const height = uint32Column(size);
  const rowInSiblings = uint32Column(size);
  for (let i = size - 1; i >= 0; i--) {
    const node = topDown[i]!;
    const below = packLanes(
      children.subarray(childOffsets[node], childOffsets[node + 1]),
      from,
      to,
      height,
      rowInSiblings,
    );
    height[node] = (node < count ? 1 : 0) + below;
  }
  const row = uint32Column(size);
  for (let i = 1; i < size; i++) {
    const node = topDown[i]!;
    const above = parent[node]!;
    row[node] = row[above]! + (above < count ? 1 : 0) + rowInSiblings[node]!;
  }
  const drawOrder = countingColumn(count);
  return { row, start: nodes.start, end: nodes.end, rowCount: height[session]!, drawOrder };
}

/** Children lie left to right by start inside their parent, whose own share follows them; a row is a depth. */
function placeByWeight(nodes: FlameNodes, forest: Forest, own: Float64Array): Placed {
  const { count } = nodes;
  const { size, parent, topDown } = forest;
  const weight = float64Column(size);
  weight.set(own);
  for (let i = size - 1; i > 0; i--) {
    const node = topDown[i]!;
    weight[parent[node]!]! += weight[node]!;
  }
  const row = uint32Column(size);
  const start = float64Column(size);
  const end = float64Column(size);
  /** Where the next child of a node begins. */
  const cursor = float64Column(size);
  const drawOrder = uint32Column(count);
  let drawn = 0;
  let rowCount = 0;
  for (let i = 1; i < size; i++) {
    const node = topDown[i]!;
    const above = parent[node]!;
    start[node] = cursor[above]!;
    end[node] = start[node] + weight[node]!;
    cursor[node] = start[node]!;
    cursor[above] = end[node]!;
    row[node] = row[above]! + (above < count ? 1 : 0);
    if (node < count) {
      drawOrder[drawn++] = node;
      rowCount = Math.max(rowCount, row[node] + 1);
    }
  }
  return { row, start, end, rowCount, drawOrder };
}

function drawFrames(
  nodes: FlameNodes,
  forest: Forest,
  placed: Placed,
  mode: FrameMode,
  loops: readonly Loop[],
): FlameLayout {
  const { count } = nodes;
  const { row, rowCount, drawOrder } = placed;

  const rowOffsets = uint32Column(rowCount + 1);
  for (let i = 0; i < count; i++) rowOffsets[row[i]! + 1]!++;
  for (let r = 0; r < rowCount; r++) rowOffsets[r + 1]! += rowOffsets[r]!;
  const filled = rowOffsets.slice();

  const layout: FlameLayout = {
    mode,
    nodes,
    extent: { from: 0, to: 0 },
    rowCount,
    rowOffsets,
    start: float64Column(count),
    end: float64Column(count),
    flags: uint8Column(count),
    node: uint32Column(count),
    frameOf: uint32Column(count),
    depth: forest.depth,
    byStart: once(() => framesByStart(layout)),
    buckets: once(() => new FrameBuckets(layout)),
    loopMarks: [],
    folds: [],
  };
  const { start, end, flags, frameOf } = layout;
  for (const node of drawOrder) {
    const first = rowOffsets[row[node]!]!;
    const frame = filled[row[node]!]!++;
    // Frames that touch may seem to cross by microseconds (see TOUCHING_MS): the later one gives way.
    const before = frame > first ? end[frame - 1]! : 0;
    start[frame] = Math.max(before, placed.start[node]!);
    end[frame] = Math.max(start[frame], placed.end[node]!);
    layout.extent.to = Math.max(layout.extent.to, end[frame]);
    const instant = placed.end[node] === placed.start[node];
    flags[frame] = nodes.flags[node]! | (instant ? FRAME_FLAG.instant : 0);
    layout.node[frame] = node;
    frameOf[node] = frame;
  }
  markLoops(layout, row, loops);
  return layout;
}

/** Linear where the nodes lie by start already, as they do in time mode. */
function framesByStart({ start, frameOf }: FlameLayout): Uint32Array {
  // A plain array on purpose: its sort is linear where the input is sorted already, a typed array's is not.
  const order = Array.from(frameOf);
  // Frames count by row.
  order.sort((a, b) => start[a]! - start[b]! || a - b);
  return Uint32Array.from(order);
}

function once<T>(work: () => T): () => T {
  let result: T | undefined;
  return () => (result ??= work());
}

/** Loops whose spans are not in the layout leave no mark. */
function markLoops(
  { nodes, frameOf, start, end, flags, loopMarks }: FlameLayout,
  row: Uint32Array,
  loops: readonly Loop[],
) {
  for (const { id, steps } of loops) {
    steps.forEach((refs, i) => {
      const mark = { start: Infinity, end: -Infinity, firstRow: Infinity, lastRow: 0 };
      for (const ref of refs) {
        const node = nodes.find(ref);
        if (node === undefined) continue;
        const frame = frameOf[node]!;
        flags[frame]! |= FRAME_FLAG.loop;
        mark.start = Math.min(mark.start, start[frame]!);
        mark.end = Math.max(mark.end, end[frame]!);
        mark.firstRow = Math.min(mark.firstRow, row[node]!);
        mark.lastRow = Math.max(mark.lastRow, row[node]!);
      }
      if (mark.end >= mark.start) loopMarks.push({ loopId: id, iteration: i + 1, ...mark });
    });
  }
}
