/**
 * The tree of one trace's spans. Parents never lie in another trace, so a trace is understood by itself, and once: a
 * session that grows by a trace costs that trace. Nothing here recurses, because real trees are thousands of spans deep.
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanId, SpanRef, TraceId } from '../protocol/units';
import { nestFlatRuns } from './flatRuns';
import { compareSpans } from './spanOrder';
import type { SpanNode } from './spanTree';

/** Where a part of a trace begins that nothing is known to be around. */
export interface Head {
  root: SpanNode;
  /** The span itself, or the first child of a placeholder: tells the order among the heads of other traces. */
  first: AgentSpan;
  /** Its part of `preorder`. */
  from: number;
  to: number;
}

export interface TraceTree {
  traceId: TraceId;
  /** Spans in canonical order, then placeholders. */
  all: SpanNode[];
  spanCount: number;
  find: (id: SpanId) => SpanNode | undefined;
  heads: Head[];
  /** Every node, each parent before its children, siblings in canonical order. */
  preorder: SpanNode[];
  /** Parents that have not arrived. */
  pending: SpanRef[];
}

/**
 * Links spans by parent, and by time where that parent is all that an emitter knows (`nestFlatRuns`). Of a span that
 * occurs twice one copy counts. `spans`: one or more of one trace, in any order.
 */
export function buildTraceTree(traceId: TraceId, spans: readonly AgentSpan[]): TraceTree {
  const nodes = new Map<SpanId, SpanNode>();
  const all: SpanNode[] = [];
  const add = (spanId: SpanId, span: AgentSpan | null): SpanNode => {
    const node: SpanNode = {
      index: all.length,
      ref: { traceId, spanId },
      span,
      parent: null,
      children: [],
      depth: 0,
      agent: null,
      actor: null,
    };
    nodes.set(spanId, node);
    all.push(node);
    return node;
  };
  for (const span of [...spans].sort(compareSpans)) if (!nodes.has(span.spanId)) add(span.spanId, span);

  const pending: SpanRef[] = [];
  const begins: Pick<Head, 'root' | 'first'>[] = [];
  const spanCount = all.length;
  for (let i = 0; i < spanCount; i++) {
    const node = all[i]!;
    const span = node.span!;
    const parentId = span.parentSpanId;
    if (parentId === null || parentId === span.spanId) {
      begins.push({ root: node, first: span });
      continue;
    }
    let parent = nodes.get(parentId);
    if (!parent) {
      parent = add(parentId, null);
      pending.push(parent.ref);
      begins.push({ root: parent, first: span });
    }
    node.parent = parent;
    parent.children.push(node);
  }

  // After all have their children: those that have none are told by that.
  for (const node of all) nestFlatRuns(node);

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
  }
  return { traceId, all, spanCount, find: (id) => nodes.get(id), heads, preorder, pending };
}

/** What is worked out of a trace by itself, once for each. */
export function oncePerTrace<T>(work: (trace: TraceTree) => T): (trace: TraceTree) => T {
  const known = new WeakMap<TraceTree, { result: T }>();
  return (trace) => {
    let entry = known.get(trace);
    if (!entry) known.set(trace, (entry = { result: work(trace) }));
    return entry.result;
  };
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
