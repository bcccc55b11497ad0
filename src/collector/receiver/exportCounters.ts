/** What the receiver counts of the requests that came over the wire. */
import type { OtlpRequest, Signal } from '../../otlp/records';
import { itemCount } from '../../otlp/validate';
import type { SignalCounts } from '../../protocol/status';
import type { EpochMs } from '../../protocol/units';
import { summarise } from '../../redaction/redact';
import type { ExportRequest } from '../exportRequest';
import { ReasonCounts } from '../reasonCounts';
import type { ArrivalDelay, ReceiverReport, SeenExport, SeenUserAgent } from './report';

/** More than one machine has; bounds what a sender with ever new names can make us keep. */
const MAX_USER_AGENTS = 50;
/** Longer than any real one. */
const MAX_USER_AGENT_CHARS = 256;
/** Headers are the sender's to choose; likewise. */
const MAX_FORMATS = 100;

const COUNTED_AS = { traces: 'spans', logs: 'logs', metrics: 'metrics' } as const;

type CountedExports = Pick<
  ReceiverReport,
  | 'received'
  | 'lastExport'
  | 'exports'
  | 'userAgents'
  | 'rejected'
  | 'truncated'
  | 'redacted'
  | 'arrivalDelay'
>;

/** What counts of a request that was accepted. */
export interface Accepted {
  signal: Signal;
  /** Spans, log records, data points. */
  items: number;
  /** Of the span that ended last; 0 without one. */
  latestEndUnixNano: bigint;
}

export function acceptedOf(request: OtlpRequest): Accepted {
  const { signal } = request;
  return { signal, items: itemCount(request), latestEndUnixNano: latestEndOf(request) };
}

export class ExportCounters {
  private readonly received: SignalCounts = { spans: 0, logs: 0, metrics: 0 };
  private readonly rejected = new ReasonCounts();
  private readonly truncated = new ReasonCounts();
  private readonly redacted = new Map<string, number>();
  private lastExport: SeenExport | null = null;
  private readonly exports = new Map<string, ReceiverReport['exports'][number]>();
  /** The latest last. */
  private readonly userAgents = new Map<string, SeenUserAgent>();
  private arrivalDelay: ArrivalDelay | null = null;

  /** `onLost`: something was rejected or truncated; called each time. */
  constructor(private readonly onLost: () => void = () => undefined) {}

  reject(reason: string, count: number, at: EpochMs): void {
    this.rejected.add(reason, count, at);
    this.onLost();
  }

  /** Values of items that are kept, but not whole. */
  truncate(reason: string, count: number, at: EpochMs): void {
    this.truncated.add(reason, count, at);
    this.onLost();
  }

  redact(kinds: ReadonlyMap<string, number>): void {
    for (const [kind, count] of kinds) this.redacted.set(kind, (this.redacted.get(kind) ?? 0) + count);
  }

  /** What was accepted of a part of a file. Nothing is learnt from it of who sends, and when. */
  acceptImported(request: OtlpRequest): void {
    this.received[COUNTED_AS[request.signal]] += itemCount(request);
  }

  /** What was accepted of a request. */
  accept({ signal, items, latestEndUnixNano }: Accepted, { sender }: ExportRequest, at: EpochMs): void {
    this.received[COUNTED_AS[signal]] += items;
    const userAgent = sender.userAgent?.slice(0, MAX_USER_AGENT_CHARS) ?? null;
    this.lastExport = { ...sender, userAgent, at, signal };
    const { protocol, encoding, compression } = sender;
    const format = [protocol, encoding, compression, signal].join(' ');
    const known = this.exports.get(format);
    if (known) known.count++;
    else if (this.exports.size < MAX_FORMATS) {
      this.exports.set(format, { protocol, encoding, compression, signal, count: 1 });
    }
    if (userAgent !== null) this.see(userAgent, at);
    if (latestEndUnixNano > 0n) this.measure(at - Number(latestEndUnixNano / 1_000_000n));
  }

  report(): CountedExports {
    return {
      received: { ...this.received },
      lastExport: this.lastExport,
      exports: [...this.exports.values()].map((each) => ({ ...each })),
      userAgents: [...this.userAgents.values()].reverse(),
      rejected: this.rejected.list(),
      truncated: this.truncated.list(),
      redacted: summarise(this.redacted),
      arrivalDelay: this.arrivalDelay,
    };
  }

  private see(userAgent: string, last: EpochMs): void {
    const count = (this.userAgents.get(userAgent)?.count ?? 0) + 1;
    this.userAgents.delete(userAgent);
    this.userAgents.set(userAgent, { userAgent, count, last });
    if (this.userAgents.size <= MAX_USER_AGENTS) return;
    const [oldest] = this.userAgents.keys();
    this.userAgents.delete(oldest!);
  }

  private measure(delay: number): void {
    this.arrivalDelay = {
      last: delay,
      smallest: Math.min(delay, this.arrivalDelay?.smallest ?? delay),
      largest: Math.max(delay, this.arrivalDelay?.largest ?? delay),
    };
  }
}

/** See `Accepted`. */
function latestEndOf({ signal, request }: OtlpRequest): bigint {
  if (signal !== 'traces') return 0n;
  let latest = 0n;
  for (const { scopeSpans } of request.resourceSpans)
    for (const { spans } of scopeSpans)
      for (const { endTimeUnixNano } of spans) if (endTimeUnixNano > latest) latest = endTimeUnixNano;
  return latest;
}
