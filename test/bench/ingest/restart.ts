/** Starts of a collector that finds a journal. */
import { join } from 'node:path';
import { DISK } from '../../../src/collector/journal/fileSystem';
import { removeUnderstood } from '../../../src/collector/journal/understoodFile';
import { startCollector } from '../support/collectorProcess';

const MIB = 1024 * 1024;

export interface Restart {
  /** That are back. */
  spans: number;
  /** From the start of the process until all spans are there, for which status waits. */
  seconds: number;
  /** CPU time of the busiest thread until then, which bounds the above on a machine with nothing else to do. */
  busiestSeconds: number;
  peakMib: number;
}

/** Ends with a kill -9. */
export async function restart(journal: string): Promise<Restart> {
  const begun = performance.now();
  const collector = await startCollector(['--http', '0', '--journal', journal, '--journal-size', '4096']);
  try {
    const { stored } = await collector.rpc.request('status');
    const seconds = (performance.now() - begun) / 1000;
    const busiestSeconds = Math.max(...(await collector.cpuSeconds()));
    const { peak } = await collector.memory();
    return { spans: stored.spans, seconds, busiestSeconds, peakMib: peak / MIB };
  } finally {
    await collector.kill();
  }
}

/** As an update does. */
export function forgetUnderstood(journal: string): Promise<void> {
  // That of the only collector there was.
  return removeUnderstood(join(journal, '1'), DISK);
}
