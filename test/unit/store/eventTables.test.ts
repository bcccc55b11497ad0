import { beforeEach, describe, expect, it } from 'vitest';
import { ChunkStore } from '../../../src/store/chunkStore';
import { Database } from '../../../src/store/database';
import type { LogBatch, LogToStore } from '../../../src/store/eventTables';
import { EventTables } from '../../../src/store/eventTables';
import { SCHEMA_NAME } from '../../../src/store/schema';
import { LOG_RECORD, METRIC } from '../../../src/otlp/schema';
import { Random } from '../support/random';
import { resource, scope } from '../support/spans';

let db: Database;

beforeEach(async () => {
  db = await Database.open();
});

function log(n: number, fields: Partial<LogToStore> = {}): LogToStore {
  return {
    record: { ...LOG_RECORD.create(), body: `${n} ${'x'.repeat(1_000)}` },
    sessionKey: null,
    time: n,
    severity: 'INFO',
    eventName: null,
    carriesSession: false,
    ...fields,
  };
}

function batch(records: LogToStore[]): LogBatch {
  return {
    resource: resource(),
    resourceSchemaUrl: '',
    scope: scope(),
    scopeSchemaUrl: '',
    service: 'shop',
    records,
  };
}

const bodies = () =>
  db.rows('SELECT body FROM logs ORDER BY time', [], ([body]) => Number(String(body).split(' ', 1)[0]));

describe('EventTables', () => {
  it('keeps the newest within its bounds, and counts what had to go', () => {
    const tables = new EventTables(db, new ChunkStore(db), { logBytes: 20_000, metricBytes: 0 });
    let inserted = 0;
    let evicted = 0;
    for (let n = 0; n < 100; n++) {
      const result = tables.insertLogs([batch([log(n)])], 1);
      inserted += result.inserted;
      evicted += result.evicted;
    }
    const kept = bodies();
    expect(inserted).toBe(100);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(20);
    expect(kept.at(-1)).toBe(99);
    expect(kept).toEqual(Array.from(kept, (_, at) => 100 - kept.length + at));
    expect(evicted).toBe(100 - kept.length);
    expect(tables.counts()).toEqual({ logs: kept.length, metrics: 0 });
  });

  it('stores nothing of an insert that fails, and counts right after it', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    tables.insertLogs([batch([log(1)])], 1);
    const broken = { ...log(3), time: null as unknown as number };
    expect(() => tables.insertLogs([batch([log(2), broken])], 1)).toThrow('NOT NULL');
    expect([bodies(), tables.counts().logs]).toEqual([[1], 1]);
    tables.insertLogs([batch([log(4)])], 1);
    expect([bodies(), tables.counts().logs]).toEqual([[1, 4], 2]);
  });

  it('stores a resource and scope once', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    for (let n = 0; n < 5; n++) tables.insertLogs([batch([log(n), log(n)])], 1);
    expect(db.row(`SELECT count(*) FROM ${SCHEMA_NAME}.resource`)).toEqual([1]);
  });

  it('shows bodies as text or JSON, attributes as JSON, and text that SQLite could not hold', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    const record = LOG_RECORD.create();
    const bodiesToStore = [null, '', 'a\0b', new Map([['k', [1n, 2.5, null]]]), 7n, true];
    tables.insertLogs(
      [batch(bodiesToStore.map((body, n) => log(n, { record: { ...record, body }, eventName: 'e\0' })))],
      1,
    );
    expect(db.rows('SELECT body, attributes, event_name FROM logs ORDER BY time', [], (row) => row)).toEqual(
      [null, '', 'a\uFFFDb', '{"k":[1,2.5,null]}', '7', 'true'].map((body) => [body, '{}', 'e\uFFFD']),
    );
  });

  it('stores a record once, however often it comes', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    const large = log(2, { record: { ...LOG_RECORD.create(), body: `2 ${'y'.repeat(10_000)}` } });
    expect(tables.insertLogs([batch([log(1), large])], 1)).toMatchObject({ inserted: 2, duplicates: 0 });
    const again = tables.insertLogs([batch([large, log(1), log(3), log(3)])], 2);
    expect(again).toMatchObject({ inserted: 1, duplicates: 3 });
    expect([bodies(), tables.counts().logs]).toEqual([[1, 2, 3], 3]);
    const elsewhere = { ...batch([log(1)]), resource: resource({ 'service.name': 'other' }) };
    expect(tables.insertLogs([elsewhere], 3)).toMatchObject({ inserted: 1, duplicates: 0 });
    const point = (time: number) => ({
      ...{ metric: { ...METRIC.create(), name: `m${time}` }, kind: 'sum' as const, sessionKey: null, time },
      ...{ value: 1, sum: null, count: null },
    });
    expect(tables.insertDataPoints([{ ...batch([]), points: [point(1), point(2)] }], 1)).toMatchObject({
      ...{ inserted: 2, duplicates: 0 },
    });
    expect(tables.insertDataPoints([{ ...batch([]), points: [point(2), point(3)] }], 2)).toMatchObject({
      ...{ inserted: 1, duplicates: 1 },
    });
    expect(tables.counts().metrics).toBe(3);
  });

  it('reads large records like small ones', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    const body = Buffer.from(new Random(1).bytes(20_000)).toString('base64');
    const record = { ...LOG_RECORD.create(), body, attributes: new Map([['k', 'v']]) };
    tables.insertLogs([batch([log(1, { record })])], 1);
    expect(db.rows('SELECT body, attributes FROM logs', [], (row) => row)).toEqual([[body, '{"k":"v"}']]);
  });

  it('keeps figures as numbers, and what is not one as null', () => {
    const tables = new EventTables(db, new ChunkStore(db));
    const points = [1, 2.5, Number.NaN, 2 ** 53].map((value, time) => ({
      metric: { ...METRIC.create(), name: 'calls', description: `number ${time}` },
      kind: 'sum' as const,
      sessionKey: 'chat-1',
      time,
      value,
      sum: null,
      count: null,
    }));
    tables.insertDataPoints([{ ...batch([]), points }], 1);
    expect(
      db.rows('SELECT value, name, session_id, service FROM metrics ORDER BY time', [], (row) => row),
    ).toEqual([1, 2.5, null, 2 ** 53].map((value) => [value, 'calls', 'chat-1', 'shop']));
  });
});
