/** Which record belongs to which span, one to one, where only a shared id or the time tells. */

export interface Pairable<T> {
  item: T;
  /** Epoch milliseconds. */
  time: number;
}

/** How far apart the end of a call and the record of it may be. Both are written by one process. */
export const MAX_APART_MS = 2_000;

/** How many neighbours in time are looked at on either side. */
const NEIGHBOURS = 8;

/**
 * Pairs the nearest in time first; equally near ones in the order of both lists, which have to be sorted by time. What
 * has no fitting partner within `maxApartMs` stays without.
 */
export function pairByTime<A, B>(
  records: readonly Pairable<A>[],
  spans: readonly Pairable<B>[],
  maxApartMs: number,
  fits: (record: A, span: B) => boolean = () => true,
): [A, B][] {
  const candidates: { apart: number; record: number; span: number }[] = [];
  for (const [record, { item, time }] of records.entries()) {
    const at = firstFrom(spans, time);
    const from = Math.max(0, at - NEIGHBOURS);
    const to = Math.min(spans.length, at + NEIGHBOURS);
    for (let span = from; span < to; span++) {
      const apart = Math.abs(spans[span]!.time - time);
      if (apart <= maxApartMs && fits(item, spans[span]!.item)) candidates.push({ apart, record, span });
    }
  }
  candidates.sort((a, b) => a.apart - b.apart || a.record - b.record || a.span - b.span);
  const taken = { records: new Set<number>(), spans: new Set<number>() };
  const pairs: [A, B][] = [];
  for (const { record, span } of candidates) {
    if (taken.records.has(record) || taken.spans.has(span)) continue;
    taken.records.add(record);
    taken.spans.add(span);
    pairs.push([records[record]!.item, spans[span]!.item]);
  }
  return pairs;
}

/** Place of the first at or after `time`. */
function firstFrom(sorted: readonly { time: number }[], time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
