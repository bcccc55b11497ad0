/**
 * `sql/query`: one read-only statement, bounded in rows, bytes and time. SQLite itself refuses writes
 * (`PRAGMA query_only`); the text is only asked for what that pragma lets pass: PRAGMA, ATTACH and the like.
 *
 * Time is checked between rows, for each row that a view yields, and in each step of a recursion. sql.js has no
 * other way to interrupt: one expression over a huge value, or joins of many large literals, run to their end.
 */
import type { SqlValue, Statement } from 'sql.js';
import { RPC_ERROR, RpcError, messageOf } from '../protocol/rpc';
import type { JsonValue } from '../protocol/spans';
import type { SqlQueryParams, SqlResult } from '../protocol/sql';
import { OUT_OF_TIME } from './database';
import type { Database } from './database';
import { guardRecursion, looksLikeQuery, withoutComments } from './sqlText';

export const DEFAULT_ROWS = 1_000;
export const MAX_ROWS = 10_000;
export const MAX_QUERY_MS = 2_000;
/** Of text and blobs in an answer: a row may hold whole conversations, and the answer crosses thread and webview. */
export const MAX_RESULT_BYTES = 16 * 1024 * 1024;

/** Statement.get with `useBigInt`, which @types/sql.js lacks: every integer comes as a bigint. */
type BigIntStatement = { get(params: null, config: { useBigInt: true }): (SqlValue | bigint)[] };

/** Throws `RpcError(invalid_params)` with SQLite's message. `now`: a clock in ms. */
export function runSqlQuery(
  db: Database,
  { sql, params, limit }: SqlQueryParams,
  now: () => number,
): SqlResult {
  const maxRows = Math.min(limit ?? DEFAULT_ROWS, MAX_ROWS);
  if (!looksLikeQuery(sql)) {
    throw refusal('Only one SELECT, WITH or VALUES statement is allowed (EXPLAIN before it, too).');
  }
  const deadline = now() + MAX_QUERY_MS;
  return db.readOnly(deadline, now, () => {
    let statement: Statement | undefined;
    try {
      statement = prepareSingle(db, guardRecursion(sql));
      statement.bind(params ?? []);
      const columns = statement.getColumnNames();
      const rows: JsonValue[][] = [];
      let bytes = 0;
      while (statement.step()) {
        if (rows.length >= maxRows || bytes > MAX_RESULT_BYTES) return { columns, rows, truncated: true };
        if (now() > deadline) throw new Error(OUT_OF_TIME);
        const row = (statement as unknown as BigIntStatement).get(null, { useBigInt: true });
        for (const value of row) {
          if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
        }
        rows.push(row.map(toJson));
      }
      return { columns, rows, truncated: false };
    } catch (error) {
      throw error instanceof RpcError ? error : refusal(explain(messageOf(error)));
    } finally {
      statement?.free();
    }
  });
}

function prepareSingle(db: Database, sql: string): Statement {
  const statements = db.raw.iterateStatements(sql);
  const { value, done } = statements.next();
  if (done) throw refusal('The query is empty.');
  if (withoutComments(statements.getRemainingSQL()).replaceAll(';', '').trim() !== '') {
    value.free();
    throw refusal('Only one statement at a time is allowed.');
  }
  return value;
}

function explain(message: string): string {
  if (message === OUT_OF_TIME) {
    return `The query took longer than ${MAX_QUERY_MS / 1000} s. Narrow it with WHERE, or join on an id.`;
  }
  if (message.includes('readonly database')) return 'The query would change the store, which is read-only.';
  if (message === 'column index out of range') return 'There are more params than placeholders in the query.';
  return `SQLite: ${message}`;
}

function refusal(message: string): RpcError {
  return new RpcError(RPC_ERROR.invalidParams, message);
}

/** Integers beyond 2^53 and what JSON has no number for become strings; blobs become `{base64}`. */
function toJson(value: SqlValue | bigint): JsonValue {
  if (typeof value === 'bigint') {
    const rounded = Number(value);
    return Number.isSafeInteger(rounded) ? rounded : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  return value;
}
