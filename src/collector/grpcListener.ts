/**
 * OTLP/gRPC (OTLP specification 1.11.0, "OTLP/gRPC") over `node:http2`.
 *
 * Of gRPC, OTLP needs one unary method per signal, and what that adds to HTTP/2 is five bytes before the message and a
 * few trailers (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). `@grpc/grpc-js` would put the same
 * `node:http2` behind 423 kB of bundled client, load balancing and reflection, and hide what has to be held here: how
 * many bytes a message may take before and after decompression, and which `:authority` sent it.
 */
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { Signal } from '../otlp/records';
import { RPC_CODE } from '../otlp/response';
import { messageOf } from '../protocol/rpc';
import { compressionNamed, decompressed } from './compression';
import type { ListenerOptions } from './exportRequest';
import { acceptExport, reportRefusal } from './exportRequest';
import { refuseCall, RESPONSE_HEADERS } from './grpcAnswer';
import { frameMessage, readMessage } from './grpcMessage';
import { LoopbackServers } from './loopbackServers';
import { answerHttp1, httpOnGrpcPort, tlsNotSupported } from './misdirected';
import type { Sender } from './receiver/report';
import { Refusal } from './refusal';
import { checkSender, checkToken } from './senderGuard';

const SIGNAL_OF_METHOD = new Map<string, Signal>([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);

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

/** Milliseconds in a unit of `grpc-timeout`. */
const TIMEOUT_UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Of HTTP/1 (RFC 9112, 3), as far as it takes to tell it from noise. */
const REQUEST_LINE = /^[A-Z]+ [^\s]+ HTTP\/1/;

const TIMEOUTS: GrpcTimeouts = { prefaceMs: 10_000, messageMs: 60_000, idleMs: 5 * 60_000 };

export interface GrpcListenerSettings {
  /** What every sender must present; null: any program on this machine may send. */
  token?: string | null;
  timeouts?: GrpcTimeouts;
  /** Where OTLP/HTTP is received, for those who try it here; null: nowhere. */
  httpPort?: () => number | null;
}

export class GrpcListener {
  private readonly servers: LoopbackServers<Http2Server>;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly token: string | null;
  private readonly timeouts: GrpcTimeouts;

  constructor(
    private readonly options: ListenerOptions,
    { token = null, timeouts = TIMEOUTS, httpPort = () => null }: GrpcListenerSettings = {},
  ) {
    this.token = token;
    this.timeouts = timeouts;
    this.servers = new LoopbackServers({
      create: () => this.createServer(),
      onConnection: ({ socket, spoken, bytes, serve }) => {
        if (spoken === 'http2') serve();
        else if (spoken === 'tls') answerHttp1(socket, this.counted(tlsNotSupported(socket)), bytes);
        else this.refuseHttp1(socket, bytes, httpPort());
      },
      onDropped: () => {
        options.onRejected('too-many-connections', 1);
      },
      onError: (host, error) => {
        options.onError(`OTLP/gRPC on ${host}: ${error.message}`);
      },
      firstBytesMs: timeouts.prefaceMs,
    });
  }

  /** Listens on one more port, and returns it; see `listenOnLoopback`. */
  listen(at: number): Promise<number> {
    return this.servers.listen(at);
  }

  /** Stops listening. Calls that are not answered within a moment are the exporter's to make again. */
  close(): Promise<void> {
    return this.servers.close(() => {
      // With a GOAWAY: the clients know that their next call needs another connection.
      for (const session of this.sessions) session.close();
    });
  }

  private refuseHttp1(socket: Socket, bytes: Buffer, httpPort: number | null): void {
    const head = bytes.toString('latin1');
    if (!REQUEST_LINE.test(head)) {
      this.options.onRejected('malformed-http', 1);
      socket.destroy();
      return;
    }
    const refusal = httpOnGrpcPort(socket, httpPort);
    // Another Turnline that wonders who has the port asks like this.
    if (!head.startsWith('GET / ')) this.counted(refusal);
    answerHttp1(socket, refusal, bytes);
  }

  private counted(refusal: Refusal): Refusal {
    return reportRefusal(refusal, this.options);
  }

  private createServer(): Http2Server {
    const server = createServer({
      settings: {
        maxConcurrentStreams: MAX_CONCURRENT_STREAMS,
        maxHeaderListSize: MAX_HEADER_LIST_BYTES,
      },
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
      refuseCall(stream, reportRefusal(error, this.options));
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
    checkSender(hostsOf(headers), headers.origin);
    checkToken(headers.authorization, this.token);
    checkIsGrpc(headers);
    const signal = signalOf(headers[':path'] ?? '');
    const compression = compressionNamed(single(headers['grpc-encoding']), 'grpc-encoding');
    const lease = memory.lease();
    try {
      const timeoutMs = Math.min(this.timeouts.messageMs, deadlineOf(single(headers['grpc-timeout'])));
      const message = await readMessage(stream, { memory, lease, timeoutMs });
      let body = message.bytes;
      if (message.compressed) {
        if (!compression.decompress) {
          throw new Refusal(
            400,
            'unexpected-compression',
            'The message is flagged as compressed, but grpc-encoding names no compression.',
          );
        }
        body = decompressed(body, compression, { memory, lease });
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

/**
 * Milliseconds that the client waits for its answer, by its `grpc-timeout` (PROTOCOL-HTTP2.md); Infinity where there is
 * none that can be read. Only a message that is still on its way is given up then: one that is here is taken in.
 */
function deadlineOf(timeout: string | undefined): number {
  const [, value, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(timeout ?? '') ?? [];
  return value === undefined ? Infinity : Number(value) * (TIMEOUT_UNIT_MS[unit] ?? Infinity);
}

function hostsOf({ ':authority': authority, host }: IncomingHttpHeaders): string[] {
  return [authority, host].filter((name) => name !== undefined);
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
