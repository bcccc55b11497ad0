import { beforeAll, describe, expect, it } from 'vitest';
import { RpcError } from '../../../src/protocol/rpc';
import type { SqlQueryParams } from '../../../src/protocol/sql';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { DEFAULT_ROWS, MAX_QUERY_MS, MAX_ROWS } from '../../../src/store/sqlQuery';
import { guardRecursion } from '../../../src/store/sqlText';
import { SpanStore } from '../../../src/store/store';
import { otlpSpan, resource, scope } from '../support/spans';

const SPANS = 3_000;
let store: SpanStore;

beforeAll(async () => {
  store = await SpanStore.open();
  const ofService = resource({ 'service.name': 'shop' });
  const spans = Array.from({ length: SPANS }, (_, i) => {
    const record = otlpSpan({
      spanId: (i + 1).toString(16).padStart(16, '0'),
      parentSpanId: i === 0 ? '' : '1'.padStart(16, '0'),
      startTimeUnixNano: 1_700_000_000_000_000_000n + BigInt(i) * 1_000n,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `tool${i % 3}` },
    });
    return { record, agentSpan: normaliseSpan(record, ofService, scope()), sessionKeyFromResource: false };
  });
  store.insert(
    [{ resource: ofService, resourceSchemaUrl: '', scope: scope(), scopeSchemaUrl: '', spans }],
    1_000,
  );
});

const query = (sql: string, more: Partial<SqlQueryParams> = {}) =>
  store.query({ sql, ...more }, () => performance.now());

function refusal(sql: string, more: Partial<SqlQueryParams> = {}): string {
  try {
    query(sql, more);
  } catch (error) {
    expect(error).toBeInstanceOf(RpcError);
    expect((error as RpcError).code).toBe('invalid_params');
    return (error as RpcError).message;
  }
  throw new Error(`was not refused: ${sql}`);
}

describe('sql/query', () => {
  it('answers with the columns that view spans documents', () => {
    const { columns, rows } = query('SELECT * FROM spans ORDER BY start_time LIMIT 1');
    expect(columns).toEqual([
      'trace_id',
      'span_id',
      'parent_span_id',
      'session_id',
      'name',
      'kind',
      'start_time',
      'duration_ms',
      'status',
      'agent',
      'model',
      'tool',
    ]);
    expect(rows[0]).toEqual([
      '0af7651916cd43dd8448eb211c80319c',
      '0000000000000001',
      null,
      '0af7651916cd43dd8448eb211c80319c',
      'span',
      'tool',
      1_700_000_000_000,
      500,
      'unset',
      null,
      null,
      'tool0',
    ]);
  });

  it('binds parameters', () => {
    const sql = 'SELECT count(*) FROM spans WHERE tool = ? AND duration_ms > ?';
    expect(query(sql, { params: ['tool1', 1] }).rows).toEqual([[SPANS / 3]]);
    expect(refusal('SELECT ?', { params: [1, 2] })).toMatch(/more params than placeholders/);
  });

  it('bounds the rows and says so', () => {
    expect(query('SELECT 1 FROM spans')).toMatchObject({ truncated: true });
    expect(query('SELECT 1 FROM spans').rows).toHaveLength(DEFAULT_ROWS);
    expect(query('SELECT 1 FROM spans', { limit: 5_000 })).toMatchObject({ truncated: false });
    expect(query('SELECT 1 FROM spans LIMIT 7', { limit: 7 })).toMatchObject({ truncated: false });
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';
    expect(query(endless, { limit: 1_000_000 }).rows).toHaveLength(MAX_ROWS);
  });

  it('keeps values that JSON numbers cannot hold', () => {
    expect(query("SELECT 9007199254740993, -5, 1.5, 9e999, x'00ff', NULL, 'ü'").rows).toEqual([
      ['9007199254740993', -5, 1.5, 'Infinity', { base64: 'AP8=' }, null, 'ü'],
    ]);
  });

  it.each([
    'EXPLAIN SELECT 1',
    'explain query plan SELECT * FROM spans',
    'VALUES (1), (2)',
    '-- why\n /* not */ SELECT 1; -- done',
    "SELECT 'a; DROP TABLE span'",
    'WITH t AS (SELECT 1 AS a) SELECT a FROM t;;',
  ])('allows %s', (sql) => {
    expect(query(sql).rows.length).toBeGreaterThan(0);
  });

  it.each([
    "INSERT INTO session (key, last_received) VALUES ('x', 1)",
    'DELETE FROM span',
    'DROP TABLE span',
    "ATTACH ':memory:' AS other",
    'DETACH traces',
    'PRAGMA query_only = OFF',
    'EXPLAIN PRAGMA query_only = OFF',
    '/* SELECT */ PRAGMA user_version = 3',
    'BEGIN',
    'VACUUM',
    '',
    '-- nothing',
  ])('refuses %s', (sql) => {
    expect(refusal(sql)).toMatch(/^Only one SELECT/);
  });

  it('leaves it to SQLite to refuse writes in disguise, and stays writable itself', async () => {
    expect(refusal('WITH x AS (SELECT 1) DELETE FROM span')).toMatch(/read-only/);
    expect(refusal('WITH x AS (SELECT 1) INSERT INTO analysed_loop SELECT 1')).toMatch(/SQLite|read-only/);
    expect(refusal('SELECT 1; DELETE FROM span')).toMatch(/one statement/);
    expect(refusal('SELECT 1; SELECT 2')).toMatch(/one statement/);
    expect(query('SELECT count(*) FROM span').rows).toEqual([[SPANS]]);

    const other = await SpanStore.open();
    expect(() => other.query({ sql: 'SELECT nonsense' }, () => 0)).toThrow();
    const record = otlpSpan();
    const agentSpan = normaliseSpan(record, resource(), scope());
    const spans = [{ record, agentSpan, sessionKeyFromResource: false }];
    const batch = { resource: resource(), resourceSchemaUrl: '', scope: scope(), scopeSchemaUrl: '', spans };
    expect(other.insert([batch], 1).inserted).toBe(1);
  });

  it('passes on what SQLite says', () => {
    expect(refusal('SELECT nope FROM spans')).toBe('SQLite: no such column: nope');
    expect(refusal('SELECT FROM')).toMatch(/^SQLite: near "FROM": syntax error/);
  });

  /** A clock on which each reading takes `step` ms. */
  const clock = (step: number) => {
    let ms = 0;
    return () => (ms += step);
  };

  it.each([
    'SELECT count(*) FROM spans a, spans b, spans c',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
    'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i > 0 OR i < 5) SELECT max(i) FROM n',
    'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n -- on and on\n) SELECT sum(i) FROM n;',
  ])('stops in time: %s', (sql) => {
    expect(() => store.query({ sql }, clock(MAX_QUERY_MS / 100))).toThrow(/took longer than 2 s/);
  });
});

describe('guardRecursion', () => {
  it.each([
    ['SELECT 1 UNION SELECT 2 ORDER BY 1', [[1], [2]]],
    ['SELECT 1 UNION ALL SELECT 2 WHERE 0 OR 1 LIMIT 5', [[1], [2]]],
    ['SELECT 1 UNION ALL SELECT 2 WHERE 0 UNION ALL SELECT 3;', [[1], [3]]],
    [
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3 OR 0) SELECT i FROM n',
      [[1], [2], [3]],
    ],
    [
      'SELECT \'union select (\' UNION SELECT "count"(*) FILTER (WHERE 1) FROM (SELECT 1)',
      [[1], ['union select (']],
    ],
    ['SELECT count(*) FROM (SELECT 1 UNION SELECT 2 EXCEPT SELECT 2 -- x\n) -- y', [[1]]],
  ])('does not change what %s means', (sql, rows) => {
    expect(query(sql).rows).toEqual(rows);
  });

  it('leaves other queries as they are', () => {
    const sql = "SELECT a FROM spans WHERE name = 'UNION' -- UNION SELECT";
    expect(guardRecursion(sql)).toBe(sql);
  });
});
