/** Arithmetic behind zooming, panning, hitting and stepping. No browser needed. */
import { describe, expect, it } from 'vitest';
import { FRAME_FLAG } from '../../src/protocol/frames';
import { hitTest } from '../../webview/flame/hitTest';
import { ROW_PITCH } from '../../webview/flame/geometry';
import { axisTicks, formatTimeTick } from '../../webview/flame/ticks';
import {
  boundsOf,
  clampView,
  coversAll,
  fitRange,
  panBy,
  reveal,
  touchesEnd,
  toPx,
  toValue,
  zoomAt,
} from '../../webview/flame/viewport';
import { frameIndex } from './support/frames';

const BOUNDS = boundsOf({ from: 0, to: 1000 }, 'time');

describe('the viewport', () => {
  it('keeps the point under the pointer when zooming', () => {
    let view = { from: 0, to: 1000 };
    const anchor = toValue(view, 800, 300);
    for (const factor of [0.8, 0.5, 0.9, 1.1]) view = zoomAt(view, anchor, factor, BOUNDS);
    expect(toPx(view, 800, anchor)).toBeCloseTo(300, 6);
  });

  it('zooms no further in than a microsecond and no further out than the session', () => {
    const deep = zoomAt({ from: 0, to: 1000 }, 500, 1e-12, BOUNDS);
    expect(deep.to - deep.from).toBeCloseTo(0.001, 9);
    expect(zoomAt({ from: 400, to: 500 }, 450, 1e6, BOUNDS)).toEqual({ from: 0, to: 1000 });
  });

  it('stops at the ends of the session without changing the zoom', () => {
    expect(panBy({ from: 100, to: 300 }, -500, BOUNDS)).toEqual({ from: 0, to: 200 });
    expect(panBy({ from: 100, to: 300 }, 5000, BOUNDS)).toEqual({ from: 800, to: 1000 });
  });

  it('knows the whole session and its right edge', () => {
    expect(coversAll({ from: 0, to: 1000 }, BOUNDS)).toBe(true);
    expect(coversAll({ from: 0, to: 990 }, BOUNDS)).toBe(false);
    expect(touchesEnd({ from: 900, to: 1000 }, BOUNDS)).toBe(true);
    expect(touchesEnd({ from: 800, to: 900 }, BOUNDS)).toBe(false);
  });

  it('fits a range with a margin', () => {
    expect(fitRange({ from: 400, to: 500 }, BOUNDS, 0.1)).toEqual({ from: 390, to: 510 });
  });

  it('moves only when it must to reveal a range', () => {
    const view = { from: 200, to: 400 };
    expect(reveal(view, { from: 250, to: 300 }, BOUNDS)).toBe(view);
    const moved = reveal(view, { from: 700, to: 720 }, BOUNDS);
    expect(moved).toEqual({ from: 610, to: 810 });
  });

  it('zooms in to reveal what would be too thin to see', () => {
    const shown = reveal({ from: 0, to: 1000 }, { from: 500, to: 500.1 }, BOUNDS);
    expect(0.1 / (shown.to - shown.from)).toBeGreaterThan(0.004);
  });

  it('survives a session without extent', () => {
    const bounds = boundsOf({ from: 0, to: 0 }, 'tokens');
    const view = clampView({ from: 0, to: 0 }, bounds);
    expect(view.to).toBeGreaterThan(view.from);
  });
});

describe('the axis', () => {
  it('counts time the way clocks do', () => {
    const labels = (to: number) => axisTicks({ from: 0, to }, 660, 'time').map(({ label }) => label);
    expect(labels(1_000)).toEqual(['0s', '200ms', '400ms', '600ms', '800ms', '1.0s']);
    expect(labels(58_000)).toEqual(['0s', '10s', '20s', '30s', '40s', '50s']);
    expect(labels(600_000)).toEqual(['0s', '2m', '4m', '6m', '8m', '10m']);
  });

  it('has as many digits as neighbours need to differ', () => {
    const ticks = axisTicks({ from: 12_340, to: 12_346 }, 660, 'time').map(({ label }) => label);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(formatTimeTick(12_345, 1)).toBe('12.345s');
  });

  it('counts tokens and dollars', () => {
    const labels = (to: number, mode: 'tokens' | 'cost') =>
      axisTicks({ from: 0, to }, 440, mode).map(({ label }) => label);
    expect(labels(40_000, 'tokens')).toEqual(['0', '10k', '20k', '30k', '40k']);
    expect(labels(0.004, 'cost')).toEqual(['$0.00', '$0.001', '$0.002', '$0.003', '$0.004']);
  });
});

describe('frames by place', () => {
  const frames = frameIndex([
    { row: 0, start: 0, end: 1000 },
    { row: 1, start: 100, end: 300 },
    { row: 1, start: 400, end: 400.01 },
    { row: 1, start: 500, end: 600, flags: FRAME_FLAG.bucket },
    { row: 3, start: 150, end: 200 },
  ]);
  const view = { from: 0, to: 1000 };
  const hit = (x: number, row: number) => hitTest(frames, view, 1000, x, row * ROW_PITCH + 5);

  it('are found under the pointer', () => {
    expect(hit(50, 0)).toBe(0);
    expect(hit(200, 1)).toBe(1);
    expect(hit(350, 1)).toBe(-1);
    expect(hit(200, 2)).toBe(-1);
    expect(hit(200, 9)).toBe(-1);
  });

  it('are found a little beside when thin', () => {
    expect(hit(402, 1)).toBe(2);
    expect(hit(398, 1)).toBe(2);
    expect(hit(410, 1)).toBe(-1);
  });

  it('have neighbours in their row, and others above and below across empty rows', () => {
    expect(frames.neighbour(1, 1)).toBe(2);
    expect(frames.neighbour(1, -1)).toBe(-1);
    expect(frames.vertical(1, 1)).toBe(4);
    expect(frames.vertical(4, -1)).toBe(1);
    expect(frames.vertical(1, -1)).toBe(0);
    expect(frames.vertical(3, 1)).toBe(-1);
  });

  it('tell whether zooming in shows more', () => {
    expect(frames.hasBuckets(0, 1000)).toBe(true);
    expect(frames.hasBuckets(0, 450)).toBe(false);
  });

  it('are found by span', () => {
    expect(frames.find({ traceId: 'trace', spanId: '3' })).toBe(3);
    expect(frames.find({ traceId: 'other', spanId: '3' })).toBe(-1);
  });
});
