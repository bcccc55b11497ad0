/** Span ids as SQLite's integers of 64 bits: half of what the hex digits take, in the table and its indexes. */
import type { SpanId } from '../protocol/units';

/** The halves of an id, each as a signed number of 32 bits, which is what sql.js binds without detours. */
export function idHalves(id: SpanId): [high: number, low: number] {
  return [parseInt(id.slice(0, 8), 16) | 0, parseInt(id.slice(8), 16) | 0];
}

/** SQL for the 64 bits whose signed halves are bound to these parameters; null when the first is. */
export function bits64(high: string, low: string): string {
  return `((${high} << 32) | (${low} & 0xffffffff))`;
}

/** SQL for the hex digits of an id in this column; null for null. */
export function idText(column: string): string {
  return `CASE WHEN ${column} IS NOT NULL THEN printf('%016x', ${column}) END`;
}
