/** Marking a range of bars by dragging over them. */
import type { CssPixels } from '../../src/protocol/units';

/** CSS pixels: a hand that clicks is not still. */
const DRAG_FROM = 4;

export interface MarkingActions {
  /** Positions from the element's left edge, in the order of the drag. */
  onMove(from: CssPixels, to: CssPixels): void;
  onEnd(from: CssPixels, to: CssPixels): void;
  onCancel(): void;
}

/** A drag that begins on `element`. A press without one stays a click; Escape gives up. */
export function listenForMarking(element: HTMLElement, actions: MarkingActions): void {
  let pressed: { pointerId: number; x: CssPixels } | null = null;
  let dragging = false;
  const positionOf = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;

  const stop = () => {
    pressed = null;
    dragging = false;
    removeEventListener('keydown', onKey, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stop();
    actions.onCancel();
  };

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    pressed = { pointerId: event.pointerId, x: positionOf(event) };
  });
  element.addEventListener('pointermove', (event) => {
    if (pressed?.pointerId !== event.pointerId) return;
    const x = positionOf(event);
    if (!dragging && Math.abs(x - pressed.x) < DRAG_FROM) return;
    if (!dragging) {
      dragging = true;
      element.setPointerCapture(event.pointerId);
      addEventListener('keydown', onKey, true);
    }
    actions.onMove(pressed.x, x);
  });
  element.addEventListener('pointerup', (event) => {
    const began = dragging ? pressed : null;
    stop();
    if (began) actions.onEnd(began.x, positionOf(event));
  });
  element.addEventListener('pointercancel', () => {
    if (dragging) actions.onCancel();
    stop();
  });
}
