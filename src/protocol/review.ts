/** What a review of a session finds: things that went wrong, cost more than they should, or soon will. */
import type { SessionParams } from './sessions';
import type { SpanRef, Usd } from './units';

/** Kinds of findings, with what a list or a report calls them. */
export const FINDING_TITLES = {
  loop: 'Loop',
  budget: 'Budget',
  'high-cost': 'Unusually expensive',
  'token-spike': 'Token spike',
  'context-full': 'Context nearly full',
  'context-compacted': 'History compacted',
  'context-growth': 'Context keeps growing',
  'answer-cut': 'Answer cut off',
  'tool-error': 'Tool errors',
  'invalid-arguments': 'Invalid arguments',
  timeout: 'Tool timeouts',
  'rate-limit': 'Tool rate limit',
  'hidden-retry': 'Retries hid an error',
  'model-error': 'Model errors',
  'many-tool-calls': 'Unusually many tool calls',
  'cache-collapse': 'Prompt cache missed',
  'model-substituted': 'Another model answered',
  'approval-wait': 'Waited for approval',
  'unfinished-agent': 'Sub-agent without result',
} as const;
export type FindingKind = keyof typeof FINDING_TITLES;
export const FINDING_KINDS = Object.keys(FINDING_TITLES) as readonly FindingKind[];

/** Most severe first. `info` is worth knowing, `warning` worth changing something, `critical` means that work failed or money is lost. */
export const FINDING_SEVERITIES = ['critical', 'warning', 'info'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** A figure behind a finding; `share` is 0 to 1, `times` a multiple. */
export interface FindingFigure {
  /** In camelCase, the same for every finding of the kind. */
  name: string;
  value: number;
  unit: 'count' | 'tokens' | 'usd' | 'ms' | 'share' | 'times';
}

/** A place in the session that shows it. */
export interface FindingEvidence extends SpanRef {
  /** 1-based index of the turn; null where the span belongs to none. */
  turn: number | null;
  /** A few words, such as `turn 12`. */
  label: string;
}

export interface Finding {
  /** Stable while the session grows: kind and what it is about. */
  id: string;
  kind: FindingKind;
  severity: FindingSeverity;
  /** null where it is about the whole session. */
  agent: string | null;
  /** The tool or the model that it is about; null where it is about neither. */
  subject: string | null;
  /** One or two plain sentences with the numbers. */
  sentence: string;
  /** What to do about it, in one or two sentences. */
  advice: string;
  figures: FindingFigure[];
  /** The most telling places, in order of time; at most `MAX_EVIDENCE`. */
  evidence: FindingEvidence[];
  /** How many places there are in all. */
  evidenceCount: number;
  /** Of a finding of kind `loop`: the loop (see `session/loops`). */
  loopId?: string;
}

export const MAX_EVIDENCE = 20;

export interface SessionReviewParams extends SessionParams {
  /** What a session may cost, from the user's settings; no finding about it when absent. */
  budgetUsd?: Usd;
}
