/** Costs over time over RPC. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CollectorMethods } from '../protocol/methods';
import { MAX_OVERVIEW_DAYS } from '../protocol/overview';
import type { RpcHandlers } from '../protocol/rpc';
import type { EpochMs } from '../protocol/units';
import { overviewOf } from '../analysis/overview/overview';
import type { SessionRollup } from '../analysis/overview/rollup';
import type { SpanStore } from '../store/store';
import { fieldsOf, optionalCount, optionalNumber } from './params';
import type { SessionAnalyses } from './sessionAnalyses';

const DEFAULT_DAYS = 30;
/** Sessions are analysed that nobody has looked at: what arrives meanwhile has its turn. */
const BUSY_MS = 20;

export function overviewMethods({
  store,
  analyses,
  now,
}: {
  store: Pick<SpanStore, 'sessions'>;
  analyses: SessionAnalyses;
  now: () => EpochMs;
}): RpcHandlers<Pick<CollectorMethods, 'overview'>> {
  const rollups = async (): Promise<SessionRollup[]> => {
    const found: SessionRollup[] = [];
    let since = performance.now();
    for (const { id } of store.sessions()) {
      const rollup = analyses.rollup(id);
      if (rollup) found.push(rollup);
      if (performance.now() - since < BUSY_MS) continue;
      await nextTurn();
      since = performance.now();
    }
    return found;
  };

  return {
    overview: async (params) => {
      const fields = fieldsOf('overview', params, { optional: true });
      const days = Math.min(optionalCount(fields, 'days') ?? DEFAULT_DAYS, MAX_OVERVIEW_DAYS);
      const at = now();
      const offset = optionalNumber(fields, 'utcOffsetMinutes') ?? -new Date(at).getTimezoneOffset();
      const dailyBudgetUsd = optionalNumber(fields, 'dailyBudgetUsd') ?? null;
      return overviewOf(await rollups(), { days, utcOffsetMinutes: offset, now: at, dailyBudgetUsd });
    },
  };
}
