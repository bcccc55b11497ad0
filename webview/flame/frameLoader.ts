/**
 * Keeps frames at hand for what is in view: one request at a time, at most one per animation frame, and what was
 * there before stays until its successor has come.
 */
import type { FrameWindow } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { nextFrame } from '../dom';
import { FrameIndex } from './frameIndex';
import type { Bounds, View } from './viewport';

/** A window in the mode's unit; the whole session when `from` and `to` are absent. */
export interface WindowRequest {
  from?: number;
  to?: number;
  widthPx: CssPixels;
}

/** What is in view. */
export interface Wanted {
  /** null until the first answer has told the session's extent. */
  view: View | null;
  bounds: Bounds;
  width: CssPixels;
  /** All of the session is in view and shall stay so. */
  fitted: boolean;
}

export interface LoaderEvents {
  ask(request: WindowRequest): Promise<FrameWindow>;
  wanted(): Wanted;
  /** A new picture of the whole session; to be taken over before frames are compared with the view again. */
  onOverview(overview: FrameIndex, before: FrameIndex | null): void;
  /** Other frames are to be drawn; `before` are those drawn until now. */
  onFrames(frames: FrameIndex, before: FrameIndex | null): void;
  onFailure(error: unknown): void;
}

/** How much is asked for at each side of the view, as a share of it: panning does not run into the void. */
const MARGIN = 0.75;

export class FrameLoader {
  /** The whole session, as finely as the drawing is wide; null until it has come for the first time. */
  overview: FrameIndex | null = null;
  /** What is to be drawn: finer than the overview where the view is smaller than the session. */
  frames: FrameIndex | null = null;
  /** Units per pixel of `frames`. */
  resolution = Infinity;
  /** The overview is of an earlier state of the session, or answers an earlier question. */
  private overviewStale = true;
  private framesStale = true;
  /** Nothing may be asked about windows of a drawing that is not known yet. */
  private overviewValid = false;
  /** Answers to earlier questions are dropped. */
  private generation = 0;
  private running = false;

  constructor(private readonly events: LoaderEvents) {}

  /** The session has changed. */
  refresh(): void {
    this.overviewStale = true;
    this.framesStale = true;
    this.run();
  }

  /** What is asked has changed: how the session is drawn. */
  restart(): void {
    this.generation++;
    this.overviewValid = false;
    this.refresh();
  }

  /** The view has moved, or its width has changed. */
  moved(): void {
    const { view, bounds } = this.events.wanted();
    // Where the frames at hand do not reach, the coarser ones of the whole session are better than nothing.
    if (this.overview && view && !this.covers(view)) this.take(this.overview, bounds);
    this.run();
  }

  private run(): void {
    if (this.running) return;
    this.running = true;
    void this.load();
  }

  private async load(): Promise<void> {
    for (;;) {
      await nextFrame();
      const request = this.nextRequest();
      if (!request) break;
      const { generation } = this;
      try {
        const window = await this.events.ask(request);
        if (generation === this.generation) this.receive(request, new FrameIndex(window));
      } catch (error) {
        if (generation !== this.generation) continue;
        this.overviewStale = true;
        this.framesStale = true;
        this.events.onFailure(error);
        break;
      }
    }
    this.running = false;
  }

  /** Marks what it asks for as asked: a change that comes meanwhile makes it stale again. */
  private nextRequest(): WindowRequest | null {
    const { view, fitted, width, bounds } = this.events.wanted();
    const whole = { widthPx: width };
    if (!view || !this.overviewValid || (this.overviewStale && fitted)) {
      this.overviewStale = false;
      return whole;
    }
    if (this.framesStale || !this.covers(view) || !this.isFineEnough(view, width)) {
      this.framesStale = false;
      const span = view.to - view.from;
      const from = Math.max(view.from - span * MARGIN, bounds.from);
      const to = Math.min(view.to + span * MARGIN, bounds.to);
      return { from, to, widthPx: Math.ceil((width * (to - from)) / span) };
    }
    if (!this.overviewStale) return null;
    this.overviewStale = false;
    return whole;
  }

  private receive({ from, to, widthPx }: WindowRequest, index: FrameIndex): void {
    if (from !== undefined && to !== undefined) {
      this.take(index, { from, to }, widthPx);
      return;
    }
    const before = this.overview;
    this.overview = index;
    this.overviewValid = true;
    this.events.onOverview(index, before);
    const { fitted, bounds } = this.events.wanted();
    if (!fitted && this.frames && samePositions(this.frames.window, index.window)) return;
    this.take(index, bounds, widthPx);
    this.framesStale = false;
  }

  private take(frames: FrameIndex, range: View, widthPx = this.events.wanted().width): void {
    const before = this.frames;
    this.frames = frames;
    this.resolution = (range.to - range.from) / widthPx;
    this.events.onFrames(frames, before);
  }

  private covers(view: View): boolean {
    if (!this.frames) return false;
    const { from, to } = this.frames.window;
    const slack = (view.to - view.from) * 1e-6;
    return from <= view.from + slack && to >= view.to - slack;
  }

  /** Whether asking again would show no more than the frames at hand. */
  private isFineEnough(view: View, width: CssPixels): boolean {
    const needed = (view.to - view.from) / width;
    return this.resolution <= needed * 1.05 || !(this.frames?.hasBuckets(view.from, view.to) ?? true);
  }
}

/** Whether a position means the same on both drawings, so that frames of one fit a view of the other. */
function samePositions(a: FrameWindow, b: FrameWindow): boolean {
  return a.mode === b.mode && a.origin === b.origin && a.folds.length === b.folds.length;
}
