/** Repetitions that are no loop: an agent that waits for something, and one whose next attempt went well. */
import type { LoopThresholds } from '../../protocol/loops';
import type { Step } from '../steps';
import type { ComparedCall } from './comparedCall';
import { comparedCalls } from './fingerprints';
import type { Repetition } from './repetitions';
import { isWaiting } from './waiting';

/** Who waits for something may ask this many times as often before it is a loop. */
const PATIENCE = 3;

/** `steps`: all of the stretch that `repetition` is in. */
export function isJustified(
  steps: readonly Step[],
  repetition: Repetition,
  thresholds: LoopThresholds,
): boolean {
  const { start, end, period } = repetition;
  const complete = Math.floor((end - start) / period);
  const last = comparedCalls(steps[end - period]!);
  const { warning } = thresholds[period === 1 ? 'repeat' : 'cycle'];
  const waits = steps.slice(start, start + period).some((step) => comparedCalls(step).some(isWaiting));
  if (waits && complete < PATIENCE * warning) return true;
  const failed = last.some(({ status }) => status !== 'ok');
  const fewFailures = failed && complete < thresholds['error-retry'].critical;
  if (!waits && !fewFailures) return false;
  // What stopped it is the call that was due, with another outcome: it was polling that ended, or a successful retry.
  const next = steps[end] ? comparedCalls(steps[end]) : [];
  const isDue = last.length > 0 && asks(next) === asks(last);
  return isDue && (waits || next.every(({ status }) => status === 'ok'));
}

function asks(calls: readonly ComparedCall[]): string {
  const asked = calls.map(({ name, args }) => JSON.stringify([name, args]));
  return [...new Set(asked)].sort().join('\n');
}
