/**
 * npm run bench -- load [--clients N] [--seconds N] [--seed N]
 *
 * Many programs export at once, by HTTP and gRPC, quickly and slowly, and try again what is refused for now. How long
 * they and the views wait, and whether all that was acknowledged is there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { LoadReport, LoadTask } from './load/clients';
import { runClients } from './load/clients';
import type { CollectorProcess } from './support/collectorProcess';
import { buildCollector, startCollector, untilStored } from './support/collectorProcess';

const MIB = 1024 * 1024;
/** Between two questions of a view. */
const ASK_EACH_MS = 250;
const PAGE_ROWS = 5_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [clients, seconds, seed] = [values.clients, values.seconds, values.seed].map(Number) as [
    number,
    number,
    number,
  ];
  await buildCollector();
  const folder = await mkdtemp(join(tmpdir(), 'turnline-bench-'));
  const collector = await startCollector([
    ...['--http', '0', '--grpc', '0'],
    ...['--journal', folder, '--journal-size', '4096'],
  ]);
  try {
    const { http, grpc } = collector.ports;
    const task: LoadTask = { httpPort: http!, grpcPort: grpc!, clients, seconds, seed };
    console.log(`${clients} programs for ${seconds} s`);
    const [report, asked] = await underLoad(collector, task);
    await untilStored(collector.rpc);
    await print(report, asked, collector);
    const lost = await countLost(report, collector);
    console.log(`acknowledged and lost  ${lost}`);
    process.exitCode = lost === 0 ? 0 : 1;
  } finally {
    await collector.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The load's report, and how long each `sessions/list` took meanwhile, ms, ascending. */
async function underLoad(
  { rpc }: CollectorProcess,
  task: LoadTask,
): Promise<[report: LoadReport, asked: Float64Array]> {
  const worker = new Worker(__filename, { workerData: task });
  let report: LoadReport | undefined;
  const done = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: LoadReport) => {
      report = message;
      resolve();
    });
  });
  const asked: number[] = [];
  while (!report) {
    const start = performance.now();
    await rpc.request('sessions/list');
    asked.push(performance.now() - start);
    await Promise.race([done, sleep(ASK_EACH_MS)]);
  }
  return [report, Float64Array.from(asked).sort()];
}

async function print(report: LoadReport, asked: Float64Array, collector: CollectorProcess): Promise<void> {
  const { seconds, answers, latencies, acknowledgedSpans } = report;
  const status = await collector.rpc.request('status');
  const { peak } = await collector.memory();
  console.log(
    `acknowledged           ${latencies.length} requests, ${acknowledgedSpans} spans: ` +
      `${(latencies.length / seconds).toFixed(0)} requests/s, ${(acknowledgedSpans / seconds).toFixed(0)} spans/s`,
  );
  console.log(`answered after         ${percentiles(latencies)}`);
  console.log(
    `answers                ${[...answers]
      .sort()
      .map(([answer, count]) => `${answer} ×${count}`)
      .join(', ')}`,
  );
  const refused = status.rejected.map(({ reason, count }) => `${reason} ×${count}`).join(', ');
  console.log(`refused, by status     ${refused === '' ? 'nothing' : refused}`);
  console.log(`sessions/list          ${percentiles(asked)}, asked ${asked.length} times meanwhile`);
  console.log(
    `peak memory            ${(peak / MIB).toFixed(0)} MiB, of it ${(status.memoryBytes / MIB).toFixed(0)} MiB stored`,
  );
}

function percentiles(ascending: Float64Array): string {
  const at = (share: number) => (ascending[Math.floor((ascending.length - 1) * share)] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
}

/** Spans that were acknowledged, but are not stored. */
async function countLost({ acknowledged }: LoadReport, { rpc }: CollectorProcess): Promise<number> {
  const stored = new Map<string, number>();
  let after = '';
  for (;;) {
    const { rows } = await rpc.request('sql/query', {
      sql: 'SELECT trace_id, count(*) FROM spans WHERE trace_id > ? GROUP BY trace_id ORDER BY trace_id',
      params: [after],
      limit: PAGE_ROWS,
    });
    for (const [traceId, count] of rows as [string, number][]) stored.set(traceId, count);
    if (rows.length < PAGE_ROWS) break;
    after = rows.at(-1)![0] as string;
  }
  let lost = 0;
  for (const [traceId, count] of acknowledged) lost += Math.abs(count - (stored.get(traceId) ?? 0));
  return lost;
}

if (isMainThread) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
} else if (parentPort) {
  void runClients(workerData as LoadTask, parentPort);
}
