import type { CountedReason } from '../protocol/reasons';
import type { EpochMs } from '../protocol/units';

/** Things counted by why, with when it happened last. */
export class ReasonCounts {
  private readonly counts = new Map<string, CountedReason>();

  add(reason: string, count: number, at: EpochMs): void {
    const known = this.counts.get(reason);
    this.counts.set(reason, { reason, count: (known?.count ?? 0) + count, last: at });
  }

  /** In the order in which each reason came up first. */
  list(): CountedReason[] {
    return [...this.counts.values()];
  }

  /** These and the others, as one list. */
  with(others: readonly CountedReason[]): CountedReason[] {
    const all = new ReasonCounts();
    for (const each of [...others, ...this.counts.values()]) {
      const last = all.counts.get(each.reason)?.last ?? each.last;
      all.add(each.reason, each.count, Math.max(last, each.last));
    }
    return all.list();
  }
}
