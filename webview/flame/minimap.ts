/**
 * The whole session in a strip, with the visible window on it. The window is dragged, or resized by its edges; a drag
 * beside it makes a new one, a click centres it.
 */
import type { FrameColour } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { el } from '../dom';
import { fitCanvas } from './canvas';
import { paintIndex, paintsOf } from './colouring';
import type { FlameTheme } from './flameTheme';
import type { FrameIndex } from './frameIndex';
import type { LoopBracket } from './loopLanes';
import type { Bounds, View } from './viewport';
import { clampView, coversAll, toPx, toValue } from './viewport';

export interface MinimapModel {
  frames: FrameIndex;
  brackets: readonly LoopBracket[];
  bounds: Bounds;
  view: View;
  theme: FlameTheme;
  colourBy: FrameColour;
}

type Grip = 'window' | 'from' | 'to' | 'new';

const PADDING: CssPixels = 2;
const MAX_PITCH: CssPixels = 5;
const LOOP_HEIGHT: CssPixels = 2;
/** How near to an edge of the window the pointer takes it. */
const EDGE_REACH: CssPixels = 5;
const DRAG_THRESHOLD: CssPixels = 4;

export class Minimap {
  readonly element = el('div', { class: 'minimap', attrs: { 'aria-hidden': 'true' } });
  private readonly canvas = el('canvas');
  /** The session without the window: it changes rarely. */
  private readonly picture = document.createElement('canvas');
  private pictureKey: unknown[] = [];
  private model: MinimapModel | null = null;

  constructor(private readonly onMove: (view: View) => void) {
    this.element.append(this.canvas);
    this.element.addEventListener('pointerdown', (event) => {
      this.onDown(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) this.element.dataset.grip = this.gripAt(event);
    });
  }

  draw(model: MinimapModel): void {
    this.model = model;
    const canvas = fitCanvas(this.canvas, this.element);
    if (!canvas) return;
    const { context, width, height } = canvas;
    const key = [
      model.frames,
      model.brackets,
      model.theme,
      model.colourBy,
      this.canvas.width,
      this.canvas.height,
    ];
    if (key.some((part, i) => part !== this.pictureKey[i])) {
      this.pictureKey = key;
      this.paintPicture(model, width, height);
    }
    context.clearRect(0, 0, width, height);
    context.drawImage(this.picture, 0, 0, width, height);
    if (!coversAll(model.view, model.bounds)) drawWindow(context, model, width, height);
  }

  private paintPicture(model: MinimapModel, width: CssPixels, height: CssPixels): void {
    this.picture.width = this.canvas.width;
    this.picture.height = this.canvas.height;
    const context = this.picture.getContext('2d');
    if (!context) return;
    context.scale(this.canvas.width / width, this.canvas.height / height);
    drawDensity(context, model, width, height);
    context.fillStyle = model.theme.loop;
    for (const { start, end } of model.brackets) {
      const left = toPx(model.bounds, width, start);
      const right = toPx(model.bounds, width, end);
      context.fillRect(left, height - LOOP_HEIGHT, Math.max(right - left, 2), LOOP_HEIGHT);
    }
  }

  private onDown(event: PointerEvent): void {
    const { model } = this;
    if (!model || event.button !== 0) return;
    event.preventDefault();
    const grip = this.gripAt(event);
    const { view, bounds } = model;
    const [start, startX] = [this.valueAt(event), event.clientX];
    let dragged = false;
    const move = (now: PointerEvent) => {
      if (!dragged && Math.abs(now.clientX - startX) < DRAG_THRESHOLD) return;
      dragged = true;
      this.onMove(draggedView(grip, view, start, this.valueAt(now), bounds));
    };
    const end = (now: PointerEvent) => {
      this.element.removeEventListener('pointermove', move);
      this.element.removeEventListener('pointerup', end);
      this.element.removeEventListener('pointercancel', end);
      if (dragged || grip !== 'new' || now.type !== 'pointerup') return;
      const half = (view.to - view.from) / 2;
      this.onMove(clampView({ from: start - half, to: start + half }, bounds));
    };
    this.element.setPointerCapture(event.pointerId);
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', end);
    this.element.addEventListener('pointercancel', end);
  }

  private gripAt(event: PointerEvent): Grip {
    const { model } = this;
    if (!model || coversAll(model.view, model.bounds)) return 'new';
    const { width } = this.element.getBoundingClientRect();
    const x = toPx(model.bounds, width, this.valueAt(event));
    const left = toPx(model.bounds, width, model.view.from);
    const right = toPx(model.bounds, width, model.view.to);
    if (Math.abs(x - left) <= EDGE_REACH && x < right) return 'from';
    if (Math.abs(x - right) <= EDGE_REACH && x > left) return 'to';
    return x > left && x < right ? 'window' : 'new';
  }

  private valueAt(event: PointerEvent): number {
    const box = this.element.getBoundingClientRect();
    return this.model ? toValue(this.model.bounds, box.width, event.clientX - box.left) : 0;
  }
}

function draggedView(grip: Grip, view: View, start: number, now: number, bounds: Bounds): View {
  const span = view.to - view.from;
  switch (grip) {
    case 'window':
      return clampView({ from: view.from + now - start, to: view.from + now - start + span }, bounds);
    case 'from':
      return clampView({ from: Math.min(now, view.to - bounds.minSpan), to: view.to }, bounds);
    case 'to':
      return clampView({ from: view.from, to: Math.max(now, view.from + bounds.minSpan) }, bounds);
    case 'new':
      return clampView({ from: Math.min(start, now), to: Math.max(start, now) }, bounds);
  }
}

/** All frames, flattened; where rows share a line the darker it gets the more there is. Errors above all others. */
function drawDensity(
  context: CanvasRenderingContext2D,
  { frames, bounds, theme, colourBy }: MinimapModel,
  width: CssPixels,
  height: CssPixels,
): void {
  const room = height - 2 * PADDING - LOOP_HEIGHT;
  const pitch = Math.min(room / Math.max(frames.rowCount, 1), MAX_PITCH);
  const thickness = Math.max(pitch - 0.5, 1);
  const paints = paintsOf(theme, colourBy);
  const { row, start, end, flags } = frames.columns;
  context.globalAlpha = pitch < 1 ? 0.35 : 0.75;
  const draw = (i: number, colour: string, least: CssPixels) => {
    const x = toPx(bounds, width, start[i]!);
    context.fillStyle = colour;
    context.fillRect(
      x,
      PADDING + row[i]! * pitch,
      Math.max(toPx(bounds, width, end[i]!) - x - 0.5, least),
      thickness,
    );
  };
  for (let i = 0; i < frames.length; i++) {
    draw(i, paints[paintIndex(frames.columns, colourBy, paints.length, i)]!.fill, 1);
  }
  context.globalAlpha = 1;
  for (let i = 0; i < frames.length; i++) {
    if ((flags[i]! & FRAME_FLAG.error) !== 0) draw(i, theme.error, 2);
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
  // Grips: the edges can be dragged.
  context.fillStyle = theme.accent;
  for (const x of [left - 1, right - 2]) context.fillRect(x, height / 2 - 5, 3, 10);
}
