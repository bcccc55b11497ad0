/** A gRPC client that can also do what a well-behaved one would not. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2';
import { connect } from 'node:http2';

export const EXPORT_PATH = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

export interface GrpcAnswer {
  httpStatus: number;
  headers: IncomingHttpHeaders;
  /** grpc-status, from the trailers or from an answer of trailers only; null when the stream was cut. */
  code: number | null;
  /** Decoded grpc-message. */
  message: string;
  /** The response message; null when there was none. */
  response: Buffer | null;
  /** Seconds of the RetryInfo in grpc-status-details-bin; null when there is none. */
  retryAfter: number | null;
}

export function openSession(port: number, host = '127.0.0.1'): ClientHttp2Session {
  const session = connect(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  session.on('error', () => undefined);
  return session;
}

/** The message with gRPC's five bytes before it. */
export function framed(message: Uint8Array, { compressed = 0, length = message.byteLength } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** Begins a call without sending anything but headers. */
export function begin(session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': EXPORT_PATH.traces,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  return stream;
}

export function answerTo(stream: ClientHttp2Stream): Promise<GrpcAnswer> {
  return new Promise((resolve) => {
    let headers: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on('response', (received) => (headers = received));
    stream.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('close', () => {
      const last = 'grpc-status' in trailers ? trailers : headers;
      const body = Buffer.concat(chunks);
      const status = last['grpc-status'];
      const details = last['grpc-status-details-bin'];
      resolve({
        httpStatus: Number(headers[':status'] ?? 0),
        headers,
        code: status === undefined ? null : Number(status),
        message: decodeURIComponent(String(last['grpc-message'] ?? '')),
        response: body.length >= 5 ? body.subarray(5, 5 + body.readUInt32BE(1)) : null,
        retryAfter: details === undefined ? null : retrySeconds(Buffer.from(String(details), 'base64')),
      });
    });
  });
}

/** One whole call. `body` goes out as it is. */
export async function call(
  session: ClientHttp2Session,
  body: Uint8Array,
  headers: OutgoingHttpHeaders = {},
): Promise<GrpcAnswer> {
  const stream = begin(session, headers);
  const answer = answerTo(stream);
  stream.end(body);
  return answer;
}

/** google.rpc.Status.details[0] is an Any with a RetryInfo, whose retry_delay is a Duration. */
function retrySeconds(status: Uint8Array): number {
  const any = field(status, 3);
  const reader = new BinaryReader(field(field(any, 2), 1));
  reader.tag();
  return Number(reader.int64());
}

function field(bytes: Uint8Array, wanted: number): Uint8Array {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (number === wanted && wire === WireType.LengthDelimited) return reader.bytes();
    reader.skip(wire);
  }
  throw new Error(`There is no field ${wanted}.`);
}
