import { describe, expect, it } from 'vitest';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import type { FrameWindow } from '../../../src/protocol/frames';
import { frameWindow } from '../../../src/analysis/frameWindow';
import { agentSpan } from '../support/spans';
import { layoutOf, loopOf, randomSession } from './flameSessions';

type Window = ReturnType<typeof frameWindow>;

function frameList({ frames, labels, refs }: Pick<FrameWindow, 'frames' | 'labels' | 'refs'>) {
  return Array.from(frames.row, (row, i) => ({
    row,
    start: frames.start[i]!,
    end: frames.end[i]!,
    flags: frames.flags[i]!,
    count: frames.count[i]!,
    label: labels[frames.label[i]!]!,
    spanId: refs[frames.ref[i]!]!.spanId,
  }));
}

const total = (window: Window) => window.frames.count.reduce((sum, count) => sum + count, 0);

describe('frameWindow', () => {
  const root = agentSpan({ id: 'root', at: 0, durationMs: 1_000 });
  const short = (id: string, at: number, durationMs = 0.1, more = {}) =>
    agentSpan({ id, parent: 'root', at, durationMs, ...more });

  it('merges neighbours below a pixel into a bucket and shows its most telling span', () => {
    const looped = short('looped', 500.4, 0.3, { tool: {} });
    const spans = [
      root,
      short('a', 500, 0.2),
      looped,
      short('failed', 500.8, 0.1, { status: 'error' }),
      short('wide', 600, 100),
    ];
    const layout = layoutOf(spans, { loops: [loopOf([[looped]])] });
    const list = frameList(frameWindow(layout, { from: 0, to: 1_000, widthPx: 1_000 }));
    expect(list.map(({ spanId, count }) => [spanId, count])).toEqual([
      ['root', 1],
      ['failed', 3],
      ['wide', 1],
    ]);
    expect(list[1]).toMatchObject({
      flags: FRAME_FLAG.bucket | FRAME_FLAG.error | FRAME_FLAG.loop,
      start: 500,
      end: expect.closeTo(500.9) as number,
    });
  });

  it('shows the same spans one by one when zoomed in', () => {
    const layout = layoutOf([root, short('a', 500), short('b', 500.4)]);
    const list = frameList(frameWindow(layout, { from: 499, to: 501, widthPx: 1_000 }));
    expect(list.map(({ spanId }) => spanId)).toEqual(['root', 'a', 'b']);
    expect(list.every(({ flags }) => (flags & FRAME_FLAG.bucket) === 0)).toBe(true);
  });

  it('keeps a lone instant at any zoom, and what only touches the window', () => {
    const layout = layoutOf([root, short('now', 500, 0), short('before', 0, 400)]);
    for (const [from, to] of [
      [0, 1_000],
      [500, 500.01],
      [400, 500],
    ] as const) {
      const found = frameList(frameWindow(layout, { from, to, widthPx: 800 }));
      expect(found.find(({ spanId }) => spanId === 'now')).toMatchObject({
        flags: FRAME_FLAG.instant,
        count: 1,
      });
      expect(found.some(({ spanId }) => spanId === 'before')).toBe(from <= 400);
    }
  });

  it('calls a bucket instant only when all of it is', () => {
    const layout = layoutOf([
      root,
      short('i', 10.1, 0),
      short('j', 10.2, 0),
      short('k', 20.1, 0),
      short('l', 20.2, 0.1),
    ]);
    const buckets = frameList(frameWindow(layout, { from: 0, to: 1_000, widthPx: 1_000 })).slice(1);
    expect(buckets.map(({ flags }) => flags)).toEqual([
      FRAME_FLAG.bucket | FRAME_FLAG.instant,
      FRAME_FLAG.bucket,
    ]);
  });

  it('sends only the loop marks and labels of the window', () => {
    const spans = [
      root,
      short('x', 100, 50, { tool: { name: 'early' } }),
      short('y', 800, 50, { tool: { name: 'late' } }),
    ];
    const layout = layoutOf(spans, { loops: [loopOf([[spans[1]!], [spans[2]!]])] });
    const window = frameWindow(layout, { from: 700, to: 900, widthPx: 100 });
    expect(window.loopMarks.map(({ iteration }) => iteration)).toEqual([2]);
    expect(window.labels).toEqual(['root', 'late']);
    expect(window).toMatchObject({ from: 700, to: 900, extent: { from: 0, to: 1_000 }, spanCount: 3 });
  });

  it('answers for a session without extent', () => {
    const layout = layoutOf([agentSpan({ id: 'only', durationMs: 0 })]);
    expect(frameList(frameWindow(layout, { from: 0, to: 0, widthPx: 100 }))).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])('loses no span of random session %i at any zoom', (seed) => {
    const { spans, turns } = randomSession(seed, 3_000);
    for (const mode of ['time', 'tokens'] as const) {
      const layout = layoutOf(spans, { mode, turns });
      const { to } = layout.extent;
      for (const widthPx of [1, 7, 300, 5_000]) {
        const whole = frameWindow(layout, { from: 0, to, widthPx });
        expect(total(whole)).toBe(layout.start.length);
        expect(whole.frames.row.length).toBeLessThanOrEqual(3 * layout.rowCount * (widthPx + 1));
        const middle = { from: to * 0.4, to: to * 0.6 };
        const inside = layout.start.reduce(
          (sum, start, i) => sum + (layout.end[i]! >= middle.from && start <= middle.to ? 1 : 0),
          0,
        );
        expect(total(frameWindow(layout, { ...middle, widthPx }))).toBe(inside);
      }
    }
  });
});
