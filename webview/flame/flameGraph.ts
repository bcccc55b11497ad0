/** The flame graph as a component: puts drawing, input, tree and data together and answers the rest of the view. */
import type { StepTarget } from '../../src/protocol/frames';
import type { Turn } from '../../src/protocol/turns';
import type { CssPixels, SpanRef } from '../../src/protocol/units';
import { el, oncePerFrame, whenQuiet } from '../dom';
import { t } from '../l10n';
import type { SessionData } from '../session/sessionData';
import type { SessionIndex } from '../session/sessionIndex';
import type { Tooltip } from '../tooltip';
import { AccessibleTree } from './accessibleTree';
import { Breadcrumbs } from './breadcrumbs';
import { Camera } from './camera';
import { FlameStage } from './flameStage';
import type { StagePoint } from './flameStage';
import type { FlameSource, Step } from './flameSource';
import { AggregateSource, TimelineSource } from './flameSource';
import type { FlameTheme } from './flameTheme';
import { hiddenTime, positionAt, timeAt } from './foldedTime';
import type { Frame, FrameIndex } from './frameIndex';
import { FrameLoader } from './frameLoader';
import { Fitting } from './fitting';
import { ROW_PITCH } from './geometry';
import { hitTest } from './hitTest';
import type { LoopBracket } from './loopLanes';
import { laneCount, loopBrackets } from './loopLanes';
import { Minimap } from './minimap';
import type { Direction } from './navigation';
import { nextFrameIndex } from './navigation';
import type { FlameOptions } from './options';
import { PointerInput } from './pointerInput';
import { RangeMarker } from './rangeMarker';
import type { FlameModel } from './flameModel';
import { FlameRenderer } from './renderer';
import { anchorIn, movedBy } from './rowAnchor';
import { Surroundings } from './surroundings';
import { treeItems } from './treeItems';
import type { View } from './viewport';
import { boundsOf } from './viewport';

export interface FlameGraphEvents {
  /** The user chose a frame, or with null nothing. */
  onSelect(ref: SpanRef | null): void;
  onOpen(ref: SpanRef): void;
  /** The window, or what is known of the session, has changed. */
  onView(): void;
  /** The user asked for other options than the current ones. */
  onOptions(changes: Partial<FlameOptions>): void;
  onFailure: (error: unknown) => void;
  /** For screen readers. */
  announce: (text: string) => void;
}

/** What a reload restores beside the options. */
export interface FlamePlace {
  /** The window in the mode's unit; null while the whole session is shown. */
  view: View | null;
  scrollTop: CssPixels;
}

const TREE_DELAY_MS = 80;

export class FlameGraph {
  readonly element: HTMLElement;
  /** Resolves when frames have come for the first time and are drawn, if there is anything to draw. */
  readonly drawn: Promise<void>;
  private setDrawn: () => void = () => undefined;
  private readonly tree = new AccessibleTree();
  private readonly stage = new FlameStage(this.tree.element);
  private readonly renderer = new FlameRenderer();
  private readonly minimap = new Minimap((view) => {
    this.camera.moveTo(view);
  });
  private readonly crumbs = new Breadcrumbs((view) => {
    this.camera.glideTo(view ?? this.camera.bounds);
  });
  private readonly around = new Surroundings({
    toggleNoise: () => {
      this.events.onOptions({ hideNoise: !this.options.hideNoise });
    },
    select: (ref) => {
      this.events.onSelect(ref);
    },
  });
  private readonly camera = new Camera(
    () => {
      this.loader.moved();
      this.draw();
    },
    () => {
      if (this.camera.view) this.crumbs.sync(this.camera.view);
      this.loader.moved();
      this.draw();
      this.syncTree();
      this.events.onView();
    },
  );
  private readonly loader: FrameLoader;
  private readonly fitting: Fitting;
  private readonly marker: RangeMarker;
  private readonly sources: { timeline: TimelineSource; aggregate: AggregateSource };
  private readonly draw = oncePerFrame(() => {
    this.drawNow();
  });
  private readonly syncTree = whenQuiet(TREE_DELAY_MS, () => {
    this.updateTree();
  });
  private brackets: LoopBracket[] = [];
  /** Lanes are never taken back: the rows would jump. */
  private lanes = 0;
  private selected: SpanRef | null = null;
  private hovered = -1;
  private lastPointer: PointerEvent | null = null;
  private activeLoop: string | null = null;
  /** To be scrolled to once there are rows. */
  private restoredTop: CssPixels = 0;

  constructor(
    private readonly data: SessionData,
    private index: SessionIndex,
    private theme: FlameTheme,
    public options: Readonly<FlameOptions>,
    private readonly tooltip: Tooltip,
    private readonly events: FlameGraphEvents,
  ) {
    this.drawn = new Promise((resolve) => {
      this.setDrawn = resolve;
    });
    this.sources = { timeline: new TimelineSource(data), aggregate: new AggregateSource(data) };
    this.loader = new FrameLoader({
      ask: (request) => this.source.frames(request, this.options),
      wanted: () => ({
        view: this.camera.view,
        bounds: this.camera.bounds,
        width: this.stage.width,
        fitted: this.camera.fitted,
      }),
      onOverview: (overview, before) => {
        this.adopt(overview, before);
      },
      onFrames: (frames, before) => {
        this.takeFrames(frames, before);
      },
      onFailure: events.onFailure,
    });
    this.fitting = new Fitting(this.camera, this.stage, this.crumbs, events.announce);
    this.marker = new RangeMarker(tooltip, {
      onChange: this.draw,
      zoomIn: () => void this.fitSelection(),
      announce: events.announce,
      session: () => {
        const window = this.loader.overview?.window;
        return window ? { window, turns: this.index.session.turns } : null;
      },
    });
    this.element = el(
      'section',
      { class: 'flame', attrs: { 'aria-label': t('Flame graph') } },
      el('div', { class: 'flame-bar' }, this.crumbs.element, this.around.legend.element),
      this.minimap.element,
      this.stage.scroller,
      this.marker.note,
      this.around.empty,
      this.around.table.element,
    );
    this.element.classList.toggle('is-aggregate', options.layout === 'aggregate');
    this.listen();
  }

  // ---- what the rest of the view asks for

  get place(): FlamePlace {
    return { view: this.camera.fitted ? null : this.camera.view, scrollTop: this.stage.scrollTop };
  }

  get isFollowing(): boolean {
    return this.camera.following;
  }

  /** Frames that the search means; null when nobody searches or the answer has not come. */
  get matchCount(): number | null {
    return this.loader.overview?.window.matchCount ?? null;
  }

  /** How much idle time is not drawn. */
  get hiddenIdleMs(): number {
    return hiddenTime(this.loader.overview?.window.folds ?? []);
  }

  /** What is in view, in epoch milliseconds; null when that is the whole session, or not time. */
  get timeInView(): View | null {
    const window = this.loader.overview?.window;
    const { view, fitted } = this.camera;
    if (!view || fitted || window?.mode !== 'time' || this.options.layout !== 'timeline') return null;
    const time = (position: number) => window.origin + timeAt(window.folds, position);
    return { from: time(view.from), to: time(view.to) };
  }

  get selectedLabel(): string | null {
    const at = this.selected ? (this.loader.frames?.find(this.selected) ?? -1) : -1;
    return at >= 0 ? (this.loader.frames?.labelAt(at) ?? null) : null;
  }

  /** Starts with this window instead of the whole session. */
  restore({ view, scrollTop }: FlamePlace): void {
    if (view) this.camera.restore(view);
    this.restoredTop = scrollTop;
  }

  setIndex(index: SessionIndex): void {
    this.index = index;
    this.updateBrackets();
    this.draw();
    this.syncTree();
  }

  setTheme(theme: FlameTheme): void {
    this.theme = theme;
    this.updateAround();
    this.draw();
  }

  /** Asks for the session again; what the user looks at stays where it is. */
  refresh(): void {
    this.loader.refresh();
  }

  setOptions(options: Readonly<FlameOptions>): void {
    const { mode, layout } = this.options;
    this.options = options;
    if (options.mode !== mode || options.layout !== layout) {
      this.camera.reset();
      this.crumbs.clear();
      this.lanes = 0;
      this.clearRange();
    }
    this.element.classList.toggle('is-aggregate', options.layout === 'aggregate');
    this.updateAround();
    this.loader.restart();
  }

  /** Selects without telling `onSelect`. With `show`, brings the frame into view. */
  async select(ref: SpanRef | null, show: boolean): Promise<void> {
    this.selected = ref;
    this.draw();
    this.updateTree();
    this.updateAround();
    if (ref && show) {
      const frame = await this.locate(ref);
      if (frame && this.selected === ref) this.fitting.reveal(frame);
    }
  }

  setActiveLoop(loopId: string | null): void {
    this.activeLoop = loopId;
    this.draw();
  }

  focus(): void {
    this.tree.focus();
  }

  zoom(factor: number): void {
    this.camera.zoom(factor, 0.5);
  }

  /** Pans by a share of the visible window. */
  pan(share: number): void {
    this.camera.pan(share);
  }

  fitAll(): void {
    this.clearRange();
    this.camera.fitAll();
  }

  follow(on: boolean): void {
    this.camera.follow(on);
  }

  /** One step back on the way that the breadcrumbs show. */
  zoomBack(): void {
    this.crumbs.back();
  }

  /** Brings the marked range, else the selected frame, to the full width. */
  async fitSelection(): Promise<void> {
    const { range } = this.marker;
    if (range) {
      this.fitting.range(range, this.marker.text);
      this.clearRange();
      return;
    }
    const frame = this.selected && (await this.locate(this.selected));
    if (frame) this.fitting.span(frame);
  }

  /** Brings all iterations of a loop into view. */
  fitLoop(loopId: string): void {
    const bracket = this.brackets.find((candidate) => candidate.loopId === loopId);
    if (bracket) this.fitting.loop(bracket);
  }

  /** Brings a stretch of turns into view; where paths are folded together, there is none, and the first is selected. */
  async fitTurns(first: Turn, last: Turn): Promise<void> {
    const range = this.options.layout === 'timeline' ? await this.stretchOf(first, last) : null;
    if (range) this.fitting.turns(first, last, range);
    else this.events.onSelect(first);
  }

  /** Turns last until their tools are done; their tokens and cost are those of the model calls alone. */
  private async stretchOf(first: Turn, last: Turn): Promise<View | null> {
    const window = this.loader.overview?.window;
    if (window?.mode === 'time') {
      const place = (time: number) => positionAt(window.folds, time - window.origin);
      return { from: place(first.startTime), to: place(last.startTime + last.durationMs) };
    }
    const [begin, end] = await Promise.all([this.locate(first), this.locate(last)]);
    return begin && end && end.end > begin.start ? { from: begin.start, to: end.end } : null;
  }

  /** Moves the selection over the drawn frames. */
  moveSelection(direction: Direction): void {
    const { frames } = this.loader;
    const { view } = this.camera;
    if (!frames || !view) return;
    const next = nextFrameIndex(frames, this.selected ? frames.find(this.selected) : -1, direction, view);
    if (next !== -1) this.events.onSelect(frames.refAt(next));
  }

  openSelected(): void {
    if (this.selected) this.events.onOpen(this.selected);
  }

  /** Returns whether there was a range to drop. */
  clearRange(): boolean {
    return this.marker.clear();
  }

  /** The next or previous frame of some sort from the selection on, around the end. */
  step(what: StepTarget, direction: 1 | -1): Promise<Step | null> {
    return this.source.step(this.selected, direction, what, this.options);
  }

  describe(frame: Frame): string {
    return this.source.label(frame, this.options, this.index);
  }

  async locate(ref: SpanRef): Promise<Frame | null> {
    for (const frames of [this.loader.frames, this.loader.overview]) {
      const found = frames?.find(ref) ?? -1;
      if (frames && found >= 0) return frames.at(found);
    }
    return this.source.locate(ref, this.options);
  }

  /** The current view with all its rows, for pictures; null before there is something to draw. */
  picture(): FlameModel | null {
    const model = this.model(this.stage.width, 0, 0);
    if (!model) return null;
    return { ...model, height: this.stage.heightOf(model.frames.rowCount), hovered: -1 };
  }

  // ---- data

  private get source(): FlameSource {
    return this.sources[this.options.layout];
  }

  /** Takes over a new picture of the whole session and moves the window only as far as it must. */
  private adopt(overview: FrameIndex, before: FrameIndex | null): void {
    const { window } = overview;
    const old = before?.window;
    const place = (position: number) => {
      if (old?.mode !== 'time' || window.mode !== 'time') return position;
      // A span that began earlier than all others moves position 0; folds move everything behind them.
      const time = timeAt(old.folds, position) + old.origin - window.origin;
      return positionAt(window.folds, time);
    };
    this.camera.adopt(boundsOf(window.extent, window.mode), place);
    this.updateBrackets();
    this.updateAround();
    this.events.onView();
  }

  /** Draws other frames from now on. What the user looks at keeps its height, though rows may come in above it. */
  private takeFrames(frames: FrameIndex, before: FrameIndex | null): void {
    const anchor =
      before &&
      anchorIn(before, {
        ...this.stage.visibleRows,
        selected: this.selected ? before.find(this.selected) : -1,
        hovered: this.hovered,
        from: this.camera.view?.from ?? 0,
      });
    this.stage.setSize(frames.rowCount, this.lanes);
    if (anchor) this.stage.scrollBy(movedBy(anchor, frames) * ROW_PITCH);
    if (this.restoredTop > 0) this.stage.scrollTo(this.restoredTop);
    this.restoredTop = 0;
    this.hovered = this.lastPointer ? this.hit(this.stage.pointAt(this.lastPointer)) : -1;
    this.draw();
    this.syncTree();
  }

  private updateBrackets(): void {
    const { overview } = this.loader;
    if (!overview) return;
    this.brackets = loopBrackets(overview.window.loopMarks, (id) => this.index.loop(id));
    this.lanes = Math.max(this.lanes, laneCount(this.brackets));
    if (this.loader.frames) this.stage.setSize(this.loader.frames.rowCount, this.lanes);
  }

  private updateAround(): void {
    const { options, theme, selected } = this;
    const { overview } = this.loader;
    const timeline = options.layout === 'timeline' ? overview?.window : undefined;
    const something = this.around.update({
      overview,
      options,
      theme,
      noiseSpans: timeline?.noiseCount ?? this.index.session.summary.noiseSpans,
      nodes: this.sources.aggregate.nodes,
      selected,
    });
    this.stage.scroller.classList.toggle('is-empty', !something);
  }

  // ---- drawing

  private model(width: CssPixels, height: CssPixels, scrollTop: CssPixels): FlameModel | null {
    const { frames } = this.loader;
    const { view } = this.camera;
    if (!frames || !view) return null;
    return {
      frames,
      brackets: this.brackets,
      lanes: this.lanes,
      view,
      width,
      height,
      scrollTop,
      selected: this.selected ? frames.find(this.selected) : -1,
      hovered: this.hovered,
      activeLoop: this.activeLoop,
      colourBy: this.options.colourBy,
      searching: frames.window.matchCount !== null,
      range: this.marker.range,
      theme: this.theme,
    };
  }

  private drawNow(): void {
    const { overview } = this.loader;
    if (overview) this.setDrawn();
    const canvas = this.stage.fitCanvas();
    const model = canvas && this.model(canvas.width, canvas.height, this.stage.scrollTop);
    if (!canvas || !model || !overview) return;
    this.renderer.draw(model, canvas.context);
    const { brackets, theme, view, colourBy } = model;
    this.minimap.draw({ frames: overview, brackets, bounds: this.camera.bounds, view, theme, colourBy });
  }

  private updateTree(): void {
    const { frames } = this.loader;
    const { view } = this.camera;
    if (!frames || !view) return;
    const { first, last } = this.stage.visibleRows;
    const page = last - first;
    const area = {
      view,
      firstRow: first - page,
      lastRow: last + page,
      selected: this.selected ? frames.find(this.selected) : -1,
    };
    const items = treeItems(frames, area, this.stage.width, this.index, (frame) => this.describe(frame));
    this.tree.update(this.source.treeName, items);
  }

  // ---- pointer

  private listen(): void {
    const { scroller } = this.stage;
    scroller.addEventListener('scroll', () => {
      this.draw();
      this.syncTree();
    });
    scroller.addEventListener('click', (event) => {
      // A click without a pointer (detail 0) comes from assistive technology and names the item itself.
      if (event.detail === 0) this.selectItem(event.target);
    });
    new ResizeObserver(() => {
      this.loader.moved();
      this.draw();
      this.syncTree();
    }).observe(scroller);
    new PointerInput(this.stage, this.camera, {
      hover: (event) => {
        this.hover(event);
      },
      click: (point) => {
        const hit = this.hit(point);
        this.clearRange();
        this.events.onSelect(hit >= 0 && this.loader.frames ? this.loader.frames.refAt(hit) : null);
        this.tree.focus();
      },
      doubleClick: () => void this.fitSelection(),
      mark: (range, event) => {
        this.marker.mark(range, event);
      },
      marked: (range, zoom) => {
        this.marker.finish(range, zoom);
      },
    });
  }

  private selectItem(target: EventTarget | null): void {
    const item = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-span-id]') : null;
    const { traceId, spanId } = item?.dataset ?? {};
    if (traceId && spanId) this.events.onSelect({ traceId, spanId });
  }

  private hover(event: PointerEvent | null): void {
    this.lastPointer = event;
    const hit = event ? this.hit(this.stage.pointAt(event)) : -1;
    const { frames } = this.loader;
    if (event && hit >= 0 && frames) {
      this.tooltip.show(this.source.tooltip(frames, hit, this.index), event.clientX, event.clientY);
    } else {
      this.tooltip.hide();
    }
    if (hit === this.hovered) return;
    this.hovered = hit;
    this.stage.scroller.classList.toggle('is-over-frame', hit >= 0);
    this.draw();
  }

  private hit({ x, y }: StagePoint): number {
    const { frames } = this.loader;
    const { view } = this.camera;
    if (!frames || !view || y < 0) return -1;
    return hitTest(frames, view, this.stage.width, x, y);
  }
}
