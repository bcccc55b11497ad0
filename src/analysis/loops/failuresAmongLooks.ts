/**
 * The same failure with looks at something in between. It takes one more than in a row: whoever reads a file once more
 * and fails to edit it as before is no further, but the reading may have been of use.
 */
import type { LoopThresholds } from '../../protocol/loops';
import type { Step, Stretch } from '../steps';
import { callsOf, failureClaim } from './claims';
import type { Finding } from './finding';
import type { Fingerprint } from './fingerprints';
import { isJustified } from './justified';
import { onlyLooks } from './looks';
import { operationOf } from './operations';
import { RepetitionFinder, UNKNOWN } from './repetitions';
import { findingOf, runOf } from './runs';

export class FailuresAmongLooks {
  private readonly finder: RepetitionFinder;
  /** Of all steps but those that only look at something and follow a failure of something else. */
  private readonly places: number[] = [];
  /** After each step: the operation of the last failure, null where nothing has failed since the last change. */
  private readonly failed: (string | null)[] = [];

  constructor(private readonly thresholds: LoopThresholds) {
    this.finder = new RepetitionFinder(1, thresholds['error-retry'].warning + 1);
  }

  push(step: Step, { failure }: Fingerprint): void {
    const place = this.failed.length;
    const before = this.failed[place - 1] ?? null;
    const fails = failure !== UNKNOWN;
    if (before !== null && !fails && onlyLooks(step) && !callsOf(step).map(operationOf).includes(before)) {
      this.failed.push(before);
      return;
    }
    this.failed.push(fails ? operationOf(callsOf(step)[0]!) : null);
    this.places.push(place);
    this.finder.push(failure);
  }

  /** Takes all but the first `length` steps back. */
  truncate(length: number): void {
    if (length >= this.failed.length) return;
    this.failed.length = length;
    while (this.places.length > 0 && this.places.at(-1)! >= length) this.places.pop();
    this.finder.truncate(this.places.length);
  }

  find(stretch: Stretch): Finding[] {
    const { places, thresholds } = this;
    // Without looks it is the business of failures in a row.
    if (places.length === this.failed.length) return [];
    const found = this.finder.repetitions();
    if (found.length === 0) return [];
    const steps = places.map((place) => stretch.steps[place]!);
    return found.flatMap((repetition) => {
      if (isJustified(steps, repetition, thresholds)) return [];
      // What was looked at after a failure belongs to it; after the last one nobody knows yet.
      const last = places[repetition.end - 1]!;
      const run = runOf(steps, repetition);
      const iterations = run.iterations.map((_, i) => {
        const next = places[repetition.start + i + 1] ?? stretch.steps.length;
        return stretch.steps.slice(places[repetition.start + i], Math.min(next, last + 1));
      });
      const claim = failureClaim({ ...run, iterations }, 'whatever was looked at in between');
      return [findingOf(stretch, 'error-retry', { ...run, iterations }, claim, true)];
    });
  }
}
