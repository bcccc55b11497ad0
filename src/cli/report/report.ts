/** What every report is made from. */
import type { SourceLocation } from '../../protocol/agentModel';
import type { FindingEvidence } from '../../protocol/review';
import type { ReviewedSession, Violation } from '../policy';

/** A part of a file that was passed over. */
export interface FileProblem {
  file: string;
  message: string;
}

export interface LocatedSession extends ReviewedSession {
  /** Where the code behind a place is, as far as the emitter says so. */
  sourceOf: (evidence: FindingEvidence) => SourceLocation | null;
  /** The file that a place was read from; the first of all where it has no trace of its own. */
  fileOf: (evidence: FindingEvidence | undefined) => string;
}

export interface SessionReport extends LocatedSession {
  violations: Violation[];
}

export interface Report {
  /** Absolute paths. */
  files: string[];
  sessions: SessionReport[];
  /** Parts of the files that were passed over. */
  problems: FileProblem[];
}

/** `turn 4, turn 9 and 3 more`: where a finding shows. */
export function placesText({ evidence, evidenceCount }: SessionReport['findings'][number]): string {
  const shown = evidence.slice(0, SHOWN_PLACES).map(({ label }) => label);
  const more = evidenceCount - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const SHOWN_PLACES = 6;

/** Texts of traces may hold anything, a terminal's commands too. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly those are taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
