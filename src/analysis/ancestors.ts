/** What is around a span, each way up walked once: real trees are thousands of spans deep. */
import type { SpanKind } from '../protocol/agentModel';
import type { SpanNode } from './spanNode';

/**
 * A function that finds the nearest span of `kind` around a node, no further away than the nearest one of a kind in
 * `bounds`. For one tree, while it does not change.
 */
export function nearestAround(
  kind: SpanKind,
  bounds: readonly SpanKind[],
): (node: SpanNode) => SpanNode | null {
  const known = new Map<SpanNode, SpanNode | null>();
  return (node) => {
    const way: SpanNode[] = [];
    let result: SpanNode | null = null;
    for (let at: SpanNode | null = node; at !== null; at = at.parent) {
      const found = known.get(at);
      if (found !== undefined) {
        result = found;
        break;
      }
      way.push(at);
      const outer = at.parent?.span;
      if (outer?.kind === kind) {
        result = at.parent;
        break;
      }
      if (outer && bounds.includes(outer.kind)) break;
    }
    for (const each of way) known.set(each, result);
    return result;
  };
}
