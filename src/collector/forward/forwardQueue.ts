/** What waits to be forwarded: bounded, the oldest goes first. */
import type { Signal } from '../../otlp/records';

export interface ForwardBatch {
  signal: Signal;
  /** Export requests of the signal: joined, they are one request (protobuf's merging of repeated fields). */
  payloads: Uint8Array[];
  bytes: number;
  /** Spans, log records or data points. */
  items: number;
}

interface Entry {
  signal: Signal;
  payload: Uint8Array;
  items: number;
}

export class ForwardQueue {
  private entries: Entry[] = [];
  private bytes = 0;
  private itemCount = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly maxBatchBytes: number,
  ) {}

  get items(): number {
    return this.itemCount;
  }

  /** At least one batch as large as batches get. */
  get hasFullBatch(): boolean {
    return this.bytes >= this.maxBatchBytes;
  }

  /** Returns how many items had to go to make room. */
  add(signal: Signal, payload: Uint8Array, items: number): number {
    this.entries.push({ signal, payload, items });
    this.bytes += payload.byteLength;
    this.itemCount += items;
    let dropped = 0;
    let first = 0;
    while (this.bytes > this.maxBytes && first < this.entries.length) {
      const oldest = this.entries[first++]!;
      this.bytes -= oldest.payload.byteLength;
      this.itemCount -= oldest.items;
      dropped += oldest.items;
    }
    if (first > 0) this.entries = this.entries.slice(first);
    return dropped;
  }

  /** The oldest payload and what goes with it; null when nothing waits. */
  take(): ForwardBatch | null {
    const [oldest] = this.entries;
    if (!oldest) return null;
    const batch: ForwardBatch = { signal: oldest.signal, payloads: [], bytes: 0, items: 0 };
    const rest: Entry[] = [];
    for (const entry of this.entries) {
      const { signal, payload, items } = entry;
      const fits = batch.payloads.length === 0 || batch.bytes + payload.byteLength <= this.maxBatchBytes;
      if (signal !== batch.signal || !fits) {
        rest.push(entry);
        continue;
      }
      batch.payloads.push(payload);
      batch.bytes += payload.byteLength;
      batch.items += items;
    }
    this.entries = rest;
    this.bytes -= batch.bytes;
    this.itemCount -= batch.items;
    return batch;
  }
}
