/**
 * OTLP/gRPC (OTLP specification 1.11.0, "OTLP/gRPC") over `node:http2`.
 *
 * Of gRPC, OTLP needs one unary method per signal, and what that adds to HTTP/2 is five bytes before the message and a
 * few trailers (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). `@grpc/grpc-js` would put the same
 * `node:http2` behind 423 kB of bundled client, load balancing and reflection, and hide what has to be held here: how
 * many bytes a message may take before and after decompression, and which `:authority` sent it.
 */
import type {
  Http2Server,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import { constants, createServer } from 'node:http2';
import type { Signal } from '../otlp/records';
import { encodeStatus, RPC_CODE } from '../otlp/response';
import { messageOf } from '../protocol/rpc';
import { compressionNamed, decompressed } from './compression';
import type { ListenerOptions } from './exportRequest';
import { acceptExport, reportRefusal } from './exportRequest';
import { frameMessage, readMessage } from './grpcMessage';
import { listenOnLoopback, stopped } from './loopback';
import type { Sender } from './receiver/report';
import type { RefusalReason } from './refusal';
import { Refusal } from './refusal';
import { checkSender, checkToken } from './senderGuard';

const SIGNAL_OF_METHOD = new Map<string, Signal>([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);

/** Also for each of the two addresses, as with HTTP. */
const MAX_CONNECTIONS = 512;
/** Requests under way on one connection; the client queues what is more. */
const MAX_CONCURRENT_STREAMS = 100;
const MAX_HEADER_LIST_BYTES = 16 * 1024;

export interface GrpcTimeouts {
  /** For a new connection to begin to speak HTTP/2. */
  prefaceMs: number;
  /** For a whole message to arrive. */
  messageMs: number;
  /** For a connection without traffic, pings included. Clients reconnect when they have something to send. */
  idleMs: number;
}

const TIMEOUTS: GrpcTimeouts = { prefaceMs: 10_000, messageMs: 60_000, idleMs: 5 * 60_000 };

/** Metadata longer than a few kilobytes is cut or refused by clients. */
const MAX_GRPC_MESSAGE_CHARS = 1_000;

/** Where gRPC has another code than the google.rpc.Status that OTLP/HTTP answers with. */
const GRPC_CODE: Partial<Record<RefusalReason, number>> = {
  'unknown-path': RPC_CODE.unimplemented,
  'unsupported-content-encoding': RPC_CODE.unimplemented,
  'unexpected-compression': RPC_CODE.internal,
};

const RESPONSE_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,deflate,gzip',
};

export class GrpcListener {
  private servers: Http2Server[] = [];
  private readonly sessions = new Set<ServerHttp2Session>();

  constructor(
    private readonly options: ListenerOptions,
    private readonly token: string | null = null,
    private readonly timeouts: GrpcTimeouts = TIMEOUTS,
  ) {}

  /** Listens on one more port, and returns it; see `listenOnLoopback`. */
  async listen(at: number): Promise<number> {
    const { port, servers } = await listenOnLoopback((host) => this.createServer(host), at);
    this.servers.push(...servers);
    return port;
  }

  /** Closes every connection; a request that was not answered yet is the exporter's to send again. */
  async close(): Promise<void> {
    const servers = this.servers;
    this.servers = [];
    const all = Promise.all(servers.map(stopped));
    for (const session of this.sessions) session.destroy();
    await all;
  }

  private createServer(host: string): Http2Server {
    const server = createServer({
      settings: {
        maxConcurrentStreams: MAX_CONCURRENT_STREAMS,
        maxHeaderListSize: MAX_HEADER_LIST_BYTES,
      },
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.on('drop', () => {
      this.options.onRejected('too-many-connections', 1);
    });
    server.on('session', (session) => {
      this.keep(session);
    });
    server.on('sessionError', (error: NodeJS.ErrnoException) => {
      // Anything else is a sender that went away.
      if (error.code === 'ERR_HTTP2_ERROR') this.options.onRejected('malformed-http', 1);
    });
    server.on('stream', (stream, headers) => {
      this.handle(stream, headers).catch((error: unknown) => {
        this.options.onError(`OTLP/gRPC: ${messageOf(error)}`);
        stream.destroy();
      });
    });
    server.on('listening', () => {
      server.on('error', (error: Error) => {
        this.options.onError(`OTLP/gRPC on ${host}: ${error.message}`);
      });
    });
    return server;
  }

  private keep(session: ServerHttp2Session): void {
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
    let speaksHttp2 = false;
    session.once('remoteSettings', () => {
      speaksHttp2 = true;
      session.setTimeout(this.timeouts.idleMs);
    });
    session.on('timeout', () => {
      if (speaksHttp2) session.close();
      else session.destroy();
    });
    session.setTimeout(this.timeouts.prefaceMs);
  }

  private async handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    // A stream that the client reset: what it had sent is counted where it is read.
    stream.on('error', () => undefined);
    let response: Uint8Array;
    try {
      response = await this.answer(stream, headers);
    } catch (error) {
      refuse(stream, reportRefusal(error, this.options));
      return;
    }
    if (stream.destroyed || stream.closed) return;
    stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      if (!stream.destroyed) stream.sendTrailers({ 'grpc-status': String(RPC_CODE.ok) });
    });
    stream.end(frameMessage(response));
  }

  /** The response message. Rejects with a `Refusal` only. */
  private async answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<Uint8Array> {
    const { memory } = this.options;
    checkSender(headers[':authority'] ?? headers.host, headers.origin);
    checkToken(headers.authorization, this.token);
    checkIsGrpc(headers);
    const signal = signalOf(headers[':path'] ?? '');
    const compression = compressionNamed(single(headers['grpc-encoding']), 'grpc-encoding');
    const lease = memory.lease();
    try {
      const message = await readMessage(stream, { memory, lease, timeoutMs: this.timeouts.messageMs });
      let body = message.bytes;
      if (message.compressed) {
        if (!compression.decompress) {
          throw new Refusal(
            400,
            'unexpected-compression',
            'The message is flagged as compressed, but grpc-encoding names no compression.',
          );
        }
        body = await decompressed(body, compression, memory);
        lease.take(body.byteLength);
      }
      const sender: Sender = {
        protocol: 'grpc',
        encoding: 'protobuf',
        compression: message.compressed ? compression.encoding : '',
        userAgent: headers['user-agent'] ?? null,
        peerPort: stream.session?.socket.remotePort ?? null,
      };
      return await acceptExport({ signal, encoding: 'protobuf', body, sender }, this.options);
    } finally {
      lease.release();
    }
  }
}

/** Answers with trailers only, and stops the client from sending what nobody will read. */
function refuse(stream: ServerHttp2Stream, refusal: Refusal): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(refusalHeaders(refusal), { endStream: true });
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

function refusalHeaders(refusal: Refusal): OutgoingHttpHeaders {
  const { reason, retryAfterSeconds } = refusal;
  const code = GRPC_CODE[reason] ?? refusal.status.code;
  const message = refusal.message.slice(0, MAX_GRPC_MESSAGE_CHARS);
  return {
    ...RESPONSE_HEADERS,
    // What is no gRPC is told so in HTTP's own terms.
    ...(isHttpMatter(refusal) && { ':status': refusal.httpStatus }),
    'grpc-status': String(code),
    'grpc-message': percentEncoded(message),
    ...(retryAfterSeconds !== undefined && {
      'grpc-status-details-bin': base64(encodeStatus({ code, message, retryAfterSeconds }, 'protobuf')),
    }),
  };
}

function isHttpMatter({ reason }: Refusal): boolean {
  return reason === 'method-not-allowed' || reason === 'unsupported-content-type';
}

function checkIsGrpc(headers: IncomingHttpHeaders): void {
  if (headers[':method'] !== 'POST') {
    throw new Refusal(405, 'method-not-allowed', 'This port receives OTLP/gRPC, which uses POST only.');
  }
  const type = headers['content-type'] ?? '';
  if (!/^application\/grpc(?:\+proto)?(?:\s*;.*)?$/i.test(type)) {
    throw new Refusal(
      415,
      'unsupported-content-type',
      `Content-Type "${type}" is not OTLP/gRPC: send application/grpc here, or OTLP/HTTP to its own port.`,
    );
  }
}

function signalOf(path: string): Signal {
  const signal = SIGNAL_OF_METHOD.get(path);
  if (signal !== undefined) return signal;
  throw new Refusal(
    404,
    'unknown-path',
    `There is no method ${path}. Turnline receives traces, logs and metrics by OTLP's Export methods.`,
  );
}

/** grpc-message: all but printable ASCII, and the percent sign itself, as %XX of its UTF-8 bytes. */
function percentEncoded(text: string): string {
  return text.replace(/[^ -$&-~]/gu, (character) =>
    Array.from(Buffer.from(character, 'utf8'), (byte) => `%${hexByte(byte)}`).join(''),
  );
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Binary metadata is base64; padding is optional, and senders should leave it out. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
