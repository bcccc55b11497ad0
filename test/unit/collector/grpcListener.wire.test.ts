/** What no exporter sends, but what may still arrive at the gRPC port. */
import { connect as connectTls } from 'node:tls';
import type { ClientHttp2Session } from 'node:http2';
import { constants } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import type { Ingest } from '../../../src/collector/exportRequest';
import { GrpcListener } from '../../../src/collector/grpcListener';
import { answerTo, begin, call, framed, openSession } from '../support/grpcCall';
import { RawConnection } from '../support/rawConnection';

let listener: GrpcListener;
let port: number;
let session: ClientHttp2Session;
let refused: string[];
let errors: string[];
/** Replaced by tests that need another store. */
let ingest: Ingest;

beforeEach(async () => {
  refused = [];
  errors = [];
  ingest = () => ({ rejected: [] });
  listener = new GrpcListener(
    {
      ingest: (request, source) => ingest(request, source),
      onRejected: (reason) => refused.push(reason),
      onError: (message) => errors.push(message),
      memory: new BodyMemory(),
    },
    { httpPort: () => 4318 },
  );
  port = await listener.listen(0);
  session = openSession(port);
});
afterEach(async () => {
  session.destroy();
  await listener.close();
  expect(errors).toEqual([]);
});

const EMPTY = framed(new Uint8Array(0));
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));

/** RFC 9113, 4.1. */
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

async function expectAlive(): Promise<void> {
  const other = openSession(port);
  expect((await call(other, EMPTY)).code).toBe(0);
  other.destroy();
}

describe('a call', () => {
  it('need not say that it takes trailers', async () => {
    expect((await call(session, EMPTY, { te: undefined })).code).toBe(0);
  });

  it('is answered in the name of Turnline, refused or not', async () => {
    expect((await call(session, EMPTY)).headers.server).toBe('Turnline');
    expect((await call(session, EMPTY, { ':path': '/nothing' })).headers.server).toBe('Turnline');
  });

  it('that the client resets does not disturb the others', async () => {
    const streams = Array.from({ length: 50 }, () => begin(session));
    const answers = streams.map(answerTo);
    streams.forEach((stream, n) => {
      if (n % 2 === 0) stream.close(constants.NGHTTP2_CANCEL);
      else stream.end(EMPTY);
    });
    const codes = (await Promise.all(answers)).map(({ code }) => code);
    expect(codes.filter((code) => code === 0)).toHaveLength(25);
  });
});

describe('a flood', () => {
  const opened = PREFACE.toString('latin1') + SETTINGS.toString('latin1');
  const begun = Buffer.from(opened, 'latin1');

  it.each([
    ['of pings that nobody reads the answers of', frame(6, 0, 0, Buffer.alloc(8))],
    ['of settings', SETTINGS],
    ['of empty frames of an unknown type', frame(0x42, 0, 0, Buffer.alloc(0))],
    ['of priorities', frame(2, 0, 1, Buffer.alloc(5))],
  ])('%s leaves the listener alive and its memory bounded', async (_, piece) => {
    const before = process.memoryUsage().rss;
    const connection = await RawConnection.open(port);
    connection.socket.pause();
    connection.say(begun);
    for (let n = 0; n < 20 && !connection.socket.destroyed; n++) {
      connection.say(Buffer.concat(Array.from({ length: 5_000 }, () => piece)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expectAlive();
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    connection.socket.destroy();
  });

  it('of calls that are reset at once ends with the connection', async () => {
    // :method POST, :scheme http, :path /, by the static table of HPACK (RFC 7541, Appendix A).
    const headers = Buffer.of(0x83, 0x86, 0x84);
    const reset = Buffer.alloc(4);
    reset.writeUInt32BE(constants.NGHTTP2_CANCEL);
    const connection = await RawConnection.open(port);
    connection.say(begun);
    for (let n = 0; n < 5_000; n++) {
      const stream = 2 * n + 1;
      connection.say(Buffer.concat([frame(1, 0x04, stream, headers), frame(3, 0, stream, reset)]));
    }
    await connection.untilClosed();
    await expectAlive();
  });
});

describe('the end', () => {
  it('is announced, and calls that are under way have their answers', async () => {
    let finish: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => (finish = resolve));
    const begun = new Promise<void>((resolve) => {
      ingest = async () => {
        resolve();
        await stored;
        return { rejected: [] };
      };
    });
    const goodbye = new Promise<number>((resolve) => session.once('goaway', resolve));
    const answer = call(session, EMPTY);
    await begun;
    const closed = listener.close();
    expect(await goodbye).toBe(constants.NGHTTP2_NO_ERROR);
    finish();
    expect((await answer).code).toBe(0);
    await closed;
  });
});

describe('another protocol', () => {
  const message = () =>
    `Port ${port} is for OTLP/gRPC: send OTLP/HTTP to port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.`;

  it.each(['application/json', 'application/x-protobuf'])('%s is told where to go', async (type) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: Buffer.alloc(3_000_000, ' '),
    });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('server')]).toEqual([
      400,
      type,
      'Turnline',
    ]);
    expect(await answer.text()).toContain(message());
    expect(refused).toEqual(['http-on-grpc-port']);
  });

  it('a chat by HTTP/1.1 that is not OTLP is told so, too', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(await answer.json()).toEqual({ code: 3, message: message() });
  });

  it('TLS is told that there is none', async () => {
    const socket = connectTls({ port, host: '127.0.0.1' });
    await new Promise((resolve) => socket.once('error', resolve));
    expect(refused).toEqual(['tls-not-supported']);
  });

  it('that is none at all is closed and counted', async () => {
    expect(await (await RawConnection.open(port)).say('EHLO example.org\r\n').untilClosed()).toBe('');
    await vi.waitFor(() => {
      expect(refused).toEqual(['malformed-http']);
    });
  });

  it('a preface that comes byte by byte is recognised', async () => {
    const connection = await RawConnection.open(port);
    connection.socket.setNoDelay(true);
    for (const byte of [...PREFACE, ...SETTINGS]) {
      connection.say(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The server's SETTINGS, which it sends before anything else.
    expect((await connection.hears(/^[^]{9}/)).charCodeAt(3)).toBe(4);
    connection.socket.destroy();
    expect(refused).toEqual([]);
  });
});
