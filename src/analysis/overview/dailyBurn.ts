/** What today has cost, and what it will have cost in the end. */
import type { DailyBurn } from '../../protocol/overview';
import type { EpochMs, Usd } from '../../protocol/units';
import { DAY_MS, dayNumber, timeOfDay } from './days';
import type { RolledTurn } from './rollup';

/** Habits change: of the days before, the latest with any spending. */
const HISTORY_DAYS = 14;
/** Fewer are no habit. */
const MIN_HISTORY_DAYS = 3;
/** Without a history: the pace of less time than this says nothing. */
const MIN_PACE_MS = 60 * 60_000;

/**
 * With a history, today is expected to go on as those days did after this time of the day. Without one, at the pace
 * that it has had since its first call, until midnight.
 */
export function dailyBurn(
  turns: readonly Pick<RolledTurn, 'startTime' | 'costUsd'>[],
  { now, utcOffsetMinutes, budgetUsd }: { now: EpochMs; utcOffsetMinutes: number; budgetUsd: Usd | null },
): DailyBurn {
  const today = dayNumber(now, utcOffsetMinutes);
  const passed = timeOfDay(now, utcOffsetMinutes);
  let spentUsd = 0;
  let first = Infinity;
  const earlier = new Map<number, { whole: Usd; rest: Usd }>();
  for (const { startTime, costUsd } of turns) {
    if (costUsd === null || costUsd === 0) continue;
    const day = dayNumber(startTime, utcOffsetMinutes);
    const time = timeOfDay(startTime, utcOffsetMinutes);
    if (day === today) {
      spentUsd += costUsd;
      first = Math.min(first, time);
    } else if (day < today) {
      const sums = earlier.get(day) ?? { whole: 0, rest: 0 };
      sums.whole += costUsd;
      if (time > passed) sums.rest += costUsd;
      earlier.set(day, sums);
    }
  }
  const history = [...earlier]
    .sort(([a], [b]) => b - a)
    .slice(0, HISTORY_DAYS)
    .map(([, sums]) => sums);
  const averageUsd = history.length === 0 ? null : mean(history.map(({ whole }) => whole));
  const base = { spentUsd, budgetUsd, averageUsd };
  if (spentUsd === 0) return { ...base, projectedUsd: null, projectedBy: null };
  if (history.length >= MIN_HISTORY_DAYS) {
    const rest = mean(history.map((sums) => sums.rest));
    return { ...base, projectedUsd: spentUsd + rest, projectedBy: 'history' };
  }
  const active = passed - first;
  if (active < MIN_PACE_MS) return { ...base, projectedUsd: null, projectedBy: null };
  return { ...base, projectedUsd: spentUsd * (1 + (DAY_MS - passed) / active), projectedBy: 'pace' };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
