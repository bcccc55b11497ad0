import { describe, expect, it } from 'vitest';
import type { AgentSpan, ModelCallFacts, ToolCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan, asked, shuffled } from '../support/spans';

function loopsOf(spans: AgentSpan[]) {
  return analyseSession('s', spans, { lastReceived: 0, now: 1e9 }).loops;
}

function brief(spans: AgentSpan[]) {
  return loopsOf(spans).map(({ toolNames, iterations, severity }) => [...toolNames, iterations, severity]);
}

interface TurnSpec {
  model?: Partial<ModelCallFacts>;
  tools?: Partial<ToolCallFacts>[];
  userMessage?: string;
  span?: Pick<AgentSpan, 'status' | 'errorClass'>;
}

const SEARCH = { name: 'search', arguments: '{"q":"x"}', result: '{"hits":[]}' };

/** A conversation of model calls and their tool calls, 100 ms a turn; each turn's input is 100 tokens longer. */
function conversation(
  turns: TurnSpec[],
  {
    prefix = '',
    parent,
    from = 0,
    traceId,
  }: { prefix?: string; parent?: string; from?: number; traceId?: string } = {},
): AgentSpan[] {
  const common = { ...(parent ? { parent } : {}), ...(traceId ? { traceId } : {}) };
  return turns.flatMap(({ model, tools = [], userMessage, span }, i) => {
    const at = from + i * 100;
    const input = 1_000 + i * 100;
    const ids = tools.map((_, k) => `${prefix}call-${i}-${k}`);
    return [
      agentSpan({
        id: `${prefix}m${i + 1}`,
        at,
        durationMs: 50,
        userMessage: userMessage ?? 'Find it.',
        ...common,
        ...span,
        model: {
          usage: { ...UNKNOWN_USAGE, input, output: 10, total: input + 10 },
          requestedCalls: asked(...ids),
          ...model,
        },
      }),
      ...tools.map((tool, k) =>
        agentSpan({
          id: `${prefix}t${i + 1}${'abc'[k] ?? ''}`,
          at: at + 60 + k,
          durationMs: 20,
          ...common,
          tool: { callId: ids[k]!, ...tool },
        }),
      ),
    ];
  });
}

function times(count: number, turn: TurnSpec): TurnSpec[] {
  return Array.from({ length: count }, () => turn);
}

const FINAL: TurnSpec = { model: { finishReason: 'stop' } };

describe('repeat', () => {
  it.each([
    [2, []],
    [3, [['search', 3, 'warning']]],
    [4, [['search', 4, 'warning']]],
    [5, [['search', 5, 'critical']]],
  ])('%i times', (count, expected) => {
    expect(brief(conversation([...times(count, { tools: [SEARCH] }), FINAL]))).toEqual(expected);
  });

  it('says what was repeated, when, and what it cost', () => {
    const spans = conversation([
      { tools: [{ name: 'read', arguments: '{}', result: 'x' }] },
      ...times(4, { tools: [SEARCH] }),
      FINAL,
    ]);
    const [loop] = loopsOf(spans);
    expect(loop).toMatchObject({
      id: expect.stringMatching(/^repeat:.*:t2a$/) as string,
      kind: 'repeat',
      period: 1,
      firstTurn: 2,
      lastTurn: 5,
      // From the second iteration on: inputs 1200, 1300 and 1400 with 10 output tokens each.
      wasted: { tokens: 3_930, durationMs: 210 },
    });
    expect(loop?.steps.map((step) => step.map(({ spanId }) => spanId))).toEqual([
      ['m2', 't2a'],
      ['m3', 't3a'],
      ['m4', 't4a'],
      ['m5', 't5a'],
    ]);
    expect(loop?.wasted.costUsd).toBeCloseTo((3_900 * 0.15 + 30 * 0.6) / 1e6, 12);
    expect(loop?.reason).toBe(
      'search ran 4 times with the same arguments and the same result (turns 2–5): ' +
        '3.9k tokens, $0.0006 and 210ms without progress.',
    );
  });

  it('leaves out of its sentence what is not known', () => {
    const usage = UNKNOWN_USAGE;
    const [loop] = loopsOf(conversation(times(3, { tools: [SEARCH], model: { usage } })));
    expect(loop?.wasted).toMatchObject({ tokens: null, costUsd: null });
    expect(loop?.reason).toMatch(/\(turns 1–3\): 140ms without progress\.$/);
  });

  it('keeps its id while it grows', () => {
    const [three] = loopsOf(conversation(times(3, { tools: [SEARCH] })));
    const [six] = loopsOf(conversation(times(6, { tools: [SEARCH] })));
    expect(six?.id).toBe(three?.id);
  });

  it('sees through key order of arguments and volatile parts of results', () => {
    const call = (i: number): TurnSpec => ({
      tools: [
        {
          name: 'search',
          arguments: i % 2 ? '{"q":"x","n":1}' : '{ "n": 1, "q": "x" }',
          result: `{"hits":[],"took_ms":${i * 7},"at":"2026-11-21T00:14:0${i}Z"}`,
        },
      ],
    });
    expect(brief(conversation([1, 2, 3].map(call)))).toEqual([['search', 3, 'warning']]);
  });

  it('counts the same failure again and again', () => {
    const failed = { ...SEARCH, result: null, status: 'error' as const, errorClass: 'ENOENT' };
    const spans = conversation(times(3, { tools: [failed] })).map((span) =>
      span.tool ? { ...span, errorClass: 'ENOENT', errorMessage: 'no such file' } : span,
    );
    expect(loopsOf(spans)[0]?.reason).toContain('the same error');
  });

  it('takes the size of a result for the result where its text is not captured, and says so', () => {
    const bySize = (...sizes: (number | null)[]) =>
      loopsOf(
        conversation(sizes.map((resultBytes) => ({ tools: [{ ...SEARCH, result: null, resultBytes }] }))),
      );
    expect(bySize(16, 16, 16)[0]?.reason).toMatch(
      /^search ran 3 times with the same arguments and a result of the same size, whose text was not captured/,
    );
    expect(bySize(16, 17, 18)).toEqual([]);
    expect(bySize(null, null, null)).toEqual([]);
    const numbered = [1, 2, 3, 4, 5].map((n) => ({
      tools: [{ ...SEARCH, arguments: `{"page":${n}}`, result: null, resultBytes: 16 }],
    }));
    expect(loopsOf(conversation(numbered))).toEqual([]);
  });

  it('says of a cycle, too, that results were of the same size only', () => {
    const read: TurnSpec = { tools: [{ name: 'read', arguments: '{}', result: 'text' }] };
    const grep: TurnSpec = { tools: [{ name: 'grep', arguments: '{}', result: null, resultBytes: 9 }] };
    const [loop] = loopsOf(conversation([read, grep, read, grep, read, grep]));
    expect(loop).toMatchObject({ kind: 'cycle', iterations: 3 });
    expect(loop?.reason).toContain('results of the same size');
  });

  it('goes on over a failed model request where each request is a trace of its own', () => {
    const retry: TurnSpec = { span: { status: 'error', errorClass: '429' }, model: { usage: UNKNOWN_USAGE } };
    const search = { tools: [SEARCH] };
    const spans = conversation([search, search, retry, search, search]).map((span, i) => ({
      ...span,
      traceId: `${i}`.padStart(32, '0'),
      agent: 'main',
    }));
    expect(brief(spans)).toEqual([['search', 4, 'warning']]);
  });

  it('goes on over a failed model request that was retried', () => {
    const retry: TurnSpec = { span: { status: 'error', errorClass: '429' }, model: { usage: UNKNOWN_USAGE } };
    const search = { tools: [SEARCH] };
    expect(brief(conversation([search, search, retry, search]))).toEqual([['search', 3, 'warning']]);
  });

  it('goes on over runs that a program starts one after the other for one request', () => {
    const runs = [0, 1, 2].flatMap((i) => [
      agentSpan({
        id: `run${i}`,
        kind: 'agent',
        agent: 'main',
        at: i * 100,
        durationMs: 90,
        userMessage: 'Find it.',
      }),
      ...conversation([{ tools: [SEARCH], model: { usage: { ...UNKNOWN_USAGE, input: 100 + i } } }], {
        prefix: `r${i}-`,
        parent: `run${i}`,
        from: i * 100,
      }),
    ]);
    expect(brief(runs)).toEqual([['search', 3, 'warning']]);
  });

  it('charges what happened inside the repeated calls, and is not broken by it', () => {
    const spans = conversation(times(3, { tools: [{ ...SEARCH, name: 'ask_researcher' }] }));
    const inner = [1, 2, 3].flatMap((i) => [
      agentSpan({
        id: `inner${i}`,
        parent: `t${i}a`,
        at: (i - 1) * 100 + 62,
        model: { usage: { ...UNKNOWN_USAGE, input: 5_000, output: 0, total: 5_000 } },
      }),
      agentSpan({ id: `helper${i}`, parent: `t${i}a`, at: (i - 1) * 100 + 75, tool: { name: 'helper' } }),
    ]);
    const [loop] = loopsOf([...spans, ...inner]);
    expect(loop?.wasted.tokens).toBe(1_110 + 1_210 + 2 * 5_000);
  });
});

describe('no loop', () => {
  const cases: [string, AgentSpan[]][] = [
    [
      'polling whose result changes',
      conversation([10, 20, 30, 40].map((n) => ({ tools: [{ ...SEARCH, result: `{"progress":${n}}` }] }))),
    ],
    [
      'pagination',
      conversation(
        [1, 2, 3, 4].map((n) => ({
          tools: [{ ...SEARCH, arguments: `{"page":${n}}`, result: `page ${n}` }],
        })),
      ),
    ],
    [
      'batch work over different items with the same result',
      conversation(
        [1, 2, 3, 4].map((n) => ({ tools: [{ ...SEARCH, arguments: `{"id":${n}}`, result: 'ok' }] })),
      ),
    ],
    [
      'the same test run after edits in between',
      conversation(
        [1, 2, 3, 4].flatMap((n) => [
          { tools: [{ name: 'run_tests', arguments: '{}', result: '1 failed' }] },
          { tools: [{ name: 'edit', arguments: `{"line":${n}}`, result: 'ok' }] },
        ]),
      ),
    ],
    [
      'a new user message in between',
      conversation([
        ...times(2, { tools: [SEARCH], userMessage: 'Find it.' }),
        ...times(2, { tools: [SEARCH], userMessage: 'Again, please.' }),
      ]),
    ],
    [
      'an answer to the user in between',
      conversation([...times(2, { tools: [SEARCH] }), FINAL, ...times(2, { tools: [SEARCH] })]),
    ],
    ['the same call several times in one answer', conversation([{ tools: times(6, {}).map(() => SEARCH) }])],
    [
      'the same call beside different work',
      conversation(
        [1, 2, 3].map((n) => ({
          tools: [SEARCH, { name: 'read', arguments: `{"page":${n}}`, result: `page ${n}` }],
        })),
      ),
    ],
    ['unknown results', conversation(times(6, { tools: [{ ...SEARCH, result: null }] }))],
    ['unknown arguments', conversation(times(6, { tools: [{ ...SEARCH, arguments: null }] }))],
    [
      'one call in each of three agents that work side by side',
      ['a', 'b', 'c'].flatMap((name, i) => [
        agentSpan({ id: name, kind: 'agent', agent: name, at: i, durationMs: 1_000 }),
        ...conversation([{ tools: [SEARCH] }], { prefix: name, parent: name, from: i }),
      ]),
    ],
    [
      'one call in each of three workers of one name that overlap',
      [0, 1, 2].flatMap((i) => [
        agentSpan({ id: `w${i}`, kind: 'agent', agent: 'worker', at: i, durationMs: 1_000 }),
        ...conversation([{ tools: [SEARCH] }], { prefix: `w${i}-`, parent: `w${i}`, from: i }),
      ]),
    ],
    [
      'the same program run three times in one session',
      [0, 1, 2].flatMap((i) =>
        conversation([{ tools: [SEARCH] }], {
          prefix: `run${i}-`,
          from: i * 1_000,
          traceId: String(i).repeat(32),
        }),
      ),
    ],
  ];

  it.each(cases)('%s', (_why, spans) => {
    expect(brief(spans)).toEqual([]);
  });
});

describe('interleaved agents', () => {
  it('do not hide a loop of one of them, in whatever order spans arrive', () => {
    const spans = [
      agentSpan({ id: 'a', kind: 'agent', agent: 'a', durationMs: 2_000 }),
      agentSpan({ id: 'b', kind: 'agent', agent: 'b', durationMs: 2_000 }),
      ...conversation(times(4, { tools: [SEARCH] }), { prefix: 'a-', parent: 'a' }),
      ...conversation(
        [1, 2, 3, 4].map((n) => ({
          tools: [{ ...SEARCH, arguments: `{"page":${n}}`, result: `page ${n}` }],
        })),
        { prefix: 'b-', parent: 'b', from: 50 },
      ),
    ];
    const [loop, ...others] = loopsOf(spans);
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ agent: 'a', iterations: 4 });
    for (let seed = 0; seed < 10; seed++) expect(loopsOf(shuffled(spans, seed))).toEqual([loop]);
  });

  it('two loops in one session are two, in the order they began', () => {
    const spans = conversation([
      ...times(3, { tools: [SEARCH] }),
      ...times(5, { tools: [{ ...SEARCH, name: 'read' }] }),
    ]);
    expect(brief(spans)).toEqual([
      ['search', 3, 'warning'],
      ['read', 5, 'critical'],
    ]);
  });
});

describe('a session without recorded model calls', () => {
  it('still shows a tool that was called again and again', () => {
    const spans = [1, 2, 3].map((i) => agentSpan({ id: `t${i}`, at: i * 20, tool: SEARCH }));
    const [loop] = loopsOf(spans);
    expect(loop).toMatchObject({
      iterations: 3,
      firstTurn: 0,
      lastTurn: 0,
      wasted: { tokens: null, durationMs: 20 },
    });
    expect(loop?.reason).toBe(
      'search ran 3 times with the same arguments and the same result: 20ms without progress.',
    );
  });
});
