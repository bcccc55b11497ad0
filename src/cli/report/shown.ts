/** What of a large review a person reads: the most severe of it, and how much more there is. */
import type { Finding, FindingKind, FindingSeverity } from '../../protocol/review';
import { FINDING_SEVERITIES } from '../../protocol/review';
import type { SessionReport } from './report';

/** More sessions than these make a report that nobody reads; a comment on a pull request takes 65 536 characters. */
const SHOWN_SESSIONS = 50;
/** The first loops of a session tell as much as a hundred. */
const SHOWN_OF_KIND = 5;

export interface Shown<T> {
  shown: T[];
  /** What is left out. */
  more: number;
}

/** Those that fail the policy first, then by their most severe finding; shown in their own order. */
export function sessionsToShow(sessions: readonly SessionReport[]): Shown<SessionReport> {
  const rank = ({ violations, findings }: SessionReport) =>
    violations.length > 0 ? -1 : Math.min(FINDING_SEVERITIES.length, ...findings.map(rankOf));
  return mostSevere(sessions, SHOWN_SESSIONS, rank);
}

/** The first `most` by `rank`, in their own order. */
export function mostSevere<T>(all: readonly T[], most: number, rank: (one: T) => number): Shown<T> {
  const chosen = new Set([...all].sort((a, b) => rank(a) - rank(b)).slice(0, most));
  return { shown: all.filter((one) => chosen.has(one)), more: all.length - chosen.size };
}

/** A few of each kind, in their own order. `more`: how many of which kind are left out. */
export function findingsToShow(findings: readonly Finding[]): {
  shown: Finding[];
  more: [FindingKind, number][];
} {
  const counts = new Map<FindingKind, number>();
  const shown = findings.filter(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= SHOWN_OF_KIND;
  });
  const more = [...counts].flatMap(([kind, count]): [FindingKind, number][] =>
    count > SHOWN_OF_KIND ? [[kind, count - SHOWN_OF_KIND]] : [],
  );
  return { shown, more };
}

/** `498 sessions: 3 critical findings, 20 warnings, 1 info; nothing found in 470 of them`. */
export function overviewOf(sessions: readonly SessionReport[]): string {
  const counts = new Map<FindingSeverity, number>();
  for (const { severity } of sessions.flatMap(({ findings }) => findings))
    counts.set(severity, (counts.get(severity) ?? 0) + 1);
  const found = FINDING_SEVERITIES.flatMap((severity) => {
    const count = counts.get(severity) ?? 0;
    return count === 0 ? [] : [`${count} ${NAMES[severity][count === 1 ? 0 : 1]}`];
  });
  const clean = sessions.filter(({ findings }) => findings.length === 0).length;
  const nothing = clean === 0 || found.length === 0 ? '' : `; nothing found in ${clean} of them`;
  return `${sessions.length} sessions: ${found.length === 0 ? 'nothing found' : found.join(', ')}${nothing}`;
}

const NAMES: Record<FindingSeverity, readonly [string, string]> = {
  critical: ['critical finding', 'critical findings'],
  warning: ['warning', 'warnings'],
  info: ['info', 'infos'],
};

/** Where all of it is. */
export function leftOutText(more: number): string {
  return `${more} more ${more === 1 ? 'session is' : 'sessions are'} left out, none more severe than these. --format json has all, --session ID shows one.`;
}

/** 0 for the most severe. */
export function rankOf({ severity }: Finding): number {
  return FINDING_SEVERITIES.indexOf(severity);
}
