import { beforeEach, describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { LOG_RECORD, METRIC } from '../../../src/otlp/schema';
import { StoreFullError } from '../../../src/store/database';
import type { DataPointToStore, LogToStore } from '../../../src/store/eventTables';
import type { SpanToStore } from '../../../src/store/store';
import { SpanStore } from '../../../src/store/store';
import { Random } from '../support/random';
import { otlpSpan, resource, scope } from '../support/spans';

const KIB = 1024;
const NOBODY = () => false;

let store: SpanStore;
let random: Random;

beforeEach(async () => {
  store = await SpanStore.open();
  random = new Random(1);
});

const hex = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex');

/** A span of a session with `kib` KiB of content that is like no other's. */
function span(session: string, kib = 1, traceId = hex(16), text = hex(kib * (KIB / 2))): SpanToStore {
  const record = otlpSpan({
    traceId,
    spanId: hex(8),
    name: `of ${session}`,
    attributes: { 'session.id': session, text },
  });
  return { record, agentSpan: normaliseSpan(record, resource(), scope()), sessionKeyFromResource: false };
}

function origin(service: string) {
  return {
    resource: resource({ 'service.name': service }),
    resourceSchemaUrl: '',
    scope: scope(service),
    scopeSchemaUrl: '',
    service,
  };
}

function insert(spans: SpanToStore[], receivedAt: number, service = 'shop') {
  return store.insert([{ ...origin(service), spans }], receivedAt);
}

function insertLog(fields: Partial<LogToStore>, body: string, traceId = '', service = 'shop') {
  const record = { ...LOG_RECORD.create(), body, traceId };
  const bare = { sessionKey: null, time: 1, severity: null, eventName: null, carriesSession: false };
  const log = { record, ...bare, ...fields };
  return store.events.insertLogs([{ ...origin(service), records: [log] }], 1);
}

function insertPoint(sessionKey: string, name: string, service = 'shop') {
  const metric = { ...METRIC.create(), name };
  const point: DataPointToStore = {
    ...{ metric, kind: 'sum', sessionKey, time: 1, value: 1, sum: null, count: null },
  };
  return store.events.insertDataPoints([{ ...origin(service), points: [point] }], 1);
}

const ids = () =>
  store
    .sessions()
    .map(({ id }) => id)
    .sort();
const ask = (sql: string) => store.query({ sql }, () => 0).rows;
const count = (table: string) => ask(`SELECT count(*) FROM ${table}`)[0]![0];

/** Sessions s00, s01, … of 64 KiB each, the first longest without activity. */
function fill(sessions: number, from = 0): void {
  for (let at = from; at < from + sessions; at++) {
    const id = `s${String(at).padStart(2, '0')}`;
    insert(
      Array.from({ length: 64 }, () => span(id)),
      1_000 + at,
    );
  }
}

describe('makeRoom', () => {
  it('does nothing while there is room', () => {
    fill(3);
    expect(store.makeRoom({ limitBytes: store.memoryBytes(), isLive: NOBODY })).toEqual({
      ...{ sessions: [], spans: 0, logs: 0, metrics: 0, exceeded: false },
    });
    expect(ids()).toEqual(['s00', 's01', 's02']);
  });

  it('lets the sessions go that were longest without activity, and a little more than it must', () => {
    fill(20);
    insertLog({ sessionKey: 's00' }, 'still here');
    insert([span('s01')], 5_000);
    const limitBytes = store.memoryBytes() - 1;
    const { sessions, spans, exceeded } = store.makeRoom({ limitBytes, isLive: NOBODY });
    expect(sessions[0]).toBe('s00');
    expect(sessions.slice(1)).toEqual(['s02', 's03', 's04'].slice(0, sessions.length - 1));
    expect(spans).toBe(64 * sessions.length);
    expect(exceeded).toBe(false);
    expect(store.memoryBytes()).toBeLessThanOrEqual((limitBytes * 15) / 16);
    expect(store.memoryBytes()).toBeGreaterThan((limitBytes * 12) / 16);
    expect(ids()).not.toContain('s00');
    expect(ids()).toContain('s01');
    expect(store.counts().spans).toBe(20 * 64 + 1 - spans);
    expect(store.makeRoom({ limitBytes, isLive: NOBODY }).sessions).toEqual([]);
  });

  it('keeps what is pinned or live, and says when that is too much', () => {
    fill(6);
    store.setPinned('s01', true);
    const isLive = (id: string, lastReceived: number) => id === 's03' && lastReceived === 1_003;
    const result = store.makeRoom({ limitBytes: 10, isLive });
    expect(result.sessions.sort()).toEqual(['s00', 's02', 's04', 's05']);
    expect(result.exceeded).toBe(true);
    expect(ids()).toEqual(['s01', 's03']);
    expect(store.sessionSpans('s01').spans).toHaveLength(64);
    store.setPinned('s01', false);
    expect(store.makeRoom({ limitBytes: 10, isLive }).sessions).toEqual(['s01']);
  });

  it('keeps a session that was pinned before any of it came', () => {
    store.setPinned('s01', true);
    expect([store.isPinned('s01'), store.isPinned('s00'), store.pinned()]).toEqual([true, false, ['s01']]);
    fill(2);
    expect(store.makeRoom({ limitBytes: 10, isLive: NOBODY }).sessions).toEqual(['s00']);
  });

  it('takes along what belongs to a session, and leaves the rest', () => {
    const [gone, kept] = [span('gone', 1), span('kept', 1)];
    insert([gone], 1, 'gone');
    insert([kept], 2, 'kept');
    insertLog({}, 'by trace', gone.record.traceId, 'gone');
    insertLog({ sessionKey: 'gone' }, 'by key', '', 'gone');
    insertLog({ sessionKey: 'gone' }, 'by key, of a trace that is not here', 'f'.repeat(32), 'gone');
    insertLog({ sessionKey: 'gone' }, 'by the trace of another', kept.record.traceId, 'kept');
    insertLog({ sessionKey: 'gone' }, `large ${hex(3_000)}`, '', 'gone');
    insertLog({}, 'of no session', '', 'kept');
    insertPoint('gone', 'a', 'gone');
    insertPoint('kept', 'b', 'kept');
    store.setPinned('kept', true);
    expect(store.makeRoom({ limitBytes: 10, isLive: NOBODY })).toEqual({
      ...{ sessions: ['gone'], spans: 1, logs: 4, metrics: 1, exceeded: true },
    });
    expect(ask('SELECT body FROM logs ORDER BY body')).toEqual([
      ['by the trace of another'],
      ['of no session'],
    ]);
    expect(ask('SELECT name FROM metrics')).toEqual([['b']]);
    expect(store.events.counts()).toEqual({ logs: 2, metrics: 1 });
    expect([count('trace'), count('pack'), count('pack_content'), count('resource'), count('scope')]).toEqual(
      [1, 1, 1, 1, 1],
    );
    expect(count('chunk')).toBe(0);
    expect(store.span(kept.record)?.record).toEqual(kept.record);
  });

  it('takes along the rows of the analysis', () => {
    fill(2);
    for (const id of ['s00', 's01']) {
      const { spans } = store.sessionSpans(id);
      const { summary } = analyseSession(id, spans, { lastReceived: 0, now: 0 });
      store.writeAnalysis(summary, [], []);
    }
    store.setPinned('s01', true);
    store.makeRoom({ limitBytes: 10, isLive: NOBODY });
    expect(ask('SELECT id FROM sessions')).toEqual([['s01']]);
  });

  it('keeps pieces of content that another session uses, until that goes, too', () => {
    const history = hex(20 * KIB);
    const first = span('first', 0, undefined, `${history} first`);
    const second = span('second', 0, undefined, `${history} second`);
    insert([first], 1);
    insert([second], 2);
    store.setPinned('second', true);
    expect(store.makeRoom({ limitBytes: 10, isLive: NOBODY }).sessions).toEqual(['first']);
    expect(store.span(second.record)?.record).toEqual(second.record);
    store.setPinned('second', false);
    store.makeRoom({ limitBytes: 10, isLive: NOBODY });
    expect(count('chunk')).toBe(0);
  });

  it('gives back content that copies and old logs have left before it lets a session go', async () => {
    store = await SpanStore.open(undefined, { eventLimits: { logBytes: 200 * KIB, metricBytes: 0 } });
    const traceId = hex(16);
    const running = span('live', 300, traceId);
    insert([running], 1);
    const ended = otlpSpan({ ...running.record, attributes: {}, endTimeUnixNano: 2n ** 62n });
    insert([{ ...running, record: ended }], 2);
    for (let at = 0; at < 10; at++) insertLog({ time: at }, hex(50 * KIB));
    expect(store.events.counts().logs).toBeLessThan(3);
    const held = store.memoryBytes();
    expect(store.makeRoom({ limitBytes: held - 1, isLive: NOBODY })).toMatchObject({
      ...{ sessions: [], exceeded: false },
    });
    expect(store.memoryBytes()).toBeLessThan(held - 900 * KIB);
  });

  it('keeps spans that came together with those of the evicted session but have changed to another', () => {
    const traceId = hex(16);
    const early = [span('', 1, traceId), span('', 1, hex(16))];
    insert(early, 1);
    expect(ids()).toHaveLength(2);
    insert([span('chat', 1, traceId)], 2);
    store.setPinned('chat', true);
    expect(store.makeRoom({ limitBytes: 10, isLive: NOBODY }).sessions).toEqual([early[1]!.record.traceId]);
    expect(store.sessionSpans('chat').spans).toHaveLength(2);
    expect(store.span(early[0]!.record)?.record).toEqual(early[0]!.record);
  });

  it('stays within its limit and uses freed pages again, however much comes', () => {
    const limitBytes = 1024 * KIB;
    let peak = 0;
    for (let at = 0; at < 60; at++) {
      fill(1, at);
      store.makeRoom({ limitBytes, isLive: NOBODY });
      peak = Math.max(
        peak,
        ask(
          "SELECT page_count * page_size FROM pragma_page_count('traces'), pragma_page_size('traces')",
        )[0]![0] as number,
      );
    }
    expect(store.memoryBytes()).toBeLessThanOrEqual(limitBytes);
    expect(peak).toBeLessThan(1.5 * limitBytes);
    expect(ids()).toContain('s59');
  });
});

describe('a large session', () => {
  const SPANS = 6_000;
  const trace = 'a'.repeat(32);
  const small = (at: number) => {
    const record = otlpSpan({ traceId: trace, spanId: (at + 1).toString(16).padStart(16, '0') });
    return { record, agentSpan: normaliseSpan(record, resource(), scope()), sessionKeyFromResource: false };
  };
  const startEvicting = () => {
    for (let at = 0; at < SPANS; at += 500) {
      insert(
        Array.from({ length: 500 }, (_, n) => small(at + n)),
        at,
      );
    }
    insert([span('kept')], 2 * SPANS);
    return store.makeRoom({ limitBytes: store.memoryBytes() - 1, isLive: NOBODY });
  };

  it('is gone at once, and deleted piece by piece', () => {
    const evicted = startEvicting();
    expect(evicted).toMatchObject({ sessions: [trace], spans: SPANS, exceeded: false });
    expect(ids()).toEqual(['kept']);
    expect(store.counts().spans).toBe(1);
    expect(count('spans')).toBe(1);
    expect(store.span(small(0).record)).toBeUndefined();
    const before = store.memoryBytes();
    expect(store.evictSome()).toBe(true);
    while (store.evictSome());
    expect(store.memoryBytes()).toBeLessThan(before / 2);
    expect([count('span'), count('trace'), count('pack'), count('pack_content')]).toEqual([1, 1, 1, 1]);
    expect(store.evictSome()).toBe(false);
  });

  it('can come again meanwhile', () => {
    startEvicting();
    insert([small(0), small(SPANS - 1)], 3 * SPANS);
    while (store.evictSome());
    expect(ids()).toEqual([trace, 'kept'].sort());
    expect(store.sessionSpans(trace).spans).toHaveLength(2);
    expect(store.span(small(0).record)?.record).toEqual(small(0).record);
  });

  it('goes on to make room where the next insert needs it', () => {
    startEvicting();
    const limitBytes = store.memoryBytes() - 200 * KIB;
    expect(store.makeRoom({ limitBytes, isLive: NOBODY })).toMatchObject({ sessions: [], exceeded: false });
    expect(store.memoryBytes()).toBeLessThanOrEqual(limitBytes);
    expect(ids()).toEqual(['kept']);
  });

  it('is forgotten with all else', () => {
    startEvicting();
    store.clear();
    expect(store.evictSome()).toBe(false);
    expect(store.counts().spans).toBe(0);
  });
});

describe('clear', () => {
  it('leaves nothing, and the store usable', () => {
    const empty = store.memoryBytes();
    fill(3);
    insert([span('large', 100)], 1);
    insertLog({ sessionKey: 's00' }, 'log');
    insertPoint('s00', 'point');
    store.setPinned('s00', true);
    const { last } = store.sessionSpans('s01');
    store.clear();
    expect([ids(), store.counts(), store.events.counts(), store.pinned()]).toEqual([
      [],
      { sessions: 0, spans: 0 },
      { logs: 0, metrics: 0 },
      [],
    ]);
    for (const view of ['sessions', 'turns', 'spans', 'logs', 'metrics']) expect(count(view)).toBe(0);
    expect(store.memoryBytes()).toBeLessThan(empty + 600 * KIB);
    const again = span('s01', 10);
    insert([again], 9);
    expect(store.span(again.record)?.record).toEqual(again.record);
    expect(store.sessionSpans('s01', last).spans).toHaveLength(1);
    expect(insertLog({ sessionKey: 's01' }, 'log')).toMatchObject({ inserted: 1, sessions: ['s01'] });
  });
});

describe('a full store', () => {
  it('refuses an insert as a whole, says why, and takes what fits after room was made', async () => {
    store = await SpanStore.open(undefined, { maxBytes: 1024 * KIB });
    fill(4);
    const before = [ids(), store.counts()];
    const bytes = store.memoryBytes();
    const tooMuch = Array.from({ length: 20 }, (_, at) => span(`t${at}`, 64));
    expect(() => insert(tooMuch, 9_000)).toThrow(StoreFullError);
    expect(() => insert(tooMuch, 9_000)).toThrow(/memory/);
    expect([ids(), store.counts()]).toEqual(before);
    expect(store.memoryBytes()).toBeLessThanOrEqual(bytes);
    expect(store.makeRoom({ limitBytes: 400 * KIB, isLive: NOBODY }).sessions).toContain('s00');
    const fits = span('fits', 200);
    insert([fits], 9_000);
    expect(store.span(fits.record)?.record).toEqual(fits.record);
  });
});
