/**
 * The log records of each session: those of its traces, and those that name it and belong to no trace that is here.
 * Sub-agents of some emitters have a key of their own and share the trace of the agent that they work for: what names
 * such a key belongs to the session of the trace.
 */
import { decodeLogRecord, decodeResource, decodeScope } from '../otlp/protobuf';
import type { LogRecord, Resource, Scope } from '../otlp/records';
import type { EpochMs, SpanRef } from '../protocol/units';
import type { ChunkStore } from './chunkStore';
import type { Database } from './database';

export interface StoredLog {
  /** In order of storing, never reused. */
  logNo: number;
  /** When it happened, else was observed, else was received. */
  time: EpochMs;
  record: LogRecord;
  resource: Resource;
  scope: Scope;
}

/** SQL: the record `log` is of no trace that is here. */
const OUTSIDE_TRACES = '(log.trace_id IS NULL OR log.trace_id NOT IN (SELECT trace_id FROM trace))';
/** SQL: the session of a trace in which records name `?1` too. */
const OWNERS = `SELECT DISTINCT owner.key FROM log JOIN trace USING (trace_id)
  JOIN session AS owner USING (session_no) WHERE log.session_key = ?1`;
const HAS_TRACES = 'EXISTS (SELECT 1 FROM trace WHERE trace.session_no = session.session_no)';

/**
 * SQL: when session `session` began as its records have it; null when it is no session by them: because it has none
 * that carry one, or because the key is a sub-agent's.
 */
export const START_BY_LOGS = `(SELECT min(log.time) FROM log
  WHERE log.session_key = session.key AND log.carries_session AND ${OUTSIDE_TRACES}
    AND NOT EXISTS (SELECT 1 FROM log AS other JOIN trace USING (trace_id) WHERE other.session_key = session.key))`;

/** SQL: the traces of session `?1` as `own`, and the keys under which records name it as `keys`. */
export const WITH_SESSION_KEYS = `
  WITH own AS (SELECT trace_id FROM trace JOIN session USING (session_no) WHERE session.key = ?1),
    keys AS (
      SELECT ?1 AS key
      UNION SELECT log.session_key FROM log JOIN own USING (trace_id)
        WHERE log.session_key NOT IN (SELECT session.key FROM session WHERE ${HAS_TRACES}))`;

const OF_SESSION = `${WITH_SESSION_KEYS}
  SELECT log_no, time FROM log WHERE trace_id IN (SELECT trace_id FROM own)
  UNION SELECT log_no, time FROM log WHERE session_key IN (SELECT key FROM keys) AND ${OUTSIDE_TRACES}
  ORDER BY time, log_no`;

export class SessionLogs {
  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
  ) {}

  /** Inside a transaction: a record that carries session `key` has come, in a trace ('' for none). */
  addSession(key: string, traceId: string, receivedAt: EpochMs): void {
    if (traceId !== '' && this.db.row('SELECT 1 FROM trace WHERE trace_id = ?', [traceId])) return;
    this.db.run('INSERT OR IGNORE INTO session (key, last_received) VALUES (?, ?)', [key, receivedAt]);
  }

  /** Keys of sessions that records which name `key` belong to through their traces. */
  ownersOf(key: string): string[] {
    return this.db.rows(OWNERS, [key], ([owner]) => owner as string);
  }

  /** Keys of other sessions that records of the trace name. */
  otherKeysOf(traceId: string, key: string): string[] {
    return this.db.rows(
      'SELECT DISTINCT session_key FROM log WHERE trace_id = ? AND session_key IS NOT NULL AND session_key <> ?',
      [traceId, key],
      ([other]) => other as string,
    );
  }

  /** Whether a session without traces is one by its records. */
  carries(key: string): boolean {
    return this.db.row('SELECT 1 FROM log WHERE session_key = ? AND carries_session', [key]) !== undefined;
  }

  /** Those of a session, oldest first. */
  numbersOf(sessionId: string): number[] {
    return this.db.rows(OF_SESSION, [sessionId], ([logNo]) => logNo as number);
  }

  /** Those that were written inside of a span, oldest first. */
  numbersOfSpan({ traceId, spanId }: SpanRef): number[] {
    return this.db.rows(
      'SELECT log_no FROM log WHERE trace_id = ? AND span_id = ? ORDER BY time, log_no',
      [traceId, spanId],
      ([logNo]) => logNo as number,
    );
  }

  /** Records by their numbers, in that order; those that are gone are left out. */
  read(numbers: readonly number[]): StoredLog[] {
    const resources = new Map<number, Resource>();
    const scopes = new Map<number, Scope>();
    return numbers.flatMap((number) => {
      const row = this.db.row(
        'SELECT time, payload, chunk_list, resource_no, scope_no FROM log WHERE log_no = ?',
        [number],
      );
      if (!row) return [];
      const [time, payload, chunkList, resourceNo, scopeNo] = row;
      const bytes = (payload as Uint8Array | null) ?? this.chunks.readList(chunkList as Uint8Array);
      return {
        logNo: number,
        time: time as number,
        record: decodeLogRecord(bytes),
        resource: this.origin(resources, 'resource', resourceNo as number, decodeResource),
        scope: this.origin(scopes, 'scope', scopeNo as number, decodeScope),
      };
    });
  }

  private origin<T>(
    known: Map<number, T>,
    table: 'resource' | 'scope',
    number: number,
    decode: (bytes: Uint8Array) => T,
  ): T {
    let value = known.get(number);
    if (value === undefined) {
      const row = this.db.row(`SELECT content FROM ${table} WHERE ${table}_no = ?`, [number]);
      known.set(number, (value = decode(row![0] as Uint8Array)));
    }
    return value;
  }
}
