/** Span ids as SQLite's integers of 64 bits: half of what the hex digits take, in the table and its indexes. */
import type { SpanId } from '../protocol/units';

/** The halves of an id, each as a signed number of 32 bits, which is what sql.js binds without detours. */
export function idHalves(id: SpanId): [high: number, low: number] {
  return [halfAt(id, 0), halfAt(id, 8)];
}

/** `parseInt` of a slice takes three times as long, and every span has two ids. */
function halfAt(id: SpanId, from: number): number {
  let half = 0;
  for (let at = from; at < from + 8; at++) {
    const code = id.charCodeAt(at);
    // The low bits of digits are 0 to 9, those of letters of either case 1 to 6.
    half = (half << 4) | ((code & 0xf) + (code > 0x39 ? 9 : 0));
  }
  return half;
}

/** SQL for the 64 bits whose signed halves are bound to these parameters; null when the first is. */
export function bits64(high: string, low: string): string {
  return `((${high} << 32) | (${low} & 0xffffffff))`;
}

/** SQL for the hex digits of an id in this column; null for null. */
export function idText(column: string): string {
  return `CASE WHEN ${column} IS NOT NULL THEN printf('%016x', ${column}) END`;
}
