/**
 * npm run bench -- replay [--spans N,N] [--runs N] [--directory DIR]
 *
 * How long a start takes that finds spans in its journal, after a kill -9: with what was understood of them, and with
 * the journal alone, as after an update. The start by itself, of an empty journal, is told apart from what each span
 * takes; a rate over both says more of the number of spans than of the replay.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Load } from './ingest/sender';
import { runSender, Sender } from './ingest/sender';
import { SPANS_PER_REQUEST } from './ingest/spans';
import type { Restart } from './ingest/restart';
import { forgetUnderstood, restart } from './ingest/restart';
import { buildCollector, startCollector, untilStored } from './support/collectorProcess';
import { printRow } from './support/printRow';

const SEED = 1;
/** What was understood is written behind the acknowledgements. */
const WRITTEN_AFTER_MS = 300;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: '40960,400000' },
      runs: { type: 'string', default: '3' },
      directory: { type: 'string', default: tmpdir() },
    },
  });
  await buildCollector();
  const base = await mkdtemp(join(values.directory, 'turnline-bench-'));
  try {
    const runs = Number(values.runs);
    const empty = await medianOf(runs, () => restart(join(base, 'empty')));
    console.log(
      `a start with an empty journal takes ${empty.seconds.toFixed(2)} s, its busiest thread ${empty.busiestSeconds.toFixed(2)} s of CPU;` +
        ` ${runs} runs, medians`,
    );
    printRow(['', 'spans', 'start s', 'spans/s', 'beyond it/s', 'CPU us/span', 'peak MiB']);
    for (const spans of values.spans.split(',').map(Number)) {
      const journal = join(base, String(spans));
      await mkdir(journal);
      await fill(journal, Math.ceil(spans / SPANS_PER_REQUEST));
      print('with what was understood', await medianOf(runs, () => restart(journal)), empty);
      const anew = async () => {
        await forgetUnderstood(journal);
        return restart(journal);
      };
      print('with the journal alone', await medianOf(runs, anew), empty);
    }
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function fill(journal: string, requests: number): Promise<void> {
  const content = { kind: 'spans', requests } as const;
  const sender = await Sender.start(__filename, { seed: SEED, encoding: 'protobuf', content });
  const collector = await startCollector(['--http', '0', '--journal', journal, '--journal-size', '4096']);
  await sender.send({ port: collector.ports.http!, connections: 4 });
  await untilStored(collector.rpc);
  await sleep(WRITTEN_AFTER_MS);
  await collector.kill();
  await sender.stop();
}

/** The one in the middle by its CPU time. */
async function medianOf(runs: number, run: () => Promise<Restart>): Promise<Restart> {
  const all: Restart[] = [];
  for (let n = 0; n < runs; n++) all.push(await run());
  all.sort((a, b) => a.busiestSeconds - b.busiestSeconds);
  return all[Math.floor((runs - 1) / 2)]!;
}

function print(what: string, { spans, seconds, busiestSeconds, peakMib }: Restart, empty: Restart): void {
  const microseconds = ((busiestSeconds - empty.busiestSeconds) * 1e6) / spans;
  printRow([
    what,
    String(spans),
    seconds.toFixed(2),
    (spans / seconds).toFixed(0),
    (spans / (seconds - empty.seconds)).toFixed(0),
    microseconds.toFixed(1),
    peakMib.toFixed(0),
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
