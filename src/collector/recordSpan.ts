/** A span that the analysis made of a log record, in the form of one that was received. */
import type { AgentSpan } from '../protocol/agentModel';
import { OTLP_STATUS } from '../otlp/records';
import type { StoredLog } from '../store/sessionLogs';
import type { StoredSpan } from '../store/store';
import type { SpanNode } from '../analysis/spanNode';

const NANOS_PER_MS = 1e6;

/** Attributes, resource and scope are the record's. */
export function storedSpanOf(sessionId: string, node: SpanNode, log: StoredLog): StoredSpan {
  const agentSpan = node.span!;
  const { record, resource, scope } = log;
  return {
    sessionId,
    agentSpan,
    resource,
    scope,
    children: node.children.map(({ ref }) => ref),
    record: {
      traceId: agentSpan.traceId,
      spanId: agentSpan.spanId,
      parentSpanId: agentSpan.parentSpanId ?? '',
      traceState: '',
      flags: 0,
      name: agentSpan.name,
      kind: 0,
      ...timesOf(agentSpan),
      attributes: record.attributes,
      droppedAttributesCount: record.droppedAttributesCount,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: {
        code: agentSpan.status === 'error' ? OTLP_STATUS.error : OTLP_STATUS.unset,
        message: agentSpan.errorMessage ?? '',
      },
    },
  };
}

function timesOf({ startTime, durationMs }: AgentSpan): {
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
} {
  const nanos = (ms: number) =>
    BigInt(Math.trunc(ms)) * BigInt(NANOS_PER_MS) + BigInt(Math.round((ms % 1) * NANOS_PER_MS));
  return { startTimeUnixNano: nanos(startTime), endTimeUnixNano: nanos(startTime + durationMs) };
}
