import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { build } from 'esbuild';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorWorkerData } from '../../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import { RpcClient } from '../../../src/protocol/rpc';
import { realSpans } from '../otlp/realSpans';
import { call, framed, openSession } from '../support/grpcCall';
import { WORKER_DATA } from '../support/workerData';

const ROOT = join(import.meta.dirname, '../../..');

let folder: string;
let script: string;
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-collector-'));
  script = join(folder, 'collector.js');
  await build({
    entryPoints: [join(ROOT, 'src/collector/main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  await copyFile(join(ROOT, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(folder, 'sql-wasm.wasm'));
});

afterEach(async () => {
  for (const stop of started.splice(0)) await stop();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The collector as a program; lines that it writes come from `line()`. */
function headless(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  started.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    child,
    exited,
    errors: () => errors,
    line: async (): Promise<Record<string, unknown> | null> => {
      const next = await lines.next();
      return next.done ? null : (JSON.parse(next.value) as Record<string, unknown>);
    },
    send: (message: object) => child.stdin!.write(`${JSON.stringify(message)}\n`),
  };
}

async function exportSpans(port: unknown): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-protobuf' },
    body: Buffer.from(ProtobufTraceSerializer.serializeRequest(realSpans())!),
  });
  expect(response.status).toBe(200);
}

describe('the headless collector', () => {
  it('says where it listens, takes spans, answers on stdio and ends with its input', async () => {
    const collector = headless('--http', '0', '--stdio');
    const ready = await collector.line();
    expect(ready).toEqual({ ready: true, http: expect.any(Number) as number, grpc: null });
    await exportSpans(ready?.http);
    collector.send({ id: 7, method: 'status' });
    let reply = await collector.line();
    while (reply && reply.id !== 7) {
      expect(reply.method).toBe('changed');
      reply = await collector.line();
    }
    expect(reply?.result).toMatchObject({ http: ready?.http, grpc: null, received: { spans: 2 } });
    collector.child.stdin!.end('{"id":8,"method":"sessions/list"}\n');
    let last = await collector.line();
    while (last && last.id !== 8) last = await collector.line();
    expect(last?.result).toHaveLength(1);
    expect(await collector.exited).toEqual({ code: 0, signal: null });
    expect(collector.errors()).toBe('');
  });

  it('takes spans by gRPC, too, when it is given a port', async () => {
    const collector = headless('--http', '0', '--grpc', '0', '--stdio');
    const ready = await collector.line();
    expect(ready).toEqual({
      ready: true,
      http: expect.any(Number) as number,
      grpc: expect.any(Number) as number,
    });
    const session = openSession(Number(ready?.grpc));
    expect((await call(session, framed(ProtobufTraceSerializer.serializeRequest(realSpans())!))).code).toBe(
      0,
    );
    collector.send({ id: 1, method: 'status' });
    let reply = await collector.line();
    while (reply && reply.id !== 1) reply = await collector.line();
    expect(reply?.result).toMatchObject({ grpc: ready?.grpc, received: { spans: 2 } });
    // An open connection does not keep it from ending.
    collector.child.stdin!.end();
    expect(await collector.exited).toEqual({ code: 0, signal: null });
    session.destroy();
  });

  it('frees its HTTP port when it cannot have the other', async () => {
    const foreign = createServer().listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    const { port } = foreign.address() as { port: number };
    const collector = headless('--http', '0', '--grpc', String(port));
    expect(await collector.exited).toEqual({ code: 1, signal: null });
    expect(collector.errors()).toContain(`Port ${port} is used by another program.`);
    foreign.close();
  });

  it('runs until it is told to end', async () => {
    const collector = headless('--http', '0');
    const ready = await collector.line();
    collector.child.stdin!.end();
    await exportSpans(ready?.http);
    collector.child.kill('SIGTERM');
    expect(await collector.exited).toEqual({ code: 0, signal: null });
  });

  it('says what is wrong with its command line', async () => {
    const collector = headless('--port', '1');
    expect(await collector.exited).toEqual({ code: 2, signal: null });
    expect(collector.errors()).toMatch(/--port[^]*Usage: npm run collector/);
  });

  it('says that its port is taken', async () => {
    const foreign = createServer().listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    const { port } = foreign.address() as { port: number };
    const collector = headless('--http', String(port), '--stdio');
    expect(await collector.exited).toEqual({ code: 1, signal: null });
    expect(collector.errors()).toContain(`Port ${port} is used by another program.`);
    foreign.close();
  });

  it('says what it cannot do yet, and does the rest', async () => {
    const collector = headless('--http', '0', '--journal', folder, '--stdio');
    expect(await collector.line()).toMatchObject({ ready: true });
    collector.child.stdin!.end();
    await collector.exited;
    expect(collector.errors()).toMatch(/journal does not exist/);
  });
});

describe('the worker thread', () => {
  function start(data: Partial<CollectorWorkerData>) {
    const worker = new Worker(script, { workerData: { ...WORKER_DATA, ...data } });
    started.push(() => worker.terminate());
    const messages: Record<string, unknown>[] = [];
    worker.on('message', (message: Record<string, unknown>) => messages.push(message));
    const client = new RpcClient<CollectorMethods, CollectorNotifications>({
      post: (message) => {
        worker.postMessage(message);
      },
      onMessage: (listener) => {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    });
    return { worker, client, messages };
  }

  it('reports ready first, announces changes and answers', async () => {
    const { client, messages } = start({});
    const ports = await new Promise<CollectorNotifications['ready']>((resolve) =>
      client.on('ready', resolve),
    );
    expect(messages[0]).toEqual({ method: 'ready', params: ports });
    const changed = new Promise<CollectorNotifications['changed']>((resolve) =>
      client.on('changed', resolve),
    );
    await exportSpans(ports.http);
    const { sessionIds } = await changed;
    expect((await client.request('sessions/list')).map(({ id }) => id)).toEqual(sessionIds);
    // Twice: the first answer's arrays were handed over, they must not be the collector's own.
    for (let round = 0; round < 2; round++) {
      const window = { sessionId: sessionIds[0]!, mode: 'time', widthPx: 800 } as const;
      const { frames } = await client.request('session/frames', window);
      expect(frames.start).toBeInstanceOf(Float64Array);
      expect(frames.start.length).toBe(2);
    }
  });

  it('takes a free port when its own is taken and it may', async () => {
    const foreign = createServer().listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    const { port } = foreign.address() as { port: number };

    const { client } = start({ httpPort: port, fallbackToFreePort: true });
    const logged = new Promise<CollectorNotifications['log']>((resolve) => client.on('log', resolve));
    const ports = await new Promise<CollectorNotifications['ready']>((resolve) =>
      client.on('ready', resolve),
    );
    expect(ports.http).not.toBe(port);
    expect(await logged).toMatchObject({
      level: 'warn',
      message: expect.stringContaining(String(port)) as string,
    });

    const { worker } = start({ httpPort: port });
    const [error] = (await once(worker, 'error')) as [Error];
    expect(error.message).toContain(`Port ${port} is used by another program.`);
    foreign.close();
  });
});
