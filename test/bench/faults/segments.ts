/** What the last collector left cannot be read, or not all of it. */
import { chmod, chown, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { skippedOf, statusOf } from './scenario';

const REQUESTS = 100;
const OTHER_USER = 65_534;
/** Of the journal of `SMALL` megabytes: a segment has a 16th of it. */
const SMALL = ['--journal-size', '8'];

/** A segment may not be read at one start, and may at the next: then all is there. */
export async function unreadable(scenario: Scenario): Promise<FaultResult> {
  const { base, requests, segments } = await written(scenario);
  const victim = segments[Math.floor(segments.length / 2)]!;
  const isRoot = process.getuid?.() === 0;
  const runner = isRoot
    ? ['setpriv', `--reuid=${OTHER_USER}`, `--regid=${OTHER_USER}`, '--clear-groups']
    : [];
  if (isRoot) await giveAway(base);
  await chmod(victim, 0);
  const first = await scenario.collector(['--journal', base, ...SMALL], { runner });
  const said = skippedOf(await statusOf(first));
  scenario.expect(said !== 'nothing skipped', 'status does not say that a segment was not readable');
  const { found } = await lookFor(requests, first.rpc);
  await first.kill();
  await chmod(victim, 0o600);
  const second = await scenario.collector(['--journal', base, ...SMALL], { runner });
  const all = await lookFor(requests, second.rpc);
  return {
    ...all,
    runs: 1,
    notes: `${said}, ${found} spans found without it; all when it is readable again`,
    problems: scenario.problems,
  };
}

/** One bit is turned in the middle: the request that it is in is lost, and nothing else. */
export async function damaged(scenario: Scenario): Promise<FaultResult> {
  const { base, requests, segments } = await written(scenario);
  const victim = segments[Math.floor(segments.length / 2)]!;
  const bytes = await readFile(victim);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = bytes[at]! ^ 0x10;
  await writeFile(victim, bytes);
  return afterDamage(scenario, base, requests, 'a bit');
}

/** The last request was written in part: it had not been acknowledged, and what was before it is all there. */
export async function torn(scenario: Scenario): Promise<FaultResult> {
  const { base, requests, segments } = await written(scenario);
  const last = segments.at(-1)!;
  const { size } = await stat(last);
  await truncate(last, size - 1 - scenario.random.below(20));
  return afterDamage(scenario, base, requests, 'a tail');
}

async function afterDamage(
  scenario: Scenario,
  base: string,
  requests: Awaited<ReturnType<typeof written>>['requests'],
  what: string,
): Promise<FaultResult> {
  const next = await scenario.collector(['--journal', base, ...SMALL]);
  const said = skippedOf(await statusOf(next));
  scenario.expect(said !== 'nothing skipped', `status does not say that ${what} was damaged`);
  const { acknowledged, found, lost, lostRequests } = await lookFor(requests, next.rpc);
  scenario.expect(lostRequests <= 1, `${what} was damaged, and ${lostRequests} requests are gone`);
  return {
    acknowledged,
    found,
    // What the damage itself destroyed is nobody's to keep.
    lost: lostRequests <= 1 ? lost - (acknowledged - found) : lost,
    runs: 1,
    notes: `${said}; ${lostRequests} of ${requests.length} requests was in what was damaged`,
    problems: scenario.problems,
  };
}

/** A journal of some segments whose collector was killed. */
async function written(scenario: Scenario) {
  const base = join(scenario.folder, 'journal');
  const collector = await scenario.collector(['--journal', base, ...SMALL]);
  const exporter = scenario.exporter(() => collector);
  await exporter.untilAcknowledged(REQUESTS);
  await exporter.stop();
  await collector.kill();
  const files = (await readdir(base, { recursive: true })).filter((file) => file.endsWith('.journal')).sort();
  return { base, requests: exporter.acknowledged, segments: files.map((file) => join(base, file)) };
}

async function giveAway(folder: string): Promise<void> {
  await chown(folder, OTHER_USER, OTHER_USER);
  for (const file of await readdir(folder, { recursive: true })) {
    await chown(join(folder, file), OTHER_USER, OTHER_USER);
  }
}
