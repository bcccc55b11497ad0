/** Sessions to and from files. */
import type { SignalCounts } from './status';

/**
 * `otlp-json`: JSON lines as the OpenTelemetry Collector's file exporter writes them, one export request per line. A
 * session of traces only and of usual size is one line, which is one OTLP/JSON object.
 * `otlp-proto`: one protobuf message whose `resource_spans` are those of OTLP's TracesData, so that whatever reads
 * TracesData reads the traces; logs and metrics are in fields that such readers pass over (`otlp/sessionMessage.ts`).
 */
export type ExportFormat = 'otlp-json' | 'otlp-proto';

export const EXPORT_FORMATS: readonly ExportFormat[] = ['otlp-json', 'otlp-proto'];

export interface SessionExportParams {
  sessionId: string;
  format: ExportFormat;
}

export interface ImportStartParams {
  /** Of a file on the collector's machine, absolute. What it is, is told by its content. */
  path: string;
}

export interface ImportParams {
  importId: number;
}

/**
 * `failed`: it ended before the file did, `error` says why. What was read before is imported in any case; after a
 * `cancelled` one, too.
 */
export type ImportState = 'running' | 'finished' | 'cancelled' | 'failed';

/** A part of the file that was passed over. */
export interface ImportProblem {
  /** 1-based, where the file is text. */
  line: number | null;
  /** In bytes from the start of the content, decompressed. */
  offset: number;
  message: string;
}

/** How far an import is, and at its end what became of it. */
export interface ImportStatus {
  importId: number;
  path: string;
  state: ImportState;
  /** Why it failed; null otherwise. */
  error: string | null;
  /** Bytes of the file that are done with, of how many. */
  bytesDone: number;
  bytesTotal: number;
  /** What was accepted, things that were there before included. */
  imported: SignalCounts;
  /** Spans, log records and data points that were not, by reason, as the collector's `status` counts them, too. */
  rejected: { reason: string; count: number }[];
  /** The first of them. */
  problems: ImportProblem[];
  /** How many there are in all. */
  problemCount: number;
  /** Sessions that the file has something of, at most `MAX_IMPORTED_SESSIONS` of them. Empty while it runs. */
  sessionIds: string[];
  /** How many there are in all. */
  sessionCount: number;
}

/** More than anybody picks from. */
export const MAX_IMPORTED_SESSIONS = 1_000;
export const MAX_IMPORT_PROBLEMS = 20;
