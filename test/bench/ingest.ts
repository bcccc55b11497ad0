/**
 * npm run bench -- ingest [--spans N] [--runs N] [--quick] [--no-journal] [--directory DIR]
 *
 * How fast spans are taken in: until they are acknowledged, which is when they are journaled, and until they can be
 * asked for; what that takes of memory and disk; and how long it keeps the main thread of a host program, as VS Code's
 * extension host is one, from its other work.
 */
import { DEFAULT_LOOP_THRESHOLDS } from '../../src/protocol/loops';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { OtlpEncoding } from '../../src/otlp/response';
import type { CollectorPorts, CollectorWorkerData } from '../../src/protocol/collectorWorker';
import { DEFAULT_JOURNAL_BYTES, DEFAULT_MEMORY_LIMIT_BYTES } from '../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../src/protocol/methods';
import { RpcClient } from '../../src/protocol/rpc';
import type { Restart } from './ingest/restart';
import { forgetUnderstood, restart } from './ingest/restart';
import type { Load } from './ingest/sender';
import { runSender, Sender } from './ingest/sender';
import type { ConversationForm } from './ingest/spans';
import { SPANS_PER_REQUEST } from './ingest/spans';
import { buildCollector, startCollector, untilStored } from './support/collectorProcess';
import { printRow } from './support/printRow';

const MIB = 1024 * 1024;
const SEED = 1;
const ENCODINGS: readonly OtlpEncoding[] = ['protobuf', 'json'];
const CONNECTIONS = [1, 4];
const TURNS = 300;
const IDLE_MS = 3_000;

interface Options {
  requests: number;
  runs: number;
  journal: boolean;
  /** What a start with an empty journal takes. */
  emptySeconds: number;
  /** Where journals are put. */
  directory: string;
}

interface Figures {
  acknowledged: number;
  queryable: number;
  /**
   * Spans per second that another collector has again from the journal, after kill -9, beyond the time that a start
   * with an empty journal takes; 0 without a journal.
   */
  replayed: number;
  /** The same without what was understood before, as after an update. */
  understood: number;
  /** Seconds of such a start in all, with what was understood before. */
  restartSeconds: number;
  mibPerSecond: number;
  /** CPU time per span, of all threads and of the busiest, which bounds the rate on a machine with nothing else to do. */
  allMicroseconds: number;
  busiestMicroseconds: number;
  peakMib: number;
  journalShare: number;
  storedShare: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: '61440' },
      runs: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      'no-journal': { type: 'boolean', default: false },
      directory: { type: 'string', default: tmpdir() },
    },
  });
  const spans = values.quick ? 10_240 : Number(values.spans);
  await buildCollector();
  const options: Options = {
    requests: Math.ceil(spans / SPANS_PER_REQUEST),
    runs: values.quick ? 1 : Number(values.runs),
    journal: !values['no-journal'],
    emptySeconds: await emptyStart(values.directory),
    directory: values.directory,
  };

  console.log(
    `${options.requests} requests of ${SPANS_PER_REQUEST} spans with 1 kB of content each, ` +
      `${options.runs} runs, medians${options.journal ? '' : ', without a journal'}; ` +
      `a start with an empty journal takes ${options.emptySeconds.toFixed(2)} s, which replayed/s and understood/s leave out`,
  );
  printRow([
    'encoding',
    'connections',
    'acked/s',
    'queryable/s',
    'replayed/s',
    'understood/s',
    'restart s',
    'MiB/s',
    'CPU us/span',
    'busiest',
    'peak MiB',
    'journal/wire',
    'stored/wire',
  ]);
  for (const encoding of ENCODINGS) {
    const content = { kind: 'spans', requests: options.requests } as const;
    const sender = await Sender.start(__filename, { seed: SEED, encoding, content });
    for (const connections of CONNECTIONS) {
      const runs: Figures[] = [];
      for (let run = 0; run < options.runs; run++) runs.push(await measure(sender, connections, options));
      printFigures(encoding, String(connections), medians(runs));
    }
    await sender.stop();
  }

  console.log(`\na conversation of ${TURNS} turns, each request with all messages before it`);
  printRow([
    'form',
    'encoding',
    'acked/s',
    'queryable/s',
    'replayed/s',
    'understood/s',
    'restart s',
    'MiB/s',
    'CPU us/span',
    'busiest',
    'peak MiB',
    'journal/wire',
    'stored/wire',
  ]);
  for (const form of ['gen_ai', 'openinference'] satisfies ConversationForm[]) {
    for (const encoding of ENCODINGS) {
      const content = { kind: 'conversation', turns: TURNS, form } as const;
      const sender = await Sender.start(__filename, { seed: SEED, encoding, content });
      printFigures(form, encoding, await measure(sender, 1, options));
      await sender.stop();
    }
  }

  console.log("\npauses of a host's main thread whose worker thread collects (ms)");
  printRow(['', 'p50', 'p99', 'longest', 'own work']);
  for (const encoding of ENCODINGS) await measureHost(encoding, options);
}

async function measure(sender: Sender, connections: number, options: Options): Promise<Figures> {
  const folder = await mkdtemp(join(options.directory, 'turnline-bench-'));
  const journal = options.journal ? ['--journal', folder, '--journal-size', '4096'] : [];
  const args = ['--http', '0', ...journal];
  const collector = await startCollector(args);
  try {
    const before = (await collector.rpc.request('status')).memoryBytes;
    const sent = await sender.send({ port: collector.ports.http!, connections });
    const status = await untilStored(collector.rpc);
    const seconds = (Date.now() - sent.startedAt) / 1000;
    const { peak } = await collector.memory();
    const cpu = await collector.cpuSeconds();
    // The warm-up's are among them.
    const microseconds = (seconds: number) => (seconds * 1e6) / status.stored.spans;
    const warmUpShare = status.stored.spans / sent.spans;
    await collector.kill();
    const restarts = options.journal
      ? await restartRates(folder, options.emptySeconds)
      : { replayed: 0, understood: 0, restartSeconds: 0 };
    return {
      acknowledged: sent.spans / sent.seconds,
      queryable: sent.spans / seconds,
      ...restarts,
      mibPerSecond: sent.bytes / MIB / sent.seconds,
      allMicroseconds: microseconds(cpu.reduce((sum, each) => sum + each, 0)),
      busiestMicroseconds: microseconds(Math.max(...cpu)),
      peakMib: peak / MIB,
      journalShare: status.journalBytes / sent.bytes / warmUpShare,
      storedShare: (status.memoryBytes - before) / sent.bytes / warmUpShare,
    };
  } finally {
    await collector.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The median of three. */
async function emptyStart(directory: string): Promise<number> {
  const folder = await mkdtemp(join(directory, 'turnline-bench-'));
  const seconds: number[] = [];
  for (let n = 0; n < 3; n++) seconds.push((await restart(folder)).seconds);
  await rm(folder, { recursive: true, force: true });
  return seconds.sort((a, b) => a - b)[1]!;
}

/** After a kill -9 each. */
async function restartRates(
  journal: string,
  emptySeconds: number,
): Promise<Pick<Figures, 'replayed' | 'understood' | 'restartSeconds'>> {
  const known = await restart(journal);
  await forgetUnderstood(journal);
  const anew = await restart(journal);
  const rate = ({ spans, seconds }: Restart) => spans / Math.max(seconds - emptySeconds, 0.001);
  return { replayed: rate(known), understood: rate(anew), restartSeconds: known.seconds };
}

/** This thread is the host; it does nothing but get the collector's messages, as the extension host does. */
async function measureHost(encoding: OtlpEncoding, options: Options): Promise<void> {
  const content = { kind: 'spans', requests: options.requests } as const;
  const sender = await Sender.start(__filename, { seed: SEED, encoding, content });
  const folder = await mkdtemp(join(options.directory, 'turnline-bench-'));
  const data: CollectorWorkerData = {
    httpPort: 0,
    grpcPort: null,
    fallbackToFreePort: false,
    formerPorts: null,
    token: null,
    journal: options.journal ? { directory: folder, maxBytes: DEFAULT_JOURNAL_BYTES } : null,
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
    redactionPatterns: [],
    forward: null,
    prices: [],
    loopThresholds: DEFAULT_LOOP_THRESHOLDS,
  };
  const worker = new Worker(resolvePath('dist', 'collector.js'), { workerData: data });
  let longestWork = 0;
  const rpc = new RpcClient<CollectorMethods, CollectorNotifications>({
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      const timed = (message: unknown) => {
        const start = performance.now();
        listener(message);
        longestWork = Math.max(longestWork, performance.now() - start);
      };
      worker.on('message', timed);
      return () => worker.off('message', timed);
    },
  });
  const ports = await new Promise<CollectorPorts>((resolve, reject) => {
    rpc.on('ready', resolve);
    worker.once('error', reject);
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(IDLE_MS);
  printDelay('idle', delay, longestWork);
  delay.reset();
  longestWork = 0;
  await sender.send({ port: ports.http!, connections: 4 });
  await untilStored(rpc);
  printDelay(`${encoding}, 4 connections`, delay, longestWork);
  delay.disable();
  await worker.terminate();
  await sender.stop();
  await rm(folder, { recursive: true, force: true });
}

/** `longestWork`: of the thread itself with one message, in ms; longer pauses were spent waiting for a processor. */
function printDelay(
  label: string,
  delay: ReturnType<typeof monitorEventLoopDelay>,
  longestWork: number,
): void {
  const milliseconds = [delay.percentile(50), delay.percentile(99), delay.max].map((nano) =>
    (nano / 1e6).toFixed(1),
  );
  printRow([label, ...milliseconds, longestWork.toFixed(1)]);
}

function medians(runs: readonly Figures[]): Figures {
  const median = (key: keyof Figures) => {
    const values = runs.map((run) => run[key]).sort((a, b) => a - b);
    return values[Math.floor((values.length - 1) / 2)]!;
  };
  return {
    acknowledged: median('acknowledged'),
    queryable: median('queryable'),
    replayed: median('replayed'),
    understood: median('understood'),
    restartSeconds: median('restartSeconds'),
    mibPerSecond: median('mibPerSecond'),
    allMicroseconds: median('allMicroseconds'),
    busiestMicroseconds: median('busiestMicroseconds'),
    peakMib: median('peakMib'),
    journalShare: median('journalShare'),
    storedShare: median('storedShare'),
  };
}

function printFigures(first: string, second: string, figures: Figures): void {
  printRow([
    first,
    second,
    figures.acknowledged.toFixed(0),
    figures.queryable.toFixed(0),
    figures.replayed.toFixed(0),
    figures.understood.toFixed(0),
    figures.restartSeconds.toFixed(2),
    figures.mibPerSecond.toFixed(0),
    figures.allMicroseconds.toFixed(0),
    figures.busiestMicroseconds.toFixed(0),
    figures.peakMib.toFixed(0),
    figures.journalShare.toFixed(3),
    figures.storedShare.toFixed(3),
  ]);
}

if (isMainThread) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
} else if (parentPort) {
  runSender(workerData as Load, parentPort);
}
