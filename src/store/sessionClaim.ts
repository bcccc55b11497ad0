/**
 * Which session a trace belongs to. Spans arrive in any order, so every span that names a session makes a claim and
 * the smallest claim wins, whenever it comes: a minimum does not depend on the order and costs the same per span.
 */
import type { EpochMs, SpanId } from '../protocol/units';

/** The span names the session itself, or only its resource does. Smaller is stronger. */
export const CLAIM_RANK = { span: 0, resource: 1 } as const;

export interface SessionClaim {
  rank: number;
  startTime: EpochMs;
  spanId: SpanId;
  key: string;
}

/** Order of claims: a span's own key before its resource's, then the earlier start, the smaller span id, the key. */
export function stronger(a: SessionClaim, b: SessionClaim | null): boolean {
  if (b === null) return true;
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.startTime !== b.startTime) return a.startTime < b.startTime;
  if (a.spanId !== b.spanId) return a.spanId < b.spanId;
  return a.key < b.key;
}
