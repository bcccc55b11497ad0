import { describe, expect, it } from 'vitest';
import { SPAN_KINDS } from '../../../src/protocol/agentModel';
import { FRAME_FLAG, type StepResult, type StepTarget } from '../../../src/protocol/frames';
import type { SpanRef } from '../../../src/protocol/units';
import type { FlameLayout } from '../../../src/analysis/flameLayout';
import { findMatches } from '../../../src/analysis/frameMatches';
import { locateFrame, stepFrame } from '../../../src/analysis/frameSteps';
import { agentSpan, shuffled } from '../support/spans';
import { layoutOf, loopOf, randomSession, someLoops } from './flameSessions';

const tool = (id: string, at: number, more = {}) =>
  agentSpan({ id, parent: 'run', at, durationMs: 5, tool: {}, ...more });
const run = agentSpan({ id: 'run', kind: 'agent', agent: 'writer', at: 0, durationMs: 100 });

function step(layout: FlameLayout, what: StepTarget, from: SpanRef | null, direction: 1 | -1 = 1) {
  const matches = 'query' in what ? findMatches(layout, what.query) : null;
  return stepFrame(layout, { from, direction, what }, matches);
}

describe('locateFrame', () => {
  const noisy = agentSpan({ id: 'http', parent: 'run', at: 20, durationMs: 30, noise: true });
  const inside = agentSpan({
    id: 'inside',
    parent: 'http',
    at: 30,
    durationMs: 5,
    tool: {},
    status: 'error',
  });
  const spans = [run, noisy, inside];

  it('tells where a span lies and what it is', () => {
    expect(locateFrame(layoutOf(spans), inside)).toEqual({
      row: 2,
      start: 30,
      end: 35,
      kind: 'tool',
      flags: FRAME_FLAG.error,
      count: 1,
      label: 'search_docs',
      ref: { traceId: inside.traceId, spanId: 'inside' },
      depth: 2,
    });
    expect(locateFrame(layoutOf(spans, { hideNoise: true }), inside)).toMatchObject({ row: 1, depth: 1 });
  });

  it('finds neither what is hidden nor what is not there', () => {
    expect(locateFrame(layoutOf(spans, { hideNoise: true }), noisy)).toBeNull();
    expect(locateFrame(layoutOf(spans), { traceId: run.traceId, spanId: 'none' })).toBeNull();
  });
});

describe('stepFrame', () => {
  const spans = [
    run,
    tool('a', 10, { status: 'error' }),
    tool('b', 20),
    tool('c', 30, { status: 'error' }),
    agentSpan({ id: 'd', parent: 'run', at: 40, model: { finishReason: 'length' } }),
  ];
  const layout = layoutOf(spans, { loops: [loopOf([[spans[2]!], [spans[3]!]])] });
  const ids = (what: StepTarget, direction: 1 | -1 = 1) => {
    const found: [string, number, number][] = [];
    let from: SpanRef | null = null;
    for (let i = 0; i < 3; i++) {
      const next = step(layout, what, from, direction);
      if (!next) return found;
      found.push([next.frame.ref.spanId, next.position, next.count]);
      from = next.frame.ref;
    }
    return found;
  };

  it('goes from one to the next and from the last to the first', () => {
    expect(ids({ flag: 'error' })).toEqual([
      ['a', 1, 2],
      ['c', 2, 2],
      ['a', 1, 2],
    ]);
    expect(ids({ flag: 'loop' }, -1)).toEqual([
      ['c', 2, 2],
      ['b', 1, 2],
      ['c', 2, 2],
    ]);
  });

  it('steps through flags, kinds and matches', () => {
    expect(ids({ flag: 'cut' })[0]).toEqual(['d', 1, 1]);
    expect(ids({ kind: 'tool' })[2]).toEqual(['c', 3, 3]);
    expect(ids({ query: 'WRITER' })[0]).toEqual(['run', 1, 1]);
    expect(ids({ query: 'nothing like it' })).toEqual([]);
    expect(ids({ kind: 'retrieval' })).toEqual([]);
  });

  it('starts from any span', () => {
    expect(step(layout, { flag: 'error' }, spans[2]!)?.frame.ref.spanId).toBe('c');
    expect(step(layout, { flag: 'error' }, spans[2]!, -1)?.frame.ref.spanId).toBe('a');
    expect(step(layout, { flag: 'error' }, { traceId: run.traceId, spanId: 'none' }, -1)?.position).toBe(2);
  });

  it.each([1, 2, 3])('visits every failure of random session %i once, by start, then row', (seed) => {
    const { spans } = randomSession(seed, 500);
    const random = layoutOf(shuffled(spans, seed), { loops: someLoops(spans) });
    const failed = spans.filter(({ status }) => status === 'error').length;
    let from: SpanRef | null = null;
    let last = { start: -1, row: -1 };
    for (let position = 1; position <= failed; position++) {
      const next: StepResult = step(random, { flag: 'error' }, from)!;
      expect([next.position, next.count]).toEqual([position, failed]);
      const { start, row, kind } = next.frame;
      expect(start > last.start || (start === last.start && row >= last.row)).toBe(true);
      expect(SPAN_KINDS).toContain(kind);
      last = { start, row };
      from = next.frame.ref;
    }
    expect(step(random, { flag: 'error' }, from)?.position).toBe(1);
  });
});
