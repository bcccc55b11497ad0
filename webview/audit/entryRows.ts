/** Entries of the audit trail as rows of a table, and the times and sums in them as text. Pure. */
import type { AuditEntry, AuditKind } from '../../src/protocol/audit';
import type { JsonValue } from '../../src/protocol/spans';
import type { SqlResult } from '../../src/protocol/sql';
import { formatDuration, formatUsd } from '../figures';
import { t } from '../l10n';
import { STATUS_NAME } from '../session/names';

const TITLES = {
  time: t('Time'),
  agent: t('Agent'),
  kind: t('What'),
  name: t('Name'),
  outcome: t('Outcome'),
  arguments: t('Arguments'),
  duration: t('Took'),
  cost: t('Cost'),
  session: t('Session'),
};
export const COLUMNS = Object.values(TITLES);
export const SESSION_COLUMN = Object.keys(TITLES).indexOf('session');

export const KIND_WORDS: Record<AuditKind, string> = {
  tool_call: t('tool call'),
  approval: t('approval'),
  handoff: t('hand-off'),
  side_effect: t('side effect'),
};

/** Values by which the table sorts; `cellTextOf` is what it shows. */
export function rowsOf(entries: readonly AuditEntry[]): SqlResult {
  return {
    columns: COLUMNS,
    rows: entries.map((entry) => [
      timeText(entry.time),
      entry.agent,
      KIND_WORDS[entry.kind],
      entry.name,
      outcomeOf(entry),
      entry.arguments,
      entry.durationMs,
      entry.costUsd,
      entry.sessionId,
    ]),
    truncated: false,
  };
}

/** What is not known stays empty: only sums of money can be nought. */
export function cellTextOf(column: string, value: JsonValue): string | null {
  if (value === null) return '';
  if (typeof value !== 'number') return null;
  return column === TITLES.cost ? formatUsd(value) : formatDuration(value);
}

/** `rate limited`; as it was sent where it is none that is known. */
export function outcomeName(outcome: string): string {
  return (
    Object.entries(STATUS_NAME).find(([status]) => status === outcome)?.[1] ?? outcome.replaceAll('_', ' ')
  );
}

/** `rate limited`; `error: TimeoutError`. */
export function outcomeOf({ outcome, errorClass }: Pick<AuditEntry, 'outcome' | 'errorClass'>): string {
  const words = outcomeName(outcome);
  return errorClass === null || errorClass === outcome ? words : `${words}: ${errorClass}`;
}

/** `2026-11-21 19:03:07`, of the reader's clock; to sort and to copy. */
export function timeText(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
