/** Rules over the steps of one agent between two user messages (see `steps.ts`). */
import type { LoopKind, LoopThresholds } from '../../protocol/loops';
import { isHandoff } from '../handoffs';
import type { Step, Stretch } from '../steps';
import type { Finding } from './finding';
import type { Fingerprint } from './fingerprints';
import { Fingerprints } from './fingerprints';
import { isJustified } from './justified';
import type { Repetition } from './repetitions';
import { repetitionsIn } from './repetitions';
import type { Work } from './waste';

/** Longest sequence whose repetition is a `cycle`. */
const MAX_PERIOD = 8;
/** Of tools named in a sentence. */
const NAMED_TOOLS = 4;

interface Run extends Repetition {
  /** What repeats, one iteration after the other. */
  iterations: Step[][];
  complete: number;
}

type Rule = (stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds) => Finding[];

const RULES: readonly Rule[] = [repeatsAndCycles, failures, nearRepeats, monologues];

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
    // Hand-offs say nothing of what the other agents did: `pingPong.ts` looks at that.
    const calls = first!.flatMap(callsOf);
    if (calls.length > 0 && calls.every(isHandoff)) return [];
    if (isJustified(stretch.steps, run, thresholds)) return [];
    if (run.period === 1) {
      // One message again and again is a monologue's business.
      if (first![0]!.type === 'message') return [];
      return run.complete < thresholds.repeat.warning
        ? []
        : [finding(stretch, 'repeat', run, repeatClaim(run))];
    }
    return run.complete < thresholds.cycle.warning ? [] : [finding(stretch, 'cycle', run, cycleClaim(run))];
  });
}

function failures(stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds): Finding[] {
  const symbols = prints.map(({ failure }) => failure);
  return runsIn(stretch.steps, symbols, 1, thresholds['error-retry'].warning).flatMap((run) => {
    if (isJustified(stretch.steps, run, thresholds)) return [];
    const facts = callsOf(run.iterations[0]![0]!)[0]!.span!.tool!;
    const why = facts.status === 'error' ? (facts.errorClass ?? 'error') : OUTCOME_WORDS[facts.status];
    const claim = `${facts.name} failed ${times(run)} in a row in the same way (${why})`;
    return [finding(stretch, 'error-retry', run, claim)];
  });
}

const OUTCOME_WORDS = {
  ok: 'ok',
  error: 'error',
  timeout: 'timeout',
  rate_limited: 'rate limited',
  invalid_args: 'invalid arguments',
  denied: 'denied',
  cancelled: 'cancelled',
} as const;

function nearRepeats(
  stretch: Stretch,
  prints: readonly Fingerprint[],
  thresholds: LoopThresholds,
): Finding[] {
  const symbols = prints.map(({ near }) => near);
  return runsIn(stretch.steps, symbols, 1, thresholds['near-repeat'].warning).flatMap((run) => {
    if (isJustified(stretch.steps, run, thresholds)) return [];
    const [name] = toolNamesIn(run.iterations[0]!);
    const claim = `${name!} ran ${times(run)} with arguments that differ in numbers or ids only, and the same result`;
    return [finding(stretch, 'near-repeat', run, claim)];
  });
}

function monologues(stretch: Stretch, prints: readonly Fingerprint[], thresholds: LoopThresholds): Finding[] {
  const symbols = prints.map(({ message }) => message);
  return runsIn(stretch.steps, symbols, 1, thresholds.monologue.warning).map((run) =>
    finding(
      stretch,
      'monologue',
      run,
      `${stretch.agent ?? 'The agent'} said the same thing ${times(run)} without calling a tool`,
    ),
  );
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

function finding({ agent }: Stretch, kind: LoopKind, run: Run, claim: string): Finding {
  return {
    kind,
    agent,
    period: run.period,
    complete: run.complete,
    iterations: run.iterations.map((steps) => steps.map(workOf)),
    toolNames: toolNamesIn(run.iterations[0]!),
    claim,
  };
}

function workOf(step: Step): Work {
  return { turn: step.turn, calls: callsOf(step) };
}

function callsOf(step: Step) {
  return step.type === 'message' ? [] : step.calls;
}

function toolNamesIn(steps: readonly Step[]): string[] {
  return [...new Set(steps.flatMap(callsOf).map(({ span }) => span!.tool!.name))];
}

function repeatClaim(run: Run): string {
  const [step] = run.iterations[0]!;
  const names = toolNamesIn([step!]);
  if (step!.type === 'parallel') {
    const results = isKnownBySize([step!]) ? RESULTS_BY_SIZE : 'the same results';
    return `${listed(names)} ran ${times(run)}, side by side, with the same arguments and ${results}`;
  }
  const same = callsOf(step!)[0]!.span!.tool!.status === 'ok' ? 'the same result' : 'the same error';
  const result = isKnownBySize([step!]) ? 'a result of the same size (its text was not captured)' : same;
  return `${names[0]!} ran ${times(run)} with the same arguments and ${result}`;
}

const RESULTS_BY_SIZE = 'results of the same size (some texts were not captured)';

/** Whether of some result nothing but its size says that it is the same. */
function isKnownBySize(steps: readonly Step[]): boolean {
  return steps
    .flatMap(callsOf)
    .some(({ span }) => span!.tool!.status === 'ok' && span!.tool!.result === null);
}

function cycleClaim(run: Run): string {
  const names = run.iterations[0]!.map((step) =>
    step.type === 'message' ? 'a message' : listed(toolNamesIn([step])),
  );
  const shown = names.length > NAMED_TOOLS ? [...names.slice(0, NAMED_TOOLS - 1), '…', names.at(-1)!] : names;
  const same = isKnownBySize(run.iterations[0]!)
    ? `the same arguments and ${RESULTS_BY_SIZE}`
    : 'the same arguments and results';
  return `${shown.join(' → ')} ran ${times(run)} in the same order with ${same}`;
}

/** "4 times"; "4 times and began once more". */
function times({ complete, iterations }: Run): string {
  return iterations.length > complete ? `${complete} times and began once more` : `${complete} times`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
