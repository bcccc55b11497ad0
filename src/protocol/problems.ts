/** What the user has to be told of the collector's status: all that was lost, refused or cut, and what to do. */
import { counted, rejectionText, truncationText } from './reasons';
import { formatBytes } from './format';
import { SETTING, SETTINGS_SECTION } from './ids';
import type { CollectorStatus, JournalStatus } from './status';

export interface StatusProblem {
  /** Stable: what it is and why, e.g. `rejected:invalid-span-id`. */
  id: string;
  /** `error`: data is being lost now. */
  severity: 'warning' | 'error';
  /** Grows when it happens again; whoever has dismissed the problem is told again then. */
  count: number;
  /** A sentence: what, how many and why. */
  text: string;
  /** A sentence or two: what to do. */
  advice: string;
}

const JOURNAL_SETTING = `${SETTINGS_SECTION}.${SETTING.journalMaxMegabytes}`;
const FORWARD_SETTING = `${SETTINGS_SECTION}.${SETTING.forwardEndpoint}`;
const ITEMS = ['item', 'items'] as const;
const FORWARD_REASONS: Readonly<Record<string, string>> = {
  'forward-overflow': 'too many waited',
  'forward-refused': 'refused',
  'forward-rejected': 'rejected',
  'forward-ended': 'Turnline ended',
};
const MEMORY_SETTING = `${SETTINGS_SECTION}.${SETTING.memoryMaxMegabytes}`;

/**
 * Skipped by the journal's replay without a loss: what a writer had not finished when it died was never acknowledged.
 */
const HARMLESS_SKIPS: ReadonlySet<string> = new Set(['torn-record', 'empty-segment']);

/** The worst first. Empty when all that was sent is there as it was sent, but for secrets. */
export function problemsOf(status: CollectorStatus): StatusProblem[] {
  const problems = [
    ...journalProblems(status.journal),
    ...refusedPatternProblems(status),
    ...rejectionProblems(status),
    ...evictionProblems(status),
    ...truncationProblems(status),
    ...forwardProblems(status),
  ];
  return problems.sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

function journalProblems(journal: JournalStatus | null): StatusProblem[] {
  if (!journal) return [];
  const problems: StatusProblem[] = [];
  if (!journal.open) {
    problems.push({
      id: 'journal:not-open',
      severity: 'error',
      count: 1,
      text: `There is no journal, so what is received now is lost when Turnline ends: ${sentence(journal.lastError ?? 'it could not be opened')}`,
      advice: `Make ${journal.directory} writable, then restart the collector.`,
    });
  } else if (!journal.writable) {
    problems.push({
      id: 'journal:not-writable',
      severity: 'error',
      count: 1,
      text: `Exports cannot be kept on disk: ${sentence(journal.lastError ?? 'the last write failed')} What arrives now is refused until that works again.`,
      advice: `Make room on the disk of ${journal.directory}, and see that you may write there.`,
    });
  }
  const damaged = journal.skipped.filter(({ reason }) => !HARMLESS_SKIPS.has(reason));
  if (damaged.length > 0) {
    const count = sum(damaged);
    const reasons = damaged.map((each) => `${each.reason.replaceAll('-', ' ')}: ${each.count}`).join(', ');
    problems.push({
      id: 'journal:damaged',
      severity: 'warning',
      count,
      text: `${counted(count, ['part', 'parts'])} of the journal could not be read when Turnline started (${reasons}): what they held is lost.`,
      advice: `Check the disk of ${journal.directory}. The log names the files (command “Turnline: Show Log”).`,
    });
  }
  if (journal.evicted.segments > 0) {
    const { segments, bytes } = journal.evicted;
    problems.push({
      id: 'journal:full',
      severity: 'warning',
      count: segments,
      text: `The oldest ${formatBytes(bytes)} of the journal had to go to stay below ${formatBytes(journal.maxBytes)}: what they held will not be there after a restart.`,
      advice: `Raise the setting ${JOURNAL_SETTING} to keep more.`,
    });
  }
  return problems;
}

function refusedPatternProblems({ refusedPatterns }: CollectorStatus): StatusProblem[] {
  return refusedPatterns.map(({ pattern, problem }) => ({
    id: `pattern:${pattern}`,
    severity: 'warning',
    count: 1,
    text: `The redaction pattern ${pattern} is not in force: ${sentence(problem)}`,
    advice: `Correct it in the setting ${SETTINGS_SECTION}.${SETTING.redactionPatterns}.`,
  }));
}

function rejectionProblems({ rejected }: CollectorStatus): StatusProblem[] {
  return rejected.map(({ reason, count }) => {
    const { noun, why, advice } = rejectionText(reason);
    return {
      id: `rejected:${reason}`,
      severity: 'warning',
      count,
      text: `${counted(count, noun)} ${count === 1 ? 'was' : 'were'} refused: ${sentence(why)}`,
      advice,
    };
  });
}

function evictionProblems({ evicted, memoryLimitBytes }: CollectorStatus): StatusProblem[] {
  const problems: StatusProblem[] = [];
  if (evicted.sessions > 0) {
    const { sessions, spans } = evicted;
    const which =
      sessions === 1 ? 'The oldest session' : `The ${sessions.toLocaleString('en-US')} oldest sessions`;
    const had = counted(spans, ['span', 'spans']);
    problems.push({
      id: 'evicted:sessions',
      severity: 'warning',
      count: sessions,
      text: `${which} (${had}) ${sessions === 1 ? 'was' : 'were'} removed to stay below ${formatBytes(memoryLimitBytes)} of memory.`,
      advice: `Pin sessions to keep them, or raise the setting ${MEMORY_SETTING}.`,
    });
  }
  for (const [signal, noun] of [
    ['logs', ['log record', 'log records']],
    ['metrics', ['metric data point', 'metric data points']],
  ] as const) {
    const count = evicted[signal];
    if (count === 0) continue;
    problems.push({
      id: `evicted:${signal}`,
      severity: 'warning',
      count,
      text: `The oldest ${counted(count, noun)} ${count === 1 ? 'was' : 'were'} removed to make room for newer ones.`,
      advice: `Raise the setting ${MEMORY_SETTING}, or let the program send fewer of them.`,
    });
  }
  return problems;
}

function truncationProblems({ truncated }: CollectorStatus): StatusProblem[] {
  return truncated.map(({ reason, count }) => {
    const { noun, why, advice } = truncationText(reason);
    return {
      id: `truncated:${reason}`,
      severity: 'warning',
      count,
      text: `${counted(count, noun)} ${count === 1 ? 'was' : 'were'} shortened: ${sentence(why)}`,
      advice,
    };
  });
}

/** The local copy is whole, whatever becomes of the other one. */
function forwardProblems({ forward }: CollectorStatus): StatusProblem[] {
  if (!forward) return [];
  const { endpoint, waiting, dropped, problem } = forward;
  const problems: StatusProblem[] = [];
  if (problem !== null && waiting > 0) {
    problems.push({
      id: 'forward:failing',
      severity: 'warning',
      count: 1,
      text: `What is received cannot be forwarded to ${endpoint}: ${sentence(problem)} ${counted(waiting, ITEMS)} ${waiting === 1 ? 'waits' : 'wait'}; all are kept here.`,
      advice: `It is tried again by itself. See that the setting ${FORWARD_SETTING} is right and the backend runs.`,
    });
  }
  const count = sum(dropped);
  if (count > 0) {
    const reasons = dropped.map((each) => `${FORWARD_REASONS[each.reason] ?? each.reason}: ${each.count}`);
    problems.push({
      id: 'forward:dropped',
      severity: 'warning',
      count,
      text: `${counted(count, ITEMS)} did not get to ${endpoint} (${reasons.join(', ')})${problem === null ? '' : `: ${sentence(problem).slice(0, -1)}`}. All are kept here.`,
      advice: `See that the setting ${FORWARD_SETTING} and the headers (command “Turnline: Set Headers for Forwarding”) are right.`,
    });
  }
  return problems;
}

/** With a full stop, unless it ends like a sentence already. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function sum(all: readonly { count: number }[]): number {
  return all.reduce((total, { count }) => total + count, 0);
}
