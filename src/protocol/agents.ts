/** Who acted in a session. */
import type { Usage } from './agentModel';
import type { DurationMs, EpochMs, SpanId, TraceId, Usd } from './units';

/** One agent lets another go on. */
export interface Handoff {
  /** null where it is not known who handed over. */
  from: string | null;
  to: string;
  /** Where it shows: a span of kind `handoff`, the tool call that asks for it, or the model call that asked. */
  spanId: SpanId;
  traceId: TraceId;
  time: EpochMs;
}

/** One agent in one place of the tree of agents; its runs there are taken together. */
export interface AgentSummary {
  /** null for model and tool calls outside of any agent. */
  name: string | null;
  id: string | null;
  /** The agent that it works for; null for one that nobody started. */
  parent: string | null;
  /** Place of the parent in the list; null as `parent`. */
  parentIndex: number | null;
  /** Its first run, or the first span that bears its name. */
  spanId: SpanId;
  traceId: TraceId;
  /** How often it was run. */
  calls: number;
  /** Model calls of its own, not those of its sub-agents; likewise the figures below. */
  turns: number;
  toolCalls: number;
  usage: Usage;
  costUsd: Usd | null;
  startTime: EpochMs;
  /** Time in which at least one of its runs went on, sub-agents included. */
  durationMs: DurationMs;
  /** Failed model and tool calls. */
  errors: number;
  /** Those that it made, in order. */
  handoffs: Handoff[];
}
