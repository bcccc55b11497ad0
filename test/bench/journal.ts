/** How fast the journal takes records in, for each size and number of appends at once, and gives them back. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Journal } from '../../src/collector/journal/journal';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [1 * KIB, 64 * KIB, 512 * KIB];
const CONCURRENCIES = [1, 8];
/** Bytes of payload written for one line of figures; fewer for small records, which take long one by one. */
const VOLUME = 192 * MIB;
const MOST_RECORDS = 30_000;
/** The journal's default in the extension. */
const MAX_BYTES = 256 * MIB;

interface Figures {
  records: number;
  seconds: number;
  /** Of single appends, ms, ascending. */
  latencies: Float64Array;
}

async function append(journal: Journal, size: number, concurrent: number): Promise<Figures> {
  const payload = randomBytes(size);
  const records = Math.min(MOST_RECORDS, Math.floor(VOLUME / size));
  const latencies = new Float64Array(records);
  let next = 0;
  const keepAppending = async () => {
    for (let number = next++; number < records; number = next++) {
      const start = performance.now();
      await journal.append({ signal: 'traces', receivedAt: Date.now(), payload });
      latencies[number] = performance.now() - start;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrent }, keepAppending));
  const seconds = (performance.now() - start) / 1000;
  return { records, seconds, latencies: latencies.sort() };
}

async function replay(directory: string): Promise<{ records: number; bytes: number; seconds: number }> {
  const journal = await Journal.open({ directory, maxBytes: MAX_BYTES });
  const start = performance.now();
  const { records, bytes, skipped } = await journal.replay(() => undefined);
  const seconds = (performance.now() - start) / 1000;
  await journal.close();
  if (skipped.length > 0) throw new Error(`Skipped: ${JSON.stringify(skipped)}`);
  return { records, bytes, seconds };
}

async function measure(base: string, size: number, concurrent: number): Promise<string[]> {
  const directory = join(base, `${size}-${concurrent}`);
  const journal = await Journal.open({ directory, maxBytes: MAX_BYTES });
  const { records, seconds, latencies } = await append(journal, size, concurrent);
  await journal.close();
  const back = await replay(directory);
  await rm(directory, { recursive: true });
  const percentile = (share: number) => latencies[Math.floor((records - 1) * share)]!.toFixed(2);
  return [
    `${size / KIB} KiB`,
    String(concurrent),
    (records / seconds).toFixed(0),
    ((records * size) / MIB / seconds).toFixed(0),
    percentile(0.5),
    percentile(0.99),
    percentile(1),
    (back.records / back.seconds).toFixed(0),
    (back.bytes / MIB / back.seconds).toFixed(0),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { directory: { type: 'string' } } });
  const base = await mkdtemp(join(values.directory ?? tmpdir(), 'turnline-bench-'));
  try {
    const heading = [
      'record',
      'at once',
      'appends/s',
      'MiB/s',
      'p50 ms',
      'p99 ms',
      'max ms',
      'replay/s',
      'MiB/s',
    ];
    console.log(heading.map((text) => text.padStart(10)).join(''));
    for (const size of SIZES) {
      for (const concurrent of CONCURRENCIES) {
        const line = await measure(base, size, concurrent);
        console.log(line.map((text) => text.padStart(10)).join(''));
      }
    }
    console.log(`peak memory ${(process.resourceUsage().maxRSS / KIB).toFixed(0)} MiB`);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
