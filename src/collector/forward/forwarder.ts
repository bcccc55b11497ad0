/**
 * Sends on what was received, after it was kept here and behind the sender's answer: in batches, again and again while
 * the backend is away, in the order of arrival. What waits is in memory and bounded; nothing here can slow the
 * receiver down or make it refuse anything.
 */
import type { Signal } from '../../otlp/records';
import type { ForwardStatus, ForwardTarget } from '../../protocol/forward';
import type { EpochMs } from '../../protocol/units';
import { ReasonCounts } from '../reasonCounts';
import type { ForwardBatch } from './forwardQueue';
import { ForwardQueue } from './forwardQueue';
import type { SendOutcome } from './sendBatch';
import { sendBatch } from './sendBatch';

const MIB = 1024 * 1024;

export interface ForwarderTiming {
  /** How long a batch gathers. */
  gatherMs: number;
  /** Before the first repetition; doubled for each that follows. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** For what waits when Turnline ends. */
  lastWordsMs: number;
}

/** The pauses are those of the OpenTelemetry Collector's `retry_on_failure`, as of v0.159. */
const TIMING: ForwarderTiming = {
  gatherMs: 1_000,
  firstPauseMs: 5_000,
  longestPauseMs: 30_000,
  lastWordsMs: 2_000,
};
/** A backend may ask for more: it is asked again after so long at the latest. */
const LONGEST_ASKED_PAUSE_MS = 3_600_000;
const MAX_WAITING_BYTES = 64 * MIB;
/** Well below the 20 MiB that the OpenTelemetry Collector takes. */
const MAX_BATCH_BYTES = 4 * MIB;

export interface ForwarderOptions {
  now: () => EpochMs;
  /** The status is another than before. */
  onChanged: () => void;
  timing?: Partial<ForwarderTiming>;
  maxWaitingBytes?: number;
  maxBatchBytes?: number;
}

export class Forwarder {
  private readonly queue: ForwardQueue;
  private readonly timing: ForwarderTiming;
  private readonly dropped = new ReasonCounts();
  private readonly abort = new AbortController();
  private sent = 0;
  private problem: string | null = null;
  /** Being sent. */
  private underWay = 0;
  private pausesInARow = 0;
  private running: Promise<void> | undefined;
  private closing = false;
  /** Ends the pause that is being made. */
  private hurry: () => void = () => undefined;

  constructor(
    private readonly target: ForwardTarget,
    private readonly options: ForwarderOptions,
  ) {
    this.timing = { ...TIMING, ...options.timing };
    this.queue = new ForwardQueue(
      options.maxWaitingBytes ?? MAX_WAITING_BYTES,
      options.maxBatchBytes ?? MAX_BATCH_BYTES,
    );
  }

  /** @param payload an export request in protobuf; copied, for its buffer goes on to the store */
  offer(signal: Signal, payload: Uint8Array, items: number): void {
    if (this.closing) {
      this.drop('forward-ended', items);
      return;
    }
    const overflown = this.queue.add(signal, new Uint8Array(payload), items);
    if (overflown > 0) this.drop('forward-overflow', overflown);
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  status(): ForwardStatus {
    return {
      endpoint: this.target.endpoint,
      sent: this.sent,
      waiting: this.queue.items + this.underWay,
      dropped: this.dropped.list(),
      problem: this.problem,
    };
  }

  /** Tries once more to send what waits, for a short while. */
  async close(): Promise<void> {
    this.closing = true;
    this.hurry();
    const timer = setTimeout(() => {
      this.abort.abort();
      this.hurry();
    }, this.timing.lastWordsMs);
    await this.running;
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    await this.pause(this.queue.hasFullBatch ? 0 : this.timing.gatherMs);
    for (let batch = this.queue.take(); batch; batch = this.queue.take()) {
      this.underWay = batch.items;
      await this.send(batch);
      this.underWay = 0;
    }
  }

  private async send(batch: ForwardBatch): Promise<void> {
    for (;;) {
      const outcome = await sendBatch(this.target, batch, this.abort.signal);
      if (this.settle(batch, outcome)) return;
      if (outcome.kind === 'too-large') {
        await this.sendHalves(batch);
        return;
      }
      if (this.closing) {
        this.drop('forward-ended', batch.items);
        return;
      }
      await this.pause(this.pauseMs(outcome.kind === 'retry' ? outcome.afterMs : null));
    }
  }

  /** Whether there is nothing more to do for the batch. */
  private settle(batch: ForwardBatch, outcome: SendOutcome): boolean {
    const before = this.problem;
    this.problem = outcome.problem;
    if (outcome.kind === 'sent') {
      this.pausesInARow = 0;
      this.sent += batch.items - outcome.rejected;
      if (outcome.rejected > 0) this.drop('forward-rejected', outcome.rejected);
    } else if (outcome.kind === 'refused' || (outcome.kind === 'too-large' && batch.payloads.length === 1)) {
      this.drop('forward-refused', batch.items);
    }
    if (before !== this.problem) this.options.onChanged();
    return outcome.kind !== 'retry' && !(outcome.kind === 'too-large' && batch.payloads.length > 1);
  }

  /** Of how many items each payload has, only the sum is known; so that is shared out evenly. */
  private async sendHalves({ signal, payloads, items }: ForwardBatch): Promise<void> {
    const middle = Math.ceil(payloads.length / 2);
    const first = Math.round((items * middle) / payloads.length);
    for (const [half, share] of [
      [payloads.slice(0, middle), first],
      [payloads.slice(middle), items - first],
    ] as const) {
      const bytes = half.reduce((total, { byteLength }) => total + byteLength, 0);
      await this.send({ signal, payloads: half, bytes, items: share });
    }
  }

  private drop(reason: string, items: number): void {
    this.dropped.add(reason, items, this.options.now());
    this.options.onChanged();
  }

  /** Longer each time, and never the same for two who lost the backend at once. */
  private pauseMs(asked: number | null): number {
    const { firstPauseMs, longestPauseMs } = this.timing;
    const doubled = Math.min(firstPauseMs * 2 ** this.pausesInARow++, longestPauseMs);
    return Math.max(Math.min(asked ?? 0, LONGEST_ASKED_PAUSE_MS), doubled * (0.5 + Math.random() / 2));
  }

  private pause(ms: number): Promise<void> {
    if (this.closing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
