/** Log records in terms of an agent run. Emitters put into them what their spans lack, or have no spans at all. */
import type { ModelCallFacts, ToolCallFacts, ToolStatus } from './agentModel';
import type { JsonValue } from './spans';
import type { DurationMs, EpochMs, SpanId, SpanRef, TraceId } from './units';

/**
 * What a record tells of. `request` and `answer` are parts of a model call, mostly one or several messages; `other` is
 * everything that only has a name and a text.
 */
export type AgentEventKind =
  | 'user_message'
  | 'model_call'
  | 'request'
  | 'answer'
  | 'tool_decision'
  | 'tool_call'
  | 'error'
  | 'compaction'
  | 'loop_detected'
  | 'other';

/** What a tool gave back, as the next request to the model quotes it. */
export interface ToolResult {
  callId: string;
  result: string;
  /** As far as the result tells; absent where that is `ok`. */
  status?: ToolStatus;
}

/** One log record, understood. */
export interface AgentEvent {
  kind: AgentEventKind;
  /** As the emitter calls it. */
  name: string;
  /** When it was written: for a call, when that ended. */
  time: EpochMs;
  durationMs: DurationMs | null;
  /** As in OpenTelemetry: `INFO`, `ERROR`, …; null when not emitted. */
  severity: string | null;
  /** null when it was written outside of any span, or tracing is off. */
  traceId: TraceId | null;
  spanId: SpanId | null;
  service: string | null;
  agent: string | null;
  agentId: string | null;
  /** Of the user's request that this is part of; unique within the session. */
  promptId: string | null;
  /** What a person reads: the prompt, the answer, the error. */
  text: string | null;
  userMessage: string | null;
  model: ModelCallFacts | null;
  /** On a decision only name and id are known; `denied` where the decision was no. */
  tool: ToolCallFacts | null;
  toolResults: ToolResult[];
  /** Both null when it tells of no failure. */
  errorClass: string | null;
  errorMessage: string | null;
}

/** An event as a person sees it in a session. */
export interface SessionEvent {
  time: EpochMs;
  kind: AgentEventKind;
  name: string;
  severity: string | null;
  traceId: TraceId | null;
  spanId: SpanId | null;
  /** At most some thousand characters. */
  text: string | null;
  attributes: Record<string, JsonValue>;
}

export interface SessionEventsParams {
  sessionId: string;
  /** Only those that were written inside of this span. */
  span?: SpanRef;
  /** At most this many, the newest; 500 when absent. */
  limit?: number;
}

export interface SessionEvents {
  /** Of all that are stored, those beyond the limit included. */
  total: number;
  /** Oldest first. */
  events: SessionEvent[];
}
