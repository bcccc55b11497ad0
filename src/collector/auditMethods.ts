/** The audit trail over RPC. */
import type { AuditEntry, AuditFormat, AuditQuery } from '../protocol/audit';
import { AUDIT_FORMATS, AUDIT_KINDS } from '../protocol/audit';
import type { CollectorMethods } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import type { AuditRecorder } from './audit/auditRecorder';
import type { AuditTrail } from './audit/auditTrail';
import { fieldsOf, oneOf, optionalCount, optionalNumber, optionalText, type Fields } from './params';

const DEFAULT_ENTRIES = 200;
/** Bounds an answer's size. */
const MAX_ENTRIES = 5_000;

const COLUMNS = [
  ...([
    'time',
    'kind',
    'agent',
    'service',
    'name',
    'arguments',
    'outcome',
    'errorClass',
    'durationMs',
  ] as const),
  ...(['costUsd', 'sessionId', 'traceId', 'spanId', 'id'] as const),
];

export interface AuditContext {
  trail: AuditTrail;
  recorder: AuditRecorder;
}

export function auditMethods({
  trail,
  recorder,
}: AuditContext): RpcHandlers<Pick<CollectorMethods, 'audit/search' | 'audit/export'>> {
  const find = (fields: Fields, limit?: number) => {
    // Whoever asks sees what has happened so far.
    recorder.recordAll();
    return trail.search(queryOf(fields), limit);
  };
  return {
    'audit/search': async (params) => {
      const fields = fieldsOf('audit/search', params, { optional: true });
      const limit = Math.min(optionalCount(fields, 'limit') ?? DEFAULT_ENTRIES, MAX_ENTRIES);
      const { total, entries, facets } = await find(fields, limit);
      return { total, entries: entries.reverse(), facets };
    },

    'audit/export': async (params) => {
      const fields = fieldsOf('audit/export', params);
      const format = oneOf(fields, 'format', AUDIT_FORMATS);
      return new TextEncoder().encode(WRITERS[format]((await find(fields)).entries));
    },
  };
}

function queryOf(fields: Fields): AuditQuery {
  const defined: AuditQuery = {};
  for (const name of ['query', 'name', 'agent', 'sessionId', 'outcome'] as const) {
    const value = optionalText(fields, name);
    if (value !== undefined) defined[name] = value;
  }
  for (const name of ['from', 'to'] as const) {
    const value = optionalNumber(fields, name);
    if (value !== undefined) defined[name] = value;
  }
  if ((fields.kind ?? undefined) !== undefined) defined.kind = oneOf(fields, 'kind', AUDIT_KINDS);
  return defined;
}

const WRITERS: Record<AuditFormat, (entries: readonly AuditEntry[]) => string> = {
  jsonl: (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  csv: (entries) => {
    const rows = entries.map((entry) => [
      ...COLUMNS.map((name) => (name === 'time' ? new Date(entry.time).toISOString() : entry[name])),
      entry.source?.file ?? null,
      entry.source?.line ?? null,
    ]);
    return [[...COLUMNS, 'sourceFile', 'sourceLine'], ...rows]
      .map((row) => `${row.map(cell).join(',')}\r\n`)
      .join('');
  },
};

/** As RFC 4180 has it. Spreadsheets take a text that begins so for a formula: an apostrophe keeps it a text. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
