/** How much of a frame is its own. Pure. */
import type { FrameIndex } from './frameIndex';

/** The frame's extent without what its children cover; null when the window does not have all of them. */
export function selfExtent(frames: FrameIndex, index: number): number | null {
  const { start, end, row, depth } = frames.columns;
  const { window } = frames;
  const [from, to] = [start[index]!, end[index]!];
  const complete =
    window.from <= Math.max(from, window.extent.from) && window.to >= Math.min(to, window.extent.to);
  if (!complete) return null;
  const covered: { from: number; to: number }[] = [];
  for (let r = row[index]! + 1; r < frames.rowCount; r++) {
    let below = false;
    const rowEnd = frames.rowStart[r + 1]!;
    for (let i = frames.firstEndingAfter(r, from); i < rowEnd && start[i]! < to; i++) {
      if (depth[i]! <= depth[index]!) continue;
      below = true;
      if (depth[i] === depth[index]! + 1) {
        covered.push({ from: Math.max(start[i]!, from), to: Math.min(end[i]!, to) });
      }
    }
    if (!below) break;
  }
  covered.sort((a, b) => a.from - b.from);
  let self = to - from;
  let reached = from;
  for (const part of covered) {
    if (part.to <= reached) continue;
    self -= part.to - Math.max(part.from, reached);
    reached = part.to;
  }
  return Math.max(0, self);
}
