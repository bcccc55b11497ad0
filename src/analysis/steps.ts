/**
 * What an agent did, step by step, in the form that loop rules look at: for each agent the run of its steps between
 * two user messages.
 */
import type { TurnNodes, TurnList } from './turns';
import type { SpanNode } from './spanTree';
import { compareSpans, spanKey } from './spanTree';

/** Tool calls with one name and the same arguments, made at once. */
export interface ToolStep {
  type: 'tool';
  /** The turn that asked; null when no model call stands before. */
  turn: TurnNodes | null;
  /** One span, or several when the model asked for the very same call more than once in one answer. */
  calls: SpanNode[];
}

/** Calls that differ, made at once. */
export interface ParallelStep {
  type: 'parallel';
  turn: TurnNodes;
  calls: SpanNode[];
}

/** An answer without tool calls. */
export interface MessageStep {
  type: 'message';
  turn: TurnNodes;
}

export type Step = ToolStep | ParallelStep | MessageStep;

export interface Stretch {
  agent: string | null;
  steps: Step[];
}

/** Something an agent did, with what tells whose and which request's work it is. */
interface Move {
  node: SpanNode;
  step: Step | null;
  turn: TurnNodes | null;
}

/**
 * The steps of each agent, split where its user said something new. Agents are told apart by name and by the run that
 * they are part of, so steps of agents that work side by side never mix.
 */
export function agentStretches({ turns, unrequested }: TurnList): Stretch[] {
  const moves: Move[] = [
    ...turns.map((turn) => ({ node: turn.model, step: stepOf(turn), turn })),
    ...unrequested.map((tool) => ({
      node: tool,
      step: { type: 'tool' as const, turn: null, calls: [tool] },
      turn: null,
    })),
  ].sort((a, b) => compareSpans(a.node.span!, b.node.span!));

  const laneOf = laneFinder(moves);
  const lanes = new Map<string, Move[]>();
  for (const move of moves) {
    const lane = laneOf(move.node);
    const list = lanes.get(lane);
    if (list) list.push(move);
    else lanes.set(lane, [move]);
  }
  return [...lanes.values()].flatMap(splitByRequest);
}

function stepOf(turn: TurnNodes): Step | null {
  const [first, ...others] = turn.tools;
  if (first) {
    const tool = first.span!.tool!;
    const same = others.every(
      ({ span }) => span!.tool!.name === tool.name && span!.tool!.arguments === tool.arguments,
    );
    return { type: same ? 'tool' : 'parallel', turn, calls: turn.tools };
  }
  // A failed request, or one whose tool calls were not recorded, is no message.
  const { finishReason, requestedCallIds } = turn.model.span!.model!;
  const answered = turn.turn.error === null && finishReason !== 'tool' && requestedCallIds.length === 0;
  return answered ? { type: 'message', turn } : null;
}

/**
 * Which line of work a span belongs to. Runs of one agent under the same outer agent continue each other (a program
 * that calls its agent in a loop), unless they overlap in time: then they are separate workers.
 */
function laneFinder(moves: readonly Move[]): (node: SpanNode) => string {
  const laneOfRun = new Map<SpanNode, string>();
  const workers = new Map<string, number[]>();
  const runs = [...new Set(moves.flatMap(({ node }) => node.agentNode ?? []))];
  for (const run of runs.sort((a, b) => compareSpans(a.span!, b.span!))) {
    const outer = run.parent?.agentNode;
    const group = JSON.stringify([outer ? spanKey(outer.ref) : null, run.agent]);
    const { startTime, durationMs } = run.span!;
    const ends = workers.get(group) ?? [];
    workers.set(group, ends);
    const free = ends.findIndex((end) => end <= startTime);
    const worker = free < 0 ? ends.length : free;
    ends[worker] = startTime + durationMs;
    laneOfRun.set(run, JSON.stringify([group, worker]));
  }
  return (node) => (node.agentNode ? laneOfRun.get(node.agentNode)! : JSON.stringify([null, node.agent]));
}

function splitByRequest(moves: Move[]): Stretch[] {
  const stretches: Stretch[] = [];
  let previous: Move | undefined;
  let current: Stretch | undefined;
  for (const move of moves) {
    if (!current || (previous && isNewRequest(previous, move))) {
      current = { agent: move.node.agent, steps: [] };
      stretches.push(current);
    }
    if (move.step) current.steps.push(move.step);
    if (move.turn) previous = move;
  }
  return stretches;
}

/**
 * Whether the user spoke between two moves: their request reads otherwise, or another run began without a sign that
 * it continues the one before. The sign is the same request with a context that has grown.
 */
function isNewRequest(before: Move, after: Move): boolean {
  if (!before.turn || !after.turn) return false;
  const request = requestOf(before.node);
  const next = requestOf(after.node);
  if (request !== null && next !== null && request !== next) return true;
  const sameRun =
    before.node.agentNode === after.node.agentNode && before.node.ref.traceId === after.node.ref.traceId;
  if (sameRun) return false;
  const tokens = before.turn.turn.contextTokens;
  const nextTokens = after.turn.turn.contextTokens;
  const grew = tokens !== null && nextTokens !== null && nextTokens > tokens;
  return request === null || next === null || !grew;
}

function requestOf(node: SpanNode): string | null {
  return node.span?.userMessage ?? node.agentNode?.span?.userMessage ?? null;
}
