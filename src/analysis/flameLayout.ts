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
import type { AgentSpan, SpanKind } from '../protocol/agentModel';
import { SPAN_KINDS } from '../protocol/agentModel';
import type { FrameMode, LoopMark } from '../protocol/frames';
import { FRAME_FLAG } from '../protocol/frames';
import type { Loop } from '../protocol/loops';
import type { Turn } from '../protocol/turns';
import type { EpochMs, SpanId, SpanRef, TraceId } from '../protocol/units';
import { packLanes } from './lanes';
import { hasFailed } from './outcome';

/** All arrays have one entry per frame, ordered by row, then start. */
export interface FlameLayout {
  mode: FrameMode;
  /** Epoch of position 0: the start of the earliest span. */
  origin: EpochMs;
  /** Of the whole session, in the mode's unit from the origin: milliseconds, tokens or US dollars. */
  extent: { from: number; to: number };
  rowCount: number;
  /** Spans without the placeholders. */
  spanCount: number;
  /** Frames of row r are those from `rowOffsets[r]` to before `rowOffsets[r + 1]`. */
  rowOffsets: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  /** Index into `SPAN_KINDS`. */
  kind: Uint8Array;
  /** Bits of `FRAME_FLAG`, never `bucket`. */
  flags: Uint8Array;
  /** Index into `labels`. */
  label: Uint32Array;
  labels: string[];
  traceIds: TraceId[];
  spanIds: SpanId[];
  loopMarks: LoopMark[];
}

const NONE = -1;
const KIND_OTHER = SPAN_KINDS.indexOf('other');

/**
 * Label of a span whose children arrived before it did. Its frame reaches from the earliest start to the latest end
 * of these children; its kind is `other`.
 */
export const PENDING_LABEL = 'pending';

/**
 * The spans of one session, in any order; what comes out does not depend on it. In modes `tokens` and `cost` a frame
 * is as wide as the model calls of its span and all below it: as the turns count them, each call once.
 */
export function layoutFlame(
  spans: readonly AgentSpan[],
  mode: FrameMode,
  loops: readonly Loop[],
  turns: readonly Turn[],
): FlameLayout {
  const nodes = arrangeNodes(spans);
  const tree = linkTree(nodes);
  const placed =
    mode === 'time' ? placeByTime(nodes, tree) : placeByWeight(nodes, tree, ownWeights(nodes, mode, turns));
  return drawFrames(nodes, placed, mode, loops);
}

/** By node: what its own model call took. Unknown weighs nothing. */
function ownWeights(nodes: Nodes, mode: 'tokens' | 'cost', turns: readonly Turn[]): Float64Array {
  const weights = new Float64Array(nodes.count);
  for (const turn of turns) {
    const node = nodes.find(turn);
    const weight = mode === 'cost' ? turn.costUsd : turn.usage.total;
    if (node !== undefined) weights[node] = Math.max(0, weight ?? 0);
  }
  return weights;
}

/**
 * Spans and placeholders in canonical order: by start, then end, then trace and span id. `start` and `end` are
 * milliseconds from `origin`.
 */
interface Nodes {
  count: number;
  origin: EpochMs;
  start: Float64Array;
  end: Float64Array;
  /** NONE for a root. */
  parent: Int32Array;
  /** null for a placeholder. */
  span: (AgentSpan | null)[];
  traceId: TraceId[];
  spanId: SpanId[];
  /** Undefined when the session has no such span. */
  find: (ref: SpanRef) => number | undefined;
}

function arrangeNodes(spans: readonly AgentSpan[]): Nodes {
  const found = findParents(spans);
  const { refs, parent } = found;
  const count = refs.length;

  let origin = Infinity;
  for (const span of spans) origin = Math.min(origin, span.startTime);
  const start = new Float64Array(count).fill(Infinity);
  const end = new Float64Array(count).fill(-Infinity);
  for (const [i, span] of spans.entries()) {
    start[i] = span.startTime - origin;
    end[i] = start[i] + span.durationMs;
    const placeholder = parent[i]!;
    if (placeholder < spans.length) continue;
    start[placeholder] = Math.min(start[placeholder]!, start[i]);
    end[placeholder] = Math.max(end[placeholder]!, end[i]);
  }

  // A plain array on purpose: its sort is linear where the input is sorted already, a typed array's is not.
  const order = Array.from(refs.keys()).sort(
    (a, b) => start[a]! - start[b]! || end[a]! - end[b]! || compareRefs(refs[a]!, refs[b]!),
  );
  const rank = new Int32Array(count);
  for (let to = 0; to < count; to++) rank[order[to]!] = to;

  const nodes: Nodes = {
    count,
    origin: spans.length > 0 ? origin : 0,
    start: new Float64Array(count),
    end: new Float64Array(count),
    parent: new Int32Array(count),
    span: new Array<AgentSpan | null>(count),
    traceId: new Array<TraceId>(count),
    spanId: new Array<SpanId>(count),
    find: (ref) => {
      const from = found.find(ref);
      return from === undefined ? undefined : rank[from];
    },
  };
  for (let to = 0; to < count; to++) {
    const from = order[to]!;
    nodes.start[to] = start[from]!;
    nodes.end[to] = end[from]!;
    nodes.parent[to] = parent[from] === NONE ? NONE : rank[parent[from]!]!;
    nodes.span[to] = spans[from] ?? null;
    nodes.traceId[to] = refs[from]!.traceId;
    nodes.spanId[to] = refs[from]!.spanId;
  }
  return nodes;
}

/** Index of each span's parent; `refs` are the spans and, from `spans.length` on, the parents that are missing. */
function findParents(spans: readonly AgentSpan[]) {
  const index = new Map<TraceId, Map<SpanId, number>>();
  const ofTrace = (traceId: TraceId) => {
    let ids = index.get(traceId);
    if (!ids) index.set(traceId, (ids = new Map<SpanId, number>()));
    return ids;
  };
  for (const [i, { traceId, spanId }] of spans.entries()) ofTrace(traceId).set(spanId, i);

  const refs: SpanRef[] = [...spans];
  const parents: number[] = [];
  for (const { traceId, parentSpanId } of spans) {
    if (parentSpanId === null) {
      parents.push(NONE);
      continue;
    }
    const ids = ofTrace(traceId);
    let parent = ids.get(parentSpanId);
    if (parent === undefined) {
      parent = refs.push({ traceId, spanId: parentSpanId }) - 1;
      ids.set(parentSpanId, parent);
    }
    parents.push(parent);
  }
  const parent = new Int32Array(refs.length).fill(NONE);
  parent.set(parents);
  return { refs, parent, find: ({ traceId, spanId }: SpanRef) => index.get(traceId)?.get(spanId) };
}

function compareRefs(a: SpanRef, b: SpanRef): number {
  if (a.traceId !== b.traceId) return a.traceId < b.traceId ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

/**
 * The nodes as one tree. Beside the spans it has a node per trace, which keeps a trace's roots together, and one for
 * the session above all: `session`, the last index. These have no row of their own.
 */
interface Tree {
  size: number;
  session: number;
  parent: Int32Array;
  /** Children of i, in canonical order: `children[childOffsets[i]]` up to before `children[childOffsets[i + 1]]`. */
  childOffsets: Uint32Array;
  children: Uint32Array;
  /** Every node, parents before children. */
  topDown: Uint32Array;
}

function linkTree(nodes: Nodes): Tree {
  const { count } = nodes;
  const aboveSpans = nodes.parent.slice();
  openCycles(aboveSpans);

  const traceNodes = new Map<TraceId, number>();
  for (let i = 0; i < count; i++) {
    if (aboveSpans[i] !== NONE) continue;
    const traceId = nodes.traceId[i]!;
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
  topDown[0] = session;
  for (let read = 0, written = 1; read < size; read++) {
    const node = topDown[read]!;
    for (let c = childOffsets[node]!; c < childOffsets[node + 1]!; c++) topDown[written++] = children[c]!;
  }
  return { size, session, parent, childOffsets, children, topDown };
}

/** Makes the first span, in canonical order, of every parent cycle a root. */
function openCycles(parent: Int32Array): void {
  const count = parent.length;
  /** 0: not seen; otherwise the walk that saw it first. */
  const seenBy = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    let node = i;
    while (node !== NONE && seenBy[node] === 0) {
      seenBy[node] = i + 1;
      node = parent[node]!;
    }
    if (node === NONE || seenBy[node] !== i + 1) continue;
    let first = node;
    for (let next = parent[node]!; next !== node; next = parent[next]!) first = Math.min(first, next);
    parent[first] = NONE;
  }
}

/** Where each node lies; `drawOrder` lists the nodes so that within a row they stand by start. */
interface Placed {
  row: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  rowCount: number;
  drawOrder: Uint32Array;
}

function placeByTime(nodes: Nodes, tree: Tree): Placed {
  const { count } = nodes;
  const { size, session, parent, childOffsets, children, topDown } = tree;

  // What a node and all below it cover; infinite and empty for nodes without a span of their own until joined.
  const from = new Float64Array(size).fill(Infinity);
  const to = new Float64Array(size).fill(-Infinity);
  from.set(nodes.start);
  to.set(nodes.end);
  for (let i = size - 1; i > 0; i--) {
    const node = topDown[i]!;
    const above = parent[node]!;
    from[above] = Math.min(from[above]!, from[node]!);
    to[above] = Math.max(to[above]!, to[node]!);
  }

  // Bottom up: how many rows each subtree takes, and how far below the first of its siblings' rows it lies.
  const height = new Uint32Array(size);
  const rowInSiblings = new Uint32Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const node = topDown[i]!;
    const siblings = children.subarray(childOffsets[node], childOffsets[node + 1]);
    const below = packLanes(siblings, from, to, height, rowInSiblings);
    height[node] = (node < count ? 1 : 0) + below;
  }
  const row = new Uint32Array(size);
  for (let i = 1; i < size; i++) {
    const node = topDown[i]!;
    const above = parent[node]!;
    row[node] = row[above]! + (above < count ? 1 : 0) + rowInSiblings[node]!;
  }
  const drawOrder = new Uint32Array(count).map((_, i) => i);
  return { row, start: nodes.start, end: nodes.end, rowCount: height[session]!, drawOrder };
}

/** Children lie left to right by start inside their parent, whose own share follows them; a row is a depth. */
function placeByWeight(nodes: Nodes, tree: Tree, own: Float64Array): Placed {
  const { count } = nodes;
  const { size, parent, topDown } = tree;
  const weight = new Float64Array(size);
  weight.set(own);
  for (let i = size - 1; i > 0; i--) {
    const node = topDown[i]!;
    weight[parent[node]!]! += weight[node]!;
  }
  const row = new Uint32Array(size);
  const start = new Float64Array(size);
  const end = new Float64Array(size);
  /** Where the next child of a node begins. */
  const cursor = new Float64Array(size);
  const drawOrder = new Uint32Array(count);
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

function drawFrames(nodes: Nodes, placed: Placed, mode: FrameMode, loops: readonly Loop[]): FlameLayout {
  const { count } = nodes;
  const { row, rowCount, drawOrder } = placed;
  const { loopMarks, inLoop } = markLoops(nodes, placed, loops);

  const rowOffsets = new Uint32Array(rowCount + 1);
  for (let i = 0; i < count; i++) rowOffsets[row[i]! + 1]!++;
  for (let r = 0; r < rowCount; r++) rowOffsets[r + 1]! += rowOffsets[r]!;
  const filled = rowOffsets.slice();

  const labels: string[] = [];
  const labelIndex = new Map<string, number>();
  const layout: FlameLayout = {
    mode,
    origin: nodes.origin,
    extent: { from: 0, to: 0 },
    rowCount,
    spanCount: 0,
    rowOffsets,
    start: new Float64Array(count),
    end: new Float64Array(count),
    kind: new Uint8Array(count),
    flags: new Uint8Array(count),
    label: new Uint32Array(count),
    labels,
    traceIds: new Array<TraceId>(count),
    spanIds: new Array<SpanId>(count),
    loopMarks,
  };
  for (const node of drawOrder) {
    const span = nodes.span[node] ?? null;
    const frame = filled[row[node]!]!++;
    // Frames that touch may seem to cross by microseconds (see TOUCHING_MS): the later one gives way.
    const before = frame > rowOffsets[row[node]!]! ? layout.end[frame - 1]! : 0;
    layout.start[frame] = Math.max(before, placed.start[node]!);
    layout.end[frame] = Math.max(layout.start[frame], placed.end[node]!);
    layout.extent.to = Math.max(layout.extent.to, layout.end[frame]);
    layout.kind[frame] = span ? KIND_INDEX[span.kind] : KIND_OTHER;
    const instant = placed.end[node] === placed.start[node];
    layout.flags[frame] =
      (span ? 0 : FRAME_FLAG.pending) |
      (span && hasFailed(span) ? FRAME_FLAG.error : 0) |
      (inLoop[node] ? FRAME_FLAG.loop : 0) |
      (instant ? FRAME_FLAG.instant : 0);
    const text = span ? labelOf(span) : PENDING_LABEL;
    let label = labelIndex.get(text);
    if (label === undefined) {
      label = labels.push(text) - 1;
      labelIndex.set(text, label);
    }
    layout.label[frame] = label;
    layout.traceIds[frame] = nodes.traceId[node]!;
    layout.spanIds[frame] = nodes.spanId[node]!;
    if (span) layout.spanCount++;
  }
  return layout;
}

/** Loops whose spans are not in the layout leave no mark. */
function markLoops(nodes: Nodes, { row, start, end }: Placed, loops: readonly Loop[]) {
  const inLoop = new Uint8Array(nodes.count);
  const loopMarks: LoopMark[] = [];
  for (const { id, steps } of loops) {
    steps.forEach((refs, i) => {
      const mark = { start: Infinity, end: -Infinity, firstRow: Infinity, lastRow: 0 };
      for (const ref of refs) {
        const node = nodes.find(ref);
        if (node === undefined) continue;
        inLoop[node] = 1;
        mark.start = Math.min(mark.start, start[node]!);
        mark.end = Math.max(mark.end, end[node]!);
        mark.firstRow = Math.min(mark.firstRow, row[node]!);
        mark.lastRow = Math.max(mark.lastRow, row[node]!);
      }
      if (mark.end >= mark.start) loopMarks.push({ loopId: id, iteration: i + 1, ...mark });
    });
  }
  return { loopMarks, inLoop };
}

const KIND_INDEX = Object.fromEntries(SPAN_KINDS.map((kind, i) => [kind, i])) as Record<SpanKind, number>;

/** What a person looks for: the tool, the model or the agent where the span is one, else the span's name. */
function labelOf(span: AgentSpan): string {
  switch (span.kind) {
    case 'tool':
      return span.tool?.name ?? span.name;
    case 'llm':
      return span.model?.responseModel ?? span.model?.requestModel ?? span.name;
    case 'agent':
      return span.agent ?? span.name;
    default:
      return span.name;
  }
}
