/**
 * Spans that tell of another span: one emitter's span of a tool at work inside of the call that includes the wait for
 * a permission, another's spans with the tokens of the model call beside them. What they know goes where it counts.
 */
import type { AgentSpan } from '../protocol/agentModel';
import { completedModelCall, completedToolCall } from './completeFacts';
import { hasFailed } from './outcome';
import type { SpanIndex } from './spanIndex';
import { compareSpans } from './spanOrder';

/** Whether any of the spans may tell of another. */
export function hasSpanRecords(spans: readonly AgentSpan[], calls: Set<string>): boolean {
  return spans.some((span) => {
    if (span.model !== null && span.kind !== 'llm') return true;
    if (isDecision(span)) return hasFailed(span);
    const id = span.tool?.callId ?? null;
    if (id === null) return false;
    const isSecond = calls.has(id);
    calls.add(id);
    return isSecond;
  });
}

/** Changes `index` accordingly. */
export function joinSpanRecords(index: SpanIndex): void {
  for (const key of index.keys()) takeForModelCall(index, key);
  for (const key of index.keys()) {
    const span = index.get(key)!;
    if (span.kind !== 'llm' && span.model !== null) tellModelCall(index, key);
    else if (span.kind === 'tool') tellOuterTool(index, key);
    else if (isDecision(span) && hasFailed(span)) deny(index, key);
  }
  joinTwins(index);
}

/** A step that tells of a model call of which there is no span inside: it is the call itself. */
function takeForModelCall(index: SpanIndex, key: string): void {
  const step = index.get(key)!;
  if (step.kind !== 'step' || step.model === null || index.modelInStep(key, step.startTime) !== undefined)
    return;
  index.setModelCall(key, { ...step, kind: 'llm' });
}

function tellModelCall(index: SpanIndex, key: string): void {
  const record = index.get(key)!;
  const target = index.modelInStep(key, record.startTime) ?? index.modelBeside(key);
  if (target === undefined) return;
  const call = index.get(target)!;
  index.set(target, { ...call, model: completedModelCall(call.model!, record.model!) });
}

/** The inner span of the same call: its failure is the call's. */
function tellOuterTool(index: SpanIndex, key: string): void {
  const inner = index.get(key)!;
  const outerKey = index.around(key, ['tool']);
  const outer = outerKey === undefined ? undefined : index.get(outerKey);
  if (outer === undefined || inner.tool!.callId === null || outer.tool!.callId !== inner.tool!.callId) return;
  index.set(outerKey!, completedToolCall(outer, inner.tool!, inner.errorMessage));
}

/** Whether somebody or something decided here whether a tool may be called. */
function isDecision({ kind, errorClass }: AgentSpan): boolean {
  return kind === 'approval' || (kind === 'guardrail' && errorClass === 'denied');
}

/** The answer was no to the call that the decision is part of. */
function deny(index: SpanIndex, key: string): void {
  const { errorClass, errorMessage } = index.get(key)!;
  const toolKey = index.around(key, ['tool']);
  const call = toolKey === undefined ? undefined : index.get(toolKey);
  if (call?.tool?.status !== 'ok') return;
  const denied = { ...call.tool, status: 'denied', errorClass } as const;
  index.set(toolKey!, completedToolCall(call, denied, errorMessage));
}

/**
 * One call as two spans side by side: what went in and came out is on one, what happened inside below the other. The
 * one with something inside counts, else the outer one; the other is shown as what it is besides: nothing.
 */
function joinTwins(index: SpanIndex): void {
  const byCall = new Map<string, string[]>();
  for (const key of index.keys()) {
    const { tool } = index.get(key)!;
    if (tool?.callId == null) continue;
    const id = JSON.stringify([tool.callId, tool.name]);
    const twins = byCall.get(id);
    if (twins) twins.push(key);
    else byCall.set(id, [key]);
  }
  for (const keys of byCall.values()) {
    if (keys.length < 2) continue;
    const outer = keys.filter((key) => !isInside(index, key, keys));
    const [first, second, ...others] = outer.sort((a, b) => compareSpans(index.get(a)!, index.get(b)!));
    if (first === undefined || second === undefined || others.length > 0) continue;
    if (!overlap(index.get(first)!, index.get(second)!)) continue;
    const [counted, other] =
      index.hasChildren(second) && !index.hasChildren(first) ? [second, first] : [first, second];
    const told = index.get(other)!;
    index.set(counted, completedToolCall(index.get(counted)!, told.tool!, told.errorMessage));
    index.set(other, { ...told, kind: 'other', tool: null });
  }
}

function isInside(index: SpanIndex, key: string, keys: readonly string[]): boolean {
  const outer = index.around(key, ['tool']);
  return outer !== undefined && keys.includes(outer);
}

function overlap(a: AgentSpan, b: AgentSpan): boolean {
  return b.startTime <= a.startTime + a.durationMs && a.startTime <= b.startTime + b.durationMs;
}
