/** Tokens per turn as stacked bars, the context window as a line. Bars are options of a list box. */
import { max, scaleBand, scaleLinear } from 'd3';
import { formatTokens } from '../../src/protocol/format';
import type { CssPixels } from '../../src/protocol/units';
import type { Turn } from '../../src/protocol/turns';
import { el, oncePerFrame, setAttributes, svg } from '../dom';
import type { SessionIndex } from '../session/sessionIndex';
import type { Tooltip } from '../tooltip';
import type { TurnBar } from './turnBars';
import { loopRuns, percent, TOKEN_PARTS, turnBars, turnFacts, turnLabel } from './turnBars';

const HEIGHT: CssPixels = 128;
const TOP: CssPixels = 8;
/** Below the bars: turn numbers and the loop brackets. */
const BOTTOM: CssPixels = 26;
const LEFT: CssPixels = 44;
const RIGHT: CssPixels = 12;
const MAX_BAR: CssPixels = 44;
/** Bars this thin have no gap between them. */
const THIN_BAR: CssPixels = 5;
const LABEL_ROOM: CssPixels = 26;

export class TurnsChart {
  readonly element: HTMLElement;
  private readonly legend = el('div', { class: 'legend' });
  private readonly context = el('span', { class: 'context-note' });
  private readonly drawing = svg('svg', { 'aria-hidden': 'true' });
  private readonly list = el('div', { class: 'turn-options' });
  private readonly plot = el('div', { class: 'turns-plot' });
  private readonly draw = oncePerFrame(() => {
    this.drawNow();
  });
  private bars: TurnBar[] = [];
  private fullest: { turn: Turn; share: number } | null = null;
  private selected: number | null = null;

  constructor(
    private readonly tooltip: Tooltip,
    private readonly onSelect: (turn: Turn) => void,
  ) {
    this.plot.append(this.drawing, this.list);
    this.element = el(
      'section',
      { class: 'turns', attrs: { 'aria-label': 'Tokens per turn' } },
      el('div', { class: 'turns-head' }, el('h2', { text: 'Tokens per turn' }), this.legend, this.context),
      this.plot,
    );
    this.list.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.list.addEventListener('pointerleave', () => {
      this.tooltip.hide();
    });
    new ResizeObserver(this.draw).observe(this.plot);
  }

  set(index: SessionIndex): void {
    this.bars = turnBars(index);
    this.fullest = index.fullestContext();
    this.draw();
  }

  /** The turn of the current selection, by its number; null for none. */
  select(turnIndex: number | null): void {
    if (turnIndex === this.selected) return;
    this.selected = turnIndex;
    this.draw();
  }

  focus(): void {
    this.list.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  private drawNow(): void {
    const width = this.plot.clientWidth;
    if (width === 0) return;
    const { bars } = this;
    this.element.hidden = bars.length === 0;
    const used = TOKEN_PARTS.filter(({ part }) => bars.some((bar) => bar.parts[part] > 0));
    this.legend.replaceChildren(
      ...used.map(({ part, name }) =>
        el('span', { class: 'legend-item' }, el('i', { class: `swatch token-${part}` }), name),
      ),
    );
    const { fullest } = this;
    this.context.textContent = fullest
      ? `context ${percent(fullest.share)} of ${formatTokens(fullest.turn.contextLimit)}`
      : '';
    const plotWidth = width - LEFT - RIGHT;
    const thin = plotWidth / bars.length <= THIN_BAR;
    const x = scaleBand<number>()
      .domain(bars.map((_, i) => i))
      .range([LEFT, LEFT + Math.min(plotWidth, bars.length * MAX_BAR * 1.4)])
      .paddingInner(thin ? 0 : 0.22)
      .paddingOuter(thin ? 0 : 0.11);
    const highest = max(bars, (bar) => bar.total) ?? 0;
    const y = scaleLinear()
      .domain([0, highest || 1])
      .nice(3)
      .range([HEIGHT - BOTTOM, TOP]);
    setAttributes(this.drawing, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    const layers: SVGElement[] = [hatchDefinition()];
    for (const tick of highest > 0 ? y.ticks(3) : [0]) layers.push(...gridLine(y(tick), width, tick));
    const every = Math.max(1, Math.ceil(LABEL_ROOM / x.step()));
    for (const [i, bar] of bars.entries()) {
      const left = x(i) ?? 0;
      layers.push(...stack(bar, left, x.bandwidth(), y));
      const chosen = bar.turn.index === this.selected;
      if (chosen || i === 0 || (i + 1) % every === 0) {
        const crowded = !chosen && this.selected !== null && Math.abs(bar.turn.index - this.selected) < every;
        if (!crowded) layers.push(turnNumber(bar, left + x.bandwidth() / 2, chosen));
      }
      if (chosen) layers.push(turnOutline(left, x.bandwidth(), x.step() >= LABEL_ROOM));
    }
    for (const run of loopRuns(bars)) {
      layers.push(bracket(x(run.first) ?? 0, (x(run.last) ?? 0) + x.bandwidth()));
    }
    if (highest === 0 && bars.length > 0) layers.push(noTokensNote());
    const line = contextLine(bars, (i) => (x(i) ?? 0) + x.bandwidth() / 2);
    if (line) layers.push(line);
    this.drawing.replaceChildren(...layers);
    this.updateOptions(bars, (i) => (x(i) ?? 0) - (x.step() - x.bandwidth()) / 2, x.step());
  }

  private updateOptions(bars: TurnBar[], left: (i: number) => number, width: CssPixels): void {
    setAttributes(this.list, {
      role: bars.length > 0 ? 'listbox' : null,
      'aria-label': bars.length > 0 ? 'Turns' : null,
      'aria-orientation': bars.length > 0 ? 'horizontal' : null,
    });
    while (this.list.children.length > bars.length) this.list.lastElementChild?.remove();
    while (this.list.children.length < bars.length) this.list.append(this.createOption());
    const tabStop = Math.max(
      0,
      bars.findIndex((bar) => bar.turn.index === this.selected),
    );
    for (const [i, bar] of bars.entries()) {
      const option = this.list.children[i]! as HTMLElement;
      setAttributes(option, {
        'aria-label': turnLabel(bar),
        'aria-selected': bar.turn.index === this.selected ? 'true' : 'false',
        tabindex: i === tabStop ? 0 : -1,
        'data-index': i,
        'data-turn': bar.turn.index,
        'data-loop': bar.loopId,
        'data-iteration': bar.iteration,
      });
      option.style.left = `${left(i)}px`;
      option.style.width = `${width}px`;
    }
  }

  private createOption(): HTMLElement {
    const barOf = (element: HTMLElement) => this.bars[Number(element.dataset.index)];
    const option = el('div', {
      class: 'turn-option',
      attrs: { role: 'option' },
      on: {
        click: () => {
          const bar = barOf(option);
          option.focus({ preventScroll: true });
          if (bar) this.onSelect(bar.turn);
        },
        pointermove: (event) => {
          const bar = barOf(option);
          if (bar) this.tooltip.show(turnFacts(bar), event.clientX, event.clientY);
        },
      },
    });
    return option;
  }

  private onKey(event: KeyboardEvent): void {
    const { bars } = this;
    const focused = [...this.list.children].findIndex((option) => option === document.activeElement);
    const target = {
      ArrowLeft: focused - 1,
      ArrowUp: focused - 1,
      ArrowRight: focused + 1,
      ArrowDown: focused + 1,
      Home: 0,
      End: bars.length - 1,
      Enter: focused,
      ' ': focused,
    }[event.key];
    const bar = target === undefined ? undefined : bars[target];
    if (target === undefined || !bar) return;
    event.preventDefault();
    event.stopPropagation();
    this.list.querySelector<HTMLElement>(`[data-index="${target}"]`)?.focus();
    this.onSelect(bar.turn);
  }
}

function noTokensNote(): SVGElement {
  const y = (TOP + HEIGHT - BOTTOM) / 2;
  return svg('text', { x: LEFT, y, class: 'turns-note' }, 'No turn reports how many tokens it took.');
}

function hatchDefinition(): SVGElement {
  const pattern = svg(
    'pattern',
    {
      id: 'loop-hatch',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    svg('rect', { width: 2, height: 6, class: 'hatch-stripe' }),
  );
  return svg('defs', {}, pattern);
}

function gridLine(y: CssPixels, width: CssPixels, tokens: number): SVGElement[] {
  const at = Math.round(y) + 0.5;
  return [
    svg('line', { x1: LEFT, x2: width - RIGHT, y1: at, y2: at, class: 'grid' }),
    svg(
      'text',
      { x: LEFT - 8, y: at + 3.5, 'text-anchor': 'end', class: 'axis-label' },
      formatTokens(tokens),
    ),
  ];
}

function stack(bar: TurnBar, left: CssPixels, width: CssPixels, y: (tokens: number) => number): SVGElement[] {
  const rects: SVGElement[] = [];
  let below = 0;
  for (const { part } of TOKEN_PARTS) {
    const tokens = bar.parts[part];
    if (tokens <= 0) continue;
    const top = y(below + tokens);
    rects.push(
      svg('rect', { x: left, y: top, width, height: Math.max(y(below) - top, 0.5), class: `token-${part}` }),
    );
    below += tokens;
  }
  const area = { x: left, y: y(bar.total), width, height: y(0) - y(bar.total) };
  if (bar.loopId !== null && bar.total > 0) {
    rects.push(svg('rect', { ...area, fill: 'url(#loop-hatch)', class: 'hatched' }));
  }
  if (bar.turn.error !== null) {
    rects.push(
      svg('rect', { x: left, y: y(0) - 2, width: Math.max(width, 1), height: 3, class: 'turn-error' }),
    );
  }
  return rects;
}

function turnNumber(bar: TurnBar, centre: CssPixels, chosen: boolean): SVGElement {
  const attrs = { x: centre, y: HEIGHT - BOTTOM + 13, 'text-anchor': 'middle' };
  return svg(
    'text',
    { ...attrs, class: chosen ? 'axis-label is-chosen' : 'axis-label' },
    `${bar.turn.index}`,
  );
}

/** Around the bar and, where it fits, its number. */
function turnOutline(left: CssPixels, width: CssPixels, withNumber: boolean): SVGElement {
  const [x, w] = [Math.round(left) - 3.5, Math.round(width) + 7];
  const height = HEIGHT - BOTTOM + (withNumber ? 13 : 0);
  return svg('rect', { x, y: 2.5, width: w, height, rx: 2, class: 'turn-outline' });
}

function bracket(left: CssPixels, right: CssPixels): SVGElement {
  const [top, foot] = [HEIGHT - BOTTOM + 17.5, HEIGHT - BOTTOM + 22.5];
  return svg('path', { d: `M${left} ${top}V${foot}H${right}V${top}`, class: 'loop-bracket' });
}

/** The share of the context window that each turn filled, on the full height of the chart; null when no limit is known. */
function contextLine(bars: readonly TurnBar[], x: (i: number) => number): SVGElement | null {
  const scale = scaleLinear()
    .domain([0, 1])
    .range([HEIGHT - BOTTOM, TOP])
    .clamp(true);
  const points = bars.flatMap(({ turn }, i) =>
    turn.contextTokens !== null && turn.contextLimit
      ? [`${x(i)} ${scale(turn.contextTokens / turn.contextLimit)}`]
      : [],
  );
  return points.length > 1 ? svg('path', { d: `M${points.join('L')}`, class: 'context-line' }) : null;
}
