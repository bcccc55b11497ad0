import { Client, compressionAlgorithms, credentials, Metadata } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { readFileSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import type { Ingest } from '../../../src/collector/exportRequest';
import type { GrpcTimeouts } from '../../../src/collector/grpcListener';
import { GrpcListener } from '../../../src/collector/grpcListener';
import { Refusal } from '../../../src/collector/refusal';
import type { OtlpRequest } from '../../../src/otlp/records';
import { itemCount, splitByValidity } from '../../../src/otlp/validate';
import { realSpans } from '../otlp/realSpans';
import { answerTo, begin, call, EXPORT_PATH, framed, openSession } from '../support/grpcCall';

const HAS_IPV6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);
const PATIENT: GrpcTimeouts = { prefaceMs: 10_000, messageMs: 10_000, idleMs: 10_000 };
const MIB = 1024 * 1024;

let listener: GrpcListener;
let port: number;
let session: ClientHttp2Session;
let received: OtlpRequest[];
let refused: [reason: string, count: number][];
let errors: string[];
/** Replaced by tests that need another store. */
let ingest: Ingest;

async function start(timeouts = PATIENT, memory = new BodyMemory()): Promise<void> {
  listener = new GrpcListener(
    {
      ingest: (...taken) => ingest(...taken),
      onRejected: (reason, count) => refused.push([reason, count]),
      onError: (message) => errors.push(message),
      memory,
    },
    { timeouts },
  );
  port = await listener.listen(0);
  session = openSession(port);
}

async function restart(timeouts?: GrpcTimeouts, memory?: BodyMemory): Promise<void> {
  session.destroy();
  await listener.close();
  await start(timeouts, memory);
}

beforeEach(async () => {
  received = [];
  refused = [];
  errors = [];
  ingest = (request) => {
    const { valid, rejected } = splitByValidity(request);
    received.push(valid);
    return { rejected };
  };
  await start();
});

afterEach(async () => {
  session.destroy();
  await listener.close();
});

const message = ProtobufTraceSerializer.serializeRequest(realSpans())!;
const body = framed(message);

describe('an accepted call', () => {
  it.each(['traces', 'logs', 'metrics'] as const)(
    'of %s ends with status 0 and an empty response',
    async (signal) => {
      const answer = await call(session, framed(new Uint8Array(0)), { ':path': EXPORT_PATH[signal] });
      expect(answer).toMatchObject({ httpStatus: 200, code: 0, response: Buffer.alloc(0) });
      expect(answer.headers['content-type']).toBe('application/grpc');
      expect(received.map((request) => request.signal)).toEqual([signal]);
    },
  );

  it('is decoded', async () => {
    expect((await call(session, body)).code).toBe(0);
    expect(received.map(itemCount)).toEqual([2]);
    expect(refused).toEqual([]);
  });

  it.each([
    ['gzip', framed(gzipSync(message), { compressed: 1 })],
    ['deflate', framed(deflateSync(message), { compressed: 1 })],
    ['gzip', body],
    ['identity', body],
  ])('may name its compression %s, whether it uses it or not', async (encoding, sent) => {
    expect((await call(session, sent, { 'grpc-encoding': encoding })).code).toBe(0);
    expect(received.map(itemCount)).toEqual([2]);
  });

  it('may come in pieces of any size', async () => {
    const stream = begin(session);
    const answer = answerTo(stream);
    for (let at = 0; at < body.length; at += 3) stream.write(body.subarray(at, at + 3));
    stream.end();
    expect((await answer).code).toBe(0);
    expect(received.map(itemCount)).toEqual([2]);
  });

  it.each(['application/grpc+proto', 'application/grpc; charset=utf-8', 'APPLICATION/GRPC'])(
    'may name its type as %s',
    async (type) => {
      expect((await call(session, body, { 'content-type': type })).code).toBe(0);
    },
  );

  it('names how many items were rejected and why', async () => {
    ingest = () => ({ rejected: [{ reason: 'invalid-span-id', count: 1 }] });
    const { code, response } = await call(session, body);
    expect(code).toBe(0);
    expect(ProtobufTraceSerializer.deserializeResponse(response!)).toMatchObject({
      partialSuccess: {
        rejectedSpans: 1,
        errorMessage: 'Turnline did not accept 1 of 2 spans: invalid-span-id (1).',
      },
    });
  });

  it('is one of many on a connection, one after the other and interleaved', async () => {
    for (let n = 0; n < 20; n++) expect((await call(session, body)).code).toBe(0);
    const streams = Array.from({ length: 50 }, () => begin(session));
    const answers = streams.map(answerTo);
    for (let at = 0; at < body.length; at += 100)
      for (const stream of streams) stream.write(body.subarray(at, at + 100));
    for (const stream of streams) stream.end();
    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual(streams.map(() => 0));
    expect(received).toHaveLength(70);
  });

  it('waits for its turn when there are more than the connection may have', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => call(session, body)));
    expect(answers.every(({ code }) => code === 0)).toBe(true);
    expect(session.remoteSettings.maxConcurrentStreams).toBe(100);
  });

  it('was recorded from an exporter', async () => {
    const folder = join(import.meta.dirname, '../../fixtures/otlp/handwritten-b-agent-task/happy');
    const meta = JSON.parse(readFileSync(join(folder, '0001.meta.json'), 'utf8')) as {
      path: string;
      headers: Record<string, string>;
    };
    const recorded = readFileSync(join(folder, '0001-traces.pb'));
    const answer = await call(session, framed(recorded), { ...meta.headers, ':path': meta.path });
    expect(answer.code).toBe(0);
    expect(received.map(itemCount)[0]).toBeGreaterThan(3);
  });
});

describe('a client of @grpc/grpc-js', () => {
  function unary(
    client: Client,
    path: string,
    metadata = new Metadata(),
  ): Promise<ServiceError | Uint8Array> {
    const asIs = (bytes: Uint8Array) => Buffer.from(bytes);
    return new Promise((resolve) => {
      client.makeUnaryRequest<Uint8Array, Uint8Array>(path, asIs, asIs, message, metadata, (error, value) => {
        resolve(error ?? value!);
      });
    });
  }

  it('is answered, keeps its connection alive by pings, and reads errors', async () => {
    const client = new Client(`localhost:${port}`, credentials.createInsecure(), {
      'grpc.keepalive_time_ms': 50,
      'grpc.keepalive_timeout_ms': 500,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
    });
    expect(await unary(client, EXPORT_PATH.traces)).toHaveLength(0);
    // Several pings go by.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await unary(client, EXPORT_PATH.traces)).toHaveLength(0);
    expect(received).toHaveLength(2);

    expect(await unary(client, '/opentelemetry.proto.collector.trace.v1.TraceService/Import')).toMatchObject({
      code: 12,
      details: expect.stringContaining('no method') as string,
    });
    ingest = () => {
      throw new Error('Speicher voll – 100 %');
    };
    const failed = (await unary(client, EXPORT_PATH.traces)) as ServiceError;
    expect([failed.code, failed.details]).toEqual([
      14,
      'Turnline failed to store the request: Speicher voll – 100 %',
    ]);
    expect(failed.metadata.get('grpc-status-details-bin')).toHaveLength(1);
    client.close();
  });
});

describe('a refused call', () => {
  it.each([
    '/opentelemetry.proto.collector.trace.v1.TraceService/Import',
    '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export',
    '/grpc.health.v1.Health/Check',
    '/',
    '/v1/traces',
  ])('of %s is unimplemented', async (path) => {
    const answer = await call(session, body, { ':path': path });
    expect(answer).toMatchObject({ httpStatus: 200, code: 12, response: null });
    expect(answer.message).toContain(path);
    expect(refused).toEqual([['unknown-path', 1]]);
  });

  it.each(['snappy', 'zstd', 'br'])('in the encoding %s says which encodings there are', async (encoding) => {
    const answer = await call(session, framed(message, { compressed: 1 }), { 'grpc-encoding': encoding });
    expect(answer.code).toBe(12);
    expect(answer.headers['grpc-accept-encoding']).toBe('identity,deflate,gzip');
    expect(refused).toEqual([['unsupported-content-encoding', 1]]);
  });

  it.each([undefined, 'identity'])('flagged as compressed with %s is an internal error', async (encoding) => {
    const answer = await call(
      session,
      framed(message, { compressed: 1 }),
      encoding === undefined ? {} : { 'grpc-encoding': encoding },
    );
    expect(answer.code).toBe(13);
    expect(refused).toEqual([['unexpected-compression', 1]]);
  });

  it.each([
    ['bytes that are no gzip', framed(Buffer.from('no gzip'), { compressed: 1 })],
    ['a gzip that is cut off', framed(gzipSync(message).subarray(0, 60), { compressed: 1 })],
  ])('with %s is invalid', async (_, sent) => {
    expect((await call(session, sent, { 'grpc-encoding': 'gzip' })).code).toBe(3);
    expect(refused).toEqual([['corrupt-compression', 1]]);
  });

  it('that cannot be decoded is invalid, and says where', async () => {
    const answer = await call(session, framed(message.subarray(0, 100)));
    expect(answer.code).toBe(3);
    expect(answer.message).toMatch(
      /^The body is no ExportTraceServiceRequest in protobuf: resourceSpans\[0\]/,
    );
    expect(answer.retryAfter).toBeNull();
    expect(refused).toEqual([['malformed-protobuf', 1]]);
  });

  it.each([
    ['no message at all', 'incomplete-body', Buffer.alloc(0)],
    ['half a prefix', 'incomplete-body', body.subarray(0, 3)],
    ['less than the length says', 'incomplete-body', body.subarray(0, body.length - 1)],
    ['a length beyond the data', 'incomplete-body', framed(message, { length: message.length + 1 })],
    ['bytes behind the message', 'malformed-grpc', Buffer.concat([body, Buffer.of(0)])],
    ['two messages', 'malformed-grpc', Buffer.concat([body, body])],
    ['an impossible flag', 'malformed-grpc', framed(message, { compressed: 2 })],
  ])('with %s ends cleanly', async (_, reason, sent) => {
    const answer = await call(session, sent);
    expect([answer.httpStatus, answer.code]).toEqual([200, 3]);
    expect(refused).toEqual([[reason, 1]]);
    expect(received).toEqual([]);
    expect((await call(session, body)).code).toBe(0);
  });

  it('that is too large is refused as soon as it says so, before its data', async () => {
    const stream = begin(session);
    const answer = answerTo(stream);
    stream.write(framed(Buffer.alloc(0), { length: 64 * MIB + 1 }));
    expect(await answer).toMatchObject({ code: 8, retryAfter: null });
    expect(refused).toEqual([['body-too-large', 1]]);
    expect((await call(session, body)).code).toBe(0);
  });

  it('that unpacks to 100 MB is too large', async () => {
    const bomb = framed(gzipSync(Buffer.alloc(100_000_000)), { compressed: 1 });
    const begun = performance.now();
    const answer = await call(session, bomb, { 'grpc-encoding': 'gzip' });
    expect(answer).toMatchObject({ code: 8, retryAfter: null });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('takes up to the limit', async () => {
    await restart(PATIENT, new BodyMemory(message.length));
    expect((await call(session, body)).code).toBe(0);
    const gzipped = framed(gzipSync(message), { compressed: 1 });
    expect((await call(session, gzipped, { 'grpc-encoding': 'gzip' })).code).toBe(0);
    await restart(PATIENT, new BodyMemory(message.length - 1));
    expect((await call(session, body)).code).toBe(8);
    expect((await call(session, gzipped, { 'grpc-encoding': 'gzip' })).code).toBe(8);
  });

  it('that would take too much memory beside others may be tried again', async () => {
    await restart(PATIENT, new BodyMemory(MIB, 4_300 + message.length));
    expect(await call(session, body)).toMatchObject({ code: 14, retryAfter: 2 });
    expect(refused).toEqual([['overloaded', 1]]);
    expect((await call(session, framed(new Uint8Array(0)))).code).toBe(0);
  });

  it('that the store fails on may be tried again', async () => {
    ingest = () => Promise.reject(new Error('disk full'));
    expect(await call(session, body)).toMatchObject({
      code: 14,
      retryAfter: 2,
      message: 'Turnline failed to store the request: disk full',
    });
    expect([refused, errors.length]).toEqual([[['internal-error', 2]], 1]);
    ingest = () => {
      throw new Refusal(503, 'overloaded', 'Busy.');
    };
    expect(await call(session, body)).toMatchObject({ code: 14, retryAfter: 2, message: 'Busy.' });
  });

  it.each(['evil.example', 'evil.example:4317', '127.0.0.1.evil.example', '[::2]:4317', '10.0.0.1'])(
    'for the authority "%s" is not permitted',
    async (authority) => {
      const answer = await call(session, body, { ':authority': authority });
      expect(answer).toMatchObject({ httpStatus: 200, code: 7, response: null });
      expect(refused).toEqual([['forbidden-host', 1]]);
      expect(received).toEqual([]);
    },
  );

  it('for a foreign host beside the authority is not permitted', async () => {
    expect((await call(session, body, { ':authority': 'localhost', host: 'evil.example' })).code).toBe(7);
    expect(refused).toEqual([['forbidden-host', 1]]);
  });

  it.each(['localhost', 'LOCALHOST:4317', '127.0.0.1:1', '[::1]:4317', '::1:4317', '%5B::1%5D:4317'])(
    'is none for the authority %s',
    async (authority) => {
      expect((await call(session, body, { ':authority': authority })).code).toBe(0);
    },
  );

  it('from a web page is not permitted', async () => {
    const answer = await call(session, body, { origin: 'http://localhost:3000' });
    expect(answer).toMatchObject({ httpStatus: 200, code: 7 });
    expect(refused).toEqual([['forbidden-origin', 1]]);
  });

  it.each(['application/json', 'application/grpc-web', 'application/grpc+json', 'application/x-protobuf'])(
    'of type %s is told so in HTTP, too',
    async (type) => {
      const answer = await call(session, body, { 'content-type': type });
      expect([answer.httpStatus, answer.code]).toEqual([415, 3]);
      expect(answer.message).toContain(type);
    },
  );

  it('by another method than POST is told so in HTTP, too', async () => {
    expect(await call(session, body, { ':method': 'PUT' })).toMatchObject({ httpStatus: 405, code: 12 });
  });

  it('keeps its message short and printable', async () => {
    ingest = () => {
      throw new Error(`Ü\n\u0000%${'x'.repeat(100_000)}`);
    };
    const { message: text, headers } = await call(session, body);
    expect(headers['grpc-message']).toMatch(/^[ -~]*$/);
    expect(text).toContain('Ü\n\u0000%xxx');
    expect(text.length).toBeLessThan(1_100);
  });
});

describe('the listener', () => {
  it('survives a call that is cancelled half-way, and counts it', async () => {
    const stream = begin(session);
    stream.write(body.subarray(0, 50));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.close(8);
    await vi.waitFor(() => {
      expect(refused).toEqual([['incomplete-body', 1]]);
    });
    expect((await call(session, body)).code).toBe(0);
  });

  it('survives a call that is cancelled while it is stored', async () => {
    let finish: () => void = () => undefined;
    ingest = async (request) => {
      received.push(request);
      await new Promise<void>((resolve) => (finish = resolve));
      return { rejected: [] };
    };
    const stream = begin(session);
    stream.end(body);
    await vi.waitFor(() => {
      expect(received).toHaveLength(1);
    });
    stream.close(8);
    await new Promise((resolve) => setTimeout(resolve, 50));
    finish();
    await new Promise((resolve) => setTimeout(resolve, 20));
    ingest = () => ({ rejected: [] });
    expect((await call(session, body)).code).toBe(0);
    expect(errors).toEqual([]);
  });

  it('survives connections that end at any moment', async () => {
    for (let bytes = 0; bytes < body.length; bytes += 40) {
      const other = openSession(port);
      begin(other).write(body.subarray(0, bytes));
      await new Promise((resolve) => setTimeout(resolve, 2));
      other.destroy();
    }
    expect((await call(session, body)).code).toBe(0);
    expect(errors).toEqual([]);
  });

  it.each([
    ['noise', 'EHLO example.org\r\n'],
    ['a bad frame', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x08\x06\x00\x00\x00\x00\x01abcdefgh'],
  ])('survives %s, closes the connection and counts it', async (_, bytes) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(Buffer.from(bytes, 'latin1'));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    await vi.waitFor(() => {
      expect(refused).toEqual([['malformed-http', 1]]);
    });
    expect((await call(session, body)).code).toBe(0);
  });

  it('refuses headers of more than 16 KiB', async () => {
    // The limit holds from when the client has acknowledged it.
    expect((await call(session, body)).code).toBe(0);
    expect((await call(session, body, { 'x-large': 'x'.repeat(20_000) })).code).toBeNull();
    expect((await call(session, body)).code).toBe(0);
    expect(received).toHaveLength(2);
  });

  it('gives up on a message that does not come', async () => {
    await restart({ ...PATIENT, messageMs: 100 });
    const stream = begin(session);
    const answer = answerTo(stream);
    stream.write(body.subarray(0, 50));
    expect(await answer).toMatchObject({ httpStatus: 200, code: 4 });
    expect(refused).toEqual([['slow-body', 1]]);
    expect((await call(session, body)).code).toBe(0);
  });

  it.each(['100m', '100000u', '90000000n'])(
    'gives up with the client, whose grpc-timeout is %s',
    async (timeout) => {
      const stream = begin(session, { 'grpc-timeout': timeout });
      const answer = answerTo(stream);
      stream.write(body.subarray(0, 50));
      expect(await answer).toMatchObject({ code: 4 });
      expect(refused).toEqual([['slow-body', 1]]);
    },
  );

  it.each(['1H', '99999999H', '10S', '1', 'soon', '-1S'])(
    'takes what comes in time, and passes over a grpc-timeout that is none: %s',
    async (timeout) => {
      expect((await call(session, body, { 'grpc-timeout': timeout })).code).toBe(0);
    },
  );

  it('closes a connection without traffic in peace, and one that never says a word', async () => {
    await restart({ ...PATIENT, prefaceMs: 100, idleMs: 200 });
    expect((await call(session, body)).code).toBe(0);
    const goodbye = new Promise<number>((resolve) => session.once('goaway', resolve));
    const silent = connectTcp(port, '127.0.0.1');
    silent.resume();
    await new Promise((resolve) => silent.once('close', resolve));
    expect(await goodbye).toBe(0);
    expect(refused).toEqual([]);
  });

  it.skipIf(!HAS_IPV6)('is on the IPv6 loopback address too', async () => {
    const onIpv6 = openSession(port, '::1');
    expect((await call(onIpv6, body)).code).toBe(0);
    onIpv6.destroy();
  });

  // All of 127/8 is this machine on Linux; a listener on 0.0.0.0 would answer.
  it.skipIf(process.platform !== 'linux')('is on no other address', async () => {
    const socket = connectTcp(port, '127.0.0.2');
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('says that a port is taken', async () => {
    const options = {
      ingest,
      onRejected: () => undefined,
      onError: () => undefined,
      memory: new BodyMemory(),
    };
    const second = new GrpcListener(options);
    await expect(second.listen(port)).rejects.toThrow(`Port ${port} is used by another program.`);
    await second.close();
  });

  it('frees its port when it is closed, calls under way or not', async () => {
    const answer = answerTo(begin(session));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await listener.close();
    expect((await answer).code).toBeNull();
    const socket = connectTcp(port, '127.0.0.1');
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    expect(error.code).toBe('ECONNREFUSED');
  });
});
