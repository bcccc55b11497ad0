/** The collector as its users run it headless: a process of its own, spoken to by OTLP and by RPC on its stdio. */
import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stdioPort } from '../../../src/collector/stdioPort';
import type { CollectorPorts } from '../../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import { RpcClient } from '../../../src/protocol/rpc';
import type { CollectorStatus } from '../../../src/protocol/status';

/** A replay or an analysis of a full store takes its time. */
const RPC_TIMEOUT_MS = 120_000;
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 5;

export interface CollectorProcess {
  readonly child: ChildProcess;
  readonly ports: CollectorPorts;
  /** From the start of the process until it said that it listens. */
  readonly readyMs: number;
  readonly rpc: RpcClient<CollectorMethods, CollectorNotifications>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it wrote to stderr so far. */
  errors(): string;
  /** Bytes; Linux only. */
  memory(): Promise<{ resident: number; peak: number }>;
  /** CPU seconds so far, of each of its threads; Linux only. Unlike rates, they do not depend on what else runs. */
  cpuSeconds(): Promise<number[]>;
  /** Ends it as its users do. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  /** The collector's bundle; `buildCollector` makes the default. */
  script?: string;
  /** A program, with its arguments, that runs Node: `prlimit`, `setpriv`. */
  runner?: readonly string[];
}

const BUNDLE = join('dist', 'collector.js');

/** Builds the bundle when it is older than its sources. Benchmarks run at the repository's root. */
export async function buildCollector(): Promise<void> {
  await promisify(execFile)(process.execPath, [join('test', 'tools', 'collector.mjs'), '--help']);
}

/** Builds everything that ships. */
export async function buildAll(): Promise<void> {
  await promisify(execFile)(process.execPath, ['esbuild.mjs']);
}

/** Rejects, with what it wrote, when it ends before it is ready. `--stdio` goes without saying. */
export async function startCollector(
  args: readonly string[],
  { script = BUNDLE, runner = [] }: ProcessOptions = {},
): Promise<CollectorProcess> {
  const start = performance.now();
  const [program = '', ...programArgs] = [...runner, process.execPath, script, '--stdio', ...args];
  const child = spawn(program, programArgs, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // What is written to a process that was killed.
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const port = stdioPort(child.stdout, child.stdin);
  const ready = new Promise<CollectorPorts>((resolve) => {
    const stopListening = port.onMessage((message) => {
      if (!isReady(message)) return;
      stopListening();
      resolve({ http: message.http, grpc: message.grpc });
    });
  });
  const rpc = new RpcClient<CollectorMethods, CollectorNotifications>(port, RPC_TIMEOUT_MS);
  void exited.then(() => {
    rpc.close('The collector ended.');
  });
  const ports = await Promise.race([
    ready,
    exited.then(({ code, signal }) => {
      throw new Error(`The collector ended with ${code ?? signal ?? 'nothing'}: ${errors}`);
    }),
    rejectAfter(READY_TIMEOUT_MS, () => `The collector is not ready: ${errors}`),
  ]).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    child,
    ports,
    readyMs: performance.now() - start,
    rpc,
    exited,
    errors: () => errors,
    memory: () => memoryOf(child.pid!),
    cpuSeconds: () => cpuSecondsOf(child.pid!),
    stop: async () => {
      child.stdin.end();
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Resolves with the status once all distinct spans that were received since the start are stored: under load, calls do
 * not wait for the store.
 */
export async function untilStored(rpc: CollectorProcess['rpc']): Promise<CollectorStatus> {
  for (;;) {
    const status = await rpc.request('status');
    if (status.stored.spans >= status.received.spans) return status;
    await sleep(POLL_MS);
  }
}

function isReady(message: unknown): message is CollectorPorts & { ready: true } {
  return typeof message === 'object' && message !== null && 'ready' in message;
}

function rejectAfter(ms: number, message: () => string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error(message()));
    }, ms).unref();
  });
}

async function memoryOf(pid: number): Promise<{ resident: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { resident: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
}

/** proc_pid_stat(5): utime and stime, in ticks of 10 ms, behind the name in parentheses. */
async function cpuSecondsOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  return Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }),
  );
}
