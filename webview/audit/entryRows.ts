/** Entries of the audit trail as rows of a table, and the times and sums in them as text. Pure. */
import type { AuditEntry, AuditKind } from '../../src/protocol/audit';
import { formatDuration, formatUsd } from '../../src/protocol/format';
import type { JsonValue } from '../../src/protocol/spans';
import type { SqlResult } from '../../src/protocol/sql';

export const COLUMNS = ['Time', 'Agent', 'What', 'Name', 'Outcome', 'Arguments', 'Took', 'Cost', 'Session'];
export const SESSION_COLUMN = COLUMNS.indexOf('Session');

export const KIND_WORDS: Record<AuditKind, string> = {
  tool_call: 'tool call',
  approval: 'approval',
  handoff: 'hand-off',
  side_effect: 'side effect',
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
  return column === 'Cost' ? formatUsd(value) : formatDuration(value);
}

/** `rate limited`; `error: TimeoutError`. */
export function outcomeOf({ outcome, errorClass }: Pick<AuditEntry, 'outcome' | 'errorClass'>): string {
  const words = outcome.replaceAll('_', ' ');
  return errorClass === null || errorClass === outcome ? words : `${words}: ${errorClass}`;
}

/** `2026-11-21 19:03:07`, of the reader's clock; to sort and to copy. */
export function timeText(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
