/**
 * Every span that was accepted, in sql.js. Nothing else in Turnline knows SQL.
 *
 * A span is stored as it came (the OTLP Span as protobuf) beside what was understood of it; the latter is read back
 * as it was, so that reading a session does not mean to decode and understand it again.
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { Loop } from '../protocol/loops';
import type { SessionSummary } from '../protocol/sessions';
import type { SqlQueryParams, SqlResult } from '../protocol/sql';
import type { Turn } from '../protocol/turns';
import type { EpochMs, SpanRef } from '../protocol/units';
import { decodeResource, decodeScope } from '../otlp/protobuf';
import type { Resource, Scope, Span } from '../otlp/records';
import { dropAnalysis, writeAnalysis } from './analysedTables';
import { ChunkStore } from './chunkStore';
import { originRows } from './contentTables';
import type { Origin } from './contentTables';
import { Database } from './database';
import { EventTables } from './eventTables';
import type { EventLimits, EventTableResult, LogBatch } from './eventTables';
import { Eviction } from './eviction';
import type { Evicted, Room } from './eviction';
import { START_BY_LOGS } from './sessionLogs';
import { SessionRecords } from './sessionRecords';
import { messageFunction } from './messageFunction';
import { SessionPlacement } from './sessionPlacement';
import type { SettledTrace } from './sessionPlacement';
import { bits64, idHalves } from './spanIds';
import type { OpenPacks } from './openPacks';
import type { PackedScope } from './packedScope';
import { SpanTable } from './spanTable';
import { runSqlQuery } from './sqlQuery';

/** Spans of one resource and scope, decoded and understood. Ids must be valid: 32 and 16 lower-case hex digits. */
export interface InsertBatch extends Origin {
  /** Read once for each insert, one after the other: better made when they are wanted. */
  spans: Iterable<SpanToStore>;
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
  /** What `insertPacked` takes, for each batch; null when some of the spans were there already. */
  packed: PackedScope[] | null;
}

/** Without the sessions by key: they are among those that changed. */
export type LogInsertResult = Omit<EventTableResult, 'sessions'> &
  Pick<InsertResult, 'changed' | 'rewritten'>;

/** Spans that `insert` has packed before, perhaps into another store. */
export interface PackedBatch extends Origin {
  packed: PackedScope;
  /** The spans as protobuf, in the order of their coming. */
  payloads: Iterable<Uint8Array>;
}

export interface StoredSession {
  id: string;
  /** Of its earliest span, else of its first record. */
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

export interface StoreOptions {
  /** Of logs and metrics. */
  eventLimits?: EventLimits;
  /** Of all pages: an insert that needs more fails with a `StoreFullError`. 1.5 GiB when not given. */
  maxBytes?: number;
}

const NOTHING_PACKED: PackedScope = { run: 0, packs: [], spans: [] };

/** Sessions with their traces, or with their records where no span has come. */
const SESSIONS = `SELECT session.key, coalesce(min(trace.start_time), ${START_BY_LOGS}) AS start_time,
    session.last_received
  FROM session LEFT JOIN trace USING (session_no)`;

export class SpanStore {
  /** Logs and metrics. */
  readonly events: EventTables;
  /** Of one session, for an export. */
  readonly records: SessionRecords;

  private readonly chunks: ChunkStore;
  private readonly spanTable: SpanTable;
  private readonly eviction: Eviction;
  private readonly placement: SessionPlacement;
  /** Keys of sessions, whether they are here or not. */
  private readonly pins = new Set<string>();

  private constructor(
    private readonly db: Database,
    eventLimits: EventLimits | undefined,
  ) {
    this.chunks = new ChunkStore(db);
    this.spanTable = new SpanTable(db, this.chunks);
    db.defineFunction('span_messages', messageFunction(db, this.spanTable));
    this.events = new EventTables(db, this.chunks, eventLimits);
    this.placement = new SessionPlacement(db, () => this.events.counts().logs > 0);
    this.records = new SessionRecords(db, this.chunks, this.events.sessionLogs);
    this.eviction = new Eviction(db, this.chunks, this.events);
  }

  /** `wasm`: the bytes of sql-wasm.wasm; without them sql.js reads the file beside its own module. */
  static async open(
    wasm?: Uint8Array | ArrayBuffer,
    { eventLimits, maxBytes }: StoreOptions = {},
  ): Promise<SpanStore> {
    return new SpanStore(await Database.open(wasm, maxBytes), eventLimits);
  }

  close(): void {
    this.db.close();
  }

  /** Stores all of the spans or, when it throws (out of memory: `StoreFullError`; or what their reader throws), none. */
  insert(batches: Iterable<InsertBatch>, receivedAt: EpochMs): InsertResult {
    return this.inTransaction(() => this.insertAll(batches, receivedAt));
  }

  /** The same of spans that were packed before. Throws, too, when one of them is there already. */
  insertPacked(batches: Iterable<PackedBatch>, receivedAt: EpochMs): InsertResult {
    return this.inTransaction(() => this.insertAllPacked(batches, receivedAt));
  }

  /** Stores all of the records or, when it throws, none. What they name has its say in the session of their trace. */
  insertLogs(batches: readonly LogBatch[], receivedAt: EpochMs): LogInsertResult {
    return this.together(() => {
      const { sessions, ...counts } = this.events.insertLogs(batches, receivedAt);
      for (const { records } of batches) for (const record of records) this.placeByLog(record);
      const { changed, rewritten } = this.settle(receivedAt);
      return { ...counts, changed: [...new Set([...sessions, ...changed])], rewritten };
    });
  }

  /**
   * Runs several inserts as one: all of them are stored or, when it throws, none. Each by itself takes longer, for every
   * commit looks through all pages.
   */
  together<T>(inserts: () => T): T {
    try {
      return this.db.transaction(inserts);
    } catch (error) {
      this.forgetRows();
      this.events.recount();
      throw error;
    }
  }

  /** No more packed spans will come. */
  endReplay(): void {
    this.chunks.forgetFormer();
  }

  /** Newest first. */
  sessions(): StoredSession[] {
    return this.db.rows(
      `SELECT * FROM (${SESSIONS} GROUP BY session_no) WHERE start_time IS NOT NULL ORDER BY start_time DESC, key`,
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
      `SELECT * FROM (${SESSIONS} WHERE session.key = ? GROUP BY session_no) WHERE start_time IS NOT NULL`,
      [id],
    );
    return row && { id: row[0] as string, startTime: row[1] as number, lastReceived: row[2] as number };
  }

  /**
   * Spans of a session in any order. The answer's `last` is what to pass as `after` to read only what was stored
   * since; start again from 0 when an insert reports the session as rewritten.
   */
  sessionSpans(id: string, after = 0): { spans: AgentSpan[]; last: number } {
    return this.spanTable.read(id, after);
  }

  /** Undefined when there is no such span. */
  span(ref: SpanRef): StoredSpan | undefined {
    const stored = this.spanRecord(ref);
    return stored && { ...stored, children: this.spanTable.children(ref) };
  }

  /** The same without the children, which are found by an index of their own. */
  spanRecord(ref: SpanRef): Omit<StoredSpan, 'children'> | undefined {
    const row = this.db.row(
      `SELECT span.pack_no, span.place, session.key, resource.content, scope.content
       FROM trace JOIN span USING (trace_no) JOIN session USING (session_no) JOIN pack USING (pack_no)
         JOIN resource USING (resource_no) JOIN scope USING (scope_no)
       WHERE trace.trace_id = ?3 AND span.span_id = ${bits64('?1', '?2')}`,
      [...idHalves(ref.spanId), ref.traceId],
    );
    if (!row) return undefined;
    return {
      ...this.spanTable.readOne(row[0] as number, row[1] as number),
      sessionId: row[2] as string,
      resource: decodeResource(row[3] as Uint8Array),
      scope: decodeScope(row[4] as Uint8Array),
    };
  }

  counts(): { sessions: number; spans: number } {
    const row = this.db.row('SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM span)');
    return { sessions: Number(row?.[0] ?? 0), spans: Number(row?.[1] ?? 0) - this.eviction.leftSpans };
  }

  /** Bytes of the database pages in use, content included, and of what is kept beside them. */
  memoryBytes(): number {
    return this.db.memoryBytes() + this.chunks.memoryBytes() + this.spanTable.memoryBytes();
  }

  /**
   * Lets whole sessions go, those without activity for longest first, until what is held is somewhat below the limit.
   * Pinned and live ones stay, even when that exceeds it. Costs next to nothing when there is room. What a large
   * session leaves is deleted only as far as the limit needs it: call `evictSome` until it says that nothing is left.
   */
  makeRoom({ limitBytes, isLive }: Room): Evicted {
    const evicted = this.eviction.makeRoom({
      memoryBytes: () => this.memoryBytes(),
      limitBytes,
      stays: (id, lastReceived) => this.pins.has(id) || isLive(id, lastReceived),
    });
    if (evicted.sessions.length > 0) this.forgetRows();
    return evicted;
  }

  /** Deletes some more of what evicted sessions have left, in some milliseconds. False when nothing is left. */
  evictSome(): boolean {
    this.eviction.deleteSome();
    return this.eviction.leftSpans > 0;
  }

  /** A pinned session is not evicted. It may be pinned before any of it has come. */
  setPinned(sessionId: string, pinned: boolean): void {
    if (pinned) this.pins.add(sessionId);
    else this.pins.delete(sessionId);
  }

  isPinned(sessionId: string): boolean {
    return this.pins.has(sessionId);
  }

  /** Sessions that are pinned, those that are not here included. */
  pinned(): string[] {
    return [...this.pins];
  }

  /** Deletes everything, pins included. Numbers go on: `last` of before is still good for `sessionSpans`. */
  clear(): void {
    this.db.clear();
    this.chunks.forget();
    this.events.forget();
    this.eviction.forget();
    this.forgetRows();
    this.pins.clear();
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

  private forgetRows(): void {
    this.spanTable.forget();
    this.placement.forget();
    this.chunks.forgetFormer();
  }

  private inTransaction(insert: () => InsertResult): InsertResult {
    try {
      return this.db.transaction(insert);
    } catch (error) {
      this.forgetRows();
      throw error;
    }
  }

  private insertAll(batches: Iterable<InsertBatch>, receivedAt: EpochMs): InsertResult {
    const { placement, spanTable } = this;
    let inserted = 0;
    let duplicates = 0;
    const packed: (PackedScope | null)[] = [];
    for (const batch of batches) {
      let packs: OpenPacks | undefined;
      for (const { record, agentSpan, sessionKeyFromResource } of batch.spans) {
        packs ??= spanTable.openPacks(originRows(this.db, batch));
        const trace = placement.place(agentSpan, sessionKeyFromResource);
        const span = { record, agentSpan, sessionKeyFromResource, trace };
        if (spanTable.put(span, packs)) inserted++;
        else duplicates++;
      }
      if (packs) spanTable.close(packs);
      packed.push(packs ? packs.packed() : NOTHING_PACKED);
    }
    const isPacked = packed.every((scope) => scope !== null);
    return { inserted, duplicates, ...this.settle(receivedAt), packed: isPacked ? packed : null };
  }

  private insertAllPacked(batches: Iterable<PackedBatch>, receivedAt: EpochMs): InsertResult {
    const { placement, spanTable } = this;
    let inserted = 0;
    for (const { packed, payloads, ...origin } of batches) {
      const packs = packed.packs.map((pack) => spanTable.returningPack(pack, packed.run));
      let index = 0;
      for (const payload of payloads) {
        const place = packed.spans[index++]!;
        const pack = packs[place >>> 1]!;
        const row = pack.nextRow();
        const trace = placement.place(row, (place & 1) === 1);
        spanTable.putReturning(row, payload, trace, pack);
      }
      spanTable.closeReturning();
      if (index === 0) continue;
      const rows = originRows(this.db, origin);
      for (const pack of packs) pack.write(this.db, rows);
      inserted += index;
    }
    return { inserted, duplicates: 0, ...this.settle(receivedAt), packed: null };
  }

  private placeByLog({ record, sessionKey, time }: LogBatch['records'][number]): void {
    const { traceId, spanId } = record;
    if (traceId === '' || sessionKey === null || sessionKey === '') return;
    this.placement.placeByLog(traceId, { startTime: time, spanId, key: sessionKey });
  }

  /** What all spans of an insert mean for sessions. */
  private settle(receivedAt: EpochMs): Pick<InsertResult, 'changed' | 'rewritten'> {
    const { traces, changed, rewritten, moved } = this.placement.settle(receivedAt);
    const result = {
      changed: [...new Set([...changed.values(), ...this.sessionsThatLostLogs(traces)])],
      rewritten: [...rewritten.values()],
    };
    for (const [sessionNo, key] of moved) this.dropSessionWithoutTraces(sessionNo, key);
    return result;
  }

  /** Records name one session, and now their trace turns out to belong to another. */
  private sessionsThatLostLogs(traces: readonly SettledTrace[]): string[] {
    if (this.events.counts().logs === 0) return [];
    return traces.flatMap(({ traceId, sessionKey }) =>
      this.events.sessionLogs.otherKeysOf(traceId, sessionKey),
    );
  }

  private dropSessionWithoutTraces(sessionNo: number, key: string): void {
    if (this.db.row('SELECT 1 FROM trace WHERE session_no = ?', [sessionNo])) return;
    dropAnalysis(this.db, key);
    if (this.events.sessionLogs.carries(key)) return;
    this.db.run('DELETE FROM session WHERE session_no = ?', [sessionNo]);
  }
}
