/** What is drawn of a session, where and how. */
import type { FrameColour } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import type { FlameTheme } from './flameTheme';
import type { FrameIndex } from './frameIndex';
import type { LoopBracket } from './loopLanes';
import type { View } from './viewport';

export interface FlameModel {
  frames: FrameIndex;
  brackets: readonly LoopBracket[];
  /** How many lanes there is room for above the rows; at least as many as `brackets` take. */
  lanes: number;
  view: View;
  width: CssPixels;
  height: CssPixels;
  /** How far the rows are scrolled up. */
  scrollTop: CssPixels;
  /** Index of the selected frame; -1 for none. */
  selected: number;
  /** Index of the frame under the pointer; -1 for none. */
  hovered: number;
  /** Loop that is being pointed out; null for none. */
  activeLoop: string | null;
  colourBy: FrameColour;
  /** Whether somebody searches: frames without the flag `match` step back. */
  searching: boolean;
  /** What the user has marked; null for nothing. */
  range: View | null;
  theme: FlameTheme;
}
