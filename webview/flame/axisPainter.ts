/** Draws what lies behind the frames: grid, axis, folded idle time, and the range that the user has marked. */
import type { IdleFold } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { formatDuration } from '../figures';
import { t } from '../l10n';
import type { DrawContext } from './drawContext';
import { AXIS_HEIGHT } from './geometry';
import type { FlameModel } from './flameModel';
import type { TextFitter } from './text';
import type { Tick } from './ticks';
import { toPx } from './viewport';

const TICK_INSET: CssPixels = 4;
const LABEL_GAP: CssPixels = 6;
/** Half the width and height of one tooth of the line through a fold. */
const TOOTH: CssPixels = 4;
const RANGE_ALPHA = 0.16;

/** Where the axis is taken already, from left to right. */
interface Taken {
  left: CssPixels;
  right: CssPixels;
}

export class AxisPainter {
  constructor(private readonly text: TextFitter) {}

  /** Ticks, and how long each folded gap is; a fold's length matters more than a tick beside it. */
  draw(model: FlameModel, ticks: readonly Tick[], context: DrawContext): void {
    const taken = this.drawFoldLabels(model, context);
    context.fillStyle = model.theme.dim;
    for (const tick of ticks) {
      const left = toPx(model.view, model.width, tick.value) + TICK_INSET;
      const right = left + this.text.width(tick.label, context);
      if (right > model.width || taken.some((other) => left < other.right && right > other.left)) continue;
      context.fillText(tick.label, left, AXIS_HEIGHT / 2 + 1);
    }
  }

  private drawFoldLabels(model: FlameModel, context: DrawContext): Taken[] {
    const taken: Taken[] = [];
    context.fillStyle = model.theme.dim;
    for (const fold of model.frames.window.folds) {
      const { left, right } = foldPx(fold, model);
      if (right < 0 || left > model.width) continue;
      const label = foldLabel(fold);
      const width = this.text.width(label, context);
      const start = Math.min(Math.max((left + right - width) / 2, 2), model.width - width - 2);
      if (start < (taken.at(-1)?.right ?? 0)) continue;
      context.fillText(label, start, AXIS_HEIGHT / 2 + 1);
      taken.push({ left: start - LABEL_GAP, right: start + width + LABEL_GAP });
    }
    return taken;
  }
}

/** "6m 2s idle". */
export function foldLabel({ hiddenMs }: IdleFold): string {
  return t('{0} idle', formatDuration(hiddenMs));
}

export function drawGrid(model: FlameModel, ticks: readonly Tick[], context: DrawContext): void {
  context.strokeStyle = model.theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of ticks) {
    const x = Math.round(toPx(model.view, model.width, tick.value)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, model.height);
  }
  context.stroke();
}

/** A torn strip where idle time is left out. */
export function drawFolds(model: FlameModel, top: CssPixels, context: DrawContext): void {
  for (const fold of model.frames.window.folds) {
    const { left, right } = foldPx(fold, model);
    if (right < 0 || left > model.width) continue;
    context.fillStyle = model.theme.grid;
    context.fillRect(left, top, right - left, model.height - top);
    const middle = (left + right) / 2;
    const tooth = Math.min(TOOTH, Math.max((right - left) / 4, 1));
    context.strokeStyle = model.theme.dim;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(middle - tooth, top);
    for (let y = top, side = 1; y < model.height; y += 2 * TOOTH, side = -side) {
      context.lineTo(middle + side * tooth, y + 2 * TOOTH);
    }
    context.stroke();
  }
}

export function drawRange(model: FlameModel, context: DrawContext): void {
  const { range, theme, width, height } = model;
  if (!range) return;
  const left = toPx(model.view, width, range.from);
  const right = toPx(model.view, width, range.to);
  context.globalAlpha = RANGE_ALPHA;
  context.fillStyle = theme.accent;
  context.fillRect(left, 0, right - left, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.beginPath();
  for (const x of [left, right]) {
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  context.stroke();
}

function foldPx({ at, width }: IdleFold, model: FlameModel): { left: CssPixels; right: CssPixels } {
  return {
    left: toPx(model.view, model.width, at),
    right: toPx(model.view, model.width, at + width),
  };
}
