/** Repetitions among steps, with the steps, and what rules make of them. */
import type { LoopKind } from '../../protocol/loops';
import type { Step, Stretch } from '../steps';
import { callsOf, toolNamesIn } from './claims';
import type { Finding } from './finding';
import type { Repetition } from './repetitions';

export interface Run extends Repetition {
  /** What repeats, one iteration after the other. */
  iterations: Step[][];
  complete: number;
}

export function runOf(steps: readonly Step[], { start, end, period }: Repetition): Run {
  const iterations: Step[][] = [];
  for (let at = start; at < end; at += period) iterations.push(steps.slice(at, Math.min(at + period, end)));
  return { start, end, period, iterations, complete: Math.floor((end - start) / period) };
}

export function findingOf(
  { agent }: Stretch,
  kind: LoopKind,
  { period, complete, iterations }: Run,
  claim: string,
  loose = false,
): Finding {
  return {
    kind,
    agent,
    period,
    complete,
    iterations: iterations.map((steps) => steps.map((step) => ({ turn: step.turn, calls: callsOf(step) }))),
    toolNames: toolNamesIn(iterations[0]!.slice(0, period)),
    claim,
    loose,
  };
}
