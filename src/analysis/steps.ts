/**
 * What an agent did, step by step, in the form that loop rules look at: for each agent the run of its steps between
 * two user messages.
 */
import { getOrInsert } from '../protocol/maps';
import type { TurnNodes, TurnList } from './turnNodes';
import type { SpanNode } from './spanNode';
import { compareSpans } from './spanOrder';

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
  turn: TurnNodes | null;
}

/** The work of one agent so far, one move after the other. */
interface Line {
  stretches: Stretch[];
  /** What last told of a request. */
  previous: Move | null;
}

/**
 * The steps of each agent, split where its user said something new. Agents are told apart by name and by the run that
 * they are part of, so steps of agents that work side by side never mix.
 */
export function agentStretches(list: TurnList): Stretch[] {
  const moves = movesIn(list);
  const lineOf = lineFinder(moves);
  const lines = new Set<Line>();
  for (const move of moves) {
    const line = lineOf(move.node);
    lines.add(line);
    append(line, move);
  }
  return [...lines].flatMap(({ stretches }) => stretches);
}

/** In canonical order, as the turns and the calls that no turn asked for are by themselves. */
function movesIn({ turns, unrequested }: TurnList): Move[] {
  const moves: Move[] = [];
  let next = 0;
  for (const turn of turns) {
    const node = turn.model;
    while (next < unrequested.length && compareSpans(unrequested[next]!.span!, node.span!) < 0)
      moves.push({ node: unrequested[next++]!, turn: null });
    moves.push({ node, turn });
  }
  while (next < unrequested.length) moves.push({ node: unrequested[next++]!, turn: null });
  return moves;
}

function append(line: Line, move: Move): void {
  const { stretches, previous } = line;
  const { node, turn } = move;
  // A request that failed says neither what the model was told nor how long that was.
  const failed = turn !== null && turn.turn.error !== null;
  let current = stretches.at(-1);
  if (!current || (previous && !failed && isNewRequest(previous, move)))
    stretches.push((current = { agent: node.agent, steps: [] }));
  const step: Step | null = turn ? stepOf(turn) : { type: 'tool', turn, calls: [node] };
  if (step) current.steps.push(step);
  if (turn && !failed) line.previous = move;
}

function stepOf(turn: TurnNodes): Step | null {
  // What a tool call does by itself, further tool calls included, is not the model's step.
  const isOwn = ({ actor }: SpanNode) => actor?.span?.kind !== 'tool' || actor === turn.model.actor;
  const calls = turn.tools.every(isOwn) ? turn.tools : turn.tools.filter(isOwn);
  if (calls.length > 0) return { type: areTheSame(calls) ? 'tool' : 'parallel', turn, calls };
  // A failed request, or one whose tool calls were not recorded, is no message.
  const { finishReason, requestedCalls } = turn.model.span!.model!;
  const answered = turn.turn.error === null && finishReason !== 'tool' && requestedCalls.length === 0;
  return answered ? { type: 'message', turn } : null;
}

function areTheSame(calls: readonly SpanNode[]): boolean {
  const tool = calls[0]!.span!.tool!;
  for (let at = 1; at < calls.length; at++) {
    const other = calls[at]!.span!.tool!;
    if (other.name !== tool.name || other.arguments !== tool.arguments) return false;
  }
  return true;
}

/** Start times that were cut to milliseconds let a run seem to begin before the end of the one before. */
const CLOCK_TICK_MS = 1;

/** Runs of one agent inside of the same run. */
interface Workers {
  /** When each was last seen at work; `lines` has what each does. */
  ends: number[];
  lines: Line[];
}

/**
 * Which line of work a span belongs to. Runs of one agent within the same outer run continue each other (a program
 * that calls its agent in a loop), unless they overlap in time: then they are separate workers. What happens inside a
 * tool call is a line of its own, and so is what an agent does outside of any run.
 */
function lineFinder(moves: readonly Move[]): (node: SpanNode) => Line {
  const lineOfRun = new Map<SpanNode, Line>();
  const workersIn = new Map<SpanNode | null, Map<string | null, Workers>>();
  const runs = new Set<SpanNode>();
  for (const { node } of moves) if (node.actor) runs.add(node.actor);
  for (const run of [...runs].sort((a, b) => compareSpans(a.span!, b.span!))) {
    const { kind, startTime, durationMs } = run.span!;
    if (kind === 'tool') {
      lineOfRun.set(run, emptyLine());
      continue;
    }
    const agents = getOrInsert(workersIn, run.actor, () => new Map<string | null, Workers>());
    const { ends, lines } = getOrInsert(agents, run.agent, () => ({ ends: [], lines: [] }));
    const free = ends.findIndex((end) => end <= startTime + CLOCK_TICK_MS);
    const worker = free < 0 ? ends.length : free;
    ends[worker] = startTime + durationMs;
    lineOfRun.set(run, (lines[worker] ??= emptyLine()));
  }
  const outside = new Map<string | null, Line>();
  return ({ actor, agent }) => (actor ? lineOfRun.get(actor)! : getOrInsert(outside, agent, emptyLine));
}

function emptyLine(): Line {
  return { stretches: [], previous: null };
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
