/** Prompt caches that stopped being hit, and where the prompt changed. */
import { formatTokens } from '../../protocol/format';
import type { Turn } from '../../protocol/turns';
import type { Tokens } from '../../protocol/units';
import { threadsOf, type ReviewRule, type Thread } from './facts';
import { counted, figure, finding, nameOf, percent, turnEvidence } from './finding';

/** Less than this share of what was in the cache before is a miss. */
const MISS_SHARE = 0.5;
/** Providers cache from 1,024 tokens on (OpenAI, Anthropic; Gemini 2.5 from 1,024 or 2,048): less may be chance. */
const MIN_CACHED = 2_048;
/** Tokens paid in full again, over all misses: below, it costs less than a cent with any model. */
const MIN_LOST = 5_000;
/** From here on it is worth changing the prompt for. */
const WARN_LOST = 20_000;
/** Prompts of two turns each have to be read. */
const MAX_DIFFS = 3;

interface Miss {
  before: Turn;
  turn: Turn;
  cached: Tokens;
  lost: Tokens;
}

export const cacheMissFindings: ReviewRule = ({ analysis, diff }) =>
  threadsOf(analysis.list).flatMap((thread) => {
    const misses = missesOf(thread);
    const lost = misses.reduce((sum, miss) => sum + miss.lost, 0);
    if (lost < MIN_LOST) return [];
    const largest = misses.toSorted((a, b) => b.lost - a.lost).slice(0, MAX_DIFFS);
    const reasons = [...new Set(largest.map(({ before, turn }) => diff(before, turn).sentence))];
    const worst = largest[0]!;
    const [hitBefore, hitAfter] = [hitRatio(worst.before), hitRatio(worst.turn)];
    return finding({
      kind: 'cache-collapse',
      severity: lost >= WARN_LOST ? 'warning' : 'info',
      key: `${thread.agent ?? ''}:${thread.turns[0]!.turn.spanId}`,
      agent: thread.agent,
      subject: worst.turn.model,
      sentence:
        `${nameOf(thread.agent)} lost the prompt cache in ${misses.length === 1 ? `turn ${worst.turn.index}` : `${counted(misses.length, 'turn')}, most in turn ${worst.turn.index}`}: ${percent(hitAfter)} of the input came from the cache there, ${percent(hitBefore)} in the turn before, and ${formatTokens(lost)} tokens were paid in full again. ` +
        reasons.join(' '),
      advice:
        'Keep the beginning of the prompt the same between turns: no times or ids in the system prompt, tools in a fixed order, new content only at the end.',
      figures: [
        figure('misses', misses.length),
        figure('lostTokens', lost, 'tokens'),
        figure('hitRatioBefore', hitBefore, 'share'),
        figure('hitRatioAfter', hitAfter, 'share'),
      ],
      evidence: misses.map(({ turn, lost: each }) =>
        turnEvidence(turn, `turn ${turn.index}: ${formatTokens(each)} not from cache`),
      ),
    });
  });

function missesOf({ turns }: Thread): Miss[] {
  const answered = turns.map(({ turn }) => turn).filter(({ usage }) => usage.cacheRead !== null);
  return answered.slice(1).flatMap((turn, i): Miss[] => {
    const before = answered[i]!;
    const cached = (before.usage.cacheRead ?? 0) + (before.usage.cacheWrite ?? 0);
    const read = turn.usage.cacheRead!;
    // A shorter prompt has less to read from a cache: that is a compaction, or another conversation.
    const comparable = Math.min(cached, turn.contextTokens ?? 0);
    if (comparable < MIN_CACHED || comparable < cached * MISS_SHARE || read >= comparable * MISS_SHARE)
      return [];
    return [{ before, turn, cached, lost: comparable - read }];
  });
}

function hitRatio({ usage, contextTokens }: Turn): number {
  return contextTokens === null || contextTokens === 0 ? 0 : (usage.cacheRead ?? 0) / contextTokens;
}
