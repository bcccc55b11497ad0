/** Which loops a person is told of, and in which words. Pure: settings, time and translation are passed in. */
import { formatDuration, formatTokens, formatUsd } from '../../protocol/format';
import type { LoopNotice, LoopNotificationLevel } from '../../protocol/loops';
import type { Translate } from '../sessionText';

/** More than this many notifications in this time are told of in one sentence. */
const MAX_NOTICES = 3;
const WINDOW_MS = 60_000;

export interface LoopNoticeRules {
  level: LoopNotificationLevel;
  ignoredTools: readonly string[];
}

export type NoticeDecision = 'tell' | 'summarise' | 'nothing';

/** Tells each loop once, and not too many at a time. */
export class LoopNotices {
  private readonly told = new Set<string>();
  private times: number[] = [];
  private summarisedAt = -Infinity;

  /** `now`: milliseconds by any clock. */
  decide({ sessionId, loop }: LoopNotice, rules: LoopNoticeRules, now: number): NoticeDecision {
    if (rules.level === 'off' || (rules.level === 'critical' && loop.severity !== 'critical'))
      return 'nothing';
    if (loop.toolNames.length > 0 && loop.toolNames.every((name) => rules.ignoredTools.includes(name)))
      return 'nothing';
    const key = JSON.stringify([sessionId, loop.id]);
    if (this.told.has(key)) return 'nothing';
    this.told.add(key);
    this.times = this.times.filter((time) => now - time < WINDOW_MS);
    if (this.times.length < MAX_NOTICES) {
      this.times.push(now);
      return 'tell';
    }
    if (now - this.summarisedAt < WINDOW_MS) return 'nothing';
    this.summarisedAt = now;
    return 'summarise';
  }
}

/** `search_docs ran 6 times with the same arguments and the same result — 41k tokens, $0.31 and 48s wasted`. */
export function noticeText({ loop }: LoopNotice, t: Translate): string {
  const { tokens, costUsd, durationMs } = loop.wasted;
  const wasted = [
    ...(tokens === null ? [] : [t('{0} tokens', formatTokens(tokens))]),
    ...(costUsd === null ? [] : [formatUsd(costUsd)]),
    formatDuration(durationMs),
  ];
  // The reason ends with the same figures: "… (turns 2–7): 41k tokens, $0.31 and 48s without progress."
  const claim = loop.reason.replace(/(?: \(turns \d+–\d+\))?: [^:]*$/, '');
  return t('Loop: {0} — {1} wasted so far', claim, wasted.join(', '));
}
