/** Draws the flame graph. Everything it needs is in the model: the same model gives the same picture. */
import type { FrameColour } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { AxisPainter, drawFolds, drawGrid, drawRange } from './axisPainter';
import type { DrawContext } from './drawContext';
import type { FlameTheme } from './flameTheme';
import type { FrameIndex } from './frameIndex';
import { FramePainter } from './framePainter';
import { AXIS_HEIGHT, LOOP_LANE_HEIGHT } from './geometry';
import type { LoopBracket } from './loopLanes';
import { drawLoopBands, LoopPainter } from './loopPainter';
import { TextFitter } from './text';
import { axisTicks } from './ticks';
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

/** Space above the first row: the axis and the lanes of loop brackets. */
export function headerHeight(lanes: number): CssPixels {
  return AXIS_HEIGHT + lanes * LOOP_LANE_HEIGHT;
}

export class FlameRenderer {
  private readonly text = new TextFitter();
  private readonly axis = new AxisPainter(this.text);
  private readonly rows = new FramePainter(this.text);
  private readonly loops = new LoopPainter(this.text);
  private font = '';

  /** Draws the whole canvas, in CSS pixels: the caller scales the context for the screen. */
  draw(model: FlameModel, context: DrawContext): void {
    const { frames, view, width, height, theme } = model;
    if (theme.font !== this.font) {
      this.font = theme.font;
      this.text.forget();
    }
    context.font = theme.font;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.lineJoin = 'round';
    context.clearRect(0, 0, width, height);
    const top = headerHeight(model.lanes);
    const ticks = axisTicks(view, width, frames.window.mode, frames.window.folds);
    drawGrid(model, ticks, context);
    context.save();
    context.beginPath();
    context.rect(0, top, width, height - top);
    context.clip();
    drawLoopBands(model, top, context);
    drawFolds(model, top, context);
    this.rows.draw(model, top - model.scrollTop, context);
    context.restore();
    this.axis.draw(model, ticks, context);
    this.loops.draw(model, top, context);
    drawRange(model, context);
  }
}
