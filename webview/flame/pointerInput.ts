/**
 * Mouse, wheel and trackpad on the flame graph. The wheel zooms at the pointer, with Shift (or sideways) it pans, with
 * Alt it scrolls the rows; dragging pans, with Shift it zooms into a box, on the axis or with Alt it marks a range.
 */
import type { CssPixels } from '../../src/protocol/units';
import type { Camera } from './camera';
import type { FlameStage, StagePoint } from './flameStage';
import type { View } from './viewport';
import { panBy, toValue } from './viewport';

export interface PointerActions {
  /** The pointer rests over a place, or with null over none. */
  hover(event: PointerEvent | null): void;
  click(point: StagePoint): void;
  doubleClick(point: StagePoint): void;
  /** While a range is being marked: null takes it back. */
  mark(range: View | null, event: PointerEvent): void;
  /** A range has been marked; with `zoom` it is to be looked at. */
  marked(range: View, zoom: boolean): void;
}

const DRAG_THRESHOLD: CssPixels = 4;
/** Of `WheelEvent.DOM_DELTA_LINE`. */
const LINE_HEIGHT: CssPixels = 16;
/** How strongly the wheel zooms, per pixel. Pinching arrives as a wheel with Ctrl and far smaller steps. */
const WHEEL_SPEED = 0.002;
const PINCH_SPEED = 0.01;

export class PointerInput {
  constructor(
    private readonly stage: FlameStage,
    private readonly camera: Camera,
    private readonly actions: PointerActions,
  ) {
    const { scroller } = stage;
    scroller.addEventListener(
      'wheel',
      (event) => {
        this.onWheel(event);
      },
      { passive: false },
    );
    scroller.addEventListener('pointerdown', (event) => {
      this.onDown(event);
    });
    scroller.addEventListener('pointermove', (event) => {
      if (event.buttons !== 0) return;
      scroller.classList.toggle('is-over-axis', stage.pointAt(event).onAxis);
      actions.hover(event);
    });
    scroller.addEventListener('pointerleave', () => {
      actions.hover(null);
    });
    scroller.addEventListener('dblclick', (event) => {
      actions.doubleClick(stage.pointAt(event));
    });
  }

  private onWheel(event: WheelEvent): void {
    if (!this.camera.view) return;
    event.preventDefault();
    this.actions.hover(null);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    if (event.altKey) {
      this.stage.scrollBy(event.deltaY * unit);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.camera.pan(((event.deltaX || event.deltaY) * unit) / this.stage.width);
    } else {
      const speed = event.ctrlKey && Math.abs(event.deltaY) < 50 ? PINCH_SPEED : WHEEL_SPEED;
      this.camera.zoom(Math.exp(event.deltaY * unit * speed), this.stage.pointAt(event).x / this.stage.width);
    }
  }

  private onDown(event: PointerEvent): void {
    const { camera, stage } = this;
    if (event.button !== 0 || !camera.view || onScrollbar(stage.scroller, event)) return;
    event.preventDefault();
    const start = stage.pointAt(event);
    if (event.shiftKey || event.altKey || start.onAxis) this.markRange(event, start, event.shiftKey);
    else this.pan(event, camera.view);
  }

  private pan(event: PointerEvent, from: View): void {
    const { camera, stage } = this;
    const { scrollTop } = stage;
    this.drag(event, {
      move: (dx, dy) => {
        stage.scroller.classList.add('is-dragging');
        stage.scrollTo(scrollTop - dy);
        camera.moveTo(panBy(from, (-dx / stage.width) * (from.to - from.from), camera.bounds));
      },
      end: (now, dragged) => {
        stage.scroller.classList.remove('is-dragging');
        if (!dragged && now.type === 'pointerup') this.actions.click(stage.pointAt(now));
      },
    });
  }

  private markRange(event: PointerEvent, start: StagePoint, zoom: boolean): void {
    const { camera, stage } = this;
    let range: View | null = null;
    this.drag(event, {
      move: (dx, _dy, now) => {
        const { view, bounds } = camera;
        if (!view) return;
        const ends = [start.x, start.x + dx].sort((a, b) => a - b);
        const [from, to] = ends.map((x) =>
          Math.min(Math.max(toValue(view, stage.width, x), bounds.from), bounds.to),
        ) as [number, number];
        range = { from, to };
        this.actions.mark(range, now);
      },
      end: (now, dragged) => {
        if (range && dragged && now.type === 'pointerup' && range.to > range.from) {
          this.actions.marked(range, zoom);
        } else {
          this.actions.mark(null, now);
          if (!dragged && !start.onAxis) this.actions.click(start);
        }
      },
    });
  }

  private drag(
    event: PointerEvent,
    {
      move,
      end,
    }: {
      move: (dx: CssPixels, dy: CssPixels, now: PointerEvent) => void;
      end: (now: PointerEvent, dragged: boolean) => void;
    },
  ): void {
    const { scroller } = this.stage;
    const start = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const onMove = (now: PointerEvent) => {
      const [dx, dy] = [now.clientX - start.x, now.clientY - start.y];
      if (!dragged && Math.hypot(dx, dy) < DRAG_THRESHOLD) return;
      if (!dragged) this.actions.hover(null);
      dragged = true;
      move(dx, dy, now);
    };
    const onEnd = (now: PointerEvent) => {
      scroller.removeEventListener('pointermove', onMove);
      scroller.removeEventListener('pointerup', onEnd);
      scroller.removeEventListener('pointercancel', onEnd);
      end(now, dragged);
    };
    scroller.setPointerCapture(event.pointerId);
    scroller.addEventListener('pointermove', onMove);
    scroller.addEventListener('pointerup', onEnd);
    scroller.addEventListener('pointercancel', onEnd);
  }
}

function onScrollbar(scroller: HTMLElement, event: PointerEvent): boolean {
  return event.target === scroller && event.offsetX > scroller.clientWidth;
}
