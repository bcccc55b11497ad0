import { describe, expect, it } from 'vitest';
import { locateFrame } from '../../../src/analysis/frameSteps';
import { agentSpan } from '../support/spans';
import { layoutOf, loopOf, randomSession, someLoops } from './flameSessions';

const at = (id: string, start: number, durationMs: number, more = {}) =>
  agentSpan({ id, at: start, durationMs, traceId: id.repeat(32).slice(0, 32), ...more });

describe('foldIdle', () => {
  it('cuts gaps in which nothing runs, and says what it hides', () => {
    const spans = [at('a', 0, 1_000), at('b', 61_000, 1_000, { tool: {} }), at('c', 62_500, 1_000)];
    const layout = layoutOf(spans, { foldIdle: true, loops: [loopOf([[spans[1]!]])] });
    const [fold, ...others] = layout.folds;
    expect(others).toEqual([]);
    expect(fold!.at).toBe(1_000);
    expect(fold!.width).toBeLessThan(100);
    expect(fold!.width + fold!.hiddenMs).toBe(60_000);
    const b = locateFrame(layout, spans[1]!)!;
    expect(b).toMatchObject({ start: 1_000 + fold!.width, end: 2_000 + fold!.width });
    expect(layout.extent).toEqual({ from: 0, to: 3_500 + fold!.width });
    expect(layout.loopMarks).toMatchObject([{ start: b.start, end: b.end }]);
  });

  it('keeps short gaps, and those inside of a span that runs', () => {
    const spans = [at('a', 0, 60_000), at('b', 50_000, 1_000), at('c', 61_500, 500)];
    const layout = layoutOf(spans, { foldIdle: true });
    expect(layout.folds).toEqual([]);
    expect(layout.extent.to).toBe(62_000);
  });

  it('takes what has not arrived for running', () => {
    const spans = [
      agentSpan({ id: 'x', parent: 'gone', at: 0, durationMs: 10 }),
      agentSpan({ id: 'y', parent: 'gone', at: 90_000, durationMs: 10 }),
    ];
    expect(layoutOf(spans, { foldIdle: true }).folds).toEqual([]);
  });

  it('folds beside many others so that all folds together stay narrow', () => {
    const spans = Array.from({ length: 500 }, (_, i) =>
      agentSpan({ id: `s${i}`, at: i * 60_000, durationMs: 1_000 }),
    );
    const layout = layoutOf(spans, { foldIdle: true });
    expect(layout.folds).toHaveLength(499);
    expect(layout.extent.to).toBeGreaterThan(500_000);
    expect(layout.extent.to).toBeLessThan(500_000 * 1.13);
  });

  it('does not move what is there while a session grows a little', () => {
    const spans = Array.from({ length: 20 }, (_, i) =>
      agentSpan({ id: `s${i}`, at: i * 60_000, durationMs: 1_000 }),
    );
    const before = layoutOf(spans.slice(0, 18), { foldIdle: true });
    const after = layoutOf(spans, { foldIdle: true });
    expect(Array.from(after.start.subarray(0, 18))).toEqual(Array.from(before.start));
  });

  it('folds where only hidden spans run when they are hidden', () => {
    const spans = [at('a', 0, 1_000), at('b', 1_000, 59_000, { noise: true }), at('c', 60_000, 1_000)];
    expect(layoutOf(spans, { foldIdle: true }).folds).toEqual([]);
    expect(layoutOf(spans, { foldIdle: true, hideNoise: true }).folds).toHaveLength(1);
  });

  it.each([1, 2, 3, 4, 5, 6])('leaves order, lengths and rows of random session %i alone', (seed) => {
    const { spans } = randomSession(seed, 400);
    const loops = someLoops(spans);
    const plain = layoutOf(spans, { loops });
    const folded = layoutOf(spans, { loops, foldIdle: true });
    expect(folded.rowOffsets).toEqual(plain.rowOffsets);
    expect(folded.byStart()).toEqual(plain.byStart());
    expect(folded.loopMarks).toHaveLength(plain.loopMarks.length);
    const hidden = folded.folds.reduce((sum, { hiddenMs }) => sum + hiddenMs, 0);
    expect(folded.extent.to).toBeCloseTo(plain.extent.to - hidden, 6);
    for (let i = 0; i < plain.start.length; i++) {
      expect(folded.end[i]! - folded.start[i]!).toBeCloseTo(plain.end[i]! - plain.start[i]!, 6);
      expect(folded.start[i]).toBeLessThanOrEqual(plain.start[i]!);
    }
    const order = plain.byStart();
    for (let i = 1; i < order.length; i++) {
      expect(folded.start[order[i]!]).toBeGreaterThanOrEqual(folded.start[order[i - 1]!]!);
    }
    // Nothing is drawn where a gap was.
    for (const fold of folded.folds) {
      const crossing = Array.from(folded.start).filter(
        (start, i) => start < fold.at + fold.width - 1e-6 && folded.end[i]! > fold.at + 1e-6,
      );
      expect(crossing).toEqual([]);
    }
  });
});
