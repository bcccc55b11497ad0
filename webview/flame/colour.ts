/** Colour arithmetic on CSS colours (hex or rgb()). Pure. */
import { rgb } from 'd3';
import type { RGBColor } from 'd3';

/** WCAG 2.2 SC 1.4.3 (AA) for text below 18 pt. */
export const MIN_TEXT_CONTRAST = 4.5;

/** Moves one of two colours, of which one is text on the other, away from the other until the text can be read. */
export function readableAgainst(other: string, colour: string): string {
  const away = isDark(other) ? '#ffffff' : '#000000';
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, away, share);
    if (contrast(candidate, other) >= MIN_TEXT_CONTRAST) return candidate;
  }
  return away;
}

/** `share` of `b` laid over `a`, both opaque. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [rgb(a), rgb(b)];
  const channel = (x: number, y: number) => x + (y - x) * share;
  return rgb(channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b)).formatHex();
}

export function withAlpha(colour: string, alpha: number): string {
  return rgb(colour).copy({ opacity: alpha }).formatRgb();
}

/** WCAG 2.2 "contrast ratio". */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Whether white stands out more on it than black. */
export function isDark(colour: string): boolean {
  return contrast(colour, '#ffffff') > contrast(colour, '#000000');
}

/** WCAG 2.2 "relative luminance". */
function luminance(colour: RGBColor): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}
