/** Turns: one model call and the tool calls it asked for. */
import { append } from '../protocol/maps';
import type { Turn, TurnToolCall } from '../protocol/turns';
import type { EpochMs, SpanRef } from '../protocol/units';
import { nearestAround } from './ancestors';
import type { Calls } from './calls';
import { TABLE_PRICES, type Prices } from './cost';
import { deriveCalls, isDerived } from './derivedCalls';
import { modelErrorClass } from './errorClass';
import { coveredPart, intervalOf, type Interval } from './intervals';
import { hasFailed } from './outcome';
import { completeByResults, completeRequests, quotedResults, type ToldResult } from './quotedCalls';
import { completeByRequest } from './requestedCalls';
import { markRetries } from './retries';
import type { SpanNode } from './spanNode';
import { runKey } from './spanNode';
import { compareSpans } from './spanOrder';
import type { SpanTree } from './spanTree';
import type { TurnList } from './turnNodes';

/**
 * Numbers turns by the start of their model call. What a tool call's own span leaves out is completed by the model's
 * request in place (`calls` change accordingly). `toolResults`: what log records quote as results, by call id.
 */
export function buildTurns(
  calls: Calls,
  toolResults: ReadonlyMap<string, ToldResult> = new Map(),
  prices: Prices = TABLE_PRICES,
): TurnList {
  completeRequests(calls);
  const toolsOf = new Map<SpanNode, SpanNode[]>(calls.models.map((model) => [model, []]));
  const findRequester = requesterFinder(calls);
  const unrequested: SpanNode[] = [];
  for (const tool of calls.tools) {
    const model = findRequester(tool);
    if (model) toolsOf.get(model)!.push(tool);
    else unrequested.push(tool);
  }
  for (const [model, tools] of toolsOf) completeByRequest(tools, model.span!.model!.requestedCalls);
  const inside = timesInside(calls);
  const results = quotedResults(calls, toolResults);
  completeByResults(calls, results);
  const derived = deriveCalls(calls, results);
  const turns = calls.models.map((model, i) => {
    const withoutSpan = derived.get(model) ?? [];
    const tools = inRequestedOrder([...toolsOf.get(model)!, ...withoutSpan], model);
    return {
      turn: turnOf(model, tools, i + 1, { prices, inside }),
      model,
      tools,
      derived: withoutSpan.length,
    };
  });
  markRetries(turns);
  const unrequestedCalls = unrequested.map((tool) => toolCallOf(tool, inside.get(tool) ?? []));
  return { turns, unrequested, unrequestedCalls };
}

/**
 * Who asked for a tool call: the model call that named its id; else the model call around it, or the one before it in
 * the same step; else the latest model call before it of the same run, of its own agent where several share that run,
 * then of an agent of that name.
 */
function requesterFinder(calls: Calls): (tool: SpanNode) => SpanNode | undefined {
  const byCallId = new Map<string, SpanNode[]>();
  const byStep = new Map<SpanNode, SpanNode[]>();
  const byRun = new Map<string, SpanNode[]>();
  const byRunAndAgent = new Map<string, SpanNode[]>();
  const byAgent = new Map<string, SpanNode[]>();
  const enclosingStep = nearestAround('step', ['agent']);
  const enclosingModel = nearestAround('llm', ['agent']);
  for (const model of calls.models) {
    for (const { id } of model.span!.model!.requestedCalls) if (id !== null) append(byCallId, id, model);
    const step = enclosingStep(model);
    if (step) append(byStep, step, model);
    append(byRun, runKey(model), model);
    if (model.agent !== null) append(byRunAndAgent, agentInRun(model), model);
    if (model.agent !== null) append(byAgent, model.agent, model);
  }

  return (tool) => {
    const callId = tool.span!.tool!.callId;
    const named = callId === null ? undefined : byCallId.get(callId);
    // Ids are unique by intent only: of several model calls that used one, the latest before the tool call asked.
    if (named) return latestBefore(named, tool) ?? named[0];
    const around = enclosingModel(tool);
    if (around) return calls.duplicates.get(around) ?? around;
    const step = enclosingStep(tool);
    return (
      (step && latestBefore(byStep.get(step), tool)) ??
      latestBefore(byRunAndAgent.get(agentInRun(tool)), tool) ??
      latestBefore(byRun.get(runKey(tool)), tool) ??
      (tool.agent === null ? undefined : latestBefore(byAgent.get(tool.agent), tool))
    );
  };
}

function agentInRun(node: SpanNode): string {
  return `${runKey(node)} ${node.agent ?? ''}`;
}

/** How many requests at once are looked at: agents have a title, a summary or a suggestion written beside their own. */
const MAX_AT_ONCE = 8;

/**
 * The latest of `models` (in canonical order) that started before the tool call. One that started in the same instant
 * only counts when there is no other: many clocks tick in milliseconds, so it may as well be the next request. Of
 * requests at once that all had their answers when the tool started, the one that was answered last.
 */
function latestBefore(models: readonly SpanNode[] | undefined, tool: SpanNode): SpanNode | undefined {
  const start = tool.span!.startTime;
  let low = 0;
  let high = models?.length ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (models![middle]!.span!.startTime < start) low = middle + 1;
    else high = middle;
  }
  const next = models?.[low];
  if (low === 0) return next?.span?.startTime === start ? next : undefined;
  let latest = models![low - 1]!;
  const { startTime } = latest.span!;
  for (let i = low - 2; i >= Math.max(0, low - MAX_AT_ONCE); i--) {
    const other = models![i]!;
    const wasBeside = endOf(other) > startTime;
    if (wasBeside && endOf(other) <= start && endOf(other) > endOf(latest)) latest = other;
  }
  return latest;
}

function endOf({ span }: SpanNode): EpochMs {
  return span!.startTime + span!.durationMs;
}

/** Parallel calls start in any order; the model's own order is the one that a reader expects. */
function inRequestedOrder(tools: SpanNode[], model: SpanNode): SpanNode[] {
  const ids = model.span!.model!.requestedCalls.map(({ id }) => id);
  const place = (tool: SpanNode) => {
    const { callId } = tool.span!.tool!;
    const index = callId === null ? -1 : ids.indexOf(callId);
    return index < 0 ? ids.length : index;
  };
  return [...tools].sort((a, b) => place(a) - place(b) || compareSpans(a.span!, b.span!));
}

/**
 * What went on inside of calls that is not their own doing: in model calls tools and waits for people, in tool calls
 * waits for people.
 */
function timesInside({ tools, approvals }: Calls): Map<SpanNode, Interval[]> {
  const inside = new Map<SpanNode, Interval[]>();
  const add = (node: SpanNode, interval: Interval) => {
    const list = inside.get(node);
    if (list) list.push(interval);
    else inside.set(node, [interval]);
  };
  const modelAround = nearestAround('llm', ['agent']);
  for (const node of [...tools, ...approvals]) {
    const model = modelAround(node);
    if (model) add(model, intervalOf(node.span!));
  }
  for (const node of approvals) {
    for (let outer = node.parent; outer; outer = outer.parent) {
      if (outer.span?.kind === 'tool') add(outer, intervalOf(node.span!));
    }
  }
  return inside;
}

interface TurnContext {
  prices: Prices;
  inside: ReadonlyMap<SpanNode, Interval[]>;
}

function turnOf(node: SpanNode, tools: SpanNode[], index: number, { prices, inside }: TurnContext): Turn {
  const span = node.span!;
  const call = span.model!;
  const failed = hasFailed(span);
  return {
    index,
    agent: node.agent,
    spanId: span.spanId,
    traceId: span.traceId,
    model: call.requestModel ?? call.responseModel,
    provider: call.provider,
    startTime: span.startTime,
    durationMs: span.durationMs,
    modelDurationMs: span.durationMs - coveredPart(intervalOf(span), inside.get(node) ?? []),
    timeToFirstTokenMs: call.timeToFirstTokenMs,
    usage: call.usage,
    ...prices.priceOf(call, span.startTime),
    // An answer that asked for tools ended with that, whether its emitter says so or not.
    finishReason: call.finishReason ?? (tools.length > 0 && !failed ? 'tool' : null),
    error: failed ? (span.errorClass ?? span.errorMessage ?? 'error') : null,
    errorClass: failed ? modelErrorClass(span.errorClass, span.errorMessage) : null,
    attempt: call.attempts,
    retryOf: null,
    contextTokens: call.usage.input,
    toolCalls: tools.map((tool) => toolCallOf(tool, inside.get(tool) ?? [])),
  };
}

function toolCallOf(node: SpanNode, waits: readonly Interval[]): TurnToolCall {
  const span = node.span!;
  const tool = span.tool!;
  return {
    spanId: span.spanId,
    traceId: span.traceId,
    name: tool.name,
    callId: tool.callId,
    arguments: tool.arguments,
    status: tool.status,
    errorClass: tool.errorClass,
    durationMs: span.durationMs,
    waitedMs: coveredPart(intervalOf(span), waits),
    attempt: 1,
    retryOf: null,
    source: span.source,
    ...(isDerived(node) ? { derived: true } : {}),
  };
}

/**
 * Finds the index of the turn that a span belongs to: its model call and tool calls, whatever happens inside of them
 * (sub-agents' own turns apart), the step around its model call, and second records of the same call. Undefined for a
 * span of no turn. A question costs as much as the span is deep: most spans are never asked about.
 */
export function turnFinder(
  tree: SpanTree,
  list: TurnList,
  calls: Calls,
): (ref: SpanRef) => number | undefined {
  const own = new Map<SpanNode, number>();
  const enclosingStep = nearestAround('step', ['agent']);
  for (const { turn, model, tools } of list.turns) {
    for (const node of [model, ...tools]) own.set(node, turn.index);
    const step = enclosingStep(model);
    if (step && !own.has(step)) own.set(step, turn.index);
  }
  for (const [duplicate, counted] of calls.duplicates) {
    const turn = own.get(counted);
    if (turn !== undefined) own.set(duplicate, turn);
  }
  return (ref) => {
    for (let node = tree.find(ref) ?? null; node; node = node.parent) {
      const turn = own.get(node);
      if (turn !== undefined) return turn;
    }
    return undefined;
  };
}
