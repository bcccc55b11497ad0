/** Which session each trace belongs to, as the tables `trace` and `session` have it; see `sessionClaim.ts`. */
import type { EpochMs, TraceId } from '../protocol/units';
import type { Database } from './database';
import type { SpanRow } from './facts';
import { CLAIM_RANK, stronger } from './sessionClaim';
import type { SessionClaim } from './sessionClaim';
import { storableText } from './storableText';

/** A trace that spans of an insert belong to. Whoever stores them counts here. */
export interface PlacedTrace {
  readonly traceNo: number;
  /** Spans that are new, and those of which a richer copy has taken the place. */
  inserted: number;
  replaced: number;
  /** What they take. */
  newBytes: number;
  /** The session's key as far as is known: another claim may come with the same insert. */
  likelyKey(): string;
}

/** Keys of sessions by their numbers. */
type Sessions = ReadonlyMap<number, string>;

export interface Placement {
  traces: readonly SettledTrace[];
  /** Sessions that got spans, or others than they had. */
  changed: Sessions;
  /** Those of `changed` where more happened than new spans. */
  rewritten: Sessions;
  /** Those of `rewritten` that have gained or lost a trace that was there before. */
  moved: Sessions;
}

export interface SettledTrace {
  readonly traceId: TraceId;
  readonly sessionKey: string;
}

/** What decides the session of a span's trace. */
type ClaimingSpan = Pick<SpanRow, 'traceId' | 'spanId' | 'startTime' | 'sessionKey'>;

/** A row of `trace`, and what has not been written to it yet. */
class TraceState implements PlacedTrace, SettledTrace {
  /** 0 for a trace that is in no session yet. */
  sessionNo = 0;
  sessionKey = '';
  startTime: EpochMs = Infinity;
  claim: SessionClaim | null = null;
  isNew = true;
  dirty = true;
  inserted = 0;
  replaced = 0;
  newBytes = 0;

  constructor(
    readonly traceNo: number,
    readonly traceId: TraceId,
  ) {}

  likelyKey(): string {
    return this.claim?.key ?? this.traceId;
  }

  claimFor(span: ClaimingSpan, fromResource: boolean): void {
    if (span.startTime < this.startTime) {
      this.startTime = span.startTime;
      this.dirty = true;
    }
    const { sessionKey } = span;
    if (sessionKey === null || sessionKey === '') return;
    const rank = fromResource ? CLAIM_RANK.resource : CLAIM_RANK.span;
    this.consider({ rank, startTime: span.startTime, spanId: span.spanId, key: sessionKey });
  }

  /** Whether the claim is the strongest now. */
  consider(claim: SessionClaim): boolean {
    // Nearly all claims of a trace name one session: the text is made storable only for a stronger claim.
    if (!stronger(claim, this.claim)) return false;
    this.claim = { ...claim, key: storableText(claim.key) };
    this.dirty = true;
    return true;
  }
}

/** Beyond this the rows known here are forgotten; the tables still have them. Each takes some 300 bytes. */
const MAX_KNOWN = 10_000;

/** A quarter of a megabyte: of 200 000 traces, one in ten new ones is asked for in vain. */
const SEEN_BITS = 21;
const SEEN_DIGITS = 6;

const TRACE = `SELECT trace_no, session_no, session.key, start_time, claim_rank, claim_start, claim_span, claim_key
  FROM trace JOIN session USING (session_no) WHERE trace_id = ?`;
const INSERT_TRACE = `INSERT INTO trace (trace_no, trace_id, session_no, start_time, bytes, claim_rank, claim_start,
    claim_span, claim_key)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`;
const UPDATE_TRACE = `UPDATE trace SET session_no = ?2, start_time = ?3, bytes = bytes + ?4, claim_rank = ?5,
    claim_start = ?6, claim_span = ?7, claim_key = ?8
  WHERE trace_no = ?1`;
const ADD_BYTES = 'UPDATE trace SET bytes = bytes + ?2 WHERE trace_no = ?1';
const SET_RECEIVED = 'UPDATE session SET last_received = ? WHERE session_no = ?';
const INSERT_SESSION = 'INSERT OR IGNORE INTO session (key, last_received) VALUES (?, ?)';
const SESSION_NO = 'SELECT session_no FROM session WHERE key = ?';
/** The strongest claim of the log records that came before any span of their trace. */
const LOG_CLAIM = `SELECT time, coalesce(span_id, ''), session_key FROM log
  WHERE trace_id = ? AND session_key IS NOT NULL ORDER BY 1, 2, 3 LIMIT 1`;

/**
 * Tells most traces that are new from those in the table without asking it, which takes longer than to store a span:
 * one bit for each ending of an id, which is its most random part.
 */
class SeenTraces {
  private readonly bits = new Uint8Array(2 ** (SEEN_BITS - 3));

  /** False when it was not there; true when it was, or may have been. */
  mayHave(traceId: TraceId): boolean {
    const ending = endingOf(traceId);
    return (this.bits[ending >>> 3]! & (1 << (ending & 7))) !== 0;
  }

  add(traceId: TraceId): void {
    const ending = endingOf(traceId);
    this.bits[ending >>> 3]! |= 1 << (ending & 7);
  }
}

function endingOf(traceId: TraceId): number {
  return parseInt(traceId.slice(-SEEN_DIGITS), 16) & (2 ** SEEN_BITS - 1);
}

export class SessionPlacement {
  private nextTraceNo = 1;
  /** Spans of a trace mostly come in several requests. */
  private readonly known = new Map<TraceId, TraceState>();
  private readonly seen = new SeenTraces();
  /** Of the insert that runs. */
  private readonly placing = new Map<TraceId, TraceState>();
  private last: TraceState | undefined;

  constructor(
    private readonly db: Database,
    /** Whether there are any: most traces need not look for theirs. */
    private readonly hasLogs: () => boolean,
  ) {}

  /**
   * The trace of a span, whose session the span has its say in. Every copy of a span counts here, the poorer ones too:
   * only so the result does not depend on the order of arrival. To be called inside a transaction that ends with
   * `settle`; when it fails, call `forget`.
   */
  place(span: ClaimingSpan, keyFromResource: boolean): PlacedTrace {
    const { traceId } = span;
    if (this.last?.traceId !== traceId) {
      let state = this.placing.get(traceId);
      if (!state) this.placing.set(traceId, (state = this.stateOf(traceId)));
      this.last = state;
    }
    this.last.claimFor(span, keyFromResource);
    return this.last;
  }

  /** Like `place`, by a log record that names a session. Traces without spans are none yet: their first will ask. */
  placeByLog(traceId: TraceId, claim: Omit<SessionClaim, 'rank'>): void {
    const state = this.placing.get(traceId) ?? this.existing(traceId);
    if (state?.consider({ ...claim, rank: CLAIM_RANK.log })) this.placing.set(traceId, state);
  }

  /** Decides which session each of the traces belongs to, and writes that. */
  settle(receivedAt: EpochMs): Placement {
    const traces = [...this.placing.values()];
    const changed = new Map<number, string>();
    const rewritten = new Map<number, string>();
    const moved = new Map<number, string>();
    const touched = new Set<number>();
    for (const state of traces) {
      const { sessionNo, sessionKey } = state;
      const key = state.dirty ? state.likelyKey() : sessionKey;
      if (sessionNo === 0 || key !== sessionKey) {
        state.sessionNo = this.touchSession(key, receivedAt);
        state.sessionKey = key;
        touched.add(state.sessionNo);
        if (sessionNo !== 0) moved.set(sessionNo, sessionKey).set(state.sessionNo, key);
      }
      if (state.inserted + state.replaced > 0) changed.set(state.sessionNo, key);
      if (state.replaced > 0) rewritten.set(state.sessionNo, key);
      this.write(state);
    }
    for (const [sessionNo, key] of moved) {
      changed.set(sessionNo, key);
      rewritten.set(sessionNo, key);
    }
    for (const sessionNo of changed.keys()) {
      if (!touched.has(sessionNo)) this.db.run(SET_RECEIVED, [receivedAt, sessionNo]);
    }
    this.placing.clear();
    this.last = undefined;
    return { traces, changed, rewritten, moved };
  }

  /** Drops what is known of the tables outside of them. */
  forget(): void {
    this.known.clear();
    this.placing.clear();
    this.last = undefined;
  }

  private write(state: TraceState): void {
    const { traceNo, traceId, sessionNo, startTime, newBytes, claim } = state;
    const claimed = claim ? [claim.rank, claim.startTime, claim.spanId, claim.key] : [null, null, null, null];
    if (state.isNew) {
      this.db.run(INSERT_TRACE, [traceNo, traceId, sessionNo, startTime, newBytes, ...claimed]);
    } else if (state.dirty) {
      this.db.run(UPDATE_TRACE, [traceNo, sessionNo, startTime, newBytes, ...claimed]);
    } else if (newBytes > 0) this.db.run(ADD_BYTES, [traceNo, newBytes]);
    state.isNew = state.dirty = false;
    state.inserted = state.replaced = state.newBytes = 0;
  }

  /** The session with this key, new when there is none. */
  private touchSession(key: string, receivedAt: EpochMs): number {
    // Two statements for a new one and three for others: RETURNING would fill a table of its own for each.
    const isNew = this.db.run(INSERT_SESSION, [key, receivedAt]) === 1;
    if (isNew) return this.db.row('SELECT last_insert_rowid()')![0] as number;
    const sessionNo = this.db.row(SESSION_NO, [key])![0] as number;
    this.db.run(SET_RECEIVED, [receivedAt, sessionNo]);
    return sessionNo;
  }

  private stateOf(traceId: TraceId): TraceState {
    return this.existing(traceId) ?? this.remember(this.newTrace(traceId));
  }

  private existing(traceId: TraceId): TraceState | undefined {
    const known = this.known.get(traceId);
    if (known) return known;
    const stored = this.seen.mayHave(traceId) ? this.stored(traceId) : undefined;
    return stored && this.remember(stored);
  }

  private newTrace(traceId: TraceId): TraceState {
    this.seen.add(traceId);
    const state = new TraceState(this.nextTraceNo++, traceId);
    const claim = this.hasLogs() ? this.db.row(LOG_CLAIM, [traceId]) : undefined;
    if (claim) {
      const [time, spanId, key] = claim as [number, string, string];
      state.consider({ rank: CLAIM_RANK.log, startTime: time, spanId, key });
    }
    return state;
  }

  private remember(state: TraceState): TraceState {
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(state.traceId, state);
    return state;
  }

  private stored(traceId: TraceId): TraceState | undefined {
    const row = this.db.row(TRACE, [traceId]);
    if (!row) return undefined;
    const [traceNo, sessionNo, sessionKey, startTime, rank, claimStart, claimSpan, key] = row;
    const state = new TraceState(traceNo as number, traceId);
    state.sessionNo = sessionNo as number;
    state.sessionKey = sessionKey as string;
    state.startTime = startTime as number;
    state.isNew = state.dirty = false;
    if (rank === null) return state;
    state.claim = {
      rank: rank as number,
      startTime: claimStart as number,
      spanId: claimSpan as string,
      key: key as string,
    };
    return state;
  }
}
