/** The collector dies, by a signal that it does not see or by one that it does. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectorProcess } from '../support/collectorProcess';
import type { Acknowledged } from './exporter';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { skippedOf, statusOf } from './scenario';

/** Deaths that one journal sees before a new one is begun. */
const DEATHS_PER_JOURNAL = 10;
const MOST_MS = 300;

/**
 * `end` kills or stops it at a random moment while programs export; the next one that starts with the same journal
 * must have every acknowledged span, those of all deaths before included.
 */
export async function dies(
  scenario: Scenario,
  runs: number,
  end: (collector: CollectorProcess) => Promise<void>,
): Promise<FaultResult> {
  let requests: Acknowledged[] = [];
  const result: FaultResult = {
    runs,
    acknowledged: 0,
    found: 0,
    lost: 0,
    notes: '',
    problems: scenario.problems,
  };
  const skipped = new Map<string, number>();
  let journal = '';
  for (let run = 0; run < runs; run++) {
    if (run % DEATHS_PER_JOURNAL === 0) {
      requests = [];
      journal = join(scenario.folder, `journal-${run}`);
      await mkdir(journal);
    }
    const collector = await scenario.collector(['--journal', journal]);
    // Names stay apart, for a number begins anew with each exporter.
    const exporter = scenario.exporter(
      () => collector,
      (run % DEATHS_PER_JOURNAL).toString(16).padStart(2, '0'),
    );
    await exporter.untilAcknowledged(1);
    await sleep(scenario.random.below(MOST_MS));
    await end(collector);
    await exporter.stop();
    requests.push(...exporter.acknowledged);

    const next = await scenario.collector(['--journal', journal]);
    const findings = await lookFor(requests, next.rpc);
    const said = skippedOf(await statusOf(next));
    skipped.set(said, (skipped.get(said) ?? 0) + 1);
    result.lost += findings.lost;
    if ((run + 1) % DEATHS_PER_JOURNAL === 0 || run === runs - 1) {
      result.acknowledged += findings.acknowledged;
      result.found += findings.found;
    }
    await next.kill();
  }
  result.notes = [...skipped].map(([said, count]) => `${said} ×${count}`).join('; ');
  return result;
}
