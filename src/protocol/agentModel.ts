/**
 * The one agent model that every vocabulary is turned into (session → agent → turn → model call / tool call /
 * hand-off). `src/semconv` produces it, `src/store` keeps it, `src/analysis` reads it.
 */
import type { DurationMs, EpochMs, SpanId, SpanRef, Tokens, TraceId, Usd } from './units';

export const SPAN_KINDS = [
  'agent',
  'workflow',
  'step',
  'llm',
  'tool',
  'handoff',
  'retrieval',
  'embedding',
  'memory',
  'guardrail',
  'evaluation',
  'approval',
  'mcp',
  'hook',
  'other',
] as const;
/** What a span is in an agent run; `approval` is waiting for a human. */
export type SpanKind = (typeof SPAN_KINDS)[number];

export type FinishReason = 'stop' | 'length' | 'tool' | 'filter' | 'error' | 'other';

export type ToolStatus =
  'ok' | 'error' | 'timeout' | 'rate_limited' | 'invalid_args' | 'denied' | 'cancelled';

export type SpanStatus = 'unset' | 'ok' | 'error';

/**
 * Token counts in one definition whatever the emitter did: `input` includes cached tokens (`cacheRead` and
 * `cacheWrite`), `output` includes `reasoning`. `null` where unknown, never 0 for unknown.
 */
export interface Usage {
  input: Tokens | null;
  cacheRead: Tokens | null;
  cacheWrite: Tokens | null;
  output: Tokens | null;
  reasoning: Tokens | null;
  total: Tokens | null;
}

export const UNKNOWN_USAGE: Readonly<Usage> = {
  input: null,
  cacheRead: null,
  cacheWrite: null,
  output: null,
  reasoning: null,
  total: null,
};

/** Where the emitter says the code is (`code.*` attributes). Untrusted: the path may not exist here. */
export interface SourceLocation {
  /** As emitted: absolute, relative or a `file:` URL. */
  file: string;
  /** 1-based; null when the emitter gave none. */
  line: number | null;
  /** 1-based; null when the emitter gave none. */
  column: number | null;
  functionName: string | null;
}

/** The tool call that a span of kind `tool` is. */
export interface ToolCallFacts {
  name: string;
  /** The id under which the model asked for this call; null when not emitted. */
  callId: string | null;
  /** JSON text of the arguments as emitted; null when content capture is off. */
  arguments: string | null;
  /** Text of the result as emitted; null when content capture is off. */
  result: string | null;
  /** Size of the result where its text is not captured, in bytes; null when not emitted. */
  resultBytes: number | null;
  status: ToolStatus;
  /** The emitter's own class of the failure (`error.type`, exception type); null when it did not fail. */
  errorClass: string | null;
}

/** A tool call that a model asked for in its answer. */
export interface RequestedCall {
  /** null where the emitter leaves it out. */
  id: string | null;
  name: string | null;
  /** JSON text; null when not emitted, or too long to keep with the request (the tool's own span has it). */
  arguments: string | null;
}

/** A tool call of the answer before, as the request after it quotes it. */
export interface QuotedCall {
  id: string;
  /** null where only the result is quoted. */
  name: string | null;
  arguments: string | null;
  /** A long one is cut, with a fingerprint of all of it at the end; null when not captured. */
  result: string | null;
  /** As far as the result tells. */
  status: ToolStatus;
}

/** The model call that a span of kind `llm` is, or tells of. */
export interface ModelCallFacts {
  /** The model that was asked for. */
  requestModel: string | null;
  /** The model that answered. */
  responseModel: string | null;
  provider: string | null;
  /** The provider's id of the answer: recognises one call recorded by two instrumentations. */
  responseId: string | null;
  usage: Usage;
  /** The part of `usage.cacheWrite` that is kept for an hour, which costs more; null when not told apart. */
  cacheWrite1h: Tokens | null;
  /** Cost as the emitter computed it; null when it did not. */
  reportedCostUsd: Usd | null;
  timeToFirstTokenMs: DurationMs | null;
  finishReason: FinishReason | null;
  /** What the answer asked for, in order. */
  requestedCalls: RequestedCall[];
  /** What the answer says to whom asked, at most its first 1,000 characters; null where it asks for tools, or is not captured. */
  answerText: string | null;
  /** Calls of the answer before with their results, as the request quotes them. */
  quotedCalls: QuotedCall[];
  /** How often the request was sent until this answer or failure; 1 where the emitter says nothing of the kind. */
  attempts: number;
}

/** The hand-off that a span of kind `handoff` is: one agent lets another go on. Names as emitted. */
export interface HandoffFacts {
  from: string | null;
  to: string | null;
}

/** What a run sums up on its own span. Counts only where none of its model calls is known: it repeats theirs. */
export interface RunTotals {
  usage: Usage;
  costUsd: Usd | null;
}

/** One span, understood. Everything that is not needed for analysis stays in the stored OTLP span. */
export interface AgentSpan {
  traceId: TraceId;
  spanId: SpanId;
  /** null for the root of a trace. */
  parentSpanId: SpanId | null;
  name: string;
  kind: SpanKind;
  startTime: EpochMs;
  durationMs: DurationMs;
  status: SpanStatus;
  /** Class and text of the failure; both null when the span did not fail. */
  errorClass: string | null;
  errorMessage: string | null;
  /** `service.name` of the resource. */
  service: string | null;
  /** The session key on this span itself; null when it carries none. */
  sessionKey: string | null;
  /** Agent name on this span itself; children inherit it during analysis. */
  agent: string | null;
  agentId: string | null;
  /** The user's request as far as this span shows it: becomes the session title. */
  userMessage: string | null;
  /** On a span of another kind than `llm`: what it tells of the model call beside it, in the same step. */
  model: ModelCallFacts | null;
  /** On a span of kind `mcp`: the call of a server's tool that it carries. */
  tool: ToolCallFacts | null;
  handoff: HandoffFacts | null;
  /** Of a span of kind `agent` or `workflow`; null where it says nothing of the kind. */
  totals: RunTotals | null;
  /** Not the agent's doing but what programs do below it: HTTP, SQL, files, a framework's plumbing. */
  noise: boolean;
  source: SourceLocation | null;
  links: SpanRef[];
}
