/** From one drawn frame to the next by arrow keys. Pure. */
import type { FrameIndex } from './frameIndex';
import type { View } from './viewport';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** Index of the frame in that direction; -1 when there is none. Without a current one, the first in view. */
export function nextFrameIndex(
  frames: FrameIndex,
  current: number,
  direction: Direction,
  view: View,
): number {
  if (current === -1) return firstInView(frames, view);
  const row = frames.columns.row[current]!;
  switch (direction) {
    case 'left':
      return frames.neighbour(current, -1);
    case 'right':
      return frames.neighbour(current, 1);
    case 'up':
      return frames.vertical(current, -1);
    case 'down':
      return frames.vertical(current, 1);
    case 'first':
      return frames.rowStart[row]!;
    case 'last':
      return frames.rowStart[row + 1]! - 1;
  }
}

function firstInView(frames: FrameIndex, view: View): number {
  for (let row = 0; row < frames.rowCount; row++) {
    const candidate = frames.firstEndingAfter(row, view.from);
    if (candidate < frames.rowStart[row + 1]!) return candidate;
  }
  return -1;
}
