/** Draws the flame graph. Everything it needs is in the model: the same model gives the same picture. */
import type { CssPixels } from '../../src/protocol/units';
import { AxisPainter, drawFolds, drawGrid, drawRange } from './axisPainter';
import type { DrawContext } from './drawContext';
import type { FlameModel } from './flameModel';
import { FramePainter } from './framePainter';
import { AXIS_HEIGHT, LOOP_LANE_HEIGHT } from './geometry';
import { drawLoopBands, LoopPainter } from './loopPainter';
import { TextFitter } from './text';
import { axisTicks } from './ticks';

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
