/** What a copy of a store, row by row, must be able to do: all that the first can, and what comes next. */
import { deserialize, serialize } from 'node:v8';
import { beforeEach, describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { LOG_RECORD, METRIC } from '../../../src/otlp/schema';
import type { SpanToStore } from '../../../src/store/store';
import { SpanStore } from '../../../src/store/store';
import type { TableRows } from '../../../src/store/tableRows';
import { Random } from '../support/random';
import { otlpSpan, resource, scope } from '../support/spans';

const ORIGIN = { resource: resource(), resourceSchemaUrl: '', scope: scope('test'), scopeSchemaUrl: 'u' };
const SESSIONS = ['one', 'two', 'three'];
const LARGE_INTEGER = 2n ** 63n - 1n;

let store: SpanStore;
let random: Random;

const hex = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex');

function span(
  session: string,
  fields: { spanId?: string; traceId?: string; text?: string } = {},
): SpanToStore {
  const { spanId = hex(8), traceId = hex(16), text = hex(50) } = fields;
  const attributes = { 'session.id': session, text };
  const record = otlpSpan({ traceId, spanId, parentSpanId: 'ffffffffffffffff', name: session, attributes });
  return {
    record,
    agentSpan: normaliseSpan(record, ORIGIN.resource, ORIGIN.scope),
    sessionKeyFromResource: false,
  };
}

function insert(into: SpanStore, spans: SpanToStore[]) {
  return into.insert([{ ...ORIGIN, spans }], 5);
}

function insertLog(into: SpanStore, body: string) {
  const record = { ...LOG_RECORD.create(), body };
  const facts = { sessionKey: 'one', time: 1, severity: 'INFO', eventName: null, carriesSession: true };
  return into.events.insertLogs([{ ...ORIGIN, service: null, records: [{ record, ...facts }] }], 6);
}

function insertPoint(into: SpanStore, value: number | string) {
  const point = {
    metric: { ...METRIC.create(), name: `tokens ${value}` },
    kind: 'sum',
    sessionKey: 'one',
  } as const;
  const points = [{ ...point, time: 1, value, sum: null, count: null }];
  return into.events.insertDataPoints([{ ...ORIGIN, service: null, points }], 7);
}

/** As it goes through a file. */
async function copyOf(original: SpanStore): Promise<SpanStore> {
  const copy = await SpanStore.open();
  for (const rows of original.rows()) copy.putRows(deserialize(serialize(rows)) as TableRows);
  copy.resume();
  return copy;
}

function query(of: SpanStore, sql: string) {
  return of.query({ sql }, () => 0).rows;
}

function contents(of: SpanStore) {
  return {
    sessions: of.sessions(),
    spans: SESSIONS.map((id) => of.sessionSpans(id).spans.map((each) => of.span(each))),
    counts: [of.counts(), of.events.counts()],
    views: ['spans', 'logs', 'metrics'].map((view) => query(of, `SELECT * FROM ${view} ORDER BY 1, 2`)),
  };
}

beforeEach(async () => {
  random = new Random(1);
  store = await SpanStore.open();
  const history = hex(5_000);
  // Ids with the highest bit set, and payloads large enough for chunks.
  for (let n = 0; n < 300; n++)
    insert(
      store,
      SESSIONS.map((id) => span(id, { spanId: `${n % 2 ? 'f' : '0'}${hex(8).slice(1)}` })),
    );
  for (const id of SESSIONS)
    insert(store, [span(id, { text: history }), span(id, { text: `${history}${hex(500)}` })]);
  for (let n = 0; n < 300; n++) insertLog(store, `log ${n}`);
  insertLog(store, history);
  insertPoint(store, String(LARGE_INTEGER));
  insertPoint(store, 1.5);
});

describe('rows of a store', () => {
  it('make a store that has the same', async () => {
    const copy = await copyOf(store);
    expect(contents(copy)).toEqual(contents(store));
    expect(query(copy, "SELECT printf('%d', value) FROM metrics WHERE value > 2")).toEqual([
      [String(LARGE_INTEGER)],
    ]);
    expect(copy.memoryBytes()).toBeLessThan(store.memoryBytes() * 1.1);
  });

  it('make a store that knows what it has already, and takes what is new', async () => {
    const again = span('two', { text: 'poor' });
    insert(store, [again]);
    const copy = await copyOf(store);
    expect(insert(copy, [again])).toMatchObject({ inserted: 0, duplicates: 1 });
    expect(insertLog(copy, 'log 7')).toMatchObject({ inserted: 0, duplicates: 1 });
    const { traceId, spanId } = again.record;
    const richer = span('two', { traceId, spanId, text: 'much richer than it was before' });
    expect(insert(copy, [richer])).toMatchObject({ inserted: 0, rewritten: ['two'] });
    expect(copy.span({ traceId, spanId })?.record.attributes.get('text')).toContain('richer');
    expect(insert(copy, [span('four'), span('one', { traceId, text: hex(5_000) })])).toMatchObject({
      inserted: 2,
    });
    insertLog(copy, 'new');
    insertPoint(copy, 3);
    expect(copy.counts().spans).toBe(store.counts().spans + 2);
    expect(copy.events.counts()).toEqual({ logs: 302, metrics: 3 });
  });

  it('make a store that can let sessions go', async () => {
    const copy = await copyOf(store);
    const { sessions } = copy.makeRoom({ limitBytes: copy.memoryBytes() * 0.6, isLive: () => false });
    while (copy.evictSome());
    expect(sessions.length).toBeGreaterThan(0);
    const left = SESSIONS.filter((id) => !sessions.includes(id));
    for (const id of left) {
      for (const each of copy.sessionSpans(id).spans)
        expect(copy.span(each)?.record.spanId).toBe(each.spanId);
    }
    expect(contents(await copyOf(copy))).toEqual(contents(copy));
  });

  it('are refused when they fit no table', () => {
    expect(() => {
      store.putRows({ table: 'sqlite_schema', rows: [[1]] });
    }).toThrow('no table');
  });
});
