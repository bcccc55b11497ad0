/** The servers of one protocol, on one port or several, and all connections to them. */
import type { Server, Socket } from 'node:net';
import type { Spoken } from './firstBytes';
import { listenIn } from './firstBytes';
import { listenOnLoopback, stopped } from './loopback';

/** Of each server; there is one for each port and each of the two addresses. */
const MAX_CONNECTIONS = 512;
/** What requests under way when the listener closes have left to be answered. */
const CLOSE_GRACE_MS = 500;

export interface LoopbackServersOptions<S extends Server> {
  create: () => S;
  /** A connection has begun to speak. `serve` lets its server have it. */
  onConnection: (connection: { socket: Socket; spoken: Spoken; bytes: Buffer; serve: () => void }) => void;
  /** A connection was refused because there are too many. */
  onDropped: () => void;
  onError: (host: string, error: Error) => void;
  /** For a new connection to begin to speak. */
  firstBytesMs: number;
}

export class LoopbackServers<S extends Server> {
  private servers: S[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly silent = new Set<Socket>();

  constructor(private readonly options: LoopbackServersOptions<S>) {}

  /** Listens on one more port, and returns it; see `listenOnLoopback`. */
  async listen(at: number): Promise<number> {
    const { port, servers } = await listenOnLoopback((host) => this.createServer(host), at);
    this.servers.push(...servers);
    return port;
  }

  /**
   * Lets go of the ports at once. `finish` asks connections to end once they have their answers; those that have not
   * ended soon are cut.
   */
  async close(finish: () => void): Promise<void> {
    const servers = this.servers;
    this.servers = [];
    const all = Promise.all(servers.map(stopped));
    for (const socket of this.silent) socket.destroy();
    finish();
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, CLOSE_GRACE_MS);
    await all;
    clearTimeout(timer);
  }

  private createServer(host: string): S {
    const { create, onDropped, onError } = this.options;
    const server = create();
    server.maxConnections = MAX_CONNECTIONS;
    server.on('drop', onDropped);
    server.on('listening', () => {
      server.on('error', (error) => {
        onError(host, error);
      });
    });
    this.intercept(server);
    return server;
  }

  /** What the server does with a connection waits until it is clear that it is for this server. */
  private intercept(server: S): void {
    const serve = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      this.silent.add(socket);
      socket.once('close', () => {
        this.sockets.delete(socket);
        this.silent.delete(socket);
      });
      listenIn(socket, this.options.firstBytesMs, (spoken, bytes) => {
        this.silent.delete(socket);
        this.options.onConnection({
          socket,
          spoken,
          bytes,
          serve: () => {
            for (const listener of serve) listener.call(server, socket);
          },
        });
      });
    });
  }
}
