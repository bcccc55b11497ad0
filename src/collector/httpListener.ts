/** The sockets of OTLP/HTTP. `otlpHttp.ts` says what is answered. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream';
import { messageOf } from '../protocol/rpc';
import type { ListenerOptions } from './exportRequest';
import { reportRefusal } from './exportRequest';
import { LoopbackServers } from './loopbackServers';
import { answerGrpc, answerHttp1, grpcOnHttpPort, tlsNotSupported } from './misdirected';
import { answerRefusal, answerRequest, rawAnswer } from './otlpHttp';
import { Refusal } from './refusal';

export interface HttpTimeouts {
  /** For a new connection to begin to speak, and for the headers of each request. */
  headersMs: number;
  /** For a whole body to arrive. */
  bodyMs: number;
  /** For a connection without requests. */
  idleMs: number;
}

/**
 * A sender that is slower than this on loopback has hung. Batches come every 5 s by default: Node's own 5 s of idling
 * would close the connection just as the next one is sent; the OTLP specification asks for at least 10 s of patience.
 */
const TIMEOUTS: HttpTimeouts = { headersMs: 10_000, bodyMs: 60_000, idleMs: 75_000 };

export interface HttpListenerSettings {
  /** What every sender must present; null: any program on this machine may send. */
  token?: string | null;
  timeouts?: HttpTimeouts;
  /** Where OTLP/gRPC is received, for those who try it here; null: nowhere. */
  grpcPort?: () => number | null;
}

export class HttpListener {
  private readonly servers: LoopbackServers<Server>;
  private readonly token: string | null;
  private readonly timeouts: HttpTimeouts;
  private closing = false;

  constructor(
    private readonly options: ListenerOptions,
    { token = null, timeouts = TIMEOUTS, grpcPort = () => null }: HttpListenerSettings = {},
  ) {
    this.token = token;
    this.timeouts = timeouts;
    this.servers = new LoopbackServers({
      create: () => this.createServer(),
      onConnection: ({ socket, spoken, bytes, serve }) => {
        if (spoken === 'http1') {
          serve();
          socket.resume();
        } else if (spoken === 'http2') answerGrpc(socket, this.counted(grpcOnHttpPort(socket, grpcPort())));
        else answerHttp1(socket, this.counted(tlsNotSupported(socket)), bytes);
      },
      onDropped: () => {
        options.onRejected('too-many-connections', 1);
      },
      onError: (host, error) => {
        options.onError(`OTLP/HTTP on ${host}: ${error.message}`);
      },
      firstBytesMs: timeouts.headersMs,
    });
  }

  /** Listens on one more port, and returns it; see `listenOnLoopback`. */
  listen(at: number): Promise<number> {
    return this.servers.listen(at);
  }

  /** Stops listening. Requests that are not answered within a moment are the exporter's to send again. */
  close(): Promise<void> {
    this.closing = true;
    return this.servers.close(() => undefined);
  }

  private createServer(): Server {
    const { headersMs, bodyMs, idleMs } = this.timeouts;
    const server = createServer({
      keepAliveTimeout: idleMs,
      headersTimeout: headersMs,
      // The body has a time-out of its own, which is answered. This one is for senders that ignore the answer.
      requestTimeout: headersMs + 2 * bodyMs,
      connectionsCheckingInterval: headersMs / 2,
      // A missing one is refused with the others that name no loopback host.
      requireHostHeader: false,
    });
    // All headers count, or the ones that must not be there could hide behind many others. Their size is bounded.
    server.maxHeadersCount = 0;
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      void this.handle(request, response);
    };
    server.on('request', handle);
    server.on('checkContinue', handle);
    server.on('checkExpectation', handle);
    server.on('clientError', (error, socket) => {
      this.refuseMalformed(error, socket);
    });
    return server;
  }

  private refuseMalformed({ code }: NodeJS.ErrnoException, socket: Duplex): void {
    // A sender that went away: its request, if one had begun, is counted where its body is read.
    if (code === 'ECONNRESET' || code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
      socket.destroy();
      return;
    }
    const refusal = this.counted(malformed(code));
    socket.end(rawAnswer(answerRefusal(refusal, {})));
  }

  private counted(refusal: Refusal): Refusal {
    return reportRefusal(refusal, this.options);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, headers, body } = await this.answer(request, response);
      // Whoever is too slow, or waits for a leave to send that is not given, would be misunderstood from here on.
      const ends = this.closing || status === 408 || (!request.complete && awaitsContinue(request));
      response.writeHead(status, ends ? { ...headers, Connection: 'close' } : headers);
      if (ends || request.complete) response.end(body);
      else answerWhileSending(request, response, body);
    } catch (error) {
      this.options.onError(`OTLP/HTTP: ${messageOf(error)}`);
      response.destroy();
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    try {
      return await answerRequest(request, this.options, {
        token: this.token,
        bodyTimeoutMs: this.timeouts.bodyMs,
        beforeBody: () => {
          if (awaitsContinue(request)) response.writeContinue();
        },
      });
    } catch (error) {
      return answerRefusal(reportRefusal(error, this.options), request.headers);
    }
  }
}

/**
 * What a refused sender still sends is read and dropped, so that it gets to read the answer. With its last byte that is
 * whole, but Node may close the connection only behind the request: what is sent to a closed one resets it, and with
 * it goes an answer that was not read yet.
 */
function answerWhileSending(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  response.write(body);
  finished(request, () => {
    response.end();
  });
  request.resume();
}

function awaitsContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

/** `code`: of the error that Node's parser has. */
function malformed(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal(431, 'headers-too-large', 'The headers are larger than 16 KiB: send fewer of them.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refusal(408, 'slow-body', 'The request did not arrive in time.');
    default:
      return new Refusal(400, 'malformed-http', `This is no valid HTTP/1.1 (${code ?? 'unknown'}).`);
  }
}
