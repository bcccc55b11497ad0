/** Reads VS Code's theme from the page. */
import type { FlameTheme } from './flameTheme';
import { flameThemeOf } from './themeColours';

/** Reads the theme as it is now; call again when VS Code switches. `createHatch` makes the loop hatching. */
export function readTheme(element: Element, createHatch: (stripe: string) => unknown): FlameTheme {
  const styles = getComputedStyle(element);
  return flameThemeOf({
    variable: (name) => styles.getPropertyValue(name),
    highContrast:
      document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light') ||
      matchMedia('(forced-colors: active)').matches,
    createHatch,
  });
}

/** Diagonal stripes as a repeating pattern, sharp at the screen's resolution. */
export function hatchPattern(stripe: string): CanvasPattern | string {
  const size = 6;
  const ratio = devicePixelRatio || 1;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(size * ratio);
  const context = tile.getContext('2d');
  if (!context) return stripe;
  const side = tile.width;
  context.strokeStyle = stripe;
  context.lineWidth = side / 3.2;
  context.beginPath();
  for (const offset of [-side, 0, side]) {
    context.moveTo(offset - side * 0.25, side * 1.25);
    context.lineTo(offset + side * 1.25, -side * 0.25);
  }
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(side === 0 ? 1 : size / side));
  return pattern ?? stripe;
}
