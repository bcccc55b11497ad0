/** Fits labels into frames. Measuring text is the dearest thing a canvas does, so widths are kept. */
import type { CssPixels } from '../../src/protocol/units';
import type { DrawContext } from './drawContext';

const ELLIPSIS = '…';
/** A single letter says nothing. */
const MIN_CHARACTERS = 2;
const KEPT = 5000;

export class TextFitter {
  private readonly widths = new Map<string, CssPixels>();

  /** The text, cut with an ellipsis to fit; empty when fewer than two characters do. `font` must be set on `context`. */
  fit(text: string, available: CssPixels, context: DrawContext): string {
    const full = this.width(text, context);
    if (full <= available) return text;
    const room = available - this.width(ELLIPSIS, context);
    let length = Math.floor((text.length * room) / full);
    while (length > 0 && this.width(text.slice(0, length), context) > room) length--;
    return length >= MIN_CHARACTERS ? text.slice(0, length).trimEnd() + ELLIPSIS : '';
  }

  width(text: string, context: DrawContext): CssPixels {
    const known = this.widths.get(text);
    if (known !== undefined) return known;
    if (this.widths.size > KEPT) this.widths.clear();
    const { width } = context.measureText(text);
    this.widths.set(text, width);
    return width;
  }

  /** To be called when the font changes. */
  forget(): void {
    this.widths.clear();
  }
}
