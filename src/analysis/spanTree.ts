/**
 * The tree of a session's spans, made of those of its traces. Spans arrive in any order, some never: a parent that is
 * only known by its id gets a placeholder.
 */
import type { AgentSpan } from '../protocol/agentModel';
import { append } from '../protocol/maps';
import type { SpanRef, TraceId } from '../protocol/units';
import { buildTraceTree } from './growingTrace';
import type { SpanNode } from './spanNode';
import { compareSpans } from './spanOrder';
import type { TraceTree } from './traceTree';

export interface SpanTree {
  /** Of one or more spans each. */
  readonly traces: readonly TraceTree[];
  /** Spans in canonical order, then placeholders; put together when somebody asks first, as are the next two. */
  readonly all: readonly SpanNode[];
  /** Undefined when neither the span nor a child of it has arrived. */
  find: (ref: SpanRef) => SpanNode | undefined;
  /** One or more per trace: roots, placeholders, and the earliest span of a parent cycle. */
  readonly roots: readonly SpanNode[];
  /** Every node, each parent before its children, siblings in canonical order. */
  readonly preorder: readonly SpanNode[];
  /** Parents that have not arrived. */
  pending: SpanRef[];
}

/** The tree of a session with these spans, in any order. */
export function buildSpanTree(spans: readonly AgentSpan[]): SpanTree {
  return joinTraces(Array.from(spansByTrace(spans), ([traceId, own]) => buildTraceTree(traceId, own)));
}

export function spansByTrace(spans: Iterable<AgentSpan>): Map<TraceId, AgentSpan[]> {
  const traces = new Map<TraceId, AgentSpan[]>();
  for (const span of spans) append(traces, span.traceId, span);
  return traces;
}

/** Costs as much as there are traces; the rest is put together when it is asked for. `traces`: in any order. */
export function joinTraces(traces: readonly TraceTree[]): SpanTree {
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  const heads = traces
    .flatMap((trace) => trace.heads.map((head) => ({ trace, ...head })))
    .sort((a, b) => compareSpans(a.first, b.first));
  const ordered = [...new Set(heads.map(({ trace }) => trace))];
  let all: SpanNode[] | undefined;
  let preorder: SpanNode[] | undefined;
  return {
    traces: ordered,
    find: ({ traceId, spanId }) => byId.get(traceId)?.find(spanId),
    roots: heads.map(({ root }) => root),
    pending: ordered.flatMap((trace) => trace.pending),
    get all() {
      return (all ??= inCanonicalOrder(ordered));
    },
    get preorder() {
      return (preorder ??= heads.flatMap(({ trace, from, to }) => trace.preorder.slice(from, to)));
    },
  };
}

function inCanonicalOrder(traces: readonly TraceTree[]): SpanNode[] {
  const all: SpanNode[] = [];
  let follow = true;
  for (const { all: own, spanCount } of traces) {
    const before = all.at(-1);
    follow &&= !before || compareSpans(before.span!, own[0]!.span!) < 0;
    for (let i = 0; i < spanCount; i++) all.push(own[i]!);
  }
  if (!follow) all.sort((a, b) => compareSpans(a.span!, b.span!));
  for (const trace of traces) for (const node of trace.all.slice(trace.spanCount)) all.push(node);
  for (let i = 0; i < all.length; i++) all[i]!.index = i;
  return all;
}
