/**
 * What the OTLP specification 1.11.0 and a private receiver promise, statement by statement, over the wire against the
 * whole collector. The details of each are in the tests of the listeners and decoders.
 */
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { existsSync, readFileSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectorStatus } from '../../../src/protocol/status';
import { realSpans } from '../otlp/realSpans';
import { call, EXPORT_PATH, framed, openSession } from '../support/grpcCall';
import type { CollectorUnderTest } from '../support/runningCollector';
import { startCollectorUnderTest } from '../support/runningCollector';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const SIGNALS = ['traces', 'logs', 'metrics'] as const;
const MIB = 1024 * 1024;

let collector: CollectorUnderTest;
let session: ClientHttp2Session;

beforeEach(async () => {
  collector = await startCollectorUnderTest();
  session = openSession(Number(new URL(collector.grpcEndpoint).port));
});
afterEach(async () => {
  session.destroy();
  await collector.close();
});

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function post(
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
  options: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      collector.endpoint + path,
      { method: 'POST', agent: false, headers: { 'Content-Type': JSON_TYPE, ...headers }, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function status(): Promise<CollectorStatus> {
  return collector.handlers.status(undefined);
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
/** A request with one span of these fields beside valid ids. */
const span = (fields: object) =>
  JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE, spanId: SPAN, ...fields }] }] }],
  });
/** A request with one item of each signal. */
const ITEM = {
  traces: span({}),
  logs: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}',
  metrics:
    '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asInt":1}]}}]}]}]}',
};

const spans = realSpans();
const protobuf = ProtobufTraceSerializer.serializeRequest(spans)!;

async function attributesOf(): Promise<unknown> {
  return (await collector.handlers['span/get']({ traceId: TRACE, spanId: SPAN })).raw.attributes;
}

describe('OTLP/HTTP', () => {
  it('1. takes traces, logs and metrics in both encodings on one port', async () => {
    for (const signal of SIGNALS) {
      expect((await post(`/v1/${signal}`, ITEM[signal])).status).toBe(200);
      expect((await post(`/v1/${signal}`, '', { 'Content-Type': PROTOBUF })).status).toBe(200);
    }
    expect((await status()).received).toEqual({ spans: 1, logs: 1, metrics: 1 });
  });

  it.each(SIGNALS)(
    '2. answers %s in the type of the request, whose parameters and case do not matter',
    async (signal) => {
      const cases = [
        [PROTOBUF, ''],
        ['APPLICATION/X-PROTOBUF', ''],
        ['application/json; charset=utf-8', '{}'],
        ['Application/JSON', '{}'],
      ] as const;
      for (const [type, body] of cases) {
        const answer = await post(`/v1/${signal}`, body, { 'Content-Type': type });
        expect([answer.status, answer.headers['content-type']]).toEqual([
          200,
          type.split(';')[0]!.toLowerCase(),
        ]);
      }
    },
  );

  it('3. answers success with an empty response', async () => {
    expect((await post('/v1/traces', JsonTraceSerializer.serializeRequest(spans)!)).body.toString()).toBe(
      '{}',
    );
    expect((await post('/v1/traces', protobuf, { 'Content-Type': PROTOBUF })).body).toHaveLength(0);
  });

  it('4. answers partial success with the number of rejected items and why', async () => {
    const bad = {
      traces: '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}',
      metrics: '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{}]}}]}]}]}',
    };
    const field = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints' };
    // Log records are kept, without what is wrong with them.
    for (const signal of ['traces', 'metrics'] as const) {
      const answer = await post(`/v1/${signal}`, bad[signal]);
      expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
        200,
        {
          partialSuccess: {
            [field[signal]]: '1',
            errorMessage: expect.stringMatching(/^Turnline did not accept 1 of 1 /) as string,
          },
        },
      ]);
    }
    expect((await status()).rejected.map(({ reason, count }) => [reason, count])).toEqual([
      ['invalid-trace-id', 1],
      ['missing-metric-name', 1],
    ]);
  });

  it('5. takes empty requests and empty envelopes', async () => {
    const empty = {
      traces: ['{}', '{"resourceSpans":[{}]}', '{"resourceSpans":[{"scopeSpans":[{}]}]}'],
      logs: ['{}', '{"resourceLogs":[{}]}', '{"resourceLogs":[{"scopeLogs":[{}]}]}'],
      metrics: [
        '{}',
        '{"resourceMetrics":[{}]}',
        '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{}]}]}]}',
      ],
    };
    for (const signal of SIGNALS)
      for (const body of empty[signal])
        expect((await post(`/v1/${signal}`, body)).body.toString()).toBe('{}');
  });

  it('6. takes gzip, and refuses a corrupt one and unknown encodings with 400', async () => {
    const send = (body: Uint8Array, encoding: string) =>
      post('/v1/traces', body, { 'Content-Type': PROTOBUF, 'Content-Encoding': encoding });
    expect((await send(gzipSync(protobuf), 'gzip')).status).toBe(200);
    expect((await send(gzipSync(protobuf).subarray(0, 50), 'gzip')).status).toBe(400);
    expect((await send(protobuf, 'zstd')).status).toBe(400);
  });

  it('7. refuses more than 64 MiB with 413, before and after decompression, and takes as much', async () => {
    const padded = (bytes: number) => Buffer.concat([Buffer.from('{}'), Buffer.alloc(bytes - 2, ' ')]);
    expect((await post('/v1/traces', padded(64 * MIB))).status).toBe(200);
    expect((await post('/v1/traces', padded(64 * MIB + 1))).status).toBe(413);
    const gzip = { 'Content-Encoding': 'gzip' };
    expect((await post('/v1/traces', gzipSync(padded(64 * MIB)), gzip)).status).toBe(200);
    expect((await post('/v1/traces', gzipSync(padded(64 * MIB + 1)), gzip)).status).toBe(413);
  });

  it.each(SIGNALS)('8. answers what is no %s with 400 and a Status that says where', async (signal) => {
    const answer = await post(`/v1/${signal}`, ITEM[signal].replace('[{', '[7,{'));
    expect(answer.headers['content-type']).toBe(JSON_TYPE);
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([
      400,
      {
        code: 3,
        details: [{ fieldViolations: [{ field: expect.stringMatching(/^resource\w+\[0\]$/) as string }] }],
      },
    ]);
    const binary = await post(`/v1/${signal}`, Buffer.of(0x0a, 0x7f), { 'Content-Type': PROTOBUF });
    expect([binary.status, binary.headers['content-type'], binary.body[0], binary.body[1]]).toEqual([
      400,
      PROTOBUF,
      0x08,
      3,
    ]);
  });

  it.each(['', '{', '[]', 'null', '"x"', '{}{}', '{"resourceSpans":{}}'])(
    '8. takes %j for no request in JSON, which has no empty text; zero bytes of protobuf are one',
    async (body) => {
      const answer = await post('/v1/traces', body);
      expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([400, { code: 3 }]);
    },
  );

  it('9. answers other methods with 405 and other types with 415, each with a Status', async () => {
    for (const signal of SIGNALS) {
      const method = await post(`/v1/${signal}`, '', {}, { method: 'GET' });
      expect([method.status, JSON.parse(method.body.toString())]).toMatchObject([405, { code: 12 }]);
      const type = await post(`/v1/${signal}`, '{}', { 'Content-Type': 'text/plain' });
      expect([type.status, JSON.parse(type.body.toString())]).toMatchObject([415, { code: 3 }]);
    }
  });

  it('11. answers briefly, however long what it complains about', async () => {
    const long = 'x'.repeat(8_000);
    const path = await post(`/${long}`, '{}');
    const type = await post('/v1/traces', '{}', { 'Content-Type': long });
    const encoding = await post('/v1/traces', '{}', { 'Content-Encoding': long });
    const statuses = [path, type, encoding].map((answer) => answer.status);
    expect(statuses).toEqual([404, 415, 400]);
    for (const { body } of [path, type, encoding]) expect(body.byteLength).toBeLessThan(10_000);
  });

  it('12. keeps a connection open for longer than exporters pause', async () => {
    const agent = new Agent({ keepAlive: true });
    const answer = await post('/v1/traces', '{}', {}, { agent });
    expect(Number(/timeout=(\d+)/.exec(String(answer.headers['keep-alive']))?.[1])).toBeGreaterThanOrEqual(
      10,
    );
    agent.destroy();
  });

  it('13. stores a batch that is sent again once', async () => {
    for (let times = 0; times < 3; times++) await post('/v1/traces', protobuf, { 'Content-Type': PROTOBUF });
    await call(session, framed(protobuf));
    expect(await status()).toMatchObject({ received: { spans: 8 }, stored: { spans: 2 } });
  });
});

describe('OTLP/JSON', () => {
  it('14. takes ids as hex of any case, and rejects spans whose ids have a wrong length or are zero', async () => {
    await post('/v1/traces', span({ traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase() }));
    for (const ids of [{ traceId: 'ab' }, { traceId: '0'.repeat(32) }, { spanId: TRACE }, { spanId: '' }])
      expect((await post('/v1/traces', span(ids))).body.toString()).toContain('"rejectedSpans":"1"');
    expect(await status()).toMatchObject({ stored: { spans: 1 } });
    expect(await attributesOf()).toEqual({});
  });

  it('15. keeps 64-bit integers exact, as strings and as numbers', async () => {
    const value = (text: string) => `{"key":"${text}","value":{"intValue":${text}}}`;
    const body = span({ attributes: [] }).replace(
      '"attributes":[]',
      `"attributes":[${value('1544712660300000001')},${value('-9223372036854775808')}]`,
    );
    expect((await post('/v1/traces', body)).status).toBe(200);
    expect(await attributesOf()).toEqual({
      '1544712660300000001': '1544712660300000001',
      '-9223372036854775808': '-9223372036854775808',
    });
  });

  it('16. ignores what it does not know', async () => {
    expect(
      (
        await post(
          '/v1/traces',
          span({ future: { a: [1] }, attributes: [{ key: 'k', value: { newValue: 1 } }] }),
        )
      ).status,
    ).toBe(200);
    expect(await attributesOf()).toEqual({ k: null });
  });

  it('17. takes snake_case keys and enum names', async () => {
    const body = `{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"${TRACE}","span_id":"${SPAN}",
      "kind":"SPAN_KIND_CLIENT","attributes":[{"key":"k","value":{"string_value":"v"}}]}]}]}]}`;
    expect((await post('/v1/traces', body)).status).toBe(200);
    expect(await attributesOf()).toEqual({ k: 'v' });
  });

  it('18. takes values that are empty, bytes, mixed lists and key-value lists', async () => {
    const values = {
      empty: {},
      bytes: { bytesValue: 'AQI=' },
      mixed: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, { boolValue: true }, {}] } },
      nested: { kvlistValue: { values: [{ key: 'a', value: { doubleValue: 0.5 } }] } },
    };
    const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
    expect((await post('/v1/traces', span({ attributes }))).status).toBe(200);
    expect(await attributesOf()).toEqual({
      empty: null,
      bytes: { base64: 'AQI=' },
      mixed: ['a', 1, true, null],
      nested: { a: 0.5 },
    });
  });
});

describe('OTLP/gRPC', () => {
  it('19. answers an Export of each signal with status 0', async () => {
    expect((await call(session, framed(protobuf))).code).toBe(0);
    for (const signal of SIGNALS)
      expect(await call(session, framed(new Uint8Array(0)), { ':path': EXPORT_PATH[signal] })).toMatchObject({
        code: 0,
        response: Buffer.alloc(0),
      });
    expect((await status()).received.spans).toBe(2);
  });

  it('20. answers an unknown method with UNIMPLEMENTED', async () => {
    expect((await call(session, framed(protobuf), { ':path': '/a.B/C' })).code).toBe(12);
  });

  it('21. takes messages with gzip', async () => {
    const sent = framed(gzipSync(protobuf), { compressed: 1 });
    expect((await call(session, sent, { 'grpc-encoding': 'gzip' })).code).toBe(0);
    expect((await status()).received.spans).toBe(2);
  });

  it('22. refuses what is over the limit with RESOURCE_EXHAUSTED and no word of retrying', async () => {
    const bomb = framed(gzipSync(Buffer.alloc(65 * MIB)), { compressed: 1 });
    expect(await call(session, bomb, { 'grpc-encoding': 'gzip' })).toMatchObject({
      code: 8,
      retryAfter: null,
    });
    expect(await call(session, framed(Buffer.alloc(0), { length: 65 * MIB }))).toMatchObject({
      code: 8,
      retryAfter: null,
    });
  });

  it.each(SIGNALS)('23. refuses what is no %s with INVALID_ARGUMENT', async (signal) => {
    const answer = await call(session, framed(Buffer.of(0x0a, 0x7f)), { ':path': EXPORT_PATH[signal] });
    expect([answer.code, answer.retryAfter]).toEqual([3, null]);
  });
});

describe('the same by either protocol', () => {
  it('25, 26. names of other machines and web pages are refused', async () => {
    for (const signal of SIGNALS) {
      expect((await post(`/v1/${signal}`, '{}', { Host: 'rebound.example:4318' })).status).toBe(403);
      expect((await post(`/v1/${signal}`, '{}', { Origin: 'http://localhost' })).status).toBe(403);
      const path = { ':path': EXPORT_PATH[signal] };
      expect((await call(session, framed(protobuf), { ...path, ':authority': 'rebound.example' })).code).toBe(
        7,
      );
      expect((await call(session, framed(protobuf), { ...path, origin: 'http://localhost' })).code).toBe(7);
    }
    expect((await status()).rejected.map(({ reason, count }) => [reason, count])).toEqual([
      ['forbidden-host', 6],
      ['forbidden-origin', 6],
    ]);
  });

  it.runIf(process.platform === 'linux')('24. only loopback addresses are listened on', () => {
    // /proc/net/tcp has addresses in the machine's byte order; 0A is LISTEN.
    const ports = [collector.endpoint, collector.grpcEndpoint].map((url) => Number(new URL(url).port));
    for (const port of ports) {
      const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
      const listening = ['/proc/net/tcp', '/proc/net/tcp6']
        .filter((path) => existsSync(path))
        .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
        .map(([, local]) => local!.slice(0, -suffix.length));
      expect(listening).toContain('0100007F');
      for (const address of listening)
        expect(['0100007F', '00000000000000000000000001000000']).toContain(address);
    }
  });

  it('28. bombs are refused by what they unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MIB));
    expect(bomb.byteLength).toBeLessThan(MIB);
    const gzip = { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip' };
    expect((await post('/v1/traces', bomb, gzip)).status).toBe(413);
    const sent = framed(bomb, { compressed: 1 });
    expect((await call(session, sent, { 'grpc-encoding': 'gzip' })).code).toBe(8);
  });

  it('29. nesting and numbers of values are bounded', { timeout: 30_000 }, async () => {
    const deep = '{"arrayValue":{"values":['.repeat(65) + '{}' + ']}}'.repeat(65);
    const body = span({ attributes: [] }).replace(
      '"attributes":[]',
      `"attributes":[{"key":"k","value":${deep}}]`,
    );
    expect((await post('/v1/traces', body)).status).toBe(200);
    expect(depthOf(await attributesOf())).toBeLessThanOrEqual(65);
    // Five million attributes and one, of four bytes each, in one log record.
    const attributes = Buffer.alloc(4 * 5_000_001, Buffer.of(0x32, 0x02, 0x0a, 0x00));
    const within = (number: number, content: Uint8Array) =>
      Buffer.concat([Buffer.of((number << 3) | 2), varint(content.byteLength), content]);
    const logs = within(1, within(2, within(2, attributes)));
    expect((await post('/v1/logs', logs, { 'Content-Type': PROTOBUF })).status).toBe(400);
    expect((await call(session, framed(logs), { ':path': EXPORT_PATH.logs })).code).toBe(3);
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
