/** How long calls of a session took, and how they went. */
import type { ToolStatus } from './agentModel';
import type { DurationMs } from './units';

/** null where no call with a known figure was made. */
export interface Percentiles {
  p50: DurationMs | null;
  p95: DurationMs | null;
  p99: DurationMs | null;
}

export interface CallStatistics {
  count: number;
  errors: number;
  /** 0 to 1. */
  errorRate: number;
  /** Calls that repeat one that had just failed. */
  retries: number;
  /** Of calls that succeeded: without tools inside of a model's span, and without waits for a person. */
  latencyMs: Percentiles;
}

export interface ModelStatistics extends CallStatistics {
  /** null where it was not emitted. */
  model: string | null;
  /** Output tokens for each second after the first token, where that is known, else of the whole call. */
  tokensPerSecond: number | null;
  timeToFirstTokenMs: Pick<Percentiles, 'p50' | 'p95'>;
}

export interface ToolStatistics extends CallStatistics {
  name: string;
  outcomes: Partial<Record<ToolStatus, number>>;
  /** In which a person was waited for, all calls together. */
  waitedMs: DurationMs;
}

/** Those called most often first. */
export interface SessionStatistics {
  models: ModelStatistics[];
  tools: ToolStatistics[];
}
