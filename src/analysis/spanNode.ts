/** A place in the tree of a session's spans. */
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanRef } from '../protocol/units';

export interface SpanNode {
  /** Its place in the trace's `all`, then in the tree's, once that is put together. */
  index: number;
  ref: SpanRef;
  /** null for a placeholder: children name this span as their parent, the span itself has not arrived. */
  span: AgentSpan | null;
  parent: SpanNode | null;
  /** In canonical order (`compareSpans`); placeholders where their first child would stand. */
  children: SpanNode[];
  /** 0 for a root. */
  depth: number;
  /** Who acts here: the agent that the span itself names, else its nearest ancestor that names one. */
  agent: string | null;
  /** Whose work this is part of: the nearest agent run or tool call around it; null outside of any. */
  actor: SpanNode | null;
}

/** One key for a span in maps and sets: a span id is only unique within its trace. */
export function spanKey(ref: SpanRef): string {
  return `${ref.traceId}:${ref.spanId}`;
}

/** One run of an agent, or of a tool that asks a model itself; outside of any, one trace. */
export function runKey(node: SpanNode): string {
  return node.actor ? spanKey(node.actor.ref) : node.ref.traceId;
}
