/**
 * What the flame graph has to know of a session's spans, whatever it shows of them: struct of arrays, because a
 * session may have a million spans. Parents are those of the analysis, which for some emitters knows better than the
 * spans themselves (`flatRuns.ts`).
 */
import { SPAN_KINDS, type AgentSpan, type SpanKind } from '../protocol/agentModel';
import { FRAME_FLAG } from '../protocol/frames';
import type { EpochMs, SpanRef } from '../protocol/units';
import { hasFailed } from './outcome';
import { spanKey, type SpanNode, type SpanTree } from './spanTree';

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
  const ordered = inDrawingOrder(tree, isLive);
  const count = ordered.length;
  const origin = ordered[0]?.start ?? 0;
  const indexOf = new Map<SpanNode, number>();
  for (let i = 0; i < count; i++) indexOf.set(ordered[i]!.node, i);

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
    start: new Float64Array(count),
    end: new Float64Array(count),
    parent: new Int32Array(count),
    kind: new Uint8Array(count),
    flags: new Uint8Array(count),
    noise: new Uint8Array(count),
    label: labels.column,
    error: errors.column,
    agent: agents.column,
    model: models.column,
    tool: tools.column,
    refs: new Array<SpanRef>(count),
    find: (ref) => {
      const node = tree.nodes.get(spanKey(ref));
      return node && indexOf.get(node);
    },
  };
  for (let i = 0; i < count; i++) {
    const { node, start, end } = ordered[i]!;
    const { span } = node;
    nodes.start[i] = start - origin;
    nodes.end[i] = span ? nodes.start[i]! + span.durationMs : end - origin;
    nodes.parent[i] = node.parent ? indexOf.get(node.parent)! : NONE;
    nodes.kind[i] = KIND_INDEX[span?.kind ?? 'other'];
    nodes.flags[i] = flagsOf(span);
    if (span?.noise) {
      nodes.noise[i] = 1;
      nodes.noiseCount++;
    }
    nodes.refs[i] = node.ref;
    labels.set(i, span ? labelOf(span) : PENDING_LABEL);
    errors.set(i, span ? errorOf(span) : '');
    agents.set(i, node.agent ?? '');
    models.set(i, span?.kind === 'llm' ? (modelOf(span) ?? '') : '');
    tools.set(i, span?.tool?.name ?? '');
  }
  if (nodes.noiseCount === nodes.spanCount) nodes.noiseCount = 0;
  return nodes;
}

interface PlacedNode {
  node: SpanNode;
  start: EpochMs;
  end: EpochMs;
}

function inDrawingOrder(tree: SpanTree, isLive: boolean): PlacedNode[] {
  const spans: PlacedNode[] = [];
  const pending: PlacedNode[] = [];
  let last = -Infinity;
  for (const node of tree.nodes.values()) {
    const { span } = node;
    if (!span) continue;
    const end = span.startTime + span.durationMs;
    last = Math.max(last, end);
    spans.push({ node, start: span.startTime, end });
  }
  for (const ref of tree.pending) {
    const node = tree.nodes.get(spanKey(ref))!;
    let start = Infinity;
    let end = isLive ? last : -Infinity;
    for (const { span } of node.children) {
      if (!span) continue;
      start = Math.min(start, span.startTime);
      end = Math.max(end, span.startTime + span.durationMs);
    }
    pending.push({ node, start, end });
  }
  // Both lists are all but sorted: linear, most of the time.
  return [...pending, ...spans].sort(
    (a, b) => a.start - b.start || a.end - b.end || compareRefs(a.node.ref, b.node.ref),
  );
}

function compareRefs(a: SpanRef, b: SpanRef): number {
  if (a.traceId !== b.traceId) return a.traceId < b.traceId ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

const KIND_INDEX = Object.fromEntries(SPAN_KINDS.map((kind, i) => [kind, i])) as Record<SpanKind, number>;

function flagsOf(span: AgentSpan | null): number {
  if (!span) return FRAME_FLAG.pending;
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

function errorOf({ errorClass, errorMessage }: AgentSpan): string {
  return errorClass === null && errorMessage === null ? '' : `${errorClass ?? ''}\n${errorMessage ?? ''}`;
}

function modelOf({ model }: AgentSpan): string | null {
  return model?.responseModel ?? model?.requestModel ?? null;
}

class TextBuilder {
  readonly column: TextColumn;
  private readonly indexOf = new Map([['', 0]]);

  constructor(count: number) {
    this.column = { indexes: new Uint32Array(count), texts: [''] };
  }

  set(i: number, text: string): void {
    let index = this.indexOf.get(text);
    if (index === undefined) {
      index = this.column.texts.push(text) - 1;
      this.indexOf.set(text, index);
    }
    this.column.indexes[i] = index;
  }
}
