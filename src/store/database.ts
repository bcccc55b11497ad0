/**
 * sql.js behind three verbs. The tables live in an attached `:memory:` database: sql.js keeps its main database in
 * an emulated file, and every page would cross from WebAssembly to JavaScript and back (measured: 3 times slower to
 * insert). Price: all of it shares the 2 GiB that a sql.js heap may grow to.
 */
import initSqlJs from 'sql.js';
import type { Database as SqlJsDatabase, SqlValue, Statement } from 'sql.js';
import { messageOf } from '../protocol/rpc';
import { IN_TIME, SCHEMA, SCHEMA_NAME } from './schema';

/** SQLite's own default. Twice that is no faster, and the empty tables alone take twice as much. */
const PAGE_BYTES = 4096;
/**
 * Pages stop here, in good order, well before the 2 GiB where a sql.js heap cannot grow: what is bound to a statement
 * and the transaction's own journal need room beside the pages, and sql.js does not notice when it gets none.
 */
const MAX_BYTES = 1.5 * 1024 * 1024 * 1024;
const CLOCK_CHECK_INTERVAL = 1024;

/** What SQLite says at `max_page_count`, and when it cannot allocate. */
const OUT_OF_MEMORY = /database or disk is full|out of memory/;

export type Row = SqlValue[];

/** Nothing of what was to be stored is. */
export class StoreFullError extends Error {
  override name = 'StoreFullError';

  constructor(maxBytes: number) {
    const mebibytes = Math.round(maxBytes / (1024 * 1024));
    super(
      `Out of memory: the store cannot hold more than ${mebibytes} MiB. Unpin or clear sessions to make room.`,
    );
  }
}

export class Database {
  private readonly prepared = new Map<string, Statement>();
  private deadline: { at: number; now: () => number } | undefined;
  private guardCalls = 0;
  private inTransaction = false;

  private constructor(
    readonly raw: SqlJsDatabase,
    private readonly maxBytes: number,
  ) {
    raw.run('PRAGMA temp_store = MEMORY');
    // sql.js takes the number of SQL arguments from the function's own.
    raw.create_function(IN_TIME, (row: unknown) => row !== undefined && this.inTime());
    this.create();
  }

  /**
   * `wasm`: the bytes of sql-wasm.wasm; without them sql.js reads the file beside its own module. `maxBytes`: of all
   * pages; a statement that needs more fails with a `StoreFullError`.
   */
  static async open(wasm?: Uint8Array | ArrayBuffer, maxBytes = MAX_BYTES): Promise<Database> {
    const bytes = wasm instanceof Uint8Array ? wasm.slice().buffer : wasm;
    const sql = await initSqlJs(bytes ? { wasmBinary: bytes } : undefined);
    return new Database(new sql.Database(), maxBytes);
  }

  /** A function for SQL, with as many arguments as it declares. */
  defineFunction(name: string, call: (...values: never[]) => SqlValue): void {
    this.raw.create_function(name, call);
  }

  /** Empties all tables at once: their pages are given back instead of emptied one by one. */
  clear(): void {
    for (const statement of this.prepared.values()) statement.free();
    this.prepared.clear();
    this.raw.run(`DETACH ${SCHEMA_NAME}`);
    this.create();
  }

  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, params: SqlValue[] = []): number {
    const statement = this.statement(sql);
    try {
      statement.bind(params);
      statement.step();
      return this.raw.getRowsModified();
    } finally {
      statement.reset();
    }
  }

  /** The first row, or undefined. */
  row(sql: string, params: SqlValue[] = []): Row | undefined {
    const statement = this.statement(sql);
    try {
      statement.bind(params);
      return statement.step() ? statement.get() : undefined;
    } finally {
      statement.reset();
    }
  }

  rows<T>(sql: string, params: SqlValue[], read: (row: Row) => T): T[] {
    const statement = this.statement(sql);
    const result: T[] = [];
    try {
      statement.bind(params);
      while (statement.step()) result.push(read(statement.get()));
      return result;
    } finally {
      statement.reset();
    }
  }

  /** The number after the highest that a table has in this column, which is its key. */
  next(table: string, column: string): number {
    return Number(this.row(`SELECT coalesce(max(${column}), 0) + 1 FROM ${table}`)![0]);
  }

  /**
   * All or nothing: whatever `work` throws undoes its changes and is thrown on. Inside another one it is a part of that,
   * which what it throws must end, too.
   */
  transaction<T>(work: () => T): T {
    if (this.inTransaction) return work();
    this.raw.run('BEGIN');
    this.inTransaction = true;
    try {
      const result = work();
      this.raw.run('COMMIT');
      return result;
    } catch (error) {
      try {
        this.raw.run('ROLLBACK');
      } catch {
        // Out of memory, SQLite has rolled back already and says that there is nothing to roll back.
      }
      throw OUT_OF_MEMORY.test(messageOf(error)) ? new StoreFullError(this.maxBytes) : error;
    } finally {
      this.inTransaction = false;
    }
  }

  /** Runs `work` with writes refused by SQLite and rows of views refused once `now()` has passed `at` (ms). */
  readOnly<T>(at: number, now: () => number, work: () => T): T {
    this.raw.run('PRAGMA query_only = ON');
    this.deadline = { at, now };
    try {
      return work();
    } finally {
      this.deadline = undefined;
      this.raw.run('PRAGMA query_only = OFF');
    }
  }

  /** For functions that take long themselves: throws once the time of `readOnly` is up. */
  checkTime(): void {
    if (this.deadline && this.deadline.now() > this.deadline.at) throw new Error(OUT_OF_TIME);
  }

  /** Bytes of the pages in use; free ones are used again before there are new ones. */
  memoryBytes(): number {
    const pages = (pragma: string) => Number(this.row(`PRAGMA ${SCHEMA_NAME}.${pragma}`)?.[0] ?? 0);
    return (pages('page_count') - pages('freelist_count')) * PAGE_BYTES;
  }

  close(): void {
    this.raw.close();
  }

  private create(): void {
    this.raw.run(`ATTACH ':memory:' AS ${SCHEMA_NAME}`);
    this.raw.run(`PRAGMA ${SCHEMA_NAME}.page_size = ${PAGE_BYTES}`);
    this.raw.run(`PRAGMA ${SCHEMA_NAME}.max_page_count = ${Math.floor(this.maxBytes / PAGE_BYTES)}`);
    this.raw.run(SCHEMA);
  }

  private statement(sql: string): Statement {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.raw.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }

  /** SQLite calls this for each row of a view (see `IN_TIME`); throwing ends the query. */
  private inTime(): boolean {
    if (++this.guardCalls % CLOCK_CHECK_INTERVAL === 0) this.checkTime();
    return true;
  }
}

/** Text of the error that ends a query over its deadline. */
export const OUT_OF_TIME = 'time is up';
