/** Arithmetic of the visible window, in the mode's unit (milliseconds, tokens or dollars). Pure. */
import type { FrameMode } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';

/** The visible part: `to` is greater than `from`. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The session's extent and the smallest span that may be looked at. */
export interface Bounds extends View {
  readonly minSpan: number;
}

/** Nothing below this can be told apart: a microsecond, a token, a ten-thousandth of a cent. */
const MIN_SPAN: Record<FrameMode, number> = { time: 0.001, tokens: 1, cost: 1e-6 };

export function boundsOf(extent: View, mode: FrameMode): Bounds {
  const minSpan = MIN_SPAN[mode];
  return { from: extent.from, to: Math.max(extent.to, extent.from + minSpan), minSpan };
}

export function toPx(view: View, width: CssPixels, value: number): CssPixels {
  return ((value - view.from) / (view.to - view.from)) * width;
}

export function toValue(view: View, width: CssPixels, px: CssPixels): number {
  return view.from + (px / width) * (view.to - view.from);
}

/** Zooms so that `anchor` keeps its place on the screen. `factor` below 1 zooms in. */
export function zoomAt(view: View, anchor: number, factor: number, bounds: Bounds): View {
  const span = Math.min(Math.max((view.to - view.from) * factor, bounds.minSpan), bounds.to - bounds.from);
  const share = (anchor - view.from) / (view.to - view.from);
  const from = anchor - share * span;
  return clampView({ from, to: from + span }, bounds);
}

export function panBy(view: View, delta: number, bounds: Bounds): View {
  return clampView({ from: view.from + delta, to: view.to + delta }, bounds);
}

/** The range with a margin at both sides, as a share of its length. */
export function fitRange(range: View, bounds: Bounds, margin = 0.06): View {
  const span = Math.max(range.to - range.from, bounds.minSpan);
  return clampView({ from: range.from - span * margin, to: range.from + span * (1 + margin) }, bounds);
}

/** Moves as little as needed to bring the range into view; zooms in only on what would be under `minShare` wide. */
export function reveal(view: View, range: View, bounds: Bounds, minShare = 0.004): View {
  const span = view.to - view.from;
  const length = range.to - range.from;
  if (length > 0 && length < span * minShare && span > bounds.minSpan) {
    const middle = (range.from + range.to) / 2;
    const half = Math.max((length / minShare / 4) * 0.5, bounds.minSpan / 2);
    return clampView({ from: middle - half, to: middle + half }, bounds);
  }
  if (range.to >= view.from + span * 0.02 && range.from <= view.to - span * 0.02) return view;
  const middle = length > span ? range.from + span * 0.4 : (range.from + range.to) / 2;
  return clampView({ from: middle - span / 2, to: middle + span / 2 }, bounds);
}

/** Keeps the span where possible and stays inside the session. */
export function clampView(view: View, bounds: Bounds): View {
  const span = Math.min(Math.max(view.to - view.from, bounds.minSpan), bounds.to - bounds.from);
  const from = Math.min(Math.max(view.from, bounds.from), bounds.to - span);
  return { from, to: from + span };
}

export function coversAll(view: View, bounds: Bounds): boolean {
  const slack = (bounds.to - bounds.from) * 1e-9;
  return view.from <= bounds.from + slack && view.to >= bounds.to - slack;
}

/** Within a few pixels of the session's end: nobody aims better with a wheel. */
export function touchesEnd(view: View, bounds: Bounds): boolean {
  return view.to >= bounds.to - (view.to - view.from) * 0.005;
}
