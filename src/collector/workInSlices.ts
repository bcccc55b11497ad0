/** Work on many sessions that nobody waits for: a little at a time, so that receiving and calls go first. */
import type { DurationMs } from '../protocol/units';

/** Then others have their turn. One item may take longer. */
const SLICE_MS = 8;
/** A rest is so many times as long as the work before it. */
export const REST = 8;

/**
 * Calls `work` with one item after the other until a slice of time is used. Returns how long to rest before the next
 * slice; null when there was time for all. `now`: a clock in milliseconds from any start.
 */
export function workInSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  now: () => number,
): DurationMs | null {
  const from = now();
  for (const item of items) {
    const worked = now() - from;
    if (worked >= SLICE_MS) return REST * worked;
    work(item);
  }
  return null;
}
