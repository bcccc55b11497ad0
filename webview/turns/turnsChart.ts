/** Tokens, cost or latency per turn as stacked bars, the context window as a line. */
import { formatShare, formatTokens } from '../figures';
import { t } from '../l10n';
import { max, scaleBand, scaleLinear } from 'd3';
import type { ScaleBand } from 'd3';
import type { CssPixels } from '../../src/protocol/units';
import type { Turn } from '../../src/protocol/turns';
import { el, oncePerFrame, setAttributes, svg } from '../dom';
import type { SessionIndex } from '../session/sessionIndex';
import type { Tooltip } from '../tooltip';
import { segmented } from '../ui/segmented';
import { linkButton } from '../ui/toolkit';
import { listenForMarking } from './rangeMarking';
import type { TurnBar } from './turnBars';
import { barFacts, barLabel, loopRuns, turnBars } from './turnBars';
import type { TurnMeasure } from './turnMeasures';
import { MEASURES, measureOf } from './turnMeasures';
import { TurnOptions } from './turnOptions';
import {
  BOTTOM,
  contextLine,
  gridLine,
  hatchDefinition,
  HEIGHT,
  LEFT,
  loopBracket,
  note,
  rangeBand,
  RIGHT,
  stack,
  TOP,
  turnNumber,
  turnOutline,
} from './turnShapes';

const MAX_BAR: CssPixels = 44;
/** With less, turns share bars. */
const MIN_BAR: CssPixels = 4;
/** Bars this thin have no gap between them. */
const THIN_BAR: CssPixels = 5;
const LABEL_ROOM: CssPixels = 26;
const DIGIT_WIDTH: CssPixels = 7;
const LABEL_GAP: CssPixels = 12;

/** Numbers of turns, both included. */
export interface TurnRange {
  first: number;
  last: number;
}

export interface TurnsChartActions {
  select(turn: Turn): void;
  /** A range was marked: others show it, too. */
  mark(first: Turn, last: Turn): void;
  /** What is to be remembered has changed. */
  changed(): void;
}

export class TurnsChart {
  readonly element: HTMLElement;
  private readonly title = el('h2');
  private readonly legend = el('div', { class: 'legend' });
  private readonly context = el('span', { class: 'context-note' });
  private readonly drilled = el('span', { class: 'turns-drilled' });
  private readonly drawing = svg('svg', { 'aria-hidden': 'true' });
  private readonly plot = el('div', { class: 'turns-plot' });
  private readonly options: TurnOptions;
  private readonly measures = segmented<TurnMeasure>(
    t('Height of the bars'),
    MEASURES.map(({ id, name, title }) => ({ value: id, text: name, title })),
    (chosen) => {
      this.setMeasure(chosen);
    },
  );
  /** Apart from the bars: what the flame graph shows changes with every frame of a movement. */
  private readonly bandLayer = svg('g');
  private readonly draw = oncePerFrame(() => {
    this.drawNow();
  });
  private readonly drawBands = oncePerFrame(() => {
    this.bandLayer.replaceChildren(...this.bands());
  });
  private index: SessionIndex | null = null;
  private measure: TurnMeasure = 'tokens';
  /** What of the session is drawn; null for all. */
  private range: TurnRange | null = null;
  /** What the flame graph shows; null when that is everything, or nobody knows. */
  private shown: TurnRange | null = null;
  /** While it is being marked: places of bars. */
  private marked: { from: number; to: number } | null = null;
  private selected: number | null = null;
  private bars: TurnBar[] = [];
  private x: ScaleBand<number> = scaleBand<number>();

  constructor(
    private readonly tooltip: Tooltip,
    private readonly actions: TurnsChartActions,
  ) {
    this.options = new TurnOptions({
      choose: (place) => {
        this.choose(place);
      },
      mark: (from, to) => {
        this.finishMarking(from, to);
      },
      hover: (place, event) => {
        const bar = this.marked ? undefined : this.bars[place];
        if (bar) this.tooltip.show(barFacts(bar, measureOf(this.measure)), event.clientX, event.clientY);
      },
      leave: () => {
        this.tooltip.hide();
      },
    });
    this.plot.append(this.drawing, this.options.element);
    this.element = el(
      'section',
      { class: 'turns', attrs: { 'aria-label': t('Turns') } },
      el(
        'div',
        { class: 'turns-head' },
        this.measures.element,
        this.title,
        this.legend,
        this.drilled,
        this.context,
      ),
      this.plot,
    );
    listenForMarking(this.plot, {
      onMove: (from, to) => {
        this.tooltip.hide();
        this.marked = { from: this.placeAt(from), to: this.placeAt(to) };
        this.drawBands();
      },
      onEnd: (from, to) => {
        this.finishMarking(this.placeAt(from), this.placeAt(to));
      },
      onCancel: () => {
        this.marked = null;
        this.drawBands();
      },
    });
    this.measures.set(this.measure);
    new ResizeObserver(this.draw).observe(this.plot);
  }

  set(index: SessionIndex): void {
    this.index = index;
    this.draw();
  }

  /** The turn of the current selection, by its number; null for none. */
  select(turnIndex: number | null): void {
    if (turnIndex === this.selected) return;
    this.selected = turnIndex;
    const { range } = this;
    if (turnIndex !== null && range && (turnIndex < range.first || turnIndex > range.last))
      this.setRange(null);
    this.draw();
  }

  /** The turns that the flame graph shows; null when that is everything, or nobody knows. */
  setShown(range: TurnRange | null): void {
    if (range?.first === this.shown?.first && range?.last === this.shown?.last) return;
    this.shown = range;
    this.drawBands();
  }

  get state(): { measure: TurnMeasure; range: TurnRange | null } {
    return { measure: this.measure, range: this.range };
  }

  restore({ measure, range }: { measure: TurnMeasure; range: TurnRange | null }): void {
    this.measure = measure;
    this.range = range;
    this.measures.set(measure);
    this.draw();
  }

  focus(): void {
    this.options.focus();
  }

  private setMeasure(measure: TurnMeasure): void {
    this.measure = measure;
    this.measures.set(measure);
    this.actions.changed();
    this.draw();
  }

  private setRange(range: TurnRange | null): void {
    this.range = range;
    this.actions.changed();
    this.draw();
  }

  private choose(place: number): void {
    const bar = this.bars[place];
    if (!bar) return;
    if (bar.turns.length > 1) this.setRange({ first: bar.first.index, last: bar.last.index });
    else this.actions.select(bar.first);
  }

  private finishMarking(from: number, to: number): void {
    this.marked = null;
    const [first, last] = [this.bars[Math.min(from, to)]?.first, this.bars[Math.max(from, to)]?.last];
    if (first && last) {
      const binned = this.bars.some(({ turns }) => turns.length > 1);
      if (binned) this.setRange({ first: first.index, last: last.index });
      this.actions.mark(first, last);
    }
    this.draw();
  }

  private placeAt(x: CssPixels): number {
    const place = Math.floor((x - this.x.range()[0]) / this.x.step());
    return Math.min(Math.max(place, 0), this.bars.length - 1);
  }

  private drawNow(): void {
    const width = this.plot.clientWidth;
    if (width === 0 || !this.index) return;
    const { turns } = this.index.session;
    const plotWidth = width - LEFT - RIGHT;
    const measure = measureOf(this.measure);
    // Turns are numbered from 1, without gaps.
    const window = this.range
      ? { from: this.range.first - 1, to: Math.min(this.range.last, turns.length) }
      : { from: 0, to: turns.length };
    const bars = turnBars(this.index, measure, window, plotWidth / MIN_BAR);
    this.bars = bars;
    this.element.hidden = turns.length === 0;
    this.drawHead(bars, turns.length);

    const thin = plotWidth / bars.length <= THIN_BAR;
    const x = scaleBand<number>()
      .domain(bars.map((_, i) => i))
      .range([LEFT, LEFT + Math.min(plotWidth, bars.length * MAX_BAR * 1.4)])
      .paddingInner(thin ? 0 : 0.22)
      .paddingOuter(thin ? 0 : 0.11);
    this.x = x;
    const highest = max(bars, (bar) => bar.total) ?? 0;
    const y = scaleLinear()
      .domain([0, highest || 1])
      .nice(3)
      .range([HEIGHT - BOTTOM, TOP]);
    setAttributes(this.drawing, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    this.bandLayer.replaceChildren(...this.bands());
    const layers: SVGElement[] = [hatchDefinition(), this.bandLayer];
    for (const tick of highest > 0 ? y.ticks(3) : [0]) {
      layers.push(...gridLine(y(tick), width, tick === 0 ? '0' : measure.format(tick)));
    }
    for (const [i, bar] of bars.entries()) layers.push(...stack(bar, measure, x(i) ?? 0, x.bandwidth(), y));
    layers.push(...this.numbers());
    for (const run of loopRuns(bars)) {
      layers.push(loopBracket(x(run.first) ?? 0, (x(run.last) ?? 0) + x.bandwidth()));
    }
    if (highest === 0 && bars.length > 0) layers.push(note(measure.nothing));
    const line = this.measure === 'tokens' ? contextLine(bars, x) : null;
    if (line) layers.push(line);
    this.drawing.replaceChildren(...layers);
    this.setOptions();
  }

  private drawHead(bars: readonly TurnBar[], turnCount: number): void {
    const measure = measureOf(this.measure);
    const perBar = Math.max(1, ...bars.map(({ turns }) => turns.length));
    this.title.textContent =
      perBar > 1
        ? t('{0}, mean of {1, plural, one {# turn} other {# turns}} per bar', measure.title, perBar)
        : measure.title;
    const used = measure.parts.filter((_, i) => bars.some((bar) => (bar.parts[i] ?? 0) > 0));
    this.legend.replaceChildren(
      ...(used.length > 1 ? used : []).map(({ id, name }) =>
        el('span', { class: 'legend-item' }, el('i', { class: `swatch part-${id}` }), name),
      ),
    );
    const fullest = this.measure === 'tokens' ? (this.index?.fullestContext() ?? null) : null;
    this.context.textContent = fullest
      ? t('context {0} of {1}', formatShare(fullest.share), formatTokens(fullest.turn.contextLimit))
      : '';
    const { range } = this;
    this.drilled.replaceChildren(
      ...(range
        ? [
            t('turns {0}–{1} of {2}', range.first, Math.min(range.last, turnCount), turnCount),
            ' · ',
            linkButton(t('Show all'), () => {
              this.setRange(null);
              this.options.focus();
            }),
          ]
        : []),
    );
  }

  /** Behind the bars: what the flame graph shows, and what is being marked. */
  private bands(): SVGElement[] {
    const { bars, x, shown, marked } = this;
    const left = (place: number) => (x(place) ?? 0) - (x.step() - x.bandwidth()) / 2;
    const bands: SVGElement[] = [];
    if (shown) {
      const first = bars.findIndex(({ last }) => last.index >= shown.first);
      const last = bars.findLastIndex(({ first: turn }) => turn.index <= shown.last);
      const all = first === 0 && last === bars.length - 1;
      if (first >= 0 && last >= first && !all)
        bands.push(rangeBand(left(first), left(last) + x.step(), 'shown'));
    }
    if (marked) {
      const [first, last] = [Math.min(marked.from, marked.to), Math.max(marked.from, marked.to)];
      bands.push(rangeBand(left(first), left(last) + x.step(), 'marked'));
    }
    return bands;
  }

  /** Under the bars, as many as have room; the selected one always. */
  private numbers(): SVGElement[] {
    const { bars, x } = this;
    const digits = String(bars.at(-1)?.last.index ?? 0).length;
    const every = Math.max(1, Math.ceil(Math.max(LABEL_ROOM, digits * DIGIT_WIDTH + LABEL_GAP) / x.step()));
    const chosenPlace = bars.findIndex((bar) => this.isSelected(bar));
    const shapes: SVGElement[] = [];
    for (const [i, bar] of bars.entries()) {
      const chosen = i === chosenPlace;
      const crowded = !chosen && chosenPlace >= 0 && Math.abs(i - chosenPlace) < every;
      const left = x(i) ?? 0;
      if (chosen || ((i === 0 || (i + 1) % every === 0) && !crowded)) {
        const number = chosen ? (this.selected ?? bar.first.index) : bar.first.index;
        shapes.push(turnNumber(String(number), left + x.bandwidth() / 2, chosen));
      }
      if (chosen) shapes.push(turnOutline(left, x.bandwidth(), x.step() >= LABEL_ROOM));
    }
    return shapes;
  }

  private setOptions(): void {
    const { bars, x } = this;
    const measure = measureOf(this.measure);
    this.options.set(
      bars.map((bar, i) => ({
        label: barLabel(bar, measure),
        left: (x(i) ?? 0) - (x.step() - x.bandwidth()) / 2,
        width: x.step(),
        selected: this.isSelected(bar),
        data: { turn: bar.first.index, loop: bar.loopId, iteration: bar.iteration },
      })),
    );
  }

  private isSelected({ first, last }: TurnBar): boolean {
    return this.selected !== null && first.index <= this.selected && this.selected <= last.index;
  }
}
