/**
 * Hand-offs between agents, however they are recorded: as spans of their own, or as calls of tools that exist for it
 * (`transfer_to_writer` of Swarm, LangGraph and OpenAI Agents, `transfer_to_agent {agent_name}` of ADK, …).
 */
import type { Handoff } from '../protocol/agents';
import type { SpanTree } from './spanTree';
import type { SpanNode } from './spanNode';
import { compareSpans } from './spanOrder';
import { oncePerTrace } from './traceTree';
import type { TurnList } from './turnNodes';

/** `transfer_to_x`, `transfer_back_to_x`, `handoff_to_x`, `hand_off_to_x`, in snake, kebab or camel case. */
const TRANSFER_TOOL = /^(?:transfer|hand_?off)(?:_back)?_to_(.+)$/;
/** Most tools are told from those by this alone, which is quick. */
const MAY_TRANSFER = /transfer|hand/i;
/** Where the target is an argument. */
const TARGET_KEYS = ['agent_name', 'agentName', 'agent', 'to_agent', 'toAgent', 'target', 'name', 'to'];

interface Candidate {
  handoff: Handoff;
  node: SpanNode;
  /** Index of the turn that asked for it; 0 when none did. */
  turn: number;
}

/** In canonical order, each once: a tool call and a span of its own may both tell of one. */
export function findHandoffs(tree: SpanTree, list: TurnList): Handoff[] {
  const nameOf = agentNames(tree);
  const found: Candidate[] = [];
  const add = (node: SpanNode, from: string | null, to: string, turn: number) => {
    const { ref, span } = node;
    found.push({ handoff: { from, to: nameOf(to), ...ref, time: span!.startTime }, node, turn });
  };

  const spans = tree.traces.flatMap(handoffSpans);
  const turnBefore = spans.length > 0 ? latestTurns(list) : () => 0;
  for (const node of spans) {
    const handoff = node.span!.handoff;
    if (handoff?.to != null) add(node, handoff.from ?? node.agent, handoff.to, turnBefore(node));
  }
  for (const { turn, tools } of list.turns) addTools(tools, turn.index);
  addTools(list.unrequested, 0);

  function addTools(tools: readonly SpanNode[], turn: number): void {
    for (const node of tools) {
      const to = targetOf(node);
      if (to !== null) add(node, node.agent, to, turn);
    }
  }

  found.sort((a, b) => compareSpans(a.node.span!, b.node.span!));
  const seen = new Set<string>();
  return found.flatMap(({ handoff, turn }) => {
    const key = JSON.stringify([handoff.traceId, turn, slug(handoff.to)]);
    if (turn > 0 && seen.has(key)) return [];
    seen.add(key);
    return [handoff];
  });
}

/** Whether a tool call lets another agent go on. */
export function isHandoff(node: SpanNode): boolean {
  return node.span!.handoff !== null || targetOf(node) !== null;
}

/** The agent that a tool call hands over to; null for any other call, and for one that failed. */
function targetOf({ span }: SpanNode): string | null {
  const tool = span!.tool!;
  if (tool.status !== 'ok' || !MAY_TRANSFER.test(tool.name)) return null;
  const target = TRANSFER_TOOL.exec(slug(tool.name))?.[1];
  if (target === undefined) return null;
  return target === 'agent' ? targetInArguments(tool.arguments) : target;
}

function targetInArguments(text: string | null): string | null {
  if (text === null) return null;
  try {
    const args: unknown = JSON.parse(text);
    if (typeof args !== 'object' || args === null) return null;
    const values = new Map<string, unknown>(Object.entries(args));
    const target = TARGET_KEYS.map((key) => values.get(key)).find((value) => typeof value === 'string');
    return typeof target === 'string' && target !== '' ? target : null;
  } catch {
    return null;
  }
}

const handoffSpans = oncePerTrace(({ preorder }) => preorder.filter(({ span }) => span?.kind === 'handoff'));

/** Names, in order of their first span. */
const agentsOf = oncePerTrace(({ preorder }) => {
  const names = new Set<string>();
  for (const { agent } of preorder) if (agent !== null) names.add(agent);
  return [...names];
});

/** Finds how an agent calls itself: names of tools and of spans spell it otherwise. */
function agentNames(tree: SpanTree): (name: string) => string {
  const agents = new Set(tree.traces.flatMap(agentsOf));
  const names = new Map<string, string>();
  for (const agent of agents) if (!names.has(slug(agent))) names.set(slug(agent), agent);
  return (name) => names.get(slug(name)) ?? name;
}

/** `ResearchAgent`, `research-agent` → `research_agent`. */
export function slug(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

/** Finds the index of the latest turn of the trace before a span; 0 when there is none. */
function latestTurns({ turns }: TurnList): (node: SpanNode) => number {
  const ofTrace = new Map<string, { start: number; index: number }[]>();
  for (const { turn } of turns) {
    const list = ofTrace.get(turn.traceId);
    const entry = { start: turn.startTime, index: turn.index };
    if (list) list.push(entry);
    else ofTrace.set(turn.traceId, [entry]);
  }
  return ({ ref, span }) => {
    const list = ofTrace.get(ref.traceId) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle]!.start < span!.startTime) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.index ?? 0;
  };
}
