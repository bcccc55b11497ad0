import type { CssPixels } from '../../src/protocol/units';

export interface FittedCanvas {
  context: CanvasRenderingContext2D;
  width: CssPixels;
  height: CssPixels;
}

/** Sizes a canvas to its box at the screen's resolution, scaled so that drawing is in CSS pixels; null when hidden. */
export function fitCanvas(canvas: HTMLCanvasElement, box: HTMLElement): FittedCanvas | null {
  const { clientWidth: width, clientHeight: height } = box;
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  const ratio = devicePixelRatio || 1;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting the size clears the canvas and is slow: only when it differs.
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

/** The drawing context of a canvas that has no other. */
export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw on a canvas.');
  return context;
}
