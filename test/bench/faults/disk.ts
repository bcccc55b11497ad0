/** The journal's disk fails the collector while it runs. */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CollectorProcess } from '../support/collectorProcess';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { SkippedFault, statusOf, sum } from './scenario';

const run = promisify(execFile);

const MIB = 1024 * 1024;
const DISK_BYTES = 24 * MIB;
/** Leaves room for a few requests. */
const FILLER_BYTES = 22 * MIB;
/** So small that a new segment is begun every few requests. */
const SMALL_JOURNAL = ['--journal-size', '8'];
/** Requests before and after a fault. */
const SOME = 40;
/** nobody and nogroup, on most systems. */
const OTHER_USER = 65_534;

/** A small disk of its own fills up and is freed again. */
export async function diskFull(scenario: Scenario): Promise<FaultResult> {
  const disk = join(scenario.folder, 'disk');
  await mkdir(disk);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]).catch(() => {
    throw new SkippedFault('only root may mount a small disk');
  });
  scenario.atEnd(() => run('umount', [disk]));
  const journal = join(disk, 'journal');
  const filler = join(disk, 'filler');
  const collector = await scenario.collector(['--journal', journal]);
  const exporter = scenario.exporter(() => collector);
  await exporter.untilAcknowledged(SOME);
  await writeFile(filler, Buffer.alloc(FILLER_BYTES));
  await exporter.untilRefused('503');
  const said = await checkFailing(scenario, collector);
  await rm(filler);
  await exporter.untilAcknowledged(SOME);
  return afterRecovery(scenario, collector, exporter, ['--journal', journal], said);
}

/** Its folder is deleted: what it held is gone for the next start, but nothing that is acknowledged from then on. */
export async function directoryRemoved(scenario: Scenario): Promise<FaultResult> {
  const journal = join(scenario.folder, 'journal');
  const collector = await scenario.collector(['--journal', journal]);
  const exporter = scenario.exporter(() => collector);
  await exporter.untilAcknowledged(SOME);
  // Out of the way at once: a folder that is written to cannot be deleted file by file.
  await rename(journal, join(scenario.folder, 'removed'));
  await rm(join(scenario.folder, 'removed'), { recursive: true });
  const removedAt = performance.now();
  await exporter.untilAcknowledged(SOME);
  const { journal: health } = await statusOf(collector);
  scenario.expect(health?.lastError !== null, 'status does not say that the journal was removed');
  await exporter.stop();
  const live = await lookFor(exporter.acknowledged, collector.rpc);
  await collector.kill();

  const next = await scenario.collector(['--journal', journal]);
  const since = exporter.acknowledged.filter(({ sentAt }) => sentAt > removedAt);
  const after = await lookFor(since, next.rpc);
  return {
    ...sum([live, after]),
    runs: 1,
    notes: `all while it lived, then the ${after.acknowledged} of after the removal; said: ${short(health?.lastError)}`,
    problems: scenario.problems,
  };
}

/** Nothing can be created in its folder for a while. */
export async function directoryReadOnly(scenario: Scenario): Promise<FaultResult> {
  const journal = join(scenario.folder, 'journal');
  await mkdir(journal);
  // Root may write anywhere.
  const isRoot = process.getuid?.() === 0;
  const runner = isRoot
    ? ['setpriv', `--reuid=${OTHER_USER}`, `--regid=${OTHER_USER}`, '--clear-groups']
    : [];
  if (isRoot) await chown(journal, OTHER_USER, OTHER_USER);
  const args = ['--journal', journal, ...SMALL_JOURNAL];
  const collector = await scenario.collector(args, { runner }).catch((error: unknown) => {
    throw new SkippedFault(`no collector as another user: ${error instanceof Error ? error.message : ''}`);
  });
  const exporter = scenario.exporter(() => collector);
  await exporter.untilAcknowledged(SOME);
  const [own = ''] = await readdir(journal);
  await chmod(join(journal, own), 0o500);
  await exporter.untilRefused('503');
  const said = await checkFailing(scenario, collector);
  await chmod(join(journal, own), 0o700);
  await exporter.untilAcknowledged(SOME);
  return afterRecovery(scenario, collector, exporter, args, said, runner);
}

/** While nothing can be journaled: it says so, and answers. */
async function checkFailing(scenario: Scenario, collector: CollectorProcess): Promise<string> {
  const status = await statusOf(collector);
  scenario.expect(status.journal?.lastError !== null, 'status does not say what is wrong with the journal');
  const refused = status.rejected.find(({ reason }) => reason === 'journal-unavailable');
  scenario.expect(refused !== undefined, 'status does not count what was refused');
  await collector.rpc.request('sessions/list');
  return short(status.journal?.lastError);
}

async function afterRecovery(
  scenario: Scenario,
  collector: CollectorProcess,
  exporter: ReturnType<Scenario['exporter']>,
  args: readonly string[],
  said: string,
  runner: readonly string[] = [],
): Promise<FaultResult> {
  const status = await statusOf(collector);
  scenario.expect(status.journal?.writable === true, 'status says that the journal still fails');
  await exporter.stop();
  const live = await lookFor(exporter.acknowledged, collector.rpc);
  await collector.kill();
  const next = await scenario.collector(args, { runner });
  const kept = await lookFor(exporter.acknowledged, next.rpc);
  const refused = [...exporter.refusals].map(([answer, count]) => `${answer} ×${count}`).join(', ');
  return {
    ...sum([live, kept]),
    runs: 1,
    notes: `meanwhile ${refused}; said: ${said}`,
    problems: scenario.problems,
  };
}

function short(text: string | null | undefined): string {
  return (text ?? 'nothing').replace(/\S*turnline-faults-\S*/g, '…').slice(0, 110);
}
