/** What the turns chart draws, without a browser. */
import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../src/analysis/session';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { SessionIndex } from '../../webview/session/sessionIndex';
import { barFacts, barLabel, binSize, loopRuns, turnBars } from '../../webview/turns/turnBars';
import { measureOf } from '../../webview/turns/turnMeasures';
import { invoiceSession, longSession } from './support/sessions';

function indexOf(spans: AgentSpan[]): SessionIndex {
  const { summary, turns, loops } = analyseSession('session', spans, { lastReceived: 0, now: 1 });
  return new SessionIndex({ summary: { ...summary, pinned: false, imported: false }, turns, loops });
}

const TOKENS = measureOf('tokens');
const all = (index: SessionIndex) => ({ from: 0, to: index.session.turns.length });

describe('a bar per turn', () => {
  const index = indexOf(invoiceSession());
  const bars = turnBars(index, TOKENS, all(index), 1000);

  it('is split into parts that sum up to input and output', () => {
    for (const { first, total } of bars)
      expect(total).toBe((first.usage.input ?? 0) + (first.usage.output ?? 0));
  });

  it('is part of its loop, iteration by iteration', () => {
    expect(loopRuns(bars)).toEqual([{ loopId: index.session.loops[0]?.id, first: 6, last: 11 }]);
    expect(bars.slice(6, 12).map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is as high as its cost, or as the time of its call', () => {
    const [cost] = turnBars(index, measureOf('cost'), { from: 0, to: 1 }, 1000);
    expect(cost?.total).toBe(index.session.turns[0]?.costUsd);
    const [latency] = turnBars(index, measureOf('latency'), { from: 0, to: 1 }, 1000);
    expect(latency?.total).toBe(index.session.turns[0]?.modelDurationMs);
    expect(latency?.parts[0]).toBe(420);
  });
});

describe('bars of many turns', () => {
  it.each([
    [100, 300, 1],
    [301, 300, 2],
    [1_000, 300, 5],
    [10_000, 300, 50],
    [10_000, 3, 5_000],
  ])('%i turns on %i bars: %i each', (turns, bars, size) => {
    expect(binSize(turns, bars)).toBe(size);
  });

  const spans = longSession(1_000);
  const index = indexOf(spans);
  const bars = turnBars(index, TOKENS, all(index), 250);

  it('have every turn once', () => {
    expect(bars.flatMap(({ turns }) => turns.map((turn) => turn.index))).toEqual(
      index.session.turns.map((turn) => turn.index),
    );
    expect(bars.length).toBeLessThanOrEqual(250);
  });

  it('are as high as the mean of their turns', () => {
    const bar = bars[3]!;
    const mean =
      bar.turns.reduce((sum, { usage }) => sum + usage.input! + usage.output!, 0) / bar.turns.length;
    expect(bar.total).toBeCloseTo(mean, 6);
  });

  it('stay where they are when turns are added, and when only some are drawn', () => {
    const some = turnBars(index, TOKENS, { from: 0, to: 990 }, 250);
    expect(some.map(({ first }) => first.index)).toEqual(
      bars.slice(0, some.length).map(({ first }) => first.index),
    );
    const [part] = turnBars(index, TOKENS, { from: 7, to: 1_000 }, 250);
    expect([part?.first.index, part?.last.index]).toEqual([8, 10]);
  });

  it('keep errors and cut answers visible', () => {
    const failing = spans.map((span) => ({ ...span }));
    const call = failing.filter(({ kind }) => kind === 'llm')[502]!;
    Object.assign(call, { status: 'error', errorClass: 'RateLimitError', errorMessage: 'slow down' });
    const cut = failing.filter(({ kind }) => kind === 'llm')[12]!;
    cut.model = { ...cut.model!, finishReason: 'length' };
    const marked = indexOf(failing);
    const drawn = turnBars(marked, TOKENS, all(marked), 250);
    expect(drawn.filter(({ errors }) => errors > 0).map(({ first }) => first.index)).toEqual([501]);
    expect(drawn.filter((bar) => bar.cut > 0).map(({ first }) => first.index)).toEqual([11]);
    expect(
      barLabel(
        drawn.find(({ errors }) => errors > 0)!,
        TOKENS,
      ),
    ).toMatch(/^Turns 501 to 505: .+ on average, 1 failed$/);
    expect(barFacts(drawn[2]!, TOKENS).at(-1)).toBe('Click to show them one by one');
  });
});
