/** What it takes to look for loops: in many steps at once, and in those that a session grows by. */
import { findCalls } from '../../../src/analysis/calls';
import { LoopFinder } from '../../../src/analysis/loops/findLoops';
import { StretchLoops } from '../../../src/analysis/loops/stretchLoops';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { agentStretches, type Step } from '../../../src/analysis/steps';
import { buildTurns } from '../../../src/analysis/turns';
import { DEFAULT_LOOP_THRESHOLDS } from '../../../src/protocol/loops';
import { Random } from '../redaction/random';
import { corpus } from './corpus';
import type { Run } from './run';
import { record } from './spans';

const STEPS = 100_000;
const GROWN_SIZES = [1_000, 10_000, 100_000];
/** Steps that are measured, the last ones of so many. */
const GROWN = 900;
const REPEATS = 5;

export function measureSpeed(): void {
  const tree = buildSpanTree(record(longRun(STEPS)).spans);
  const list = buildTurns(findCalls(tree));
  let found = 0;
  const ms = cpuMs(() => (found = new LoopFinder().find(tree, list).length));
  console.log(`  ${list.turns.length} steps with ${found} loops: ${ms.toFixed(0)} ms of processor time`);
  const steps = agentStretches(list).flatMap((stretch) => stretch.steps);
  for (const size of GROWN_SIZES) console.log(`  ${grownBy(steps, size)}`);
}

/**
 * One agent's steps without a word of the user in between: what the last ones took, at best. They are the same after
 * however many others, since one step takes several times as long as another.
 */
function grownBy(steps: readonly Step[], size: number): string {
  const last = steps.slice(-GROWN);
  const before = steps.slice(0, size - GROWN);
  const ms = Array.from({ length: REPEATS }, () => {
    const loops = new StretchLoops(DEFAULT_LOOP_THRESHOLDS);
    before.forEach((step, at) => {
      loops.push(step, before[at - 1]);
    });
    return cpuMs(() => {
      last.forEach((step, at) => {
        loops.push(step, last[at - 1] ?? before.at(-1));
      });
    });
  });
  return `one more after ${String(size).padStart(6)}: ${((1_000 * Math.min(...ms)) / GROWN).toFixed(1)} µs`;
}

function cpuMs(work: () => void): number {
  globalThis.gc?.();
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** Runs of a corpus one after the other. */
function longRun(steps: number): Run {
  const acts = corpus(new Random(7).below(1e6), Math.ceil(steps / 25)).flatMap((run) => run.acts);
  return { name: 'long', acts: acts.slice(0, steps), labels: [] };
}
