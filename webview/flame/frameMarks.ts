/** The shapes of frames and of the marks on them. */
import type { CssPixels } from '../../src/protocol/units';
import type { DrawContext } from './drawContext';
import type { FlameTheme } from './flameTheme';
import { CORNER_RADIUS, INSTANT_WIDTH, ROW_HEIGHT } from './geometry';

export const ERROR_MARK_WIDTH: CssPixels = 13;
export const TORN_EDGE_WIDTH: CssPixels = 4;
export const FOLDED_MARK_WIDTH: CssPixels = 12;
/** How much of a running span is drawn solid before it fades, and carries the label. */
export const SOLID_SHARE = 0.6;

export function shape(x: CssPixels, y: CssPixels, width: CssPixels, context: DrawContext): void {
  context.beginPath();
  if (width > 2 * CORNER_RADIUS) context.roundRect(x, y, width, ROW_HEIGHT, CORNER_RADIUS);
  else context.rect(x, y, width, ROW_HEIGHT);
}

export function outline(
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

/** A line around a frame, outside of it. */
export function ring(
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
  context.roundRect(x - 0.5, y - 0.5, width + 1, ROW_HEIGHT + 1, CORNER_RADIUS + 1);
  context.stroke();
}

/** Outline and, where it fits, a cross. Returns whether the cross was drawn. */
export function drawError(
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
export function drawBucketMark(
  x: CssPixels,
  y: CssPixels,
  width: CssPixels,
  theme: FlameTheme,
  context: DrawContext,
): void {
  context.fillStyle = theme.foreground;
  context.fillRect(x, y + ROW_HEIGHT - 3, width, 2);
}

/** Teeth out of the right edge: the answer goes no further because it was cut. */
export function drawTornEdge(right: CssPixels, y: CssPixels, theme: FlameTheme, context: DrawContext): void {
  const tooth = ROW_HEIGHT / 4;
  context.fillStyle = theme.background;
  context.beginPath();
  context.moveTo(right + 0.5, y);
  for (let i = 0; i < 4; i++) {
    context.lineTo(right - TORN_EDGE_WIDTH, y + (i + 0.5) * tooth);
    context.lineTo(right + 0.5, y + (i + 1) * tooth);
  }
  context.fill();
}

/** Three dots: plumbing is hidden below. `right` is where they end. */
export function drawFoldedMark(right: CssPixels, y: CssPixels, ink: string, context: DrawContext): void {
  context.fillStyle = ink;
  for (let i = 1; i <= 3; i++) context.fillRect(right - i * 4, y + ROW_HEIGHT - 6, 2, 2);
}

export function drawInstant(x: CssPixels, y: CssPixels, colour: string, context: DrawContext): void {
  context.fillStyle = colour;
  context.fillRect(x, y, INSTANT_WIDTH, ROW_HEIGHT);
  context.beginPath();
  context.moveTo(x - 2, y);
  context.lineTo(x + INSTANT_WIDTH + 2, y);
  context.lineTo(x + INSTANT_WIDTH / 2, y + 5);
  context.fill();
}

/** A running span has no end yet: its fill fades out. */
export function fading(
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
