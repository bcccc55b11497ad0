/**
 * Log records and metric data points: the newest of them, bounded in bytes, each as it came (OTLP protobuf) beside
 * the few columns that queries filter by. The views decode the rest when they are asked (`payloadFunctions.ts`).
 */
import type { SqlValue } from 'sql.js';
import type { MetricKind } from '../otlp/dataPoints';
import { encodeLogRecord, encodeMetric } from '../otlp/protobuf';
import type { LogRecord, Metric } from '../otlp/records';
import type { EpochMs } from '../protocol/units';
import { originRows } from './contentTables';
import type { Origin } from './contentTables';
import type { Database } from './database';
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
  /** Of a gauge or sum. */
  value: number | null;
  /** Of a histogram or summary. */
  sum: number | null;
  count: number | null;
}

export interface EventTableResult {
  inserted: number;
  /** Older rows that had to go. */
  evicted: number;
  /** Sessions that got some, by key; only those that have spans. */
  sessions: string[];
}

/** Of payloads and rows; conversations are in spans, so these are small beside them. */
const MAX_LOG_BYTES = 64 * 1024 * 1024;
const MAX_METRIC_BYTES = 32 * 1024 * 1024;
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

/** The row's values behind its number and before its payload. */
interface NewRow {
  values: SqlValue[];
  payload: Uint8Array;
}

class BoundedTable {
  rows = 0;
  private bytes = 0;
  private nextNo = 1;
  private readonly insertSql: string;

  constructor(
    private readonly db: Database,
    private readonly table: 'log' | 'data_point',
    columns: readonly string[],
    private readonly maxBytes: number,
  ) {
    const placeholders = columns.map(() => '?').join(', ');
    this.insertSql = `INSERT INTO ${table} (${table}_no, ${columns.join(', ')}, payload) VALUES (?, ${placeholders}, ?)`;
  }

  /** Inside a transaction. `commit` makes the counts right once it is through. */
  insert(newRows: Iterable<NewRow>): { inserted: number; evicted: number; commit: () => void } {
    let { rows, bytes, nextNo } = this;
    for (const { values, payload } of newRows) {
      this.db.run(this.insertSql, [nextNo++, ...values, payload]);
      rows++;
      bytes += payload.byteLength + ROW_BYTES;
    }
    const inserted = rows - this.rows;
    let evicted = 0;
    if (bytes > this.maxBytes) {
      const target = this.maxBytes * (1 - EVICTED_SHARE);
      let last = 0;
      for (const [no, size] of this.oldest()) {
        if (bytes <= target) break;
        last = no;
        bytes -= size + ROW_BYTES;
        evicted++;
      }
      this.db.run(`DELETE FROM ${this.table} WHERE ${this.table}_no <= ?`, [last]);
      rows -= evicted;
    }
    const commit = () => {
      Object.assign(this, { rows, bytes, nextNo });
    };
    return { inserted, evicted, commit };
  }

  private oldest(): [no: number, payloadBytes: number][] {
    return this.db.rows(
      `SELECT ${this.table}_no, length(payload) FROM ${this.table} ORDER BY 1`,
      [],
      (row) => [row[0] as number, row[1] as number],
    );
  }
}

export class EventTables {
  private readonly logs: BoundedTable;
  private readonly points: BoundedTable;

  constructor(
    private readonly db: Database,
    limits: { logBytes: number; metricBytes: number } = {
      logBytes: MAX_LOG_BYTES,
      metricBytes: MAX_METRIC_BYTES,
    },
  ) {
    this.logs = new BoundedTable(
      db,
      'log',
      [
        ...['resource_no', 'scope_no', 'session_key', 'trace_id', 'span_id', 'time'],
        ...['severity', 'severity_number', 'event_name', 'service'],
      ],
      limits.logBytes,
    );
    this.points = new BoundedTable(
      db,
      'data_point',
      [
        ...['resource_no', 'scope_no', 'session_key', 'name', 'unit', 'kind', 'time'],
        ...['value', 'sum', 'count', 'service'],
      ],
      limits.metricBytes,
    );
  }

  counts(): { logs: number; metrics: number } {
    return { logs: this.logs.rows, metrics: this.points.rows };
  }

  /** Stores all of them or, when it throws, none. */
  insertLogs(batches: readonly LogBatch[], receivedAt: EpochMs): EventTableResult {
    return this.insert(this.logs, this.logRows(batches), receivedAt, () => {
      const traceIds = batches.flatMap(({ records }) => records.map(({ record }) => record.traceId));
      return [...this.sessionsOfTraces(traceIds), ...batches.flatMap(({ records }) => keysOf(records))];
    });
  }

  /** Stores all of them or, when it throws, none. */
  insertDataPoints(batches: readonly DataPointBatch[], receivedAt: EpochMs): EventTableResult {
    return this.insert(this.points, this.pointRows(batches), receivedAt, () =>
      batches.flatMap(({ points }) => keysOf(points)),
    );
  }

  private insert(
    table: BoundedTable,
    rows: Iterable<NewRow>,
    receivedAt: EpochMs,
    sessionKeys: () => string[],
  ): EventTableResult {
    const { commit, ...result } = this.db.transaction(() => {
      const { inserted, evicted, commit } = table.insert(rows);
      const sessions = [...new Set(sessionKeys())].filter(
        (key) => this.db.run('UPDATE session SET last_received = ? WHERE key = ?', [receivedAt, key]) > 0,
      );
      return { inserted, evicted, sessions, commit };
    });
    commit();
    return result;
  }

  private *logRows(batches: readonly LogBatch[]): Generator<NewRow> {
    for (const batch of batches) {
      if (batch.records.length === 0) continue;
      const { resourceNo, scopeNo } = originRows(this.db, batch);
      for (const { record, sessionKey, time, severity, eventName } of batch.records) {
        yield {
          values: [
            ...[resourceNo, scopeNo, textOrNull(sessionKey), record.traceId || null, record.spanId || null],
            ...[time, textOrNull(severity), record.severityNumber, textOrNull(eventName)],
            textOrNull(batch.service),
          ],
          payload: encodeLogRecord(record),
        };
      }
    }
  }

  private *pointRows(batches: readonly DataPointBatch[]): Generator<NewRow> {
    for (const batch of batches) {
      if (batch.points.length === 0) continue;
      const { resourceNo, scopeNo } = originRows(this.db, batch);
      for (const { metric, kind, sessionKey, time, value, sum, count } of batch.points) {
        yield {
          values: [
            ...[resourceNo, scopeNo, textOrNull(sessionKey), storableText(metric.name)],
            ...[storableText(metric.unit), METRIC_KIND_NAMES[kind], time, value, sum, count],
            textOrNull(batch.service),
          ],
          payload: encodeMetric(metric),
        };
      }
    }
  }

  private sessionsOfTraces(traceIds: string[]): string[] {
    const keys: string[] = [];
    for (const traceId of new Set(traceIds)) {
      if (traceId === '') continue;
      const row = this.db.row(
        'SELECT session.key FROM trace JOIN session USING (session_no) WHERE trace.trace_id = ?',
        [traceId],
      );
      if (row) keys.push(row[0] as string);
    }
    return keys;
  }
}

function keysOf(items: readonly { sessionKey: string | null }[]): string[] {
  return items.flatMap(({ sessionKey }) => (sessionKey === null ? [] : [storableText(sessionKey)]));
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : storableText(text);
}
