/**
 * The model and tool calls of a session, each once. Two instrumentations at work (a framework's and an SDK's) record
 * one call as two spans, one inside the other.
 */
import type { AgentSpan, ModelCallFacts } from '../protocol/agentModel';
import { nearestAround } from './ancestors';
import { placeMcpCalls } from './mcpCalls';
import { hasFailed } from './outcome';
import { compareSpans } from './spanOrder';
import type { SpanTree } from './spanTree';
import type { SpanNode } from './spanNode';
import { oncePerTrace, type TraceTree } from './traceTree';
import { sumKnown } from './usage';

export interface Calls {
  /** In canonical order. */
  models: SpanNode[];
  /** Model calls that are no agent's work but a hook's, like giving the session a title. They are no turns. */
  sideModels: SpanNode[];
  tools: SpanNode[];
  /** Waits for a person. */
  approvals: SpanNode[];
  /** Second records of a call → the one that counts. */
  duplicates: ReadonlyMap<SpanNode, SpanNode>;
}

/**
 * Of a model call recorded twice the inner span counts, completed by what only the outer one knows (`tree` is
 * changed accordingly); of a tool call the outer one, which is the agent's own view of it. Worked out once for each
 * trace; what was completed since in the spans of its calls (see `turns.ts`) is undone.
 */
export function findCalls(tree: SpanTree): Calls {
  const traces = tree.traces.map((trace) => callsOfTrace(trace));
  for (const { nodes, spans } of traces) nodes.forEach((node, i) => (node.span = spans[i]!));
  const inOrder = (part: 'models' | 'sideModels' | 'tools' | 'approvals') =>
    traces.flatMap(({ calls }) => calls[part]).sort((a, b) => compareSpans(a.span!, b.span!));
  return {
    models: inOrder('models'),
    sideModels: inOrder('sideModels'),
    tools: inOrder('tools'),
    approvals: inOrder('approvals'),
    duplicates: new Map(traces.flatMap(({ calls }) => [...calls.duplicates])),
  };
}

/** `nodes`: of its model and tool calls, which the rest of the session completes; `spans`: theirs before that. */
const callsOfTrace = oncePerTrace((trace) => {
  const calls = findCallsIn(trace);
  const nodes = [...calls.models, ...calls.tools];
  return { calls, nodes, spans: nodes.map(({ span }) => span!) };
});

function findCallsIn(trace: TraceTree): Calls {
  placeMcpCalls(trace);
  const callerOf = nearestCallers(trace);
  const nestedModels = new Map<SpanNode, SpanNode[]>();
  const duplicates = new Map<SpanNode, SpanNode>();

  for (const node of trace.preorder) {
    const kind = node.span?.kind;
    if (kind !== 'llm' && kind !== 'tool') continue;
    const caller = callerOf(node);
    if (caller?.span?.kind !== kind) continue;
    if (kind === 'llm') {
      const nested = nestedModels.get(caller);
      if (nested) nested.push(node);
      else nestedModels.set(caller, [node]);
    } else if (isSameToolCall(caller.span, node.span!)) {
      duplicates.set(node, duplicates.get(caller) ?? caller);
    }
  }

  for (const [outer, nested] of nestedModels) {
    const inner = sameModelCall(outer.span!, nested);
    if (inner) duplicates.set(outer, inner);
  }
  // Outermost first, so that a call recorded three times hands its facts down all the way.
  for (const outer of [...duplicates.keys()].sort((a, b) => a.depth - b.depth)) {
    if (outer.span?.kind !== 'llm') continue;
    const inner = duplicates.get(outer)!;
    inner.span = completed(inner.span!, outer.span);
  }
  for (const outer of [...duplicates.keys()].sort((a, b) => b.depth - a.depth)) {
    const inner = duplicates.get(outer)!;
    duplicates.set(outer, duplicates.get(inner) ?? inner);
  }

  const hookAround = nearestAround('hook', ['agent']);
  const calls: Calls = { models: [], sideModels: [], tools: [], approvals: [], duplicates };
  for (const node of trace.all) {
    const kind = node.span?.kind;
    if ((kind !== 'llm' && kind !== 'tool' && kind !== 'approval') || duplicates.has(node)) continue;
    if (kind === 'llm') (hookAround(node) ? calls.sideModels : calls.models).push(node);
    else (kind === 'tool' ? calls.tools : calls.approvals).push(node);
  }
  return calls;
}

/** Finds the nearest agent run, tool call or model call around a node. `all` of the trace must have its own indexes. */
function nearestCallers({ all, preorder }: TraceTree): (node: SpanNode) => SpanNode | null {
  const callers = new Array<SpanNode | null>(all.length).fill(null);
  for (const { index, parent } of preorder) {
    if (!parent) continue;
    const kind = parent.span?.kind;
    const isCaller = kind === 'agent' || kind === 'tool' || kind === 'llm';
    callers[index] = isCaller ? parent : callers[parent.index]!;
  }
  return ({ index }) => callers[index]!;
}

function isSameToolCall(outer: AgentSpan, inner: AgentSpan): boolean {
  return outer.tool?.callId != null && outer.tool.callId === inner.tool?.callId;
}

/** Which of the nested calls the outer span records again; undefined when it is a call of its own. */
function sameModelCall(outer: AgentSpan, nested: SpanNode[]): SpanNode | undefined {
  const call = outer.model;
  if (!call) return undefined;
  const byId = nested.find(
    ({ span }) => call.responseId !== null && span?.model?.responseId === call.responseId,
  );
  if (byId) return byId;
  const same = nested.filter(({ span }) => isCompatible(call, span!.model!));
  if (same.length !== nested.length) return undefined;
  const matches = (field: 'input' | 'output') => {
    const figure = call.usage[field];
    const figures = same.map(({ span }) => span!.model!.usage[field]);
    return figure === null || figures.includes(figure) || [null, figure].includes(sumKnown(figures));
  };
  if (!matches('input') || !matches('output')) return undefined;
  return same.findLast(({ span }) => !hasFailed(span!)) ?? same.at(-1);
}

function isCompatible(a: ModelCallFacts, b: ModelCallFacts): boolean {
  if (a.responseId !== null && b.responseId !== null) return false;
  const names = [a.requestModel, a.responseModel].filter((name) => name !== null);
  const others = [b.requestModel, b.responseModel].filter((name) => name !== null);
  return names.length === 0 || others.length === 0 || names.some((name) => others.includes(name));
}

/** The inner record of a call with the outer's facts where it has none itself. */
function completed(inner: AgentSpan, outer: AgentSpan): AgentSpan {
  const own = inner.model!;
  const other = outer.model!;
  const hasUsage = own.usage.input !== null || own.usage.output !== null;
  return {
    ...inner,
    userMessage: inner.userMessage ?? outer.userMessage,
    model: {
      requestModel: own.requestModel ?? other.requestModel,
      responseModel: own.responseModel ?? other.responseModel,
      provider: own.provider ?? other.provider,
      responseId: own.responseId ?? other.responseId,
      usage: hasUsage ? own.usage : other.usage,
      cacheWrite1h: hasUsage ? own.cacheWrite1h : other.cacheWrite1h,
      reportedCostUsd: own.reportedCostUsd ?? other.reportedCostUsd,
      timeToFirstTokenMs: own.timeToFirstTokenMs ?? other.timeToFirstTokenMs,
      finishReason: own.finishReason ?? other.finishReason,
      requestedCalls: own.requestedCalls.length > 0 ? own.requestedCalls : other.requestedCalls,
      answerText: own.answerText ?? other.answerText,
      quotedCalls: own.quotedCalls.length > 0 ? own.quotedCalls : other.quotedCalls,
      attempts: Math.max(own.attempts, other.attempts),
    },
  };
}
