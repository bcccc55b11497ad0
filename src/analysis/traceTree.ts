/**
 * The tree of one trace's spans. Parents never lie in another trace, so a trace is understood by itself, and once: a
 * session that grows by a trace costs that trace.
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanId, SpanRef, TraceId } from '../protocol/units';
import type { SpanNode } from './spanNode';

/** Where a part of a trace begins that nothing is known to be around. */
export interface Head {
  root: SpanNode;
  /** The span itself, or the first child of a placeholder: tells the order among the heads of other traces. */
  first: AgentSpan;
  /** Its part of `preorder`. */
  from: number;
  to: number;
}

export interface TraceTree {
  traceId: TraceId;
  /** Spans in canonical order, then placeholders. */
  all: SpanNode[];
  spanCount: number;
  find: (id: SpanId) => SpanNode | undefined;
  heads: Head[];
  /** Every node, each parent before its children, siblings in canonical order. */
  preorder: SpanNode[];
  /** Parents that have not arrived. */
  pending: SpanRef[];
}

/** What is worked out of a trace by itself, once for each. */
export function oncePerTrace<T>(work: (trace: TraceTree) => T): (trace: TraceTree) => T {
  const known = new WeakMap<TraceTree, { result: T }>();
  return (trace) => {
    let entry = known.get(trace);
    if (!entry) known.set(trace, (entry = { result: work(trace) }));
    return entry.result;
  };
}
