import type { EpochMs } from '../protocol/units';

const MAX_RESTARTS = 3;
const WINDOW_MS = 5 * 60_000;

/** Keeps a thread that dies at once from being restarted for ever: three restarts within five minutes. */
export class RestartBudget {
  private restarts: EpochMs[] = [];

  /** Takes one restart; false when the budget is spent. */
  take(now: EpochMs): boolean {
    this.restarts = this.restarts.filter((at) => now - at < WINDOW_MS);
    if (this.restarts.length >= MAX_RESTARTS) return false;
    this.restarts.push(now);
    return true;
  }

  /** A person asked for a restart: start counting anew. */
  reset(): void {
    this.restarts = [];
  }
}
