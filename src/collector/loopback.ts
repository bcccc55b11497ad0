/** Loopback only: sockets on 127.0.0.1 and ::1 that share a port. */
import type { AddressInfo, Server } from 'node:net';
import { connect } from 'node:net';
import { messageOf } from '../protocol/rpc';

/** How often a free IPv4 port whose IPv6 twin is taken is given back for another. */
const FREE_PORT_ATTEMPTS = 10;

export interface LoopbackSockets<S extends Server> {
  port: number;
  servers: S[];
}

/** The port cannot be had at the moment; another one can. */
export class PortTakenError extends Error {
  constructor(port: number, options?: ErrorOptions) {
    super(
      `Port ${port} is used by another program. Stop it, or choose another port; 0 picks a free one.`,
      options,
    );
  }
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1. Port 0 picks a free one. Rejects with a
 * `PortTakenError`, or with an `Error` that says what else is wrong.
 */
export async function listenOnLoopback<S extends Server>(
  createServer: (host: string) => S,
  port: number,
): Promise<LoopbackSockets<S>> {
  if (port !== 0 && isShadowable() && (await isAnswered(port))) throw new PortTakenError(port);
  try {
    return await bind(createServer, port);
  } catch (error) {
    throw isTaken(error)
      ? new PortTakenError(port, { cause: error })
      : new Error(`Cannot listen on port ${port}: ${messageOf(error)}`, { cause: error });
  }
}

/** Stops listening; resolves once the last connection has ended. */
export function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function bind<S extends Server>(
  createServer: (host: string) => S,
  port: number,
): Promise<LoopbackSockets<S>> {
  for (let attempt = 1; ; attempt++) {
    const onIpv4 = await open(createServer, '127.0.0.1', port);
    const bound = (onIpv4.address() as AddressInfo).port;
    try {
      return { port: bound, servers: [onIpv4, await open(createServer, '::1', bound)] };
    } catch (error) {
      // Without IPv6 on this machine, IPv4 is all there is. Another program on the IPv6 port, though, would get the
      // telemetry of everyone who sends to "localhost".
      if (!isTaken(error)) return { port: bound, servers: [onIpv4] };
      await stopped(onIpv4);
      if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
    }
  }
}

function open<S extends Server>(createServer: (host: string) => S, host: string, port: number): Promise<S> {
  const server = createServer(host);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** EACCES: a privileged port, or one of those that Windows reserves for virtual machines. */
function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

/**
 * Where a socket on 127.0.0.1 may be opened beside another program's on all addresses (Docker's for a published port,
 * for one), and then gets what was meant for that program. Linux refuses it.
 */
function isShadowable(): boolean {
  return process.platform !== 'linux';
}

/** Whether anything accepts connections to the port. */
function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
