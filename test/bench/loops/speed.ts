/** What it takes to look for loops. */
import { findCalls } from '../../../src/analysis/calls';
import { findLoops } from '../../../src/analysis/loops/findLoops';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { buildTurns } from '../../../src/analysis/turns';
import { Random } from '../redaction/random';
import { corpus } from './corpus';
import type { Run } from './run';
import { record } from './spans';

const STEPS = 100_000;

export function measureSpeed(): void {
  const run = longRun(STEPS);
  const tree = buildSpanTree(record(run).spans);
  const list = buildTurns(findCalls(tree));
  globalThis.gc?.();
  const from = process.cpuUsage();
  const loops = findLoops(tree, list);
  const { user, system } = process.cpuUsage(from);
  const ms = (user + system) / 1_000;
  console.log(
    `  ${list.turns.length} steps with ${loops.length} loops: ${ms.toFixed(0)} ms of processor time`,
  );
}

/** Runs of a corpus one after the other. */
function longRun(steps: number): Run {
  const acts = corpus(new Random(7).below(1e6), Math.ceil(steps / 25)).flatMap((run) => run.acts);
  return { name: 'long', acts: acts.slice(0, steps), labels: [] };
}
