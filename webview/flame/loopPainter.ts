/** Draws loops: a band through their rows, and above it a bracket with the iterations and what they cost for nothing. */
import type { Loop } from '../../src/protocol/loops';
import type { CssPixels } from '../../src/protocol/units';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';
import type { DrawContext } from './drawContext';
import { LOOP_LANE_HEIGHT, ROW_GAP, ROW_PITCH } from './geometry';
import type { LoopBracket } from './loopLanes';
import type { FlameModel } from './flameModel';
import type { TextFitter } from './text';
import { toPx } from './viewport';

/** Between the foot of a bracket and the rows, and its height. */
const FOOT_GAP: CssPixels = 2;
const BRACKET_HEIGHT: CssPixels = 11.5;
/** From the bracket's line up to the middle of the text above it. */
const TEXT_RISE: CssPixels = 12.5;
const TEXT_GAP: CssPixels = 8;

/** Where a bracket is drawn, and whether the text above it says how many iterations there are. */
interface BracketLine {
  left: CssPixels;
  right: CssPixels;
  y: CssPixels;
  countSaid: boolean;
}

/** A tint through the rows that a loop touches, from its bracket down. */
export function drawLoopBands(model: FlameModel, top: CssPixels, context: DrawContext): void {
  context.fillStyle = model.theme.loopBand;
  for (const bracket of model.brackets) {
    const left = toPx(model.view, model.width, bracket.start);
    const right = toPx(model.view, model.width, bracket.end);
    const bottom = top - model.scrollTop + (bracket.lastRow + 1) * ROW_PITCH + 3;
    if (right >= 0 && left <= model.width) context.fillRect(left, top, right - left, bottom - top);
  }
}

export class LoopPainter {
  constructor(private readonly text: TextFitter) {}

  draw(model: FlameModel, top: CssPixels, context: DrawContext): void {
    // How far each lane is taken: by brackets, and by texts, which may be longer than their bracket.
    const drawnTo: CssPixels[] = [];
    const writtenTo: CssPixels[] = [];
    for (const bracket of model.brackets) {
      const { lane } = bracket;
      const left = toPx(model.view, model.width, bracket.start);
      if (left > model.width) break;
      const right = Math.max(toPx(model.view, model.width, bracket.end) - ROW_GAP, left + 2);
      // Of brackets that fall on one pixel, one is seen.
      if (right < 0 || right < (drawnTo[lane] ?? 0) + 1) continue;
      drawnTo[lane] = right;
      const limit = Math.min(toPx(model.view, model.width, bracket.nextInLane), model.width);
      const y = top - lane * LOOP_LANE_HEIGHT - FOOT_GAP - BRACKET_HEIGHT;
      const from = Math.max(left, writtenTo[lane] ?? 0, 0);
      const written = this.drawWaste(model, bracket, from, Math.max(right, limit), y - TEXT_RISE, context);
      if (written !== null) writtenTo[lane] = written + TEXT_GAP;
      this.drawBracket(model, bracket, { left, right, y, countSaid: written !== null }, context);
    }
  }

  private drawBracket(
    model: FlameModel,
    bracket: LoopBracket,
    { left, right, y, countSaid }: BracketLine,
    context: DrawContext,
  ): void {
    context.strokeStyle = model.theme.loop;
    context.lineWidth = bracket.loopId === model.activeLoop ? 2.5 : 1.5;
    context.beginPath();
    context.moveTo(left, y + BRACKET_HEIGHT);
    context.lineTo(left, y);
    context.lineTo(right, y);
    context.lineTo(right, y + BRACKET_HEIGHT);
    context.stroke();
    context.textAlign = 'center';
    const { iterations } = bracket;
    const centre = (i: number) =>
      toPx(model.view, model.width, (iterations[i]!.start + iterations[i]!.end) / 2);
    const widest = this.text.width(`↻${iterations.length}`, context) + 6;
    const gap =
      iterations.length > 1
        ? (centre(iterations.length - 1) - centre(0)) / (iterations.length - 1)
        : Infinity;
    if (gap >= widest) {
      for (let i = firstAfter(iterations, model.view.from); i < iterations.length; i++) {
        const x = centre(i);
        if (x > model.width) break;
        this.drawOnLine(`↻${iterations[i]!.iteration}`, x, y, model, context);
      }
    } else if (!countSaid) {
      const middle = (Math.max(left, 0) + Math.min(right, model.width)) / 2;
      this.drawOnLine(`↻ ×${iterations.length}`, middle, y, model, context);
    }
    context.textAlign = 'left';
  }

  /** As much as fits of "↻ 6 · 41k tokens, $0.31, 48s wasted". Returns where the text ends, null without one. */
  private drawWaste(
    model: FlameModel,
    bracket: LoopBracket,
    from: CssPixels,
    to: CssPixels,
    y: CssPixels,
    context: DrawContext,
  ): CssPixels | null {
    const room = Math.min(to, model.width) - from;
    const text = wasteTexts(bracket).find((candidate) => this.text.width(candidate, context) <= room);
    if (text === undefined) return null;
    context.fillStyle = model.theme.loopText;
    context.fillText(text, from, y);
    return from + this.text.width(text, context);
  }

  /** Text that sits on the bracket's line, which it interrupts. */
  private drawOnLine(
    text: string,
    x: CssPixels,
    y: CssPixels,
    { theme }: FlameModel,
    context: DrawContext,
  ): void {
    const half = this.text.width(text, context) / 2 + 3;
    context.fillStyle = theme.background;
    context.fillRect(x - half, y - 6, half * 2, 12);
    context.fillStyle = theme.loopText;
    context.fillText(text, x, y + 1);
  }
}

/** What a loop cost for nothing, the most telling first, each a little shorter. */
function wasteTexts({ iterations, wasted }: LoopBracket): string[] {
  const times = `↻ ${iterations.length}`;
  const figures = wasted ? wastedFigures(wasted) : [];
  return figures.map((_, i) => t('{0} · {1} wasted', times, figures.slice(0, figures.length - i).join(', ')));
}

/** The figures that are known: tokens, cost, time. */
export function wastedFigures({ tokens, costUsd, durationMs }: Loop['wasted']): string[] {
  const figures: string[] = [];
  if (tokens !== null && tokens > 0) figures.push(t('{0} tokens', formatTokens(tokens)));
  if (costUsd !== null && costUsd > 0) figures.push(formatUsd(costUsd));
  if (durationMs > 0) figures.push(formatDuration(durationMs));
  return figures;
}

/** The first iteration that ends after a position. */
function firstAfter(iterations: LoopBracket['iterations'], position: number): number {
  let low = 0;
  let high = iterations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (iterations[middle]!.end < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
