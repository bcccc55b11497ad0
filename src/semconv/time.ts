import type { DurationMs, EpochMs } from '../protocol/units';

/**
 * OTLP's Unix nanoseconds as epoch milliseconds. Cut to whole microseconds as integers first: a double cannot hold
 * today's nanoseconds, but it holds today's microseconds exactly.
 */
export function epochMs(unixNano: bigint): EpochMs {
  return Number(unixNano / 1_000n) / 1_000;
}

/** Milliseconds from start to end, exact to the nanosecond; 0 where the end is missing or before the start. */
export function durationMs(startUnixNano: bigint, endUnixNano: bigint): DurationMs {
  return endUnixNano > startUnixNano ? Number(endUnixNano - startUnixNano) / 1_000_000 : 0;
}
