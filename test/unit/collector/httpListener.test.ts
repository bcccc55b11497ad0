import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import type { Ingest } from '../../../src/collector/exportRequest';
import { HttpListener } from '../../../src/collector/httpListener';
import { Refusal } from '../../../src/collector/refusal';
import type { OtlpRequest, TracesRequest } from '../../../src/otlp/records';
import { splitByValidity } from '../../../src/otlp/validate';
import { realSpans } from '../otlp/realSpans';

const HAS_IPV6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

let listener: HttpListener;
let port: number;
let received: OtlpRequest[];
let refused: [reason: string, count: number][];
let errors: string[];
/** Replaced by tests that need another store. */
let ingest: Ingest;
let memory: BodyMemory;

beforeEach(async () => {
  received = [];
  refused = [];
  errors = [];
  memory = new BodyMemory();
  ingest = (request) => {
    const { valid, rejected } = splitByValidity(request);
    received.push(valid);
    return { rejected };
  };
  listener = newListener();
  port = await listener.listen(0);
});

afterEach(async () => {
  await listener.close();
});

function newListener(): HttpListener {
  return new HttpListener({
    ingest: (...taken) => ingest(...taken),
    onRejected: (reason, count) => refused.push([reason, count]),
    onError: (message) => errors.push(message),
    memory,
  });
}

/** The listener with the options as they are now. */
async function replaced(old: HttpListener): Promise<HttpListener> {
  await old.close();
  const next = newListener();
  port = await next.listen(0);
  return next;
}

interface Answer {
  status: number;
  type: string | undefined;
  body: Buffer;
  headers: IncomingMessage['headers'];
}

/** POSTs to /v1/traces; the body goes in chunks when it is a list. */
function send(
  body: Uint8Array | string | Uint8Array[],
  headers: Record<string, string> = {},
  options: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent: false, headers, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0, headers: answered } = response;
          resolve({
            status: statusCode,
            type: answered['content-type'],
            body: Buffer.concat(chunks),
            headers: answered,
          });
        });
      },
    );
    request.on('error', reject);
    if (Array.isArray(body)) {
      for (const chunk of body) request.write(chunk);
      request.end();
    } else {
      request.end(body);
    }
  });
}

/** The google.rpc.Status of an answer in protobuf. */
function statusIn(answer: Answer): { code: number; message: string } {
  const reader = new BinaryReader(answer.body);
  reader.tag();
  const code = reader.int32();
  reader.tag();
  return { code, message: reader.string() };
}

function jsonIn(answer: Answer): unknown {
  return JSON.parse(answer.body.toString());
}

/** A request whose one ScopeSpans has these bytes. */
function requestOf(scopeSpans: Uint8Array): Uint8Array {
  return [2, 1].reduce(
    (inner, field) => new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish(),
    scopeSpans,
  );
}

function traces(): TracesRequest[] {
  return received.flatMap(({ signal, request }) => (signal === 'traces' ? [request] : []));
}

function spanNames(): string[] {
  return traces().flatMap((r) =>
    r.resourceSpans.flatMap((s) => s.scopeSpans.flatMap((p) => p.spans.map((x) => x.name))),
  );
}

const protobufBody = ProtobufTraceSerializer.serializeRequest(realSpans())!;
const jsonBody = JsonTraceSerializer.serializeRequest(realSpans())!;
const NAMES = ['execute_tool search_docs', 'chat gpt-4o-mini'];

describe('an accepted export', () => {
  it('in protobuf is answered with 200 and no bytes', async () => {
    const answer = await send(protobufBody, { 'Content-Type': PROTOBUF });
    expect([answer.status, answer.type, answer.body.length]).toEqual([200, PROTOBUF, 0]);
    expect(spanNames()).toEqual(NAMES);
    expect(refused).toEqual([]);
  });

  it('in JSON is answered with 200 and {}', async () => {
    const answer = await send(jsonBody, { 'Content-Type': JSON_TYPE });
    expect([answer.status, answer.type, answer.body.toString()]).toEqual([200, JSON_TYPE, '{}']);
    expect(spanNames()).toEqual(NAMES);
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', ' application/json ;charset="UTF-8"'])(
    'may name its type as %s',
    async (type) => {
      expect(await send(jsonBody, { 'Content-Type': type })).toMatchObject({ status: 200, type: JSON_TYPE });
    },
  );

  it.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zlib', deflateSync],
    ['identity', (body: Uint8Array) => Buffer.from(body)],
    ['none', (body: Uint8Array) => Buffer.from(body)],
  ])('may be compressed: %s', async (encoding, compress) => {
    const answer = await send(compress(protobufBody), {
      'Content-Type': PROTOBUF,
      'Content-Encoding': encoding,
    });
    expect(answer.status).toBe(200);
    expect(spanNames()).toEqual(NAMES);
  });

  it('may come in chunks', async () => {
    const chunks = Array.from({ length: Math.ceil(protobufBody.length / 50) }, (_, i) =>
      protobufBody.subarray(i * 50, i * 50 + 50),
    );
    expect((await send(chunks, { 'Content-Type': PROTOBUF })).status).toBe(200);
    expect(spanNames()).toEqual(NAMES);
  });

  it('may be empty', async () => {
    expect((await send('', { 'Content-Type': PROTOBUF })).status).toBe(200);
    expect((await send('{}', { 'Content-Type': JSON_TYPE })).status).toBe(200);
    expect((await send('{"resourceSpans":[]}', { 'Content-Type': JSON_TYPE })).status).toBe(200);
  });

  it.each(['traces', 'logs', 'metrics'])('of %s may be empty, or have empty envelopes', async (signal) => {
    const key = { traces: 'Spans', logs: 'Logs', metrics: 'Metrics' }[signal]!;
    const path = `/v1/${signal}`;
    for (const body of ['{}', `{"resource${key}":[]}`, `{"resource${key}":[{"scope${key}":[{}]}]}`]) {
      const answer = await send(body, { 'Content-Type': JSON_TYPE }, { path });
      expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
    }
    const answer = await send('', { 'Content-Type': PROTOBUF }, { path });
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
    expect(received.map((request) => request.signal)).toEqual([signal, signal, signal, signal]);
  });

  it('of metrics names how many data points were rejected and why', async () => {
    const metrics = [{ gauge: { dataPoints: [{ asInt: 1 }, { asInt: '2' }] } }];
    const answer = await send(
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
      { 'Content-Type': JSON_TYPE },
      { path: '/v1/metrics' },
    );
    expect([answer.status, jsonIn(answer)]).toEqual([
      200,
      {
        partialSuccess: {
          rejectedDataPoints: '2',
          errorMessage: 'Turnline did not accept 2 of 2 data points: missing-metric-name (2).',
        },
      },
    ]);
  });

  it('with some invalid spans names how many were rejected and why', async () => {
    const spans = [
      { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'good' },
      { traceId: '', spanId: 'b7ad6b7169203331' },
      { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '0000000000000000' },
    ];
    const answer = await send(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), {
      'Content-Type': JSON_TYPE,
    });
    expect(answer.status).toBe(200);
    expect(jsonIn(answer)).toEqual({
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage: 'Turnline did not accept 2 of 3 spans: invalid-trace-id (1), invalid-span-id (1).',
      },
    });
    expect(spanNames()).toEqual(['good']);
  });
});

describe("OpenTelemetry's own exporters", () => {
  it.each([
    ['protobuf', ProtobufExporter, 'none'],
    ['protobuf with gzip', ProtobufExporter, 'gzip'],
    ['JSON', JsonExporter, 'none'],
    ['JSON with gzip', JsonExporter, 'gzip'],
  ])('get their spans through: %s', async (_, Exporter, compression) => {
    const exporter = new Exporter({
      url: `http://localhost:${port}/v1/traces`,
      compression: compression as never,
    });
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const tracer = provider.getTracer('test');
    for (let i = 0; i < 20; i++)
      tracer.startSpan(`span ${i}`, { attributes: { i, text: 'x'.repeat(200) } }).end();
    await provider.shutdown();
    expect(spanNames()).toHaveLength(20);
    const span = traces()[0]!.resourceSpans[0]!.scopeSpans[0]!.spans[7]!;
    expect([span.name, span.attributes.get('i')]).toEqual(['span 7', 7n]);
    expect(refused).toEqual([]);
  });
});

describe('a refused export', () => {
  it.each([
    [
      'malformed-protobuf',
      protobufBody.subarray(0, 100),
      PROTOBUF,
      /^The body is no ExportTraceServiceRequest in protobuf: resourceSpans\[0\]/,
    ],
    ['malformed-json', '{"resourceSpans":[{]', JSON_TYPE, /in json: not valid JSON/],
    ['malformed-json', '', JSON_TYPE, /not valid JSON/],
  ])('%s is answered with 400 and a Status in its own encoding', async (reason, body, type, message) => {
    const answer = await send(body, { 'Content-Type': type });
    expect([answer.status, answer.type]).toEqual([400, type]);
    expect(type === JSON_TYPE ? jsonIn(answer) : statusIn(answer)).toMatchObject({
      code: 3,
      message: expect.stringMatching(message) as string,
    });
    expect(refused).toEqual([[reason, 1]]);
    expect(received).toEqual([]);
  });

  it.each([
    ['corrupt-compression', 'gzip', Buffer.from('not gzip at all')],
    ['corrupt-compression', 'gzip', gzipSync(protobufBody).subarray(0, 100)],
    ['corrupt-compression', 'gzip', Buffer.alloc(0)],
    ['corrupt-compression', 'deflate', Buffer.from('not deflate')],
    ['unsupported-content-encoding', 'br', Buffer.from(protobufBody)],
    ['unsupported-content-encoding', 'gzip, gzip', gzipSync(gzipSync(protobufBody))],
  ])('for %s (%s) is answered with 400', async (reason, encoding, body) => {
    const answer = await send(body, { 'Content-Type': PROTOBUF, 'Content-Encoding': encoding });
    expect([answer.status, statusIn(answer).code]).toEqual([400, 3]);
    expect(refused).toEqual([[reason, 1]]);
  });

  it.each(['text/plain', 'application/grpc', 'application/json-patch'])(
    'of type %s is answered with 415',
    async (type) => {
      const answer = await send(jsonBody, { 'Content-Type': type });
      expect([answer.status, answer.type]).toEqual([415, JSON_TYPE]);
      expect(jsonIn(answer)).toMatchObject({
        code: 3,
        message: expect.stringContaining(`"${type}"`) as string,
      });
      expect(refused).toEqual([['unsupported-content-type', 1]]);
    },
  );

  it('without a type is answered with 415', async () => {
    expect((await send(jsonBody)).status).toBe(415);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('by %s is answered with 405', async (method) => {
    const answer = await send('', {}, { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect(refused).toEqual([['method-not-allowed', 1]]);
  });

  it('to an unknown path is answered with 404 and what exists', async () => {
    const answer = await send(protobufBody, { 'Content-Type': PROTOBUF }, { path: '/v2/traces' });
    expect(answer.status).toBe(404);
    expect(statusIn(answer)).toEqual({
      code: 5,
      message: 'There is nothing at /v2/traces. Turnline receives /v1/traces, /v1/logs, /v1/metrics by POST.',
    });
    expect(refused).toEqual([['unknown-path', 1]]);
  });

  it.each(['/api/public/otel/v1/traces', '/v1/traces/v1/traces', '/v1/traces/', '/v1/traces?project=1'])(
    'to %s is taken for what its end says',
    async (path) => {
      expect((await send(protobufBody, { 'Content-Type': PROTOBUF }, { path })).status).toBe(200);
      expect(refused).toEqual([]);
    },
  );

  it.each([
    ['traces', jsonBody],
    ['logs', '{"resourceLogs":[]}'],
    ['metrics', ' {\n  "resourceMetrics": [] }'],
  ])('to the address alone is taken for %s by what the JSON says', async (signal, body) => {
    expect((await send(body, { 'Content-Type': JSON_TYPE }, { path: '/' })).status).toBe(200);
    expect(received.map((request) => request.signal)).toEqual([signal]);
    expect(refused).toEqual([]);
  });

  it('to the address alone is taken for traces when it is protobuf', async () => {
    expect((await send(protobufBody, { 'Content-Type': PROTOBUF }, { path: '/' })).status).toBe(200);
    expect(received.map((request) => request.signal)).toEqual(['traces']);
    expect(refused).toEqual([]);
  });

  it('to the address alone is answered with 404 where nothing tells the signal', async () => {
    expect((await send('{"spans":[]}', { 'Content-Type': JSON_TYPE }, { path: '/' })).status).toBe(404);
    expect(refused).toEqual([['unknown-path', 1]]);
  });

  it('of profiles is answered with 404, not pretended to be stored', async () => {
    const answer = await send('{}', { 'Content-Type': JSON_TYPE }, { path: '/v1development/profiles' });
    expect(answer.status).toBe(404);
    expect(jsonIn(answer)).toMatchObject({
      message: expect.stringContaining('does not store profiles') as string,
    });
    expect(refused).toEqual([['unsupported-signal', 1]]);
  });

  it.each([
    'evil.example',
    'evil.example:4318',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '[::2]',
    '10.0.0.1',
  ])('for the host %s is answered with 403', async (host) => {
    const answer = await send(jsonBody, { 'Content-Type': JSON_TYPE, Host: host });
    expect([answer.status, (jsonIn(answer) as { code: number }).code]).toEqual([403, 7]);
    expect(refused).toEqual([['forbidden-host', 1]]);
    expect(received).toEqual([]);
  });

  it.each(['localhost', 'LOCALHOST:4318', '127.0.0.1:1', '[::1]:4318'])(
    'is none for the host %s',
    async (host) => {
      expect((await send(jsonBody, { 'Content-Type': JSON_TYPE, Host: host })).status).toBe(200);
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost:3000'])(
    'from the web page %s is answered with 403',
    async (origin) => {
      const answer = await send(jsonBody, { 'Content-Type': JSON_TYPE, Origin: origin });
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      const preflight = await send(
        '',
        { Origin: origin, 'Access-Control-Request-Method': 'POST' },
        { method: 'OPTIONS' },
      );
      expect(preflight.status).toBe(403);
      expect(refused).toEqual([
        ['forbidden-origin', 1],
        ['forbidden-origin', 1],
      ]);
    },
  );

  it.each(['gzip', 'deflate'])(
    'that unpacks to 100 MB (%s) is answered with 413 at once',
    async (encoding) => {
      const zeros = Buffer.alloc(100_000_000);
      const bomb = encoding === 'gzip' ? gzipSync(zeros) : deflateSync(zeros);
      const start = performance.now();
      const answer = await send(bomb, { 'Content-Type': PROTOBUF, 'Content-Encoding': encoding });
      expect([answer.status, statusIn(answer).code]).toEqual([413, 8]);
      expect(performance.now() - start).toBeLessThan(2_000);
      expect(refused).toEqual([['body-too-large', 1]]);
    },
  );

  it('that is larger than 64 MiB is answered with 413, announced or in chunks', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024);
    const chunks = Array.from({ length: 65 }, () => mebibyte);
    expect((await send(chunks, { 'Content-Type': PROTOBUF })).status).toBe(413);
    expect(
      (await send(chunks, { 'Content-Type': PROTOBUF, 'Content-Length': String(65 * 1024 * 1024) })).status,
    ).toBe(413);
    expect(refused).toEqual([
      ['body-too-large', 1],
      ['body-too-large', 1],
    ]);
  });

  it.each([
    ['protobuf', PROTOBUF, (count: number) => requestOf(Buffer.alloc(2 * count, Buffer.from([0x12, 0])))],
    [
      'JSON',
      JSON_TYPE,
      (count: number) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${'{},'.repeat(count - 1)}{}]}]}]}`,
    ],
  ])('that would take too much memory when decoded (%s) is answered with 413', async (_, type, bodyOf) => {
    expect((await send(bodyOf(900_000), { 'Content-Type': type })).status).toBe(413);
    expect(refused).toEqual([['too-many-records', 1]]);
    // Those that nobody can keep are told one by one as long as they are few.
    expect((await send(bodyOf(1_000), { 'Content-Type': type })).status).toBe(200);
  });

  it('that would take too much memory beside others is answered with 503 and when to retry', async () => {
    memory = new BodyMemory(5_000, 9_000);
    listener = await replaced(listener);
    const answer = await send(Buffer.alloc(4_900), { 'Content-Type': PROTOBUF });
    expect([answer.status, answer.headers['retry-after'], statusIn(answer).code]).toEqual([503, '2', 14]);
    expect(refused).toEqual([['overloaded', 1]]);
    // What was refused is free again.
    expect((await send('{}', { 'Content-Type': JSON_TYPE })).status).toBe(200);
    expect((await send(Buffer.alloc(5_001), { 'Content-Type': PROTOBUF })).status).toBe(413);
  });

  it('that the collector has no time for is answered as it says', async () => {
    ingest = () => Promise.reject(new Refusal(503, 'overloaded', 'Turnline is busy.', { count: 2 }));
    const answer = await send(jsonBody, { 'Content-Type': JSON_TYPE });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(jsonIn(answer)).toMatchObject({ code: 14, message: 'Turnline is busy.' });
    expect([refused, errors]).toEqual([[['overloaded', 2]], []]);
  });

  it('says which field is wrong', async () => {
    const answer = await send('{"resourceSpans":[{"scopeSpans":7}]}', { 'Content-Type': JSON_TYPE });
    expect(jsonIn(answer)).toMatchObject({
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'resourceSpans[0].scopeSpans' }],
        },
      ],
    });
  });

  it('that the store fails on is answered with 503, so that it is sent again', async () => {
    ingest = () => {
      throw new Error('out of memory');
    };
    const answer = await send(protobufBody, { 'Content-Type': PROTOBUF });
    expect([answer.status, statusIn(answer).code]).toEqual([503, 14]);
    expect(statusIn(answer).message).toContain('out of memory');
    expect(refused).toEqual([['internal-error', 2]]);
    expect(errors).toHaveLength(1);
  });
});

describe('the listener', () => {
  it('survives a sender that goes away, and counts it', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 100\r\n\r\nhalf`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await vi.waitFor(() => {
      expect(refused).toEqual([['incomplete-body', 1]]);
    });
    expect((await send(protobufBody, { 'Content-Type': PROTOBUF })).status).toBe(200);
  });

  it('survives what is no HTTP, and counts it', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('EHLO example.org\r\n');
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => {
        resolve(data.toString());
      }),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(refused).toEqual([['malformed-http', 1]]);
  });

  it('keeps connections open for longer than exporters pause', async () => {
    const answer = await send(
      protobufBody,
      { 'Content-Type': PROTOBUF },
      { agent: new Agent({ keepAlive: true, maxSockets: 1 }) },
    );
    const seconds = Number(/timeout=(\d+)/.exec(String(answer.headers['keep-alive']))?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(30);
  });

  it.skipIf(!HAS_IPV6)('is on the IPv6 loopback address too', async () => {
    const answer = await send(protobufBody, { 'Content-Type': PROTOBUF }, { host: '::1' });
    expect(answer.status).toBe(200);
  });

  // All of 127/8 is this machine on Linux; a listener on 0.0.0.0 would answer.
  it.skipIf(process.platform !== 'linux')('is on no other address', async () => {
    await expect(send(protobufBody, {}, { host: '127.0.0.2' })).rejects.toThrow('ECONNREFUSED');
  });

  it('says that a port is taken', async () => {
    const second = newListener();
    await expect(second.listen(port)).rejects.toThrow(`Port ${port} is used by another program.`);
    await second.close();
  });

  it.skipIf(!HAS_IPV6)('does not share "localhost" with another program on the IPv6 side', async () => {
    const foreign = createServer().listen(0, '::1');
    await new Promise((resolve) => foreign.once('listening', resolve));
    const taken = (foreign.address() as { port: number }).port;
    const second = newListener();
    await expect(second.listen(taken)).rejects.toThrow('used by another program');
    foreign.close();
    expect(await second.listen(taken)).toBe(taken);
    await second.close();
  });

  it('frees its port when it is closed, open connections or not', async () => {
    const idle = connect(port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    await listener.close();
    await expect(send(protobufBody)).rejects.toThrow('ECONNREFUSED');
    idle.destroy();
  });
});
