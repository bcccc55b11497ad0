/** The flame graph as a component: keeps the visible window, asks for its frames, draws, and answers the user. */
import type { FrameMode, FrameWindow } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels, SpanRef } from '../../src/protocol/units';
import { el, oncePerFrame, prefersReducedMotion, whenQuiet } from '../dom';
import type { FrameRequest } from '../session/sessionData';
import { KIND_NAME } from '../session/kindNames';
import type { SessionIndex } from '../session/sessionIndex';
import type { Tooltip } from '../tooltip';
import type { TreeItem } from './accessibleTree';
import { AccessibleTree } from './accessibleTree';
import { fitCanvas } from './canvas';
import { frameFacts, frameLabel } from './describe';
import type { Frame } from './frameIndex';
import { FrameIndex, keyOf } from './frameIndex';
import { frameRect, ROW_PITCH } from './geometry';
import { hitTest } from './hitTest';
import type { LoopBracket } from './loopLanes';
import { loopBrackets } from './loopLanes';
import { Minimap } from './minimap';
import type { FlameModel } from './renderer';
import { FlameRenderer, headerHeight } from './renderer';
import type { FlameTheme } from './flameTheme';
import type { Bounds, View } from './viewport';
import {
  boundsOf,
  clampView,
  coversAll,
  fitRange,
  panBy,
  reveal,
  touchesEnd,
  toValue,
  zoomAt,
} from './viewport';

export interface FlameGraphEvents {
  frames(request: FrameRequest): Promise<FrameWindow>;
  /** The user chose a frame, or with null nothing. */
  onSelect(ref: SpanRef | null): void;
  onOpen(ref: SpanRef): void;
  /** The window changed, by the user or because the session grew. */
  onView(): void;
  onFailure(error: unknown): void;
}

/** How finely the whole session is asked for when single spans must be found in it. */
const SEARCH_WIDTH: CssPixels = 16_384;
/** How much is asked for at each side of the view, as a share of it: panning does not run into the void. */
const MARGIN = 0.75;
/** More items than this would slow the page; the widest, the failed and the looping ones stay. */
const MAX_TREE_ITEMS = 600;
const DRAG_THRESHOLD: CssPixels = 4;
const ANIMATION_MS = 140;
const TREE_DELAY_MS = 80;
const LINE_HEIGHT: CssPixels = 16;
const ROWS_BELOW: CssPixels = 24;

export class FlameGraph {
  readonly element: HTMLElement;
  private readonly canvas = el('canvas', { class: 'flame-canvas', attrs: { 'aria-hidden': 'true' } });
  private readonly tree = new AccessibleTree();
  private readonly content = el('div', { class: 'flame-content' }, this.canvas, this.tree.element);
  private readonly scroller = el('div', { class: 'flame-scroll' }, this.content);
  private readonly empty = el('p', { class: 'flame-empty', attrs: { hidden: true } });
  private readonly minimap = new Minimap((view) => {
    this.moveTo(view);
  });
  private readonly renderer = new FlameRenderer();
  private readonly draw = oncePerFrame(() => {
    this.drawNow();
  });
  private readonly syncTree = whenQuiet(TREE_DELAY_MS, () => {
    this.updateTree();
  });

  private mode: FrameMode = 'time';
  private bounds: Bounds = boundsOf({ from: 0, to: 1 }, 'time');
  private view: View | null = null;
  /** The whole session stays in view while it grows. */
  private fitted = true;
  /** The right edge stays in view while the session grows. */
  private following = true;
  private overview: FrameIndex | null = null;
  private frames: FrameIndex | null = null;
  /** Units per pixel at which `frames` was asked for. */
  private resolution = Infinity;
  private brackets: LoopBracket[] = [];
  private full: { revision: number; mode: FrameMode; frames: Promise<FrameIndex> } | null = null;
  private loadingWindow = false;
  /** The session has changed since the frames at hand were asked for. */
  private stale = false;
  /** Answers to questions of an earlier mode are dropped. */
  private generation = 0;
  private selected: SpanRef | null = null;
  private hovered = -1;
  private activeLoop: string | null = null;
  private matches: ((label: string) => boolean) | null = null;
  private animation = 0;

  constructor(
    private index: SessionIndex,
    private theme: FlameTheme,
    private readonly tooltip: Tooltip,
    private readonly events: FlameGraphEvents,
  ) {
    this.element = el(
      'section',
      { class: 'flame', attrs: { 'aria-label': 'Flame graph' } },
      this.minimap.element,
      this.scroller,
      this.empty,
    );
    this.listen();
    new ResizeObserver(() => {
      this.draw();
      this.syncTree();
      void this.loadWindow();
    }).observe(this.scroller);
  }

  // ---- what the rest of the view asks for

  get currentMode(): FrameMode {
    return this.mode;
  }

  /** The visible window; null while the whole session is shown. */
  get currentView(): View | null {
    return this.fitted ? null : this.view;
  }

  get isFollowing(): boolean {
    return this.following;
  }

  /** Starts with this window instead of the whole session. */
  restore(mode: FrameMode, view: View | null): void {
    this.mode = mode;
    if (!view) return;
    this.view = view;
    this.fitted = false;
    this.following = false;
  }

  setIndex(index: SessionIndex): void {
    this.index = index;
  }

  setTheme(theme: FlameTheme): void {
    this.theme = theme;
    this.draw();
  }

  /** Asks for the session again; what the user looks at stays where it is. */
  async reload(): Promise<void> {
    const { generation, mode } = this;
    const overview = new FrameIndex(await this.events.frames({ mode, widthPx: this.width }));
    if (generation !== this.generation) return;
    this.adopt(overview);
    this.stale = !this.fitted;
    await this.loadWindow();
  }

  async setMode(mode: FrameMode): Promise<void> {
    if (mode === this.mode) return;
    this.mode = mode;
    this.generation++;
    this.view = null;
    this.fitted = true;
    this.following = true;
    await this.reload();
    this.events.onView();
  }

  /** Selects without telling `onSelect`. With `show`, brings the frame into view. */
  async select(ref: SpanRef | null, show: boolean): Promise<void> {
    this.selected = ref;
    this.draw();
    this.updateTree();
    if (ref && show) {
      const frame = await this.locate(ref);
      if (frame && this.selected === ref) this.show(frame);
    }
  }

  setMatches(matches: ((label: string) => boolean) | null): void {
    this.matches = matches;
    this.draw();
  }

  setActiveLoop(loopId: string | null): void {
    this.activeLoop = loopId;
    this.draw();
  }

  focus(): void {
    this.tree.focus();
  }

  zoom(factor: number, anchorPx: CssPixels = this.width / 2): void {
    if (!this.view) return;
    const anchor = toValue(this.view, this.width, anchorPx);
    this.moveTo(zoomAt(this.view, anchor, factor, this.bounds));
  }

  /** Pans by a share of the visible window. */
  pan(share: number): void {
    if (this.view) this.moveTo(panBy(this.view, (this.view.to - this.view.from) * share, this.bounds));
  }

  fitAll(): void {
    this.animateTo(this.bounds);
  }

  /** Follows the right edge of the session from now on. */
  follow(): void {
    if (!this.view) return;
    const span = this.view.to - this.view.from;
    this.animateTo({ from: this.bounds.to - span, to: this.bounds.to });
  }

  async fitSelection(): Promise<void> {
    const frame = this.selected && (await this.locate(this.selected));
    if (frame) this.animateTo(fitRange({ from: frame.start, to: frame.end }, this.bounds, 0.1));
  }

  /** Brings all iterations of a loop into view. */
  fitLoop(loopId: string): void {
    const bracket = this.brackets.find((candidate) => candidate.loopId === loopId);
    if (!bracket) return;
    this.animateTo(fitRange({ from: bracket.start, to: bracket.end }, this.bounds, 0.15));
    this.scrollToRow(bracket.lastRow);
  }

  /** Moves the selection over the drawn frames. Returns whether there was somewhere to go. */
  moveSelection(direction: 'left' | 'right' | 'up' | 'down' | 'first' | 'last'): boolean {
    const { frames } = this;
    if (!frames || frames.length === 0) return false;
    const current = this.selected ? frames.find(this.selected) : -1;
    const next = current === -1 ? this.firstVisible() : step(frames, current, direction);
    if (next === -1) return false;
    const { ref } = frames.at(next);
    this.events.onSelect(ref);
    return true;
  }

  openSelected(): void {
    if (this.selected) this.events.onOpen(this.selected);
  }

  /** Every span of the session in the current mode, by start: buckets only below a tiny fraction of it. */
  async allFrames(): Promise<Frame[]> {
    const index = await this.fullIndex();
    const frames = Array.from({ length: index.length }, (_, i) => index.at(i));
    return frames.sort((a, b) => a.start - b.start || a.row - b.row);
  }

  describe(frame: Frame): string {
    return frameLabel(frame, this.mode, this.index);
  }

  async locate(ref: SpanRef): Promise<Frame | null> {
    for (const index of [this.frames, this.overview]) {
      const found = index?.find(ref) ?? -1;
      if (index && found >= 0) return index.at(found);
    }
    const full = await this.fullIndex();
    const found = full.find(ref);
    return found >= 0 ? full.at(found) : null;
  }

  // ---- data

  private get width(): CssPixels {
    return Math.max(this.scroller.clientWidth, 1);
  }

  /** Takes over a new picture of the whole session and moves the window only as far as it must. */
  private adopt(overview: FrameIndex): void {
    const before = this.overview?.window;
    const { window } = overview;
    this.overview = overview;
    this.brackets = loopBrackets(window.loopMarks);
    this.bounds = boundsOf(window.extent, window.mode);
    if (!this.view || this.fitted) {
      this.view = { from: this.bounds.from, to: this.bounds.to };
    } else {
      // A span that began earlier than all others moves position 0.
      const shift = window.mode === 'time' && before ? before.origin - window.origin : 0;
      const span = this.view.to - this.view.from;
      const from = this.following ? this.bounds.to - span : this.view.from + shift;
      this.view = clampView({ from, to: from + span }, this.bounds);
    }
    const nothing = window.extent.to <= window.extent.from && window.mode !== 'time';
    this.empty.hidden = !nothing;
    this.scroller.classList.toggle('is-empty', nothing);
    this.empty.textContent =
      window.mode === 'tokens'
        ? 'No span of this session reports tokens. Look at it by time.'
        : 'The cost of this session is not known: no span reports it and no price is known for its models.';
    if (this.fitted || !this.frames) this.takeFrames(overview, this.bounds);
  }

  /** Asks for the frames of the window, when those at hand are outdated, do not cover it or are too coarse. */
  private async loadWindow(): Promise<void> {
    const { view } = this;
    if (!view || !this.overview || this.loadingWindow) return;
    if (!this.stale && this.covers(view) && this.isFineEnough(view)) return;
    this.loadingWindow = true;
    this.stale = false;
    try {
      await this.requestWindow(view);
    } catch (error) {
      this.events.onFailure(error);
      return;
    } finally {
      this.loadingWindow = false;
    }
    await this.loadWindow();
  }

  private async requestWindow(view: View): Promise<void> {
    const { generation, mode, bounds, width } = this;
    const span = view.to - view.from;
    const from = Math.max(view.from - span * MARGIN, bounds.from);
    const to = Math.min(view.to + span * MARGIN, bounds.to);
    const widthPx = Math.ceil((width * (to - from)) / span);
    const window = await this.events.frames({ mode, from, to, widthPx });
    if (generation === this.generation) this.takeFrames(new FrameIndex(window), { from, to }, widthPx);
  }

  private covers(view: View): boolean {
    if (!this.frames) return false;
    const { from, to } = this.frames.window;
    const slack = (view.to - view.from) * 1e-6;
    return from <= view.from + slack && to >= view.to - slack;
  }

  /** Whether asking again would show more than the frames at hand. */
  private isFineEnough(view: View): boolean {
    const needed = (view.to - view.from) / this.width;
    return this.resolution <= needed * 1.05 || !(this.frames?.hasBuckets(view.from, view.to) ?? true);
  }

  private takeFrames(frames: FrameIndex, range: View, widthPx: CssPixels = this.width): void {
    this.frames = frames;
    this.resolution = (range.to - range.from) / widthPx;
    this.hovered = -1;
    this.draw();
    this.syncTree();
  }

  private fullIndex(): Promise<FrameIndex> {
    const revision = this.overview?.window.revision ?? 0;
    const { mode } = this;
    if (this.full?.revision !== revision || this.full.mode !== mode) {
      const frames = this.events
        .frames({ mode, widthPx: SEARCH_WIDTH })
        .then((window) => new FrameIndex(window));
      this.full = { revision, mode, frames };
      frames.catch(() => (this.full = null));
    }
    return this.full.frames;
  }

  // ---- moving

  private moveTo(view: View): void {
    cancelAnimationFrame(this.animation);
    this.view = view;
    this.fitted = coversAll(view, this.bounds);
    this.following = touchesEnd(view, this.bounds);
    this.coverView();
    this.draw();
    this.syncTree();
    void this.loadWindow();
    this.events.onView();
  }

  /** Where the frames at hand do not reach, the coarser ones of the whole session are better than nothing. */
  private coverView(): void {
    if (this.overview && this.view && !this.covers(this.view)) this.takeFrames(this.overview, this.bounds);
  }

  /** Jumps are animated, so that the eye can follow where it goes; not for those who asked for less motion. */
  private animateTo(target: View): void {
    const start = this.view;
    if (!start || prefersReducedMotion()) {
      this.moveTo({ from: target.from, to: target.to });
      return;
    }
    const began = performance.now();
    const advance = (now: number) => {
      const share = Math.min((now - began) / ANIMATION_MS, 1);
      if (share >= 1) {
        this.moveTo({ from: target.from, to: target.to });
        return;
      }
      const eased = 1 - (1 - share) ** 3;
      this.view = {
        from: start.from + (target.from - start.from) * eased,
        to: start.to + (target.to - start.to) * eased,
      };
      this.coverView();
      this.draw();
      this.animation = requestAnimationFrame(advance);
    };
    cancelAnimationFrame(this.animation);
    this.animation = requestAnimationFrame(advance);
  }

  private show(frame: Frame): void {
    if (!this.view) return;
    const target = reveal(this.view, { from: frame.start, to: frame.end }, this.bounds);
    if (target !== this.view) this.animateTo(target);
    this.scrollToRow(frame.row);
  }

  private scrollToRow(row: number): void {
    const { scroller } = this;
    const top = row * ROW_PITCH;
    const room = scroller.clientHeight - headerHeight(this.brackets) - ROW_PITCH;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
  }

  private firstVisible(): number {
    const { frames, view } = this;
    if (!frames || !view) return -1;
    for (let row = 0; row < frames.rowCount; row++) {
      const candidate = frames.firstEndingAfter(row, view.from);
      if (candidate < frames.rowStart[row + 1]!) return candidate;
    }
    return -1;
  }

  // ---- drawing

  private drawNow(): void {
    const { frames, overview, view } = this;
    if (!frames || !overview || !view) return;
    const header = headerHeight(this.brackets);
    this.content.style.height = `${header + frames.rowCount * ROW_PITCH + ROWS_BELOW}px`;
    this.tree.element.style.top = `${header}px`;
    this.tree.element.style.height = `${frames.rowCount * ROW_PITCH}px`;
    const canvas = fitCanvas(this.canvas, this.scroller);
    if (!canvas) return;
    const model: FlameModel = {
      frames,
      brackets: this.brackets,
      mode: this.mode,
      view,
      width: canvas.width,
      height: canvas.height,
      scrollTop: this.scroller.scrollTop,
      selected: this.selected ? frames.find(this.selected) : -1,
      hovered: this.hovered,
      activeLoop: this.activeLoop,
      matches: this.matches,
      theme: this.theme,
    };
    this.renderer.draw(model, canvas.context);
    const { brackets, bounds, theme } = this;
    this.minimap.draw({ frames: overview, brackets, bounds, view, theme });
  }

  private updateTree(): void {
    const { frames, view, width } = this;
    if (!frames || !view) return;
    const visible: Frame[] = [];
    for (let row = 0; row < frames.rowCount; row++) {
      const end = frames.rowStart[row + 1]!;
      for (let i = frames.firstEndingAfter(row, view.from); i < end; i++) {
        if (frames.columns.start[i]! > view.to) break;
        visible.push(frames.at(i));
      }
    }
    const selected = this.selected ? frames.find(this.selected) : -1;
    const shown = mostTelling(visible, selected);
    if (selected >= 0 && !shown.some((frame) => frame.index === selected)) shown.unshift(frames.at(selected));
    this.tree.update(shown.map((frame) => this.treeItem(frame, frame.index === selected, view, width)));
  }

  private treeItem(frame: Frame, selected: boolean, view: View, width: CssPixels): TreeItem {
    const place = this.index.loopOfSpan.get(keyOf(frame.ref));
    const rect = frameRect(frame, view, width);
    const left = Math.min(Math.max(rect.x, 0), width - 1);
    const right = Math.max(Math.min(rect.x + rect.width, width), left + 1);
    return {
      ref: frame.ref,
      label: this.describe(frame),
      level: frame.row + 1,
      kind: frame.kind,
      loopId: place?.loop.id ?? null,
      iteration: place?.iteration ?? null,
      error: (frame.flags & FRAME_FLAG.error) !== 0,
      selected,
      rect: { ...rect, x: left, width: right - left },
    };
  }

  // ---- pointer

  private listen(): void {
    const { scroller } = this;
    scroller.addEventListener('scroll', () => {
      this.draw();
    });
    scroller.addEventListener(
      'wheel',
      (event) => {
        this.onWheel(event);
      },
      { passive: false },
    );
    scroller.addEventListener('pointerdown', (event) => {
      this.onPointerDown(event);
    });
    scroller.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) this.onHover(event);
    });
    scroller.addEventListener('pointerleave', () => {
      this.setHovered(-1);
    });
    scroller.addEventListener('dblclick', () => {
      void this.fitSelection();
    });
    scroller.addEventListener('click', (event) => {
      // A click without a pointer (detail 0) comes from assistive technology and names the item itself.
      if (event.detail === 0) this.selectItem(event.target);
    });
  }

  private onWheel(event: WheelEvent): void {
    if (!this.view) return;
    event.preventDefault();
    this.setHovered(-1);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) {
      this.pan(((event.deltaX || event.deltaY) * unit) / this.width);
      return;
    }
    // Pinching arrives as a wheel with ctrl and far smaller steps.
    const speed = event.ctrlKey ? 0.01 : 0.002;
    this.zoom(
      Math.exp(event.deltaY * unit * speed),
      event.clientX - this.scroller.getBoundingClientRect().left,
    );
  }

  private onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.view || event.offsetX > scrollbarLeft(this.scroller, event)) return;
    event.preventDefault();
    const { scroller } = this;
    const start = { x: event.clientX, y: event.clientY, view: this.view, scrollTop: scroller.scrollTop };
    let dragged = false;
    const move = (now: PointerEvent) => {
      const [dx, dy] = [now.clientX - start.x, now.clientY - start.y];
      if (!dragged && Math.hypot(dx, dy) < DRAG_THRESHOLD) return;
      if (!dragged) this.setHovered(-1);
      dragged = true;
      scroller.classList.add('is-dragging');
      scroller.scrollTop = start.scrollTop - dy;
      const delta = (-dx / this.width) * (start.view.to - start.view.from);
      this.moveTo(panBy(start.view, delta, this.bounds));
    };
    const end = (now: PointerEvent) => {
      scroller.removeEventListener('pointermove', move);
      scroller.removeEventListener('pointerup', end);
      scroller.removeEventListener('pointercancel', end);
      scroller.classList.remove('is-dragging');
      if (!dragged && now.type === 'pointerup') this.clickAt(now);
    };
    scroller.setPointerCapture(event.pointerId);
    scroller.addEventListener('pointermove', move);
    scroller.addEventListener('pointerup', end);
    scroller.addEventListener('pointercancel', end);
  }

  private clickAt(event: PointerEvent): void {
    const hit = this.hit(event);
    this.events.onSelect(hit >= 0 && this.frames ? this.frames.at(hit).ref : null);
    this.tree.focus();
  }

  private selectItem(target: EventTarget | null): void {
    const item = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-span-id]') : null;
    const { traceId, spanId } = item?.dataset ?? {};
    if (traceId && spanId) this.events.onSelect({ traceId, spanId });
  }

  private onHover(event: PointerEvent): void {
    const hit = this.hit(event);
    this.setHovered(hit);
    if (hit >= 0 && this.frames) {
      const frame = this.frames.at(hit);
      const heading = frame.count > 1 ? `${frame.count} spans` : frame.label;
      const kind =
        frame.count > 1 ? `among them ${KIND_NAME[frame.kind]} ${frame.label}` : KIND_NAME[frame.kind];
      const facts = frameFacts(frame, this.mode, this.index).join(' · ');
      this.tooltip.show([heading, kind, facts], event.clientX, event.clientY);
    }
  }

  private setHovered(index: number): void {
    if (index < 0) this.tooltip.hide();
    if (index === this.hovered) return;
    this.hovered = index;
    this.scroller.classList.toggle('is-over-frame', index >= 0);
    this.draw();
  }

  private hit(event: MouseEvent): number {
    if (!this.frames || !this.view) return -1;
    const box = this.scroller.getBoundingClientRect();
    const y = event.clientY - box.top - headerHeight(this.brackets);
    if (y < 0) return -1;
    const x = event.clientX - box.left;
    return hitTest(this.frames, this.view, this.width, x, y + this.scroller.scrollTop);
  }
}

function step(
  frames: FrameIndex,
  current: number,
  direction: 'left' | 'right' | 'up' | 'down' | 'first' | 'last',
): number {
  const row = frames.columns.row[current]!;
  switch (direction) {
    case 'left':
      return frames.neighbour(current, -1);
    case 'right':
      return frames.neighbour(current, 1);
    case 'up':
      return frames.vertical(current, -1);
    case 'down':
      return frames.vertical(current, 1);
    case 'first':
      return frames.rowStart[row]!;
    case 'last':
      return frames.rowStart[row + 1]! - 1;
  }
}

/** At most `MAX_TREE_ITEMS` frames in their order: failed, looping and selected ones first, then the widest. */
function mostTelling(frames: Frame[], selected: number): Frame[] {
  if (frames.length <= MAX_TREE_ITEMS) return frames;
  const weight = (frame: Frame) =>
    frame.index === selected || (frame.flags & (FRAME_FLAG.error | FRAME_FLAG.loop)) !== 0
      ? Infinity
      : frame.end - frame.start;
  const kept = new Set([...frames].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_TREE_ITEMS));
  return frames.filter((frame) => kept.has(frame));
}

/** Where the vertical scrollbar begins, in the same coordinates as `event.offsetX` of the scroller itself. */
function scrollbarLeft(scroller: HTMLElement, event: PointerEvent): CssPixels {
  return event.target === scroller ? scroller.clientWidth : Infinity;
}
