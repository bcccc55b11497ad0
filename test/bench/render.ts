/**
 * npm run bench -- render [--spans N,N,…] [--shape agents|trace|random] [--no-speedscope]
 *
 * What the session view takes in a real browser without a graphics card: the built webview before the real collector,
 * and speedscope with the same spans beside it. Frames are as fast as they can be: a frame of 16 ms and less is one of
 * 60 a second.
 */
import { DEFAULT_LOOP_THRESHOLDS } from '../../src/protocol/loops';
import { resolve as resolvePath } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Browser } from 'playwright-core';
import type { CollectorPorts, CollectorWorkerData } from '../../src/protocol/collectorWorker';
import { DEFAULT_MEMORY_LIMIT_BYTES } from '../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../src/protocol/methods';
import type { RpcPort } from '../../src/protocol/rpc';
import { RpcClient } from '../../src/protocol/rpc';
import type { Gesture } from './render/bench';
import { measureGrowth } from './render/growth';
import type { FrameTimes } from './render/measuredPage';
import { launchBrowser, MeasuredPage } from './render/measuredPage';
import { pageScript, servePages } from './render/pageServer';
import { sendSession } from './render/sender';
import type { BenchSpan, Shape } from './render/session';
import { makeSession, SESSION_ID, SHAPES } from './render/session';
import { speedscopeProfile } from './render/speedscope';
import { buildAll, untilStored } from './support/collectorProcess';

const MIB = 1024 * 1024;
const RPC_TIMEOUT_MS = 120_000;
const SIZES = '1000,100000,1000000';
const STEPS = 100;
/** In the panel a pinch of this delta shows nine tenths of what was in view; speedscope takes 4 for the same. */
const PANEL_ZOOM = 10.5;
const SPEEDSCOPE_ZOOM = 4;
const PAN_PX = 30;
const SEARCHED = 'run_tests';
const MATCHES = 10;

interface Figures {
  openMs: number;
  /** Once more, with everything understood and laid out before; null for a program that keeps nothing. */
  againMs: number | null;
  moving: FrameTimes;
  searching: FrameTimes | null;
  /** Bytes. */
  memory: number;
  /** Milliseconds from request to answer, `session/frames` only. */
  windows: number[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: SIZES },
      shape: { type: 'string', default: 'agents' },
      'no-speedscope': { type: 'boolean', default: false },
    },
  });
  const shape = SHAPES.find((each) => each === values.shape);
  if (!shape) throw new Error(`--shape is one of ${SHAPES.join(', ')}.`);
  const sizes = values.spans.split(',').map(Number);
  await buildAll();
  const script = await pageScript();
  const browser = await launchBrowser();
  try {
    printRow(['milliseconds', ...COLUMNS]);
    for (const size of sizes) await measure(browser, script, size, shape, !values['no-speedscope']);
  } finally {
    await browser.close();
  }
}

const COLUMNS = ['open', 'again', 'frame p50', 'p95', 'max', 'script p50', 'p95', 'max', 'search p95', 'MiB'];

async function measure(
  browser: Browser,
  script: string,
  size: number,
  shape: Shape,
  compare: boolean,
): Promise<void> {
  const spans = makeSession(shape, size);
  const collector = await startThread();
  const windows: number[] = [];
  const server = await servePages(
    (message) => timed(collector, message, windows),
    () => speedscopeProfile(spans),
  );
  try {
    const startNano = BigInt(Date.now()) * 1_000_000n;
    const listedMs = await receive(collector, spans, startNano);
    const ours = await measurePanel(browser, script, server.panelUrl, windows);
    printFigures(`${size} spans`, ours);
    // Spans anywhere do not nest, which speedscope needs.
    if (compare && shape !== 'random') {
      const theirs = await measureSpeedscope(browser, script, server.speedscopeUrl);
      printFigures('  speedscope', theirs);
      printRow(['  ratio', ...ratios(ours, theirs)]);
    }
    const [p50, p95, max] = spread(ours.windows);
    console.log(`  listed ${listedMs.toFixed(0)} ms after the last span was acknowledged`);
    console.log(`  session/frames: ${ours.windows.length} times, p50 ${p50}, p95 ${p95}, max ${max} ms`);
    if (shape !== 'random') {
      const panel = await MeasuredPage.open(browser, script, server.panelUrl);
      const { shown, answered } = await measureGrowth(panel, collector, spans, startNano);
      await panel.close();
      const told = (times: number[]) => {
        const [p50, p95, max] = spread(times);
        return `p50 ${p50}, p95 ${p95}, max ${max} ms`;
      };
      console.log(
        `  growing: a turn is shown after ${told(shown)}; others are answered after ${told(answered)}`,
      );
    }
  } finally {
    await server.close();
    await collector.stop();
  }
}

interface CollectorThread {
  readonly port: RpcPort;
  readonly rpc: RpcClient<CollectorMethods, CollectorNotifications>;
  readonly http: number;
  stop(): Promise<unknown>;
}

/** As the extension host starts it, but without a journal. */
async function startThread(): Promise<CollectorThread> {
  const data: CollectorWorkerData = {
    httpPort: 0,
    grpcPort: null,
    fallbackToFreePort: false,
    formerPorts: null,
    token: null,
    journal: null,
    forward: null,
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
    redactionPatterns: [],
    prices: [],
    loopThresholds: DEFAULT_LOOP_THRESHOLDS,
  };
  const worker = new Worker(resolvePath('dist', 'collector.js'), { workerData: data });
  worker.setMaxListeners(0);
  const port: RpcPort = {
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  };
  const rpc = new RpcClient<CollectorMethods, CollectorNotifications>(port, RPC_TIMEOUT_MS);
  const ports = await new Promise<CollectorPorts>((resolve, reject) => {
    rpc.on('ready', resolve);
    worker.once('error', reject);
  });
  return { port, rpc, http: ports.http!, stop: () => worker.terminate() };
}

/**
 * Resolves once the session stands in the list of sessions, where people open it, with how long that took from the last
 * acknowledgement on.
 */
async function receive(
  { rpc, http }: CollectorThread,
  spans: readonly BenchSpan[],
  startNano: bigint,
): Promise<number> {
  await sendSession(http, spans, startNano);
  const sent = performance.now();
  await untilStored(rpc);
  const sessions = await rpc.request('sessions/list', { query: SESSION_ID });
  if (sessions[0]?.spanCount !== spans.length) throw new Error('Not all spans are in the session.');
  return performance.now() - sent;
}

/** Answers a request of the panel; its requests have ids of their own. */
async function timed({ rpc }: CollectorThread, message: unknown, windows: number[]): Promise<unknown> {
  const { id, method, params } = message as {
    id: number;
    method: keyof CollectorMethods;
    params: never;
  };
  const began = performance.now();
  try {
    const result = await rpc.request(method, params);
    if (method === 'session/frames') windows.push(performance.now() - began);
    return { id, result };
  } catch (error) {
    return { id, error };
  }
}

async function measurePanel(
  browser: Browser,
  script: string,
  url: string,
  windows: number[],
): Promise<Figures> {
  const first = await MeasuredPage.open(browser, script, url);
  await first.close();
  const panel = await MeasuredPage.open(browser, script, url);
  const moving = await panel.run('.flame-scroll', movement(PANEL_ZOOM));
  await panel.page.keyboard.press('/');
  const searching = await panel.run('.flame-scroll', [
    ...Array.from(SEARCHED, (letter) => ({ type: letter })),
    ...Array.from({ length: MATCHES }, () => ({ key: 'Enter' })),
  ]);
  const memory = await panel.memory();
  await panel.close();
  return {
    openMs: first.openMs,
    againMs: panel.openMs,
    ...{ moving, searching, memory, windows },
  };
}

async function measureSpeedscope(browser: Browser, script: string, url: string): Promise<Figures> {
  const page = await MeasuredPage.open(browser, script, url);
  // The drawing itself is the first canvas, the labels of its overview the second, those of the flame graph the last.
  const moving = await page.run('canvas', movement(SPEEDSCOPE_ZOOM));
  const memory = await page.memory();
  await page.close();
  return { openMs: page.openMs, againMs: null, moving, searching: null, memory, windows: [] };
}

/** In to a ten-thousandth of the session, along it, back, and out again. */
function movement(zoom: number): Gesture[] {
  const times = (gesture: Gesture) => Array.from({ length: STEPS }, () => gesture);
  return [
    ...times({ zoomDelta: -zoom }),
    ...times({ panPx: PAN_PX }),
    ...times({ panPx: -PAN_PX }),
    ...times({ zoomDelta: zoom }),
  ];
}

// ---- figures

function printFigures(name: string, { openMs, againMs, moving, searching, memory }: Figures): void {
  printRow([
    name,
    openMs.toFixed(0),
    againMs === null ? '' : againMs.toFixed(0),
    ...spread(moving.frames),
    ...spread(moving.script),
    searching ? spread(searching.frames)[1] : '',
    (memory / MIB).toFixed(0),
  ]);
}

/** How many times as much the other takes. */
function ratios(ours: Figures, theirs: Figures): string[] {
  const ratio = (of: (figures: Figures) => number) => `${(of(theirs) / of(ours)).toFixed(1)}×`;
  return [
    ratio(({ openMs }) => openMs),
    '',
    ...[0.5, 0.95, 1].map((share) => ratio(({ moving }) => percentile(moving.frames, share))),
    ...[0.5, 0.95, 1].map((share) => ratio(({ moving }) => percentile(moving.script, share))),
    '',
    ratio(({ memory }) => memory),
  ];
}

function spread(values: readonly number[]): [string, string, string] {
  const text = (share: number) => percentile(values, share).toFixed(1);
  return [text(0.5), text(0.95), text(1)];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function printRow([first = '', ...cells]: readonly string[]): void {
  console.log(first.padEnd(16) + cells.map((cell) => cell.padStart(11)).join(''));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
