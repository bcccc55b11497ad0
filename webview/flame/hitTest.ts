/** Which frame lies under a point. Pure. */
import type { CssPixels } from '../../src/protocol/units';
import type { FrameIndex } from './frameIndex';
import { ROW_PITCH } from './geometry';
import type { View } from './viewport';
import { toValue } from './viewport';

/** How far beside a thin frame the pointer may be. */
const TOLERANCE: CssPixels = 3;

/** `y` counts from the top of the first row, scrolling included. -1 when there is nothing. */
export function hitTest(
  frames: FrameIndex,
  view: View,
  width: CssPixels,
  x: CssPixels,
  y: CssPixels,
): number {
  const row = Math.floor(y / ROW_PITCH);
  if (row < 0 || row >= frames.rowCount) return -1;
  const position = toValue(view, width, x);
  const reach = toValue(view, width, x + TOLERANCE) - position;
  const { start, end } = frames.columns;
  let best = -1;
  let bestDistance = Infinity;
  for (
    let i = frames.firstEndingAfter(row, position - reach);
    i < frames.rowStart[row + 1]! && start[i]! <= position + reach;
    i++
  ) {
    const distance = Math.max(start[i]! - position, position - end[i]!, 0);
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}
