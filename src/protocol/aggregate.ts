/** A session folded by path: where did tokens, cost and time go, by agent → tool → model. */
import type { SpanKind } from './agentModel';
import type { DurationMs, SpanRef, Tokens, Usd } from './units';

export interface AggregateParams {
  sessionId: string;
  /** As in `FrameView`. */
  hideNoise?: boolean;
}

/** null where unknown. */
export interface AggregateSums {
  /** Of spans side by side each counts: this may be more than the session took. */
  ms: DurationMs | null;
  tokens: Tokens | null;
  costUsd: Usd | null;
}

/** All spans of one kind and label below the same path. */
export interface AggregateNode {
  /** Index in the list. */
  id: number;
  /** Before the node in the list; null at the top. */
  parent: number | null;
  label: string;
  kind: SpanKind;
  /** Nearest agent, and the spans' own model and tool; null where there is none. */
  agent: string | null;
  model: string | null;
  tool: string | null;
  /** Spans that it stands for. */
  count: number;
  /** Those of them that failed, and that are part of a loop. */
  errors: number;
  loops: number;
  /** With everything below. */
  total: AggregateSums;
  /** Without what is below. */
  self: AggregateSums;
  /** The longest of the spans. */
  example: SpanRef;
  /** Paths too many to list, together: `count`, `errors` and `loops` are those of everything below, too. */
  isOther: boolean;
}
