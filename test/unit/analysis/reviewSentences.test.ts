/** What a person reads: a session of each kind of loop and of finding, and the sentences about it. */
import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { TurnContext } from '../../../src/protocol/context';
import { LOOP_KINDS, type LoopKind } from '../../../src/protocol/loops';
import { FINDING_KINDS, type FindingKind } from '../../../src/protocol/review';
import type { ReviewFacts } from '../../../src/analysis/review/facts';
import { calls, loopsOf, says, times, type TurnSpec } from '../support/conversation';
import { contexts, review, turn } from '../support/reviews';
import { agentSpan } from '../support/spans';

const fetchPage = (i: number, facts = {}) =>
  calls('fetch_page', { url: `https://example.com/${'abcdefgh'[i]!}` }, 'Error: the page is gone.', {
    status: 'error',
    ...facts,
  });
const search = calls('search_docs', { q: 'refund' }, '{"hits":[]}');
const read = calls('read_file', { path: 'a.md' }, 'what a.md has');
const handover = (to: string): TurnSpec => ({ tools: [{ name: `transfer_to_${to}`, arguments: '{}' }] });

const LOOPS: [LoopKind, TurnSpec[], string][] = [
  [
    'repeat',
    times(3, () => search),
    'search_docs ran 3 times with the same arguments and the same result (turns 1–3)',
  ],
  [
    'repeat',
    times(3, () => fetchPage(0)),
    'fetch_page ran 3 times with the same arguments and the same error, “the page is gone” (turns 1–3)',
  ],
  [
    'repeat',
    times(3, () => calls('search_docs', { q: 'refund' }, '', { result: null, resultBytes: 120 })),
    'search_docs ran 3 times with the same arguments and a result of the same size, whose text was not captured (turns 1–3)',
  ],
  [
    'repeat',
    times(3, () => ({ tools: [...search.tools!, ...read.tools!] })),
    'search_docs and read_file ran 3 times, side by side, with the same arguments and the same results (turns 1–3)',
  ],
  [
    'cycle',
    [search, read, search, read, search, read, search],
    'search_docs → read_file ran 3 times and began once more in the same order with the same arguments and results (turns 1–7)',
  ],
  [
    'error-retry',
    times(4, (i) => fetchPage(i)),
    'fetch_page failed 4 times in a row with the same error, “the page is gone” (turns 1–4)',
  ],
  [
    'repeat',
    times(3, () => calls('bash', { command: 'make' }, 'Exit code 1\n1 failed: retries', { status: 'error' })),
    'bash ran 3 times with the same arguments and the same error, “1 failed: retries” (turns 1–3)',
  ],
  [
    'error-retry',
    times(3, (i) => fetchPage(i, { status: 'timeout' })),
    'fetch_page timed out 3 times in a row (turns 1–3)',
  ],
  [
    'near-repeat',
    times(4, (i) => calls('list_orders', { page: i }, '[]')),
    'list_orders ran 4 times with arguments that differ in numbers or ids only, and the same result (turns 1–4)',
  ],
  [
    'monologue',
    times(3, () => says('I will look into the failing test now.')),
    'The agent said the same thing 3 times without calling a tool (turns 1–3)',
  ],
  [
    'model-retry',
    times(3, () => ({ failure: 'RateLimitError' })),
    'The same request to gpt-4o-mini failed 3 times in a row because of a rate limit (turns 1–3)',
  ],
];

describe('the reason of a loop', () => {
  it.each(LOOPS)('%s %#', (kind, turns, claim) => {
    const [loop, ...others] = loopsOf(turns);
    expect(others).toEqual([]);
    expect(loop?.kind).toBe(kind);
    expect(loop?.reason.slice(0, claim.length)).toBe(claim);
    expect(loop?.reason.slice(claim.length)).toMatch(
      /^: [\d.]+k? tokens, \$0\.\d+ and \d+ms without progress\.$/,
    );
    readsWell(loop!.reason);
  });

  it('names both agents of a ping-pong', () => {
    const spans = times(3, (i) => [
      ...agentTurn(2 * i, 'triage', handover('billing')),
      ...agentTurn(2 * i + 1, 'billing', handover('triage')),
    ]).flat();
    const [found] = review(spans);
    expect(found?.sentence).toMatch(
      /^triage and billing handed over to each other and back 3 times and did nothing new in between \(turns 1–6\): \S+ without progress\.$/,
    );
    expect(new Set([...LOOPS.map(([kind]) => kind), 'ping-pong'])).toEqual(new Set(LOOP_KINDS));
  });
});

function agentTurn(n: number, agent: string, { tools }: TurnSpec): AgentSpan[] {
  return turn(n, {}, tools).map((span) => ({ ...span, agent }));
}

const failed = (n: number, message: string, facts = {}) =>
  turn(n, {}, [{ status: 'error', message, ...facts }]);
const works = (n: number) => turn(n, {}, [{ arguments: `{"n":"${n}"}` }]);
const output = (tokens: number) => ({
  finishReason: 'length' as const,
  usage: { ...UNKNOWN_USAGE, output: tokens },
});
const cached = (input: number, cacheRead: number, cacheWrite: number | null = null) => ({
  usage: { ...UNKNOWN_USAGE, input, cacheRead, cacheWrite },
});
const approval = (n: number, tool: string, durationMs: number) => [
  ...turn(n, {}, [{ name: tool }]),
  agentSpan({ id: `ask${n}`, parent: `t${n}-0`, at: n * 1_000 + 20, durationMs, kind: 'approval' }),
];
const baseline = {
  agent: 'main',
  sessions: 12,
  costUsd: { average: 0.1, max: 0.2, sessions: 12 },
  p95ToolCalls: 4,
};
const subAgent = (
  result: string | null,
  facts: Parameters<typeof agentSpan>[0] | null = null,
): AgentSpan[] => [
  agentSpan({ id: 'main', kind: 'agent', agent: 'main', durationMs: 9_000 }),
  agentSpan({ id: 'm', parent: 'main', at: 1, model: {} }),
  agentSpan({ id: 'ask', parent: 'main', at: 20, durationMs: 500, tool: { name: 'research', result } }),
  agentSpan({
    ...facts,
    id: 'sub',
    parent: 'ask',
    at: 21,
    durationMs: 400,
    kind: 'agent',
    agent: 'researcher',
  }),
  agentSpan({ id: 'n', parent: 'sub', at: 22, model: { finishReason: 'stop' } }),
];

const FINDINGS: [FindingKind, AgentSpan[], Partial<ReviewFacts>, string][] = [
  [
    'budget',
    turn(0, { reportedCostUsd: 1.5 }),
    { budgetUsd: 1 },
    'The session has cost $1.50, 150 % of the budget of $1.00 per session.',
  ],
  [
    'high-cost',
    turn(0, { reportedCostUsd: 0.45 }),
    { baseline },
    'This session cost $0.45, 4.5 times the average of $0.10 over the 12 sessions of main before it.',
  ],
  [
    'token-spike',
    contexts(2_000, 2_300, 2_600, 2_900, 30_000),
    {
      contextOf: () =>
        ({
          added: [{ kind: 'tool_result', name: 'read_file', estimatedTokens: 26_000, role: 'tool' }],
        }) as unknown as TurnContext,
    },
    'main’s context jumped from 2.9k to 30k tokens in turn 5, mostly because of the result of read_file (about 26k).',
  ],
  [
    'context-full',
    contexts(90_000, 110_000, 112_000),
    {},
    'main filled 88 % of the context window of gpt-4o-mini in turn 3: 112k of 128k tokens. It was beyond 80 % in 2 turns.',
  ],
  [
    'context-compacted',
    contexts(20_000, 21_000, 6_000, 7_000),
    {},
    'The history was compacted or cut from 21k to 6k tokens in turn 3.',
  ],
  [
    'context-growth',
    contexts(...times(12, (i) => 6_000 * (i + 1))),
    {},
    'main’s context grew in 12 turns in a row, from 6k to 72k tokens (56 % of the window), and nothing was ever removed. At this rate it is full after 9 more turns.',
  ],
  [
    'context-growth',
    contexts(...times(12, (i) => Math.round(1_000 * 1.4 ** i))),
    {},
    'main’s context grew in 12 turns in a row, from 1k to 40.5k tokens (32 % of the window), and nothing was ever removed. The last turns add 14 times as much as the first. At this rate it is full after 24 more turns.',
  ],
  [
    'answer-cut',
    turn(0, output(4_096)),
    {},
    '1 answer was cut off by the limit of output tokens (turn 1, after 4.1k tokens).',
  ],
  [
    'answer-cut',
    [...turn(0, output(900), [{}]), ...turn(1, output(4_096))],
    {},
    '2 answers were cut off by the limit of output tokens (turns 1 and 2, after up to 4.1k tokens). Turn 1 asked for tools: the arguments may be incomplete.',
  ],
  [
    'tool-error',
    failed(0, 'no such file: a.md'),
    {},
    'search_docs failed in its only call: “no such file: a.md”.',
  ],
  [
    'tool-error',
    [
      ...failed(0, 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1'),
      ...works(1),
      ...failed(2, '/bin/bash: line 12: jest: command not found'),
      ...works(3),
    ],
    {},
    'search_docs failed in 2 of 4 calls (50 %), each for another reason, such as “KeyError: 1”.',
  ],
  [
    'tool-error',
    [...failed(0, 'out of memory'), ...failed(1, 'out of memory'), ...failed(2, 'no disk')],
    {},
    'search_docs failed in all 3 calls, most often: “out of memory”. It never worked.',
  ],
  [
    'invalid-arguments',
    [
      ...turn(0, {}, [{ arguments: '{"path":"a"}' }]),
      ...turn(1, {}, [
        { arguments: '{"file":"b"}', result: null, status: 'invalid_args', message: '"path" is required' },
      ]),
    ],
    {},
    'search_docs refused the arguments of 1 of 2 calls (50 %): “"path" is required”. Calls before that were accepted: the schema or the tool has changed since. Unlike those that it took, the refused calls lack "path" and have "file" instead. No later call of it was successful.',
  ],
  [
    'timeout',
    [
      agentSpan({ id: 'm', agent: 'main', model: {} }),
      agentSpan({
        id: 't',
        agent: 'main',
        at: 20,
        durationMs: 30_000,
        tool: { status: 'timeout', result: null },
      }),
    ],
    {},
    'search_docs timed out in its only call, after 30s.',
  ],
  [
    'rate-limit',
    [...failed(0, '429 slow down', { status: 'rate_limited' }), ...works(1), ...works(2)],
    {},
    'search_docs was refused by a rate limit in 1 of 3 calls (33 %): “429 slow down”.',
  ],
  [
    'hidden-retry',
    [
      ...turn(0, {}, [{ arguments: '{}', result: null, status: 'timeout' }]),
      ...turn(1, {}, [{ arguments: '{}' }]),
    ],
    {},
    '1 call of search_docs failed because of a timeout and worked when tried again, so the result shows nothing of it. The failed attempt took 10ms.',
  ],
  [
    'model-error',
    [...turn(0, { failed: '503 service unavailable' }), ...turn(1, { requestModel: 'other' })],
    {},
    'The provider could not answer 1 request to gpt-4o-mini (turn 1): provider overloaded. The message was: “503 service unavailable”.',
  ],
  [
    'model-error',
    turn(0, { failed: 'prompt is too long: 210000 tokens' }),
    {},
    'The provider refused 1 request to gpt-4o-mini (turn 1): context too long for the model. The message was: “prompt is too long: 210000 tokens”. The agent’s run ended with it.',
  ],
  [
    'many-tool-calls',
    times(12, (n) => turn(n, {}, [{ name: n < 7 ? 'read_file' : `tool_${n}` }])).flat(),
    { baseline },
    'This session made 12 tool calls; of the 12 sessions of main before it, 95 % made no more than 4. 7 of the calls went to read_file, more than to any other tool.',
  ],
  [
    'cache-collapse',
    [
      ...turn(0, cached(30_000, 0, 29_000)),
      ...turn(1, cached(31_000, 29_000)),
      ...turn(2, cached(32_000, 0)),
    ],
    { diff: () => ({ sentence: 'The system prompt changed at “It is 12:04”.' }) as never },
    'main lost the prompt cache in turn 3: 0 % of the input came from the cache there, 94 % in the turn before, and 29k tokens were paid in full again. The system prompt changed at “It is 12:04”.',
  ],
  [
    'model-substituted',
    [0, 1].flatMap((n) => turn(n, { requestModel: 'gpt-4o', responseModel: 'gpt-4o-mini' })),
    {},
    '2 calls asked for gpt-4o and were answered by gpt-4o-mini (turns 1 and 2).',
  ],
  [
    'approval-wait',
    approval(0, 'bash', 90_000),
    {},
    'The agent waited 1m 30s (100 % of the session) for a person to approve bash.',
  ],
  [
    'approval-wait',
    [...approval(0, 'bash', 90_000), ...approval(100, 'write_file', 70_000)],
    {},
    'The agent waited 2m 40s (94 % of the session) for a person’s answer to 2 requests for approval, longest for bash: 1m 30s.',
  ],
  [
    'unfinished-agent',
    subAgent('""'),
    {},
    'The sub-agent researcher ended without a result after 1 turn: what it gave back is empty.',
  ],
  [
    'unfinished-agent',
    subAgent(null, { id: '', status: 'error', errorMessage: 'RecursionError: too deep' }),
    {},
    'The sub-agent researcher ended without a result after 1 turn: its run failed: “RecursionError: too deep”.',
  ],
];

describe('the sentence of a finding', () => {
  it.each(FINDINGS)('%s %#', (kind, spans, facts, sentence) => {
    const found = review(spans, facts).filter((each) => each.kind === kind);
    expect(found.map((each) => each.sentence)).toEqual([sentence]);
    readsWell(sentence);
  });

  it('is there for every kind, with something to do that reads well', () => {
    const kinds = new Set<FindingKind>(['loop', ...FINDINGS.map(([kind]) => kind)]);
    expect(kinds).toEqual(new Set(FINDING_KINDS));
    const advice = FINDINGS.flatMap(([, spans, facts]) => review(spans, facts)).map((each) => each.advice);
    for (const text of new Set(advice)) {
      expect(text.length, text).toBeGreaterThan(30);
      readsWell(text);
    }
  });
});

function readsWell(text: string): void {
  expect(text).toMatch(/^[\p{L}\d].*\.$/u);
  expect(text).not.toMatch(/ {2}|\bundefined\b|\bnull\b|NaN|\.\.|\( | \)|“”/);
  expect(text, 'singular').not.toMatch(/\b1 (?:turns|calls|requests|answers|times|sessions|attempts)\b/);
}
