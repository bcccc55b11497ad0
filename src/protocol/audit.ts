/** What agents did, one entry for each action, kept when the session itself is gone. */
import type { SourceLocation } from './agentModel';
import type { DurationMs, EpochMs, SpanRef, Usd } from './units';

/** `side_effect`: something that a program below a tool call changed elsewhere, as its own span tells. */
export const AUDIT_KINDS = ['tool_call', 'approval', 'handoff', 'side_effect'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface AuditEntry extends SpanRef {
  /** Of the action: the same when an entry is told again because more is known. */
  id: string;
  kind: AuditKind;
  time: EpochMs;
  durationMs: DurationMs;
  sessionId: string;
  /** Who acted: agent and service; null where nobody says. */
  agent: string | null;
  service: string | null;
  /** The tool, what approval was asked for, the agent that was handed over to, or the operation. */
  name: string;
  /** JSON text as emitted, secrets masked, at most `MAX_AUDIT_ARGUMENTS` characters; null when not recorded. */
  arguments: string | null;
  /** `ok`, a failed tool call's status, or `error`. */
  outcome: string;
  errorClass: string | null;
  /** A tool call's share of what the model call cost that asked for it; null where unknown. */
  costUsd: Usd | null;
  /** Where the code is, as far as the emitter says. */
  source: SourceLocation | null;
}

export const MAX_AUDIT_ARGUMENTS = 4_000;

export interface AuditQuery {
  /** Case-insensitive substring of anything in an entry. */
  query?: string;
  kind?: AuditKind;
  name?: string;
  agent?: string;
  sessionId?: string;
  outcome?: string;
  from?: EpochMs;
  to?: EpochMs;
}

export interface AuditSearchParams extends AuditQuery {
  /** At most this many, the newest; 200 when absent. */
  limit?: number;
}

export interface AuditSearchResult {
  /** Of all that fit. */
  total: number;
  /** Newest first. */
  entries: AuditEntry[];
  /** What all entries of the trail have, whatever was asked for: to choose from. Sorted. */
  facets: { names: string[]; agents: string[]; outcomes: string[] };
}

export const AUDIT_FORMATS = ['jsonl', 'csv'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export interface AuditExportParams extends AuditQuery {
  format: AuditFormat;
}
