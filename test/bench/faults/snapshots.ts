/** The snapshot beside the journal is written, or was, when the collector dies or somebody lays hands on it. */
import { watch } from 'node:fs';
import { copyFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { snapshotPath, unfinishedSnapshotPath } from '../../../src/collector/journal/snapshotFile';
import type { CollectorProcess } from '../support/collectorProcess';
import type { Acknowledged } from './exporter';
import type { Findings } from './findings';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { statusOf } from './scenario';

/** Requests before each snapshot: more than the least that it is written for, and than an eighth of what is there. */
const REQUESTS = 500;
/** Log records before each: they have no key by which a second copy would be told from the first. */
const LOGS = 20;
/** From the first byte of a snapshot to the death, in milliseconds: as long as it takes to be written. */
const MOST_MS = 150;
/** Deaths that one journal sees before a new one is begun. */
const DEATHS_PER_JOURNAL = 6;
const LONGEST_WAIT_MS = 30_000;

/** What a collector was told to keep. */
interface Kept {
  requests: Acknowledged[];
  logs: string[];
}

/** Killed while it writes its snapshot, at another moment each time: before its rename, at it, or behind it. */
export async function diesAtSnapshot(scenario: Scenario, runs: number): Promise<FaultResult> {
  const moments = new Map<string, number>();
  const result = emptyResult(scenario, runs);
  let kept: Kept = { requests: [], logs: [] };
  let journal = '';
  for (let run = 0; run < runs; run++) {
    const death = run % DEATHS_PER_JOURNAL;
    if (death === 0) {
      kept = { requests: [], logs: [] };
      journal = join(scenario.folder, `snapshots-${run}`);
      await mkdir(journal);
    }
    const collector = await scenario.collector(['--journal', journal]);
    const directory = await directoryOf(collector);
    const before = await modified(snapshotPath(directory));
    // Of each three, two die in the middle, and one at the moment of the rename.
    const isAtRename = run % 3 === 2;
    const begun = whenWritten(isAtRename ? snapshotPath(directory) : unfinishedSnapshotPath(directory));
    await fill(scenario, collector, kept, death);
    await begun;
    if (!isAtRename) await sleep(scenario.random.below(MOST_MS));
    await collector.kill();
    const unfinished = await modified(unfinishedSnapshotPath(directory));
    const renamed = (await modified(snapshotPath(directory))) !== before;
    const moment = renamed ? 'after the rename' : unfinished === null ? 'before the file' : 'while writing';
    moments.set(moment, (moments.get(moment) ?? 0) + 1);
    const findings = await afterStart(scenario, journal, kept);
    result.lost += findings.lost;
    if (death === DEATHS_PER_JOURNAL - 1 || run === runs - 1) {
      result.acknowledged += findings.acknowledged;
      result.found += findings.found;
    }
  }
  result.notes = [...moments].map(([moment, count]) => `${moment} ×${count}`).join(', ');
  return result;
}

/** What becomes of a snapshot's file, by what is done to it. */
const HANDS: Record<string, (paths: { path: string; unfinished: string; older: string }) => Promise<void>> = {
  torn: async ({ path }) => {
    await truncate(path, (await stat(path)).size - 100);
  },
  'half of it': async ({ path }) => {
    await truncate(path, Math.floor((await stat(path)).size / 2));
  },
  empty: ({ path }) => truncate(path, 0),
  'another checksum': async ({ path }) => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length / 3);
    bytes[at] = bytes[at]! ^ 0x04;
    await writeFile(path, bytes);
  },
  'another head': async ({ path }) => {
    const bytes = await readFile(path);
    bytes[12] = bytes[12]! ^ 0x01;
    await writeFile(path, bytes);
  },
  longer: async ({ path }) => {
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(64, 7)]));
  },
  'written, but not renamed': async ({ path, unfinished, older }) => {
    await copyFile(path, unfinished);
    await copyFile(older, path);
  },
  'an older one': ({ path, older }) => copyFile(older, path),
  gone: ({ path }) => rm(path),
};

/** The file is not what it should be at the next start: then the journal has it all, and nothing comes from both. */
export async function snapshotTampered(scenario: Scenario): Promise<FaultResult> {
  const result = emptyResult(scenario, 0);
  const journal = join(scenario.folder, 'tampered');
  const kept: Kept = { requests: [], logs: [] };
  const older = join(scenario.folder, 'older-snapshot');
  for (const [run, [what, lay]] of Object.entries(HANDS).entries()) {
    const collector = await scenario.collector(['--journal', journal]);
    const directory = await directoryOf(collector);
    const path = snapshotPath(directory);
    const before = await modified(path);
    if (before !== null) await copyFile(path, older);
    const begun = whenWritten(unfinishedSnapshotPath(directory));
    await fill(scenario, collector, kept, run);
    await begun;
    await until(async () => (await modified(path)) !== before);
    await collector.kill();
    if (before === null) await copyFile(path, older);
    await lay({ path, unfinished: unfinishedSnapshotPath(directory), older });
    const findings = await afterStart(scenario, journal, kept);
    scenario.expect(findings.lost === 0, `${findings.lost} lost where the snapshot was ${what}`);
    result.lost += findings.lost;
    result.runs++;
    result.acknowledged = findings.acknowledged;
    result.found = findings.found;
  }
  result.notes = Object.keys(HANDS).join(', ');
  return result;
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

/** Resolves when something becomes of a file. */
function whenWritten(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(dirname(path), (_, file) => {
      if (file !== basename(path)) return;
      end();
      resolve();
    });
    const timer = setTimeout(() => {
      end();
      reject(new Error('No snapshot was begun.'));
    }, LONGEST_WAIT_MS);
    const end = () => {
      clearTimeout(timer);
      watcher.close();
    };
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + LONGEST_WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('The snapshot was not finished.');
    await sleep(5);
  }
}

/** When the file was written last; null when there is none. */
async function modified(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}
