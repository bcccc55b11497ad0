/** Which session each trace belongs to, as the tables `trace` and `session` have it; see `sessionClaim.ts`. */
import type { AgentSpan } from '../protocol/agentModel';
import type { EpochMs, TraceId } from '../protocol/units';
import type { Database } from './database';
import { CLAIM_RANK, stronger } from './sessionClaim';
import type { SessionClaim } from './sessionClaim';
import { storableText } from './storableText';

/** What is to be placed: a span of any trace. */
export interface SpanClaim {
  agentSpan: AgentSpan;
  sessionKeyFromResource: boolean;
}

export interface PlacedTrace {
  traceNo: number;
  sessionNo: number;
}

export interface Placement {
  traces: Map<TraceId, PlacedTrace>;
  /** Sessions that have gained or lost a trace that was there before, by number. */
  moved: Set<number>;
}

/** What one insert has learnt of a trace, before it is written. */
interface TraceState {
  /** Undefined for a trace that is not stored yet. */
  traceNo: number | undefined;
  sessionNo: number | undefined;
  startTime: EpochMs;
  claim: SessionClaim | null;
  dirty: boolean;
}

/**
 * Decides for every trace of the spans which session it belongs to, and writes that. Every copy of a span counts here,
 * the poorer ones too: only so the result does not depend on the order of arrival. To be called inside a transaction.
 */
export function placeTraces(
  db: Database,
  batches: Iterable<readonly SpanClaim[]>,
  receivedAt: EpochMs,
): Placement {
  const states = new Map<TraceId, TraceState>();
  for (const spans of batches) {
    for (const { agentSpan, sessionKeyFromResource } of spans) {
      let state = states.get(agentSpan.traceId);
      if (!state) {
        state = traceState(db, agentSpan.traceId);
        states.set(agentSpan.traceId, state);
      }
      if (agentSpan.startTime < state.startTime) {
        state.startTime = agentSpan.startTime;
        state.dirty = true;
      }
      const claim = claimOf(agentSpan, sessionKeyFromResource);
      if (claim && stronger(claim, state.claim)) {
        state.claim = claim;
        state.dirty = true;
      }
    }
  }

  const traces = new Map<TraceId, PlacedTrace>();
  const moved = new Set<number>();
  for (const [traceId, state] of states) {
    const { traceNo, sessionNo } = state;
    if (traceNo !== undefined && sessionNo !== undefined && !state.dirty) {
      traces.set(traceId, { traceNo, sessionNo });
      continue;
    }
    const target = sessionNoOf(db, state.claim?.key ?? traceId, receivedAt);
    traces.set(traceId, { traceNo: writeTrace(db, traceId, state, target), sessionNo: target });
    if (sessionNo !== undefined && sessionNo !== target) moved.add(sessionNo).add(target);
  }
  return { traces, moved };
}

function traceState(db: Database, traceId: TraceId): TraceState {
  const row = db.row(
    `SELECT trace_no, session_no, start_time, claim_rank, claim_start, claim_span, claim_key
     FROM trace WHERE trace_id = ?`,
    [traceId],
  );
  if (!row)
    return { traceNo: undefined, sessionNo: undefined, startTime: Infinity, claim: null, dirty: true };
  const [traceNo, sessionNo, startTime, rank, claimStart, claimSpan, key] = row;
  return {
    traceNo: traceNo as number,
    sessionNo: sessionNo as number,
    startTime: startTime as number,
    claim:
      rank === null
        ? null
        : {
            rank: rank as number,
            startTime: claimStart as number,
            spanId: claimSpan as string,
            key: key as string,
          },
    dirty: false,
  };
}

function writeTrace(
  db: Database,
  traceId: TraceId,
  { traceNo, startTime, claim }: TraceState,
  sessionNo: number,
): number {
  const row = db.row(
    `INSERT INTO trace (trace_no, trace_id, session_no, start_time, bytes, claim_rank, claim_start, claim_span,
       claim_key)
     VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)
     ON CONFLICT (trace_id) DO UPDATE SET session_no = excluded.session_no, start_time = excluded.start_time,
       claim_rank = excluded.claim_rank, claim_start = excluded.claim_start, claim_span = excluded.claim_span,
       claim_key = excluded.claim_key
     RETURNING trace_no`,
    [
      traceNo ?? null,
      traceId,
      sessionNo,
      startTime,
      claim?.rank ?? null,
      claim?.startTime ?? null,
      claim?.spanId ?? null,
      claim?.key ?? null,
    ],
  );
  return row![0] as number;
}

/** The session with this key, new when there is none. */
function sessionNoOf(db: Database, key: string, receivedAt: EpochMs): number {
  const row =
    db.row('SELECT session_no FROM session WHERE key = ?', [key]) ??
    db.row('INSERT INTO session (key, last_received) VALUES (?, ?) RETURNING session_no', [key, receivedAt]);
  return row![0] as number;
}

function claimOf(span: AgentSpan, fromResource: boolean): SessionClaim | null {
  if (span.sessionKey === null || span.sessionKey === '') return null;
  return {
    rank: fromResource ? CLAIM_RANK.resource : CLAIM_RANK.span,
    startTime: span.startTime,
    spanId: span.spanId,
    key: storableText(span.sessionKey),
  };
}
