/** Keeps the store within its limit: the sessions without activity for longest go, and where none may go, nothing comes. */
import type { EpochMs } from '../protocol/units';
import type { Evicted } from '../store/eviction';
import type { SpanStore } from '../store/store';

/** How often it is looked whether there is room again: sessions end by silence. */
const LOOK_MS = 1_000;
/** What is freed at once when sql.js runs out of memory below the limit. */
const FREED_SHARE = 1 / 8;

export interface RetentionOptions {
  store: Pick<SpanStore, 'makeRoom' | 'evictSome' | 'memoryBytes'>;
  /** Beyond it sessions go, in bytes. */
  limitBytes: number;
  isLive: (sessionId: string, lastReceived: EpochMs) => boolean;
  onEvicted: (evicted: Evicted) => void;
  /** Whether the limit is exceeded, and all that is left is live or pinned. */
  onFull: (full: boolean) => void;
}

export class Retention {
  private full = false;
  private timer: NodeJS.Timeout | undefined;
  private next: NodeJS.Immediate | undefined;

  constructor(private readonly options: RetentionOptions) {}

  /** To be called after something was stored. Costs next to nothing while there is room. */
  makeRoom(): void {
    // While it is full the timer looks: nothing but what was on its way is stored then.
    if (!this.full) this.look();
  }

  /** A session that had to stay need not any more. */
  look(): void {
    this.setFull(this.evictDownTo(this.options.limitBytes).exceeded);
  }

  /** Frees a part of what is held, whatever the limit. */
  freeMore(): void {
    this.evictDownTo(this.options.store.memoryBytes() * (1 - FREED_SHARE));
  }

  private evictDownTo(limitBytes: number): Evicted {
    const { store, isLive, onEvicted } = this.options;
    const evicted = store.makeRoom({ limitBytes, isLive });
    if (evicted.sessions.length === 0) return evicted;
    onEvicted(evicted);
    this.goOn();
    return evicted;
  }

  /** Deletes what a large session has left, with whatever else there is to do in between. */
  private goOn(): void {
    this.next ??= setImmediate(() => {
      this.next = undefined;
      if (this.options.store.evictSome()) this.goOn();
    });
  }

  private setFull(full: boolean): void {
    clearTimeout(this.timer);
    if (full) {
      this.timer = setTimeout(() => {
        this.look();
      }, LOOK_MS).unref();
    }
    if (full === this.full) return;
    this.full = full;
    this.options.onFull(full);
  }
}
