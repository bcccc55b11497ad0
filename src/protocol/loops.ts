import type { DurationMs, SpanRef, Tokens, Usd } from './units';

export const LOOP_KINDS = [
  /** The same call with the same result. */
  'repeat',
  /** A sequence of steps with the same calls and the same results. */
  'cycle',
  /** The same tool failing in the same way, whatever its arguments. */
  'error-retry',
  /** The same tool with arguments that differ in numbers and ids only, and the same result. */
  'near-repeat',
  /** An agent that says the same thing again without calling a tool. */
  'monologue',
  /** Two agents that hand over to each other and do nothing new in between. */
  'ping-pong',
  /** The same request to a model, failing. */
  'model-retry',
] as const;
export type LoopKind = (typeof LOOP_KINDS)[number];

export type LoopSeverity = 'warning' | 'critical';

/** From how many iterations on a kind is reported, and from how many it is critical. */
export interface LoopThreshold {
  warning: number;
  critical: number;
}

export type LoopThresholds = Readonly<Record<LoopKind, LoopThreshold>>;

/** Two of anything is a second try; three with nothing changed is no accident any more. */
export const DEFAULT_LOOP_THRESHOLDS: LoopThresholds = {
  repeat: { warning: 3, critical: 5 },
  cycle: { warning: 3, critical: 5 },
  'error-retry': { warning: 3, critical: 5 },
  // Arguments that differ may be progress that the result does not show: one more than the others.
  'near-repeat': { warning: 4, critical: 6 },
  monologue: { warning: 3, critical: 5 },
  'ping-pong': { warning: 3, critical: 5 },
  'model-retry': { warning: 3, critical: 5 },
};

/** Work repeated without progress. */
export interface Loop {
  /** Stable while the loop grows: kind and first span. */
  id: string;
  kind: LoopKind;
  severity: LoopSeverity;
  agent: string | null;
  /** Steps per iteration. */
  period: number;
  /** The last one counts, too, when it is not complete (yet). */
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

/** A loop that an agent is in right now, as far as its spans tell. */
export interface LoopNotice {
  sessionId: string;
  /** Of the session. */
  title: string;
  loop: Loop;
  /** The process that sent its spans, by its own resource attributes; null where they do not say. */
  process: { pid: number; host: string | null } | null;
}

/** Values of the setting `loops.notifications`. */
export const LOOP_NOTIFICATIONS = ['all', 'critical', 'off'] as const;
export type LoopNotificationLevel = (typeof LOOP_NOTIFICATIONS)[number];
