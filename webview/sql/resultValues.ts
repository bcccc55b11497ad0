/** A result's values as text: in a cell, whole, and as CSV. Pure. */
import type { JsonValue } from '../../src/protocol/spans';
import type { SqlResult } from '../../src/protocol/sql';

/** Longer texts are cut in a cell, which shows one line; the whole is a click away. */
const CELL_CHARS = 400;

/** What stands for SQL's NULL in a cell. */
export const NULL_TEXT = 'NULL';

/** One line of at most `CELL_CHARS` characters. */
export function cellText(value: JsonValue): string {
  const text = wholeText(value);
  const line = text.length > CELL_CHARS ? `${text.slice(0, CELL_CHARS)}…` : text;
  return line.replaceAll(/\s*[\r\n]+\s*/g, ' ⏎ ');
}

export function wholeText(value: JsonValue): string {
  if (value === null) return NULL_TEXT;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Orders NULL first, then numbers, then text, as SQLite does. */
export function compareValues(a: JsonValue, b: JsonValue): number {
  const rank = (value: JsonValue) => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [wholeText(a), wholeText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * RFC 4180, with a header; NULL is an empty field. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it: it may come from a stranger's web page by way of a model.
 */
export function toCsv({ columns, rows }: SqlResult): string {
  const field = (value: JsonValue) => {
    if (value === null) return '';
    const text = wholeText(value);
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
