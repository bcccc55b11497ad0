/** Draws the flame graph. Everything it needs is in the model: the same model gives the same picture. */
import type { FrameMode } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import type { DrawContext } from './drawContext';
import type { Frame, FrameIndex } from './frameIndex';
import {
  AXIS_HEIGHT,
  CORNER_RADIUS,
  INSTANT_WIDTH,
  LOOP_LANE_HEIGHT,
  MIN_FRAME_WIDTH,
  ROW_GAP,
  ROW_HEIGHT,
  ROW_PITCH,
} from './geometry';
import type { LoopBracket } from './loopLanes';
import { laneCount } from './loopLanes';
import { TextFitter } from './text';
import type { FlameTheme } from './flameTheme';
import { axisTicks } from './ticks';
import type { View } from './viewport';
import { toPx } from './viewport';

export interface FlameModel {
  frames: FrameIndex;
  brackets: readonly LoopBracket[];
  mode: FrameMode;
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
  /** Whether the search matches a label; null when nobody searches. */
  matches: ((label: string) => boolean) | null;
  theme: FlameTheme;
}

const LABEL_INSET = 4;
const MIN_LABEL_WIDTH = 22;
const ERROR_MARK_WIDTH = 13;
const MISMATCH_ALPHA = 0.25;
const MISMATCH_LABEL_ALPHA = 0.7;
const BUCKET_ALPHA = 0.72;
/** How much of a running span is drawn solid before it fades, and carries the label. */
const SOLID_SHARE = 0.6;

/** Space above the first row: the axis and the lanes of loop brackets. */
export function headerHeight(brackets: readonly LoopBracket[]): CssPixels {
  return AXIS_HEIGHT + laneCount(brackets) * LOOP_LANE_HEIGHT;
}

export class FlameRenderer {
  private readonly text = new TextFitter();
  private font = '';

  /** Draws the whole canvas, in CSS pixels: the caller scales the context for the screen. */
  draw(model: FlameModel, context: DrawContext): void {
    if (model.theme.font !== this.font) {
      this.font = model.theme.font;
      this.text.forget();
    }
    context.font = model.theme.font;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.lineJoin = 'round';
    context.clearRect(0, 0, model.width, model.height);
    const top = headerHeight(model.brackets);
    const ticks = axisTicks(model.view, model.width, model.mode);
    drawGrid(model, context, ticks);
    context.save();
    context.beginPath();
    context.rect(0, top, model.width, model.height - top);
    context.clip();
    drawBands(model, context, top);
    this.drawRows(model, context, top - model.scrollTop);
    context.restore();
    this.drawAxis(model, context, ticks);
    for (const bracket of model.brackets) this.drawBracket(model, bracket, context, top);
  }

  private drawRows(model: FlameModel, context: DrawContext, originY: CssPixels): void {
    const { frames, view, height } = model;
    const firstRow = Math.max(0, Math.floor(-originY / ROW_PITCH) - 1);
    const lastRow = Math.min(frames.rowCount - 1, Math.ceil((height - originY) / ROW_PITCH));
    const { start, end, flags } = frames.columns;
    for (let row = firstRow; row <= lastRow; row++) {
      const y = originY + row * ROW_PITCH;
      let drawnTo = -Infinity;
      let drawnFlags = 0;
      const rowEnd = frames.rowStart[row + 1]!;
      for (let i = frames.firstEndingAfter(row, view.from); i < rowEnd && start[i]! <= view.to; i++) {
        const right = toPx(view, model.width, end[i]!);
        // Skips what would fall on the pixel just drawn, unless it is an error or loop that would vanish.
        const news = flags[i]! & (FRAME_FLAG.error | FRAME_FLAG.loop) & ~drawnFlags;
        if (right < drawnTo && news === 0 && i !== model.selected) continue;
        this.drawFrame(model, frames.at(i), y, context);
        drawnTo = Math.max(right, toPx(view, model.width, start[i]!) + MIN_FRAME_WIDTH);
        drawnFlags = flags[i]!;
      }
    }
    if (model.selected >= 0) drawSelection(model, frames.at(model.selected), originY, context);
  }

  private drawFrame(model: FlameModel, frame: Frame, y: CssPixels, context: DrawContext): void {
    const { theme, view } = model;
    // What took no tokens or money has no width; only in time a moment means something.
    if (model.mode !== 'time' && frame.end === frame.start && !(frame.flags & FRAME_FLAG.error)) return;
    const fill = theme.fills[model.frames.columns.kind[frame.index]!] ?? theme.dim;
    const left = toPx(view, model.width, frame.start);
    const right = toPx(view, model.width, frame.end);
    const x = Math.max(left, -2 * CORNER_RADIUS);
    const width = Math.max(Math.min(right, model.width + 2 * CORNER_RADIUS) - x - ROW_GAP, MIN_FRAME_WIDTH);
    const matched = model.matches ? model.matches(frame.label) : true;
    const faded = matched ? 1 : MISMATCH_ALPHA;
    if ((frame.flags & FRAME_FLAG.instant) !== 0 && width <= INSTANT_WIDTH) {
      context.globalAlpha = faded;
      drawInstant(x, y, frame.flags & FRAME_FLAG.error ? theme.error : fill, context);
      context.globalAlpha = 1;
      return;
    }
    const bucket = (frame.flags & FRAME_FLAG.bucket) !== 0;
    context.globalAlpha = faded * (bucket ? BUCKET_ALPHA : 1);
    context.fillStyle =
      (frame.flags & FRAME_FLAG.pending) !== 0 ? fading(fill, theme.background, x, width, context) : fill;
    shape(x, y, width, context);
    context.fill();
    if ((frame.flags & FRAME_FLAG.loop) !== 0) {
      context.fillStyle = theme.hatch;
      context.fill();
    }
    context.globalAlpha = faded;
    if (bucket) drawBucketMark(x, y, width, theme, context);
    if (theme.contrastBorder && width > 3) outline(x, y, width, theme.contrastBorder, 1, context);
    if (frame.index === model.hovered) outline(x, y, width, theme.foreground, 1, context);
    let labelRight = x + width - LABEL_INSET;
    if ((frame.flags & FRAME_FLAG.error) !== 0) {
      const marked = drawError(x, y, width, theme, context);
      if (marked) labelRight = x + width - ERROR_MARK_WIDTH - 2;
    }
    if (model.matches && matched) outline(x, y, width, theme.match, 2, context);
    const labelLeft = Math.max(x, 0) + LABEL_INSET;
    if ((frame.flags & FRAME_FLAG.pending) !== 0) labelRight = Math.min(labelRight, x + width * SOLID_SHARE);
    if (width >= MIN_LABEL_WIDTH) {
      const halo = matched && (frame.flags & FRAME_FLAG.loop) !== 0 ? fill : null;
      const label = bucket ? `${frame.count}×` : frame.label;
      const available = Math.min(labelRight, model.width) - labelLeft;
      context.globalAlpha = matched ? 1 : MISMATCH_LABEL_ALPHA;
      this.drawLabel(label, labelLeft, y, available, matched ? theme.ink : theme.foreground, halo, context);
    }
    context.globalAlpha = 1;
  }

  private drawLabel(
    label: string,
    x: CssPixels,
    y: CssPixels,
    available: CssPixels,
    ink: string,
    halo: string | null,
    context: DrawContext,
  ): void {
    const text = this.text.fit(label, available, context);
    if (text === '') return;
    const middle = y + ROW_HEIGHT / 2 + 0.5;
    if (halo !== null) {
      // The fill's own colour around the letters keeps them readable over the hatching.
      context.strokeStyle = halo;
      context.lineWidth = 4;
      context.strokeText(text, x, middle);
    }
    context.fillStyle = ink;
    context.fillText(text, x, middle);
  }

  private drawAxis(model: FlameModel, context: DrawContext, ticks: { value: number; label: string }[]): void {
    context.fillStyle = model.theme.dim;
    for (const tick of ticks) {
      const x = toPx(model.view, model.width, tick.value) + 4;
      if (x + this.text.width(tick.label, context) <= model.width) {
        context.fillText(tick.label, x, AXIS_HEIGHT / 2 + 1);
      }
    }
  }

  private drawBracket(model: FlameModel, bracket: LoopBracket, context: DrawContext, top: CssPixels): void {
    const { theme, view, width } = model;
    const left = toPx(view, width, bracket.start);
    const right = toPx(view, width, bracket.end) - ROW_GAP;
    if (right < 0 || left > width) return;
    const y = top - (bracket.lane + 1) * LOOP_LANE_HEIGHT + 3.5;
    const feet = top - bracket.lane * LOOP_LANE_HEIGHT - 2;
    context.strokeStyle = theme.loop;
    context.lineWidth = bracket.loopId === model.activeLoop ? 2.5 : 1.5;
    context.beginPath();
    context.moveTo(left, feet);
    context.lineTo(left, y);
    context.lineTo(Math.max(right, left + 2), y);
    context.lineTo(Math.max(right, left + 2), feet);
    context.stroke();
    context.textAlign = 'center';
    const widest = this.text.width(`↻${bracket.iterations.length}`, context) + 6;
    const centres = bracket.iterations.map((it) => toPx(view, width, (it.start + it.end) / 2));
    const gap = centres.length > 1 ? (centres.at(-1)! - centres[0]!) / (centres.length - 1) : Infinity;
    if (gap >= widest) {
      for (const [i, { iteration }] of bracket.iterations.entries()) {
        const text = `↻${iteration}`;
        if (centres[i]! > 0 && centres[i]! < width) this.drawLoopText(text, centres[i]!, y, theme, context);
      }
    } else {
      const middle = (Math.max(left, 0) + Math.min(right, width)) / 2;
      this.drawLoopText(`↻ ×${bracket.iterations.length}`, middle, y, theme, context);
    }
    context.textAlign = 'left';
  }

  /** Text that sits on the bracket's line, which it interrupts. */
  private drawLoopText(
    text: string,
    x: CssPixels,
    y: CssPixels,
    theme: FlameTheme,
    context: DrawContext,
  ): void {
    const half = this.text.width(text, context) / 2 + 3;
    context.fillStyle = theme.background;
    context.fillRect(x - half, y - 6, half * 2, 12);
    context.fillStyle = theme.loop;
    context.fillText(text, x, y + 1);
  }
}

function drawGrid(model: FlameModel, context: DrawContext, ticks: { value: number }[]): void {
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

/** A tint through the rows that a loop touches, from its bracket down. */
function drawBands(model: FlameModel, context: DrawContext, top: CssPixels): void {
  context.fillStyle = model.theme.loopBand;
  for (const bracket of model.brackets) {
    const left = toPx(model.view, model.width, bracket.start);
    const right = toPx(model.view, model.width, bracket.end);
    const bottom = top - model.scrollTop + (bracket.lastRow + 1) * ROW_PITCH + 3;
    if (right >= 0 && left <= model.width) context.fillRect(left, top, right - left, bottom - top);
  }
}

function drawSelection(model: FlameModel, frame: Frame, originY: CssPixels, context: DrawContext): void {
  const left = Math.max(toPx(model.view, model.width, frame.start), -4);
  const right = Math.min(toPx(model.view, model.width, frame.end), model.width + 4);
  if (right < -4 || left > model.width + 4) return;
  const width = Math.max(right - left - ROW_GAP, MIN_FRAME_WIDTH + 1);
  const y = originY + frame.row * ROW_PITCH;
  context.strokeStyle = model.theme.background;
  context.lineWidth = 4;
  context.beginPath();
  context.roundRect(left - 0.5, y - 0.5, width + 1, ROW_HEIGHT + 1, CORNER_RADIUS + 1);
  context.stroke();
  context.strokeStyle = model.theme.selection;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(left - 0.5, y - 0.5, width + 1, ROW_HEIGHT + 1, CORNER_RADIUS + 1);
  context.stroke();
}

function shape(x: CssPixels, y: CssPixels, width: CssPixels, context: DrawContext): void {
  context.beginPath();
  if (width > 2 * CORNER_RADIUS) context.roundRect(x, y, width, ROW_HEIGHT, CORNER_RADIUS);
  else context.rect(x, y, width, ROW_HEIGHT);
}

function outline(
  x: CssPixels,
  y: CssPixels,
  width: CssPixels,
  colour: string,
  line: CssPixels,
  context: DrawContext,
): void {
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.beginPath();
  const inset = line / 2;
  context.roundRect(
    x + inset,
    y + inset,
    Math.max(width - line, 0.5),
    ROW_HEIGHT - line,
    width > 4 ? CORNER_RADIUS : 0,
  );
  context.stroke();
}

/** Outline and, where it fits, a mark. Returns whether the mark was drawn. */
function drawError(
  x: CssPixels,
  y: CssPixels,
  width: CssPixels,
  theme: FlameTheme,
  context: DrawContext,
): boolean {
  outline(x, y, width, theme.error, 1.5, context);
  if (width < ERROR_MARK_WIDTH + 3) return false;
  const left = x + width - ERROR_MARK_WIDTH;
  context.fillStyle = theme.error;
  context.fillRect(left, y + 1, ERROR_MARK_WIDTH - 1, ROW_HEIGHT - 2);
  const [middleX, middleY, arm] = [left + ERROR_MARK_WIDTH / 2 - 0.5, y + ROW_HEIGHT / 2, 3];
  context.strokeStyle = theme.onError;
  context.lineWidth = 1.6;
  context.beginPath();
  context.moveTo(middleX - arm, middleY - arm);
  context.lineTo(middleX + arm, middleY + arm);
  context.moveTo(middleX + arm, middleY - arm);
  context.lineTo(middleX - arm, middleY + arm);
  context.stroke();
  return true;
}

/** A line along the foot: several spans lie here, zoom in to see them. */
function drawBucketMark(
  x: CssPixels,
  y: CssPixels,
  width: CssPixels,
  theme: FlameTheme,
  context: DrawContext,
): void {
  context.fillStyle = theme.foreground;
  context.fillRect(x, y + ROW_HEIGHT - 3, width, 2);
}

function drawInstant(x: CssPixels, y: CssPixels, colour: string, context: DrawContext): void {
  context.fillStyle = colour;
  context.fillRect(x, y, INSTANT_WIDTH, ROW_HEIGHT);
  context.beginPath();
  context.moveTo(x - 2, y);
  context.lineTo(x + INSTANT_WIDTH + 2, y);
  context.lineTo(x + INSTANT_WIDTH / 2, y + 5);
  context.fill();
}

/** A running span has no end yet: its fill fades out. */
function fading(
  fill: string,
  background: string,
  x: CssPixels,
  width: CssPixels,
  context: DrawContext,
): unknown {
  const gradient = context.createLinearGradient(x, 0, x + width, 0);
  gradient.addColorStop(0, fill);
  gradient.addColorStop(SOLID_SHARE, fill);
  gradient.addColorStop(1, background);
  return gradient;
}
