/**
 * Some instrumentations make every span a child of the workflow, sub-agents and their model calls alike (OpenLLMetry
 * on LangGraph): who ran inside of whom can only be told by time.
 */
import type { SpanNode } from './spanNode';

/** Ends that were taken by different clocks may seem to cross by this much. */
const TOLERANCE_MS = 1;

/**
 * Puts the children of `parent` into the agent runs and tool calls beside them that they happened in. Only where an
 * agent run without any child has model calls beside it that it encloses: nested spans never look like that. Returns
 * whether any was put elsewhere.
 */
export function nestFlatRuns(parent: SpanNode): boolean {
  if (parent.span?.kind === 'agent' || parent.children.length < 2) return false;
  if (!parent.children.some(isAgentLeaf)) return false;
  const isRun = runFinder(parent.children);
  const runs = new Set(parent.children.filter(isRun));
  if (runs.size === 0) return false;
  const stay: SpanNode[] = [];
  let open: SpanNode[] = [];
  for (const node of parent.children) {
    const outer = innermost(node, open);
    if (outer) {
      node.parent = outer;
      outer.children.push(node);
    } else {
      stay.push(node);
    }
    const isContainer = runs.has(node) || (node.span?.kind === 'tool' && isLeaf(node));
    if (!isContainer) continue;
    const start = node.span!.startTime;
    open = open.filter(({ span }) => span!.startTime + span!.durationMs >= start);
    open.push(node);
  }
  const moved = stay.length < parent.children.length;
  parent.children = stay;
  return moved;
}

/** Whether a child is an agent run with nothing inside that encloses a model call beside it. */
function runFinder(siblings: readonly SpanNode[]): (node: SpanNode) => boolean {
  const models = siblings.filter(({ span }) => span?.kind === 'llm');
  // From each model call on, in canonical order, the earliest end: one that begins later ends no earlier than this.
  const ends = models.map(({ span }) => span!.startTime + span!.durationMs);
  for (let i = ends.length - 2; i >= 0; i--) ends[i] = Math.min(ends[i]!, ends[i + 1]!);
  return (node) => {
    if (!isAgentLeaf(node)) return false;
    const span = node.span!;
    let low = 0;
    let high = models.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (models[middle]!.span!.startTime < span.startTime) low = middle + 1;
      else high = middle;
    }
    return low < ends.length && ends[low]! <= span.startTime + span.durationMs + TOLERANCE_MS;
  };
}

function isAgentLeaf(node: SpanNode): boolean {
  return node.span?.kind === 'agent' && isLeaf(node);
}

function isLeaf({ children }: SpanNode): boolean {
  return children.length === 0;
}

function encloses({ span: outer }: SpanNode, { span: inner }: SpanNode): boolean {
  if (!outer || !inner) return false;
  const outerEnd = outer.startTime + outer.durationMs;
  return outer.startTime <= inner.startTime && inner.startTime + inner.durationMs <= outerEnd + TOLERANCE_MS;
}

/**
 * The innermost of `open` (in canonical order) that surely ran `node`. A tool call runs an agent or a model, never
 * another tool call, so of tool calls side by side none can be told; and neither of runs that only overlap.
 */
function innermost(node: SpanNode, open: readonly SpanNode[]): SpanNode | null {
  const chain: SpanNode[] = [];
  let areToolsSideBySide = false;
  for (const outer of open) {
    if (!encloses(outer, node)) continue;
    const isTool = outer.span?.kind === 'tool';
    if (isTool && areToolsSideBySide) continue;
    areToolsSideBySide = isTool && chain.at(-1)?.span?.kind === 'tool';
    if (areToolsSideBySide) {
      chain.pop();
      continue;
    }
    const last = chain.at(-1);
    if (last && !encloses(last, outer)) break;
    chain.push(outer);
  }
  if (node.span?.kind === 'tool' && chain.at(-1)?.span?.kind === 'tool') chain.pop();
  return chain.at(-1) ?? null;
}
