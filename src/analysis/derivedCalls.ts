/**
 * Tool calls that a model asked for and no span is about: instrumentations of a model's SDK see requests and answers
 * only, others lose the span of a tool that threw. They are calls of their turn without a span of their own.
 *
 * The rule, in favour of saying nothing: a requested call counts where its id is no tool span's. Where a session has
 * tool spans but none of the requested ids is theirs, ids say nothing there, and no call is made up. A call that
 * still runs is one of those, until its span arrives.
 */
import type { AgentSpan, RequestedCall } from '../protocol/agentModel';
import type { Calls } from './calls';
import type { ToldResult } from './quotedCalls';
import type { SpanNode } from './spanNode';

/** Node of a call without a span: it refers to the model call that asked. */
export interface DerivedCall extends SpanNode {
  derived: true;
}

export function isDerived(node: SpanNode): node is DerivedCall {
  return 'derived' in node;
}

/**
 * For each model call of `calls`, by its node. `toolResults`: what later requests quote as results, by call id. The
 * tool calls of `calls` must be complete (see `completeByRequest`).
 */
export function deriveCalls(
  calls: Calls,
  toolResults: ReadonlyMap<string, ToldResult>,
): Map<SpanNode, DerivedCall[]> {
  const derived = new Map<SpanNode, DerivedCall[]>();
  const spanned = new Set<string>();
  for (const node of [...calls.tools, ...calls.duplicates.keys()]) {
    const id = node.span!.tool?.callId;
    if (id != null) spanned.add(id);
  }
  const requested = calls.models.flatMap((model) => model.span!.model!.requestedCalls.map(({ id }) => id));
  const comparable = requested.some((id) => id !== null && spanned.has(id));
  if (calls.tools.length > 0 && !comparable) return derived;
  for (const model of calls.models) {
    const nodes: DerivedCall[] = [];
    for (const call of model.span!.model!.requestedCalls) {
      if (call.id === null || call.name === null || spanned.has(call.id)) continue;
      // Of an answer that is told of twice the first counts.
      spanned.add(call.id);
      nodes.push(derivedCall(model, call, call.name, toolResults.get(call.id)));
    }
    if (nodes.length > 0) derived.set(model, nodes);
  }
  return derived;
}

function derivedCall(
  model: SpanNode,
  call: RequestedCall,
  name: string,
  told: ToldResult | undefined,
): DerivedCall {
  const asking = model.span!;
  const span: AgentSpan = {
    ...asking,
    kind: 'tool',
    name,
    // When it ran is not known: after the answer that asked for it.
    startTime: asking.startTime + asking.durationMs,
    durationMs: 0,
    status: told === undefined || told.status === 'ok' ? 'unset' : 'error',
    errorClass: null,
    errorMessage: null,
    userMessage: null,
    model: null,
    source: null,
    links: [],
    tool: {
      name,
      callId: call.id,
      arguments: call.arguments,
      result: told?.result ?? null,
      resultBytes: null,
      status: told?.status ?? 'ok',
      errorClass: null,
    },
  };
  return {
    derived: true,
    index: model.index,
    ref: model.ref,
    span,
    parent: model.parent,
    children: [],
    depth: model.depth,
    agent: model.agent,
    actor: model.actor,
  };
}
