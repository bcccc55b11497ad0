/** Today against the budget, in one sentence and a bar. */
import type { DailyBurn } from '../../src/protocol/overview';
import { el } from '../dom';
import { formatShare, formatUsd } from '../figures';
import { t } from '../l10n';
import { linkButton } from '../ui/toolkit';

export function burnCard(burn: DailyBurn, openSettings: () => void): HTMLElement {
  const { budgetUsd } = burn;
  const change = linkButton(budgetUsd === null ? t('Set a daily budget') : t('Change budget'), openSettings);
  return el(
    'div',
    { class: 'burn' },
    budgetUsd === null ? null : bar(burn, budgetUsd),
    el('p', {}, sentenceOf(burn), ' ', change),
  );
}

/** What is spent, and behind it what is expected; full width is the budget, or more where that is exceeded. */
function bar({ spentUsd, projectedUsd }: DailyBurn, budgetUsd: number): HTMLElement {
  const whole = Math.max(budgetUsd, spentUsd, projectedUsd ?? 0);
  const part = (usd: number, name: string) => {
    const element = el('div', { class: `burn-part ${name}` });
    element.style.width = `${(usd / whole) * 100}%`;
    return element;
  };
  const limit = el('div', { class: 'burn-limit' });
  limit.style.left = `${(budgetUsd / whole) * 100}%`;
  const state = spentUsd >= budgetUsd ? ' is-over' : (projectedUsd ?? 0) > budgetUsd ? ' is-near' : '';
  return el(
    'div',
    { class: `burn-bar${state}`, attrs: { 'aria-hidden': 'true' } },
    projectedUsd === null ? null : part(projectedUsd, 'is-projected'),
    part(spentUsd, 'is-spent'),
    limit,
  );
}

function sentenceOf({ spentUsd, projectedUsd, projectedBy, budgetUsd, averageUsd }: DailyBurn): string {
  const spent =
    budgetUsd === null
      ? t('{0} today', formatUsd(spentUsd))
      : t(
          '{0} of {1} today ({2})',
          formatUsd(spentUsd),
          formatUsd(budgetUsd),
          formatShare(spentUsd / budgetUsd),
        );
  const text = projectedUsd === null ? spent : withProjection(spent, formatUsd(projectedUsd), projectedBy);
  const willExceed = budgetUsd !== null && (projectedUsd ?? 0) > budgetUsd && spentUsd < budgetUsd;
  const sentences = [`${willExceed ? t('{0}: over the budget', text) : text}.`];
  if (averageUsd !== null) sentences.push(t('Earlier days cost {0} on average.', formatUsd(averageUsd)));
  return sentences.join(' ');
}

function withProjection(spent: string, projected: string, by: DailyBurn['projectedBy']): string {
  return by === 'history'
    ? t('{0}, {1} by midnight if the day goes on as usual', spent, projected)
    : t('{0}, {1} by midnight at today’s pace', spent, projected);
}
