/** What a marked stretch of the flame graph holds. Pure. */
import type { FrameWindow } from '../../src/protocol/frames';
import type { Turn } from '../../src/protocol/turns';
import { formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';
import { formatExtent } from '../session/names';
import { timeAt } from './foldedTime';
import type { View } from './viewport';

/** "2.3s", "4 turns", "12.4k tokens", "$0.03": of the turns that begin in it. Other widths than time say themselves. */
export function rangeFacts(
  range: View,
  { mode, origin, folds }: Pick<FrameWindow, 'mode' | 'origin' | 'folds'>,
  turns: readonly Turn[],
): string[] {
  if (mode !== 'time') return [formatExtent(range.to - range.from, mode)];
  const from = timeAt(folds, range.from);
  const to = timeAt(folds, range.to);
  const inside = turns.filter(({ startTime }) => startTime - origin >= from && startTime - origin < to);
  const facts = [formatExtent(to - from, 'time')];
  if (inside.length === 0) return facts;
  facts.push(t('{0, plural, one {# turn} other {# turns}}', inside.length));
  const tokens = sumOfKnown(inside.map(({ usage }) => usage.total));
  const cost = sumOfKnown(inside.map(({ costUsd }) => costUsd));
  if (tokens !== null) facts.push(t('{0} tokens', formatTokens(tokens)));
  if (cost !== null) facts.push(formatUsd(cost));
  return facts;
}

/** null when none is known. */
function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
