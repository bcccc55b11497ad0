/** Measures of the flame graph, in CSS pixels, shared by drawing, hit test and the accessible tree. */
import type { CssPixels } from '../../src/protocol/units';
import type { Frame } from './frameIndex';
import type { View } from './viewport';
import { toPx } from './viewport';

export const ROW_HEIGHT: CssPixels = 20;
export const ROW_GAP: CssPixels = 1;
export const ROW_PITCH = ROW_HEIGHT + ROW_GAP;
export const AXIS_HEIGHT: CssPixels = 20;
/** One lane of loop brackets between axis and rows: what the loop cost, and below it the bracket. */
export const LOOP_LANE_HEIGHT: CssPixels = 30;
export const CORNER_RADIUS: CssPixels = 2;
/** Nothing that happened is drawn thinner. */
export const MIN_FRAME_WIDTH: CssPixels = 1;
export const INSTANT_WIDTH: CssPixels = 2;

export interface Rect {
  x: CssPixels;
  y: CssPixels;
  width: CssPixels;
  height: CssPixels;
}

/** Where a frame lies; `y` counts from the top of the first row. One pixel stays free at the right. */
export function frameRect(frame: Pick<Frame, 'row' | 'start' | 'end'>, view: View, width: CssPixels): Rect {
  const x = toPx(view, width, frame.start);
  const right = toPx(view, width, frame.end);
  return {
    x,
    y: frame.row * ROW_PITCH,
    width: Math.max(right - x - ROW_GAP, MIN_FRAME_WIDTH),
    height: ROW_HEIGHT,
  };
}
