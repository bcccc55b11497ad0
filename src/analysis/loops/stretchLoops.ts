/**
 * What is known of the loops in one stretch, so that a stretch that grows costs its new steps: those that were there
 * before, with what was done in them, are neither read nor compared again.
 */
import type { AgentSpan } from '../../protocol/agentModel';
import type { LoopThresholds } from '../../protocol/loops';
import type { Step, Stretch } from '../steps';
import { tellTheSame } from './comparedCall';
import { FailuresAmongLooks } from './failuresAmongLooks';
import type { Finding } from './finding';
import { answerOf, Fingerprints, isNext } from './fingerprints';
import { RepetitionFinder } from './repetitions';
import { runOf } from './runs';
import { STEP_RULES } from './stepRules';

export class StretchLoops {
  private readonly known: KnownStep[] = [];
  private readonly fingerprints = new Fingerprints();
  private readonly finders: RepetitionFinder[];
  private readonly amongLooks: FailuresAmongLooks;

  constructor(private readonly thresholds: LoopThresholds) {
    this.finders = STEP_RULES.map(
      ({ maxPeriod, least }) => new RepetitionFinder(maxPeriod, least(thresholds)),
    );
    this.amongLooks = new FailuresAmongLooks(thresholds);
  }

  /** `stretch`: all of its steps so far. */
  find(stretch: Stretch): Finding[] {
    this.follow(stretch.steps);
    const found = STEP_RULES.flatMap((rule, i) =>
      this.finders[i]!.repetitions().flatMap(
        (repetition) => rule.judge(runOf(stretch.steps, repetition), stretch, this.thresholds) ?? [],
      ),
    );
    return [...found, ...this.amongLooks.find(stretch)];
  }

  /** The next step, after `before`. It costs the same however many there are. */
  push(step: Step, before: Step | undefined): void {
    const print = this.fingerprints.of(step);
    this.known.push(knownStep(step, before));
    for (let i = 0; i < STEP_RULES.length; i++) this.finders[i]!.push(STEP_RULES[i]!.symbol(print));
    this.amongLooks.push(step, print);
  }

  private follow(steps: readonly Step[]): void {
    const same = this.sameSteps(steps);
    if (same < this.known.length) {
      this.known.length = same;
      this.fingerprints.goBackTo(steps, same);
      for (const finder of this.finders) finder.truncate(same);
      this.amongLooks.truncate(same);
    }
    for (let at = same; at < steps.length; at++) this.push(steps[at]!, steps[at - 1]);
  }

  /** How many of the first steps are what they were: spans come late, and say more of a step that was known. */
  private sameSteps(steps: readonly Step[]): number {
    const common = Math.min(this.known.length, steps.length);
    let at = 0;
    while (at < common && isSame(this.known[at]!, steps[at]!, steps[at - 1])) at++;
    return at;
  }
}

/** What a step looked like: nodes and turns are made anew when a session grows. */
interface KnownStep {
  /** Of its first call; null for a message. */
  span: AgentSpan | null;
  /** Of the calls that it made beside that one. */
  others: readonly AgentSpan[];
  answer: string | null;
  parallel: boolean;
  /** Whether it followed the step before (see `isNext`). */
  follows: boolean;
}

/** Most steps make one call. */
const NO_OTHERS: readonly AgentSpan[] = [];

function knownStep(step: Step, before: Step | undefined): KnownStep {
  const follows = isNext(before?.turn ?? null, step.turn);
  if (step.type === 'message')
    return { span: null, others: NO_OTHERS, answer: answerOf(step.turn), parallel: false, follows };
  const { calls } = step;
  const others = calls.length === 1 ? NO_OTHERS : calls.slice(1).map(({ span }) => span!);
  return { span: calls[0]!.span, others, answer: null, parallel: step.type === 'parallel', follows };
}

function isSame(known: KnownStep, step: Step, before: Step | undefined): boolean {
  const { span, others } = known;
  if (known.follows !== isNext(before?.turn ?? null, step.turn)) return false;
  if (step.type === 'message') return span === null && known.answer === answerOf(step.turn);
  const { calls } = step;
  if (span === null || others.length !== calls.length - 1) return false;
  if (known.parallel !== (step.type === 'parallel')) return false;
  if (!tellTheSame(span, calls[0]!.span!)) return false;
  for (let i = 0; i < others.length; i++) if (!tellTheSame(others[i]!, calls[i + 1]!.span!)) return false;
  return true;
}
