import { isSpanId, isTraceId } from './ids';
import type { Span, TracesRequest } from './records';

/** Why a span of a readable request is refused. */
export type SpanRejectionReason = 'invalid-trace-id' | 'invalid-span-id';

export interface SpanRejection {
  reason: SpanRejectionReason;
  count: number;
}

/**
 * The request without the spans that no trace can hold, and how many those were. Trace ids must have 16 bytes, span
 * ids 8, not all zero; a parent's id must have 8 bytes or be empty (trace.proto, Span.trace_id, Span.span_id).
 */
export function splitByValidity(request: TracesRequest): {
  valid: TracesRequest;
  rejected: SpanRejection[];
} {
  const counts = new Map<SpanRejectionReason, number>();
  const resourceSpans = request.resourceSpans.map((ofResource) => ({
    ...ofResource,
    scopeSpans: ofResource.scopeSpans.map((ofScope) => ({
      ...ofScope,
      spans: ofScope.spans.filter((span) => {
        const reason = rejectionOf(span);
        if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
        return reason === null;
      }),
    })),
  }));
  const rejected = Array.from(counts, ([reason, count]) => ({ reason, count }));
  return { valid: { resourceSpans }, rejected };
}

function rejectionOf(span: Span): SpanRejectionReason | null {
  if (!isTraceId(span.traceId)) return 'invalid-trace-id';
  if (!isSpanId(span.spanId)) return 'invalid-span-id';
  if (span.parentSpanId !== '' && !isSpanId(span.parentSpanId)) return 'invalid-span-id';
  return null;
}
