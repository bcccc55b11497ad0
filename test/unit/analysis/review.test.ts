import { describe, expect, it } from 'vitest';
import type { AgentSpan, ToolCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { TurnContext } from '../../../src/protocol/context';
import type { FindingKind } from '../../../src/protocol/review';
import type { ReviewFacts } from '../../../src/analysis/review/facts';
import { contexts, review, turn } from '../support/reviews';
import { agentSpan } from '../support/spans';

const SECOND = 1_000;

function kinds(spans: AgentSpan[], facts?: Partial<ReviewFacts>): FindingKind[] {
  return review(spans, facts).map(({ kind }) => kind);
}

function only(kind: FindingKind, spans: AgentSpan[], facts?: Partial<ReviewFacts>) {
  const found = review(spans, facts);
  expect(found.map((each) => each.kind)).toEqual([kind]);
  return found[0]!;
}

describe('a review', () => {
  it('has nothing to say of a session in which all is well', () => {
    const spans = [1_000, 1_400, 2_100, 2_500, 3_000].flatMap((inputTokens, i) =>
      turn(i, { inputTokens, finishReason: 'tool' }, [{ name: `tool${i}` }]),
    );
    expect(review([...spans, ...turn(9, { inputTokens: 3_200, finishReason: 'stop' })])).toEqual([]);
  });

  it('lists the most severe first', () => {
    const repeated = [0, 1, 2, 3, 4].flatMap((n) => turn(n, {}, [{ arguments: '{}', result: 'same' }]));
    const severities = review([...repeated, ...turn(9, { finishReason: 'length' })]).map(
      ({ kind, severity }) => [kind, severity],
    );
    expect(severities).toEqual([
      ['loop', 'critical'],
      ['answer-cut', 'warning'],
    ]);
  });
});

describe('loops', () => {
  it('are told with their reason and the place of every iteration', () => {
    const spans = [0, 1, 2].flatMap((n) => turn(n, {}, [{ arguments: '{}', result: 'same' }]));
    const found = only('loop', spans);
    expect(found.sentence).toContain('search_docs');
    expect(found.evidence.map(({ label, turn: index }) => [label, index])).toEqual([
      ['iteration 1', 1],
      ['iteration 2', 2],
      ['iteration 3', 3],
    ]);
  });
});

describe('spending', () => {
  const cost = (usd: number) => turn(0, { reportedCostUsd: usd });
  const usual = (average: number, max = average * 2) => ({
    baseline: { agent: 'main', sessions: 10, costUsd: { average, max, sessions: 10 }, p95ToolCalls: 10 },
  });

  it('warns at 80 % of a budget and is critical beyond it', () => {
    expect(kinds(cost(0.79), { budgetUsd: 1 })).toEqual([]);
    expect(only('budget', cost(0.8), { budgetUsd: 1 })).toMatchObject({
      severity: 'warning',
      sentence: 'The session has used 80 % of its budget: $0.80 of $1.00.',
    });
    expect(only('budget', cost(1), { budgetUsd: 1 })).toMatchObject({ severity: 'critical' });
  });

  it('is unusual from three times the average on, if no earlier session cost as much', () => {
    expect(kinds(cost(0.29), usual(0.1))).toEqual([]);
    expect(only('high-cost', cost(0.31), usual(0.1)).sentence).toBe(
      'This session cost $0.31, 3.1 times the average of $0.10 over the 10 sessions of main before it.',
    );
    expect(kinds(cost(0.31), usual(0.1, 0.4))).toEqual([]);
    expect(only('high-cost', cost(1), usual(0.1))).toMatchObject({ severity: 'critical' });
  });

  it('counts tool calls against the 95th percentile', () => {
    const calls = (count: number) =>
      Array.from({ length: count }, (_, n) => turn(n, {}, [{ name: `t${n}` }])).flat();
    expect(kinds(calls(15), usual(1))).toEqual([]);
    expect(only('many-tool-calls', calls(16), usual(1)).figures).toContainEqual({
      name: 'p95ToolCalls',
      value: 10,
      unit: 'count',
    });
  });
});

describe('contexts', () => {
  it('are nearly full from 80 % of the window on', () => {
    expect(kinds(contexts(90_000, 100_000))).toEqual([]);
    expect(only('context-full', contexts(90_000, 110_000))).toMatchObject({
      severity: 'warning',
      evidence: [{ label: 'turn 2: 86 %' }],
    });
    expect(only('context-full', contexts(100_000, 127_000))).toMatchObject({ severity: 'critical' });
  });

  it('say nothing of a window that the model evidently has not', () => {
    expect(kinds(contexts(120_000, 150_000))).toEqual([]);
  });

  it('jump when a turn adds far more than the others', () => {
    const found = only('token-spike', contexts(2_000, 2_300, 2_600, 2_900, 30_000, 30_300));
    expect(found).toMatchObject({ evidence: [{ turn: 5, label: 'turn 5: +27.1k' }] });
    expect(found.sentence).toContain('from 2.9k to 30k tokens in turn 5');
  });

  it('do not jump when each turn adds as much, or when there was much before', () => {
    expect(kinds(contexts(2_000, 11_000, 20_000, 29_000))).toEqual([]);
    expect(kinds(contexts(60_000, 60_500, 61_000, 61_500, 75_000))).toEqual([]);
  });

  it('name what came in', () => {
    const added = [
      { kind: 'tool_result', name: 'read_file', estimatedTokens: 26_000, role: 'tool' },
      { kind: 'text', name: null, estimatedTokens: 100, role: 'user' },
    ] as TurnContext['added'];
    const found = only('token-spike', contexts(2_000, 2_300, 2_600, 2_900, 30_000), {
      contextOf: () => ({ added }) as TurnContext,
    });
    expect(found.sentence).toContain('mostly because of the result of read_file (about 26k)');
  });

  it('were compacted when most of them is gone and stays gone', () => {
    const found = only('context-compacted', contexts(20_000, 21_000, 6_000, 7_000));
    expect(found).toMatchObject({ severity: 'info', evidence: [{ turn: 3, label: 'turn 3: 21k → 6k' }] });
    // Another request in between, such as one for a title.
    expect(kinds(contexts(20_000, 21_000, 6_000, 22_000))).toEqual([]);
  });

  it('were compacted when the emitter says so', () => {
    const at = 1_700_000_000_000 + 1.5 * SECOND;
    expect(kinds(contexts(20_000, 21_000, 15_000), { compactions: [at] })).toEqual(['context-compacted']);
    expect(kinds(contexts(20_000, 21_000, 15_000))).toEqual([]);
  });

  it('grow without bounds when nothing is ever removed and half the window is gone', () => {
    const growing = Array.from({ length: 12 }, (_, i) => 6_000 * (i + 1));
    expect(only('context-growth', contexts(...growing)).sentence).toBe(
      'main’s context grew in 12 turns in a row, from 6k to 72k tokens (56 % of the window), and nothing was ever removed. At this rate it is full after 9 more turns.',
    );
    expect(kinds(contexts(...growing.slice(0, 9)))).toEqual([]);
    expect(kinds(contexts(...growing.map((tokens) => tokens / 4)))).toEqual([]);
  });

  it('grow without bounds when each turn adds more than the one before', () => {
    const doubling = Array.from({ length: 12 }, (_, i) => Math.round(1_000 * 1.4 ** i));
    expect(only('context-growth', contexts(...doubling))).toMatchObject({ severity: 'info' });
  });
});

describe('failures of tools', () => {
  const calls = (...statuses: ToolCallFacts['status'][]) =>
    statuses.flatMap((status, n) =>
      turn(n, {}, [{ status, ...(status === 'ok' ? {} : { message: `boom ${n}` }) }]),
    );

  it('are worth a line, and a warning when they are many', () => {
    expect(only('tool-error', calls('error', 'ok', 'ok'))).toMatchObject({
      severity: 'info',
      sentence: 'search_docs failed in 1 of 3 calls (33 %): “boom 0”.',
    });
    expect(only('tool-error', calls('error', 'ok', 'error', 'ok'))).toMatchObject({ severity: 'warning' });
  });

  it('are told by their class', () => {
    expect(only('timeout', calls('timeout', 'ok'))).toMatchObject({ subject: 'search_docs' });
    expect(only('rate-limit', calls('rate_limited', 'ok'))).toMatchObject({ evidence: [{ turn: 1 }] });
    expect(kinds(calls('denied', 'cancelled'))).toEqual([]);
  });

  it('say how refused arguments differ from accepted ones', () => {
    const found = only('invalid-arguments', [
      ...turn(0, {}, [{ arguments: '{"path":"a"}' }]),
      ...turn(1, {}, [{ arguments: '{"file":"b"}', result: null, status: 'invalid_args' }]),
      ...turn(2, {}, [{ arguments: '{"file":"c"}', result: null, status: 'invalid_args' }]),
    ]);
    expect(found.sentence).toBe(
      'search_docs refused the arguments of 2 of 3 calls (67 %). Calls before that were accepted: the schema or the tool has changed since. Unlike those that it took, the refused calls lack "path" and have "file" instead. No later call of it was successful.',
    );
  });

  it('that a retry overcame are told as that', () => {
    const again = { arguments: '{}', result: 'found' };
    const found = only('hidden-retry', [
      ...turn(0, {}, [{ ...again, result: null, status: 'error' }]),
      ...turn(1, {}, [again]),
    ]);
    expect(found).toMatchObject({ severity: 'info', subject: 'search_docs', evidenceCount: 1 });
  });
});

describe('failures of models', () => {
  it('are the provider’s or the agent’s', () => {
    const provider = only('model-error', [
      ...turn(0, { failed: '503 service unavailable' }),
      ...turn(1, { requestModel: 'other' }),
    ]);
    expect(provider).toMatchObject({ id: 'model-error:provider', severity: 'warning' });
    const agent = only('model-error', turn(0, { failed: 'prompt is too long: 210000 tokens' }));
    expect(agent).toMatchObject({ id: 'model-error:agent', severity: 'critical' });
    const unknown = only('model-error', turn(0, { failed: 'Oops' }));
    expect(unknown.sentence).toMatch(
      /^1 request to \S+ failed \(turn 1\)\. The message was: “Oops”\. The agent’s run ended with it\.$/,
    );
    expect(agent.sentence).toContain(
      'context too long for the model. The message was: “prompt is too long: 210000 tokens”',
    );
  });

  it('matter less when the same request was answered later', () => {
    const found = review([...turn(0, { failed: '429 too many requests' }), ...turn(1)]);
    expect(found.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['hidden-retry', 'info'],
      ['model-error', 'info'],
    ]);
  });
});

describe('answers', () => {
  it('that were cut off are named by their turns', () => {
    const cut = turn(1, { finishReason: 'length', usage: { ...UNKNOWN_USAGE, output: 4_096 } });
    expect(only('answer-cut', [...turn(0), ...cut]).sentence).toBe(
      '1 answer was cut off by the limit of output tokens (turn 2, after 4.1k tokens).',
    );
  });

  it('of another model than the one that was asked are told', () => {
    const answered = (responseModel: string, requestModel = 'gpt-4o') =>
      turn(0, { requestModel, responseModel });
    expect(only('model-substituted', answered('gpt-4o-mini')).sentence).toBe(
      '1 call asked for gpt-4o and was answered by gpt-4o-mini (turn 1).',
    );
    for (const [asked, name] of [
      ['gpt-4o', 'gpt-4o-2024-08-06'],
      ['gpt-4', 'gpt-4-0613'],
      ['claude-sonnet-4-0', 'claude-sonnet-4-20250514'],
      ['claude-3-5-sonnet-latest', 'claude-3-5-sonnet-20241022'],
      ['sonnet', 'claude-sonnet-4-5-20250929'],
      ['gemini-2.5-flash', 'gemini-2.5-flash-preview-05-20'],
      ['anthropic/claude-3.5-sonnet', 'claude-3-5-sonnet-20241022'],
      ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
      ['my-deployment', 'gpt-4o-2024-11-20'],
      ['openrouter/auto', 'anthropic/claude-sonnet-4.5'],
      ['llama3.1', 'llama-3.1-8b-instruct'],
    ] as const) {
      expect(kinds(answered(name, asked)), `${asked} → ${name}`).toEqual([]);
    }
    for (const [asked, name] of [
      ['claude-opus-4-1', 'claude-sonnet-4-5-20250929'],
      ['claude-sonnet-4-20250514', 'claude-sonnet-4-5-20250929'],
      ['gpt-5', 'gpt-5-nano-2025-08-07'],
      ['gemini-2.5-pro', 'gemini-2.5-flash'],
      ['gpt-4.1', 'gpt-4o'],
    ] as const) {
      expect(kinds(answered(name, asked)), `${asked} → ${name}`).toEqual(['model-substituted']);
    }
  });
});

describe('prompt caches', () => {
  const usage = (input: number, cacheRead: number, cacheWrite: number | null = null) => ({
    usage: { ...UNKNOWN_USAGE, input, cacheRead, cacheWrite },
  });

  it('that are missed are told with what changed', () => {
    const spans = [
      ...turn(0, usage(30_000, 0, 29_000)),
      ...turn(1, usage(31_000, 29_000)),
      ...turn(2, usage(32_000, 0)),
      ...turn(3, usage(33_000, 31_500)),
    ];
    const found = only('cache-collapse', spans, {
      diff: (a, b) => ({ sentence: `Between ${a.index} and ${b.index} the date changed.` }) as never,
    });
    expect(found.sentence).toBe(
      'main lost the prompt cache in turn 3: 0 % of the input came from the cache there, 94 % in the turn before, and 29k tokens were paid in full again. Between 2 and 3 the date changed.',
    );
  });

  it('are not missed by small or shorter prompts', () => {
    expect(kinds([...turn(0, usage(1_500, 0, 1_400)), ...turn(1, usage(1_600, 0))])).toEqual([]);
    expect(kinds([...turn(0, usage(30_000, 29_000)), ...turn(1, usage(30_500, 29_900))])).toEqual([]);
  });
});

describe('people and other agents', () => {
  it('are waited for', () => {
    const wait = agentSpan({ id: 'ask', parent: 't0-0', at: 30, durationMs: 90_000, kind: 'approval' });
    const spans = [...turn(0, {}, [{ name: 'bash' }]), wait];
    expect(only('approval-wait', spans)).toMatchObject({ subject: 'bash', severity: 'info' });
    expect(kinds([...turn(0, {}, [{}]), { ...wait, durationMs: 9_000 }])).toEqual([]);
  });

  it('end without a result', () => {
    const run = (result: string | null, model: Parameters<typeof agentSpan>[0]['model'] = {}) => [
      agentSpan({ id: 'main', kind: 'agent', agent: 'main', durationMs: 9_000 }),
      agentSpan({ id: 'm', parent: 'main', at: 1, model: {} }),
      agentSpan({ id: 'ask', parent: 'main', at: 20, durationMs: 500, tool: { name: 'research', result } }),
      agentSpan({ id: 'sub', parent: 'ask', at: 21, durationMs: 400, kind: 'agent', agent: 'researcher' }),
      agentSpan({ id: 'n', parent: 'sub', at: 22, model: { finishReason: 'stop', ...model } }),
    ];
    expect(kinds(run('"it works"'))).toEqual([]);
    expect(kinds(run(null))).toEqual([]);
    expect(only('unfinished-agent', run('""')).sentence).toBe(
      'The sub-agent researcher ended without a result after 1 turn: what it gave back is empty.',
    );
    expect(kinds(run('cut', { finishReason: 'length' }))).toContain('unfinished-agent');
    expect(kinds(run('""'), { live: true })).toEqual([]);
  });
});
