/** Whole requests over HTTP and gRPC whose bodies, compression, framing or headers were changed. */
import type { OutgoingHttpHeaders } from 'node:http';
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../../unit/support/random';
import { BYTE_MUTATIONS } from './byteMutations';
import type { BodyInput, BodyInputs } from './bodyInputs';

export interface WireInput {
  transport: 'http' | 'grpc' | 'socket';
  /** `signal` tells the path; `encoding` the content type of HTTP. */
  input: BodyInput;
  /** Besides those that go with the transport. */
  headers: OutgoingHttpHeaders;
  /** What goes over the wire: of gRPC with its framing, of a socket all there is. */
  payload: Buffer;
  label: string;
}

/** A body compressed somehow; `encoding` is what the header says, null for no header. */
type Compress = (body: Buffer, random: Random) => { encoding: string | null; payload: Buffer };

const MIB = 1024 * 1024;
const FAST = { level: constants.Z_BEST_SPEED };
/** Of what is called a bomb below: each takes tens of milliseconds to refuse. */
const BOMB_SHARE = 0.15;

/** Beyond the limit of a body, and of many of them together: made once, sent often. */
const bombs = new Map<number, Buffer>();
function bomb(megabytes: number): Buffer {
  let made = bombs.get(megabytes);
  if (!made) bombs.set(megabytes, (made = gzipSync(Buffer.alloc(megabytes * MIB))));
  return made;
}

const CORRUPTIONS = Object.entries(BYTE_MUTATIONS);

function corrupted(bytes: Buffer, random: Random): Buffer {
  const [, mutate] = random.pick(CORRUPTIONS);
  return mutate(bytes, random, bytes);
}

const COMPRESSIONS: Readonly<Record<string, Compress>> = {
  gzip: (body) => ({ encoding: 'gzip', payload: gzipSync(body, FAST) }),
  'corrupt gzip': (body, random) => ({ encoding: 'gzip', payload: corrupted(gzipSync(body, FAST), random) }),
  'cut gzip': (body, random) => {
    const whole = gzipSync(body, FAST);
    return { encoding: 'gzip', payload: whole.subarray(0, random.below(whole.length)) };
  },
  'gzip and more': (body, random) => ({
    encoding: 'gzip',
    payload: Buffer.concat([gzipSync(body, FAST), random.bytes(1 + random.below(40))]),
  }),
  'two members': (body) => {
    const half = body.length >>> 1;
    const members = [body.subarray(0, half), body.subarray(half)].map((part) => gzipSync(part, FAST));
    return { encoding: 'gzip', payload: Buffer.concat(members) };
  },
  'not compressed': (body) => ({ encoding: 'gzip', payload: body }),
  'compression not named': (body) => ({ encoding: null, payload: gzipSync(body, FAST) }),
  deflate: (body, random) => ({
    encoding: 'deflate',
    payload: random.below(2) === 0 ? deflateSync(body) : deflateRawSync(body),
  }),
  'corrupt deflate': (body, random) => ({
    encoding: 'deflate',
    payload: corrupted(deflateSync(body), random),
  }),
  'unknown encoding': (body, random) => ({
    encoding: random.pick([
      'br',
      'zstd',
      'snappy',
      'gzip, gzip',
      'GZIP',
      'x-gzip',
      'identity',
      'x'.repeat(500),
    ]),
    payload: gzipSync(body, FAST),
  }),
  'gzip in gzip': (body) => ({ encoding: 'gzip', payload: gzipSync(gzipSync(body, FAST), FAST) }),
  bomb: (body, random) =>
    random.next() < BOMB_SHARE
      ? { encoding: 'gzip', payload: bomb(random.pick([65, 256])) }
      : { encoding: 'gzip', payload: gzipSync(Buffer.concat([body, Buffer.alloc(MIB)]), FAST) },
};

/** Frames around a gRPC message, compressed or not. */
type Frame = (message: Buffer, compressed: boolean, random: Random) => Buffer;

function frame(message: Buffer, flag: number, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length >>> 0, 1);
  return Buffer.concat([prefix, message]);
}

const FRAMES: Readonly<Record<string, Frame>> = {
  frame: (message, compressed) => frame(message, Number(compressed)),
  'other flag': (message, _, random) => frame(message, random.below(256)),
  'flag turned': (message, compressed) => frame(message, Number(!compressed)),
  'wrong length': (message, compressed, random) =>
    frame(message, Number(compressed), Math.max(0, message.length + random.below(11) - 5)),
  'huge length': (message, compressed, random) =>
    frame(
      message,
      Number(compressed),
      random.pick([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 64 * MIB, 64 * MIB + 1]),
    ),
  'two messages': (message, compressed) =>
    Buffer.concat([frame(message, Number(compressed)), frame(message, Number(compressed))]),
  'cut frame': (message, compressed, random) => {
    const whole = frame(message, Number(compressed));
    return whole.subarray(0, random.below(whole.length));
  },
  'corrupt frame': (message, compressed, random) => corrupted(frame(message, Number(compressed)), random),
  'no frame': (message) => message,
  nothing: () => Buffer.alloc(0),
  'empty message': (_, compressed) => frame(Buffer.alloc(0), Number(compressed)),
};

/** Headers of HTTP that are wrong, or strange but right. */
const HTTP_HEADERS: readonly OutgoingHttpHeaders[] = [
  { 'content-type': 'application/json; charset=utf-8' },
  { 'content-type': 'APPLICATION/X-PROTOBUF' },
  { 'content-type': 'text/plain' },
  { 'content-type': '' },
  { 'content-type': ';;;' },
  { 'transfer-encoding': 'chunked' },
  { host: 'example.com' },
  { origin: 'https://example.com' },
  { 'x-many': Array.from({ length: 50 }, (_, n) => String(n)) },
  { 'content-encoding': 'identity' },
];

/** What no HTTP client sends. `BODY` and `LENGTH` stand for the input's. */
const RAW_REQUESTS = [
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: LENGTH\r\n\r\nBODY',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nBODY',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\nBODY',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: LENGTH\r\nTransfer-Encoding: chunked\r\n\r\nBODY',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nBODY',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nBODY\r\n0\r\n\r\n',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n',
  'POST /v1/traces HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
  'POST /v1/traces HTTP/1.0\r\n\r\n',
  'POST http://example.com/v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  'POST /%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  'POST * HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nExpect: nonsense\r\nContent-Length: 0\r\n\r\n',
  'POST /v1/traces HTTP/1.1\r\nHost : localhost\r\n\r\n',
  'BODY',
  '\r\n\r\n\r\n',
];

const SOCKET_SHARE = 0.05;
const GRPC_SHARE = 0.45;
const COMPRESSED_SHARE = 0.5;

export function makeWireInput(inputs: BodyInputs, random: Random): WireInput {
  const input = inputs.make(random);
  const transport = random.next();
  if (transport < SOCKET_SHARE) return socketInput(input, random);
  const [compression, { encoding, payload }] = compressed(input.body, random);
  if (transport < SOCKET_SHARE + GRPC_SHARE) {
    const [framing, toFrame] = random.pick(Object.entries(FRAMES));
    return {
      transport: 'grpc',
      input,
      headers: encoding === null ? {} : { 'grpc-encoding': encoding },
      payload: toFrame(payload, encoding !== null, random),
      label: `gRPC, ${compression}, ${framing}: ${input.label}`,
    };
  }
  return {
    transport: 'http',
    input,
    headers: {
      ...(encoding !== null && { 'content-encoding': encoding }),
      ...(random.below(10) === 0 && random.pick(HTTP_HEADERS)),
    },
    payload,
    label: `HTTP, ${compression}: ${input.label}`,
  };
}

function compressed(body: Buffer, random: Random): [name: string, ReturnType<Compress>] {
  if (random.next() >= COMPRESSED_SHARE) return ['plain', { encoding: null, payload: body }];
  const [name, compress] = random.pick(Object.entries(COMPRESSIONS));
  return [name, compress(body, random)];
}

function socketInput(input: BodyInput, random: Random): WireInput {
  const text = random.pick(RAW_REQUESTS);
  const [before = '', after] = text.replace('LENGTH', String(input.body.length)).split('BODY');
  const whole =
    after === undefined ? [Buffer.from(before)] : [Buffer.from(before), input.body, Buffer.from(after)];
  const payload = Buffer.concat(whole);
  return {
    transport: 'socket',
    input,
    headers: {},
    payload: random.below(3) === 0 ? corrupted(payload, random) : payload,
    label: `socket, ${text.slice(0, 40)}: ${input.label}`,
  };
}
