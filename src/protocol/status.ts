import type { EpochMs } from './units';

export interface SignalCounts {
  spans: number;
  /** Log records. */
  logs: number;
  /** Metric data points. */
  metrics: number;
}

export interface Rejection {
  /** Short and stable, e.g. `malformed-protobuf`, `invalid-span-id`, `unsupported-signal`. */
  reason: string;
  /** Items refused (spans, log records, data points) where they could be counted, else requests. */
  count: number;
  last: EpochMs;
}

export interface CollectorStatus {
  /** Port of OTLP/HTTP on loopback; null when not listening. */
  http: number | null;
  /** Port of OTLP/gRPC; null when not listening. */
  grpc: number | null;
  /** Accepted from the wire since start, duplicates included. */
  received: SignalCounts;
  /** In the store now. */
  stored: SignalCounts;
  rejected: Rejection[];
  /** Had to go to make room. */
  evicted: SignalCounts & { sessions: number };
  /** What the store holds, in bytes. */
  memoryBytes: number;
  journalBytes: number;
  /** Grows with every change of the store. */
  revision: number;
}
