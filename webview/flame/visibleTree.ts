/** Which of the drawn frames the accessible tree has, in which order and relation. Pure. */
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { FrameIndex } from './frameIndex';
import type { View } from './viewport';

/** A frame and its place in the tree of those that are shown. */
export interface VisibleItem {
  index: number;
  /** 1-based. */
  level: number;
  /** Children of the same shown parent, and which of them this is, 1-based. */
  setSize: number;
  posInSet: number;
  /** null for a frame below which nothing is. */
  expanded: boolean | null;
}

/** More items than this would slow the page; the widest, the failed and the looping ones stay. */
const MAX_ITEMS = 600;

export interface VisibleArea {
  view: View;
  firstRow: number;
  lastRow: number;
  /** Index of the selected frame, which is in the tree wherever it is; -1 for none. */
  selected: number;
}

/** Parents before their children, siblings by start: as people read a tree. */
export function visibleItems(frames: FrameIndex, area: VisibleArea): VisibleItem[] {
  const shown = mostTelling(frames, framesIn(frames, area), area.selected);
  if (area.selected >= 0 && !shown.includes(area.selected)) shown.push(area.selected);
  const known = new Set(shown);
  const children = new Map<number, number[]>();
  for (const index of shown) {
    let parent = frames.parentOf(index);
    while (parent !== -1 && !known.has(parent)) parent = frames.parentOf(parent);
    const siblings = children.get(parent);
    if (siblings) siblings.push(index);
    else children.set(parent, [index]);
  }
  const { start, row, depth, flags } = frames.columns;
  const items: VisibleItem[] = [];
  const add = (parent: number) => {
    const siblings = children.get(parent) ?? [];
    siblings.sort((a, b) => start[a]! - start[b]! || row[a]! - row[b]!);
    for (const [i, index] of siblings.entries()) {
      const hides = (flags[index]! & (FRAME_FLAG.bucket | FRAME_FLAG.folded)) !== 0;
      items.push({
        index,
        level: depth[index]! + 1,
        setSize: siblings.length,
        posInSet: i + 1,
        expanded: children.has(index) ? true : hides ? false : null,
      });
      add(index);
    }
  };
  add(-1);
  return items;
}

function framesIn(frames: FrameIndex, { view, firstRow, lastRow }: VisibleArea): number[] {
  const { start } = frames.columns;
  const found: number[] = [];
  for (let row = Math.max(0, firstRow); row <= Math.min(lastRow, frames.rowCount - 1); row++) {
    const end = frames.rowStart[row + 1]!;
    for (let i = frames.firstEndingAfter(row, view.from); i < end && start[i]! <= view.to; i++) found.push(i);
  }
  return found;
}

/** At most `MAX_ITEMS`: failed, looping and selected ones first, then the widest. */
function mostTelling(frames: FrameIndex, found: number[], selected: number): number[] {
  if (found.length <= MAX_ITEMS) return found;
  const { start, end, flags } = frames.columns;
  const weights = Float64Array.from(found, (i) => {
    if (i === selected) return Infinity;
    const telling = (flags[i]! & (FRAME_FLAG.error | FRAME_FLAG.loop)) !== 0;
    return end[i]! - start[i]! + (telling ? frames.window.extent.to : 0);
  });
  const least = Float64Array.from(weights).sort()[found.length - MAX_ITEMS]!;
  return found.filter((_, i) => weights[i]! >= least).slice(0, MAX_ITEMS);
}
