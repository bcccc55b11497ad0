/**
 * Which session a trace belongs to. Spans and log records arrive in any order, so each that names a session makes a
 * claim and the smallest claim wins, whenever it comes: a minimum does not depend on the order and costs the same each.
 */
import type { EpochMs, SpanId } from '../protocol/units';

/**
 * Who names the session: a span itself, only a span's resource, or a log record that was written inside of the trace.
 * Smaller is stronger. The last counts while the spans that would say so still run.
 */
export const CLAIM_RANK = { span: 0, resource: 1, log: 2 } as const;

export interface SessionClaim {
  rank: number;
  /** Of the span, or when the record was written. */
  startTime: EpochMs;
  /** '' for a record outside of any span. */
  spanId: SpanId;
  key: string;
}

/** Order of claims: a span's own key before its resource's before a record's, then the earlier start, the smaller span id, the key. */
export function stronger(a: SessionClaim, b: SessionClaim | null): boolean {
  if (b === null) return true;
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.startTime !== b.startTime) return a.startTime < b.startTime;
  if (a.spanId !== b.spanId) return a.spanId < b.spanId;
  return a.key < b.key;
}
