/** What the flame graph draws, by the operations on its canvas. No browser needed. */
import { describe, expect, it } from 'vitest';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { FrameWindow } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { Loop } from '../../src/protocol/loops';
import type { FlameTheme, Paint } from '../../webview/flame/flameTheme';
import { FRAME_STATUSES } from '../../webview/flame/flameTheme';
import { AXIS_HEIGHT, LOOP_LANE_HEIGHT, ROW_PITCH } from '../../webview/flame/geometry';
import { laneCount, loopBrackets } from '../../webview/flame/loopLanes';
import type { FlameModel } from '../../webview/flame/flameModel';
import { FlameRenderer } from '../../webview/flame/renderer';
import type { FrameSketch } from './support/frames';
import { frameIndex } from './support/frames';
import { RecordingContext } from './support/recordingContext';

const paint = (name: string): Paint => ({
  fill: `fill-${name}`,
  bucket: `bucket-${name}`,
  dimmed: `dimmed-${name}`,
  dimmedInk: `dimmed-ink-${name}`,
});

const THEME: FlameTheme = {
  font: '11px sans-serif',
  kinds: SPAN_KINDS.map(paint),
  groups: ['none', 'first', 'second'].map(paint),
  statuses: FRAME_STATUSES.map(paint),
  ink: 'ink',
  background: 'background',
  foreground: 'foreground',
  dim: 'dim',
  grid: 'grid',
  loop: 'loop',
  loopText: 'loop-text',
  loopBand: 'loop-band',
  error: 'error',
  onError: 'on-error',
  selection: 'selection',
  match: 'match',
  accent: 'accent',
  contrastBorder: null,
  hatch: 'hatch',
  hatchStripe: 'hatch-stripe',
};

function draw(
  frames: FrameSketch[],
  changes: Partial<FlameModel> = {},
  window: Partial<FrameWindow> = {},
): RecordingContext {
  const context = new RecordingContext();
  const model: FlameModel = {
    frames: frameIndex(frames, [], window),
    brackets: [],
    lanes: laneCount(changes.brackets ?? []),
    view: { from: 0, to: 1000 },
    width: 1000,
    height: 200,
    scrollTop: 0,
    selected: -1,
    hovered: -1,
    activeLoop: null,
    colourBy: 'kind',
    searching: false,
    range: null,
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
    expect(context.texts()).toContain('frame 1 · 800ms');
  });

  it('are never thinner than a pixel, but one pixel is not painted twice', () => {
    const context = draw([
      { row: 0, start: 500, end: 500.1 },
      { row: 0, start: 500.2, end: 500.3 },
      { row: 0, start: 600, end: 600.1 },
    ]);
    const thin = { width: expect.closeTo(1.1, 0) as number };
    expect(context.with('fill-tool')).toMatchObject([thin, thin]);
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
    expect(draw(instant, {}, { mode: 'tokens' }).with('fill-hook')).toEqual([]);
  });

  it('get an outline in high contrast', () => {
    const frames: FrameSketch[] = [{ row: 0, start: 0, end: 100 }];
    const theme = { ...THEME, contrastBorder: 'contrast-border' };
    expect(draw(frames, { theme }).with('contrast-border')).toHaveLength(1);
    expect(draw(frames).with('contrast-border')).toEqual([]);
  });
});

describe('frames, by what they are,', () => {
  it('have their own colour by agent, model or tool, and none without', () => {
    const frames: FrameSketch[] = [0, 1, 2, 3].map((group) => ({
      row: 0,
      start: group * 100,
      end: group * 100 + 100,
      group,
    }));
    const context = draw(frames, { colourBy: 'agent' });
    const filled = context.operations.filter(({ op }) => op === 'fill').map(({ style }) => style);
    expect(filled).toEqual(['fill-none', 'fill-first', 'fill-second', 'fill-first']);
  });

  it('have the colour of the worst that is known of them by status', () => {
    const flags = [0, FRAME_FLAG.error | FRAME_FLAG.loop, FRAME_FLAG.loop, FRAME_FLAG.cut];
    const frames = flags.map((flag, i) => ({ row: 0, start: i * 100, end: i * 100 + 90, flags: flag }));
    const filled = draw(frames, { colourBy: 'status' })
      .operations.filter(({ op, style }) => op === 'fill' && String(style).startsWith('fill-'))
      .map(({ style }) => style);
    expect(filled).toEqual(['fill-ok', 'fill-error', 'fill-loop', 'fill-cut']);
  });

  it('whose answer was cut have a torn edge', () => {
    const [torn] = draw([{ row: 0, start: 0, end: 200, flags: FRAME_FLAG.cut }]).with('background');
    expect(torn).toMatchObject({ op: 'fill', height: 20 });
    expect(torn!.x + torn!.width).toBeCloseTo(199.5);
  });

  it('below which plumbing is hidden have three dots, and a shorter label', () => {
    const label = 'x'.repeat(40);
    const plain = draw([{ row: 0, start: 0, end: 120, label }]);
    const folded = draw([{ row: 0, start: 0, end: 120, label, flags: FRAME_FLAG.folded }]);
    expect(folded.with('ink').filter(({ op }) => op === 'fillRect')).toHaveLength(3);
    const length = (context: RecordingContext) =>
      context.texts().find((text) => text.startsWith('x'))!.length;
    expect(length(folded)).toBeLessThan(length(plain));
  });

  it('that begin left of the view keep their label in it', () => {
    const context = draw([{ row: 0, start: 0, end: 1000, label: 'orchestrator' }], {
      view: { from: 500, to: 900 },
    });
    const text = context.operations.find(({ text }) => text?.startsWith('orchestrator'));
    expect(text!.x).toBe(4);
  });
});

describe('a row of frames below a pixel', () => {
  const many = (count: number, flagsOf: (i: number) => number): FrameSketch[] =>
    Array.from({ length: count }, (_, i) => ({
      row: 0,
      start: i * 0.5,
      end: i * 0.5 + 0.5,
      flags: flagsOf(i),
    }));

  it('is one stroke of the brush while it looks the same', () => {
    const context = draw(many(2000, () => FRAME_FLAG.bucket));
    expect(context.with('bucket-tool')).toMatchObject([{ x: 0, width: expect.closeTo(1000, -1) as number }]);
  });

  it('loses no error and no loop', () => {
    const context = draw(
      many(2000, (i) => (i === 700 ? FRAME_FLAG.error : i === 1200 ? FRAME_FLAG.loop : 0)),
    );
    expect(context.with('error')).toMatchObject([{ x: 350 }]);
    expect(context.with('loop')).toMatchObject([{ x: 600 }]);
  });
});

describe('folded idle time', () => {
  it('is a torn strip that says how long, with the session’s own time on both sides', () => {
    const folds = [{ at: 400, width: 100, hiddenMs: 362_000 }];
    const context = draw([{ row: 0, start: 0, end: 400 }], {}, { folds });
    expect(context.with('grid')).toContainEqual(
      expect.objectContaining({ op: 'fillRect', x: 400, width: 100 }),
    );
    expect(context.texts()).toContain('6m 2s idle');
    const ticks = context.texts().filter((text) => /^[\d.]+m?s$|^\d+m/.test(text));
    expect(ticks).toEqual(expect.arrayContaining(['0s', '300ms']));
    expect(ticks.some((tick) => tick.startsWith('362.'))).toBe(true);
  });
});

describe('the whole picture', () => {
  it('is drawn in the same order every time: grid, loops’ bands, frames, axis, brackets, marked range', () => {
    const marks = [1, 2, 3].map((iteration) => ({
      loopId: 'loop',
      iteration,
      start: iteration * 100,
      end: iteration * 100 + 90,
      firstRow: 1,
      lastRow: 1,
    }));
    const context = draw(
      [
        { row: 0, start: 0, end: 1000, kind: 'agent', label: 'planner' },
        { row: 1, start: 100, end: 190, kind: 'tool', label: 'search', flags: FRAME_FLAG.loop },
        { row: 1, start: 200, end: 290, kind: 'tool', label: 'search', flags: FRAME_FLAG.loop },
        { row: 1, start: 300, end: 390, kind: 'tool', label: 'search', flags: FRAME_FLAG.loop },
        { row: 1, start: 500, end: 640, kind: 'llm', label: 'gpt-4o', flags: FRAME_FLAG.cut },
        { row: 1, start: 700, end: 780, kind: 'tool', label: 'write', flags: FRAME_FLAG.error },
        { row: 1, start: 900, end: 900, kind: 'hook', flags: FRAME_FLAG.instant },
        { row: 1, start: 950, end: 1000, kind: 'other', label: 'pending', flags: FRAME_FLAG.pending },
      ],
      { brackets: loopBrackets(marks, () => undefined), selected: 4, range: { from: 480, to: 660 } },
    );
    expect(context.log()).toMatchSnapshot();
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

  it('outlines what matches, and what does not steps back', () => {
    const found = [frames[0]!, { ...frames[1]!, flags: FRAME_FLAG.match }];
    const context = draw(found, { searching: true });
    expect(context.with('match')).toMatchObject([{ x: 101 }]);
    expect(context.with('dimmed-tool')).toMatchObject([{ x: 0 }]);
    expect(context.with('fill-tool')).toMatchObject([{ x: 100 }]);
    expect(context.with('dimmed-ink-tool')).toMatchObject([{ text: 'alpha' }]);
  });

  it('shows matches among frames of a pixel, too', () => {
    const thin = [
      { row: 0, start: 10, end: 10.5 },
      { row: 0, start: 50, end: 50.5, flags: FRAME_FLAG.match },
    ];
    expect(draw(thin, { searching: true }).with('match')).toMatchObject([{ op: 'fillRect', x: 50 }]);
  });

  it('shades the marked range over everything', () => {
    const context = draw(frames, { range: { from: 200, to: 500 } });
    expect(context.operations.slice(-2)).toMatchObject([
      { op: 'fillRect', style: 'accent', x: 200, y: 0, width: 300, height: 200 },
      { op: 'stroke', style: 'accent', x: 200, width: 300 },
    ]);
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
    const brackets = loopBrackets([mark(1, 100), mark(2, 200), mark(3, 300)], () => undefined);
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

  it('say above the bracket what they cost for nothing, as much as fits', () => {
    const wasted = { tokens: 41_000, costUsd: 0.31, durationMs: 48_000 };
    const loop = { id: 'loop', wasted } as Loop;
    const said = (end: number) => {
      const marks = [mark(1, 100), { ...mark(2, 200), end }, { ...mark(1, end, 'next'), end: end + 400 }];
      const texts = draw(frames, { brackets: loopBrackets(marks, () => loop) }).texts();
      return texts.find((text) => text.startsWith('↻ 2'));
    };
    expect(said(500)).toBe('↻ 2 · 41k tokens, $0.31, 48s wasted');
    expect(said(300)).toBe('↻ 2 · 41k tokens, $0.31 wasted');
    expect(said(270)).toBe('↻ 2 · 41k tokens wasted');
    expect(said(201)).toBeUndefined();
  });

  it('say how often when the iterations are too narrow for numbers', () => {
    const brackets = loopBrackets([mark(1, 100), mark(2, 110), mark(3, 120)], () => undefined);
    const context = draw(frames, { brackets });
    expect(context.texts()).toContain('↻ ×3');
    expect(context.texts()).not.toContain('↻1');
  });

  it('say how often only once', () => {
    const loop = { id: 'loop', wasted: { tokens: 41_000, costUsd: null, durationMs: 0 } } as Loop;
    const brackets = loopBrackets([mark(1, 100), mark(2, 110), mark(3, 120)], () => loop);
    const texts = draw(frames, { brackets }).texts();
    expect(texts.filter((text) => text.includes('↻'))).toEqual(['↻ 3 · 41k tokens wasted']);
  });

  it('that overlap get a lane each', () => {
    const marks = [
      mark(1, 100, 'a'),
      mark(2, 300, 'a'),
      mark(1, 200, 'b'),
      mark(2, 450, 'b'),
      mark(1, 600, 'c'),
    ];
    expect(loopBrackets(marks, () => undefined).map(({ loopId, lane }) => [loopId, lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });
});
