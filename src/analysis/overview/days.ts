/** Days of the clock on the wall. */
import type { EpochMs } from '../../protocol/units';

export const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** Days since 1 January 1970 where the clock is so far from UTC. */
export function dayNumber(time: EpochMs, utcOffsetMinutes: number): number {
  return Math.floor((time + utcOffsetMinutes * MINUTE_MS) / DAY_MS);
}

/** Since the day began. */
export function timeOfDay(time: EpochMs, utcOffsetMinutes: number): number {
  return time + utcOffsetMinutes * MINUTE_MS - dayNumber(time, utcOffsetMinutes) * DAY_MS;
}

/** `2026-11-21`. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
