/** A line between two parts that moves: by mouse, and by keyboard after the WAI-ARIA pattern of a window splitter. */
import { el } from '../dom';
import { t } from '../l10n';

const STEP_PX = 20;

export interface SplitterOptions {
  /** For screen readers. */
  label: string;
  /** Id of the part on the right, whose width it changes. */
  controls: string;
  /** Bounds of that width now, in CSS pixels. */
  bounds(): { least: number; most: number };
  /** The width now. */
  width(): number;
  resize(width: number): void;
  /** Back to the width that it has by itself. */
  reset(): void;
  close(): void;
}

export function splitter(options: SplitterOptions): HTMLElement {
  const element = el('div', {
    class: 'splitter',
    title: t('Drag to resize; double-click for the usual width'),
    attrs: {
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': options.label,
      'aria-controls': options.controls,
    },
  });
  const announce = () => {
    const { least, most } = options.bounds();
    element.setAttribute('aria-valuemin', String(Math.round(least)));
    element.setAttribute('aria-valuemax', String(Math.round(most)));
    element.setAttribute('aria-valuenow', String(Math.round(options.width())));
  };
  const resize = (width: number) => {
    const { least, most } = options.bounds();
    options.resize(Math.round(Math.max(least, Math.min(most, width))));
    announce();
  };
  element.addEventListener('focus', announce);
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const begin = { x: event.clientX, width: options.width() };
    element.setPointerCapture(event.pointerId);
    element.classList.add('is-dragged');
    const move = (moved: PointerEvent) => {
      resize(begin.width + begin.x - moved.clientX);
    };
    const end = () => {
      element.classList.remove('is-dragged');
      element.removeEventListener('pointermove', move);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end, { once: true });
  });
  element.addEventListener('dblclick', () => {
    options.reset();
    announce();
  });
  element.addEventListener('keydown', (event) => {
    const { least, most } = options.bounds();
    const width = {
      ArrowLeft: options.width() + STEP_PX,
      ArrowRight: options.width() - STEP_PX,
      Home: least,
      End: most,
    }[event.key];
    if (event.key === 'Enter') options.close();
    else if (width === undefined) return;
    else resize(width);
    event.preventDefault();
    event.stopPropagation();
  });
  // A separator that can have the focus must say where it stands; it is measured when that is known.
  requestAnimationFrame(announce);
  return element;
}
