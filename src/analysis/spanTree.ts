/**
 * The tree of a session's spans. Spans arrive in any order, some never: a parent that is only known by its id gets a
 * placeholder. Nothing here recurses, because real trees are thousands of spans deep.
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanId, SpanRef, TraceId } from '../protocol/units';
import { nestFlatRuns } from './flatRuns';

export interface SpanNode {
  /** Its place in `SpanTree.all`. */
  index: number;
  ref: SpanRef;
  /** null for a placeholder: children name this span as their parent, the span itself has not arrived. */
  span: AgentSpan | null;
  parent: SpanNode | null;
  /** In canonical order (`compareSpans`); placeholders where their first child would stand. */
  children: SpanNode[];
  /** 0 for a root. */
  depth: number;
  /** Who acts here: the agent that the span itself names, else its nearest ancestor that names one. */
  agent: string | null;
  /** Whose work this is part of: the nearest agent run or tool call around it; null outside of any. */
  actor: SpanNode | null;
}

export interface SpanTree {
  /** Spans in canonical order, then placeholders. */
  all: SpanNode[];
  /** Undefined when neither the span nor a child of it has arrived. */
  find: (ref: SpanRef) => SpanNode | undefined;
  /** One or more per trace: roots, placeholders, and the earliest span of a parent cycle. */
  roots: SpanNode[];
  /** Every node, each parent before its children, siblings in canonical order. */
  preorder: SpanNode[];
  /** Parents that have not arrived. */
  pending: SpanRef[];
}

/** One key for a span in maps and sets: a span id is only unique within its trace. */
export function spanKey(ref: SpanRef): string {
  return `${ref.traceId}:${ref.spanId}`;
}

/** One run of an agent, or of a tool that asks a model itself; outside of any, one trace. */
export function runKey(node: SpanNode): string {
  return node.actor ? spanKey(node.actor.ref) : node.ref.traceId;
}

/**
 * The one order of spans that everything else relies on, whatever order they arrived in: by start, the longer (outer)
 * first, then by id.
 */
export function compareSpans(a: AgentSpan, b: AgentSpan): number {
  return (
    a.startTime - b.startTime ||
    b.durationMs - a.durationMs ||
    compareText(a.traceId, b.traceId) ||
    compareText(a.spanId, b.spanId)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Links spans of one session by parent within their trace, and by time where that parent is all that an emitter knows
 * (`nestFlatRuns`). Of a span that occurs twice one copy counts.
 */
export function buildSpanTree(spans: readonly AgentSpan[]): SpanTree {
  const index = new NodeIndex();
  for (const span of [...spans].sort(compareSpans)) if (!index.find(span)) index.add(span, span);

  const pending: SpanRef[] = [];
  const heads: SpanNode[] = [];
  const spanCount = index.all.length;
  for (let i = 0; i < spanCount; i++) {
    const node = index.all[i]!;
    const parentId = node.span?.parentSpanId ?? null;
    if (parentId === null || parentId === node.ref.spanId) {
      heads.push(node);
      continue;
    }
    const parentRef = { traceId: node.ref.traceId, spanId: parentId };
    let parent = index.find(parentRef);
    if (!parent) {
      parent = index.add(parentRef, null);
      pending.push(parentRef);
      heads.push(parent);
    }
    node.parent = parent;
    parent.children.push(node);
  }

  // After all have their children: those that have none are told by that.
  for (const node of index.all) nestFlatRuns(node);

  const preorder: SpanNode[] = [];
  const reached = new Uint8Array(index.all.length);
  for (const root of heads) visit(root, preorder, reached);
  for (const node of preorder.length === index.all.length ? [] : index.all) {
    if (reached[node.index]) continue;
    const root = openCycle(node);
    heads.push(root);
    visit(root, preorder, reached);
  }
  return { all: index.all, find: (ref) => index.find(ref), roots: heads, preorder, pending };
}

/** Nodes by trace, then span: a key made of both would be a new text for each of a million spans. */
class NodeIndex {
  readonly all: SpanNode[] = [];
  private readonly traces = new Map<TraceId, Map<SpanId, SpanNode>>();

  find({ traceId, spanId }: SpanRef): SpanNode | undefined {
    return this.traces.get(traceId)?.get(spanId);
  }

  add({ traceId, spanId }: SpanRef, span: AgentSpan | null): SpanNode {
    const node: SpanNode = {
      index: this.all.length,
      ref: { traceId, spanId },
      span,
      parent: null,
      children: [],
      depth: 0,
      agent: null,
      actor: null,
    };
    let trace = this.traces.get(traceId);
    if (!trace) this.traces.set(traceId, (trace = new Map<SpanId, SpanNode>()));
    trace.set(spanId, node);
    this.all.push(node);
    return node;
  }
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
