import type { ForwardStatus } from './forward';
import type { CountedReason } from './reasons';

export interface SignalCounts {
  spans: number;
  /** Log records. */
  logs: number;
  /** Metric data points. */
  metrics: number;
}

export type Rejection = CountedReason;

export interface JournalStatus {
  directory: string;
  /** Of all segment files. */
  bytes: number;
  maxBytes: number;
  segments: number;
  /** Whether there is one: false when its directory could not be used at the start, so that nothing is kept on disk. */
  open: boolean;
  /** Whether the last append was kept. */
  writable: boolean;
  /** What went wrong last, even when it works again. */
  lastError: string | null;
  /** By the replay at start: segments or stretches of bytes that could not be read. */
  skipped: { reason: string; count: number }[];
  /** Deleted to stay within `maxBytes`; what they held is not there after the next start. */
  evicted: { segments: number; bytes: number };
  /** What the replay at start brought back. */
  replayed: { records: number; durationMs: number };
}

export interface CollectorStatus {
  /** Port of OTLP/HTTP on loopback that is told to senders; null when not listening. */
  http: number | null;
  /** Port of OTLP/gRPC; null when not listening. */
  grpc: number | null;
  /** Accepted from the wire since start, duplicates included; what the journal brought back is not. */
  received: SignalCounts;
  /** In the store now. */
  stored: SignalCounts;
  rejected: Rejection[];
  /** Kept, but shortened; counted in values. */
  truncated: CountedReason[];
  /** Had to go to make room; `reasons` counts the same spans, log records and data points by why. */
  evicted: SignalCounts & { sessions: number; reasons: CountedReason[] };
  /** Secrets removed from what was received, the commonest kind first. */
  redacted: { kind: string; count: number }[];
  /** The user's redaction patterns that are not in force, each with what is wrong and what to do. */
  refusedPatterns: { pattern: string; problem: string }[];
  /** What the store holds, in bytes: pages in use, content included. */
  memoryBytes: number;
  /** Beyond this the oldest sessions go. */
  memoryLimitBytes: number;
  /** 0 without a journal. */
  journalBytes: number;
  /** null without a journal. */
  journal: JournalStatus | null;
  /** null when nothing is forwarded. */
  forward: ForwardStatus | null;
  /** Grows with every change of the store. */
  revision: number;
}
