/** The sockets of OTLP/HTTP: loopback only, IPv4 and IPv6 on one port. `otlpHttp.ts` says what is answered. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../protocol/rpc';
import type { Ingest } from './otlpHttp';
import { answerExport, answerRefusal } from './otlpHttp';
import type { RefusalReason } from './refusal';
import { Refusal } from './refusal';

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
/** How often a free IPv4 port whose IPv6 twin is taken is given back for another. */
const FREE_PORT_ATTEMPTS = 10;

export interface HttpListenerOptions {
  ingest: Ingest;
  /** Called for every refused request; spans that `ingest` rejects are not reported again. */
  onRejected: (reason: RefusalReason, count: number) => void;
  /** A line for the log: what went wrong inside, never what a sender did wrong. */
  onError: (message: string) => void;
}

export class HttpListener {
  private servers: Server[] = [];

  constructor(private readonly options: HttpListenerOptions) {}

  /**
   * Listens on 127.0.0.1 and, where the machine has it, on ::1. Port 0 picks a free one. Returns the port. Rejects
   * when the port cannot be had, unless it is taken and `fallbackToFreePort` says to pick a free one then.
   */
  async listen(where: { port: number; fallbackToFreePort: boolean }): Promise<number> {
    try {
      return await this.bind(where.port);
    } catch (error) {
      if (isInUse(error) && where.fallbackToFreePort) return this.bind(0);
      throw isInUse(error)
        ? new Error(
            `Port ${where.port} is used by another program. Stop it, or choose another port; 0 picks a free one.`,
            { cause: error },
          )
        : new Error(`Cannot listen on port ${where.port}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Closes every connection; a request that was not answered yet is the exporter's to send again. */
  async close(): Promise<void> {
    const servers = this.servers;
    this.servers = [];
    await Promise.all(servers.map(closeServer));
  }

  private async bind(port: number): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const onIpv4 = await this.open('127.0.0.1', port);
      const bound = (onIpv4.address() as AddressInfo).port;
      try {
        this.servers = [onIpv4, await this.open('::1', bound)];
        return bound;
      } catch (error) {
        // Without IPv6 on this machine, IPv4 is all there is. Another program on the IPv6 port, though, would get
        // the spans of everyone who sends to "localhost".
        if (!isInUse(error)) {
          this.servers = [onIpv4];
          return bound;
        }
        await closeServer(onIpv4);
        if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
      }
    }
  }

  private open(host: string, port: number): Promise<Server> {
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
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, () => {
        server.off('error', reject);
        server.on('error', (error) => {
          this.options.onError(`OTLP/HTTP on ${host}: ${error.message}`);
        });
        resolve(server);
      });
    });
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
      return await answerExport(request, this.options.ingest);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.options.onRejected(error.reason, error.count);
      if (error.reason === 'internal-error') this.options.onError(error.message);
      return answerRefusal(error, request.headers);
    }
  }
}

function isInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
