/** What the receiver knows of itself and of who sent what: plain data, for `status` and the doctor. */
import type { Signal } from '../../otlp/records';
import type { OtlpEncoding } from '../../otlp/response';
import type { CollectorPorts } from '../../protocol/collectorWorker';
import type { CollectorStatus, JournalStatus } from '../../protocol/status';
import type { CountedReason } from '../../protocol/reasons';
import type { DurationMs, EpochMs } from '../../protocol/units';

/** How a request came over the wire. */
export interface WireFormat {
  protocol: 'http' | 'grpc';
  encoding: OtlpEncoding;
  /** As the sender named it, in lower case; '' for none. */
  compression: string;
}

/** Who sent a request, as far as it says. */
export interface Sender extends WireFormat {
  /** null when it names none. */
  userAgent: string | null;
  /** Its TCP port on loopback; null when the connection is gone. */
  peerPort: number | null;
}

export interface SeenExport extends Sender {
  at: EpochMs;
  signal: Signal;
}

export interface SeenUserAgent {
  userAgent: string;
  /** Requests answered with success. */
  count: number;
  last: EpochMs;
}

/**
 * By how much requests with spans arrived after the end of their latest span. A sender whose clock is ahead of this
 * machine's has negative ones; batches wait some seconds before they are sent, a clock that is behind looks the same.
 */
export interface ArrivalDelay {
  last: DurationMs;
  smallest: DurationMs;
  largest: DurationMs;
}

/** All counts are since the receiver started; what the journal brought back is not in them. */
export interface ReceiverReport extends Pick<
  CollectorStatus,
  'received' | 'redacted' | 'refusedPatterns' | 'truncated' | 'forward'
> {
  /** The receiver's clock when it reported. */
  at: EpochMs;
  /** Where it listens, as senders are told. */
  ports: CollectorPorts;
  /** The last that was answered with success. */
  lastExport: SeenExport | null;
  /** Requests answered with success. */
  exports: (WireFormat & { signal: Signal; count: number })[];
  /** The latest first, a bounded number. */
  userAgents: SeenUserAgent[];
  rejected: CountedReason[];
  /** null without a journal. */
  journal: JournalStatus | null;
  /** null before the first request with spans. */
  arrivalDelay: ArrivalDelay | null;
}
