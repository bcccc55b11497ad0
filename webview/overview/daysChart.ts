/** A bar for each day, with the daily budget and what today will have cost. */
import { formatTokens, formatUsd } from '../figures';
import { LANGUAGE, t } from '../l10n';
import { create, max, scaleBand, scaleLinear, type Selection } from 'd3';
import type { Overview, OverviewDay } from '../../src/protocol/overview';
import { el, oncePerFrame } from '../dom';

const HEIGHT = 180;
const MARGIN = { top: 14, right: 8, bottom: 22, left: 72 };
const TICKS = 4;
/** A label for a day needs so much, in CSS pixels. */
const LABEL_WIDTH = 52;

type Svg = Selection<SVGSVGElement, undefined, null, undefined>;

export class DaysChart {
  readonly element = el('div', { class: 'days-chart' });
  private overview: Overview | null = null;

  constructor() {
    new ResizeObserver(
      oncePerFrame(() => {
        this.draw();
      }),
    ).observe(this.element);
  }

  set(overview: Overview): void {
    this.overview = overview;
    this.draw();
  }

  private draw(): void {
    const width = this.element.clientWidth;
    if (!this.overview || width === 0) return;
    const { days, today } = this.overview;
    const { budgetUsd, projectedUsd } = today;
    const highest = Math.max(
      max(days, ({ costUsd }) => costUsd ?? 0) ?? 0,
      projectedUsd ?? 0,
      budgetUsd ?? 0,
      0.0001,
    );
    const x = scaleBand(
      days.map(({ day }) => day),
      [MARGIN.left, width - MARGIN.right],
    ).padding(0.25);
    const y = scaleLinear([0, highest], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(TICKS);
    const svg: Svg = create('svg')
      .attr('width', width)
      .attr('height', HEIGHT)
      .attr('role', 'img')
      .attr('aria-label', describe(days));

    const ticks = svg
      .selectAll('g.tick')
      .data(y.ticks(TICKS))
      .join('g')
      .attr('class', 'tick')
      .attr('transform', (usd) => `translate(0,${y(usd)})`);
    ticks
      .append('line')
      .attr('x1', MARGIN.left)
      .attr('x2', width - MARGIN.right);
    ticks
      .append('text')
      .attr('x', MARGIN.left - 8)
      .attr('dy', '0.32em')
      .attr('text-anchor', 'end')
      .text((usd) => formatUsd(usd));

    const last = days.at(-1);
    if (last && projectedUsd !== null) {
      svg
        .append('rect')
        .attr('class', 'bar is-projected')
        .attr('x', x(last.day)!)
        .attr('width', x.bandwidth())
        .attr('y', y(projectedUsd))
        .attr('height', y(0) - y(projectedUsd))
        .append('title')
        .text(t('{0} expected by midnight', formatUsd(projectedUsd)));
    }
    svg
      .selectAll('rect.day')
      .data(days)
      .join('rect')
      .attr('class', 'bar day')
      .attr('x', ({ day }) => x(day)!)
      .attr('width', x.bandwidth())
      .attr('y', ({ costUsd }) => y(costUsd ?? 0))
      .attr('height', ({ costUsd }) => y(0) - y(costUsd ?? 0))
      .append('title')
      .text(tooltipOf);

    const every = Math.max(1, Math.ceil(LABEL_WIDTH / x.step()));
    svg
      .selectAll('text.day')
      // Today is always named, and from there back.
      .data(days.filter((_, i) => (days.length - 1 - i) % every === 0))
      .join('text')
      .attr('class', 'day')
      .attr('x', ({ day }) => x(day)! + x.bandwidth() / 2)
      .attr('y', HEIGHT - 6)
      .attr('text-anchor', 'middle')
      .text(({ day }) => shortDay(day));

    if (budgetUsd !== null) {
      svg
        .append('line')
        .attr('class', 'budget')
        .attr('x1', MARGIN.left)
        .attr('x2', width - MARGIN.right)
        .attr('y1', y(budgetUsd))
        .attr('y2', y(budgetUsd));
      svg
        .append('text')
        .attr('class', 'budget')
        .attr('x', width - MARGIN.right)
        .attr('y', y(budgetUsd) - 4)
        .attr('text-anchor', 'end')
        .text(t('budget {0}', formatUsd(budgetUsd)));
    }
    this.element.replaceChildren(svg.node()!);
  }
}

function tooltipOf({ day, costUsd, tokens, calls }: OverviewDay): string {
  if (calls === 0) return t('{0}: no calls', day);
  return t(
    '{0}: {1}, {2} tokens, {3, plural, one {# model call} other {# model calls}}',
    day,
    formatUsd(costUsd),
    formatTokens(tokens),
    calls,
  );
}

/** For who cannot see it. */
function describe(days: readonly OverviewDay[]): string {
  const active = days.filter(({ calls }) => calls > 0);
  return t('Cost per day. {0}', active.map(({ day, costUsd }) => `${day}: ${formatUsd(costUsd)}`).join(', '));
}

function shortDay(day: string): string {
  return new Date(`${day}T00:00:00`).toLocaleDateString(LANGUAGE, { month: 'short', day: 'numeric' });
}
