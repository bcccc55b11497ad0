/** What all faults need: a folder, collectors that are ended in any case, and what was found of what was acknowledged. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectorStatus } from '../../../src/protocol/status';
import { Random } from '../../unit/support/random';
import type { CollectorProcess, ProcessOptions } from '../support/collectorProcess';
import { startCollector } from '../support/collectorProcess';
import { Exporter } from './exporter';
import type { Findings } from './findings';

export interface FaultResult extends Omit<Findings, 'lostRequests'> {
  runs: number;
  /** What the collector said of it, and what else is worth knowing. */
  notes: string;
  /** What should have been otherwise, besides what was lost. */
  problems: string[];
}

/** Why a fault cannot be made on this machine. */
export class SkippedFault extends Error {}

export class Scenario {
  readonly random: Random;
  readonly problems: string[] = [];
  private readonly collectors: CollectorProcess[] = [];
  private readonly exporters: Exporter[] = [];
  private readonly undo: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly folder: string,
    seed: number,
    private readonly script: string | undefined,
  ) {
    this.random = new Random(seed);
  }

  /** Runs it and cleans up. `script`: of the collector, when it is not the built one. */
  static async run<T>(
    seed: number,
    script: string | undefined,
    play: (scenario: Scenario) => Promise<T>,
  ): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'turnline-faults-'));
    // Of a collector that runs as another user.
    await chmod(folder, 0o755);
    const scenario = new Scenario(folder, seed, script);
    try {
      return await play(scenario);
    } finally {
      await scenario.end();
    }
  }

  async collector(args: readonly string[], options: ProcessOptions = {}): Promise<CollectorProcess> {
    const script = this.script === undefined ? {} : { script: this.script };
    const collector = await startCollector(['--http', '0', ...args], { ...script, ...options });
    this.collectors.push(collector);
    return collector;
  }

  /** Started. `collector` is asked for its port before each request. */
  exporter(collector: () => CollectorProcess | null, name = 'aa'): Exporter {
    const exporter = new Exporter({ port: () => collector()?.ports.http ?? null, random: this.random, name });
    this.exporters.push(exporter);
    exporter.start();
    return exporter;
  }

  /** Notes a problem unless it holds. */
  expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }

  /** Done at the end, the last first. */
  atEnd(undo: () => Promise<unknown>): void {
    this.undo.unshift(undo);
  }

  private async end(): Promise<void> {
    await Promise.all(this.collectors.map((collector) => collector.kill()));
    await Promise.all(this.exporters.map((exporter) => exporter.stop()));
    for (const undo of this.undo) await undo().catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function statusOf({ rpc }: CollectorProcess): Promise<CollectorStatus> {
  return rpc.request('status');
}

/** What the replay could not read, in short. */
export function skippedOf({ journal }: CollectorStatus): string {
  if (!journal || journal.skipped.length === 0) return 'nothing skipped';
  return `skipped ${journal.skipped.map(({ reason, count }) => `${reason} ${count}`).join(', ')}`;
}

export function sum(findings: readonly Findings[]): Findings {
  const total: Findings = { acknowledged: 0, found: 0, lost: 0, lostRequests: 0 };
  for (const each of findings) {
    total.acknowledged += each.acknowledged;
    total.found += each.found;
    total.lost += each.lost;
    total.lostRequests += each.lostRequests;
  }
  return total;
}
