import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { modelErrorClass } from '../../../src/analysis/errorClass';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan, asked } from '../support/spans';

function turnsOf(spans: AgentSpan[]) {
  return analyseSession('id', spans, { lastReceived: 0, now: 0 }).turns;
}

const FAILED = { status: 'error', errorClass: 'RateLimitError', errorMessage: '429' } as const;

describe('why a model call failed', () => {
  it.each<[string | null, string | null, string]>([
    ['429', null, 'rate_limited'],
    ['AI_APICallError', 'Rate limit reached for gpt-4o', 'rate_limited'],
    ['ThrottlingException', null, 'rate_limited'],
    ['APITimeoutError', 'Request timed out.', 'timeout'],
    ['overloaded_error', 'Overloaded', 'overloaded'],
    ['529', null, 'overloaded'],
    ['invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum', 'context_length'],
    ['400', "This model's maximum context length is 128000 tokens", 'context_length'],
    ['AuthenticationError', 'Incorrect API key provided', 'auth'],
    ['401', null, 'auth'],
    ['BadRequestError', "The response was filtered by Azure's content management policy", 'content_filter'],
    ['TypeError', 'fetch failed', 'network'],
    ['ECONNREFUSED', null, 'network'],
    ['NotFoundError', 'The model `gpt-9` does not exist', 'invalid_request'],
    ['500', null, 'server'],
    ['InternalServerError', 'error code 500', 'server'],
    ['ValueError', 'boom', 'other'],
    [null, null, 'other'],
  ])('%s, %s: %s', (errorClass, message, expected) => {
    expect(modelErrorClass(errorClass, message)).toBe(expected);
  });

  it('is said of failed turns only', () => {
    const turns = turnsOf([
      agentSpan({ id: 'a', ...FAILED, model: {} }),
      agentSpan({ id: 'b', at: 20, model: {} }),
    ]);
    expect(turns.map(({ errorClass }) => errorClass)).toEqual(['rate_limited', null]);
  });
});

describe('a model call again after it failed', () => {
  const retries = (spans: AgentSpan[]) => turnsOf(spans).map(({ attempt, retryOf }) => [attempt, retryOf]);

  it('is a retry, each of the one before', () => {
    expect(
      retries([
        agentSpan({ id: 'a', ...FAILED, model: {}, userMessage: 'Why?' }),
        agentSpan({ id: 'b', at: 20, ...FAILED, model: {}, userMessage: 'Why?' }),
        agentSpan({ id: 'c', at: 40, model: {} }),
        agentSpan({ id: 'd', at: 60, model: {} }),
      ]),
    ).toEqual([
      [1, null],
      [2, 1],
      [3, 2],
      [1, null],
    ]);
  });

  it.each<[string, Parameters<typeof agentSpan>[0]]>([
    ['another model', { id: 'b', at: 20, model: { requestModel: 'gpt-4o' } }],
    ['another request', { id: 'b', at: 20, model: {}, userMessage: 'And then?' }],
    ['at the same time', { id: 'b', at: 5, model: {} }],
    ['another agent', { id: 'b', at: 20, model: {}, agent: 'other' }],
    ['another trace', { id: 'b', at: 20, model: {}, traceId: 'f'.repeat(32) }],
  ])('is none with %s', (_what, second) => {
    expect(
      retries([agentSpan({ id: 'a', ...FAILED, model: {}, userMessage: 'Why?' }), agentSpan(second)]),
    ).toEqual([
      [1, null],
      [1, null],
    ]);
  });
});

describe('a request that its client sent again within one span', () => {
  it('counts each try', () => {
    const turns = turnsOf([
      agentSpan({ id: 'a', ...FAILED, model: { attempts: 3 } }),
      agentSpan({ id: 'b', at: 20, model: { attempts: 2 } }),
      agentSpan({ id: 'c', at: 40, model: {} }),
    ]);
    expect(turns.map(({ attempt, retryOf }) => [attempt, retryOf])).toEqual([
      [3, null],
      [5, 1],
      [1, null],
    ]);
  });
});

describe('a tool call again after it failed', () => {
  const tool = (id: string, at: number, args: string | null, status: 'ok' | 'error' = 'ok') =>
    agentSpan({ id, at, tool: { arguments: args, status } });
  const attempts = (spans: AgentSpan[]) =>
    turnsOf(spans).flatMap(({ toolCalls }) =>
      toolCalls.map(({ spanId, attempt, retryOf }) => [spanId, attempt, retryOf?.spanId ?? null]),
    );

  it('is a retry when the arguments are the same, in the next turn or the same', () => {
    expect(
      attempts([
        agentSpan({ id: 'm1', model: {} }),
        tool('t1', 20, '{"a":1,"b":2}', 'error'),
        tool('t2', 40, '{"b":2, "a":1}', 'error'),
        agentSpan({ id: 'm2', at: 60, model: {} }),
        tool('t3', 80, '{"a":1,"b":2}'),
        agentSpan({ id: 'm3', at: 100, model: {} }),
        tool('t4', 120, '{"a":1,"b":2}'),
      ]),
    ).toEqual([
      ['t1', 1, null],
      ['t2', 2, 't1'],
      ['t3', 3, 't2'],
      ['t4', 1, null],
    ]);
  });

  it('is none with other arguments, unknown ones, or other work in between', () => {
    const again = (between: AgentSpan[], args: string | null) =>
      attempts([
        agentSpan({ id: 'm1', model: {} }),
        tool('t1', 20, args === null ? null : '{}', 'error'),
        ...between,
        agentSpan({ id: 'm3', at: 100, model: {} }),
        tool('t2', 120, args),
      ]).at(-1);
    expect(again([], '{}')).toEqual(['t2', 2, 't1']);
    expect(again([], '{"a":1}')).toEqual(['t2', 1, null]);
    expect(again([], null)).toEqual(['t2', 1, null]);
    const fix = [agentSpan({ id: 'm2', at: 50, model: {} }), tool('fix', 60, '{"edit":1}')];
    expect(again(fix, '{}')).toEqual(['t2', 1, null]);
  });
});

describe('time', () => {
  it('of a model is without the tools that ran while its span was open, side by side or not', () => {
    const [turn] = turnsOf([
      agentSpan({ id: 'm', durationMs: 300, model: { requestedCalls: asked('c1', 'c2') } }),
      agentSpan({ id: 't1', parent: 'm', at: 100, durationMs: 100, tool: { callId: 'c1' } }),
      agentSpan({ id: 't2', parent: 'm', at: 150, durationMs: 100, tool: { callId: 'c2' } }),
      agentSpan({ id: 'late', parent: 'm', at: 280, durationMs: 500, tool: {} }),
    ]);
    expect([turn!.durationMs, turn!.modelDurationMs]).toEqual([300, 130]);
  });

  it('in which a person was waited for is told apart from the tool', () => {
    const [turn] = turnsOf([
      agentSpan({ id: 'm', model: {} }),
      agentSpan({ id: 't', at: 20, durationMs: 1_000, tool: {} }),
      agentSpan({ id: 'ask', parent: 't', at: 20, durationMs: 900, kind: 'approval' }),
      agentSpan({ id: 'run', parent: 't', at: 920, durationMs: 100 }),
    ]);
    expect(turn!.toolCalls).toMatchObject([{ durationMs: 1_000, waitedMs: 900 }]);
  });
});
