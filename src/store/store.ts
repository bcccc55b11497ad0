/**
 * Every span that was accepted, in sql.js. Nothing else in Turnline knows SQL.
 *
 * A span is stored as it came (the OTLP Span as protobuf) beside what was understood of it; the latter is read back
 * as it was, so that reading a session costs a JSON parse per span instead of decoding and understanding it again.
 */
import type { SqlValue } from 'sql.js';
import type { AgentSpan, SpanKind, SpanStatus } from '../protocol/agentModel';
import type { Loop } from '../protocol/loops';
import type { SessionSummary } from '../protocol/sessions';
import type { SqlQueryParams, SqlResult } from '../protocol/sql';
import type { Turn } from '../protocol/turns';
import type { EpochMs, SpanRef, TraceId } from '../protocol/units';
import { decodeResource, decodeScope, decodeSpan, encodeSpan } from '../otlp/protobuf';
import type { Resource, Scope, Span } from '../otlp/records';
import { dropAnalysis, writeAnalysis } from './analysedTables';
import { originRows } from './contentTables';
import type { Origin } from './contentTables';
import { Database } from './database';
import { EventTables } from './eventTables';
import type { Row } from './database';
import { packFacts, unpackSpan } from './facts';
import { richer } from './richerCopy';
import { CLAIM_RANK, stronger } from './sessionClaim';
import type { SessionClaim } from './sessionClaim';
import { runSqlQuery } from './sqlQuery';
import { storableText } from './storableText';

/** Spans of one resource and scope, decoded and understood. Ids must be valid: 32 and 16 lower-case hex digits. */
export interface InsertBatch extends Origin {
  spans: SpanToStore[];
}

export interface SpanToStore {
  record: Span;
  agentSpan: AgentSpan;
  /** The span's session key is its resource's: it counts where no span of the trace names one itself. */
  sessionKeyFromResource: boolean;
}

export interface InsertResult {
  /** Spans that are new. */
  inserted: number;
  /** Spans that were there already; the richer copy is kept. */
  duplicates: number;
  /** Sessions with other content than before, those that lost a trace or vanished included. */
  changed: string[];
  /** Those of `changed` where more happened than new spans: what was read of them before is out of date. */
  rewritten: string[];
}

export interface StoredSession {
  id: string;
  /** Of its earliest span. */
  startTime: EpochMs;
  lastReceived: EpochMs;
}

export interface StoredSpan {
  sessionId: string;
  agentSpan: AgentSpan;
  record: Span;
  resource: Resource;
  scope: Scope;
  /** Spans of the trace that name this one as their parent, by start. */
  children: SpanRef[];
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

const SPAN_COLUMNS = `trace.trace_id, span.span_id, span.parent_span_id, span.kind, span.start_time, span.duration_ms,
  span.status, span.facts`;

export class SpanStore {
  /** Logs and metrics. */
  readonly events: EventTables;

  private nextSpanNo = 1;

  private constructor(private readonly db: Database) {
    this.events = new EventTables(db);
  }

  /** `wasm`: the bytes of sql-wasm.wasm; without them sql.js reads the file beside its own module. */
  static async open(wasm?: Uint8Array | ArrayBuffer): Promise<SpanStore> {
    return new SpanStore(await Database.open(wasm));
  }

  close(): void {
    this.db.close();
  }

  /** Stores all of the spans or, when it throws (out of memory), none. */
  insert(batches: readonly InsertBatch[], receivedAt: EpochMs): InsertResult {
    return this.db.transaction(() => {
      const { traces, changed, rewritten } = this.placeTraces(batches, receivedAt);
      let inserted = 0;
      let duplicates = 0;
      for (const batch of batches) {
        if (batch.spans.length === 0) continue;
        const { resourceNo, scopeNo } = originRows(this.db, batch);
        for (const { record, agentSpan } of batch.spans) {
          const { traceNo, sessionNo } = traces.get(record.traceId)!;
          const outcome = this.putSpan(record, agentSpan, traceNo, resourceNo, scopeNo);
          if (outcome === 'inserted') inserted++;
          else duplicates++;
          if (outcome !== 'kept') changed.add(sessionNo);
          if (outcome === 'replaced') rewritten.add(sessionNo);
        }
      }
      for (const sessionNo of changed) {
        this.db.run('UPDATE session SET last_received = ? WHERE session_no = ?', [receivedAt, sessionNo]);
      }
      const keys = (sessions: Set<number>) => Array.from(sessions, (sessionNo) => this.sessionKey(sessionNo));
      const result = { inserted, duplicates, changed: keys(changed), rewritten: keys(rewritten) };
      for (const sessionNo of rewritten) this.dropSessionWithoutTraces(sessionNo);
      return result;
    });
  }

  /** Newest first. */
  sessions(): StoredSession[] {
    return this.db.rows(
      `SELECT session.key, min(trace.start_time) AS start_time, session.last_received
       FROM session JOIN trace USING (session_no)
       GROUP BY session_no ORDER BY start_time DESC, session.key`,
      [],
      ([id, startTime, lastReceived]) => ({
        id: id as string,
        startTime: startTime as number,
        lastReceived: lastReceived as number,
      }),
    );
  }

  /** Undefined when there is no such session. */
  session(id: string): StoredSession | undefined {
    const row = this.db.row(
      `SELECT session.key, min(trace.start_time), session.last_received
       FROM session JOIN trace USING (session_no) WHERE session.key = ? GROUP BY session_no`,
      [id],
    );
    return row && { id: row[0] as string, startTime: row[1] as number, lastReceived: row[2] as number };
  }

  /**
   * Spans of a session in any order. The answer's `last` is what to pass as `after` to read only what was stored
   * since; start again from 0 when an insert reports the session as rewritten.
   */
  sessionSpans(id: string, after = 0): { spans: AgentSpan[]; last: number } {
    let last = after;
    const spans = this.db.rows(
      `SELECT ${SPAN_COLUMNS}, span.span_no
       FROM session JOIN trace USING (session_no) JOIN span USING (trace_no)
       WHERE session.key = ? AND span.span_no > ?`,
      [id, after],
      (row) => {
        last = Math.max(last, row[8] as number);
        return agentSpanOf(row);
      },
    );
    return { spans, last };
  }

  /** Undefined when there is no such span. */
  span(ref: SpanRef): StoredSpan | undefined {
    const row = this.db.row(
      `SELECT ${SPAN_COLUMNS}, session.key, span.payload, resource.content, scope.content
       FROM trace JOIN span USING (trace_no) JOIN session USING (session_no)
         JOIN resource USING (resource_no) JOIN scope USING (scope_no)
       WHERE trace.trace_id = ? AND span.span_id = ?`,
      [ref.traceId, ref.spanId],
    );
    if (!row) return undefined;
    return {
      sessionId: row[8] as string,
      agentSpan: agentSpanOf(row),
      record: decodeSpan(row[9] as Uint8Array),
      resource: decodeResource(row[10] as Uint8Array),
      scope: decodeScope(row[11] as Uint8Array),
      children: this.children(ref),
    };
  }

  counts(): { sessions: number; spans: number } {
    const row = this.db.row('SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM span)');
    return { sessions: Number(row?.[0] ?? 0), spans: Number(row?.[1] ?? 0) };
  }

  /** Bytes of all database pages, content included. */
  memoryBytes(): number {
    return this.db.memoryBytes();
  }

  /** Makes a session's rows of the views `sessions`, `turns`, `tool_calls` and `loops` say this. */
  writeAnalysis(summary: SessionSummary, turns: readonly Turn[], loops: readonly Loop[]): void {
    this.db.transaction(() => {
      writeAnalysis(this.db, summary, turns, loops);
    });
  }

  /** See `runSqlQuery`. `now`: a clock in milliseconds from any origin. */
  query(params: SqlQueryParams, now: () => number): SqlResult {
    return runSqlQuery(this.db, params, now);
  }

  /**
   * Decides for every trace of the batches which session it belongs to, and writes that. Every copy of a span counts
   * here, the poorer ones too: only so the result does not depend on the order of arrival.
   */
  private placeTraces(batches: readonly InsertBatch[], receivedAt: EpochMs) {
    const states = new Map<TraceId, TraceState>();
    for (const { spans } of batches) {
      for (const { agentSpan, sessionKeyFromResource } of spans) {
        let state = states.get(agentSpan.traceId);
        if (!state) {
          state = this.traceState(agentSpan.traceId);
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

    const traces = new Map<TraceId, { traceNo: number; sessionNo: number }>();
    const changed = new Set<number>();
    const rewritten = new Set<number>();
    for (const [traceId, state] of states) {
      const { traceNo, sessionNo } = state;
      if (traceNo !== undefined && sessionNo !== undefined && !state.dirty) {
        traces.set(traceId, { traceNo, sessionNo });
        continue;
      }
      const target = this.sessionNo(state.claim?.key ?? traceId, receivedAt);
      traces.set(traceId, { traceNo: this.writeTrace(traceId, state, target), sessionNo: target });
      if (sessionNo !== undefined && sessionNo !== target) {
        for (const moved of [sessionNo, target]) {
          changed.add(moved);
          rewritten.add(moved);
        }
      }
    }
    return { traces, changed, rewritten };
  }

  private traceState(traceId: TraceId): TraceState {
    const row = this.db.row(
      `SELECT trace_no, session_no, start_time, claim_rank, claim_start, claim_span, claim_key
       FROM trace WHERE trace_id = ?`,
      [traceId],
    );
    if (!row) {
      return { traceNo: undefined, sessionNo: undefined, startTime: Infinity, claim: null, dirty: true };
    }
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

  private writeTrace(traceId: TraceId, { traceNo, startTime, claim }: TraceState, sessionNo: number): number {
    const row = this.db.row(
      `INSERT INTO trace (trace_no, trace_id, session_no, start_time, claim_rank, claim_start, claim_span, claim_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
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
  private sessionNo(key: string, receivedAt: EpochMs): number {
    const known = this.db.row('SELECT session_no FROM session WHERE key = ?', [key]);
    const row =
      known ??
      this.db.row('INSERT INTO session (key, last_received) VALUES (?, ?) RETURNING session_no', [
        key,
        receivedAt,
      ]);
    return row![0] as number;
  }

  private sessionKey(sessionNo: number): string {
    return this.db.row('SELECT key FROM session WHERE session_no = ?', [sessionNo])![0] as string;
  }

  private dropSessionWithoutTraces(sessionNo: number): void {
    if (this.db.row('SELECT 1 FROM trace WHERE session_no = ?', [sessionNo])) return;
    dropAnalysis(this.db, this.sessionKey(sessionNo));
    this.db.run('DELETE FROM session WHERE session_no = ?', [sessionNo]);
  }

  private putSpan(
    record: Span,
    agentSpan: AgentSpan,
    traceNo: number,
    resourceNo: number,
    scopeNo: number,
  ): 'inserted' | 'replaced' | 'kept' {
    const payload = encodeSpan(record);
    const values: SqlValue[] = [
      traceNo,
      agentSpan.spanId,
      agentSpan.parentSpanId,
      resourceNo,
      scopeNo,
      storableText(agentSpan.name),
      agentSpan.kind,
      agentSpan.startTime,
      agentSpan.durationMs,
      agentSpan.status,
      optionalText(agentSpan.agent),
      optionalText(agentSpan.model?.responseModel ?? agentSpan.model?.requestModel ?? null),
      optionalText(agentSpan.tool?.name ?? null),
      packFacts(agentSpan),
      payload,
    ];
    if (this.insertSpan(values)) return 'inserted';

    const stored = this.db.row('SELECT payload FROM span WHERE trace_no = ? AND span_id = ?', [
      traceNo,
      agentSpan.spanId,
    ])![0] as Uint8Array;
    if (!richer({ record, payload }, { record: decodeSpan(stored), payload: stored })) return 'kept';
    this.db.run('DELETE FROM span WHERE trace_no = ? AND span_id = ?', [traceNo, agentSpan.spanId]);
    this.insertSpan(values);
    return 'replaced';
  }

  /** False when the span is there already. */
  private insertSpan(values: SqlValue[]): boolean {
    const rows = this.db.run(
      `INSERT OR IGNORE INTO span (span_no, trace_no, span_id, parent_span_id, resource_no, scope_no, name, kind,
         start_time, duration_ms, status, agent, model, tool, facts, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [this.nextSpanNo++, ...values],
    );
    return rows === 1;
  }

  private children({ traceId, spanId }: SpanRef): SpanRef[] {
    return this.db.rows(
      `SELECT span.span_id FROM trace JOIN span USING (trace_no)
       WHERE trace.trace_id = ? AND span.parent_span_id = ? ORDER BY span.start_time, span.span_id`,
      [traceId, spanId],
      ([childId]) => ({ traceId, spanId: childId as string }),
    );
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

/** Reads a row that starts with SPAN_COLUMNS. */
function agentSpanOf(row: Row): AgentSpan {
  return unpackSpan(
    {
      traceId: row[0] as string,
      spanId: row[1] as string,
      parentSpanId: row[2] as string | null,
      kind: row[3] as SpanKind,
      startTime: row[4] as number,
      durationMs: row[5] as number,
      status: row[6] as SpanStatus,
    },
    row[7] as Uint8Array,
  );
}

function optionalText(text: string | null): string | null {
  return text === null ? null : storableText(text);
}
