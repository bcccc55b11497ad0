/** The sockets of OTLP/HTTP. `otlpHttp.ts` says what is answered. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { messageOf } from '../protocol/rpc';
import type { ListenerOptions } from './exportRequest';
import { reportRefusal } from './exportRequest';
import { listenOnLoopback, stopped } from './loopback';
import { answerExport, answerRefusal } from './otlpHttp';

/**
 * Batches come every 5 s by default. Node's own 5 s would close the connection just as the next one is sent; the
 * OTLP specification asks for at least 10 s of patience.
 */
const KEEP_ALIVE_MS = 75_000;
/** A sender that is slower than this on loopback has hung. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const TIMEOUT_CHECK_MS = 5_000;
/** For each of the two addresses. */
const MAX_CONNECTIONS = 512;

export class HttpListener {
  private servers: Server[] = [];

  constructor(
    private readonly options: ListenerOptions,
    private readonly token: string | null = null,
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
    await Promise.all(
      servers.map((server) => {
        const done = stopped(server);
        server.closeAllConnections();
        return done;
      }),
    );
  }

  private createServer(host: string): Server {
    const server = createServer(
      {
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      },
      (request, response) => {
        void this.handle(request, response);
      },
    );
    server.maxConnections = MAX_CONNECTIONS;
    server.on('drop', () => {
      this.options.onRejected('too-many-connections', 1);
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // A sender that went away: its request, if one had begun, is counted where its body is read.
      if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
        socket.destroy();
        return;
      }
      const timedOut = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
      if (!timedOut) this.options.onRejected('malformed-http', 1);
      socket.end(
        `HTTP/1.1 ${timedOut ? '408 Request Timeout' : '400 Bad Request'}\r\nConnection: close\r\n\r\n`,
      );
    });
    server.on('listening', () => {
      server.on('error', (error) => {
        this.options.onError(`OTLP/HTTP on ${host}: ${error.message}`);
      });
    });
    return server;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, headers, body } = await this.answer(request);
      response.writeHead(status, headers).end(body);
      // What a refused sender still sends is read and dropped, so that it gets to read the answer.
      request.resume();
    } catch (error) {
      this.options.onError(`OTLP/HTTP: ${messageOf(error)}`);
      response.destroy();
    }
  }

  private async answer(request: IncomingMessage) {
    try {
      return await answerExport(request, this.options, this.token);
    } catch (error) {
      return answerRefusal(reportRefusal(error, this.options), request.headers);
    }
  }
}
