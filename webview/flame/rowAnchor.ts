/** What keeps its height on the screen while rows come and go above it. Pure. */
import type { SpanRef } from '../../src/protocol/units';
import type { FrameIndex } from './frameIndex';

export interface Anchor {
  ref: SpanRef;
  row: number;
}

export interface LookedAt {
  /** Rows in view. */
  first: number;
  last: number;
  /** Index of the selected frame and of the one under the pointer; -1 for none. */
  selected: number;
  hovered: number;
  /** Left edge of the view. */
  from: number;
}

/** The frame under the pointer, else the selected one, else the topmost where the rows are scrolled. */
export function anchorIn(frames: FrameIndex, at: LookedAt): Anchor | null {
  const index = at.hovered >= 0 ? at.hovered : selectedInView(frames, at);
  const chosen = index >= 0 ? index : topmost(frames, at);
  if (chosen < 0 || chosen >= frames.length) return null;
  return { ref: frames.refAt(chosen), row: frames.columns.row[chosen]! };
}

/** How many rows the anchor has moved down. */
export function movedBy(anchor: Anchor, frames: FrameIndex): number {
  const index = frames.find(anchor.ref);
  return index < 0 ? 0 : frames.columns.row[index]! - anchor.row;
}

function selectedInView({ columns }: FrameIndex, { selected, first, last }: LookedAt): number {
  const row = columns.row[selected] ?? -1;
  return row >= first && row <= last ? selected : -1;
}

function topmost(frames: FrameIndex, { first, from }: LookedAt): number {
  if (first === 0 || first >= frames.rowCount) return -1;
  const index = frames.firstEndingAfter(first, from);
  return index < frames.rowStart[first + 1]! ? index : -1;
}
