import { describe, expect, it } from 'vitest';
import { buildSpanTree, type SpanTree } from '../../../src/analysis/spanTree';
import { agentSpan, shuffled } from '../support/spans';

/** `id(children…)`, placeholders as `?id`. */
function drawn(tree: SpanTree): string[] {
  const draw = (node: SpanTree['roots'][number]): string => {
    const name = node.span ? node.ref.spanId : `?${node.ref.spanId}`;
    return node.children.length > 0 ? `${name}(${node.children.map(draw).join(' ')})` : name;
  };
  return tree.roots.map(draw);
}

describe('buildSpanTree', () => {
  const spans = [
    agentSpan({ id: 'root', at: 0, durationMs: 100 }),
    agentSpan({ id: 'b', parent: 'root', at: 20 }),
    agentSpan({ id: 'a', parent: 'root', at: 10 }),
    agentSpan({ id: 'orphan', parent: 'missing', at: 50 }),
    agentSpan({ id: 'leaf', parent: 'a', at: 12 }),
  ];

  it('links by parent whatever the order of arrival, with placeholders for parents that are missing', () => {
    for (let seed = 0; seed < 20; seed++) {
      const tree = buildSpanTree(shuffled(spans, seed));
      expect(drawn(tree)).toEqual(['root(a(leaf) b)', '?missing(orphan)']);
      expect(tree.pending.map(({ spanId }) => spanId)).toEqual(['missing']);
      expect(tree.preorder.map(({ ref }) => ref.spanId)).toEqual([
        'root',
        'a',
        'leaf',
        'b',
        'missing',
        'orphan',
      ]);
    }
  });

  it('keeps traces apart that use the same span ids', () => {
    const other = { traceId: 'ffffffffffffffffffffffffffffffff' };
    const tree = buildSpanTree([
      agentSpan({ id: 'root' }),
      agentSpan({ id: 'a', parent: 'root', at: 1 }),
      agentSpan({ id: 'a', parent: 'root', at: 2, ...other }),
    ]);
    expect(drawn(tree)).toEqual(['root(a)', '?root(a)']);
  });

  it('counts a span that is given twice once', () => {
    const tree = buildSpanTree([...spans, ...spans]);
    expect(tree.all.length).toBe(6);
    expect(drawn(tree)).toEqual(['root(a(leaf) b)', '?missing(orphan)']);
  });

  it('opens cycles at their first span and lets none of their spans go', () => {
    const cyclic = [
      agentSpan({ id: 'self', parent: 'self', at: 0 }),
      agentSpan({ id: 'x', parent: 'z', at: 1 }),
      agentSpan({ id: 'y', parent: 'x', at: 2 }),
      agentSpan({ id: 'z', parent: 'y', at: 3 }),
      agentSpan({ id: 'below', parent: 'z', at: 0.5 }),
    ];
    for (let seed = 0; seed < 20; seed++) {
      expect(drawn(buildSpanTree(shuffled(cyclic, seed)))).toEqual(['self', 'x(y(z(below)))']);
    }
  });

  it('lets spans inherit the nearest agent that is named, and knows whose work they are', () => {
    const tree = buildSpanTree([
      agentSpan({ id: 'main', kind: 'agent', agent: 'main', durationMs: 100 }),
      agentSpan({ id: 'call', parent: 'main', at: 1, model: {} }),
      agentSpan({ id: 'tool', parent: 'main', at: 2, tool: {} }),
      agentSpan({ id: 'sub', parent: 'tool', at: 3, kind: 'agent', agent: 'sub' }),
      agentSpan({ id: 'subcall', parent: 'sub', at: 4, model: {} }),
      agentSpan({ id: 'unnamed', parent: 'tool', at: 5, kind: 'agent' }),
    ]);
    const agents = Object.fromEntries(
      tree.preorder.map((node) => [node.ref.spanId, [node.agent, node.actor?.ref.spanId ?? null]]),
    );
    expect(agents).toEqual({
      main: ['main', null],
      call: ['main', 'main'],
      tool: ['main', 'main'],
      sub: ['sub', 'tool'],
      subcall: ['sub', 'sub'],
      unnamed: ['main', 'tool'],
    });
  });

  it('takes trees as deep as they come', () => {
    const depth = 50_000;
    const chain = Array.from({ length: depth }, (_, i) =>
      agentSpan({ id: `s${i}`, at: i, ...(i > 0 ? { parent: `s${i - 1}` } : {}) }),
    );
    const tree = buildSpanTree(chain.reverse());
    expect(tree.preorder.at(-1)?.depth).toBe(depth - 1);
  });
});
