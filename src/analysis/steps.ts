/**
 * What an agent did, step by step, in the form that loop rules look at: for each agent the run of its steps between
 * two user messages.
 */
import type { TurnNodes, TurnList } from './turns';
import type { SpanNode } from './spanTree';
import { compareSpans } from './spanOrder';
import { spanKey } from './spanTree';

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

  const lineOf = lineFinder(moves);
  const lines = new Map<string, Move[]>();
  for (const move of moves) {
    const line = lineOf(move.node);
    const before = lines.get(line);
    if (before) before.push(move);
    else lines.set(line, [move]);
  }
  return [...lines.values()].flatMap(splitByRequest);
}

function stepOf(turn: TurnNodes): Step | null {
  // What a tool call does by itself, further tool calls included, is not the model's step.
  const isOwn = ({ actor }: SpanNode) => actor?.span?.kind !== 'tool' || actor === turn.model.actor;
  const calls = turn.tools.every(isOwn) ? turn.tools : turn.tools.filter(isOwn);
  if (calls.length > 0) {
    const tool = calls[0]!.span!.tool!;
    const same = calls.every(
      ({ span }) => span!.tool!.name === tool.name && span!.tool!.arguments === tool.arguments,
    );
    return { type: same ? 'tool' : 'parallel', turn, calls };
  }
  // A failed request, or one whose tool calls were not recorded, is no message.
  const { finishReason, requestedCalls } = turn.model.span!.model!;
  const answered = turn.turn.error === null && finishReason !== 'tool' && requestedCalls.length === 0;
  return answered ? { type: 'message', turn } : null;
}

/** Start times that were cut to milliseconds let a run seem to begin before the end of the one before. */
const CLOCK_TICK_MS = 1;

/**
 * Which line of work a span belongs to. Runs of one agent within the same outer run continue each other (a program
 * that calls its agent in a loop), unless they overlap in time: then they are separate workers. What happens inside a
 * tool call is a line of its own.
 */
function lineFinder(moves: readonly Move[]): (node: SpanNode) => string {
  const lineOfRun = new Map<SpanNode, string>();
  const workers = new Map<string, number[]>();
  const runs = new Set<SpanNode>();
  for (const { node } of moves) if (node.actor) runs.add(node.actor);
  for (const run of [...runs].sort((a, b) => compareSpans(a.span!, b.span!))) {
    const { kind, startTime, durationMs } = run.span!;
    if (kind === 'tool') {
      lineOfRun.set(run, spanKey(run.ref));
      continue;
    }
    const group = JSON.stringify([run.actor ? spanKey(run.actor.ref) : null, run.agent]);
    const ends = workers.get(group) ?? [];
    workers.set(group, ends);
    const free = ends.findIndex((end) => end <= startTime + CLOCK_TICK_MS);
    const worker = free < 0 ? ends.length : free;
    ends[worker] = startTime + durationMs;
    lineOfRun.set(run, JSON.stringify([group, worker]));
  }
  return (node) => (node.actor ? lineOfRun.get(node.actor)! : JSON.stringify([null, node.agent]));
}

function splitByRequest(moves: Move[]): Stretch[] {
  const stretches: Stretch[] = [];
  let previous: Move | undefined;
  let current: Stretch | undefined;
  for (const move of moves) {
    // A request that failed says neither what the model was told nor how long that was.
    const failed = move.turn !== null && move.turn.turn.error !== null;
    if (!current || (previous && !failed && isNewRequest(previous, move))) {
      current = { agent: move.node.agent, steps: [] };
      stretches.push(current);
    }
    if (move.step) current.steps.push(move.step);
    if (move.turn && !failed) previous = move;
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
    before.node.actor === after.node.actor && before.node.ref.traceId === after.node.ref.traceId;
  if (sameRun) return false;
  const tokens = before.turn.turn.contextTokens;
  const nextTokens = after.turn.turn.contextTokens;
  const grew = tokens !== null && nextTokens !== null && nextTokens > tokens;
  return request === null || next === null || !grew;
}

/** What the user asked for when a span began, as far as it shows. */
export function requestOf(node: SpanNode): string | null {
  return node.span?.userMessage ?? node.actor?.span?.userMessage ?? null;
}
