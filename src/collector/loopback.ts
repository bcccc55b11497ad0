/** Loopback only: sockets on 127.0.0.1 and ::1 that share a port, and who may speak to them. */
import type { AddressInfo, Server } from 'node:net';
import { messageOf } from '../protocol/rpc';
import { Refusal } from './refusal';

/** How often a free IPv4 port whose IPv6 twin is taken is given back for another. */
const FREE_PORT_ATTEMPTS = 10;

/**
 * Names that only this machine answers to. Anything else may be a web page behind a rebound DNS name. Some HTTP/2
 * clients leave out the brackets of ::1, or percent-encode them.
 */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\]|::1|%5B::1%5D)(?::\d+)?$/i;

export interface ListenAt {
  /** 0 picks a free one. */
  port: number;
  /** Whether to take a free port when `port` is taken, rather than to fail. */
  fallbackToFreePort: boolean;
}

export interface LoopbackSockets<S extends Server> {
  port: number;
  servers: S[];
}

/** Listens on 127.0.0.1 and, where the machine has it, on ::1. Rejects when the port cannot be had. */
export async function listenOnLoopback<S extends Server>(
  createServer: (host: string) => S,
  { port, fallbackToFreePort }: ListenAt,
): Promise<LoopbackSockets<S>> {
  try {
    return await bind(createServer, port);
  } catch (error) {
    if (isInUse(error) && fallbackToFreePort) return bind(createServer, 0);
    throw isInUse(error)
      ? new Error(
          `Port ${port} is used by another program. Stop it, or choose another port; 0 picks a free one.`,
          { cause: error },
        )
      : new Error(`Cannot listen on port ${port}: ${messageOf(error)}`, { cause: error });
  }
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
      if (!isInUse(error)) return { port: bound, servers: [onIpv4] };
      await closed(onIpv4);
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

/** Stops listening; resolves once the last connection has ended. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/**
 * Web pages must not reach the collector: neither directly nor through a DNS name that resolves to loopback. Throws a
 * `Refusal`. `host`: of the Host header or `:authority`.
 */
export function checkSender(host: string | undefined, origin: string | undefined): void {
  if (!LOOPBACK_HOST.test(host ?? '')) {
    throw new Refusal(
      403,
      'forbidden-host',
      'The Host header must be 127.0.0.1, localhost or [::1]: send to one of these.',
    );
  }
  if (origin !== undefined) {
    throw new Refusal(
      403,
      'forbidden-origin',
      'Requests from web pages (with an Origin header) are refused.',
    );
  }
}

function isInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}
