/** Forwarding of what is received to a backend. */
import type { CountedReason } from './reasons';

export interface ForwardTarget {
  /** Of OTLP/HTTP, without a path of a signal, as in OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string;
  /** Such as keys; names in any case. */
  headers: Record<string, string>;
}

/** Since the start; in spans, log records and data points. */
export interface ForwardStatus {
  endpoint: string;
  sent: number;
  /** In memory, to be sent. */
  waiting: number;
  /** Not sent, with why: `forward-overflow`, `forward-refused`, `forward-rejected`, `forward-ended`. */
  dropped: CountedReason[];
  /** Why the latest attempt failed; null when it did not. */
  problem: string | null;
}
