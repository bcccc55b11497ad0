/** The whole session in a strip, with the visible window on it. Drag moves the window, a click centres it. */
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { el } from '../dom';
import { fitCanvas } from './canvas';
import type { FrameIndex } from './frameIndex';
import type { LoopBracket } from './loopLanes';
import type { FlameTheme } from './flameTheme';
import type { Bounds, View } from './viewport';
import { clampView, coversAll, toPx, toValue } from './viewport';

export interface MinimapModel {
  frames: FrameIndex;
  brackets: readonly LoopBracket[];
  bounds: Bounds;
  view: View;
  theme: FlameTheme;
}

const PADDING = 2;

export class Minimap {
  readonly element = el('div', { class: 'minimap', attrs: { 'aria-hidden': 'true' } });
  private readonly canvas = el('canvas');
  private model: MinimapModel | null = null;
  private grip: { offset: number } | null = null;

  constructor(private readonly onMove: (view: View) => void) {
    this.element.append(this.canvas);
    this.element.addEventListener('pointerdown', (event) => {
      this.startDrag(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if (this.grip) this.moveTo(this.valueAt(event) - this.grip.offset);
    });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      this.element.addEventListener(type, () => (this.grip = null));
    }
  }

  draw(model: MinimapModel): void {
    this.model = model;
    const canvas = fitCanvas(this.canvas, this.element);
    if (!canvas) return;
    const { context, width, height } = canvas;
    const { frames, bounds, theme, view } = model;
    context.clearRect(0, 0, width, height);
    const rows = Math.max(frames.rowCount, 1);
    const pitch = Math.min((height - 2 * PADDING) / rows, 5);
    const { row, start, end, kind, flags } = frames.columns;
    context.globalAlpha = 0.75;
    for (let i = 0; i < frames.length; i++) {
      const x = toPx(bounds, width, start[i]!);
      const failed = (flags[i]! & FRAME_FLAG.error) !== 0;
      context.fillStyle = failed ? theme.error : theme.fills[kind[i]!]!;
      const frameWidth = Math.max(toPx(bounds, width, end[i]!) - x - 0.5, failed ? 2 : 1);
      context.fillRect(x, PADDING + row[i]! * pitch, frameWidth, Math.max(pitch - 0.5, 1));
    }
    context.globalAlpha = 1;
    if (!coversAll(view, bounds)) drawWindow(context, model, width, height);
    context.fillStyle = theme.loop;
    for (const bracket of model.brackets) {
      const left = toPx(bounds, width, bracket.start);
      context.fillRect(left, height - 2, Math.max(toPx(bounds, width, bracket.end) - left, 2), 2);
    }
  }

  private startDrag(event: PointerEvent): void {
    if (!this.model || event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    const { view } = this.model;
    const value = this.valueAt(event);
    const inside = value >= view.from && value <= view.to;
    this.grip = { offset: inside ? value - view.from : (view.to - view.from) / 2 };
    if (!inside) this.moveTo(value - this.grip.offset);
  }

  private moveTo(from: number): void {
    if (!this.model) return;
    const { bounds, view } = this.model;
    this.onMove(clampView({ from, to: from + (view.to - view.from) }, bounds));
  }

  private valueAt(event: PointerEvent): number {
    const box = this.element.getBoundingClientRect();
    return this.model ? toValue(this.model.bounds, box.width, event.clientX - box.left) : 0;
  }
}

function drawWindow(
  context: CanvasRenderingContext2D,
  { bounds, theme, view }: MinimapModel,
  width: CssPixels,
  height: CssPixels,
): void {
  const left = toPx(bounds, width, view.from);
  const right = Math.max(toPx(bounds, width, view.to), left + 3);
  context.globalAlpha = 0.18;
  context.fillStyle = theme.accent;
  context.fillRect(left, 0, right - left, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, right - left - 1, height - 1);
}
