/** What part of the session is in view: moves there, at once or gliding, and goes along with a session that grows. */
import { prefersReducedMotion } from '../dom';
import type { Bounds, View } from './viewport';
import { boundsOf, clampView, coversAll, panBy, touchesEnd, zoomAt } from './viewport';

const ANIMATION_MS = 140;

export class Camera {
  /** null until the first bounds are known. */
  view: View | null = null;
  bounds: Bounds = boundsOf({ from: 0, to: 1 }, 'time');
  /** The whole session stays in view while it grows. */
  fitted = true;
  /** The right edge stays in view while the session grows. */
  following = true;
  private animation = 0;

  /** `onMove` is told of every step, `onArrive` once a movement has ended. */
  constructor(
    private readonly onMove: () => void,
    private readonly onArrive: () => void,
  ) {}

  /** Starts with this window instead of the whole session. */
  restore(view: View): void {
    this.view = view;
    this.fitted = false;
    this.following = false;
  }

  /** The next bounds are those of another drawing: all of it will be in view. */
  reset(): void {
    this.stop();
    this.fitted = true;
    this.following = true;
  }

  /**
   * The session has changed. The view moves only as far as it must; `place` says where a position of the old drawing
   * lies on the new one.
   */
  adopt(bounds: Bounds, place: (position: number) => number): void {
    this.bounds = bounds;
    if (!this.view || this.fitted) {
      this.view = { from: bounds.from, to: bounds.to };
      return;
    }
    this.stop();
    const [from, to] = [place(this.view.from), place(this.view.to)];
    const span = to - from;
    const start = this.following ? bounds.to - span : from;
    this.view = clampView({ from: start, to: start + span }, bounds);
  }

  moveTo(view: View): void {
    this.stop();
    this.show(view);
    this.fitted = coversAll(view, this.bounds);
    this.following = touchesEnd(view, this.bounds);
    this.onArrive();
  }

  /** Jumps glide, so that the eye can follow where it goes; not for those who asked for less motion. */
  glideTo(target: View): void {
    const start = this.view;
    if (!start || prefersReducedMotion()) {
      this.moveTo({ from: target.from, to: target.to });
      return;
    }
    this.stop();
    const began = performance.now();
    const advance = (now: number) => {
      const share = Math.min((now - began) / ANIMATION_MS, 1);
      if (share >= 1) {
        this.moveTo({ from: target.from, to: target.to });
        return;
      }
      const eased = 1 - (1 - share) ** 3;
      this.show({
        from: start.from + (target.from - start.from) * eased,
        to: start.to + (target.to - start.to) * eased,
      });
      this.animation = requestAnimationFrame(advance);
    };
    this.animation = requestAnimationFrame(advance);
  }

  /** `factor` below 1 zooms in; `share` is where on the view the fixed point lies, 0 at the left. */
  zoom(factor: number, share: number): void {
    if (!this.view) return;
    const anchor = this.view.from + (this.view.to - this.view.from) * share;
    this.moveTo(zoomAt(this.view, anchor, factor, this.bounds));
  }

  /** Pans by a share of the view. */
  pan(share: number): void {
    if (this.view) this.moveTo(panBy(this.view, (this.view.to - this.view.from) * share, this.bounds));
  }

  fitAll(): void {
    this.glideTo(this.bounds);
  }

  /** Follows the right edge from now on, or lets the session grow out of view. */
  follow(on: boolean): void {
    if (!this.view) return;
    if (on) {
      const span = this.view.to - this.view.from;
      this.glideTo({ from: this.bounds.to - span, to: this.bounds.to });
      return;
    }
    this.fitted = false;
    this.following = false;
    this.onArrive();
  }

  private show(view: View): void {
    this.view = view;
    this.onMove();
  }

  private stop(): void {
    cancelAnimationFrame(this.animation);
  }
}
