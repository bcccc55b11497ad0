/** What it costs to read a large workspace: time, memory, and what is left of the thread that starts it. */
import { Worker } from 'node:worker_threads';
import { workerPort } from '../../../src/editor/workerPort';
import { RpcClient } from '../../../src/protocol/rpc';
import type { SourceIndexMethods } from '../../../src/protocol/source';
import { ensureSourceIndex } from '../../tools/build.mjs';
import { withFolder } from './folder';

const FILES = 10_000;
/** Of the generated files, one in so many defines a tool. */
const TOOL_EVERY = 2;
const LINES = 120;
const KIB = 2 ** 10;
const MIB = 2 ** 20;
const TIMEOUT_MS = 600_000;

/** Prints the figures of the index as the extension host runs it: in a thread of its own. */
export async function printReading(): Promise<void> {
  const script = await ensureSourceIndex();
  await withFolder(workspace(), async (folder) => {
    const before = process.memoryUsage.rss();
    const worker = new Worker(script);
    const index = new RpcClient<SourceIndexMethods>(workerPort(worker), TIMEOUT_MS);
    const built = await taken(() => index.request('index/build', { folders: [folder], exclude: [] }));
    const kept = process.memoryUsage.rss();
    const { files, promising } = built.result;
    const asked = await taken(() =>
      index.request('index/find', { kind: 'tool', name: 'tool_0', server: null }),
    );
    const prompted = await taken(() =>
      index.request('index/find', { kind: 'prompt', text: 'Answer briefly.' }),
    );
    const peak = process.resourceUsage().maxRSS * KIB;
    await worker.terminate();
    const mebibytes = (bytes: number) => `${Math.round((bytes - before) / MIB)} MiB`;
    console.log(
      `index       ${files} files, ${promising} with words of tools, read in ${built.text}\n` +
        `            the first tool found in ${asked.text}; the first prompt sought in ${prompted.text}\n` +
        `            memory of its thread: ${mebibytes(kept)} when they are read, ${mebibytes(peak)} at most, also while asked\n` +
        `            the thread that started it was busy for ${(built.busyMs + asked.busyMs + prompted.busyMs).toFixed(0)} ms meanwhile`,
    );
  });
}

/** Texts of Python modules by their paths. */
function workspace(): Record<string, string> {
  const filler = Array.from(
    { length: LINES },
    (_, n) => `def helper_${n}(value):\n    return value + ${n}\n`,
  ).join('');
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, n) => [
      `package_${n % 100}/module_${n}.py`,
      n % TOOL_EVERY === 0
        ? `${filler}\n@tool\ndef tool_${n}(q):\n    return q\nPROMPT = "You are helper number ${n} of this bench."\n`
        : filler,
    ]),
  );
}

/** What a work takes by the clock and of the processor (nobody else's work counts), and how long this thread had to do. */
async function taken<T>(work: () => Promise<T>): Promise<{ result: T; text: string; busyMs: number }> {
  const clock = performance.now();
  const processor = process.cpuUsage();
  const thread = performance.eventLoopUtilization();
  const result = await work();
  const { user, system } = process.cpuUsage(processor);
  const seconds = ((performance.now() - clock) / 1000).toFixed(1);
  return {
    result,
    text: `${seconds} s by the clock, ${((user + system) / 1e6).toFixed(1)} s of the processor`,
    busyMs: performance.eventLoopUtilization(thread).active,
  };
}
