/** The agents of a session as a tree, with what each did itself. */
import type { AgentSummary } from '../protocol/agents';
import type { Turn } from '../protocol/turns';
import { findHandoffs, slug } from './handoffs';
import { coveredTime, intervalOf, type Interval } from './intervals';
import { hasFailed } from './outcome';
import type { SpanTree } from './spanTree';
import type { SpanNode } from './spanNode';
import { compareSpans } from './spanOrder';
import type { TurnList } from './turnNodes';
import { sumKnown, sumUsage } from './usage';

/** An agent at its place in the tree of agents. */
interface Place {
  name: string | null;
  parent: Place | null;
  children: Map<string, Place>;
  /** Of all its runs. */
  ids: Set<string>;
  first: SpanNode;
  runs: Interval[];
  /** Of spans that are no run: they stand in where no run is recorded. */
  spans: Interval[];
  turns: Turn[];
  toolCalls: number;
  errors: number;
}

/** In order of their first span. */
export function summariseAgents(tree: SpanTree, list: TurnList): AgentSummary[] {
  const places = new Places();
  for (const node of tree.preorder) places.visit(node, tree);

  for (const { turn, model, tools } of list.turns) {
    const place = places.of(model);
    place.turns.push(turn);
    if (turn.error !== null) place.errors++;
    for (const tool of tools) count(places.of(tool, model), tool);
  }
  for (const tool of list.unrequested) count(places.of(tool), tool);

  const handoffs = findHandoffs(tree, list);
  const sorted = places.all.sort((a, b) => compareSpans(a.first.span!, b.first.span!));
  const indexOf = new Map(sorted.map((place, index) => [place, index]));
  return sorted.map((place) => ({
    name: place.name,
    id: place.ids.values().next().value ?? null,
    parent: place.parent?.name ?? null,
    parentIndex: place.parent ? indexOf.get(place.parent)! : null,
    ...place.first.ref,
    // Some emitters have no spans of runs, but an id for each.
    calls: Math.max(1, place.runs.length > 0 ? place.runs.length : place.ids.size),
    turns: place.turns.length,
    toolCalls: place.toolCalls,
    usage: sumUsage(place.turns.map(({ usage }) => usage)),
    costUsd: sumKnown(place.turns.map(({ costUsd }) => costUsd)),
    startTime: place.first.span!.startTime,
    durationMs: coveredTime(place.runs.length > 0 ? place.runs : place.spans),
    errors: place.errors,
    handoffs: handoffs.filter(
      ({ from }) => from !== null && place.name !== null && slug(from) === slug(place.name),
    ),
  }));
}

function count(place: Place, tool: SpanNode): void {
  place.toolCalls++;
  if (hasFailed(tool.span!)) place.errors++;
}

/** An agent that a tool call of an agent of that name has started. */
function isAnotherRun({ span, actor }: SpanNode, around: Place): boolean {
  const id = span!.agentId;
  return id !== null && around.ids.size > 0 && !around.ids.has(id) && actor?.span?.kind === 'tool';
}

class Places {
  readonly all: Place[] = [];
  private readonly outermost = new Map<string, Place>();
  private readonly ofNode = new Map<SpanNode, Place | null>();
  private nobody: Place | null = null;

  /** Parents first. */
  visit(node: SpanNode, tree: SpanTree): void {
    const { span, parent } = node;
    const around = parent ? (this.ofNode.get(parent) ?? null) : this.linked(node, tree);
    this.ofNode.set(node, around);
    if (span === null || node.agent === null) return;

    let place = around;
    const isSame = around?.name === node.agent && !isAnotherRun(node, around);
    if (!isSame) {
      const siblings = around?.children ?? this.outermost;
      place = siblings.get(node.agent) ?? this.place(node.agent, around, node);
      siblings.set(node.agent, place);
    }
    this.ofNode.set(node, place);
    if (span.agentId !== null) place!.ids.add(span.agentId);
    if (compareSpans(span, place!.first.span!) < 0) place!.first = node;
    // A run inside the same agent's run is the same once more, unless a tool call lies in between.
    const isRun = span.kind === 'agent' && (!isSame || node.actor?.span?.kind === 'tool');
    (isRun ? place!.runs : place!.spans).push(intervalOf(span));
  }

  /** Whose work a node is; `otherwise` tells for one outside of any agent, and for a call without a span of its own. */
  of(node: SpanNode, otherwise = node): Place {
    const found = this.ofNode.get(node) ?? this.ofNode.get(otherwise);
    if (found) return found;
    this.nobody ??= this.place(null, null, node);
    this.nobody.spans.push(intervalOf(node.span!));
    return this.nobody;
  }

  private place(name: string | null, parent: Place | null, first: SpanNode): Place {
    const place: Place = {
      name,
      parent,
      children: new Map(),
      ids: new Set(),
      first,
      runs: [],
      spans: [],
      turns: [],
      toolCalls: 0,
      errors: 0,
    };
    this.all.push(place);
    return place;
  }

  /** The agent that a trace of its own was started by: some sub-agents are only linked to who called them. */
  private linked({ span, ref }: SpanNode, tree: SpanTree): Place | null {
    for (const link of span?.links ?? []) {
      const target = tree.find(link);
      if (!target?.span || link.traceId === ref.traceId || compareSpans(target.span, span!) >= 0) continue;
      const place = this.ofNode.get(target);
      if (place) return place;
    }
    return null;
  }
}
