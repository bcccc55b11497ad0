import { describe, expect, it } from 'vitest';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import type { FrameColour, FrameWindow } from '../../../src/protocol/frames';
import { findMatches } from '../../../src/analysis/frameMatches';
import { locateFrame } from '../../../src/analysis/frameSteps';
import { frameWindow } from '../../../src/analysis/frameWindow';
import { agentSpan } from '../support/spans';
import { layoutOf, loopOf, randomSession, someLoops } from './flameSessions';

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

  it('tells agents, models and tools apart, the agent of what it does, too', () => {
    const layout = layoutOf([
      agentSpan({ id: 'run', kind: 'agent', agent: 'writer', at: 0, durationMs: 100 }),
      agentSpan({ id: 'chat', parent: 'run', at: 10, model: { requestModel: 'gpt-4o' } }),
      agentSpan({ id: 'call', parent: 'run', at: 30, tool: { name: 'read_file' } }),
      agentSpan({ id: 'other', at: 200 }),
    ]);
    const groupsBy = (colourBy: FrameColour) => {
      const { frames, groups } = frameWindow(layout, { from: 0, to: 210, widthPx: 210, colourBy });
      return [groups, Array.from(frames.group, (group) => groups[group])];
    };
    // By row: the run and the span after it, then what the run did.
    expect(groupsBy('agent')).toEqual([
      ['', 'writer'],
      ['writer', '', 'writer', 'writer'],
    ]);
    expect(groupsBy('model')).toEqual([
      ['', 'gpt-4o'],
      ['', '', 'gpt-4o', ''],
    ]);
    expect(groupsBy('tool')).toEqual([
      ['', 'read_file'],
      ['', '', '', 'read_file'],
    ]);
    expect(groupsBy('kind')).toEqual([[''], ['', '', '', '']]);
  });

  it('marks what a query asks for, in buckets and beyond the window, too', () => {
    const layout = layoutOf([
      agentSpan({ id: 'run', kind: 'agent', agent: 'Search agent', at: 0, durationMs: 1_000 }),
      short('one', 100, 0.1, { parent: 'run', tool: { name: 'SEARCH_docs' } }),
      short('two', 100.2, 0.1, { parent: 'run', tool: { name: 'read_file' } }),
      short('three', 500, 50, { parent: 'run', errorMessage: 'research failed' }),
      short('four', 900, 50, { parent: 'run', model: { responseModel: 'search-preview' } }),
    ]);
    const matches = findMatches(layout, 'Search');
    const window = frameWindow(layout, { from: 0, to: 700, widthPx: 700, matches });
    expect(window.matchCount).toBe(4);
    expect(frameList(window).map(({ spanId, flags }) => [spanId, (flags & FRAME_FLAG.match) !== 0])).toEqual([
      ['run', true],
      ['one', true],
      ['three', true],
    ]);
    expect(frameWindow(layout, { from: 0, to: 700, widthPx: 700 }).matchCount).toBeNull();
  });

  it('does not take all that an agent does for a match of its name', () => {
    const layout = layoutOf([
      agentSpan({ id: 'run', kind: 'agent', agent: 'writer', at: 0, durationMs: 100 }),
      agentSpan({ id: 'chat', parent: 'run', at: 10, model: {} }),
      agentSpan({ id: 'again', parent: 'run', kind: 'agent', agent: 'writer', at: 30, durationMs: 10 }),
      agentSpan({ id: 'step', agent: 'writer', at: 200 }),
    ]);
    expect(findMatches(layout, 'writer').count).toBe(3);
  });

  it.each([1, 2, 3, 4])('shows in every bucket what a look at each of its spans finds: %i', (seed) => {
    const { spans } = randomSession(seed, 3_000);
    const layout = layoutOf(spans, { loops: someLoops(spans) });
    const matches = findMatches(layout, 'read_file');
    const { to } = layout.extent;
    for (const widthPx of [1, 7, 300]) {
      const window = frameWindow(layout, { from: 0, to, widthPx, matches });
      let frame = 0;
      for (const [i, shown] of frameList(window).entries()) {
        const inside = Array.from({ length: shown.count }, (_, k) => frame + k);
        frame += shown.count;
        const all = inside.map((each) => layout.flags[each]!);
        for (const flag of [FRAME_FLAG.error, FRAME_FLAG.loop, FRAME_FLAG.cut, FRAME_FLAG.pending]) {
          expect((shown.flags & flag) !== 0).toBe(all.some((flags) => flags & flag));
        }
        expect((shown.flags & FRAME_FLAG.match) !== 0).toBe(
          inside.some((each) => matches.before[each + 1]! > matches.before[each]!),
        );
        const rank = (each: number) => {
          const flags = layout.flags[each]!;
          const severity = flags & FRAME_FLAG.error ? 2 : flags & FRAME_FLAG.loop ? 1 : 0;
          return severity * 1e9 + layout.end[each]! - layout.start[each]!;
        };
        const telling = inside.find(
          (each) => layout.nodes.refs[layout.node[each]!]!.spanId === shown.spanId,
        )!;
        expect(rank(telling)).toBe(Math.max(...inside.map(rank)));
        expect(window.frames.depth[i]).toBe(layout.depth[layout.node[telling]!]);
      }
      expect(frame).toBe(layout.node.length);
    }
  });

  it.each([5, 6])('shows every span by itself when zoomed in on: %i', (seed) => {
    // By a clock that ticks every 64th of a millisecond: what is as short as the tolerance is drawn as one.
    const ticks = (ms: number) => Math.round(ms * 64) / 64;
    const spans = randomSession(seed, 300).spans.map((span) => ({
      ...span,
      startTime: ticks(span.startTime),
      durationMs: ticks(span.startTime + span.durationMs) - ticks(span.startTime),
    }));
    const layout = layoutOf(spans, { hideNoise: true, foldIdle: true });
    for (const { traceId, spanId } of layout.nodes.refs) {
      const { row, start, end, depth } = locateFrame(layout, { traceId, spanId })!;
      const margin = Math.max(1e-3, end - start) / 10;
      const window = frameWindow(layout, { from: start - margin, to: end + margin, widthPx: 1_400 });
      const found = frameList(window).findIndex(
        (frame) => frame.spanId === spanId && frame.row === row && frame.start === start && frame.end === end,
      );
      expect(found).toBeGreaterThanOrEqual(0);
      expect(window.frames.depth[found]).toBe(depth);
    }
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
