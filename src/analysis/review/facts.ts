/** What the rules of a review look at. */
import type { PromptDiff, TurnContext } from '../../protocol/context';
import type { Finding } from '../../protocol/review';
import type { Turn, TurnToolCall } from '../../protocol/turns';
import type { EpochMs, Usd } from '../../protocol/units';
import type { SessionAnalysis } from '../sessionAnalysis';
import { runKey, spanKey, type SpanNode } from '../spanNode';
import type { TurnList, TurnNodes } from '../turnNodes';
import type { Baseline } from './baseline';

export interface ReviewFacts {
  analysis: SessionAnalysis;
  /** More of the session may come: what is not there yet is no finding. */
  live: boolean;
  /** Of earlier sessions of the same agent; null where there are not enough. */
  baseline: Baseline | null;
  /** What a session may cost; null for no limit. */
  budgetUsd: Usd | null;
  /** When the emitter said that it compacted the history. */
  compactions: readonly EpochMs[];
  /** Reads the prompts of a turn and the one before: rules ask for few. */
  contextOf: (turn: Turn) => TurnContext;
  /** Likewise. `a` is the earlier turn. */
  diff: (a: Turn, b: Turn) => PromptDiff;
}

export type ReviewRule = (facts: ReviewFacts) => Finding[];

/** Turns that share one conversation with the model. */
export interface Thread {
  agent: string | null;
  /** In order. */
  turns: TurnNodes[];
}

/**
 * An outermost agent goes on with its conversation at the next user message, in another run or trace; each run of a
 * sub-agent is a conversation of its own.
 */
export function threadsOf({ turns }: TurnList): Thread[] {
  const threads = new Map<string, Thread>();
  for (const turn of turns) {
    const { agent, actor } = turn.model;
    const isOutermost = actor === null || (actor.actor === null && actor.span?.kind === 'agent');
    const key = JSON.stringify([agent, isOutermost ? '' : runKey(turn.model)]);
    const thread = threads.get(key);
    if (thread) thread.turns.push(turn);
    else threads.set(key, { agent, turns: [turn] });
  }
  return [...threads.values()];
}

/** Whether both are of one run of one agent. */
export function isSameRun(a: TurnNodes, b: TurnNodes): boolean {
  return runKey(a.model) === runKey(b.model);
}

/** A tool call with the turn that asked for it. */
export interface ToolCallPlace {
  call: TurnToolCall;
  node: SpanNode;
  /** null where no model call stands before it. */
  turn: Turn | null;
}

/** Those of every turn in order, then those that no model asked for. */
export function toolCallsOf({ turns, unrequested, unrequestedCalls }: TurnList): ToolCallPlace[] {
  return [
    ...turns.flatMap(({ turn, tools }) => turn.toolCalls.map((call, i) => ({ call, node: tools[i]!, turn }))),
    ...unrequestedCalls.map((call, i) => ({ call, node: unrequested[i]!, turn: null })),
  ];
}

/** `spanKey`s of failed tool calls that worked when they were tried again. */
export function recoveredCalls(places: readonly ToolCallPlace[]): Set<string> {
  const recovered = new Set<string>();
  const retryOf = new Map(places.map(({ call }) => [spanKey(call), call.retryOf]));
  for (const { call } of places) {
    if (call.status !== 'ok') continue;
    for (let ref = call.retryOf; ref && !recovered.has(spanKey(ref)); ref = retryOf.get(spanKey(ref)) ?? null)
      recovered.add(spanKey(ref));
  }
  return recovered;
}

/** Indexes of failed turns whose request was answered when it was sent again. */
export function recoveredTurns(turns: readonly Turn[]): Set<number> {
  const recovered = new Set<number>();
  const retryOf = new Map(turns.map(({ index, retryOf }) => [index, retryOf]));
  for (const turn of turns) {
    if (turn.error !== null) continue;
    for (let index = turn.retryOf; index !== null; index = retryOf.get(index) ?? null) recovered.add(index);
  }
  return recovered;
}
