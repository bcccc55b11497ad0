import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { analyseSession } from '../../../src/analysis/session';
import { statisticsOf } from '../../../src/analysis/statistics';
import { agentSpan } from '../support/spans';

function statistics(spans: AgentSpan[]) {
  const { turns, list } = analyseSession('id', spans, { lastReceived: 0, now: 0 });
  return statisticsOf(turns, list.unrequestedCalls);
}

describe('statistics', () => {
  it('of models are percentiles of what succeeded, by nearest rank', () => {
    const calls = Array.from({ length: 100 }, (_, i) =>
      agentSpan({
        id: `m${i}`,
        at: i * 1_000,
        durationMs: i + 1,
        model: { timeToFirstTokenMs: (i + 1) / 2, usage: { ...UNKNOWN_USAGE, output: i + 1 } },
      }),
    );
    const failed = agentSpan({ id: 'bad', at: 200_000, durationMs: 9_999, status: 'error', model: {} });
    const other = agentSpan({ id: 'other', at: 300_000, model: { requestModel: 'gpt-4o' } });
    const { models, tools } = statistics([...calls, failed, other]);
    expect(tools).toEqual([]);
    expect(models[0]).toEqual({
      model: 'gpt-4o-mini',
      count: 101,
      errors: 1,
      errorRate: 1 / 101,
      retries: 0,
      latencyMs: { p50: 50, p95: 95, p99: 99 },
      tokensPerSecond: 2_000,
      timeToFirstTokenMs: { p50: 25, p95: 47.5 },
    });
    expect(models[1]).toMatchObject({
      model: 'gpt-4o',
      latencyMs: { p50: 10, p99: 10 },
      tokensPerSecond: null,
      timeToFirstTokenMs: { p50: null, p95: null },
    });
  });

  it('of tools count those that no model asked for', () => {
    const { tools } = statistics([agentSpan({ id: 't', durationMs: 7, tool: { name: 'bash' } })]);
    expect(tools).toMatchObject([{ name: 'bash', count: 1, latencyMs: { p50: 7 } }]);
  });

  it('of tools leave out how long a person was waited for', () => {
    const { tools } = statistics([
      agentSpan({ id: 'm', model: {} }),
      agentSpan({ id: 't1', at: 20, durationMs: 1_000, tool: { name: 'bash' } }),
      agentSpan({ id: 'ask', parent: 't1', at: 20, durationMs: 900, kind: 'approval' }),
      agentSpan({ id: 't2', at: 2_000, durationMs: 5, tool: { name: 'bash', status: 'timeout' } }),
      agentSpan({ id: 't3', at: 3_000, durationMs: 5, tool: { name: 'read' } }),
    ]);
    expect(tools).toMatchObject([
      {
        name: 'bash',
        count: 2,
        errors: 1,
        errorRate: 0.5,
        outcomes: { ok: 1, timeout: 1 },
        latencyMs: { p50: 100, p95: 100, p99: 100 },
        waitedMs: 900,
      },
      { name: 'read', count: 1, errors: 0 },
    ]);
  });
});
