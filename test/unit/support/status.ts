import { DEFAULT_MEMORY_LIMIT_BYTES, DEFAULT_JOURNAL_BYTES } from '../../../src/protocol/collectorWorker';
import type { CollectorStatus, JournalStatus } from '../../../src/protocol/status';

/** A collector to which nothing has happened but what a test says. */
export function collectorStatus(overrides: Partial<CollectorStatus> = {}): CollectorStatus {
  return {
    http: 4318,
    grpc: 4317,
    received: { spans: 0, logs: 0, metrics: 0 },
    stored: { spans: 0, logs: 0, metrics: 0 },
    rejected: [],
    truncated: [],
    evicted: { sessions: 0, spans: 0, logs: 0, metrics: 0, reasons: [] },
    redacted: [],
    refusedPatterns: [],
    memoryBytes: 0,
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
    journalBytes: 0,
    journal: null,
    forward: null,
    revision: 1,
    ...overrides,
  };
}

export function journalStatus(overrides: Partial<JournalStatus> = {}): JournalStatus {
  return {
    directory: '/home/me/journal',
    bytes: 0,
    maxBytes: DEFAULT_JOURNAL_BYTES,
    segments: 1,
    open: true,
    writable: true,
    lastError: null,
    skipped: [],
    evicted: { segments: 0, bytes: 0 },
    replayed: { records: 0, durationMs: 0 },
    ...overrides,
  };
}
