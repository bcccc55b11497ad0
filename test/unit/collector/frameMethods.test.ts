import { beforeAll, describe, expect, it } from 'vitest';
import type { CollectorMethods } from '../../../src/protocol/methods';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import { RPC_ERROR } from '../../../src/protocol/rpc';
import type { Collector } from '../../../src/collector/collector';
import { agentRun, chatId, openCollector, request, ROOT, toolId, TRACE, turn } from './requests';

let collector: Collector;

function call<M extends keyof CollectorMethods>(method: M, params?: unknown) {
  return collector.handlers[method](params as never) as CollectorMethods[M]['result'];
}

beforeAll(async () => {
  collector = await openCollector();
  collector.ingest(request([agentRun(), ...turn(1), ...turn(2), ...turn(3), ...turn(4)]));
});

const view = { sessionId: 'chat-1', mode: 'time' };

describe('session/frames', () => {
  it('colours and searches as asked', () => {
    const window = call('session/frames', { ...view, widthPx: 1_000, colourBy: 'tool', query: 'SEARCH_' });
    expect(window).toMatchObject({ groups: ['', 'search_docs'], matchCount: 4, folds: [], noiseCount: 0 });
    const matching = Array.from(window.frames.flags).filter((flags) => flags & FRAME_FLAG.match);
    expect(matching).toHaveLength(4);
  });

  it('takes an empty query for none', () => {
    expect(call('session/frames', { ...view, widthPx: 100, query: '' }).matchCount).toBeNull();
  });
});

describe('session/locate', () => {
  it('tells where a span lies', () => {
    const ref = { traceId: TRACE, spanId: chatId(2) };
    expect(call('session/locate', { ...view, ref })).toMatchObject({ row: 1, start: 100, depth: 1, ref });
    expect(call('session/locate', { ...view, ref: { ...ref, spanId: 'f'.repeat(16) } })).toBeNull();
  });
});

describe('session/step', () => {
  it('goes on from a span', () => {
    const next = (from: unknown, direction: number) =>
      call('session/step', { ...view, from, direction, what: { flag: 'loop' } });
    expect(next(null, 1)).toMatchObject({ frame: { ref: { spanId: chatId(1) } }, position: 1, count: 8 });
    expect(next({ traceId: TRACE, spanId: ROOT }, -1)?.position).toBe(8);
  });

  it('steps through what a query finds', () => {
    const found = call('session/step', { ...view, from: null, direction: -1, what: { query: 'search_' } });
    expect(found).toMatchObject({ frame: { ref: { spanId: toolId(4) } }, position: 4, count: 4 });
  });
});

describe('session/aggregate', () => {
  it('folds the session', () => {
    const list = call('session/aggregate', { sessionId: 'chat-1' });
    expect(list.map(({ label, count, loops }) => [label, count, loops])).toEqual([
      ['researcher', 1, 0],
      ['gpt-4o-mini', 4, 4],
      ['search_docs', 4, 4],
    ]);
    expect(list[0]!.total.tokens).toBe(4_080);
  });
});

it.each<[keyof CollectorMethods, object, RegExp]>([
  ['session/frames', { ...view, widthPx: 100, colourBy: 'taste' }, /"colourBy" must be one of kind, agent/],
  ['session/frames', { ...view, widthPx: 100, foldIdle: 'yes' }, /"foldIdle" must be true or false/],
  ['session/frames', { ...view, widthPx: 100, query: 7 }, /"query" must be a string/],
  ['session/locate', view, /"ref" takes an object/],
  ['session/locate', { ...view, ref: { traceId: TRACE } }, /"spanId" must be a non-empty string/],
  [
    'session/step',
    { ...view, from: null, direction: 2, what: { flag: 'error' } },
    /"direction" must be one of 1, -1/,
  ],
  [
    'session/step',
    { ...view, from: null, direction: 1, what: { flag: 'match' } },
    /"flag" must be one of error/,
  ],
  ['session/step', { ...view, from: null, direction: 1, what: {} }, /"query" must be a non-empty string/],
  ['session/step', { ...view, from: 1, direction: 1, what: { flag: 'error' } }, /"from" takes an object/],
  ['session/aggregate', { sessionId: 'none' }, /There is no session "none"/],
])('%s says what is wrong with %j', (method, params, message) => {
  const failure = (): unknown => {
    try {
      return call(method, params);
    } catch (error) {
      return error;
    }
  };
  const code = method === 'session/aggregate' ? RPC_ERROR.notFound : RPC_ERROR.invalidParams;
  expect(failure()).toMatchObject({ code, message: expect.stringMatching(message) as string });
});
