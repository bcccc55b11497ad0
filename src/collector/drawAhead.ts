/**
 * Lays out the flame graph of a large session once it is understood and nothing more comes, so that whoever opens it
 * finds it there. Small ones are laid out faster than anybody notices.
 */
import type { DurationMs } from '../protocol/units';
import { REST } from './workInSlices';

/** Fewer spans are laid out in some ten milliseconds. */
const LARGE_SPANS = 20_000;
/** What was asked beside the session comes first. */
const SHORTEST_WAIT_MS = 50;

export class DrawAhead {
  private next: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastMs: DurationMs = 0;

  /** `draw`: a session's flame graph. `now`: a clock in milliseconds from any start. */
  constructor(
    private readonly draw: (sessionId: string) => void,
    private readonly now: () => number,
  ) {}

  /** A session that grows is drawn once it has rested: for many times as long as the last drawing took. */
  understood(sessionId: string, spanCount: number): void {
    if (spanCount < LARGE_SPANS) return;
    clearTimeout(this.timer);
    this.next = sessionId;
    this.timer = setTimeout(
      () => {
        const from = this.now();
        this.draw(sessionId);
        this.lastMs = this.now() - from;
      },
      Math.max(SHORTEST_WAIT_MS, REST * this.lastMs),
    ).unref();
  }

  /** What was understood of these sessions is out of date. */
  forget(sessionIds: readonly string[]): void {
    if (this.next !== undefined && sessionIds.includes(this.next)) clearTimeout(this.timer);
  }
}
