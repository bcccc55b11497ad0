/**
 * The rows of all tables as they lie there, a few hundred at a time: for a file from which a store can be filled again
 * faster than from what was once received. What the analysis writes is left out, for queries make it anew.
 */
import type { SqlValue } from 'sql.js';
import type { Database, Row } from './database';
import { SCHEMA_NAME } from './schema';
import { bits64 } from './spanIds';

export interface TableRows {
  table: string;
  rows: Row[];
}

interface Table {
  /** Rows in one go: a megabyte or less, some milliseconds. */
  atOnce: number;
  /** Columns with integers of 64 bits, which cross to JavaScript in two halves. */
  wide?: readonly string[];
  /** Columns whose integers may be beyond 2^53: they cross as digits, of which the column makes integers again. */
  exact?: readonly string[];
}

/** Each has its number, which is its key, in the first column. */
const TABLES: Readonly<Record<string, Table>> = {
  resource: { atOnce: 64 },
  scope: { atOnce: 64 },
  session: { atOnce: 2048 },
  trace: { atOnce: 2048 },
  text: { atOnce: 2048 },
  span: { atOnce: 2048, wide: ['span_id', 'parent_span_id'] },
  pack: { atOnce: 2048 },
  pack_content: { atOnce: 16 },
  chunk: { atOnce: 256, wide: ['hash'] },
  log: { atOnce: 256, wide: ['digest'] },
  data_point: { atOnce: 256, wide: ['digest'], exact: ['value', 'sum'] },
};

/** The store must not change before the last of them has been read. */
export function* tableRows(db: Database): Generator<TableRows, void, undefined> {
  for (const [table, { atOnce }] of Object.entries(TABLES)) {
    const columns = columnsOf(db, table);
    const key = columns[0]!;
    const select = `SELECT ${columns.map((column) => selected(table, column)).join(', ')} FROM ${table}
      WHERE ${key} > ? ORDER BY ${key} LIMIT ${atOnce}`;
    for (let last: SqlValue = 0, more = true; more;) {
      const rows: Row[] = db.rows(select, [last], (row) => row);
      if (rows.length > 0) yield { table, rows };
      more = rows.length === atOnce;
      last = rows.at(-1)?.[0] ?? 0;
    }
  }
}

/** Puts rows back into a table that has none with these numbers. All or, when it throws, none. */
export function putRows(db: Database, { table, rows }: TableRows): void {
  if (!Object.hasOwn(TABLES, table)) throw new Error(`There is no table "${table}".`);
  const columns = columnsOf(db, table);
  let parameter = 1;
  const values = columns.map((column) =>
    isWide(table, column) ? bits64(`?${parameter++}`, `?${parameter++}`) : `?${parameter++}`,
  );
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
  db.transaction(() => {
    for (const row of rows) db.run(insert, row);
  });
}

function columnsOf(db: Database, table: string): string[] {
  return db.rows(`PRAGMA ${SCHEMA_NAME}.table_info(${table})`, [], (row) => row[1] as string);
}

function isWide(table: string, column: string): boolean {
  return TABLES[table]?.wide?.includes(column) ?? false;
}

/** Halves are signed numbers of 32 bits, see `idHalves`. */
function selected(table: string, column: string): string {
  if (isWide(table, column)) return `${column} >> 32, (${column} << 32) >> 32`;
  if (!TABLES[table]?.exact?.includes(column)) return column;
  return `CASE typeof(${column}) WHEN 'integer' THEN CAST(${column} AS TEXT) ELSE ${column} END`;
}
