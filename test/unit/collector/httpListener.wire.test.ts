/** What no exporter sends, but what may still arrive at the HTTP port. */
import { Client, credentials } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import type { Ingest } from '../../../src/collector/exportRequest';
import type { HttpTimeouts } from '../../../src/collector/httpListener';
import { HttpListener } from '../../../src/collector/httpListener';
import { call, EXPORT_PATH, framed, openSession } from '../support/grpcCall';
import { RawConnection } from '../support/rawConnection';

const PATIENT: HttpTimeouts = { headersMs: 10_000, bodyMs: 10_000, idleMs: 75_000 };

let listener: HttpListener;
let port: number;
let accepted: number;
let refused: string[];
let errors: string[];
let memory: BodyMemory;
/** Replaced by tests that need another store. */
let ingest: Ingest;

async function start(timeouts = PATIENT): Promise<void> {
  listener = new HttpListener(
    {
      ingest: (request, source) => ingest(request, source),
      onRejected: (reason) => refused.push(reason),
      onError: (message) => errors.push(message),
      memory,
    },
    { timeouts, grpcPort: () => 4317 },
  );
  port = await listener.listen(0);
}

async function restart(timeouts?: HttpTimeouts): Promise<void> {
  await listener.close();
  await start(timeouts);
}

beforeEach(async () => {
  accepted = 0;
  refused = [];
  errors = [];
  memory = new BodyMemory();
  ingest = () => {
    accepted++;
    return { rejected: [] };
  };
  await start();
});
afterEach(async () => {
  await listener.close();
  expect(errors).toEqual([]);
});

const MIB = 1024 * 1024;
const HEAD = 'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const withLength = (length: number, extra = '') => `${HEAD}${extra}Content-Length: ${length}\r\n\r\n`;
const GOOD = `${withLength(2)}{}`;
const LAST = `${withLength(2, 'Connection: close\r\n')}{}`;

/** The status codes of all answers on the connection, whatever is between them. */
function statuses(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}

/** What a sender gets that says so much and waits. */
async function answerTo(bytes: string | Uint8Array): Promise<string> {
  return (await RawConnection.open(port)).say(bytes).untilClosed();
}

async function expectAlive(): Promise<void> {
  expect(statuses(await answerTo(LAST))).toEqual([200]);
}

describe('HTTP/1.1', () => {
  it('may be pipelined: the answers come in order', async () => {
    const bad = `${withLength(1)}{`;
    const text = await answerTo(GOOD + bad + GOOD + LAST);
    expect(statuses(text)).toEqual([200, 400, 200, 200]);
    expect([accepted, refused]).toEqual([3, ['malformed-json']]);
  });

  it('may come byte by byte', async () => {
    const connection = await RawConnection.open(port);
    connection.socket.setNoDelay(true);
    for (const byte of LAST) connection.say(byte);
    expect(statuses(await connection.untilClosed())).toEqual([200]);
  });

  it('may name a foreign host nowhere: not in a second header, nor in its target', async () => {
    const foreign = [
      `${HEAD}Host: evil.example\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      LAST.replace('POST /', 'POST http://evil.example/'),
      LAST.replace('Host: localhost\r\n', ''),
    ];
    for (const request of foreign) expect(statuses(await answerTo(request))).toEqual([403]);
    expect(statuses(await answerTo(LAST.replace('POST /', 'POST http://[::1]:4318/')))).toEqual([200]);
    expect([accepted, refused]).toEqual([1, Array(3).fill('forbidden-host')]);
  });

  it('may be chunked, with extensions and trailers', async () => {
    const chunked = `${HEAD}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n`;
    const text = await answerTo(`${chunked}1;name=value\r\n{\r\n1;a\r\n}\r\n0;last\r\nX-Sum: 2\r\n\r\n`);
    expect(statuses(text)).toEqual([200]);
    expect(accepted).toBe(1);
  });

  it.each(['gzip', 'deflate'])('may end its body where the compression does: %s', async (encoding) => {
    const body = gzipSync('{}');
    const head = withLength(body.length, `Content-Encoding: ${encoding}\r\nConnection: close\r\n`);
    expect(statuses(await answerTo(Buffer.concat([Buffer.from(head), body])))).toEqual(
      encoding === 'gzip' ? [200] : [400],
    );
  });

  it('may be answered on a connection on which the sender has hung up', async () => {
    const connection = await RawConnection.open(port);
    expect(statuses(await connection.say(GOOD).hangUp().untilClosed())).toEqual([200]);
    expect(accepted).toBe(1);
  });

  it('keeps a connection on which an exporter pauses', async () => {
    const connection = await RawConnection.open(port);
    connection.say(GOOD);
    const first = await connection.hears(/\r\n\r\n\{\}$/);
    expect(Number(/keep-alive: timeout=(\d+)/i.exec(first)?.[1])).toBeGreaterThanOrEqual(10);
    expect(statuses(await connection.say(LAST).untilClosed())).toEqual([200, 200]);
  });
});

describe('a sender that waits to be told to go on', () => {
  const EXPECT = 'Expect: 100-continue\r\n';

  it('is told so', async () => {
    const connection = await RawConnection.open(port);
    connection.say(withLength(2, `${EXPECT}Connection: close\r\n`));
    await connection.hears(/100 Continue\r\n\r\n$/);
    expect(accepted).toBe(0);
    expect(statuses(await connection.say('{}').untilClosed())).toEqual([100, 200]);
  });

  it.each([
    [413, withLength(65 * MIB, EXPECT)],
    [415, withLength(2, EXPECT).replace('application/json', 'text/plain')],
    [403, withLength(2, `${EXPECT}Origin: null\r\n`)],
    [400, withLength(2, `${EXPECT}Content-Encoding: br\r\n`)],
  ])('is answered with %d instead, and may not go on', async (status, head) => {
    expect(statuses(await answerTo(head))).toEqual([status]);
    await expectAlive();
  });

  it('for anything else need not wait', async () => {
    expect(
      statuses(await answerTo(withLength(2, 'Expect: a-miracle\r\nConnection: close\r\n') + '{}')),
    ).toEqual([200]);
  });
});

describe('what could be understood in two ways', () => {
  it.each([
    ['two lengths', withLength(2, 'Content-Length: 3\r\n')],
    ['a length and chunks', withLength(2, 'Transfer-Encoding: chunked\r\n')],
    ['chunked not last', `${HEAD}Transfer-Encoding: chunked, gzip\r\n\r\n`],
    ['chunked twice', `${HEAD}Transfer-Encoding: chunked, chunked\r\nContent-Length: 2\r\n\r\n`],
    ['a length that is no number', `${HEAD}Content-Length: 2x\r\n\r\n`],
    ['a length below zero', `${HEAD}Content-Length: -2\r\n\r\n`],
    ['a blank before the colon', `${HEAD}Content-Length : 2\r\n\r\n`],
    ['a folded header', `${HEAD}X-Folded: a\r\n\tContent-Length: 2\r\n \r\n\r\n`],
    ['a chunk size that is no number', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['a zero byte', `${HEAD}X: \0\r\n\r\n`],
  ])('is refused: %s', async (_, bytes) => {
    const text = await answerTo(`${bytes}{}`);
    expect(statuses(text)[0]).toBe(400);
    expect(accepted).toBe(0);
    await expectAlive();
  });

  it('is refused when more comes than was announced', async () => {
    const text = await answerTo(`${withLength(2)}{}and more\r\n\r\n`);
    expect(statuses(text).at(-1)).toBe(400);
    expect(refused).toContain('malformed-http');
  });

  it('is not stored when less comes than was announced', async () => {
    const connection = await RawConnection.open(port);
    connection.say(`${withLength(10)}{}`).hangUp();
    await connection.untilClosed();
    await vi.waitFor(() => {
      expect(refused).toEqual(['incomplete-body']);
    });
    expect(accepted).toBe(0);
  });
});

describe('headers', () => {
  it('of more than 16 KiB are answered with 431 and a Status', async () => {
    const text = await answerTo(`${HEAD}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(statuses(text)).toEqual([431]);
    expect(text).toMatch(/Content-Type: application\/json\r\n/);
    expect(text).toMatch(/\{"code":8,"message":"The headers are larger than 16 KiB/);
    expect(refused).toEqual(['headers-too-large']);
  });

  it('cannot hide an Origin behind thousands of others', async () => {
    const text = await answerTo(
      withLength(2, `${'a:\r\n'.repeat(3_000)}Origin: null\r\nConnection: close\r\n`) + '{}',
    );
    expect(statuses(text)).toEqual([403]);
  });

  it.each([
    ['no Host', `POST /v1/logs HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`],
    ['an empty Host', `POST /v1/logs HTTP/1.1\r\nHost:\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`],
    ['HTTP/1.0 without Host', `POST /v1/logs HTTP/1.0\r\nContent-Length: 0\r\n\r\n`],
  ])('with %s are answered with 403', async (_, bytes) => {
    expect(statuses(await answerTo(bytes))).toEqual([403]);
    expect(refused).toEqual(['forbidden-host']);
  });

  it.each(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'of %s get 405 and none that lets a web page in',
    async (method) => {
      const text = await answerTo(
        `${method} /v1/traces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(statuses(text)).toEqual([405]);
      expect(text).toMatch(/Allow: POST\r\n/);
      expect(text).not.toMatch(/access-control/i);
    },
  );

  it.each([
    GOOD,
    `${withLength(1)}{`,
    'GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n',
    '\r\n\r\nnoise\r\n\r\n',
  ])('of every answer name Turnline: %j', async (bytes) => {
    const connection = await RawConnection.open(port);
    expect(await connection.say(bytes).hears(/\r\n\r\n/)).toMatch(/^Server: Turnline\r$/m);
    connection.socket.destroy();
  });
});

it('GET / says what is here, and is no refused request', async () => {
  const text = await answerTo('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(statuses(text)).toEqual([200]);
  expect(text).toContain('/v1/traces, /v1/logs, /v1/metrics');
  expect(refused).toEqual([]);
});

it('a refused sender that closes with its request gets the answer while it sends, and is not cut off', async () => {
  const size = 65 * MIB;
  const connection = await RawConnection.open(port);
  const failed: Error[] = [];
  connection.socket.on('error', (error) => failed.push(error));
  connection.say(withLength(size, 'Connection: close\r\n'));
  expect(statuses(await connection.hears(/\r\n\r\n\{.*\}$/))).toEqual([413]);
  expect(statuses(await connection.say(Buffer.alloc(size)).untilClosed())).toEqual([413]);
  expect(failed).toEqual([]);
  expect(refused).toEqual(['body-too-large']);
});

describe('time runs out', () => {
  it('for a body, which is answered in its own encoding', async () => {
    await restart({ ...PATIENT, bodyMs: 50 });
    const text = await answerTo(`${withLength(100).replace('/json', '/x-protobuf')}half`);
    expect(statuses(text)).toEqual([408]);
    expect(text).toMatch(/Content-Type: application\/x-protobuf\r\n/);
    expect(refused).toEqual(['slow-body']);
  });

  it('for headers', async () => {
    await restart({ ...PATIENT, headersMs: 50 });
    const text = await answerTo('POST /v1/logs HTTP/1.1\r\nHost: local');
    expect(statuses(text)).toEqual([408]);
    expect(refused).toEqual(['slow-body']);
  });

  it('for a connection on which nothing is ever said', async () => {
    await restart({ ...PATIENT, headersMs: 50 });
    expect(await (await RawConnection.open(port)).untilClosed()).toBe('');
    expect(await (await RawConnection.open(port)).say('P').untilClosed()).toBe('');
    expect(refused).toEqual([]);
  });
});

describe('many at once', () => {
  it('connections: those above the limit are closed and counted', async () => {
    const connections = await Promise.all(Array.from({ length: 520 }, () => RawConnection.open(port)));
    await vi.waitFor(() => {
      expect(refused).toEqual(Array.from({ length: 8 }, () => 'too-many-connections'));
    });
    for (const { socket } of connections) socket.destroy();
    await vi.waitFor(expectAlive);
  });

  it('pipelined requests: those beyond what memory may hold are told to come again', async () => {
    memory = new BodyMemory(1_000, 50_000);
    await restart();
    let finish: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => (finish = resolve));
    ingest = async () => {
      await stored;
      return { rejected: [] };
    };
    const connection = await RawConnection.open(port);
    connection.say(GOOD.repeat(49) + LAST);
    await vi.waitFor(() => {
      expect(refused).toContain('overloaded');
    });
    finish();
    const answers = statuses(await connection.untilClosed());
    expect(answers).toHaveLength(50);
    expect(answers.filter((status) => status === 200)).toHaveLength(11);
    expect(answers.filter((status) => status === 503)).toHaveLength(39);
  });

  it('gzip bombs', async () => {
    memory = new BodyMemory(16 * MIB);
    await restart();
    const bomb = gzipSync(Buffer.alloc(20 * MIB));
    const head = Buffer.from(withLength(bomb.length, 'Content-Encoding: gzip\r\nConnection: close\r\n'));
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const text = await answerTo(Buffer.concat([head, bomb]));
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        return statuses(text);
      }),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 20 }, () => 413));
    // All of them together would be 400 MiB.
    expect(peak).toBeLessThan(150 * MIB);
  });
});

describe('another protocol', () => {
  it('gRPC is told where to go', async () => {
    const session = openSession(port);
    const answer = await call(session, framed(new Uint8Array(0)), { ':path': EXPORT_PATH.logs });
    expect(answer).toMatchObject({
      code: 12,
      message: `Port ${port} is for OTLP/HTTP: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or send OTLP/gRPC to port 4317.`,
    });
    expect(refused).toEqual(['grpc-on-http-port']);
    session.destroy();
  });

  it('a client of @grpc/grpc-js gets to read it', async () => {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const asIs = (bytes: Uint8Array) => Buffer.from(bytes);
    const error = await new Promise<ServiceError | null>((resolve) => {
      client.makeUnaryRequest(EXPORT_PATH.logs, asIs, asIs, new Uint8Array(0), resolve);
    });
    expect([error?.code, error?.details]).toEqual([
      12,
      expect.stringContaining(`Port ${port} is for OTLP/HTTP`),
    ]);
    client.close();
  });

  it.each(['application/grpc-web', 'application/grpc-web+proto', 'application/grpc'])(
    '%s over HTTP/1.1 is told what there is',
    async (type) => {
      const head = withLength(0, 'Connection: close\r\n').replace('application/json', type);
      const text = await answerTo(head.replace('/v1/logs', EXPORT_PATH.logs));
      expect(statuses(text)).toEqual([415]);
      expect(text).toContain('use OTLP/HTTP (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf)');
    },
  );

  it('TLS is told that there is none', async () => {
    const socket = connectTls({ port, host: '127.0.0.1' });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toMatch(/wrong version number|packet length/i);
    expect(refused).toEqual(['tls-not-supported']);
  });
});

describe('closing', () => {
  it('lets a request that is under way have its answer', async () => {
    let finish: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => (finish = resolve));
    const begun = new Promise<void>((resolve) => {
      ingest = async () => {
        resolve();
        await stored;
        return { rejected: [] };
      };
    });
    const connection = (await RawConnection.open(port)).say(GOOD);
    await begun;
    const closed = listener.close();
    finish();
    expect(statuses(await connection.untilClosed())).toEqual([200]);
    await closed;
  });

  it('does not wait for one that never ends', async () => {
    const connection = (await RawConnection.open(port)).say(withLength(10));
    await listener.close();
    expect(await connection.untilClosed()).not.toContain(' 200 ');
  });
});
