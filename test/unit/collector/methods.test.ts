import { beforeAll, describe, expect, it } from 'vitest';
import type { CollectorMethods } from '../../../src/protocol/methods';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import { SPAN_KINDS } from '../../../src/protocol/agentModel';
import type { Collector } from '../../../src/collector/collector';
import { readRequests, readTruth } from '../support/recordings';
import { otlpSpan } from '../support/spans';
import { agentRun, chatId, openCollector, request, ROOT, START, toolId, TRACE, turn } from './requests';

let collector: Collector;

function call<M extends keyof CollectorMethods>(method: M, params?: unknown) {
  return collector.handlers[method](params as never) as CollectorMethods[M]['result'];
}

beforeAll(async () => {
  collector = await openCollector();
  collector.ingest(request([agentRun(), ...turn(1), ...turn(2), ...turn(3), ...turn(4)]));
  collector.ingest(request([otlpSpan({ name: 'older', startTimeUnixNano: 1_000_000_000n })]));
});

it('prices model calls by what the user pays', async () => {
  const own = await openCollector({ prices: [{ model: '*', input: 1_000, output: 0 }] });
  own.ingest(request([agentRun(), ...turn(1)]));
  const turns = await own.handlers['session/turns']({ sessionId: 'chat-1' });
  expect(turns).toMatchObject([{ usage: { input: 1_000 }, costUsd: 1, costSource: 'override' }]);
});

describe('sessions/list', () => {
  it('summarises sessions, newest first', () => {
    const sessions = call('sessions/list');
    expect(sessions.map(({ id }) => id)).toEqual(['chat-1', otlpSpan().traceId]);
    expect(sessions[0]).toMatchObject({
      title: 'Find the docs',
      agents: ['researcher'],
      services: ['shop'],
      startTime: START,
      endTime: START + 10_000,
      live: true,
      traceCount: 1,
      spanCount: 9,
      turnCount: 4,
      llmCalls: 4,
      toolCalls: 4,
      usage: { input: 4_000, output: 80 },
      loopCount: 1,
    });
  });

  it('limits and searches', () => {
    const ids = (params: unknown) => call('sessions/list', params).map(({ id }) => id);
    expect(ids({ limit: 1 })).toEqual(['chat-1']);
    for (const query of ['FIND the', 'chat-1', 'researcher', 'gpt-4o', ' shop ']) {
      expect(ids({ query })).toContain('chat-1');
    }
    expect(ids({ query: 'older', limit: 1 })).toEqual([otlpSpan().traceId]);
    expect(ids({ query: 'nothing like it' })).toEqual([]);
  });
});

describe('session/turns and session/loops', () => {
  it('answer for a session', () => {
    const turns = call('session/turns', { sessionId: 'chat-1' });
    expect(turns.map(({ index, spanId }) => [index, spanId])).toEqual(
      [1, 2, 3, 4].map((n) => [n, chatId(n)]),
    );
    expect(turns[0]?.toolCalls).toMatchObject([{ spanId: toolId(1), name: 'search_docs', callId: 'call_1' }]);
    expect(call('session/loops', { sessionId: 'chat-1' })).toMatchObject([
      { kind: 'repeat', iterations: 4, toolNames: ['search_docs'], firstTurn: 1, lastTurn: 4 },
    ]);
  });

  it('take a trace id in any case', () => {
    expect(call('session/turns', { sessionId: otlpSpan().traceId.toUpperCase() })).toEqual([]);
  });
});

describe('session/frames', () => {
  it('draws the whole session when no window is asked for', () => {
    const window = call('session/frames', { sessionId: 'chat-1', mode: 'time', widthPx: 1_000 });
    expect(window).toMatchObject({
      sessionId: 'chat-1',
      mode: 'time',
      revision: 2,
      origin: START,
      extent: { from: 0, to: 10_000 },
      from: 0,
      to: 10_000,
      rowCount: 2,
      spanCount: 9,
    });
    const { frames, labels } = window;
    const drawn = Array.from(frames.row, (row, i) => [
      row,
      SPAN_KINDS[frames.kind[i]!],
      labels[frames.label[i]!],
      frames.start[i],
      frames.end[i],
    ]);
    expect(drawn.slice(0, 3)).toEqual([
      [0, 'agent', 'researcher', 0, 10_000],
      [1, 'llm', 'gpt-4o-mini', 0, 50],
      [1, 'tool', 'search_docs', 50, 90],
    ]);
    expect(Array.from(frames.flags).filter((flags) => flags & FRAME_FLAG.loop)).toHaveLength(8);
    expect(window.loopMarks.map(({ iteration, start, end }) => [iteration, start, end])).toEqual([
      [1, 0, 90],
      [2, 100, 190],
      [3, 200, 290],
      [4, 300, 390],
    ]);
  });

  it('cuts a window', () => {
    const window = call('session/frames', {
      sessionId: 'chat-1',
      mode: 'time',
      from: 100,
      to: 150,
      widthPx: 100,
    });
    const spanIds = Array.from(window.frames.ref, (ref) => window.refs[ref]!.spanId);
    expect(spanIds).toEqual([ROOT, chatId(2), toolId(2)]);
  });

  it('is as wide as the tokens or the cost of the turns', () => {
    const turns = call('session/turns', { sessionId: 'chat-1' });
    const costUsd = turns.reduce((sum, each) => sum + (each.costUsd ?? 0), 0);
    expect(costUsd).toBeGreaterThan(0);
    const extent = (mode: string) =>
      call('session/frames', { sessionId: 'chat-1', mode, widthPx: 100 }).extent.to;
    expect(extent('tokens')).toBe(4_080);
    expect(extent('cost')).toBeCloseTo(costUsd, 12);
  });

  it('hands out arrays of its own every time: a transfer empties them', () => {
    const params = { sessionId: 'chat-1', mode: 'time', widthPx: 1_000 };
    const first = call('session/frames', params);
    structuredClone(first.frames, { transfer: [first.frames.start.buffer as ArrayBuffer] });
    expect(call('session/frames', params).frames.start[1]).toBe(0);
    expect(call('session/frames', params).frames.start).toHaveLength(9);
  });
});

describe('span/get', () => {
  it('tells all that is known of a span', () => {
    const details = call('span/get', { traceId: TRACE.toUpperCase(), spanId: toolId(3).toUpperCase() });
    expect(details).toMatchObject({
      sessionId: 'chat-1',
      span: { kind: 'tool', agent: 'researcher', tool: { name: 'search_docs', result: 'nothing found' } },
      raw: {
        kind: 'internal',
        startTimeUnixNano: `${START + 250}000000`,
        attributes: { 'gen_ai.tool.name': 'search_docs', 'gen_ai.tool.call.id': 'call_3' },
        resource: { 'service.name': 'shop' },
        scope: { name: 'test', version: '1.0', attributes: {} },
      },
      turn: 3,
      loop: { iteration: 3, iterations: 4 },
      children: [],
    });
    const root = call('span/get', { traceId: TRACE, spanId: ROOT });
    expect(root.children).toHaveLength(8);
    expect(root.loop).toBeNull();
  });
});

describe('sql/query', () => {
  it('sees what the analysis found, up to date', () => {
    const rows = (sql: string) => call('sql/query', { sql }).rows;
    const sessions =
      'SELECT id, turn_count, usage_input, loop_count, live FROM sessions ORDER BY start_time DESC';
    expect(rows(sessions)[0]).toEqual(['chat-1', 4, 4_000, 1, 1]);
    expect(rows('SELECT session_id, "index", model FROM turns ORDER BY 2')[3]).toEqual([
      'chat-1',
      4,
      'gpt-4o-mini',
    ]);
    expect(rows('SELECT name, count(*), min(turn_index) FROM tool_calls GROUP BY name')).toEqual([
      ['search_docs', 4, 1],
    ]);
    expect(rows('SELECT kind, iterations, tool_names FROM loops')).toEqual([
      ['repeat', 4, '["search_docs"]'],
    ]);
    expect(rows("SELECT count(*) FROM spans WHERE session_id = 'chat-1'")).toEqual([[9]]);
  });

  it('follows the store', async () => {
    const other = await openCollector();
    const count = async () =>
      (
        await other.handlers['sql/query']({
          sql: 'SELECT s.id, count(*) FROM sessions s JOIN turns t ON t.session_id = s.id GROUP BY 1',
        })
      ).rows;
    other.ingest(request(turn(1)));
    expect(await count()).toEqual([[TRACE, 1]]);
    other.ingest(request(turn(2)));
    expect(await count()).toEqual([[TRACE, 2]]);
    other.ingest(request([agentRun()]));
    expect(await count()).toEqual([['chat-1', 2]]);
  });
});

describe('wrong parameters', () => {
  const window = { sessionId: 'chat-1', mode: 'time', widthPx: 100 };
  it.each<[keyof CollectorMethods, unknown, string, RegExp]>([
    ['session/turns', undefined, 'invalid_params', /takes an object of parameters, not nothing/],
    ['session/turns', { sessionId: 5 }, 'invalid_params', /"sessionId" must be a non-empty string, not 5/],
    ['session/turns', { sessionId: 'nope' }, 'not_found', /no session "nope"/],
    ['session/loops', ['chat-1'], 'invalid_params', /takes an object/],
    ['sessions/list', { limit: 0 }, 'invalid_params', /"limit" must be a positive integer, not 0/],
    ['sessions/list', { query: 1 }, 'invalid_params', /"query" must be a string/],
    [
      'session/frames',
      { ...window, mode: 'depth' },
      'invalid_params',
      /one of time, tokens, cost, not "depth"/,
    ],
    [
      'session/frames',
      { ...window, widthPx: 0 },
      'invalid_params',
      /"widthPx" must be a number of at least 1/,
    ],
    ['session/frames', { ...window, from: '0' }, 'invalid_params', /"from" must be a finite number, not "0"/],
    ['session/frames', { ...window, from: 9, to: 1 }, 'invalid_params', /"from" \(9\) must not be greater/],
    [
      'span/get',
      { traceId: 'xyz', spanId: ROOT },
      'invalid_params',
      /"traceId" must be 32 hex digits, not "xyz"/,
    ],
    ['span/get', { traceId: TRACE, spanId: 'f'.repeat(16) }, 'not_found', /it may still run/],
    ['sql/query', {}, 'invalid_params', /"sql" must be a non-empty string, not nothing/],
    ['sql/query', { sql: 'SELECT ?', params: [{}] }, 'invalid_params', /list of strings, numbers and nulls/],
    ['sql/query', { sql: 'DELETE FROM sessions' }, 'invalid_params', /Only one SELECT/],
  ])('%s %j', (method, params, code, message) => {
    expect(() => call(method, params)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});

describe('a recorded run of a real framework', () => {
  it('gives the figures that really happened', async () => {
    const recorded = await openCollector();
    const truth = readTruth('ai-sdk-v7/loop');
    for (const each of readRequests('ai-sdk-v7/loop')) recorded.ingest({ signal: 'traces', request: each });
    const [summary] = await recorded.handlers['sessions/list'](undefined);
    expect(summary).toMatchObject({
      spanCount: truth.spans,
      turnCount: truth.turns.length,
      toolCalls: truth.toolCalls.length,
      usage: { input: truth.totals.input, output: truth.totals.output },
      loopCount: truth.loop.expected ? 1 : 0,
    });
    const window = await recorded.handlers['session/frames']({
      sessionId: summary!.id,
      mode: 'time',
      widthPx: 2_000,
    });
    expect(window.frames.count.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(truth.spans);
    expect(window.loopMarks).toHaveLength(truth.loop.count ?? 0);
  });
});

describe('tools', () => {
  it('sums up the calls of each tool, with the loop it is in', () => {
    const [search] = call('tools/statistics');
    expect(search).toMatchObject({ calls: 4, errors: 0, loopIterations: 4 });
    expect(search!.p50Ms).toBeGreaterThan(0);
  });

  it('lists calls, the newest first', () => {
    const names = call('tools/statistics').map(({ name }) => name);
    const calls = call('tools/calls', { names });
    expect(calls.map(({ spanId }) => spanId)).toEqual([4, 3, 2, 1].map((n) => toolId(n)));
    expect(calls[0]).toMatchObject({
      sessionId: 'chat-1',
      sessionTitle: 'Find the docs',
      traceId: TRACE,
      status: 'ok',
    });
    expect(call('tools/calls', { names, limit: 1 })).toHaveLength(1);
    expect(call('tools/calls', { names: ['nothing'] })).toEqual([]);
    expect(() => call('tools/calls', { names: [] })).toThrow(/names/);
  });
});
