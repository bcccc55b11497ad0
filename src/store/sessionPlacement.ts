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
  readonly traceNo: number;
  readonly sessionNo: number;
  readonly sessionKey: string;
  /** What its spans of this insert take; whoever stores them counts. */
  newBytes: number;
}

export interface Placement {
  traces: ReadonlyMap<TraceId, PlacedTrace>;
  /** Sessions that have gained or lost a trace that was there before: keys by number. */
  moved: ReadonlyMap<number, string>;
  /** Sessions whose row says already that something was received now, by number. */
  touched: ReadonlySet<number>;
}

/** A row of `trace`, and what has not been written to it yet. */
interface TraceState {
  traceNo: number;
  /** 0 for a trace that is in no session yet. */
  sessionNo: number;
  sessionKey: string;
  startTime: EpochMs;
  claim: SessionClaim | null;
  isNew: boolean;
  dirty: boolean;
  newBytes: number;
}

/** Beyond this the rows known here are forgotten; the tables still have them. Each takes some 300 bytes. */
const MAX_KNOWN = 10_000;

const TRACE = `SELECT trace_no, session_no, session.key, start_time, claim_rank, claim_start, claim_span, claim_key
  FROM trace JOIN session USING (session_no) WHERE trace_id = ?`;
const INSERT_TRACE = `INSERT INTO trace (trace_no, trace_id, session_no, start_time, bytes, claim_rank, claim_start,
    claim_span, claim_key)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`;
const UPDATE_TRACE = `UPDATE trace SET session_no = ?2, start_time = ?3, bytes = bytes + ?4, claim_rank = ?5,
    claim_start = ?6, claim_span = ?7, claim_key = ?8
  WHERE trace_no = ?1`;
const ADD_BYTES = 'UPDATE trace SET bytes = bytes + ?2 WHERE trace_no = ?1';
const TOUCH_SESSION = `INSERT INTO session (key, last_received) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET last_received = excluded.last_received RETURNING session_no`;

export class SessionPlacement {
  private nextTraceNo = 1;
  /** Spans of a trace mostly come in several requests. */
  private readonly known = new Map<TraceId, TraceState>();

  constructor(private readonly db: Database) {}

  /**
   * Decides for every trace of the spans which session it belongs to. Every copy of a span counts here, the poorer
   * ones too: only so the result does not depend on the order of arrival. To be called inside a transaction, as is
   * `write`; when that fails or is undone, call `forget`.
   */
  place(batches: Iterable<readonly SpanClaim[]>, receivedAt: EpochMs): Placement {
    const traces = this.claimAll(batches);
    const moved = new Map<number, string>();
    const touched = new Set<number>();
    for (const [traceId, state] of traces) {
      if (!state.dirty) continue;
      const key = state.claim?.key ?? traceId;
      const { sessionNo, sessionKey } = state;
      if (sessionNo !== 0 && key === sessionKey) continue;
      state.sessionNo = this.db.row(TOUCH_SESSION, [key, receivedAt])![0] as number;
      state.sessionKey = key;
      touched.add(state.sessionNo);
      if (sessionNo !== 0) moved.set(sessionNo, sessionKey).set(state.sessionNo, key);
    }
    return { traces, moved, touched };
  }

  /** Writes what `place` has decided, and the bytes that were counted since. */
  write({ traces }: Placement): void {
    for (const [traceId, state] of traces as ReadonlyMap<TraceId, TraceState>) {
      const { traceNo, sessionNo, startTime, newBytes, claim } = state;
      const claimed = claim
        ? [claim.rank, claim.startTime, claim.spanId, claim.key]
        : [null, null, null, null];
      if (state.isNew) {
        this.db.run(INSERT_TRACE, [traceNo, traceId, sessionNo, startTime, newBytes, ...claimed]);
      } else if (state.dirty) {
        this.db.run(UPDATE_TRACE, [traceNo, sessionNo, startTime, newBytes, ...claimed]);
      } else if (newBytes > 0) this.db.run(ADD_BYTES, [traceNo, newBytes]);
      state.isNew = state.dirty = false;
      state.newBytes = 0;
    }
  }

  /** Drops what is known of the tables outside of them. */
  forget(): void {
    this.known.clear();
  }

  private claimAll(batches: Iterable<readonly SpanClaim[]>): Map<TraceId, TraceState> {
    const traces = new Map<TraceId, TraceState>();
    let last: { traceId: TraceId; state: TraceState } | undefined;
    for (const spans of batches) {
      for (const { agentSpan, sessionKeyFromResource } of spans) {
        const { traceId } = agentSpan;
        if (last?.traceId !== traceId) {
          let state = traces.get(traceId);
          if (!state) traces.set(traceId, (state = this.stateOf(traceId)));
          last = { traceId, state };
        }
        claimFor(last.state, agentSpan, sessionKeyFromResource);
      }
    }
    return traces;
  }

  private stateOf(traceId: TraceId): TraceState {
    let state = this.known.get(traceId);
    if (!state) {
      state = this.stored(traceId) ?? this.unplaced();
      if (this.known.size >= MAX_KNOWN) this.known.clear();
      this.known.set(traceId, state);
    }
    return state;
  }

  private unplaced(): TraceState {
    return {
      traceNo: this.nextTraceNo++,
      sessionNo: 0,
      sessionKey: '',
      startTime: Infinity,
      claim: null,
      isNew: true,
      dirty: true,
      newBytes: 0,
    };
  }

  private stored(traceId: TraceId): TraceState | undefined {
    const row = this.db.row(TRACE, [traceId]);
    if (!row) return undefined;
    const [traceNo, sessionNo, sessionKey, startTime, rank, claimStart, claimSpan, key] = row;
    return {
      traceNo: traceNo as number,
      sessionNo: sessionNo as number,
      sessionKey: sessionKey as string,
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
      isNew: false,
      dirty: false,
      newBytes: 0,
    };
  }
}

function claimFor(state: TraceState, span: AgentSpan, fromResource: boolean): void {
  if (span.startTime < state.startTime) {
    state.startTime = span.startTime;
    state.dirty = true;
  }
  const claim = claimOf(span, fromResource);
  if (claim && stronger(claim, state.claim)) {
    state.claim = claim;
    state.dirty = true;
  }
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
