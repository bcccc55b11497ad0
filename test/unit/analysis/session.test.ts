import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { analyseSession } from '../../../src/analysis/session';
import { readSpans } from '../support/recordings';
import { agentSpan } from '../support/spans';

const NOW = 1_800_000_000_000;

function summaryOf(spans: AgentSpan[], quietMs = 3_600_000) {
  return analyseSession('the-id', spans, { lastReceived: NOW - quietMs, now: NOW }).summary;
}

const USAGE = { ...UNKNOWN_USAGE, input: 10, output: 5, total: 15 };

describe("a hook's model call", () => {
  it('is paid for, but no turn', () => {
    const summary = summaryOf([
      agentSpan({ id: 'run', kind: 'agent', agent: 'docs', durationMs: 500 }),
      agentSpan({ id: 'name it', parent: 'run', at: 1, kind: 'hook', durationMs: 50 }),
      agentSpan({ id: 'm1', parent: 'name it', at: 2, model: { usage: USAGE, reportedCostUsd: 1 } }),
      agentSpan({ id: 'm2', parent: 'run', at: 60, model: { usage: USAGE, reportedCostUsd: 2 } }),
    ]);
    expect(summary).toMatchObject({ turnCount: 1, llmCalls: 1, costUsd: 3, usage: { input: 20 } });
  });
});

describe('title', () => {
  it('is what the first run was asked, not what the agent asked a model for itself before it', () => {
    const own = agentSpan({ id: 'm', model: {}, userMessage: 'Files modified by user:' });
    const run = { kind: 'agent', durationMs: 90, userMessage: 'Find the bug' } as const;
    expect(summaryOf([own, agentSpan({ id: 'run', at: 50, ...run })]).title).toBe('Find the bug');
    expect(summaryOf([own, agentSpan({ id: 'sub', at: 50, parent: 'm', ...run })]).title).toBe(
      'Files modified by user:',
    );
  });

  it("is the user's first message on one line, cut at 120 characters", () => {
    const spans = [
      agentSpan({ id: 'later', at: 5, model: {}, userMessage: 'And then?' }),
      agentSpan({ id: 'first', at: 1, model: {}, userMessage: '  Find\n\n the   bug ' }),
    ];
    expect(summaryOf(spans).title).toBe('Find the bug');
    const { title } = summaryOf([agentSpan({ id: 'm', model: {}, userMessage: '🙂'.repeat(200) })]);
    expect(Array.from(title)).toHaveLength(120);
    expect(title.endsWith('🙂…')).toBe(true);
  });

  it('is else the agent, the root span, or the id', () => {
    expect(summaryOf([agentSpan({ id: 'x', name: 'run', agent: 'docs', kind: 'agent' })]).title).toBe('docs');
    expect(summaryOf([agentSpan({ id: 'x', name: 'handle-question' })]).title).toBe('handle-question');
    expect(summaryOf([agentSpan({ id: 'x', name: ' ' })]).title).toBe('the-id');
  });
});

describe('live', () => {
  const finished = [agentSpan({ id: 'a' })];
  const pending = [agentSpan({ id: 'a', parent: 'missing' })];

  it.each([
    ['just now', finished, 9_999, true],
    ['quiet', finished, 10_000, false],
    ['quiet, but a parent is still running', pending, 299_999, true],
    ['a parent that never came', pending, 300_000, false],
  ])('%s', (_what, spans, quietMs, live) => {
    expect(summaryOf(spans, quietMs).live).toBe(live);
  });
});

describe('figures', () => {
  it('sum model calls only and keep unknown apart from 0', () => {
    const summary = summaryOf([
      agentSpan({ id: 'root', kind: 'agent', agent: 'main', durationMs: 500 }),
      agentSpan({ id: 'm1', parent: 'root', at: 1, model: { usage: { ...USAGE, cacheRead: 4 } } }),
      agentSpan({ id: 'm2', parent: 'root', at: 2, model: { usage: USAGE, requestModel: 'my-own' } }),
      agentSpan({ id: 't', parent: 'root', at: 3, tool: {}, service: 'worker' }),
    ]);
    expect(summary).toMatchObject({
      agents: ['main'],
      services: ['test-service', 'worker'],
      models: ['gpt-4o-mini', 'my-own'],
      spanCount: 4,
      turnCount: 2,
      llmCalls: 2,
      toolCalls: 1,
      usage: { input: 20, output: 10, total: 30, cacheRead: 4, cacheWrite: null, reasoning: null },
      flags: ['cost-incomplete'],
    });
    expect(summary.endTime - summary.startTime).toBe(500);
    expect(summary.costUsd).toBeGreaterThan(0);
    expect(summaryOf([agentSpan({ id: 'm', model: {} })]).usage).toEqual(UNKNOWN_USAGE);
  });
});

describe('a session without model calls', () => {
  const totals = { usage: USAGE, costUsd: 0.5 };
  const root = agentSpan({ id: 'root', kind: 'agent', agent: 'main', durationMs: 500, totals });

  it('has the figures that its outermost runs state', () => {
    const sub = agentSpan({ id: 'sub', parent: 'root', at: 1, kind: 'agent', agent: 'sub', totals });
    const other = agentSpan({ id: 'other', at: 900, kind: 'agent', agent: 'other', totals });
    expect(summaryOf([root, sub, other])).toMatchObject({
      usage: { input: 20, output: 10, total: 30 },
      costUsd: 1,
      turnCount: 0,
    });
  });

  it("reads them from a run's summary attributes", () => {
    const spans = readSpans('handwritten-c-summary/happy').filter(({ kind }) => kind !== 'llm');
    const { usage, costUsd } = summaryOf(spans);
    expect(usage).toMatchObject({ input: 3_411, output: 144, cacheRead: 1_216 });
    expect(costUsd).toBeGreaterThan(0);
  });

  it('only: beside model calls they would be counted twice', () => {
    const call = agentSpan({ id: 'm', parent: 'root', at: 1, model: { usage: USAGE, reportedCostUsd: 0.1 } });
    expect(summaryOf([root, call])).toMatchObject({ usage: { input: 10 }, costUsd: 0.1 });
  });
});

describe('errors', () => {
  const failed = { status: 'error', errorClass: 'E' } as const;
  const agent = { kind: 'agent', agent: 'main', durationMs: 500 } as const;

  it.each<[string, AgentSpan[], number]>([
    [
      'a failed tool and the run that failed by it',
      [
        agentSpan({ id: 'root', ...agent, ...failed }),
        agentSpan({ id: 'step', parent: 'root', kind: 'step', ...failed }),
        agentSpan({ id: 't', parent: 'step', ...failed, tool: { status: 'timeout' } }),
      ],
      1,
    ],
    ['a run that failed by itself', [agentSpan({ id: 'root', ...agent, ...failed })], 1],
    [
      'a run that failed by the run inside',
      [
        agentSpan({ id: 'root', ...agent, ...failed }),
        agentSpan({ id: 'sub', parent: 'root', ...agent, ...failed }),
      ],
      1,
    ],
    [
      'a failed request and its retry',
      [agentSpan({ id: 'm1', ...failed, model: {} }), agentSpan({ id: 'm2', at: 9, model: {} })],
      1,
    ],
    [
      'one failed call recorded twice',
      [
        agentSpan({ id: 'outer', ...failed, durationMs: 50, model: { responseId: 'r' } }),
        agentSpan({ id: 'inner', ...failed, parent: 'outer', at: 1, model: { responseId: 'r' } }),
      ],
      1,
    ],
    ['a failure that is no call', [agentSpan({ id: 'http', ...failed })], 0],
  ])('%s: %#', (_what, spans, errors) => {
    expect(summaryOf(spans).errors).toBe(errors);
  });
});

describe('flags', () => {
  it('say what the figures do not', () => {
    expect(summaryOf([agentSpan({ id: 'a', parent: 'missing' })]).flags).toEqual([
      'pending-spans',
      'no-llm-spans',
    ]);
    expect(
      summaryOf([agentSpan({ id: 'm', model: { usage: USAGE, finishReason: 'length' } })]).flags,
    ).toEqual(['truncated-answer']);
    expect(summaryOf([agentSpan({ id: 'm', status: 'error', model: {} })]).flags).toEqual([]);
  });
});

describe('an empty session', () => {
  it('is answered all the same', () => {
    expect(summaryOf([])).toMatchObject({
      title: 'the-id',
      spanCount: 0,
      turnCount: 0,
      usage: UNKNOWN_USAGE,
    });
  });
});
