/** Rules over the steps of one agent between two user messages (see `steps.ts`). */
import type { LoopThresholds } from '../../protocol/loops';
import { isHandoff } from '../handoffs';
import type { Step, Stretch } from '../steps';
import { callsOf, cycleClaim, failureClaim, monologueClaim, nearRepeatClaim, repeatClaim } from './claims';
import type { Finding } from './finding';
import type { Fingerprint } from './fingerprints';
import { isJustified } from './justified';
import { findingOf, type Run } from './runs';

/**
 * Longest sequence whose repetition is a `cycle`. Coding agents that page through a file, window after window, and
 * begin again at its start are seen to repeat ten steps.
 */
const MAX_PERIOD = 16;

export interface StepRule {
  /** What has to be the same. */
  symbol: (print: Fingerprint) => number;
  /** In steps. */
  maxPeriod: number;
  /** Iterations from which on it says anything. */
  least: (thresholds: LoopThresholds) => number;
  /** null where a repetition is no loop. */
  judge: (run: Run, stretch: Stretch, thresholds: LoopThresholds) => Finding | null;
}

const REPEATS_AND_CYCLES: StepRule = {
  symbol: ({ exact }) => exact,
  maxPeriod: MAX_PERIOD,
  least: ({ repeat, cycle }) => Math.min(repeat.warning, cycle.warning),
  judge: (run, stretch, thresholds) => {
    const kind = run.period === 1 ? 'repeat' : 'cycle';
    const [first] = run.iterations;
    // One message again and again is a monologue's business.
    if (kind === 'repeat' && first![0]!.type === 'message') return null;
    if (run.complete < thresholds[kind].warning) return null;
    if (onlyHandsOver(first!) || isJustified(stretch.steps, run, thresholds)) return null;
    const claim = kind === 'repeat' ? repeatClaim(run) : cycleClaim(run, stretch.agent);
    return findingOf(stretch, kind, run, claim);
  },
};

const FAILURES: StepRule = {
  symbol: ({ failure }) => failure,
  maxPeriod: 1,
  least: (thresholds) => thresholds['error-retry'].warning,
  judge: (run, stretch, thresholds) =>
    isJustified(stretch.steps, run, thresholds)
      ? null
      : findingOf(stretch, 'error-retry', run, failureClaim(run, null)),
};

const NEAR_REPEATS: StepRule = {
  symbol: ({ near }) => near,
  maxPeriod: 1,
  least: (thresholds) => thresholds['near-repeat'].warning,
  judge: (run, stretch, thresholds) =>
    onlyHandsOver(run.iterations[0]!) || isJustified(stretch.steps, run, thresholds)
      ? null
      : findingOf(stretch, 'near-repeat', run, nearRepeatClaim(run)),
};

const MONOLOGUES: StepRule = {
  symbol: ({ message }) => message,
  maxPeriod: 1,
  least: (thresholds) => thresholds.monologue.warning,
  judge: (run, stretch) => findingOf(stretch, 'monologue', run, monologueClaim(run, stretch.agent)),
};

/** `failuresAmongLooks.ts` has one more, which does not look at all steps. */
export const STEP_RULES: readonly StepRule[] = [REPEATS_AND_CYCLES, FAILURES, NEAR_REPEATS, MONOLOGUES];

/** Hand-offs say nothing of what the other agents did: `pingPong.ts` looks at that. */
function onlyHandsOver(steps: readonly Step[]): boolean {
  const calls = steps.flatMap(callsOf);
  return calls.length > 0 && calls.every(isHandoff);
}
