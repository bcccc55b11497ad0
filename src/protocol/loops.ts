import type { DurationMs, SpanRef, Tokens, Usd } from './units';

/** `repeat`: the same call with the same result, three or more in a row. The other kinds of the design follow. */
export type LoopKind = 'repeat';

export type LoopSeverity = 'warning' | 'critical';

/** Work repeated without progress. */
export interface Loop {
  /** Stable while the loop grows: kind and first span. */
  id: string;
  kind: LoopKind;
  severity: LoopSeverity;
  agent: string | null;
  /** Steps per iteration. */
  period: number;
  iterations: number;
  toolNames: string[];
  /** One inner list per iteration: the spans that make it up, the model call that asked included. */
  steps: SpanRef[][];
  /**
   * Index of the turn that made the first and the last iteration (1-based, see Turn.index); 0 where no model call was
   * recorded before the tool call.
   */
  firstTurn: number;
  lastTurn: number;
  /** Everything from the second iteration on; null where unknown. */
  wasted: { tokens: Tokens | null; costUsd: Usd | null; durationMs: DurationMs };
  /** One plain sentence with the evidence. */
  reason: string;
}
