/** Brings what happened in sessions into the audit trail, before they can be evicted. */
import type { DurationMs, EpochMs } from '../../protocol/units';
import { auditEntries } from '../../analysis/audit/auditEntries';
import type { SessionAnalyses } from '../sessionAnalyses';
import { workInSlices } from '../workInSlices';
import type { AuditTrail } from './auditTrail';

/** How often it is looked which sessions have changed. */
const LOOK_MS = 5_000;
/** A session that runs for long is recorded so often: each time all of it is looked at. */
const LIVE_EVERY_MS = 60_000;
/** What is not recorded at the end is in the journal, and recorded when that has been read again. */
const LONGEST_END_MS = 1_000;

interface Unrecorded {
  since: EpochMs;
  lastReceived: EpochMs;
}

export class AuditRecorder {
  /** Sessions with something that may not be recorded yet. */
  private readonly changed = new Map<string, Unrecorded>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly trail: AuditTrail,
    private readonly analyses: Pick<SessionAnalyses, 'analysis' | 'isLive'>,
    private readonly now: () => EpochMs,
  ) {}

  /** Something of these sessions is new. */
  note(sessionIds: Iterable<string>, receivedAt: EpochMs): void {
    for (const id of sessionIds) {
      const known = this.changed.get(id);
      if (known) known.lastReceived = receivedAt;
      else this.changed.set(id, { since: this.now(), lastReceived: receivedAt });
    }
    if (this.changed.size > 0) this.startTimer(LOOK_MS);
  }

  /** Of a session that may go. */
  record(sessionId: string): void {
    if (!this.changed.delete(sessionId)) return;
    const analysis = this.analyses.analysis(sessionId);
    if (analysis) this.trail.add(auditEntries(analysis));
  }

  /** All that is not recorded yet. */
  recordAll(): void {
    for (const id of [...this.changed.keys()]) this.record(id);
  }

  /** The same, as far as a second lasts. */
  recordLast(): void {
    const until = performance.now() + LONGEST_END_MS;
    for (const id of [...this.changed.keys()]) if (performance.now() < until) this.record(id);
  }

  /** Nothing of it is to be kept. */
  forget(): void {
    this.changed.clear();
  }

  private startTimer(afterMs: DurationMs): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const rest = workInSlices(
        this.changed,
        ([id, unrecorded]) => {
          if (this.isDue(id, unrecorded)) this.record(id);
        },
        () => performance.now(),
      );
      if (this.changed.size > 0) this.startTimer(rest ?? LOOK_MS);
    }, afterMs).unref();
  }

  private isDue(id: string, { since, lastReceived }: Unrecorded): boolean {
    return this.now() - since >= LIVE_EVERY_MS || !this.analyses.isLive(id, lastReceived);
  }
}
