/**
 * How much memory may be taken by what is on its way to the store, in bytes: requests that are decoded until they are
 * kept, and records that the collector was sent and has not stored yet. Whoever asks when there is no room waits, in
 * order of arrival.
 */
import { Refusal } from '../refusal';

const MIB = 1024 * 1024;

/** What the store takes in a few seconds. */
const MAX_BYTES = 128 * MIB;
/** Of those, what may be under way when more of a file is let in: what is sent goes first. */
const MAX_BYTES_BEFORE_FILES = 2 * MIB;
/** What a record takes beside its payload, so that many tiny ones count, too. */
const RECORD_BYTES = 512;
/** Exporters give up after 10 s by default; this leaves them time to send again. */
const PATIENCE_MS = 5_000;

interface Waiting {
  bytes: number;
  enter: () => void;
  refuse: (refusal: Refusal) => void;
}

export class RecordRoom {
  private inUse = 0;
  private readonly waiting = new Set<Waiting>();
  /** Parts of files. */
  private readonly yielding = new Set<Waiting>();
  private full = false;

  constructor(
    private readonly maxBytes = MAX_BYTES,
    private readonly patienceMs = PATIENCE_MS,
    private readonly maxBytesBeforeFiles = MAX_BYTES_BEFORE_FILES,
  ) {}

  /**
   * Resolves when there is room for so many bytes, with a function that gives it back; rejects with a `Refusal` when
   * that takes too long, or the store is full. One who does not fit at all goes when nobody else is there.
   */
  async admit(bytes: number): Promise<() => void> {
    if (this.full) throw storeIsFull();
    await this.enter(bytes, this.patienceMs);
    return this.leaveOnce(bytes);
  }

  /** The same without an end to the patience, and without regard to a full store: for what is in the journal. */
  async admitReplayed(bytes: number): Promise<() => void> {
    await this.enter(bytes, null);
    return this.leaveOnce(bytes);
  }

  /**
   * The same for a part of a file: it waits as long as it takes until little else is under way, so that who sends has
   * neither to wait for a file nor to be refused.
   */
  async admitBehind(bytes: number): Promise<() => void> {
    if (this.full) throw storeIsFull();
    if (this.yielding.size === 0 && this.fitsBehind(bytes)) this.inUse += bytes;
    else {
      await new Promise<void>((resolve, reject) => {
        const entry: Waiting = {
          bytes,
          enter: () => {
            this.yielding.delete(entry);
            this.inUse += bytes;
            resolve();
          },
          refuse: (refusal) => {
            this.yielding.delete(entry);
            reject(refusal);
          },
        };
        this.yielding.add(entry);
      });
    }
    return this.leaveOnce(bytes);
  }

  /** A record with so many bytes was sent to the collector. */
  sent(payloadBytes: number): void {
    this.inUse += payloadBytes + RECORD_BYTES;
  }

  /** It has stored it. */
  stored(payloadBytes: number): void {
    this.leave(payloadBytes + RECORD_BYTES);
  }

  /** The store can take no more, or can again. */
  setFull(full: boolean): void {
    this.full = full;
    if (!full) return;
    for (const each of [...this.waiting, ...this.yielding]) each.refuse(storeIsFull());
  }

  private enter(bytes: number, patienceMs: number | null): Promise<void> {
    if (this.waiting.size === 0 && this.fits(bytes)) {
      this.inUse += bytes;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer =
        patienceMs === null
          ? undefined
          : setTimeout(() => {
              settle(() => {
                reject(overloaded(patienceMs));
              });
              this.admitWaiting();
            }, patienceMs);
      const settle = (how: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(entry);
        how();
      };
      const entry: Waiting = {
        bytes,
        enter: () => {
          this.inUse += bytes;
          settle(resolve);
        },
        refuse: (refusal) => {
          if (patienceMs === null) return;
          settle(() => {
            reject(refusal);
          });
        },
      };
      this.waiting.add(entry);
    });
  }

  private leaveOnce(bytes: number): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.leave(bytes);
    };
  }

  private leave(bytes: number): void {
    this.inUse -= bytes;
    this.admitWaiting();
  }

  private admitWaiting(): void {
    for (const each of this.waiting) {
      if (!this.fits(each.bytes)) return;
      each.enter();
    }
    for (const each of this.yielding) {
      if (!this.fitsBehind(each.bytes)) return;
      each.enter();
    }
  }

  private fitsBehind(bytes: number): boolean {
    return this.waiting.size === 0 && (this.inUse === 0 || this.inUse + bytes <= this.maxBytesBeforeFiles);
  }

  private fits(bytes: number): boolean {
    return this.inUse === 0 || this.inUse + bytes <= this.maxBytes;
  }
}

function overloaded(patienceMs: number): Refusal {
  return new Refusal(
    503,
    'overloaded',
    `More came at once than can be stored, and there was no room within ${patienceMs / 1_000} s: send this again in a few seconds.`,
  );
}

function storeIsFull(): Refusal {
  return new Refusal(
    503,
    'memory-limit',
    'The memory limit is reached, and all sessions are live or pinned: send this again later, unpin sessions, or raise turnline.memory.maxMegabytes.',
  );
}
