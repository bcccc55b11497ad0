import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSample, totalsOf } from '../sample/sampleAgent';
import type { CollectorUnderTest } from '../support/runningCollector';
import { startCollectorUnderTest } from '../support/runningCollector';

// Each test starts a program; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 30_000 });

describe('the sample agent', () => {
  let collector: CollectorUnderTest;

  beforeEach(async () => {
    collector = await startCollectorUnderTest();
  });

  afterEach(() => collector.close());

  async function run(scenario: string) {
    const totals = totalsOf(await runSample(scenario, collector));
    const session = await collector.onlySession();
    const sessionId = session.id;
    return {
      totals,
      session,
      turns: await collector.handlers['session/turns']({ sessionId }),
      loops: await collector.handlers['session/loops']({ sessionId }),
    };
  }

  const researcher = ['research-agent'];
  it.each([
    { scenario: 'clean', turns: 5, errors: 0, loops: 0, agents: researcher },
    { scenario: 'loop', turns: 8, errors: 0, loops: 1, agents: researcher },
    { scenario: 'error', turns: 4, errors: 2, loops: 0, agents: researcher },
    {
      scenario: 'subagents',
      turns: 9,
      errors: 0,
      loops: 0,
      agents: ['billing-expert', 'data-analyst', 'docs-researcher', 'support-desk'],
    },
    { scenario: 'long', turns: 200, errors: 0, loops: 0, agents: researcher },
  ])('$scenario: the session says what the transcript says', async ({ scenario, ...expected }) => {
    const { session, totals } = await run(scenario);

    expect(session).toMatchObject({
      id: totals.sessionId,
      turnCount: expected.turns,
      toolCalls: totals.toolCalls,
      errors: expected.errors,
      loopCount: expected.loops,
      traceCount: 1,
      flags: [],
    });
    expect(totals).toMatchObject({ turns: expected.turns, errors: expected.errors });
    expect([...session.agents].sort()).toEqual(expected.agents);
    expect(session.usage).toMatchObject({
      input: totals.inputTokens,
      cacheRead: totals.cachedTokens,
      output: totals.outputTokens,
    });
    expect(session.costUsd).toBeGreaterThan(0);
  });

  it('loop: six searches, from the second turn to the seventh', async () => {
    const { loops } = await run('loop');

    expect(loops).toMatchObject([
      { kind: 'repeat', severity: 'critical', iterations: 6, firstTurn: 2, lastTurn: 7 },
    ]);
    expect(loops[0]!.toolNames).toEqual(['search_docs']);
  });

  it('error: both attempts belong to the turn that asked, each with its own outcome', async () => {
    const { turns } = await run('error');

    expect(turns[1]!.toolCalls.map(({ name, status }) => [name, status])).toEqual([
      ['fetch_page', 'error'],
      ['fetch_page', 'timeout'],
    ]);
  });

  it('clean: run_query says where its code is, the others leave it to their names', async () => {
    const { turns } = await run('clean');
    const calls = turns.flatMap(({ toolCalls }) => toolCalls);

    for (const { name, source } of calls) {
      if (name === 'run_query')
        expect(source?.file).toMatch(/media[/\\]sample[/\\]tools[/\\]run_query\.mjs$/);
      else expect(source).toBeNull();
    }
    expect(calls.map(({ name }) => name)).toContain('run_query');
  });
});
