/** Today against the budget, in one sentence and a bar. */
import { formatUsd } from '../../src/protocol/format';
import type { DailyBurn } from '../../src/protocol/overview';
import { el } from '../dom';
import { linkButton } from '../ui/toolkit';

export function burnCard(burn: DailyBurn, openSettings: () => void): HTMLElement {
  const { budgetUsd } = burn;
  const change = linkButton(budgetUsd === null ? 'Set a daily budget' : 'Change budget', openSettings);
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
      ? `${formatUsd(spentUsd)} today`
      : `${formatUsd(spentUsd)} of ${formatUsd(budgetUsd)} today (${Math.round((spentUsd / budgetUsd) * 100)} %)`;
  const reason = projectedBy === 'history' ? 'if the day goes on as usual' : 'at today’s pace';
  const projected =
    projectedUsd === null
      ? ''
      : `, ${formatUsd(projectedUsd)} by midnight ${reason}${budgetUsd !== null && projectedUsd > budgetUsd && spentUsd < budgetUsd ? ': over the budget' : ''}`;
  const usual = averageUsd === null ? '' : ` Earlier days cost ${formatUsd(averageUsd)} on average.`;
  return `${spent}${projected}.${usual}`;
}
