/** What the flame graph draws, by the operations on its canvas. No browser needed. */
import { describe, expect, it } from 'vitest';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { FlameTheme } from '../../webview/flame/flameTheme';
import { AXIS_HEIGHT, LOOP_LANE_HEIGHT, ROW_PITCH } from '../../webview/flame/geometry';
import { loopBrackets } from '../../webview/flame/loopLanes';
import type { FlameModel } from '../../webview/flame/renderer';
import { FlameRenderer } from '../../webview/flame/renderer';
import type { FrameSketch } from './support/frames';
import { frameIndex } from './support/frames';
import { RecordingContext } from './support/recordingContext';

const THEME: FlameTheme = {
  font: '11px sans-serif',
  fills: SPAN_KINDS.map((kind) => `fill-${kind}`),
  ink: 'ink',
  background: 'background',
  foreground: 'foreground',
  dim: 'dim',
  grid: 'grid',
  loop: 'loop',
  loopBand: 'loop-band',
  error: 'error',
  onError: 'on-error',
  selection: 'selection',
  match: 'match',
  accent: 'accent',
  contrastBorder: null,
  hatch: 'hatch',
};

function draw(frames: FrameSketch[], changes: Partial<FlameModel> = {}): RecordingContext {
  const context = new RecordingContext();
  const model: FlameModel = {
    frames: frameIndex(frames),
    brackets: [],
    mode: 'time',
    view: { from: 0, to: 1000 },
    width: 1000,
    height: 200,
    scrollTop: 0,
    selected: -1,
    hovered: -1,
    activeLoop: null,
    matches: null,
    theme: THEME,
    ...changes,
  };
  new FlameRenderer().draw(model, context);
  return context;
}

describe('frames', () => {
  it('lie where their time is, one row pitch apart, with a pixel between neighbours', () => {
    const context = draw([
      { row: 0, start: 0, end: 1000, kind: 'agent' },
      { row: 1, start: 100, end: 300, kind: 'llm' },
      { row: 1, start: 300, end: 400, kind: 'tool' },
    ]);
    expect(context.with('fill-llm')).toMatchObject([
      { op: 'fill', x: 100, y: AXIS_HEIGHT + ROW_PITCH, width: 199, height: 20 },
    ]);
    expect(context.with('fill-tool')).toMatchObject([{ x: 300, width: 99 }]);
  });

  it('outside the window are not drawn, and of those reaching in only the visible part', () => {
    const frames: FrameSketch[] = [
      { row: 0, start: 0, end: 100, kind: 'llm' },
      { row: 0, start: 100, end: 900, kind: 'tool' },
      { row: 0, start: 950, end: 1000, kind: 'llm' },
    ];
    const context = draw(frames, { view: { from: 400, to: 500 } });
    expect(context.with('fill-llm')).toEqual([]);
    const [tool] = context.with('fill-tool');
    expect(tool!.x).toBeGreaterThan(-10);
    expect(tool!.width).toBeLessThan(1020);
    expect(context.texts()).toContain('frame 1');
  });

  it('are never thinner than a pixel, but one pixel is not painted twice', () => {
    const context = draw([
      { row: 0, start: 500, end: 500.1 },
      { row: 0, start: 500.2, end: 500.3 },
      { row: 0, start: 600, end: 600.1 },
    ]);
    expect(context.with('fill-tool')).toMatchObject([{ width: 1 }, { width: 1 }]);
  });

  it('that failed show even on a pixel that is taken', () => {
    const context = draw([
      { row: 0, start: 500, end: 500.1 },
      { row: 0, start: 500.2, end: 500.3, flags: FRAME_FLAG.error },
    ]);
    expect(context.with('error').length).toBeGreaterThan(0);
  });

  it('cut their label with an ellipsis, never overflow, and say nothing rather than one letter', () => {
    const context = draw([
      { row: 0, start: 0, end: 60, label: 'search_docs' },
      { row: 0, start: 100, end: 124, label: 'search_docs' },
    ]);
    expect(context.texts().filter((text) => text.startsWith('s'))).toEqual(['search_…']);
  });

  it('that failed are outlined and marked', () => {
    const context = draw([{ row: 0, start: 0, end: 100, flags: FRAME_FLAG.error }]);
    expect(context.with('error')).toMatchObject([
      { op: 'stroke', lineWidth: 1.5 },
      { op: 'fillRect', x: 86 },
    ]);
    expect(context.with('on-error')).toMatchObject([{ op: 'stroke' }]);
  });

  it('in a loop are hatched, with their label on a halo of the fill', () => {
    const context = draw([{ row: 0, start: 0, end: 100, kind: 'tool', flags: FRAME_FLAG.loop }]);
    const order = context.operations.map(({ op, style }) => `${op} ${String(style)}`);
    const of = (operation: string) => order.indexOf(operation);
    expect(of('fill fill-tool')).toBeGreaterThanOrEqual(0);
    expect(of('fill hatch')).toBeGreaterThan(of('fill fill-tool'));
    expect(of('strokeText fill-tool')).toBeGreaterThan(of('fill hatch'));
    expect(of('fillText ink')).toBeGreaterThan(of('strokeText fill-tool'));
  });

  it('that are not finished fade out and keep their label on the solid part', () => {
    const label = 'a label of forty characters, more or less';
    const context = draw([{ row: 0, start: 0, end: 200, kind: 'other', flags: FRAME_FLAG.pending, label }]);
    const [fill] = context.operations.filter(({ op }) => op === 'fill');
    expect(fill!.style).toMatchObject({ stops: ['fill-other', 'fill-other', 'background'] });
    const shown = context.texts().find((text) => text.startsWith('a label'));
    expect(shown!.length * 6).toBeLessThanOrEqual(120);
  });

  it('standing for several spans are marked and counted', () => {
    const context = draw([{ row: 0, start: 0, end: 100, flags: FRAME_FLAG.bucket, count: 12 }]);
    expect(context.texts()).toContain('12×');
    expect(context.with('foreground')).toMatchObject([{ op: 'fillRect', height: 2 }]);
  });

  it('without duration are ticks in time, and nothing where they took nothing', () => {
    const instant: FrameSketch[] = [
      { row: 0, start: 0, end: 100, kind: 'llm' },
      { row: 0, start: 100, end: 100, kind: 'hook', flags: FRAME_FLAG.instant },
    ];
    expect(draw(instant).with('fill-hook')).toMatchObject([{ op: 'fillRect', width: 2 }, { op: 'fill' }]);
    expect(draw(instant, { mode: 'tokens' }).with('fill-hook')).toEqual([]);
  });

  it('get an outline in high contrast', () => {
    const frames: FrameSketch[] = [{ row: 0, start: 0, end: 100 }];
    const theme = { ...THEME, contrastBorder: 'contrast-border' };
    expect(draw(frames, { theme }).with('contrast-border')).toHaveLength(1);
    expect(draw(frames).with('contrast-border')).toEqual([]);
  });
});

describe('selection and search', () => {
  const frames: FrameSketch[] = [
    { row: 0, start: 0, end: 100, label: 'alpha' },
    { row: 0, start: 100, end: 200, label: 'beta' },
  ];

  it('outlines the selected frame above all others', () => {
    const context = draw(frames, { selected: 0 });
    const last = context.operations.findLast(({ style }) => style === 'selection');
    expect(last).toMatchObject({ op: 'stroke', lineWidth: 2, x: -0.5 });
    const fills = context.operations.map(({ style }) => style);
    expect(fills.lastIndexOf('selection')).toBeGreaterThan(fills.lastIndexOf('fill-tool'));
  });

  it('outlines what matches and fades what does not', () => {
    const context = draw(frames, { matches: (label) => label === 'beta' });
    expect(context.with('match')).toMatchObject([{ x: 101 }]);
    const [alpha, beta] = context.with('fill-tool');
    expect(alpha!.alpha).toBeLessThan(0.5);
    expect(beta!.alpha).toBe(1);
  });
});

describe('loops', () => {
  const mark = (iteration: number, start: number, loopId = 'loop') => ({
    loopId,
    iteration,
    start,
    end: start + 90,
    firstRow: 1,
    lastRow: 2,
  });
  const frames: FrameSketch[] = [
    { row: 0, start: 0, end: 1000 },
    { row: 1, start: 0, end: 1000 },
    { row: 2, start: 0, end: 1000 },
  ];

  it('get a bracket above the rows with numbered iterations, and a band down to their last row', () => {
    const brackets = loopBrackets([mark(1, 100), mark(2, 200), mark(3, 300)]);
    const context = draw(frames, { brackets });
    expect(context.texts()).toEqual(expect.arrayContaining(['↻1', '↻2', '↻3']));
    const top = AXIS_HEIGHT + LOOP_LANE_HEIGHT;
    const [line] = context.with('loop').filter(({ op }) => op === 'stroke');
    expect(line).toMatchObject({ x: 100, width: 289 });
    expect(line!.y + line!.height).toBeLessThanOrEqual(top);
    expect(context.with('loop-band')).toMatchObject([{ x: 100, y: top, width: 290 }]);
    const [band] = context.with('loop-band');
    expect(band!.y + band!.height).toBeGreaterThanOrEqual(top + 3 * ROW_PITCH);
  });

  it('say how often when the iterations are too narrow for numbers', () => {
    const brackets = loopBrackets([mark(1, 100), mark(2, 110), mark(3, 120)]);
    const context = draw(frames, { brackets });
    expect(context.texts()).toContain('↻ ×3');
    expect(context.texts()).not.toContain('↻1');
  });

  it('that overlap get a lane each', () => {
    const marks = [
      mark(1, 100, 'a'),
      mark(2, 300, 'a'),
      mark(1, 200, 'b'),
      mark(2, 450, 'b'),
      mark(1, 600, 'c'),
    ];
    expect(loopBrackets(marks).map(({ loopId, lane }) => [loopId, lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });
});
