import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { SPAN_KINDS } from '../../../src/protocol/agentModel';
import { FRAME_FLAG } from '../../../src/protocol/frames';
import type { FlameLayout } from '../../../src/analysis/flameLayout';
import { PENDING_LABEL, type TextColumn } from '../../../src/analysis/flameNodes';
import { TOUCHING_MS } from '../../../src/analysis/lanes';
import { agentSpan, shuffled } from '../support/spans';
import { layoutOf, loopOf, randomSession, turnOf, type LayoutOfOptions } from './flameSessions';

/** Position of every frame by span id. */
function framesOf(layout: FlameLayout) {
  const frames = new Map<string, { row: number; start: number; end: number; flags: number; label: string }>();
  for (let row = 0; row < layout.rowCount; row++) {
    for (let i = layout.rowOffsets[row]!; i < layout.rowOffsets[row + 1]!; i++) {
      const node = layout.node[i]!;
      const { traceId, spanId } = layout.nodes.refs[node]!;
      frames.set(`${traceId.slice(0, 4)}:${spanId}`, {
        row,
        start: layout.start[i]!,
        end: layout.end[i]!,
        flags: layout.flags[i]!,
        label: textAt(layout.nodes.label, node),
      });
    }
  }
  return frames;
}

/** The layout without its functions. */
function dataOf({ nodes, ...layout }: FlameLayout) {
  return { ...layout, nodes: { ...nodes, find: null }, byStart: layout.byStart(), buckets: null };
}

function textAt({ indexes, texts }: TextColumn, node: number): string {
  return texts[indexes[node]!]!;
}

/** Of one trace: span id → [row, start, end]. */
function places(spans: AgentSpan[]) {
  const layout = layoutOf(spans);
  return Object.fromEntries(
    Array.from(framesOf(layout), ([key, { row, start, end }]) => [key.split(':')[1]!, [row, start, end]]),
  );
}

describe('layoutFlame in time mode', () => {
  it('puts children below their parent and sequential siblings in one row', () => {
    expect(
      places([
        agentSpan({ id: 'root', at: 0, durationMs: 100 }),
        agentSpan({ id: 'a', parent: 'root', at: 0, durationMs: 40 }),
        agentSpan({ id: 'b', parent: 'root', at: 40, durationMs: 60 }),
        agentSpan({ id: 'b1', parent: 'b', at: 50, durationMs: 5 }),
      ]),
    ).toEqual({ root: [0, 0, 100], a: [1, 0, 40], b: [1, 40, 100], b1: [2, 50, 55] });
  });

  it('gives overlapping siblings sub-rows as high as their subtrees', () => {
    expect(
      places([
        agentSpan({ id: 'root', at: 0, durationMs: 100 }),
        agentSpan({ id: 'a', parent: 'root', at: 0, durationMs: 60 }),
        agentSpan({ id: 'a1', parent: 'a', at: 10, durationMs: 10 }),
        agentSpan({ id: 'b', parent: 'root', at: 30, durationMs: 60 }),
        agentSpan({ id: 'c', parent: 'root', at: 60, durationMs: 30 }),
      ]),
    ).toEqual({ root: [0, 0, 100], a: [1, 0, 60], a1: [2, 10, 20], b: [3, 30, 90], c: [1, 60, 90] });
  });

  it('begins lanes anew where nothing goes on: what is high elsewhere pushes nothing down here', () => {
    expect(
      places([
        agentSpan({ id: 'root', at: 0, durationMs: 100 }),
        agentSpan({ id: 'a', parent: 'root', at: 0, durationMs: 20 }),
        agentSpan({ id: 'b', parent: 'root', at: 10, durationMs: 20 }),
        agentSpan({ id: 'c', parent: 'root', at: 40, durationMs: 50 }),
        agentSpan({ id: 'c1', parent: 'c', at: 50, durationMs: 10 }),
        agentSpan({ id: 'c2', parent: 'c1', at: 50, durationMs: 10 }),
      ]),
    ).toMatchObject({ a: [1, 0, 20], b: [2, 10, 30], c: [1, 40, 90], c1: [2, 50, 60], c2: [3, 50, 60] });
  });

  it('stacks what lasts no time at the same place, a span that begins there aside', () => {
    expect(
      places([
        agentSpan({ id: 'a', at: 5, durationMs: 0 }),
        agentSpan({ id: 'b', at: 5, durationMs: 0 }),
        agentSpan({ id: 'c', at: 5, durationMs: 10 }),
        agentSpan({ id: 'd', at: 20, durationMs: 0 }),
      ]),
    ).toEqual({ a: [0, 0, 0], b: [1, 0, 0], c: [0, 0, 10], d: [0, 15, 15] });
    const many = Array.from({ length: 1_000 }, (_, i) => agentSpan({ id: `s${i}`, durationMs: 0 }));
    expect(layoutOf(many).rowCount).toBe(16);
  });

  it('does not take ends and starts that met within the clock’s microsecond for an overlap', () => {
    const found = places([
      agentSpan({ id: 'a', at: 0, durationMs: 10.0009 }),
      agentSpan({ id: 'b', at: 10, durationMs: 5 }),
    ]);
    expect(found.a![0]).toBe(0);
    expect(found.b![0]).toBe(0);
    expect(found.b![1]).toBeGreaterThanOrEqual(found.a![2]!);
  });

  it('keeps room for a child that outlives its parent, and clamps neither', () => {
    const found = places([
      agentSpan({ id: 'root', at: 0, durationMs: 10 }),
      agentSpan({ id: 'late', parent: 'root', at: 5, durationMs: 50 }),
      agentSpan({ id: 'next', at: 20, durationMs: 10 }),
    ]);
    expect(found.late).toEqual([1, 5, 55]);
    expect(found.next![0]).toBe(2);
  });

  it('lays traces side by side, stacked where they overlap', () => {
    const other = { traceId: 'ffff651916cd43dd8448eb211c80319c' };
    const layout = layoutOf([
      agentSpan({ id: 'first', at: 0, durationMs: 10 }),
      agentSpan({ id: 'child', parent: 'first', at: 0, durationMs: 10 }),
      agentSpan({ id: 'after', at: 20, durationMs: 5, ...other }),
      agentSpan({ id: 'during', at: 5, durationMs: 10, traceId: 'eeee651916cd43dd8448eb211c80319c' }),
    ]);
    const frames = framesOf(layout);
    expect(frames.get('0af7:first')?.row).toBe(0);
    expect(frames.get('eeee:during')?.row).toBe(2);
    expect(frames.get('ffff:after')?.row).toBe(0);
  });

  it('stands in for a parent that has not arrived', () => {
    const layout = layoutOf([
      agentSpan({ id: 'x', parent: 'gone', at: 10, durationMs: 10 }),
      agentSpan({ id: 'y', parent: 'gone', at: 40, durationMs: 5 }),
    ]);
    const placeholder = framesOf(layout).get('0af7:gone')!;
    expect(placeholder).toMatchObject({ row: 0, start: 0, end: 35, flags: FRAME_FLAG.pending });
    expect(placeholder.label).toBe(PENDING_LABEL);
    expect(layout.nodes.spanCount).toBe(2);
    expect(layout.nodes.origin).toBe(1_700_000_000_010);
  });

  it('lets what has not arrived reach to the last known moment while the session is live', () => {
    const spans = [
      agentSpan({ id: 'x', parent: 'gone', at: 0, durationMs: 10 }),
      agentSpan({ id: 'later', at: 40, durationMs: 30 }),
    ];
    expect(framesOf(layoutOf(spans, { isLive: true })).get('0af7:gone')).toMatchObject({ start: 0, end: 70 });
    expect(framesOf(layoutOf(spans)).get('0af7:gone')).toMatchObject({ start: 0, end: 10 });
  });

  it('nests what only the analysis knows to be nested', () => {
    const found = places([
      agentSpan({ id: 'flow', kind: 'workflow', at: 0, durationMs: 100 }),
      agentSpan({ id: 'run', parent: 'flow', kind: 'agent', agent: 'writer', at: 10, durationMs: 50 }),
      agentSpan({ id: 'chat', parent: 'flow', model: {}, at: 20, durationMs: 10 }),
    ]);
    expect(found).toEqual({ flow: [0, 0, 100], run: [1, 10, 60], chat: [2, 20, 30] });
  });

  it('makes a root of the first span in a parent cycle', () => {
    const found = places([
      agentSpan({ id: 'self', parent: 'self', at: 50 }),
      agentSpan({ id: 'a', parent: 'b', at: 0, durationMs: 20 }),
      agentSpan({ id: 'b', parent: 'a', at: 5, durationMs: 5 }),
    ]);
    expect(found.a![0]).toBe(0);
    expect(found.b![0]).toBe(1);
    expect(found.self).toBeDefined();
  });

  it('flags failures, zero durations and loops, and marks where iterations lie', () => {
    const spans = [
      agentSpan({ id: 'root', at: 0, durationMs: 100, status: 'error' }),
      agentSpan({ id: 't1', parent: 'root', at: 10, durationMs: 0, tool: {} }),
      agentSpan({ id: 't2', parent: 'root', at: 20, durationMs: 5, tool: { status: 'timeout' } }),
      agentSpan({ id: 'm', parent: 'root', at: 40, model: { finishReason: 'length' } }),
    ];
    const layout = layoutOf(spans, { loops: [loopOf([[spans[1]!], [spans[2]!]])] });
    const frames = framesOf(layout);
    expect(frames.get('0af7:root')?.flags).toBe(FRAME_FLAG.error);
    expect(frames.get('0af7:t1')?.flags).toBe(FRAME_FLAG.instant | FRAME_FLAG.loop);
    expect(frames.get('0af7:t2')?.flags).toBe(FRAME_FLAG.error | FRAME_FLAG.loop);
    expect(frames.get('0af7:m')?.flags).toBe(FRAME_FLAG.cut);
    expect(layout.loopMarks).toEqual([
      { loopId: 'loop', iteration: 1, start: 10, end: 10, firstRow: 1, lastRow: 1 },
      { loopId: 'loop', iteration: 2, start: 20, end: 25, firstRow: 1, lastRow: 1 },
    ]);
  });

  it('labels what a person looks for', () => {
    const layout = layoutOf([
      agentSpan({ id: 'agent', kind: 'agent', agent: 'researcher', name: 'invoke_agent researcher' }),
      agentSpan({ id: 'chat', model: { responseModel: 'gpt-5-2025' }, name: 'chat gpt-5', at: 20 }),
      agentSpan({ id: 'tool', tool: { name: 'search_docs' }, name: 'execute_tool', at: 40 }),
      agentSpan({ id: 'step', name: 'plan', at: 60 }),
    ]);
    const labels = Array.from(framesOf(layout).values(), ({ label }) => label);
    expect(labels).toEqual(['researcher', 'gpt-5-2025', 'search_docs', 'plan']);
    expect(Array.from(layout.nodes.kind, (kind) => SPAN_KINDS[kind])).toEqual([
      'agent',
      'llm',
      'tool',
      'other',
    ]);
  });

  it('has room for nothing', () => {
    expect(layoutOf([])).toMatchObject({
      rowCount: 0,
      nodes: { spanCount: 0, origin: 0 },
      extent: { from: 0, to: 0 },
    });
  });
});

describe('layoutFlame in tokens and cost mode', () => {
  const spans = [
    agentSpan({ id: 'agent', at: 0, durationMs: 100, kind: 'agent' }),
    agentSpan({ id: 'chat1', parent: 'agent', at: 0, durationMs: 10, model: {} }),
    agentSpan({ id: 'tool', parent: 'agent', at: 10, durationMs: 80, tool: {} }),
    agentSpan({ id: 'sub', parent: 'tool', at: 10, durationMs: 70, model: {} }),
    agentSpan({ id: 'unpriced', parent: 'agent', at: 92, durationMs: 2, model: {} }),
  ];
  const turns = [turnOf(spans[1]!, 100, 0.5), turnOf(spans[3]!, 300, 0.25), turnOf(spans[4]!, null, null)];

  it.each([
    ['tokens' as const, [0, 400], [0, 100], [100, 400], [400, 400]],
    ['cost' as const, [0, 0.75], [0, 0.5], [0.5, 0.75], [0.75, 0.75]],
  ])('is as wide as the model calls inside: %s', (mode, agent, chat, tool, unpriced) => {
    const frames = framesOf(layoutOf(spans, { mode, turns }));
    const extent = (id: string) => [frames.get(`0af7:${id}`)?.start, frames.get(`0af7:${id}`)?.end];
    expect(extent('agent')).toEqual(agent);
    expect(extent('chat1')).toEqual(chat);
    expect(extent('tool')).toEqual(tool);
    expect(extent('sub')).toEqual(tool);
    expect(extent('unpriced')).toEqual(unpriced);
    expect(frames.get('0af7:unpriced')!.flags & FRAME_FLAG.instant).toBeTruthy();
    expect(frames.get('0af7:sub')?.row).toBe(2);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('layoutFlame of random session %i', (seed) => {
  const session = randomSession(seed, 400);

  const views: LayoutOfOptions[] = [
    { mode: 'time' },
    { mode: 'tokens' },
    { mode: 'cost' },
    { mode: 'time', hideNoise: true },
    { mode: 'time', foldIdle: true },
    { mode: 'time', foldIdle: true, hideNoise: true, isLive: true },
    { mode: 'cost', hideNoise: true },
  ];

  it.each(views)('never overlaps in a row: %o', (view) => {
    const layout = layoutOf(session.spans, { ...view, turns: session.turns });
    for (let row = 0; row < layout.rowCount; row++) {
      for (let i = layout.rowOffsets[row]! + 1; i < layout.rowOffsets[row + 1]!; i++) {
        expect(layout.start[i]).toBeGreaterThanOrEqual(layout.end[i - 1]!);
        expect(layout.end[i]).toBeGreaterThanOrEqual(layout.start[i]!);
      }
    }
    expect(layout.rowOffsets[layout.rowCount]).toBe(layout.start.length);
  });

  it.each(views)('draws every span once, below its parent: %o', (view) => {
    const layout = layoutOf(session.spans, { ...view, turns: session.turns });
    const frames = framesOf(layout);
    expect(frames.size).toBe(layout.nodes.count);
    for (const [node, parent] of layout.nodes.parent.entries()) {
      expect(layout.depth[node]).toBe(parent < 0 ? 0 : layout.depth[parent]! + 1);
    }
    if (view.hideNoise) return;
    expect(frames.size).toBe(session.spans.length + session.missing);
    for (const span of session.spans) {
      if (span.parentSpanId === null) continue;
      const frame = frames.get(`${span.traceId.slice(0, 4)}:${span.spanId}`)!;
      const parent = frames.get(`${span.traceId.slice(0, 4)}:${span.parentSpanId}`)!;
      expect(frame.row).toBeGreaterThan(parent.row);
      expect(frame.start).toBeGreaterThanOrEqual(parent.start - TOUCHING_MS);
      expect(frame.end).toBeLessThanOrEqual(parent.end + TOUCHING_MS);
    }
  });

  it('does not depend on the order of arrival', () => {
    const expected = dataOf(layoutOf(session.spans));
    expect(dataOf(layoutOf(shuffled(session.spans, seed)))).toEqual(expected);
  });
});

describe('layoutFlame of a large session', () => {
  it('survives a tree 50,000 deep', () => {
    const spans = Array.from({ length: 50_000 }, (_, i) =>
      agentSpan({ id: `s${i}`, ...(i > 0 ? { parent: `s${i - 1}` } : {}), at: 0, durationMs: 1 }),
    );
    expect(layoutOf(spans).rowCount).toBe(50_000);
  });

  it('takes well under a second for 100,000 spans', { timeout: 30_000 }, () => {
    const { spans } = randomSession(42, 100_000);
    const began = performance.now();
    layoutOf(spans);
    // Measured 200 ms; the limit leaves room for a busy machine, and still fails when it grows with the square.
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
