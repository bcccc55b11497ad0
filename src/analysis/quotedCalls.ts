/**
 * What a request quotes of the calls before it stands in for what nobody else tells: the results of tools without a
 * span of their own, and what the answer before asked for, where its own record has lost or garbled that.
 */
import type { ModelCallFacts, RequestedCall, ToolStatus } from '../protocol/agentModel';
import type { Calls } from './calls';
import { completedByResult } from './completeFacts';
import { hasFailed } from './outcome';
import { runKey, type SpanNode } from './spanNode';

export interface ToldResult {
  result: string | null;
  status: ToolStatus;
}

/** By the call's id, those of `told` (from log records) first. */
export function quotedResults(
  calls: Calls,
  told: ReadonlyMap<string, ToldResult> = new Map(),
): ReadonlyMap<string, ToldResult> {
  const results = new Map(told);
  for (const { span } of calls.models) {
    for (const { id, result, status } of span!.model!.quotedCalls) {
      if (!results.has(id)) results.set(id, { result, status });
    }
  }
  return results;
}

/** Gives tool calls whose own record has no result the one that is told of; nodes of `calls` change accordingly. */
export function completeByResults(calls: Calls, results: ReadonlyMap<string, ToldResult>): void {
  if (results.size === 0) return;
  for (const node of calls.tools) {
    const { callId, result } = node.span!.tool!;
    const told = callId === null || result !== null ? undefined : results.get(callId);
    if (told !== undefined && told.result !== null) node.span = completedByResult(node.span!, told);
  }
}

/**
 * Gives model calls of which no tool span and no quote knows a requested id the calls that the next request of the
 * same run quotes as theirs; nodes of `calls` change accordingly. Only where that next request says the names: one that
 * is about new messages alone has results without them.
 */
export function completeRequests(calls: Calls): void {
  const known = new Set<string>();
  for (const { span } of calls.models)
    for (const { id } of span!.model!.requestedCalls) if (id !== null) known.add(id);
  const spanned = new Set(calls.tools.map(({ span }) => span!.tool!.callId));
  const before = new Map<string, SpanNode>();
  for (const model of calls.models) {
    const run = runKey(model);
    const asking = before.get(run);
    before.set(run, model);
    if (!asking || hasFailed(asking.span!) || !endedBefore(asking, model)) continue;
    const facts = asking.span!.model!;
    const quoted = model.span!.model!.quotedCalls.filter(({ name }) => name !== null);
    if (quoted.length === 0 || quoted.some(({ id }) => known.has(id))) continue;
    if (!mayHaveAsked(facts) || facts.requestedCalls.some(({ id }) => id !== null && spanned.has(id)))
      continue;
    const requestedCalls: RequestedCall[] = quoted.map(({ id, name, arguments: args }) => ({
      id,
      name,
      arguments: args,
    }));
    asking.span = { ...asking.span!, model: { ...facts, requestedCalls, finishReason: 'tool' } };
  }
}

function mayHaveAsked({ finishReason }: ModelCallFacts): boolean {
  return finishReason === null || finishReason === 'tool';
}

/** The span of a streamed answer may end a little after its reader has gone on. */
const LATE_END_MS = 100;

function endedBefore({ span: earlier }: SpanNode, { span: later }: SpanNode): boolean {
  return earlier!.startTime + earlier!.durationMs <= later!.startTime + LATE_END_MS;
}
