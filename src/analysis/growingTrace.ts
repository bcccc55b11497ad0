/**
 * A trace that grows: new spans are linked into the tree that is there. What of it is gone through again is cheap for
 * each span (its order, who acts in it); nothing is made anew but what new spans need. Nothing here recurses, because
 * real trees are thousands of spans deep.
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanId, SpanRef, TraceId } from '../protocol/units';
import { nestFlatRuns } from './flatRuns';
import { compareSpans } from './spanOrder';
import type { SpanNode } from './spanNode';
import type { Head, TraceTree } from './traceTree';

/**
 * Links spans by parent, and by time where that parent is all that an emitter knows (`nestFlatRuns`). Of a span that
 * occurs twice one copy counts. `spans`: one or more of one trace, in any order.
 */
export function buildTraceTree(traceId: TraceId, spans: readonly AgentSpan[]): TraceTree {
  const trace = new GrowingTrace(traceId);
  trace.add(spans);
  return trace.tree();
}

export class GrowingTrace {
  /** In the order of their coming, copies included. */
  private readonly sent: AgentSpan[] = [];
  /** How many of them are linked. */
  private linked = 0;
  private known: TraceTree | null = null;
  /** Whether the links are others than the spans' own: then all are made anew with the next spans. */
  private mustRelink = false;
  /** With placeholders. */
  private nodes = new Map<SpanId, SpanNode>();
  /** With spans, in canonical order. */
  private ordered: SpanNode[] = [];
  /** Theirs as they were sent: whoever understands the trace completes those in the nodes. */
  private spans: AgentSpan[] = [];

  constructor(private readonly traceId: TraceId) {}

  add(spans: readonly AgentSpan[]): void {
    for (const span of spans) this.sent.push(span);
  }

  /** Of all spans so far; one from before must not be used any more. There must be a span. */
  tree(): TraceTree {
    if (this.known && this.linked === this.sent.length) return this.known;
    let added = this.sent.slice(this.linked);
    if (this.mustRelink || added.some(({ spanId }) => this.nodes.get(spanId)?.span)) {
      this.nodes = new Map();
      this.ordered = [];
      this.spans = [];
      added = [...this.sent];
    }
    this.linked = this.sent.length;
    this.ordered.forEach((node, i) => (node.span = this.spans[i]!));
    this.link(added.sort(compareSpans));
    this.known = this.finish();
    return this.known;
  }

  /** `added`: in canonical order. */
  private link(added: readonly AgentSpan[]): void {
    const nodes: SpanNode[] = [];
    for (const span of added) {
      const node = this.nodes.get(span.spanId) ?? this.addNode(span.spanId);
      if (node.span) continue;
      node.span = span;
      nodes.push(node);
    }
    for (const node of nodes) {
      const { parentSpanId, spanId } = node.span!;
      if (parentSpanId === null || parentSpanId === spanId) continue;
      node.parent = this.nodes.get(parentSpanId) ?? this.addNode(parentSpanId);
      insert(node.parent.children, node);
    }
    const [last, first] = [this.ordered.at(-1), nodes[0]];
    if (!last || !first || compareNodes(last, first) < 0) {
      for (const node of nodes) {
        this.ordered.push(node);
        this.spans.push(node.span!);
      }
      return;
    }
    this.ordered = merged(this.ordered, nodes);
    this.spans = this.ordered.map(({ span }) => span!);
  }

  private addNode(spanId: SpanId): SpanNode {
    const node: SpanNode = {
      index: 0,
      ref: { traceId: this.traceId, spanId },
      span: null,
      parent: null,
      children: [],
      depth: 0,
      agent: null,
      actor: null,
    };
    this.nodes.set(spanId, node);
    return node;
  }

  private finish(): TraceTree {
    const { traceId, nodes, ordered } = this;
    const all = ordered.slice();
    const pending: SpanRef[] = [];
    const begins: Pick<Head, 'root' | 'first'>[] = [];
    for (const node of ordered) {
      const { parent } = node;
      if (!parent) begins.push({ root: node, first: node.span! });
      else if (!parent.span && parent.children[0] === node) {
        all.push(parent);
        pending.push(parent.ref);
        begins.push({ root: parent, first: node.span! });
      }
    }
    all.forEach((node, i) => (node.index = i));

    // After all have their children: those that have none are told by that.
    this.mustRelink = false;
    for (const node of all) if (nestFlatRuns(node)) this.mustRelink = true;

    const preorder: SpanNode[] = [];
    const heads: Head[] = [];
    const reached = new Uint8Array(all.length);
    const visitFrom = (root: SpanNode, first: AgentSpan) => {
      const from = preorder.length;
      visit(root, preorder, reached);
      heads.push({ root, first, from, to: preorder.length });
    };
    for (const { root, first } of begins) visitFrom(root, first);
    for (const node of preorder.length === all.length ? [] : all) {
      if (reached[node.index]) continue;
      const root = openCycle(node);
      visitFrom(root, root.span!);
      this.mustRelink = true;
    }
    const find = (id: SpanId) => nodes.get(id);
    return { traceId, all, spanCount: ordered.length, find, heads, preorder, pending };
  }
}

/** Into siblings in canonical order; most come in that order. */
function insert(siblings: SpanNode[], node: SpanNode): void {
  let low = siblings.length;
  if (low > 0 && compareNodes(siblings[low - 1]!, node) > 0) {
    low = 0;
    for (let high = siblings.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (compareNodes(siblings[middle]!, node) < 0) low = middle + 1;
      else high = middle;
    }
  }
  if (low === siblings.length) siblings.push(node);
  else siblings.splice(low, 0, node);
}

/** Both in canonical order. */
function merged(some: SpanNode[], others: readonly SpanNode[]): SpanNode[] {
  const result: SpanNode[] = [];
  let next = 0;
  for (const node of others) {
    while (next < some.length && compareNodes(some[next]!, node) < 0) result.push(some[next++]!);
    result.push(node);
  }
  while (next < some.length) result.push(some[next++]!);
  return result;
}

function compareNodes(a: SpanNode, b: SpanNode): number {
  return compareSpans(a.span!, b.span!);
}

/** Appends `root` and everything below it, parents first, and lets each node inherit its agent. */
function visit(root: SpanNode, preorder: SpanNode[], reached: Uint8Array): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    reached[node.index] = 1;
    preorder.push(node);
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    node.agent = node.span?.agent ?? node.parent?.agent ?? null;
    node.actor = node.parent && isActor(node.parent) ? node.parent : (node.parent?.actor ?? null);
    for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i]!);
  }
}

function isActor({ span }: SpanNode): boolean {
  return span?.kind === 'agent' || span?.kind === 'tool';
}

/** Cuts the parent cycle above `node` at its first span in canonical order, which becomes a root. */
function openCycle(node: SpanNode): SpanNode {
  const seen = new Set<SpanNode>();
  let current = node;
  while (!seen.has(current)) {
    seen.add(current);
    current = current.parent!;
  }
  let first = current;
  for (let next = current.parent!; next !== current; next = next.parent!) {
    if (compareSpans(next.span!, first.span!) < 0) first = next;
  }
  const parent = first.parent!;
  parent.children.splice(parent.children.indexOf(first), 1);
  first.parent = null;
  return first;
}
