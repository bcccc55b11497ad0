/** The session folded by path, laid out as frames. */
import { describe, expect, it } from 'vitest';
import type { AggregateNode } from '../../src/protocol/aggregate';
import { aggregateWindow } from '../../webview/flame/aggregateFrames';
import { FrameIndex } from '../../webview/flame/frameIndex';

function node(id: number, parent: number | null, ms: number): AggregateNode {
  const sums = { ms, tokens: null, costUsd: null };
  return {
    ...{ id, parent, label: `path ${id}`, kind: 'tool', agent: null, model: null, tool: null },
    ...{ count: 1, errors: 0, loops: 0, total: sums, self: sums, isOther: false },
    example: { traceId: 'trace', spanId: String(id) },
  };
}

const VIEW = { sessionId: 'session', mode: 'time', colourBy: 'kind', query: '' } as const;

describe('the folded session', () => {
  it('has every path once, children below their parent, the widest first', () => {
    const { frames, labels, rowCount } = aggregateWindow(
      [node(0, null, 100), node(1, 0, 20), node(2, 0, 70), node(3, 2, 10)],
      VIEW,
    );
    const placed = labels.map((label, i) => [label, frames.row[i], frames.start[i], frames.end[i]]);
    expect(rowCount).toBe(3);
    expect(placed).toEqual([
      ['path 0', 0, 0, 100],
      ['path 2', 1, 0, 70],
      ['path 1', 1, 70, 90],
      ['path 3', 2, 0, 10],
    ]);
  });

  it('is as wide as children that ran side by side, and says what it took', () => {
    const window = aggregateWindow([node(0, null, 100), node(1, 0, 80), node(2, 0, 80)], VIEW);
    const frames = new FrameIndex(window);
    expect(window.frames.end[0]! - window.frames.start[0]!).toBe(160);
    expect([0, 1, 2].map((i) => frames.extentAt(i))).toEqual([100, 80, 80]);
  });

  it('has no width where nothing is known', () => {
    const window = aggregateWindow([node(0, null, 100)], { ...VIEW, mode: 'tokens' });
    expect(window.extent).toEqual({ from: 0, to: 0 });
  });
});
