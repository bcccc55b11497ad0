/**
 * What the flame graph has to know of a session's spans, whatever it shows of them: struct of arrays, because a
 * session may have a million spans. Parents are those of the analysis, which for some emitters knows better than the
 * spans themselves (`flatRuns.ts`).
 */
import { SPAN_KINDS, type AgentSpan, type SpanKind } from '../protocol/agentModel';
import { FRAME_FLAG } from '../protocol/frames';
import type { EpochMs, SpanRef } from '../protocol/units';
import { countingColumn, float64Column, int32Column, uint32Column, uint8Column } from './columns';
import { hasFailed } from './outcome';
import type { SpanTree } from './spanTree';
import type { SpanNode } from './spanNode';

export const NONE = -1;

/** Label of a span whose children arrived before it did; its kind is `other`. */
export const PENDING_LABEL = 'pending';

/** Distinct texts, the first of them empty: none. `indexes` has one entry per node. */
export interface TextColumn {
  indexes: Uint32Array;
  texts: string[];
}

/** Spans and placeholders by start, then end, then id. */
export interface FlameNodes {
  count: number;
  /** Of the whole session, placeholders apart. */
  spanCount: number;
  /**
   * Spans of the whole session that can be hidden (`noiseHiding.ts`): 0 where everything is noise, because then there
   * is nothing that it could hide the view of.
   */
  noiseCount: number;
  /** Epoch of position 0: the start of the earliest span. */
  origin: EpochMs;
  /** Milliseconds from the origin. A placeholder reaches over its children; see `flameNodes`. */
  start: Float64Array;
  end: Float64Array;
  /** NONE for a root. There are no cycles. */
  parent: Int32Array;
  /** Index into `SPAN_KINDS`. */
  kind: Uint8Array;
  /** Bits of `FRAME_FLAG`: `error`, `pending`, `cut`, `folded`. */
  flags: Uint8Array;
  noise: Uint8Array;
  label: TextColumn;
  /** Class and message of the failure. */
  error: TextColumn;
  /** Agents are inherited. */
  agent: TextColumn;
  model: TextColumn;
  tool: TextColumn;
  refs: SpanRef[];
  /** Undefined when the session has no such span, or it is hidden. */
  find: (ref: SpanRef) => number | undefined;
}

/**
 * `isLive`: whether spans that have not arrived may still be running. Their placeholders then reach to the session's
 * last known moment, else to the end of their last child.
 */
export function flameNodes(tree: SpanTree, isLive: boolean): FlameNodes {
  const { all } = tree;
  const times = timesOf(tree, isLive);
  const order = drawingOrder(all, times);
  const count = order.length;
  /** By place in the tree: the node. */
  const nodeOf = uint32Column(count);
  for (let i = 0; i < count; i++) nodeOf[order[i]!] = i;

  const origin = count > 0 ? times.start[order[0]!]! : 0;
  const labels = new TextBuilder(count);
  const errors = new TextBuilder(count);
  const agents = new TextBuilder(count);
  const models = new TextBuilder(count);
  const tools = new TextBuilder(count);
  const nodes: FlameNodes = {
    count,
    spanCount: count - tree.pending.length,
    noiseCount: 0,
    origin,
    start: float64Column(count),
    end: float64Column(count),
    parent: int32Column(count),
    kind: uint8Column(count),
    flags: uint8Column(count),
    noise: uint8Column(count),
    label: labels.column,
    error: errors.column,
    agent: agents.column,
    model: models.column,
    tool: tools.column,
    refs: new Array<SpanRef>(count),
    find: (ref) => {
      const node = tree.find(ref);
      return node && nodeOf[node.index];
    },
  };
  for (let i = 0; i < count; i++) {
    const place = order[i]!;
    const node = all[place]!;
    const { span } = node;
    nodes.start[i] = times.start[place]! - origin;
    nodes.end[i] = span ? nodes.start[i]! + span.durationMs : times.end[place]! - origin;
    nodes.parent[i] = node.parent ? nodeOf[node.parent.index]! : NONE;
    nodes.refs[i] = node.ref;
    agents.set(i, node.agent);
    if (!span) {
      nodes.kind[i] = KIND_INDEX.other;
      nodes.flags[i] = FRAME_FLAG.pending;
      labels.set(i, PENDING_LABEL);
      continue;
    }
    nodes.kind[i] = KIND_INDEX[span.kind];
    nodes.flags[i] = flagsOf(span);
    if (span.noise) {
      nodes.noise[i] = 1;
      nodes.noiseCount++;
    }
    labels.set(i, labelOf(span));
    errors.set(i, errorOf(span));
    models.set(i, span.kind === 'llm' ? modelOf(span) : null);
    tools.set(i, span.tool?.name ?? null);
  }
  if (nodes.noiseCount === nodes.spanCount) nodes.noiseCount = 0;
  return nodes;
}

/** Epoch milliseconds by place in the tree. */
interface Times {
  start: Float64Array;
  end: Float64Array;
}

function timesOf({ all, pending, find }: SpanTree, isLive: boolean): Times {
  const times: Times = { start: float64Column(all.length), end: float64Column(all.length) };
  let last = -Infinity;
  for (const { index, span } of all) {
    if (!span) continue;
    const end = span.startTime + span.durationMs;
    times.start[index] = span.startTime;
    times.end[index] = end;
    last = Math.max(last, end);
  }
  for (const ref of pending) {
    const { index, children } = find(ref)!;
    let start = Infinity;
    let end = isLive ? last : -Infinity;
    for (const child of children) {
      start = Math.min(start, times.start[child.index]!);
      end = Math.max(end, times.end[child.index]!);
    }
    times.start[index] = start;
    times.end[index] = end;
  }
  return times;
}

/** Places in the tree. Its own order but for placeholders and what starts together: sorting is linear, most of the time. */
function drawingOrder(all: readonly SpanNode[], { start, end }: Times): Uint32Array {
  const places = countingColumn(all.length);
  const compare = (a: number, b: number) =>
    start[a]! - start[b]! || end[a]! - end[b]! || compareRefs(all[a]!.ref, all[b]!.ref);
  for (let i = 1; i < places.length; i++) {
    // A plain array: its sort is linear where most is sorted already, a typed array's is not.
    if (compare(i - 1, i) > 0) return Uint32Array.from(Array.from(places).sort(compare));
  }
  return places;
}

function compareRefs(a: SpanRef, b: SpanRef): number {
  if (a.traceId !== b.traceId) return a.traceId < b.traceId ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

const KIND_INDEX = Object.fromEntries(SPAN_KINDS.map((kind, i) => [kind, i])) as Record<SpanKind, number>;

function flagsOf(span: AgentSpan): number {
  const isCut = span.kind === 'llm' && span.model?.finishReason === 'length';
  return (hasFailed(span) ? FRAME_FLAG.error : 0) | (isCut ? FRAME_FLAG.cut : 0);
}

/** What a person looks for: the tool, the model or the agent where the span is one, else the span's name. */
function labelOf(span: AgentSpan): string {
  switch (span.kind) {
    case 'tool':
      return span.tool?.name ?? span.name;
    case 'llm':
      return modelOf(span) ?? span.name;
    case 'agent':
      return span.agent ?? span.name;
    default:
      return span.name;
  }
}

function errorOf({ errorClass, errorMessage }: AgentSpan): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}\n${errorMessage ?? ''}`;
}

function modelOf({ model }: AgentSpan): string | null {
  return model?.responseModel ?? model?.requestModel ?? null;
}

class TextBuilder {
  readonly column: TextColumn;
  private readonly indexOf = new Map([['', 0]]);
  /** Spans side by side mostly say the same. */
  private last = { text: '', index: 0 };

  constructor(count: number) {
    this.column = { indexes: uint32Column(count), texts: [''] };
  }

  set(i: number, text: string | null): void {
    if (text === null) return;
    if (text !== this.last.text) this.last = { text, index: this.indexFor(text) };
    this.column.indexes[i] = this.last.index;
  }

  private indexFor(text: string): number {
    let index = this.indexOf.get(text);
    if (index === undefined) {
      index = this.column.texts.push(text) - 1;
      this.indexOf.set(text, index);
    }
    return index;
  }
}
