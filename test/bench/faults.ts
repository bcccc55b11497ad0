/**
 * npm run bench -- faults [SEED] [--kills N] [--only NAME]
 *
 * Breaks what a collector stands on while programs export to it, and looks for every span that was acknowledged.
 */
import { parseArgs } from 'node:util';
import { diskFull, directoryReadOnly, directoryRemoved } from './faults/disk';
import { dies } from './faults/killed';
import { diesBesideAnother, portStolen, restartedOnItsPort, sharedJournal } from './faults/neighbours';
import type { FaultResult } from './faults/scenario';
import { Scenario, SkippedFault } from './faults/scenario';
import { damaged, torn, unreadable } from './faults/segments';
import { diesAtReplay, understoodTampered } from './faults/understood';
import { buildCollector } from './support/collectorProcess';

const DEFAULT_KILLS = '50';
const STOPS = 5;
const REPLAYS = 12;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { kills: { type: 'string', default: DEFAULT_KILLS }, only: { type: 'string' } },
    allowPositionals: true,
  });
  const seed = Number(positionals[0] ?? 1);
  const kills = Number(values.kills);
  const faults: Record<string, (scenario: Scenario) => Promise<FaultResult>> = {
    'kill -9 during ingest': (scenario) => dies(scenario, kills, (collector) => collector.kill()),
    'ended during ingest': (scenario) => dies(scenario, STOPS, (collector) => collector.stop()),
    'kill -9 during replay': (scenario) => diesAtReplay(scenario, REPLAYS),
    'understood tampered': understoodTampered,
    'restarted on its port': restartedOnItsPort,
    'disk full': diskFull,
    'journal removed': directoryRemoved,
    'journal read-only': directoryReadOnly,
    'segment unreadable': unreadable,
    'segment damaged': damaged,
    'tail torn': torn,
    'port stolen': portStolen,
    'journal shared': sharedJournal,
    'one of two killed': diesBesideAnother,
  };
  await buildCollector();
  console.log(`seed ${seed}; spans are counted`);
  printRow(['fault', 'runs', 'acknowledged', 'found', 'lost', 'notes']);
  let failed = false;
  for (const [name, play] of Object.entries(faults)) {
    if (values.only !== undefined && !name.includes(values.only)) continue;
    try {
      const { runs, acknowledged, found, lost, notes, problems } = await Scenario.run(seed, undefined, play);
      printRow([name, ...[runs, acknowledged, found, lost].map(String), notes]);
      for (const problem of problems) console.log(`  PROBLEM ${problem}`);
      failed ||= lost > 0 || problems.length > 0;
    } catch (error) {
      if (!(error instanceof SkippedFault)) throw error;
      printRow([name, '0', '', '', '', `skipped: ${error.message}`]);
    }
  }
  process.exitCode = failed ? 1 : 0;
}

function printRow([
  fault = '',
  runs = '',
  acknowledged = '',
  found = '',
  lost = '',
  notes = '',
]: string[]): void {
  const numbers = [
    runs.padStart(5),
    ...[acknowledged, found].map((cell) => cell.padStart(13)),
    lost.padStart(6),
  ];
  console.log(`${fault.padEnd(23)}${numbers.join('')}  ${notes}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
