/** What was understood, beside the journal, is read or written when the collector dies, or somebody lays hands on it. */
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DISK } from '../../../src/collector/journal/fileSystem';
import { listUnderstood, removeUnderstood } from '../../../src/collector/journal/understoodFile';
import type { CollectorProcess } from '../support/collectorProcess';
import type { Acknowledged } from './exporter';
import type { Findings } from './findings';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { statusOf } from './scenario';

/** Requests before each death. */
const REQUESTS = 500;
/** Log records before each: they have no key by which a second copy would be told from the first. */
const LOGS = 20;
/** From a start until the death, in milliseconds: as long as the replay takes. */
const MOST_MS = 150;
/** Deaths that one journal sees before a new one is begun. */
const DEATHS_PER_JOURNAL = 6;
/** What was understood is written behind the acknowledgements. */
const WRITTEN_AFTER_MS = 300;

/** What a collector was told to keep. */
interface Kept {
  requests: Acknowledged[];
  logs: string[];
}

/**
 * Killed while it reads its journal, at another moment each time; of each two starts, one finds nothing that was
 * understood, as after an update, and writes it anew.
 */
export async function diesAtReplay(scenario: Scenario, runs: number): Promise<FaultResult> {
  const result = emptyResult(scenario, runs);
  let kept: Kept = { requests: [], logs: [] };
  let journal = '';
  for (let run = 0; run < runs; run++) {
    const death = run % DEATHS_PER_JOURNAL;
    if (death === 0) {
      kept = { requests: [], logs: [] };
      journal = join(scenario.folder, `replays-${run}`);
      await mkdir(journal);
    }
    const collector = await scenario.collector(['--journal', journal]);
    const directory = await directoryOf(collector);
    await fill(scenario, collector, kept, death);
    await collector.kill();
    if (run % 2 === 1) await removeUnderstood(directory, DISK);
    const dying = await scenario.collector(['--journal', journal]);
    await sleep(scenario.random.below(MOST_MS));
    await dying.kill();
    const findings = await afterStart(scenario, journal, kept);
    result.lost += findings.lost;
    if (death === DEATHS_PER_JOURNAL - 1 || run === runs - 1) {
      result.acknowledged += findings.acknowledged;
      result.found += findings.found;
    }
  }
  result.notes = `${Math.floor(runs / 2)} of them without what was understood`;
  return result;
}

/** What becomes of such a file, by what is done to it. `other`: that of another segment. */
const HANDS: Record<string, (path: string, other: string) => Promise<void>> = {
  torn: async (path) => {
    await truncate(path, (await stat(path)).size - 100);
  },
  'half of it': async (path) => {
    await truncate(path, Math.floor((await stat(path)).size / 2));
  },
  empty: (path) => truncate(path, 0),
  'another checksum': async (path) => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length / 3);
    bytes[at] = bytes[at]! ^ 0x04;
    await writeFile(path, bytes);
  },
  'another head': async (path) => {
    const bytes = await readFile(path);
    bytes[18] = bytes[18]! ^ 0x01;
    await writeFile(path, bytes);
  },
  longer: async (path) => {
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(64, 7)]));
  },
  "another segment's": async (path, other) => {
    await writeFile(path, await readFile(other));
  },
  'a directory': async (path) => {
    await rm(path);
    await mkdir(path);
  },
  gone: (path) => rm(path),
};

/** The files are not what they should be at the next start: then the journal has it all, and nothing comes from both. */
export async function understoodTampered(scenario: Scenario): Promise<FaultResult> {
  const result = emptyResult(scenario, 0);
  const journal = join(scenario.folder, 'tampered');
  const kept: Kept = { requests: [], logs: [] };
  for (const [run, [what, lay]] of Object.entries(HANDS).entries()) {
    const collector = await scenario.collector(['--journal', journal]);
    const directory = await directoryOf(collector);
    await fill(scenario, collector, kept, run);
    await sleep(WRITTEN_AFTER_MS);
    await collector.kill();
    const files = (await listUnderstood(directory, DISK)).map(({ path }) => path);
    const newest = await newestOf(files);
    await lay(newest, files.find((path) => path !== newest) ?? newest);
    const findings = await afterStart(scenario, journal, kept);
    scenario.expect(findings.lost === 0, `${findings.lost} lost where what was understood was ${what}`);
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      if ((await stat(path)).isDirectory()) await rm(path, { recursive: true });
    }
    result.lost += findings.lost;
    result.runs++;
    result.acknowledged = findings.acknowledged;
    result.found = findings.found;
  }
  result.notes = Object.keys(HANDS).join(', ');
  return result;
}

/** The file that was written last. */
async function newestOf(paths: readonly string[]): Promise<string> {
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  const newest = paths[times.indexOf(Math.max(...times))];
  if (newest === undefined) throw new Error('Nothing was kept of what was understood.');
  return newest;
}

function emptyResult({ problems }: Scenario, runs: number): FaultResult {
  return { runs, acknowledged: 0, found: 0, lost: 0, notes: '', problems };
}

/** Sends spans and log records, and adds those that were acknowledged. `name`: of this filling alone in the journal. */
async function fill(
  scenario: Scenario,
  collector: CollectorProcess,
  kept: Kept,
  name: number,
): Promise<void> {
  const exporter = scenario.exporter(() => collector, name.toString(16).padStart(2, '0'));
  await exporter.untilAcknowledged(REQUESTS);
  await exporter.stop();
  kept.requests.push(...exporter.acknowledged);
  const logs = Array.from({ length: LOGS }, (_, number) => `log ${name}/${number}`);
  const logRecords = logs.map((stringValue) => ({
    timeUnixNano: '1700000000000000000',
    body: { stringValue },
  }));
  const answer = await fetch(`http://127.0.0.1:${collector.ports.http ?? 0}/v1/logs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
  });
  if (answer.ok) kept.logs.push(...logs);
}

/** What the next collector has of it, spans and log records together. */
async function afterStart(scenario: Scenario, journal: string, kept: Kept): Promise<Findings> {
  const next = await scenario.collector(['--journal', journal]);
  const findings = await lookFor(kept.requests, next.rpc);
  const { rows } = await next.rpc.request('sql/query', {
    sql: "SELECT body, count(*) FROM logs WHERE body LIKE 'log %' GROUP BY body",
    limit: 10_000,
  });
  const counts = new Map(rows as [string, number][]);
  const once = kept.logs.filter((body) => counts.get(body) === 1).length;
  const missing = kept.logs.filter((body) => !counts.has(body)).length;
  scenario.expect(
    once + missing === kept.logs.length,
    `${kept.logs.length - once - missing} log records are there more than once`,
  );
  await next.kill();
  return {
    acknowledged: findings.acknowledged + kept.logs.length,
    found: findings.found + once,
    lost: findings.lost + kept.logs.length - once,
    lostRequests: findings.lostRequests,
  };
}

async function directoryOf(collector: CollectorProcess): Promise<string> {
  const { journal } = await statusOf(collector);
  if (!journal) throw new Error('The collector has no journal.');
  return journal.directory;
}
