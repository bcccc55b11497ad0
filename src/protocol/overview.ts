/** Costs over time, over all sessions that are stored. */
import type { SessionStatistics } from './statistics';
import type { Tokens, Usd } from './units';

export interface OverviewParams {
  /** Today and the days before it; 30 when absent, at most `MAX_OVERVIEW_DAYS`. */
  days?: number;
  /** Of the clock on the wall against UTC, east positive: where a day begins. The collector's own when absent. */
  utcOffsetMinutes?: number;
  /** What a day may cost. */
  dailyBudgetUsd?: Usd;
}

export const MAX_OVERVIEW_DAYS = 366;

/** Sums; null where nothing is known of any call. */
export interface OverviewSums {
  costUsd: Usd | null;
  tokens: Tokens | null;
  /** Model calls; of a tool, calls of the tool. */
  calls: number;
  errors: number;
}

export interface OverviewDay extends OverviewSums {
  /** `2026-11-21`. */
  day: string;
}

export interface OverviewGroup extends OverviewSums {
  /** null for calls of which nobody says. */
  name: string | null;
  sessions: number;
}

/**
 * Most expensive first. A tool's cost is that of the model calls that asked for it, shared evenly between the calls
 * that one of them asked for: asking is what costs.
 */
export interface OverviewGroups {
  agents: OverviewGroup[];
  models: OverviewGroup[];
  tools: OverviewGroup[];
  services: OverviewGroup[];
}

/** What today has cost, and will. */
export interface DailyBurn {
  spentUsd: Usd;
  /** By the end of the day; null when nothing was spent yet, or too little time has passed to tell. */
  projectedUsd: Usd | null;
  /** `history`: what earlier days spent after this time of the day is added; `pace`: it goes on as it has. */
  projectedBy: 'history' | 'pace' | null;
  budgetUsd: Usd | null;
  /** Of the days before today on which anything was spent; null without any. */
  averageUsd: Usd | null;
}

export interface Overview {
  /** Sessions with calls in these days. */
  sessions: number;
  total: OverviewSums;
  /** Calls whose cost is unknown: sums are lower bounds. */
  unpricedCalls: number;
  /** Every day, the oldest first; today is the last. */
  days: OverviewDay[];
  groups: OverviewGroups;
  /** Latency and errors by model and tool. */
  statistics: SessionStatistics;
  today: DailyBurn;
}
