/** Sessions end by silence: nobody would ask about them again if their end were not announced. */
import type { EpochMs } from '../protocol/units';

/** A clock that was set back has sessions end in years: no timer waits for so long, it would fire at once. */
const LONGEST_WATCH_MS = 3_600_000;

export class SessionEnds {
  /** Sessions that somebody was told are live → when they stop to be. */
  private readonly liveSessions = new Map<string, EpochMs>();
  private next: { timer: NodeJS.Timeout; at: EpochMs } | undefined;

  constructor(private readonly onEnded: (sessionIds: readonly string[]) => void) {}

  /** The session is live until then, unless something comes and this is called once more. */
  watch(sessionId: string, until: EpochMs): void {
    this.liveSessions.set(sessionId, until);
    if (this.next && this.next.at <= until) return;
    clearTimeout(this.next?.timer);
    const restMs = Math.min(Math.max(until - Date.now(), 0), LONGEST_WATCH_MS);
    // It does not keep the process alive.
    const timer = setTimeout(() => {
      this.look();
    }, restMs).unref();
    this.next = { timer, at: until };
  }

  private look(): void {
    this.next = undefined;
    const now = Date.now();
    const watched = [...this.liveSessions];
    this.liveSessions.clear();
    const ended = watched.filter(([, until]) => until <= now).map(([id]) => id);
    if (ended.length > 0) this.onEnded(ended);
    for (const [id, until] of watched) if (until > now) this.watch(id, until);
  }
}
