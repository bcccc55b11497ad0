import { describe, expect, it } from 'vitest';
import { dailyBurn } from '../../../src/analysis/overview/dailyBurn';
import { overviewOf } from '../../../src/analysis/overview/overview';
import { rollupOf } from '../../../src/analysis/overview/rollup';
import { analyseSession } from '../../../src/analysis/session';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { agentSpan } from '../support/spans';

/** When `agentSpan` begins: 14 November 2023, 22:13:20 UTC. */
const START = 1_700_000_000_000;
const HOUR = 3_600_000;

function rollup(spans: AgentSpan[]) {
  return rollupOf(analyseSession('id', spans, { lastReceived: 0, now: 0 }));
}

function model(
  id: string,
  at: number,
  costUsd: number | null,
  agent = 'main',
  requestModel = 'm1',
): AgentSpan {
  const usage = { ...UNKNOWN_USAGE, total: 100 };
  return agentSpan({
    id,
    at,
    agent,
    model: { reportedCostUsd: costUsd, requestModel, provider: 'x', usage },
  });
}

const OPTIONS = { days: 3, utcOffsetMinutes: 0, now: START + HOUR, dailyBudgetUsd: null };

describe('an overview', () => {
  it('sums by day, also those without anything', () => {
    const { days, total, sessions } = overviewOf(
      [
        rollup([model('a', 0, 1), model('b', -48 * HOUR, 2), model('old', -72 * HOUR, 9)]),
        rollup([model('c', 5, 0.5)]),
        rollup([model('older', -100 * HOUR, 9)]),
      ],
      OPTIONS,
    );
    expect(days.map(({ day, costUsd, calls }) => [day, costUsd, calls])).toEqual([
      ['2023-11-12', 2, 1],
      ['2023-11-13', null, 0],
      ['2023-11-14', 1.5, 2],
    ]);
    expect(total).toEqual({ costUsd: 3.5, tokens: 300, calls: 3, errors: 0 });
    expect(sessions).toBe(2);
  });

  it('begins days where the clock on the wall does', () => {
    const days = (utcOffsetMinutes: number) =>
      overviewOf([rollup([model('a', 0, 1)])], { ...OPTIONS, utcOffsetMinutes }).days.map(
        ({ costUsd }) => costUsd,
      );
    // 22:13 in London is 00:13 of the next day two hours east, where it is 01:13 now.
    expect(days(120)).toEqual([null, null, 1]);
    expect(overviewOf([], { ...OPTIONS, utcOffsetMinutes: 120 }).days.at(-1)?.day).toBe('2023-11-15');
  });

  it('sums by agent, model and service, the most expensive first', () => {
    const { groups } = overviewOf(
      [
        rollup([model('a', 0, 1, 'main', 'm1'), model('b', 50, 3, 'helper', 'm2')]),
        rollup([
          model('c', 0, 1, 'main', 'm2'),
          agentSpan({ id: 'f', at: 90, agent: 'main', status: 'error', model: { requestModel: 'm2' } }),
        ]),
      ],
      OPTIONS,
    );
    expect(groups.agents).toEqual([
      { name: 'helper', sessions: 1, costUsd: 3, tokens: 100, calls: 1, errors: 0 },
      { name: 'main', sessions: 2, costUsd: 2, tokens: 200, calls: 3, errors: 1 },
    ]);
    expect(groups.models.map(({ name, costUsd }) => [name, costUsd])).toEqual([
      ['m2', 4],
      ['m1', 1],
    ]);
    expect(groups.services).toMatchObject([{ name: 'test-service', costUsd: 5, sessions: 2 }]);
  });

  it('shares the cost of a model call between the tools that it asked for', () => {
    const { groups, statistics } = overviewOf(
      [
        rollup([
          model('a', 0, 1),
          agentSpan({ id: 't1', at: 20, tool: { name: 'read' } }),
          agentSpan({ id: 't2', at: 21, tool: { name: 'grep', status: 'timeout' } }),
        ]),
      ],
      OPTIONS,
    );
    expect(groups.tools).toMatchObject([
      { name: 'read', costUsd: 0.5, tokens: 50, calls: 1, errors: 0 },
      { name: 'grep', costUsd: 0.5, calls: 1, errors: 1 },
    ]);
    expect(statistics.tools).toMatchObject([
      { name: 'read', latencyMs: { p50: 10 } },
      { name: 'grep', errorRate: 1 },
    ]);
  });

  it('counts calls whose cost nobody knows', () => {
    const { unpricedCalls, total } = overviewOf([rollup([model('a', 0, null), model('b', 50, 1)])], OPTIONS);
    expect([unpricedCalls, total.costUsd]).toEqual([1, 1]);
  });
});

describe('what today costs', () => {
  const DAY = 24 * HOUR;
  const MIDNIGHT = 100 * DAY;
  const noon = { now: MIDNIGHT + 12 * HOUR, utcOffsetMinutes: 0, budgetUsd: 5 };
  const at = (days: number, hours: number, costUsd: number) => ({
    startTime: MIDNIGHT - days * DAY + hours * HOUR,
    costUsd,
  });

  it('is expected to go on as earlier days did after this time of the day', () => {
    const earlier = [1, 2, 3].flatMap((days) => [at(days, 9, 1), at(days, 15, days)]);
    expect(dailyBurn([...earlier, at(0, 10, 0.5)], noon)).toEqual({
      spentUsd: 0.5,
      projectedUsd: 2.5,
      projectedBy: 'history',
      budgetUsd: 5,
      averageUsd: 3,
    });
  });

  it('is expected to go on at its pace where there is no history', () => {
    expect(dailyBurn([at(0, 9, 0.6)], noon)).toMatchObject({ projectedUsd: 3, projectedBy: 'pace' });
    expect(dailyBurn([at(0, 11.5, 0.6)], noon)).toMatchObject({ projectedUsd: null });
  });

  it('is nothing before the first call', () => {
    expect(dailyBurn([at(1, 9, 2)], noon)).toMatchObject({ spentUsd: 0, projectedUsd: null, averageUsd: 2 });
  });
});
