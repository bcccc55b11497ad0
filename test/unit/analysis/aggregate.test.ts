import { describe, expect, it } from 'vitest';
import type { AggregateNode } from '../../../src/protocol/aggregate';
import { aggregate } from '../../../src/analysis/aggregate';
import { flameNodes } from '../../../src/analysis/flameNodes';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { agentSpan, shuffled } from '../support/spans';
import { loopOf, randomSession, turnOf } from './flameSessions';

const nodesOf = (spans: readonly AgentSpan[]) => flameNodes(buildSpanTree(spans), false);

function pathOf(list: AggregateNode[], node: AggregateNode): string {
  const above = node.parent === null ? '' : `${pathOf(list, list[node.parent]!)} › `;
  return above + node.label;
}

describe('aggregate', () => {
  const spans = [
    agentSpan({ id: 'run', kind: 'agent', agent: 'writer', at: 0, durationMs: 100 }),
    agentSpan({ id: 'm1', parent: 'run', at: 0, durationMs: 20, model: {} }),
    agentSpan({ id: 't1', parent: 'run', at: 20, durationMs: 10, tool: {}, status: 'error' }),
    agentSpan({ id: 'm2', parent: 'run', at: 30, durationMs: 30, model: {} }),
    agentSpan({ id: 't2', parent: 'run', at: 60, durationMs: 30, tool: {} }),
    agentSpan({ id: 'sub', parent: 't2', at: 60, durationMs: 25, kind: 'agent', agent: 'reader' }),
    agentSpan({ id: 'm3', parent: 'sub', at: 61, durationMs: 20, model: {} }),
  ];
  const turns = [turnOf(spans[1]!, 100, 0.5), turnOf(spans[3]!, 200, null), turnOf(spans[6]!, 1_000, 0.25)];
  const list = aggregate(nodesOf(spans), [loopOf([[spans[2]!], [spans[4]!]])], turns);
  const byPath = new Map(list.map((node) => [pathOf(list, node), node]));

  it('folds spans of one path', () => {
    expect([...byPath.keys()]).toEqual([
      'writer',
      'writer › gpt-4o-mini',
      'writer › search_docs',
      'writer › search_docs › reader',
      'writer › search_docs › reader › gpt-4o-mini',
    ]);
    expect(list.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  });

  it('sums what a path took by itself and with everything below', () => {
    expect(byPath.get('writer')).toMatchObject({
      ...{ kind: 'agent', agent: 'writer', model: null, tool: null, count: 1 },
      total: { ms: 100, tokens: 1_300, costUsd: 0.75 },
      self: { ms: 10, tokens: null, costUsd: null },
    });
    expect(byPath.get('writer › gpt-4o-mini')).toMatchObject({
      ...{ kind: 'llm', model: 'gpt-4o-mini', count: 2, example: { spanId: 'm2' } },
      total: { ms: 50, tokens: 300, costUsd: 0.5 },
      self: { ms: 50, tokens: 300, costUsd: 0.5 },
    });
    expect(byPath.get('writer › search_docs')).toMatchObject({
      ...{ kind: 'tool', tool: 'search_docs', count: 2, errors: 1, loops: 2, example: { spanId: 't2' } },
      total: { ms: 40, tokens: 1_000, costUsd: 0.25 },
      self: { ms: 15, tokens: null, costUsd: null },
    });
  });

  it('counts time with children side by side once as its own', () => {
    const [root] = aggregate(
      nodesOf([
        agentSpan({ id: 'root', at: 0, durationMs: 100 }),
        agentSpan({ id: 'a', parent: 'root', at: 10, durationMs: 50 }),
        agentSpan({ id: 'b', parent: 'root', at: 30, durationMs: 50 }),
        agentSpan({ id: 'late', parent: 'root', at: 90, durationMs: 50 }),
      ]),
      [],
      [],
    );
    expect(root!.self.ms).toBe(20);
  });

  it('does not take a placeholder for time that was measured', () => {
    const [pending] = aggregate(
      nodesOf([
        agentSpan({ id: 'x', parent: 'gone', at: 0, durationMs: 10 }),
        agentSpan({ id: 'y', parent: 'gone', at: 90, durationMs: 10 }),
      ]),
      [],
      [],
    );
    expect(pending).toMatchObject({ label: 'pending', total: { ms: 20 }, self: { ms: 0 } });
  });

  it('merges what took least where there are too many paths, and loses no sum', () => {
    const many = [
      agentSpan({ id: 'root', at: 0, durationMs: 10_000 }),
      ...Array.from({ length: 50 }, (_, i) =>
        agentSpan({
          id: `s${i}`,
          parent: 'root',
          at: i * 100,
          durationMs: 1 + i,
          status: i < 5 ? 'error' : 'ok',
        }),
      ),
      agentSpan({ id: 'below', parent: 's3', at: 300, durationMs: 1 }),
    ];
    const short = aggregate(nodesOf(many), [], [], 11);
    expect(short).toHaveLength(12);
    const other = short.at(-1)!;
    expect(other).toMatchObject({
      parent: 0,
      isOther: true,
      count: 41,
      errors: 5,
      example: { spanId: 's39' },
    });
    expect(other.total.ms).toBe((40 * 41) / 2);
    expect(short.filter(({ isOther }) => isOther)).toHaveLength(1);
    expect(short[1]!.label).toBe('s40');
  });

  it.each([1, 2, 3])('names each span of random session %i once, parents first, in any order', (seed) => {
    const { spans, turns } = randomSession(seed, 500);
    const nodes = nodesOf(spans);
    for (const maxPaths of [5, 50, 5_000]) {
      const found = aggregate(nodes, [], turns, maxPaths);
      expect(found.length).toBeLessThanOrEqual(2 * maxPaths + 1);
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(nodes.count);
      expect(found.every(({ id, parent }) => parent === null || parent < id)).toBe(true);
      const tops = found.filter(({ parent }) => parent === null);
      const tokens = turns.reduce((sum, { usage }) => sum + usage.total!, 0);
      expect(tops.reduce((sum, { total }) => sum + (total.tokens ?? 0), 0)).toBe(tokens);
      expect(aggregate(nodesOf(shuffled(spans, seed)), [], turns, maxPaths)).toEqual(found);
    }
  });

  it('survives a tree 50,000 deep', () => {
    const deep = Array.from({ length: 50_000 }, (_, i) =>
      agentSpan({ id: `s${i}`, ...(i > 0 ? { parent: `s${i - 1}` } : {}), at: i, durationMs: 100_000 - i }),
    );
    const found = aggregate(nodesOf(deep), [], []);
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
    expect(found.length).toBeLessThan(5_000);
  });
});
