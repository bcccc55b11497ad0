/**
 * Draws the rows. Frames too narrow for a shape of their own are drawn as runs of one colour, so that the work
 * depends on what can be told apart on the screen.
 */
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { formatExtent } from '../session/names';
import { paintIndex, paintsOf } from './colouring';
import type { DrawContext } from './drawContext';
import type { Paint } from './flameTheme';
import {
  drawBucketMark,
  drawError,
  drawFoldedMark,
  drawInstant,
  drawTornEdge,
  ERROR_MARK_WIDTH,
  fading,
  FOLDED_MARK_WIDTH,
  outline,
  ring,
  shape,
  SOLID_SHARE,
  TORN_EDGE_WIDTH,
} from './frameMarks';
import { CORNER_RADIUS, INSTANT_WIDTH, MIN_FRAME_WIDTH, ROW_GAP, ROW_HEIGHT, ROW_PITCH } from './geometry';
import type { FlameModel } from './flameModel';
import type { TextFitter } from './text';
import { toPx } from './viewport';

const LABEL_INSET: CssPixels = 4;
const MIN_LABEL_WIDTH: CssPixels = 22;
/** From this width on a frame says its extent, too. */
const EXTENT_WIDTH: CssPixels = 150;
/** Narrower frames have no room for outline, hatching and gap. */
const NARROW: CssPixels = 3;
/** How high the strips are that tell of loops and matches in a run of narrow frames. */
const STRIP_HEIGHT: CssPixels = 4;

/** What makes narrow frames look different. */
const RUN_FLAGS = FRAME_FLAG.error | FRAME_FLAG.loop | FRAME_FLAG.match;

/** Neighbouring narrow frames that look the same. */
interface Run {
  left: CssPixels;
  right: CssPixels;
  paint: number;
  flags: number;
}

export class FramePainter {
  constructor(private readonly text: TextFitter) {}

  /** `originY` is where row 0 begins. */
  draw(model: FlameModel, originY: CssPixels, context: DrawContext): void {
    const { frames, height } = model;
    const firstRow = Math.max(0, Math.floor(-originY / ROW_PITCH));
    const lastRow = Math.min(frames.rowCount - 1, Math.floor((height - originY) / ROW_PITCH));
    const paints = paintsOf(model.theme, model.colourBy);
    for (let row = firstRow; row <= lastRow; row++) {
      this.drawRow(model, row, originY + row * ROW_PITCH, paints, context);
    }
    for (const [index, colour, line] of [
      [model.hovered, model.theme.foreground, 1],
      [model.selected, model.theme.selection, 2],
    ] as const) {
      if (index >= 0) drawRing(model, index, originY, colour, line, context);
    }
  }

  private drawRow(
    model: FlameModel,
    row: number,
    y: CssPixels,
    paints: readonly Paint[],
    context: DrawContext,
  ): void {
    const { frames, view, width } = model;
    const { columns } = frames;
    const { start, end, flags } = columns;
    const rowEnd = frames.rowStart[row + 1]!;
    const scale = width / (view.to - view.from);
    const run: Run = { left: 0, right: -Infinity, paint: -1, flags: 0 };
    for (let i = frames.firstEndingAfter(row, view.from); i < rowEnd && start[i]! <= view.to; i++) {
      const flag = flags[i]!;
      const instant = (flag & FRAME_FLAG.instant) !== 0;
      // What took no tokens or money has no width; only in time a moment means something.
      if (frames.window.mode !== 'time' && end[i] === start[i] && (flag & FRAME_FLAG.error) === 0) continue;
      const left = (start[i]! - view.from) * scale;
      const right = (end[i]! - view.from) * scale;
      const paint = paintIndex(columns, model.colourBy, paints.length, i);
      if (right - left < NARROW && !(instant && (flag & FRAME_FLAG.bucket) === 0)) {
        this.addToRun(run, left, Math.max(right, left + MIN_FRAME_WIDTH), paint, flag, (ended) => {
          drawRun(model, ended, y, paints, context);
        });
        continue;
      }
      drawRun(model, run, y, paints, context);
      run.right = -Infinity;
      if (right - left < NARROW) this.drawMoment(model, flag, left, y, paints[paint]!, context);
      else this.drawFrame(model, i, left, right, y, paints[paint]!, context);
    }
    drawRun(model, run, y, paints, context);
  }

  /** Prolongs the run, or ends it and begins the next. A pixel that is taken is taken again only by news. */
  private addToRun(
    run: Run,
    left: CssPixels,
    right: CssPixels,
    paint: number,
    flag: number,
    end: (run: Run) => void,
  ): void {
    const flags = flag & (RUN_FLAGS | FRAME_FLAG.bucket);
    const touches = left <= run.right + 0.5;
    if (touches && run.paint === paint && ((run.flags ^ flags) & RUN_FLAGS) === 0) {
      run.right = Math.max(run.right, right);
      run.flags |= flags;
      return;
    }
    const news = flags & RUN_FLAGS & ~run.flags;
    if (touches && right <= run.right && news === 0) return;
    end(run);
    run.left = touches && news === 0 ? Math.max(left, run.right) : left;
    run.right = Math.max(right, run.left + MIN_FRAME_WIDTH);
    run.paint = paint;
    run.flags = flags;
  }

  /** A single span without duration: a tick with a head. */
  private drawMoment(
    { theme, searching }: FlameModel,
    flag: number,
    x: CssPixels,
    y: CssPixels,
    paint: Paint,
    context: DrawContext,
  ): void {
    const dimmed = searching && (flag & FRAME_FLAG.match) === 0;
    const colour = (flag & FRAME_FLAG.error) !== 0 ? theme.error : dimmed ? paint.dimmed : paint.fill;
    drawInstant(x, y, colour, context);
    if (searching && !dimmed) outline(x - 1, y, INSTANT_WIDTH + 2, theme.match, 1, context);
  }

  private drawFrame(
    model: FlameModel,
    index: number,
    left: CssPixels,
    right: CssPixels,
    y: CssPixels,
    paint: Paint,
    context: DrawContext,
  ): void {
    const { theme } = model;
    const flag = model.frames.columns.flags[index]!;
    const x = Math.max(left, -2 * CORNER_RADIUS);
    const width = Math.max(Math.min(right, model.width + 2 * CORNER_RADIUS) - x - ROW_GAP, MIN_FRAME_WIDTH);
    const bucket = (flag & FRAME_FLAG.bucket) !== 0;
    const pending = (flag & FRAME_FLAG.pending) !== 0;
    const looping = (flag & FRAME_FLAG.loop) !== 0;
    const matched = (flag & FRAME_FLAG.match) !== 0;
    const dimmed = model.searching && !matched;
    const fill = dimmed ? paint.dimmed : bucket ? paint.bucket : paint.fill;
    context.fillStyle = pending ? fading(fill, theme.background, x, width, context) : fill;
    shape(x, y, width, context);
    context.fill();
    if (looping) {
      context.fillStyle = theme.hatch;
      context.fill();
    }
    if (bucket) drawBucketMark(x, y, width, theme, context);
    if (theme.contrastBorder) outline(x, y, width, theme.contrastBorder, 1, context);
    let labelRight = Math.min(x + width, model.width) - LABEL_INSET;
    if ((flag & FRAME_FLAG.cut) !== 0 && width > 2 * TORN_EDGE_WIDTH) {
      drawTornEdge(x + width, y, theme, context);
      labelRight -= TORN_EDGE_WIDTH;
    }
    if ((flag & FRAME_FLAG.error) !== 0 && drawError(x, y, width, theme, context)) {
      labelRight = Math.min(labelRight, x + width - ERROR_MARK_WIDTH - 2);
    }
    if ((flag & FRAME_FLAG.folded) !== 0 && labelRight - x > MIN_LABEL_WIDTH) {
      labelRight -= FOLDED_MARK_WIDTH;
      drawFoldedMark(labelRight + LABEL_INSET, y, dimmed ? paint.dimmedInk : theme.ink, context);
    }
    if (model.searching && matched) outline(x, y, width, theme.match, 2, context);
    if (pending) labelRight = Math.min(labelRight, x + width * SOLID_SHARE);
    const labelLeft = Math.max(x, 0) + LABEL_INSET;
    if (labelRight - labelLeft < MIN_LABEL_WIDTH - 2 * LABEL_INSET) return;
    const text = this.labelOf(model, index, labelRight - labelLeft, bucket, context);
    if (text === '') return;
    const middle = y + ROW_HEIGHT / 2 + 0.5;
    if (looping) {
      // The fill's own colour around the letters keeps them readable over the hatching.
      context.strokeStyle = fill;
      context.lineWidth = 4;
      context.strokeText(text, labelLeft, middle);
    }
    context.fillStyle = dimmed ? paint.dimmedInk : theme.ink;
    context.fillText(text, labelLeft, middle);
  }

  private labelOf(
    { frames }: FlameModel,
    index: number,
    available: CssPixels,
    bucket: boolean,
    context: DrawContext,
  ): string {
    const { columns, window } = frames;
    const label = frames.labelAt(index);
    if (bucket) return this.text.fit(`${columns.count[index]!}×`, available, context);
    if (available >= EXTENT_WIDTH && (columns.flags[index]! & FRAME_FLAG.pending) === 0) {
      const extent = formatExtent(frames.extentAt(index), window.mode);
      const both = `${label} · ${extent}`;
      if (this.text.width(both, context) <= available) return both;
    }
    return this.text.fit(label, available, context);
  }
}

/** What the run tells of errors, loops and matches is told in strips: there is no room for outlines. */
function drawRun(
  { theme, searching }: FlameModel,
  { left, right, paint, flags }: Run,
  y: CssPixels,
  paints: readonly Paint[],
  context: DrawContext,
): void {
  if (right === -Infinity) return;
  const width = right - left;
  const { fill, bucket, dimmed } = paints[paint]!;
  const matched = (flags & FRAME_FLAG.match) !== 0;
  if ((flags & FRAME_FLAG.error) !== 0) context.fillStyle = theme.error;
  else if (searching && !matched) context.fillStyle = dimmed;
  else context.fillStyle = (flags & FRAME_FLAG.bucket) !== 0 ? bucket : fill;
  context.fillRect(left, y, width, ROW_HEIGHT);
  if ((flags & FRAME_FLAG.loop) !== 0) {
    context.fillStyle = theme.loop;
    context.fillRect(left, y + ROW_HEIGHT - STRIP_HEIGHT, width, STRIP_HEIGHT);
  }
  if (searching && matched) {
    context.fillStyle = theme.match;
    context.fillRect(left, y, width, STRIP_HEIGHT);
  }
  if ((flags & FRAME_FLAG.bucket) !== 0 && width >= 2) drawBucketMark(left, y, width, theme, context);
}

/** Around a frame, above all others, with a gap of background that sets it off from any fill. */
function drawRing(
  model: FlameModel,
  index: number,
  originY: CssPixels,
  colour: string,
  line: CssPixels,
  context: DrawContext,
): void {
  const { row, start, end } = model.frames.columns;
  const left = Math.max(toPx(model.view, model.width, start[index]!), -4);
  const right = Math.min(toPx(model.view, model.width, end[index]!), model.width + 4);
  if (right < -4 || left > model.width + 4) return;
  const width = Math.max(right - left - ROW_GAP, MIN_FRAME_WIDTH + 1);
  const y = originY + row[index]! * ROW_PITCH;
  ring(left, y, width, model.theme.background, line + 2, context);
  ring(left, y, width, colour, line, context);
}
