import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CollectorWorkerData } from '../../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import { RpcClient } from '../../../src/protocol/rpc';
import type { CollectorStatus } from '../../../src/protocol/status';
import { realSpans } from '../otlp/realSpans';
import { bundleCollector } from '../support/collectorBundle';
import { call, framed, openSession } from '../support/grpcCall';
import { WORKER_DATA } from '../support/workerData';

let script: string;
let removeBundle: () => Promise<void>;
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ script, remove: removeBundle } = await bundleCollector());
});

afterEach(async () => {
  for (const stop of started.splice(0)) await stop();
});

afterAll(async () => {
  await removeBundle();
});

function headless(...args: string[]) {
  return headlessFrom(script, ...args);
}

/** All that lies in a folder, as Latin-1. */
async function textIn(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    // One that is being written goes by another name when it is complete.
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}

/** Of the threads of this process. */
async function niceValues(): Promise<number[]> {
  const tasks = '/proc/self/task';
  const stats = (await readdir(tasks)).map((id) => readFile(join(tasks, id, 'stat'), 'utf8').catch(() => ''));
  // proc_pid_stat(5): the name in parentheses is the second field, the nice value the nineteenth.
  return (await Promise.all(stats)).map((stat) =>
    Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]),
  );
}

/** The collector as a program; lines that it writes come from `line()`. */
function headlessFrom(bundle: string, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [bundle, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
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
  let lastId = 1_000;
  const line = async (): Promise<Record<string, unknown> | null> => {
    const next = await lines.next();
    return next.done ? null : (JSON.parse(next.value) as Record<string, unknown>);
  };
  const send = (message: object) => child.stdin!.write(`${JSON.stringify(message)}\n`);
  return {
    child,
    exited,
    errors: () => errors,
    line,
    send,
    /** The result of a call. */
    ask: async <T>(method: string, params?: object): Promise<T> => {
      const id = ++lastId;
      send({ id, method, params });
      let reply = await line();
      while (reply && reply.id !== id) reply = await line();
      if (!reply || !('result' in reply)) throw new Error(`${method}: ${JSON.stringify(reply)}`);
      return reply.result as T;
    },
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

  it('ends when its receiver does, and says why', async () => {
    const folder = dirname(script);
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await copyFile(script, join(broken, 'collector.js'));
    await copyFile(join(folder, 'sql-wasm.wasm'), join(broken, 'sql-wasm.wasm'));
    await writeFile(
      join(broken, 'receiver.js'),
      `const { workerData } = require('node:worker_threads');
       workerData.control.postMessage({ method: 'listening', params: { http: 1, grpc: null } });
       setImmediate(() => { throw new Error('the receiver broke'); });`,
    );
    const collector = headlessFrom(join(broken, 'collector.js'), '--http', '0', '--stdio');
    expect(await collector.exited).toEqual({ code: 1, signal: null });
    expect(collector.errors()).toContain('the receiver broke');
  });
});

// Processes start and end several times in each.
describe('the journal', { timeout: 60_000 }, () => {
  let journal: string;

  beforeEach(async () => {
    journal = await mkdtemp(join(tmpdir(), 'turnline-journal-'));
  });

  afterEach(async () => {
    for (const stop of started.splice(0)) await stop();
    await rm(journal, { recursive: true, force: true });
  });

  /** The collector with this journal, once it listens. */
  async function journaled(...args: string[]) {
    const collector = headless('--http', '0', '--stdio', '--journal', journal, ...args);
    const ready = await collector.line();
    return { ...collector, port: Number(ready?.http) };
  }

  /** One span of its own. */
  function exportOne(port: number, n: number, attributes: object[] = []): Promise<Response> {
    const spanId = n.toString(16).padStart(16, '0');
    const span = { traceId: 'ab'.repeat(16), spanId, name: `span ${n}`, attributes };
    return fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
  }

  async function storedSpanIds(collector: Awaited<ReturnType<typeof journaled>>): Promise<number[]> {
    const sql = 'SELECT span_id FROM spans ORDER BY 1';
    const { rows } = await collector.ask<{ rows: string[][] }>('sql/query', { sql, limit: 10_000 });
    return rows.map(([id]) => Number.parseInt(id!, 16));
  }

  it('brings back all that was acknowledged, once, after the collector was killed at any moment', async () => {
    const acknowledged = new Set<number>();
    let next = 1;
    for (let round = 0; round < 3; round++) {
      const collector = await journaled();
      const send = async () => {
        for (;;) {
          const n = next++;
          const response = await exportOne(collector.port, n).catch(() => undefined);
          if (!response) return;
          if (response.status === 200) acknowledged.add(n);
        }
      };
      const senders = Promise.all([send(), send(), send(), send()]);
      const before = acknowledged.size;
      await vi.waitUntil(() => acknowledged.size >= before + 30 + round * 17, {
        timeout: 20_000,
        interval: 1,
      });
      collector.child.kill('SIGKILL');
      await senders;
      await collector.exited;
    }
    const collector = await journaled();
    const stored = await storedSpanIds(collector);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter((n) => !stored.includes(n))).toEqual([]);
    // An exporter that had no answer sends again what may have been kept.
    for (const n of stored.slice(-5)) expect((await exportOne(collector.port, n)).status).toBe(200);
    expect(await storedSpanIds(collector)).toEqual(stored);
    const status = await collector.ask<CollectorStatus>('status');
    expect(status.journal).toMatchObject({ writable: true, replayed: { records: stored.length } });
    expect(status.journalBytes).toBeGreaterThan(0);
    expect(status.received.spans).toBe(5);
  });

  it('holds no secret that is recognised, and neither does the store', async () => {
    const secret = `sk-proj-${'a1B2c3D4e5'.repeat(5)}`;
    const collector = await journaled('--redact', 'customer-\\d+', '--redact', '(');
    const attributes = [
      { key: 'authorization', value: { stringValue: `Bearer ${secret}` } },
      { key: 'note', value: { stringValue: 'of customer-4711' } },
    ];
    expect((await exportOne(collector.port, 1, attributes)).status).toBe(200);
    const status = await collector.ask<CollectorStatus>('status');
    expect(status.redacted.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(status.redacted).toContainEqual({ kind: 'user-pattern', count: 1 });
    expect(status.refusedPatterns).toEqual([{ pattern: '(', problem: expect.any(String) as string }]);
    const span = await collector.ask('span/get', { traceId: 'ab'.repeat(16), spanId: '1'.padStart(16, '0') });
    for (const hidden of [secret, 'customer-4711']) {
      expect(JSON.stringify(span)).not.toContain(hidden);
      expect(await textIn(journal)).not.toContain(hidden);
    }
    expect(await textIn(journal)).toContain('span 1');
  });

  it('is closed when the collector ends, however it is told to', async () => {
    const collector = await journaled();
    await exportOne(collector.port, 1);
    collector.child.stdin!.end();
    expect(await collector.exited).toEqual({ code: 0, signal: null });
    const again = await journaled();
    await exportOne(again.port, 2);
    again.child.kill('SIGTERM');
    expect(await again.exited).toEqual({ code: 0, signal: null });
    // Its owner's mark is gone.
    const files = (await readdir(join(journal, '1'))).filter((name) => !name.endsWith('.understood'));
    expect(files).toEqual(['00000001.journal', '00000002.journal']);
    expect(await storedSpanIds(await journaled())).toEqual([1, 2]);
  });

  it('is emptied with the sessions', async () => {
    const collector = await journaled();
    const sessionId = 'ab'.repeat(16);
    for (let n = 1; n <= 3; n++) await exportOne(collector.port, n);
    await collector.ask('session/pin', { sessionId, pinned: true });
    expect(await collector.ask('sessions/clear')).toEqual({ sessions: 1 });
    expect(await storedSpanIds(collector)).toEqual([]);
    expect(await textIn(journal)).not.toMatch(/span \d/);
    expect((await collector.ask<CollectorStatus>('status')).journalBytes).toBe(0);
    await exportOne(collector.port, 4);
    collector.child.kill('SIGKILL');
    await collector.exited;
    const again = await journaled();
    expect(await storedSpanIds(again)).toEqual([4]);
    expect(await again.ask('sessions/list')).toMatchObject([{ id: sessionId, pinned: false }]);
  });

  it('is done without where it cannot be, which is said', async () => {
    await writeFile(join(journal, 'file'), '');
    const collector = headless('--http', '0', '--stdio', '--journal', join(journal, 'file'));
    const ready = await collector.line();
    expect((await exportOne(Number(ready?.http), 1)).status).toBe(200);
    const status = await collector.ask<CollectorStatus>('status');
    expect(status).toMatchObject({ stored: { spans: 1 }, journal: { open: false, writable: false } });
    expect(status.journal?.lastError).toContain(`${join(journal, 'file')} cannot be used`);
    expect(collector.errors()).toContain('There is no journal');
  });

  it('keeps pins', async () => {
    const collector = await journaled();
    await exportOne(collector.port, 1);
    const sessionId = 'ab'.repeat(16);
    expect(await collector.ask('session/pin', { sessionId, pinned: true })).toEqual({ pinned: true });
    collector.child.kill('SIGKILL');
    await collector.exited;
    const again = await journaled();
    expect(await again.ask('sessions/list')).toMatchObject([{ id: sessionId, pinned: true }]);
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

  it.runIf(process.platform === 'linux')('lets the threads of its host go first', async () => {
    const before = await niceValues();
    const { client } = start({});
    await new Promise((resolve) => client.on('ready', resolve));
    const behind = getPriority() + 3;
    const count = (values: number[]) => values.filter((nice) => nice === behind).length;
    // The collector's thread, and the receiver's that it has started.
    expect(count(await niceValues()) - count(before)).toBe(2);
    expect(getPriority()).toBe(behind - 3);
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
