/**
 * Feeds bodies to the receiver's code in worker threads, watched from outside: a thread that does not get on with one
 * input has hung.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { BodyInputs, randomOf } from './bodyInputs';
import type { Outcome } from './checkBody';
import { BodyCheck } from './checkBody';
import { readSeeds } from './seeds';

/** Far above what any input takes, even on a busy machine. */
const HANG_MS = 20_000;
const LONGEST_MS = 2_000;
const WATCH_MS = 500;
/** The heap is measured at the first such share of a run, when everything is warm, and at its end. */
const WARM_SHARE = 0.2;
const MAX_HEAP_GROWTH = 48 * 1024 * 1024;

export interface BodyTask {
  seed: number;
  /** This thread takes the inputs `first`, `first + step`, … below `end`. */
  first: number;
  step: number;
  end: number;
  /** An Int32 that holds the number of the input under way. */
  current: SharedArrayBuffer;
}

export interface BodyFailure {
  index: number;
  problem: string;
}

export interface BodyReport {
  outcomes: Record<Outcome, number>;
  failures: BodyFailure[];
  slowest: { index: number; ms: number };
  /** Bytes of heap and buffers after a garbage collection. */
  warmHeap: number;
  endHeap: number;
}

/** Of the recordings in the repository, at whose root benchmarks run. */
export function bodyInputs(): BodyInputs {
  return new BodyInputs(readSeeds(join('test', 'fixtures', 'otlp')));
}

/** In a worker thread. Posts a `BodyReport`. */
export async function runBodies(task: BodyTask, port: MessagePort): Promise<void> {
  const current = new Int32Array(task.current);
  const inputs = bodyInputs();
  const check = await BodyCheck.open(await readFile('node_modules/sql.js/dist/sql-wasm.wasm'));
  const report: BodyReport = {
    outcomes: { refused: 0, empty: 0, stored: 0 },
    failures: [],
    slowest: { index: -1, ms: 0 },
    warmHeap: 0,
    endHeap: 0,
  };
  const warm = task.first + (task.end - task.first) * WARM_SHARE;
  for (let index = task.first; index < task.end; index += task.step) {
    Atomics.store(current, 0, index);
    const input = inputs.make(randomOf(task.seed, index));
    const start = performance.now();
    try {
      report.outcomes[await check.check(input)]++;
    } catch (error) {
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      report.failures.push({ index, problem: `${input.label}: ${problem}` });
    }
    const ms = performance.now() - start;
    if (ms > report.slowest.ms) report.slowest = { index, ms };
    if (ms > LONGEST_MS)
      report.failures.push({ index, problem: `${input.label}: took ${Math.round(ms)} ms` });
    if (report.warmHeap === 0 && index >= warm) {
      await check.startAnew();
      report.warmHeap = heapInUse();
    }
  }
  await check.startAnew();
  report.endHeap = heapInUse();
  if (report.endHeap - report.warmHeap > MAX_HEAP_GROWTH) {
    const growth = Math.round((report.endHeap - report.warmHeap) / 1024 / 1024);
    report.failures.push({ index: task.end, problem: `the heap grew by ${growth} MiB` });
  }
  check.close();
  port.postMessage(report);
}

/** Starts a thread for a task; `script` runs `runBodies` with it. Rejects when the thread dies. */
export async function watchBodies(script: string, task: BodyTask): Promise<BodyReport> {
  const worker = new Worker(script, { workerData: task });
  const current = new Int32Array(task.current);
  return new Promise((resolve, reject) => {
    let last = -1;
    let since = performance.now();
    const watch = setInterval(() => {
      const index = Atomics.load(current, 0);
      if (index !== last) {
        last = index;
        since = performance.now();
      } else if (performance.now() - since > HANG_MS) {
        clearInterval(watch);
        void worker.terminate();
        resolve(failed(index, `hangs: no end after ${HANG_MS / 1000} s`));
      }
    }, WATCH_MS);
    worker.once('message', (report: BodyReport) => {
      clearInterval(watch);
      resolve(report);
    });
    worker.once('error', (error) => {
      clearInterval(watch);
      resolve(failed(Atomics.load(current, 0), `ends the thread: ${error.stack ?? error.message}`));
    });
    worker.once('exit', () => {
      clearInterval(watch);
      reject(new Error('A thread ended without a report.'));
    });
  });
}

function failed(index: number, problem: string): BodyReport {
  return {
    outcomes: { refused: 0, empty: 0, stored: 0 },
    failures: [{ index, problem }],
    slowest: { index, ms: 0 },
    warmHeap: 0,
    endHeap: 0,
  };
}

function heapInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
