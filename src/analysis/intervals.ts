/** Stretches of time. */
import type { DurationMs, EpochMs } from '../protocol/units';

export interface Interval {
  from: EpochMs;
  to: EpochMs;
}

export function intervalOf({
  startTime,
  durationMs,
}: {
  startTime: EpochMs;
  durationMs: DurationMs;
}): Interval {
  return { from: startTime, to: startTime + durationMs };
}

/** Time that at least one of the intervals covers: what runs side by side or one inside the other counts once. */
export function coveredTime(intervals: readonly Interval[]): DurationMs {
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    if (to <= end) continue;
    total += to - Math.max(from, end);
    end = to;
  }
  return total;
}

/** Time of `whole` that at least one of `parts` covers. */
export function coveredPart(whole: Interval, parts: readonly Interval[]): DurationMs {
  return coveredTime(
    parts
      .map(({ from, to }) => ({ from: Math.max(from, whole.from), to: Math.min(to, whole.to) }))
      .filter(({ from, to }) => from < to),
  );
}
