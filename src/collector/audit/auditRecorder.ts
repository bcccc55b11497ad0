/** Brings what happened in sessions into the audit trail, before they can be evicted. */
import type { EpochMs } from '../../protocol/units';
import { auditEntries } from '../../analysis/audit/auditEntries';
import type { SessionAnalyses } from '../sessionAnalyses';
import type { AuditTrail } from './auditTrail';

/** How often it is looked which sessions have changed. */
const LOOK_MS = 5_000;
/** A session that runs for long is recorded so often: each time all of it is looked at. */
const LIVE_EVERY_MS = 60_000;

export class AuditRecorder {
  /** Sessions with something that may not be recorded yet → when they were recorded last. */
  private readonly changed = new Map<string, EpochMs>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly trail: AuditTrail,
    private readonly analyses: Pick<SessionAnalyses, 'analysis' | 'summary'>,
    private readonly now: () => EpochMs,
  ) {}

  /** Something of these sessions is new. */
  note(sessionIds: Iterable<string>): void {
    for (const id of sessionIds) if (!this.changed.has(id)) this.changed.set(id, this.now());
    if (this.changed.size > 0) this.startTimer();
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

  /** Nothing of it is to be kept. */
  forget(): void {
    this.changed.clear();
  }

  private startTimer(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const [id, since] of [...this.changed]) {
        const isLive = this.analyses.summary(id)?.live ?? false;
        if (!isLive || this.now() - since >= LIVE_EVERY_MS) this.record(id);
      }
      if (this.changed.size > 0) this.startTimer();
    }, LOOK_MS).unref();
  }
}
