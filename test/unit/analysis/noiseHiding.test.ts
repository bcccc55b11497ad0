import { describe, expect, it } from 'vitest';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import { frameWindow } from '../../../src/analysis/frameWindow';
import { locateFrame } from '../../../src/analysis/frameSteps';
import type { FlameLayout } from '../../../src/analysis/flameLayout';
import { agentSpan, shuffled } from '../support/spans';
import { layoutOf, randomSession } from './flameSessions';

function idsOf({ nodes }: FlameLayout): string[] {
  return nodes.refs.map(({ spanId }) => spanId).sort();
}

describe('withoutNoise', () => {
  const run = agentSpan({ id: 'run', kind: 'agent', at: 0, durationMs: 100 });
  const post = agentSpan({ id: 'post', parent: 'run', at: 10, durationMs: 50, noise: true });
  const connect = agentSpan({ id: 'connect', parent: 'post', at: 10, durationMs: 5, noise: true });
  const chat = agentSpan({ id: 'chat', parent: 'connect', at: 12, durationMs: 2, model: {} });

  it('moves what is inside of noise up to what is shown around it', () => {
    const layout = layoutOf([run, post, connect, chat], { hideNoise: true });
    expect(idsOf(layout)).toEqual(['chat', 'run']);
    expect(locateFrame(layout, chat)).toMatchObject({ row: 1, start: 12, depth: 1 });
    expect(locateFrame(layout, run)?.flags).toBe(FRAME_FLAG.folded);
    expect(locateFrame(layout, chat)?.flags).toBe(0);
  });

  it('counts what is, or would be, hidden', () => {
    for (const hideNoise of [true, false]) {
      const layout = layoutOf([run, post, connect, chat], { hideNoise });
      expect(frameWindow(layout, { from: 0, to: 100, widthPx: 100 })).toMatchObject({
        spanCount: 4,
        noiseCount: 2,
      });
    }
  });

  it('makes roots of what is inside of nothing else', () => {
    const orphan = agentSpan({ id: 'orphan', parent: 'server', at: 5, tool: {} });
    const server = agentSpan({ id: 'server', at: 0, durationMs: 50, noise: true });
    expect(locateFrame(layoutOf([server, orphan], { hideNoise: true }), orphan)).toMatchObject({
      row: 0,
      depth: 0,
    });
  });

  it('drops placeholders that stand for noise only', () => {
    const lost = agentSpan({ id: 'lost', parent: 'gone', at: 5, noise: true });
    const kept = agentSpan({ id: 'kept', parent: 'there', at: 5, tool: {} });
    const layout = layoutOf([run, lost, kept], { hideNoise: true });
    expect(idsOf(layout)).toEqual(['kept', 'run', 'there']);
  });

  it('hides nothing where everything is noise', () => {
    const layout = layoutOf([agentSpan({ id: 'get', noise: true })], { hideNoise: true });
    expect(idsOf(layout)).toEqual(['get']);
    expect(layout.nodes.noiseCount).toBe(0);
  });

  it.each([1, 2, 3])('keeps every other span of random session %i, in any order', (seed) => {
    const { spans } = randomSession(seed, 400);
    const shown = spans.filter(({ noise }) => !noise).map(({ spanId }) => spanId);
    const layout = layoutOf(shuffled(spans, seed), { hideNoise: true });
    const drawn = layout.nodes.refs
      .filter((_, node) => (layout.nodes.flags[node]! & FRAME_FLAG.pending) === 0)
      .map(({ spanId }) => spanId);
    expect(drawn.sort()).toEqual(shown.sort());
    expect(layout.nodes.noiseCount).toBe(spans.length - shown.length);
  });
});
