/** Rules over the steps of one agent between two user messages (see `steps.ts`). */
import type { LoopKind, LoopThresholds } from '../../protocol/loops';
import { isHandoff } from '../handoffs';
import type { Step, Stretch } from '../steps';
import {
  callsOf,
  cycleClaim,
  failureClaim,
  monologueClaim,
  nearRepeatClaim,
  repeatClaim,
  toolNamesIn,
} from './claims';
import type { Finding } from './finding';
import type { Fingerprint } from './fingerprints';
import { Fingerprints } from './fingerprints';
import { isJustified } from './justified';
import { onlyLooks, operationOf } from './looks';
import type { Repetition } from './repetitions';
import { repetitionsIn, UNKNOWN } from './repetitions';
import type { Work } from './waste';

/**
 * Longest sequence whose repetition is a `cycle`. Coding agents that page through a file, window after window, and
 * begin again at its start are seen to repeat ten steps.
 */
const MAX_PERIOD = 16;

interface Run extends Repetition {
  /** What repeats, one iteration after the other. */
  iterations: Step[][];
  complete: number;
}

type Rule = (stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds) => Finding[];

const RULES: readonly Rule[] = [repeatsAndCycles, failures, failuresAmongLooks, nearRepeats, monologues];

export function findInSteps(stretch: Stretch, thresholds: LoopThresholds): Finding[] {
  const fingerprints = new Fingerprints();
  const prints = stretch.steps.map((step) => fingerprints.of(step));
  return RULES.flatMap((rule) => rule(stretch, prints, thresholds));
}

function repeatsAndCycles(
  stretch: Stretch,
  prints: readonly Fingerprint[],
  thresholds: LoopThresholds,
): Finding[] {
  const least = Math.min(thresholds.repeat.warning, thresholds.cycle.warning);
  const symbols = prints.map(({ exact }) => exact);
  return runsIn(stretch.steps, symbols, MAX_PERIOD, least).flatMap((run) => {
    const [first] = run.iterations;
    if (onlyHandsOver(first!) || isJustified(stretch.steps, run, thresholds)) return [];
    if (run.period === 1) {
      // One message again and again is a monologue's business.
      if (first![0]!.type === 'message') return [];
      return run.complete < thresholds.repeat.warning
        ? []
        : [finding(stretch, 'repeat', run, repeatClaim(run))];
    }
    return run.complete < thresholds.cycle.warning
      ? []
      : [finding(stretch, 'cycle', run, cycleClaim(run, stretch.agent))];
  });
}

function failures(stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds): Finding[] {
  const symbols = prints.map(({ failure }) => failure);
  return runsIn(stretch.steps, symbols, 1, thresholds['error-retry'].warning).flatMap((run) => {
    if (isJustified(stretch.steps, run, thresholds)) return [];
    return [finding(stretch, 'error-retry', run, failureClaim(run, null))];
  });
}

/**
 * The same failure with looks at something in between. It takes one more than in a row: whoever reads a file once more
 * and fails to edit it as before is no further, but the reading may have been of use.
 */
function failuresAmongLooks(
  stretch: Stretch,
  prints: readonly Fingerprint[],
  thresholds: LoopThresholds,
): Finding[] {
  const places = placesWithoutLooks(stretch.steps, prints);
  if (places.length === stretch.steps.length) return [];
  const steps = places.map((place) => stretch.steps[place]!);
  const symbols = places.map((place) => prints[place]!.failure);
  return runsIn(steps, symbols, 1, thresholds['error-retry'].warning + 1).flatMap((found) => {
    if (isJustified(steps, found, thresholds)) return [];
    // What was looked at after a failure belongs to it; after the last one nobody knows yet.
    const last = places[found.end - 1]!;
    const iterations = found.iterations.map((_, i) => {
      const next = places[found.start + i + 1] ?? stretch.steps.length;
      return stretch.steps.slice(places[found.start + i], Math.min(next, last + 1));
    });
    const run = { ...found, iterations };
    const claim = failureClaim(run, 'whatever was looked at in between');
    return [finding(stretch, 'error-retry', run, claim, true)];
  });
}

/** Of all steps but those that only look at something and follow a failure of something else. */
function placesWithoutLooks(steps: readonly Step[], prints: readonly Fingerprint[]): number[] {
  const places: number[] = [];
  let failed: string | null = null;
  for (const [place, step] of steps.entries()) {
    const fails = prints[place]!.failure !== UNKNOWN;
    if (failed !== null && !fails && onlyLooks(step) && !operationsOf(step).includes(failed)) continue;
    places.push(place);
    failed = fails ? operationsOf(step)[0]! : null;
  }
  return places;
}

function operationsOf(step: Step): string[] {
  return callsOf(step).map(operationOf);
}

function nearRepeats(
  stretch: Stretch,
  prints: readonly Fingerprint[],
  thresholds: LoopThresholds,
): Finding[] {
  const symbols = prints.map(({ near }) => near);
  return runsIn(stretch.steps, symbols, 1, thresholds['near-repeat'].warning).flatMap((run) => {
    if (onlyHandsOver(run.iterations[0]!) || isJustified(stretch.steps, run, thresholds)) return [];
    return [finding(stretch, 'near-repeat', run, nearRepeatClaim(run))];
  });
}

function monologues(stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds): Finding[] {
  const symbols = prints.map(({ message }) => message);
  return runsIn(stretch.steps, symbols, 1, thresholds.monologue.warning).map((run) =>
    finding(stretch, 'monologue', run, monologueClaim(run, stretch.agent)),
  );
}

/** Hand-offs say nothing of what the other agents did: `pingPong.ts` looks at that. */
function onlyHandsOver(steps: readonly Step[]): boolean {
  const calls = steps.flatMap(callsOf);
  return calls.length > 0 && calls.every(isHandoff);
}

function runsIn(steps: readonly Step[], symbols: readonly number[], maxPeriod: number, least: number): Run[] {
  return repetitionsIn(symbols, maxPeriod, least).map((found) => {
    const iterations: Step[][] = [];
    for (let at = found.start; at < found.end; at += found.period) {
      iterations.push(steps.slice(at, Math.min(at + found.period, found.end)));
    }
    return { ...found, iterations, complete: Math.floor((found.end - found.start) / found.period) };
  });
}

function finding({ agent }: Stretch, kind: LoopKind, run: Run, claim: string, loose = false): Finding {
  return {
    kind,
    agent,
    period: run.period,
    complete: run.complete,
    iterations: run.iterations.map((steps) => steps.map(workOf)),
    toolNames: toolNamesIn(run.iterations[0]!.slice(0, run.period)),
    claim,
    loose,
  };
}

function workOf(step: Step): Work {
  return { turn: step.turn, calls: callsOf(step) };
}
