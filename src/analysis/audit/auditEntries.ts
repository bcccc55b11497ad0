/** The actions of a session, as the audit trail keeps them. */
import type { AuditEntry } from '../../protocol/audit';
import { MAX_AUDIT_ARGUMENTS } from '../../protocol/audit';
import { findHandoffs } from '../handoffs';
import { hasFailed } from '../outcome';
import { toolCallsOf } from '../review/facts';
import type { SessionAnalysis } from '../sessionAnalysis';
import { spanKey, type SpanNode } from '../spanNode';

/** Requests and statements that change something elsewhere, as HTTP and database instrumentations name them. */
const CHANGES = /^(?:POST|PUT|PATCH|DELETE|INSERT|UPDATE|UPSERT|REPLACE|MERGE|DROP|CREATE|ALTER|TRUNCATE)\b/i;

/** In order of time. */
export function auditEntries({ summary, list, tree }: SessionAnalysis): AuditEntry[] {
  const { id: sessionId } = summary;
  const entries: AuditEntry[] = [];
  const base = (node: SpanNode) => ({
    ...node.ref,
    sessionId,
    time: node.span!.startTime,
    durationMs: node.span!.durationMs,
    agent: node.agent,
    service: node.span!.service,
    arguments: null,
    outcome: hasFailed(node.span!) ? 'error' : 'ok',
    errorClass: node.span!.errorClass,
    costUsd: null,
    source: node.span!.source,
  });
  for (const { call, node, turn } of toolCallsOf(list)) {
    const cost = turn?.costUsd ?? null;
    entries.push({
      ...base(node),
      // A call without a span of its own bears its model call's ids.
      id: call.derived ? `tool_call:${spanKey(call)}:${call.callId}` : `tool_call:${spanKey(call)}`,
      kind: 'tool_call',
      name: call.name,
      durationMs: call.durationMs,
      arguments: call.arguments?.slice(0, MAX_AUDIT_ARGUMENTS) ?? null,
      outcome: call.status,
      errorClass: call.errorClass,
      costUsd: cost === null ? null : cost / turn!.toolCalls.length,
    });
  }
  for (const node of tree.preorder) {
    const { span } = node;
    if (span?.kind === 'approval') {
      const name = toolAround(node)?.span?.tool?.name ?? span.name;
      const outcome = hasFailed(span) ? 'denied' : 'ok';
      entries.push({ ...base(node), id: `approval:${spanKey(node.ref)}`, kind: 'approval', name, outcome });
    } else if (span?.noise && CHANGES.test(span.name) && toolAround(node)) {
      entries.push({
        ...base(node),
        id: `side_effect:${spanKey(node.ref)}`,
        kind: 'side_effect',
        name: span.name,
      });
    }
  }
  for (const { from, to, traceId, spanId } of findHandoffs(tree, list)) {
    const node = tree.find({ traceId, spanId });
    if (!node?.span) continue;
    entries.push({
      ...base(node),
      id: `handoff:${spanKey(node.ref)}:${to}`,
      kind: 'handoff',
      agent: from,
      name: to,
    });
  }
  return entries.sort((a, b) => a.time - b.time);
}

/** The tool call that a span is part of, with no model call or agent in between: those have requests of their own. */
function toolAround(node: SpanNode): SpanNode | null {
  for (let outer = node.parent; outer; outer = outer.parent) {
    const kind = outer.span?.kind;
    if (kind === 'tool') return outer;
    if (kind === 'llm' || kind === 'agent') return null;
  }
  return null;
}
