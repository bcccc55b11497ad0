/** One tooltip for all drawings: follows the pointer, never leaves the window. Screen readers have the trees. */
import { el } from './dom';

const OFFSET = 14;

export class Tooltip {
  private readonly element = el('div', { class: 'tooltip', attrs: { 'aria-hidden': 'true', hidden: true } });

  constructor(parent: HTMLElement) {
    parent.append(this.element);
  }

  /** The first line is the heading. `x` and `y` are client coordinates. */
  show(lines: readonly string[], x: number, y: number): void {
    const [heading = '', ...rest] = lines;
    this.element.replaceChildren(el('b', { text: heading }), ...rest.map((text) => el('div', { text })));
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    const left = x + OFFSET + width > innerWidth ? x - OFFSET - width : x + OFFSET;
    const top = y + OFFSET + height > innerHeight ? y - OFFSET - height : y + OFFSET;
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
