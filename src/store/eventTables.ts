/**
 * Log records and metric data points: the newest of them, bounded in bytes, each as it came (OTLP protobuf) beside
 * the few columns that queries filter by. The views decode the rest when they are asked (`payloadFunctions.ts`).
 */
import type { SqlValue } from 'sql.js';
import type { MetricKind } from '../otlp/dataPoints';
import { encodeLogRecord, encodeMetric, rawMessage } from '../otlp/protobuf';
import type { LogRecord, Metric } from '../otlp/records';
import type { EpochMs } from '../protocol/units';
import { CHUNKED_FROM_BYTES } from './chunkStore';
import type { ChunkStore } from './chunkStore';
import { contentHash } from './chunking';
import { originRows } from './contentTables';
import type { Origin } from './contentTables';
import type { Database } from './database';
import { payloadFunctions } from './payloadFunctions';
import { SessionLogs } from './sessionLogs';
import { bits64 } from './spanIds';
import { storableText } from './storableText';

export interface LogBatch extends Origin {
  service: string | null;
  records: LogToStore[];
}

export interface LogToStore {
  record: LogRecord;
  /** That the record or its resource names. */
  sessionKey: string | null;
  time: EpochMs;
  severity: string | null;
  eventName: string | null;
  /** A session may consist of records like this one, without spans. */
  carriesSession: boolean;
}

export interface DataPointBatch extends Origin {
  service: string | null;
  points: DataPointToStore[];
}

export interface DataPointToStore {
  /** With this point only. */
  metric: Metric;
  kind: MetricKind;
  /** That the point or its resource names. */
  sessionKey: string | null;
  time: EpochMs;
  /** Of a gauge or sum; digits for an integer that is no exact number. */
  value: number | string | null;
  /** Of a histogram or summary. */
  sum: number | null;
  count: number | null;
}

export interface EventTableResult {
  /** New ones. */
  inserted: number;
  /** Those that were there already: same resource, scope and bytes. */
  duplicates: number;
  /** Older rows that had to go because of the table's own limit. */
  evicted: number;
  /** Sessions that got some, by key; only those that have spans, or records that carry a session. */
  sessions: string[];
}

/** Bytes of payloads and rows beyond which the oldest go. */
export interface EventLimits {
  logBytes: number;
  metricBytes: number;
}

/** What went or is to go from a table. */
export interface RowCount {
  rows: number;
  bytes: number;
}

/** Conversations are in spans, so these are small beside them. */
const DEFAULT_LIMITS: EventLimits = { logBytes: 64 * 1024 * 1024, metricBytes: 32 * 1024 * 1024 };
/** A row's columns and place in the table, roughly. */
const ROW_BYTES = 200;
/** How much more than necessary is evicted at once, so that not every insert has to. */
const EVICTED_SHARE = 1 / 16;

const METRIC_KIND_NAMES: Readonly<Record<MetricKind, string>> = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponentialHistogram: 'exponential_histogram',
  summary: 'summary',
};

/** One row: the values of the table's own columns, and whose it is. */
interface NewRow {
  resourceNo: number;
  scopeNo: number;
  sessionKey: string | null;
  values: SqlValue[];
  payload: Uint8Array;
  /** '' for none. */
  traceId: string;
  carriesSession: boolean;
}

/** Columns that every table has, after its number and before its own. */
const SHARED_COLUMNS = ['digest', 'resource_no', 'scope_no', 'chunk_list', 'payload', 'session_key', 'bytes'];
/** Of the row's bytes in the limit. */
const BYTES = `bytes + ${ROW_BYTES}`;
/** Rows looked at in one go when the oldest have to be found. */
const OLDEST_AT_ONCE = 1024;

class BoundedTable {
  rows = 0;
  private bytes = 0;
  private nextNo = 1;
  private readonly insertSql: string;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
    private readonly table: 'log' | 'data_point',
    columns: readonly string[],
    private readonly maxBytes: number,
  ) {
    const names = [`${table}_no`, ...SHARED_COLUMNS, ...columns].join(', ');
    const own = columns.map((_, at) => `?${at + 10}`).join(', ');
    this.insertSql = `INSERT INTO ${table} (${names})
      SELECT ?3, ${bits64('?1', '?2')}, ?4, ?5, ?6, ?7, ?8, ?9, ${own} WHERE NOT EXISTS (
        SELECT 1 FROM ${table} WHERE digest = ${bits64('?1', '?2')} AND resource_no = ?4 AND scope_no = ?5
          AND chunk_list IS ?6 AND payload IS ?7)`;
  }

  /** Inside a transaction; `onInserted` hears of each row that is new. `commit` makes the counts right once it is through. */
  insert(
    newRows: Iterable<NewRow>,
    onInserted: (row: NewRow) => void,
  ): { inserted: number; duplicates: number; evicted: number; commit: () => void } {
    let { rows, bytes, nextNo } = this;
    let duplicates = 0;
    for (const row of newRows) {
      const stored = this.store(row, nextNo);
      if (stored === undefined) {
        duplicates++;
        continue;
      }
      nextNo++;
      rows++;
      bytes += stored + ROW_BYTES;
      onInserted(row);
    }
    const inserted = rows - this.rows;
    const evicted =
      bytes > this.maxBytes ? this.evictOldest(bytes - this.maxBytes * (1 - EVICTED_SHARE)) : NO_ROWS;
    rows -= evicted.rows;
    bytes -= evicted.bytes;
    const commit = () => {
      Object.assign(this, { rows, bytes, nextNo });
    };
    return { inserted, duplicates, evicted: evicted.rows, commit };
  }

  /** Inside a transaction; `count` once it is through. */
  evictWhere(condition: string): RowCount {
    const [rows, bytes] = this.db.row(
      `SELECT count(*), coalesce(sum(${BYTES}), 0) FROM ${this.table} WHERE ${condition}`,
    ) as [number, number];
    if (rows > 0) this.db.run(`DELETE FROM ${this.table} WHERE ${condition}`);
    return { rows, bytes };
  }

  count({ rows, bytes }: RowCount): void {
    this.rows -= rows;
    this.bytes -= bytes;
  }

  /** Goes by the rows that are there. */
  recount(): void {
    const [rows, bytes] = this.db.row(`SELECT count(*), coalesce(sum(${BYTES}), 0) FROM ${this.table}`) as [
      number,
      number,
    ];
    Object.assign(this, { rows, bytes, nextNo: this.db.next(this.table, `${this.table}_no`) });
  }

  /** The table is empty now. */
  forget(): void {
    this.rows = 0;
    this.bytes = 0;
  }

  /** The bytes that its payload takes; undefined when such a row is there already. */
  private store(
    { resourceNo, scopeNo, sessionKey, values, payload }: NewRow,
    no: number,
  ): number | undefined {
    const { high, low } = contentHash(payload);
    const chunked = payload.length < CHUNKED_FROM_BYTES ? null : this.chunks.put(payload);
    const bytes = chunked ? chunked.list.length + chunked.newBytes : payload.length;
    const content = chunked ? [chunked.list, null] : [null, payload];
    const shared = [high, low, no, resourceNo, scopeNo, ...content, sessionKey, bytes];
    return this.db.run(this.insertSql, [...shared, ...values]) === 1 ? bytes : undefined;
  }

  private evictOldest(tooMany: number): RowCount {
    const gone: RowCount = { rows: 0, bytes: 0 };
    let last = 0;
    while (gone.bytes < tooMany) {
      const oldest = this.db.rows(
        `SELECT ${this.table}_no, ${BYTES} FROM ${this.table} WHERE ${this.table}_no > ? ORDER BY 1 LIMIT ${OLDEST_AT_ONCE}`,
        [last],
        (row) => row as [no: number, bytes: number],
      );
      if (oldest.length === 0) break;
      for (const [no, bytes] of oldest) {
        if (gone.bytes >= tooMany) break;
        last = no;
        gone.rows++;
        gone.bytes += bytes;
      }
    }
    this.db.run(`DELETE FROM ${this.table} WHERE ${this.table}_no <= ?`, [last]);
    this.chunks.noteDropped();
    return gone;
  }
}

const NO_ROWS: RowCount = { rows: 0, bytes: 0 };

/** SQL: the session of the row is being evicted; through its trace, where that is known, else by its own key. */
const KEY_EVICTED = 'session_key IN (SELECT key FROM evicted JOIN session USING (session_no))';
const LOG_EVICTED = `trace_id IN (SELECT trace_id FROM evicted JOIN trace USING (session_no))
  OR (${KEY_EVICTED} AND (trace_id IS NULL OR trace_id NOT IN (SELECT trace_id FROM trace)))`;

export class EventTables {
  readonly sessionLogs: SessionLogs;
  private readonly logs: BoundedTable;
  private readonly points: BoundedTable;

  constructor(
    private readonly db: Database,
    chunks: ChunkStore,
    limits: EventLimits = DEFAULT_LIMITS,
  ) {
    for (const [name, read] of Object.entries(payloadFunctions(chunks))) db.defineFunction(name, read);
    this.sessionLogs = new SessionLogs(db, chunks);
    this.logs = new BoundedTable(
      db,
      chunks,
      'log',
      [
        'trace_id',
        'span_id',
        'time',
        'severity',
        'severity_number',
        'event_name',
        'service',
        'carries_session',
      ],
      limits.logBytes,
    );
    this.points = new BoundedTable(
      db,
      chunks,
      'data_point',
      ['name', 'unit', 'kind', 'time', 'value', 'sum', 'count', 'service'],
      limits.metricBytes,
    );
  }

  counts(): { logs: number; metrics: number } {
    return { logs: this.logs.rows, metrics: this.points.rows };
  }

  /** Stores all of them or, when it throws, none. */
  insertLogs(batches: readonly LogBatch[], receivedAt: EpochMs): EventTableResult {
    return this.insert(this.logs, this.logRows(batches), receivedAt);
  }

  /** Stores all of them or, when it throws, none. */
  insertDataPoints(batches: readonly DataPointBatch[], receivedAt: EpochMs): EventTableResult {
    return this.insert(this.points, this.pointRows(batches), receivedAt);
  }

  /** Those of the sessions in table `evicted`. Inside a transaction; `count` once it is through. */
  evictLogs(): RowCount {
    return this.logs.evictWhere(LOG_EVICTED);
  }

  /** Like `evictLogs`. */
  evictDataPoints(): RowCount {
    return this.points.evictWhere(KEY_EVICTED);
  }

  count(logs: RowCount, points: RowCount): void {
    this.logs.count(logs);
    this.points.count(points);
  }

  /** Goes by the rows that are there. */
  recount(): void {
    this.logs.recount();
    this.points.recount();
  }

  /** All tables are empty now. */
  forget(): void {
    this.logs.forget();
    this.points.forget();
  }

  private insert(table: BoundedTable, newRows: Iterable<NewRow>, receivedAt: EpochMs): EventTableResult {
    const { commit, ...result } = this.db.transaction(() => {
      const traceIds = new Set<string>();
      const keys = new Set<string>();
      const inserted = table.insert(newRows, ({ traceId, sessionKey, carriesSession }) => {
        if (traceId !== '') traceIds.add(traceId);
        if (sessionKey === null) return;
        keys.add(sessionKey);
        if (carriesSession) this.sessionLogs.addSession(sessionKey, traceId, receivedAt);
      });
      const owners = [...keys].flatMap((key) => this.sessionLogs.ownersOf(key));
      const sessions = [...new Set([...this.sessionsOfTraces(traceIds), ...keys, ...owners])].filter(
        (key) => this.db.run('UPDATE session SET last_received = ? WHERE key = ?', [receivedAt, key]) > 0,
      );
      return { ...inserted, sessions };
    });
    commit();
    return result;
  }

  private *logRows(batches: readonly LogBatch[]): Generator<NewRow> {
    for (const batch of batches) {
      if (batch.records.length === 0) continue;
      const origin = originRows(this.db, batch);
      for (const { record, sessionKey, time, severity, eventName, carriesSession } of batch.records) {
        yield {
          ...origin,
          sessionKey: textOrNull(sessionKey),
          values: [
            ...[record.traceId || null, record.spanId || null, time, textOrNull(severity)],
            ...[record.severityNumber, textOrNull(eventName), textOrNull(batch.service)],
            carriesSession ? 1 : 0,
          ],
          payload: rawMessage(record) ?? encodeLogRecord(record),
          traceId: record.traceId,
          carriesSession,
        };
      }
    }
  }

  private *pointRows(batches: readonly DataPointBatch[]): Generator<NewRow> {
    for (const batch of batches) {
      if (batch.points.length === 0) continue;
      const origin = originRows(this.db, batch);
      for (const { metric, kind, sessionKey, time, value, sum, count } of batch.points) {
        yield {
          ...origin,
          sessionKey: textOrNull(sessionKey),
          values: [
            ...[storableText(metric.name), storableText(metric.unit), METRIC_KIND_NAMES[kind], time],
            ...[value, sum, count, textOrNull(batch.service)],
          ],
          payload: encodeMetric(metric),
          traceId: '',
          carriesSession: false,
        };
      }
    }
  }

  private sessionsOfTraces(traceIds: Iterable<string>): string[] {
    const keys: string[] = [];
    for (const traceId of traceIds) {
      const row = this.db.row(
        'SELECT session.key FROM trace JOIN session USING (session_no) WHERE trace.trace_id = ?',
        [traceId],
      );
      if (row) keys.push(row[0] as string);
    }
    return keys;
  }
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : storableText(text);
}
