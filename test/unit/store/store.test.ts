import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import type { Span } from '../../../src/otlp/records';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { StoreFullError } from '../../../src/store/database';
import type { SpanToStore } from '../../../src/store/store';
import { SpanStore } from '../../../src/store/store';
import { Random } from '../support/random';
import { agentSpan, asked, otlpSpan, resource, scope, shuffled } from '../support/spans';

const RESOURCE = resource({ 'service.name': 'shop' });
const SCOPE = scope('test', '1.0');
const T1 = '1'.repeat(32);
const T2 = '2'.repeat(32);
const START = 1_700_000_000_000_000_000n;

interface SpanFields {
  trace?: string;
  id: string;
  parent?: string;
  /** ms after START */
  at?: number;
  ms?: number;
  key?: string;
  resourceKey?: string;
  extra?: Record<string, string>;
}

function toStore({
  trace = T1,
  id,
  parent,
  at = 0,
  ms = 10,
  key,
  resourceKey,
  extra,
}: SpanFields): SpanToStore {
  const start = START + BigInt(at) * 1_000_000n;
  const record = otlpSpan({
    traceId: trace,
    spanId: id.padStart(16, '0'),
    parentSpanId: parent?.padStart(16, '0') ?? '',
    name: id,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(ms) * 1_000_000n,
    attributes: { ...(key === undefined ? {} : { 'session.id': key }), ...extra },
  });
  const agent = normaliseSpan(record, RESOURCE, SCOPE);
  const fromResource = key === undefined && resourceKey !== undefined;
  return {
    record,
    agentSpan: fromResource ? { ...agent, sessionKey: resourceKey } : agent,
    sessionKeyFromResource: fromResource,
  };
}

function insert(store: SpanStore, spans: Iterable<SpanToStore>, receivedAt = 1_000) {
  const batch = { resource: RESOURCE, resourceSchemaUrl: '', scope: SCOPE, scopeSchemaUrl: '' };
  return store.insert([{ ...batch, spans }], receivedAt);
}

async function storeWith(...spans: SpanFields[]): Promise<SpanStore> {
  const store = await SpanStore.open();
  insert(store, spans.map(toStore));
  return store;
}

/** Session id → ids of its spans, sorted. */
function contents(store: SpanStore): Record<string, string[]> {
  return Object.fromEntries(
    store.sessions().map(({ id }) => [
      id,
      store
        .sessionSpans(id)
        .spans.map(({ name }) => name)
        .sort(),
    ]),
  );
}

describe('SpanStore', () => {
  it('gives back a span as it was understood and as it was received', async () => {
    const record = otlpSpan({
      name: 'nul \0, lone \ud800, snow ☃',
      parentSpanId: 'aaaaaaaaaaaaaaaa',
      startTimeUnixNano: 1_763_600_000_123_456_789n,
      endTimeUnixNano: 1_763_600_000_623_456_790n,
      attributes: { big: 2n ** 62n, list: [1, 'two', 2.5], nested: { a: null } },
      links: [
        {
          traceId: T2,
          spanId: 'bbbbbbbbbbbbbbbb',
          traceState: '',
          attributes: new Map(),
          droppedAttributesCount: 0,
          flags: 0,
        },
      ],
    });
    const understood: AgentSpan = {
      ...agentSpan({
        id: record.spanId,
        parent: 'aaaaaaaaaaaaaaaa',
        kind: 'llm',
        model: {
          responseModel: 'gpt',
          usage: { input: 12, cacheRead: 3, cacheWrite: null, output: 4, reasoning: 0, total: 16 },
          reportedCostUsd: 0.001,
          timeToFirstTokenMs: 12.5,
          finishReason: 'tool',
          requestedCalls: asked('a', 'b'),
        },
        tool: { arguments: '{"q":"\0"}', result: 'r', status: 'timeout', errorClass: 'E' },
        name: record.name,
        status: 'error',
        errorClass: 'E',
        errorMessage: 'm',
        sessionKey: 's',
        agent: 'a',
        agentId: 'i',
        userMessage: 'u',
        source: { file: 'f.ts', line: 3, column: null, functionName: 'fn' },
        links: [{ traceId: T2, spanId: 'bbbbbbbbbbbbbbbb' }],
      }),
      startTime: 1_763_600_000_123.456,
      durationMs: 500.000001,
    };
    const store = await SpanStore.open();
    insert(store, [{ record, agentSpan: understood, sessionKeyFromResource: false }]);

    expect(store.sessionSpans('s').spans).toEqual([understood]);
    const stored = store.span(record)!;
    expect(stored.agentSpan).toEqual(understood);
    const nameOnTheWire: Span = { ...record, name: 'nul \0, lone \ufffd, snow ☃' };
    expect(stored.record).toEqual(nameOnTheWire);
    expect(stored.resource).toEqual(RESOURCE);
    expect(stored.scope).toEqual(SCOPE);
    expect(stored.sessionId).toBe('s');
  });

  it('lists the children of a span by start', async () => {
    const store = await storeWith(
      { id: 'a' },
      { id: 'c', parent: 'a', at: 5 },
      { id: 'b', parent: 'a', at: 3 },
      { id: 'd', parent: 'b' },
      { id: 'e', parent: 'a', trace: T2 },
    );
    const children = store.span({ traceId: T1, spanId: 'a'.padStart(16, '0') })!.children;
    expect(children.map(({ spanId }) => spanId.slice(-1))).toEqual(['b', 'c']);
    expect(store.span({ traceId: T2, spanId: 'a'.padStart(16, '0') })).toBeUndefined();
  });

  it('lists children that come after it was asked for some', async () => {
    const store = await storeWith({ id: 'a' }, { id: 'b', parent: 'a' });
    const childrenOfA = () =>
      store.span({ traceId: T1, spanId: 'a'.padStart(16, '0') })!.children.map(({ spanId }) => spanId.at(-1));
    expect(childrenOfA()).toEqual(['b']);
    insert(store, [toStore({ id: 'c', parent: 'a', at: 1 })]);
    expect(childrenOfA()).toEqual(['b', 'c']);
    store.clear();
    insert(store, [toStore({ id: 'a' }), toStore({ id: 'd', parent: 'a' })]);
    expect(childrenOfA()).toEqual(['d']);
  });

  it('lists children where there is no room left for anything', async () => {
    const store = await SpanStore.open(undefined, { maxBytes: 512 * 1024 });
    let stored = 0;
    expect(() => {
      for (; ; stored++)
        insert(store, [toStore({ id: stored.toString(16), ...(stored > 0 && { parent: '0' }) })]);
    }).toThrow(StoreFullError);
    expect(store.span({ traceId: T1, spanId: '0'.padStart(16, '0') })!.children).toHaveLength(stored - 1);
  });

  it('knows traces apart that end alike, and again after a failed insert', async () => {
    const alike = `2${T1.slice(1)}`;
    const store = await storeWith({ id: 'a', key: 's' });
    insert(store, [toStore({ id: 'a', trace: alike, key: 't' })]);
    expect(() =>
      insert(store, {
        [Symbol.iterator]: () => {
          throw new Error('broken');
        },
      }),
    ).toThrow('broken');
    insert(store, [toStore({ id: 'b' }), toStore({ id: 'b', trace: alike })]);
    expect(contents(store)).toEqual({ s: ['a', 'b'], t: ['a', 'b'] });
  });

  it('stores a span once and keeps the richer copy, whichever comes first', async () => {
    const running = toStore({ id: 'a', ms: 0 });
    const ended = toStore({ id: 'a', ms: 20 });
    const detailed = toStore({ id: 'a', ms: 20, extra: { more: 'x' } });
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const store = await SpanStore.open();
      for (const copy of shuffled([running, ended, detailed, detailed], seed)) insert(store, [copy]);
      expect(store.counts()).toEqual({ sessions: 1, spans: 1 });
      expect(store.span(detailed.record)?.record).toEqual(detailed.record);
      expect(store.sessionSpans(T1).spans.map(({ durationMs }) => durationMs)).toEqual([20]);
    }
  });

  it('says what an insert changed', async () => {
    const store = await SpanStore.open();
    const first = toStore({ id: 'a', ms: 5 });
    expect(insert(store, [first, toStore({ id: 'b' })], 1_000)).toMatchObject({
      inserted: 2,
      duplicates: 0,
      changed: [T1],
      rewritten: [],
    });
    expect(insert(store, [first], 2_000)).toMatchObject({
      inserted: 0,
      duplicates: 1,
      changed: [],
      rewritten: [],
    });
    expect(store.session(T1)?.lastReceived).toBe(1_000);
    expect(insert(store, [toStore({ id: 'a', ms: 9 })], 3_000)).toMatchObject({
      inserted: 0,
      duplicates: 1,
      changed: [T1],
      rewritten: [T1],
    });
    expect(store.session(T1)?.lastReceived).toBe(3_000);
  });

  it('reads only what came since, replaced spans included', async () => {
    const store = await storeWith({ id: 'a' }, { id: 'b' });
    const { last } = store.sessionSpans(T1);
    expect(store.sessionSpans(T1, last)).toEqual({ spans: [], last });
    insert(store, [toStore({ id: 'c' }), toStore({ id: 'a', ms: 50 })]);
    expect(
      store
        .sessionSpans(T1, last)
        .spans.map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'c']);
  });

  it('shares resources and scopes of equal content', async () => {
    const store = await storeWith({ id: 'a' });
    insert(store, [toStore({ id: 'b' })]);
    const count = (table: string) => store.query({ sql: `SELECT count(*) FROM ${table}` }, () => 0).rows;
    expect(count('resource')).toEqual([[1]]);
    expect(count('scope')).toEqual([[1]]);
  });

  it('undoes an insert that fails', async () => {
    const store = await storeWith({ id: 'a' });
    const broken = toStore({ id: 'c', key: 'other' });
    const unencodable = {
      ...broken,
      record: { ...broken.record, attributes: undefined },
    } as unknown as SpanToStore;
    expect(() => insert(store, [toStore({ id: 'b', key: 'other' }), unencodable])).toThrow();
    expect(contents(store)).toEqual({ [T1]: ['a'] });
    insert(store, [toStore({ id: 'b' })]);
    expect(contents(store)).toEqual({ [T1]: ['a', 'b'] });
  });

  it('undoes an insert whose spans cannot be read to their end', async () => {
    const store = await storeWith({ id: 'a' });
    function* spans() {
      yield toStore({ id: 'b', key: 'other' });
      throw new Error('unreadable');
    }
    expect(() => insert(store, spans())).toThrow('unreadable');
    expect(contents(store)).toEqual({ [T1]: ['a'] });
    insert(store, [toStore({ id: 'b', key: 'other' })]);
    expect(contents(store)).toEqual({ other: ['a', 'b'] });
  });

  it('reports the bytes that it holds', async () => {
    const store = await SpanStore.open();
    const empty = store.memoryBytes();
    const text = Buffer.from(new Random(1).bytes(550_000)).toString('hex');
    insert(store, [toStore({ id: 'a', extra: { text } })]);
    expect(store.memoryBytes() - empty).toBeGreaterThan(1_000_000);
  });
});

describe('the session of a trace', () => {
  it('is the trace itself when no span names one', async () => {
    expect(contents(await storeWith({ id: 'a' }, { id: 'b', trace: T2 }))).toEqual({
      [T1]: ['a'],
      [T2]: ['b'],
    });
  });

  it('joins traces that name the same key, newest session first', async () => {
    const store = await storeWith(
      { id: 'a', key: 'chat', at: 0 },
      { id: 'b', key: 'chat', trace: T2, at: 500 },
      { id: 'c', key: 'later', trace: '3'.repeat(32), at: 100 },
    );
    expect(contents(store)).toEqual({ later: ['c'], chat: ['a', 'b'] });
    expect(store.sessions()).toEqual([
      { id: 'later', startTime: 1_700_000_000_100, lastReceived: 1_000 },
      { id: 'chat', startTime: 1_700_000_000_000, lastReceived: 1_000 },
    ]);
  });

  it('moves the whole trace when the key arrives late, and reports both sessions', async () => {
    const store = await storeWith({ id: 'b', at: 5 }, { id: 'e', key: 'chat', trace: T2 });
    const result = insert(store, [toStore({ id: 'a', key: 'chat' })]);
    expect(new Set(result.changed)).toEqual(new Set([T1, 'chat']));
    expect(new Set(result.rewritten)).toEqual(new Set([T1, 'chat']));
    expect(contents(store)).toEqual({ chat: ['a', 'b', 'e'] });
    expect(store.session(T1)).toBeUndefined();
    expect(store.query({ sql: 'SELECT DISTINCT session_id FROM spans' }, () => 0).rows).toEqual([['chat']]);
  });

  it('is the key of the earliest span with one, the span’s own before its resource’s', async () => {
    const spans = [
      toStore({ id: '1', at: 0, resourceKey: 'process' }),
      toStore({ id: '2', at: 10, key: 'late' }),
      toStore({ id: '3', at: 5, key: 'early' }),
      toStore({ id: '4', at: 5, key: 'tie lost by span id' }),
      toStore({ id: '5', at: -5 }),
    ];
    for (let seed = 1; seed <= 12; seed++) {
      const store = await SpanStore.open();
      for (const span of shuffled(spans, seed)) insert(store, [span]);
      expect(contents(store)).toEqual({ early: ['1', '2', '3', '4', '5'] });
    }
    expect(contents(await storeWith({ id: '1', resourceKey: 'process' }))).toEqual({ process: ['1'] });
  });
});
