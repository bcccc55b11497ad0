/** A few of the faults of `npm run bench -- faults`, each in short: nothing that was acknowledged is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryRemoved } from '../../bench/faults/disk';
import { dies } from '../../bench/faults/killed';
import { sharedJournal } from '../../bench/faults/neighbours';
import type { FaultResult } from '../../bench/faults/scenario';
import { Scenario } from '../../bench/faults/scenario';
import { damaged, torn } from '../../bench/faults/segments';
import { bundleCollector } from '../support/collectorBundle';

const KILLS = 5;

let bundle: Awaited<ReturnType<typeof bundleCollector>> | undefined;
beforeAll(async () => {
  bundle = await bundleCollector();
});
afterAll(() => bundle?.remove());

const FAULTS: [name: string, play: (scenario: Scenario) => Promise<FaultResult>][] = [
  ['is killed', (scenario) => dies(scenario, KILLS, (collector) => collector.kill())],
  ['finds a damaged record', damaged],
  ['finds a torn record', torn],
  ['loses the folder of its journal', directoryRemoved],
  ['is killed beside another on the same folder', sharedJournal],
];

it.each(FAULTS)(
  'a collector that %s loses nothing that it acknowledged',
  async (_, play) => {
    const { acknowledged, lost, problems } = await Scenario.run(3, bundle?.script, play);
    expect(acknowledged).toBeGreaterThan(10);
    expect({ lost, problems }).toEqual({ lost: 0, problems: [] });
  },
  120_000,
);
