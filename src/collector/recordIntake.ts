/**
 * Records from the receiver on their way into the store, a few at a time, so that calls are answered in between.
 * Whoever asks something sees all that was acknowledged before.
 */
import type { MessagePort } from 'node:worker_threads';
import { receiveMessageOnPort } from 'node:worker_threads';
import type { DurationMs } from '../protocol/units';
import type { JournalPosition, JournalRecord } from './journal/format';
import type { RecordMessage, StoredMessage } from './receiver/channel';

/** Then calls and timers have their turn. One record may take longer. */
const SLICE_MS = 8;
/**
 * At most so long a call waits for what was acknowledged before it; the room for records on their way holds about as
 * much. Whatever comes later is announced as a change. The replay of the journal is waited for without a limit.
 */
const LONGEST_WAIT_MS = 2_000;

/**
 * Records of the replay that are stored at once: the store takes less time for many than for each, and whoever asks
 * waits for all of them anyway.
 */
const REPLAYED_AT_ONCE_BYTES = 4 * 1024 * 1024;

export interface ArrivedRecord {
  record: JournalRecord;
  /** Behind the record in the journal; null without one. */
  position: JournalPosition | null;
}

export interface IntakeOptions {
  /** Must not throw. Those that are `replayed` come several at once. */
  store: (records: readonly ArrivedRecord[], replayed: boolean) => void;
  /** The replay is stored. */
  replayed: () => void;
  /** The journal was emptied; what came before is stored. */
  clear: () => void;
}

type ArrivedMessage = Extract<RecordMessage, { kind: 'record' }>;

interface Waiting {
  /** How many messages must be done with; `replay`: until its end. */
  upTo: number | 'replay';
  resolve: () => void;
}

export class RecordIntake {
  /** Taken from the port and not stored yet. */
  private readonly queue = new Queue<RecordMessage>();
  /** Messages that were taken from the port, and those that are done with. */
  private taken = 0;
  private done = 0;
  private readonly waiting = new Set<Waiting>();
  private slice: NodeJS.Immediate | undefined;
  private readonly started = performance.now();
  private readonly replay: { ended: boolean; records: number; durationMs: DurationMs } = {
    ended: false,
    records: 0,
    durationMs: 0,
  };
  private closed = false;
  private held = true;

  constructor(
    private readonly port: MessagePort,
    private readonly options: IntakeOptions,
  ) {
    port.on('message', (message: RecordMessage) => {
      this.take(message);
    });
  }

  /** Begins to store: what came before has waited. */
  start(): void {
    this.held = false;
    this.schedule();
  }

  /** What the journal brought back so far, and how long that took. */
  replayed(): { records: number; durationMs: DurationMs } {
    const { ended, records, durationMs } = this.replay;
    return { records, durationMs: ended ? durationMs : performance.now() - this.started };
  }

  /** Resolves when all is stored that was sent before, at the start all that the journal has. */
  async caughtUp(longestWaitMs = LONGEST_WAIT_MS): Promise<void> {
    this.takeAll();
    const upTo = this.taken;
    if (!this.replay.ended) await this.wait('replay');
    if (this.done < upTo) await this.wait(upTo, longestWaitMs);
  }

  /** Tells the receiver whether the store can take more. */
  setFull(full: boolean): void {
    this.tell({ kind: 'full', full });
  }

  /** Stores what is there, where it has begun to, and stops; nothing is waited for any more. */
  close(): void {
    this.takeAll();
    while (!this.held && this.handleNext());
    this.closed = true;
    clearImmediate(this.slice);
    this.port.close();
    for (const each of this.waiting) each.resolve();
    this.waiting.clear();
  }

  private take(message: RecordMessage): void {
    this.queue.push(message);
    this.taken++;
    this.schedule();
  }

  /** What was sent is in the port at once, though its event may come later. */
  private takeAll(): void {
    if (this.closed) return;
    for (;;) {
      const next = receiveMessageOnPort(this.port) as { message: RecordMessage } | undefined;
      if (!next) return;
      this.take(next.message);
    }
  }

  private wait(upTo: Waiting['upTo'], limitMs = Infinity): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = limitMs === Infinity ? undefined : setTimeout(settle, limitMs);
      const entry: Waiting = { upTo, resolve: settle };
      const { waiting } = this;
      waiting.add(entry);
      function settle() {
        clearTimeout(timer);
        waiting.delete(entry);
        resolve();
      }
    });
  }

  private schedule(): void {
    if (this.closed || this.held) return;
    this.slice ??= setImmediate(() => {
      this.slice = undefined;
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) if (!this.handleNext()) return;
      this.schedule();
    });
  }

  /** False when there is none. */
  private handleNext(): boolean {
    const message = this.queue.shift();
    if (!message) return false;
    if (message.kind === 'record') this.store(message.replayed ? this.replayedFrom(message) : [message]);
    else this.handle(message);
    this.done++;
    for (const each of this.waiting) {
      if (each.upTo === 'replay' ? this.replay.ended : each.upTo <= this.done) each.resolve();
    }
    return true;
  }

  /** The first, and those of the replay right behind it. */
  private replayedFrom(first: ArrivedMessage): ArrivedMessage[] {
    const messages = [first];
    let bytes = first.record.payload.byteLength;
    while (bytes < REPLAYED_AT_ONCE_BYTES) {
      const next = this.queue.first;
      if (next?.kind !== 'record' || !next.replayed) break;
      messages.push(next);
      bytes += next.record.payload.byteLength;
      this.queue.shift();
      this.done++;
    }
    this.replay.records += messages.length;
    return messages;
  }

  private store(messages: readonly ArrivedMessage[]): void {
    // Before they are stored, for decoding may hand their memory on.
    const sizes = messages.map(({ record }) => record.payload.byteLength);
    this.options.store(messages, messages[0]!.replayed);
    for (const bytes of sizes) this.tell({ kind: 'stored', bytes });
  }

  private handle(message: Exclude<RecordMessage, ArrivedMessage>): void {
    switch (message.kind) {
      case 'replay-ended':
        this.replay.ended = true;
        this.replay.durationMs = performance.now() - this.started;
        this.options.replayed();
        break;
      case 'cleared':
        this.options.clear();
    }
  }

  private tell(message: StoredMessage): void {
    if (!this.closed) this.port.postMessage(message);
  }
}

/** An array's own `shift` moves all that is behind. */
class Queue<T> {
  private arrived: T[] = [];
  /** In reverse. */
  private leaving: T[] = [];

  push(item: T): void {
    this.arrived.push(item);
  }

  shift(): T | undefined {
    this.turn();
    return this.leaving.pop();
  }

  get first(): T | undefined {
    this.turn();
    return this.leaving.at(-1);
  }

  private turn(): void {
    if (this.leaving.length > 0) return;
    this.leaving = this.arrived.reverse();
    this.arrived = [];
  }
}
