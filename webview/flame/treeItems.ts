/** The visible frames as items of the accessible tree. Pure. */
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import type { SessionIndex } from '../session/sessionIndex';
import type { TreeItem } from './accessibleTree';
import type { Frame, FrameIndex } from './frameIndex';
import { keyOf } from './frameIndex';
import { frameRect } from './geometry';
import type { VisibleArea } from './visibleTree';
import { visibleItems } from './visibleTree';

export function treeItems(
  frames: FrameIndex,
  area: VisibleArea,
  width: CssPixels,
  index: SessionIndex,
  describe: (frame: Frame) => string,
): TreeItem[] {
  return visibleItems(frames, area).map(({ index: at, level, setSize, posInSet, expanded }) => {
    const frame = frames.at(at);
    const place = index.loopOfSpan.get(keyOf(frame.ref));
    const rect = frameRect(frame, area.view, width);
    const left = Math.min(Math.max(rect.x, 0), width - 1);
    const right = Math.max(Math.min(rect.x + rect.width, width), left + 1);
    return {
      ref: frame.ref,
      label: describe(frame),
      level,
      setSize,
      posInSet,
      expanded,
      kind: frame.kind,
      loopId: place?.loop.id ?? null,
      iteration: place?.iteration ?? null,
      error: (frame.flags & FRAME_FLAG.error) !== 0,
      selected: at === area.selected,
      rect: { ...rect, x: left, width: right - left },
    };
  });
}
