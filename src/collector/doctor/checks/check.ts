import type { CheckGroup, CheckOutcome, DoctorCheck } from '../../../protocol/doctor';
import { formatDuration } from '../../../protocol/format';
import type { StatusProblem } from '../../../protocol/problems';
import type { EpochMs } from '../../../protocol/units';

type Finding = Omit<DoctorCheck, 'group' | 'outcome' | 'fix'> & { fix?: string | null };

/** Checks of one group, by their outcome. */
export function checksOf(group: CheckGroup) {
  const make =
    (outcome: CheckOutcome) =>
    ({ fix = null, ...finding }: Finding): DoctorCheck => ({ ...finding, group, outcome, fix });
  return {
    pass: make('pass'),
    info: make('info'),
    warn: make('warn'),
    fail: make('fail'),
    /** What the session view tells of too, in the same words. */
    problem: (title: string, { id, severity, text, advice }: StatusProblem): DoctorCheck =>
      make(severity === 'error' ? 'fail' : 'warn')({ id, title, detail: text, fix: advice }),
  };
}

/** `12s ago`; `just now` below a second, and when the clock was set back meanwhile. */
export function ago(then: EpochMs, now: EpochMs): string {
  return now - then < 1000 ? 'just now' : `${formatDuration(now - then)} ago`;
}

/** `412 of 2,000 spans (21 %)`. */
export function share(part: number, whole: number, noun: string): string {
  const percent = (100 * part) / Math.max(whole, 1);
  const shown = percent > 0 && percent < 1 ? '<1' : percent.toFixed(0);
  return `${part.toLocaleString('en-US')} of ${whole.toLocaleString('en-US')} ${noun} (${shown} %)`;
}

/** The first few, and how many more there are. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
