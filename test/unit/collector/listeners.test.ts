import { request as httpRequest } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import type { ListenersOptions } from '../../../src/collector/listeners';
import { Listeners } from '../../../src/collector/listeners';
import { call, framed, openSession } from '../support/grpcCall';

/** Between two looks whether a port has become free. */
const POLL_MS = 20;

type Window = Awaited<ReturnType<typeof openWindow>>;

const open: { close: () => Promise<void> }[] = [];
/** Two ports that nobody has, as the standard ones of these tests. */
let standard: { http: number; grpc: number };

beforeEach(async () => {
  standard = { http: await freePort(), grpc: await freePort() };
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** What a window of VS Code listens with; `who` is what its collector received. */
async function openWindow(options: Partial<ListenersOptions> = {}) {
  const lines: string[] = [];
  const received: string[] = [];
  const waiting: (() => void)[] = [];
  const listeners = await Listeners.open({
    httpPort: standard.http,
    grpcPort: standard.grpc,
    formerPorts: null,
    fallbackToFreePort: true,
    token: null,
    listenerOptions: {
      ingest: ({ signal }) => {
        received.push(signal);
        return { rejected: [] };
      },
      onRejected: () => undefined,
      onError: (message) => lines.push(`error: ${message}`),
      memory: new BodyMemory(),
    },
    log: (level, message) => {
      lines.push(`${level}: ${message}`);
      for (const wake of waiting.splice(0)) wake();
    },
    pollMs: POLL_MS,
    ...options,
  });
  open.push(listeners);
  return {
    listeners,
    received,
    lines,
    /** Resolves once a line that has the text was logged. */
    logged: async (text: string) => {
      while (!lines.some((line) => line.includes(text)))
        await new Promise<void>((resolve) => waiting.push(resolve));
      return lines.find((line) => line.includes(text))!;
    },
  };
}

async function occupy(port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  open.push({ close: () => closed(server) });
  return server;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await closed(server);
  return port;
}

/** The status of an empty export to the port. */
function post(port: number, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path: '/v1/logs',
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'application/json', ...headers },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.end('{}');
  });
}

async function exportByGrpc(port: number): Promise<number | null> {
  const session = openSession(port);
  const { code } = await call(session, framed(new Uint8Array(0)));
  session.destroy();
  return code;
}

const http = (window: Window) => window.listeners.ports().http!;

describe('the ports', () => {
  it('are the configured ones when they are free', async () => {
    const window = await openWindow();
    expect(window.listeners.ports()).toEqual(standard);
    expect(await post(standard.http)).toBe(200);
    expect(await exportByGrpc(standard.grpc)).toBe(0);
    expect(await window.listeners.report()).toEqual({
      http: { announced: standard.http, bound: [standard.http], wanted: standard.http, holder: null },
      grpc: { announced: standard.grpc, bound: [standard.grpc], wanted: standard.grpc, holder: null },
    });
    expect(window.lines).toEqual([]);
  });

  it('are free ones when 0 is configured, and there may be no gRPC', async () => {
    const { listeners } = await openWindow({ httpPort: 0, grpcPort: null });
    const { http: port, grpc } = listeners.ports();
    expect(grpc).toBeNull();
    expect(await post(port!)).toBe(200);
    expect(await listeners.report()).toMatchObject({ http: { announced: port, holder: null }, grpc: null });
  });

  it('are free ones when the configured ones are taken, and the log says by whom', async () => {
    await occupy(standard.http);
    const window = await openWindow();
    expect(http(window)).not.toBe(standard.http);
    expect(window.listeners.ports().grpc).toBe(standard.grpc);
    const line = await window.logged(`Port ${standard.http} is used by `);
    expect(line).toMatch(/^warn: /);
    expect(line).toContain(`; Turnline listens on ${http(window)} instead.`);
    if (process.platform === 'linux') expect(line).toContain(`(process ${process.pid})`);
    expect((await window.listeners.report()).http.holder).toMatchObject({ isTurnline: null });
  });

  it('say when it is Turnline that has them', async () => {
    await openWindow();
    const second = await openWindow();
    await second.logged(`Port ${standard.http} is used by Turnline in another window; `);
    await second.logged(`Port ${standard.grpc} is used by Turnline in another window; `);
    expect(await second.listeners.report()).toMatchObject({
      http: { holder: { isTurnline: true } },
      grpc: { holder: { isTurnline: true } },
    });
  });

  it('cannot be had when they are taken and no others are wanted; nothing stays open then', async () => {
    await occupy(standard.grpc);
    await expect(openWindow({ fallbackToFreePort: false })).rejects.toThrow(
      `Port ${standard.grpc} is used by another program.`,
    );
    await expect(post(standard.http)).rejects.toThrow('ECONNREFUSED');
  });

  it('cannot be had when there is no such port', async () => {
    await expect(openWindow({ httpPort: 70_000 })).rejects.toThrow('Cannot listen on port 70000: ');
  });
});

describe('several windows', () => {
  it('work side by side, and another takes the standard ports over when their owner closes', async () => {
    const first = await openWindow();
    const second = await openWindow();
    const announced = second.listeners.ports();
    expect(await post(standard.http)).toBe(200);
    expect(await post(http(second))).toBe(200);
    expect([first.received, second.received]).toEqual([['logs'], ['logs']]);

    await first.listeners.close();
    await second.logged(`Port ${standard.http} has become free`);
    await second.logged(`Port ${standard.grpc} has become free`);
    expect(await post(standard.http)).toBe(200);
    expect(await exportByGrpc(standard.grpc)).toBe(0);
    expect(first.received).toEqual(['logs']);
    expect(second.received).toEqual(['logs', 'logs', 'traces']);
    // Programs that have the other ports in their environment are still heard.
    expect(second.listeners.ports()).toEqual(announced);
    expect(await post(http(second))).toBe(200);
    expect(await second.listeners.report()).toMatchObject({
      http: { bound: [http(second), standard.http], holder: null },
    });
  });

  it('of several that wait, one takes them over', async () => {
    const first = await openWindow();
    const others = await Promise.all([openWindow(), openWindow(), openWindow()]);
    await first.listeners.close();
    await Promise.race(others.map((one) => one.logged(`Port ${standard.http} has become free`)));
    expect(await post(standard.http)).toBe(200);
    expect(others.flatMap((one) => one.received)).toEqual(['logs']);
  });

  it('say when a port is theirs now', async () => {
    const foreign = await occupy(standard.http);
    let change: () => void = () => undefined;
    const changed = new Promise<void>((resolve) => (change = resolve));
    await openWindow({ onPortsChanged: change });
    await closed(foreign);
    await changed;
    expect(await post(standard.http)).toBe(200);
  });

  it('take nothing over any more once they are closed', async () => {
    const foreign = await occupy(standard.http);
    const window = await openWindow();
    await window.listeners.close();
    await closed(foreign);
    const next = await openWindow();
    expect(next.listeners.ports()).toEqual(standard);
    expect(window.lines.filter((line) => line.includes('has become free'))).toEqual([]);
  });
});

describe('a reload', () => {
  it('brings a window back to where its programs send, though the standard ports are free', async () => {
    const foreign = [await occupy(standard.http), await occupy(standard.grpc)];
    const before = await openWindow();
    const formerPorts = before.listeners.ports();
    await before.listeners.close();
    await Promise.all(foreign.map(closed));

    const after = await openWindow({ formerPorts });
    expect(after.listeners.ports()).toEqual(formerPorts);
    expect(await post(formerPorts.http!)).toBe(200);
    expect(await exportByGrpc(formerPorts.grpc!)).toBe(0);
    // And programs with default settings reach it too.
    expect(await post(standard.http)).toBe(200);
    expect(after.received).toEqual(['logs', 'traces', 'logs']);
    expect(after.lines).toEqual([]);
  });

  it('waits for the one that it replaces to let go', async () => {
    const before = await openWindow();
    const formerPorts = before.listeners.ports();
    const [after] = await Promise.all([openWindow({ formerPorts }), before.listeners.close()]);
    expect(after.listeners.ports()).toEqual(formerPorts);
  });

  it('does not lose its port to a window that waits for it', async () => {
    const before = await openWindow();
    const waiting = await openWindow({ pollMs: 1_000 });
    await before.listeners.close();
    const after = await openWindow({ formerPorts: standard });
    expect(after.listeners.ports()).toEqual(standard);
    expect(waiting.lines.filter((line) => line.includes('has become free'))).toEqual([]);
  });

  it('announces other ports when the former ones are taken, says so, and takes them when they are free', async () => {
    const former = await occupy(await freePort());
    const port = (former.address() as AddressInfo).port;
    const window = await openWindow({ formerPorts: { http: port, grpc: null } });
    expect(window.listeners.ports()).toEqual(standard);
    const line = await window.logged(`Port ${port} is used by `);
    expect(line).toContain(`Programs started before still send to ${port}: start them again.`);
    await closed(former);
    await window.logged(`Port ${port} has become free`);
    expect(await post(port)).toBe(200);
    expect(window.listeners.ports()).toEqual(standard);
  });
});

it('a token is asked for on every port', async () => {
  const { listeners } = await openWindow({ token: 'secret' });
  const { http: port, grpc } = listeners.ports();
  expect(await post(port!)).toBe(401);
  expect(await post(port!, { Authorization: 'Bearer secret' })).toBe(200);
  expect(await exportByGrpc(grpc!)).toBe(16);
});
