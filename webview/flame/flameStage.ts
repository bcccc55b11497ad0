/** Where the flame graph is drawn: the canvas, the tree over it, and the scrolling of rows beneath a fixed header. */
import type { CssPixels } from '../../src/protocol/units';
import { el } from '../dom';
import type { FittedCanvas } from './canvas';
import { fitCanvas } from './canvas';
import { AXIS_HEIGHT, ROW_PITCH } from './geometry';
import { headerHeight } from './renderer';

/** Free space below the last row. */
const ROWS_BELOW: CssPixels = 24;

/** A place on the stage; `y` counts from the top of the first row, and is negative above the rows. */
export interface StagePoint {
  x: CssPixels;
  y: CssPixels;
  onAxis: boolean;
}

export class FlameStage {
  readonly scroller: HTMLElement;
  private readonly canvas = el('canvas', { class: 'flame-canvas', attrs: { 'aria-hidden': 'true' } });
  private readonly content: HTMLElement;
  private lanes = 0;

  constructor(private readonly tree: HTMLElement) {
    this.content = el('div', { class: 'flame-content' }, this.canvas, tree);
    this.scroller = el('div', { class: 'flame-scroll' }, this.content);
  }

  get width(): CssPixels {
    return Math.max(this.scroller.clientWidth, 1);
  }

  get header(): CssPixels {
    return headerHeight(this.lanes);
  }

  get scrollTop(): CssPixels {
    return this.scroller.scrollTop;
  }

  /** First and last row in view. */
  get visibleRows(): { first: number; last: number } {
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.floor(scrollTop / ROW_PITCH);
    return { first, last: first + Math.ceil(Math.max(clientHeight - this.header, ROW_PITCH) / ROW_PITCH) };
  }

  /** Makes room for the rows and the lanes of loop brackets above them. */
  setSize(rowCount: number, lanes: number): void {
    this.lanes = lanes;
    this.content.style.height = `${this.heightOf(rowCount)}px`;
    this.tree.style.top = `${this.header}px`;
    this.tree.style.height = `${rowCount * ROW_PITCH}px`;
  }

  /** What so many rows take, with the header above them. */
  heightOf(rowCount: number): CssPixels {
    return this.header + rowCount * ROW_PITCH + ROWS_BELOW;
  }

  /** The canvas at the size of the stage; null while the stage is hidden. */
  fitCanvas(): FittedCanvas | null {
    return fitCanvas(this.canvas, this.scroller);
  }

  pointAt(event: MouseEvent): StagePoint {
    const box = this.scroller.getBoundingClientRect();
    const top = event.clientY - box.top;
    const below = top - this.header;
    return {
      x: event.clientX - box.left,
      y: below < 0 ? below : below + this.scrollTop,
      onAxis: top >= 0 && top < AXIS_HEIGHT,
    };
  }

  scrollBy(delta: CssPixels): void {
    if (delta !== 0) this.scroller.scrollTop += delta;
  }

  scrollTo(top: CssPixels): void {
    this.scroller.scrollTop = top;
  }

  scrollToRow(row: number): void {
    const top = row * ROW_PITCH;
    const room = this.scroller.clientHeight - this.header - ROW_PITCH;
    if (top < this.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scrollTop + room) this.scroller.scrollTop = top - room;
  }
}
