import type { FinishReason, SourceLocation, ToolStatus, Usage } from './agentModel';
import type { DurationMs, EpochMs, SpanId, SpanRef, Tokens, TraceId, Usd } from './units';

/** Where a cost figure comes from, `override` being the user's own prices; null together with an unknown cost. */
export type CostSource = 'emitter' | 'override' | 'price-table' | null;

/** Why a model call failed. */
export type ModelErrorClass =
  | 'rate_limited'
  | 'timeout'
  | 'context_length'
  | 'auth'
  | 'overloaded'
  | 'invalid_request'
  | 'content_filter'
  | 'network'
  | 'server'
  | 'other';

export interface TurnToolCall {
  spanId: SpanId;
  traceId: TraceId;
  name: string;
  callId: string | null;
  /** JSON text as emitted; null when content capture is off. */
  arguments: string | null;
  status: ToolStatus;
  errorClass: string | null;
  durationMs: DurationMs;
  /** The part of `durationMs` in which a person was waited for. */
  waitedMs: DurationMs;
  /** 1, or more for the same call again directly after it failed. */
  attempt: number;
  /** The failed call that this one repeats. */
  retryOf: SpanRef | null;
  source: SourceLocation | null;
  /**
   * Known only from what the model asked for, not by a span: `spanId` is the model call's, `durationMs` is 0 because
   * nobody measured it, and `status` is what the messages show at most.
   */
  derived?: true;
}

/** One model call and the tool calls it asked for. */
export interface Turn {
  /** 1-based, per session by start time. */
  index: number;
  agent: string | null;
  spanId: SpanId;
  traceId: TraceId;
  model: string | null;
  provider: string | null;
  startTime: EpochMs;
  durationMs: DurationMs;
  /** `durationMs` without tools that ran, and people who were waited for, while the model's span stayed open. */
  modelDurationMs: DurationMs;
  timeToFirstTokenMs: DurationMs | null;
  usage: Usage;
  costUsd: Usd | null;
  costSource: CostSource;
  finishReason: FinishReason | null;
  /** Class or text of the model call's failure; null when it succeeded. */
  error: string | null;
  /** Why it failed; null when it succeeded. */
  errorClass: ModelErrorClass | null;
  /** 1, or more for the same request again directly after it failed, by a span of its own or within this one. */
  attempt: number;
  /** Index of the failed turn that this one repeats; null where the tries before it have no span of their own. */
  retryOf: number | null;
  /** Tokens in the model's context after this turn's request: `usage.input`. */
  contextTokens: Tokens | null;
  /** The model's context window; null when the model is not in the table. */
  contextLimit: Tokens | null;
  toolCalls: TurnToolCall[];
}
