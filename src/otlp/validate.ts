import { isSpanId, isTraceId } from './ids';
import { dataPointsOf } from './dataPoints';
import type { LogRecord, LogsRequest, MetricsRequest, OtlpRequest, Span, TracesRequest } from './records';

/** Why an item of a readable request is refused. */
export type RejectionReason = 'invalid-trace-id' | 'invalid-span-id' | 'missing-metric-name';

/** `count` in the unit of the signal's response: spans, log records, data points. */
export interface ItemRejection {
  reason: RejectionReason;
  count: number;
}

/** The request without the items that are refused, and how many those were. */
export function splitByValidity(request: OtlpRequest): { valid: OtlpRequest; rejected: ItemRejection[] } {
  const counts = new Map<RejectionReason, number>();
  const reject: Reject = (reason, count) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  const valid = validPart(request, reject);
  return { valid, rejected: Array.from(counts, ([reason, count]) => ({ reason, count })) };
}

/** What a response counts: spans, log records, data points. */
export function itemCount({ signal, request }: OtlpRequest): number {
  let count = 0;
  switch (signal) {
    case 'traces':
      for (const { scopeSpans } of request.resourceSpans)
        for (const { spans } of scopeSpans) count += spans.length;
      break;
    case 'logs':
      for (const { scopeLogs } of request.resourceLogs)
        for (const { logRecords } of scopeLogs) count += logRecords.length;
      break;
    case 'metrics':
      for (const { scopeMetrics } of request.resourceMetrics)
        for (const { metrics } of scopeMetrics)
          for (const metric of metrics) count += dataPointsOf(metric).length;
  }
  return count;
}

type Reject = (reason: RejectionReason, count: number) => void;

function validPart({ signal, request }: OtlpRequest, reject: Reject): OtlpRequest {
  switch (signal) {
    case 'traces':
      return { signal, request: validTraces(request, reject) };
    case 'logs':
      return { signal, request: validLogs(request, reject) };
    case 'metrics':
      return { signal, request: validMetrics(request, reject) };
  }
}

/**
 * Trace ids must have 16 bytes, span ids 8, not all zero; a parent's id must have 8 bytes or be empty (trace.proto,
 * Span.trace_id, Span.span_id).
 */
function validTraces(request: TracesRequest, reject: Reject): TracesRequest {
  const resourceSpans = request.resourceSpans.map((ofResource) => ({
    ...ofResource,
    scopeSpans: ofResource.scopeSpans.map((ofScope) => ({
      ...ofScope,
      spans: ofScope.spans.filter((span) => accepted(rejectionOfSpan(span), 1, reject)),
    })),
  }));
  return { resourceSpans };
}

/** A log record may belong to no trace, and to a trace but no span; ids that are there must have the right length. */
function validLogs(request: LogsRequest, reject: Reject): LogsRequest {
  const resourceLogs = request.resourceLogs.map((ofResource) => ({
    ...ofResource,
    scopeLogs: ofResource.scopeLogs.map((ofScope) => ({
      ...ofScope,
      logRecords: ofScope.logRecords.filter((record) => accepted(rejectionOfLog(record), 1, reject)),
    })),
  }));
  return { resourceLogs };
}

/** Data points without their metric's name say nothing. */
function validMetrics(request: MetricsRequest, reject: Reject): MetricsRequest {
  const resourceMetrics = request.resourceMetrics.map((ofResource) => ({
    ...ofResource,
    scopeMetrics: ofResource.scopeMetrics.map((ofScope) => ({
      ...ofScope,
      metrics: ofScope.metrics.filter((metric) => {
        const points = dataPointsOf(metric).length;
        return points === 0 || accepted(metric.name === '' ? 'missing-metric-name' : null, points, reject);
      }),
    })),
  }));
  return { resourceMetrics };
}

function accepted(reason: RejectionReason | null, count: number, reject: Reject): boolean {
  if (reason) reject(reason, count);
  return reason === null;
}

function rejectionOfSpan(span: Span): RejectionReason | null {
  if (!isTraceId(span.traceId)) return 'invalid-trace-id';
  if (!isSpanId(span.spanId)) return 'invalid-span-id';
  if (span.parentSpanId !== '' && !isSpanId(span.parentSpanId)) return 'invalid-span-id';
  return null;
}

function rejectionOfLog({ traceId, spanId }: LogRecord): RejectionReason | null {
  if (traceId !== '' && !isTraceId(traceId)) return 'invalid-trace-id';
  if (spanId !== '' && !isSpanId(spanId)) return 'invalid-span-id';
  return null;
}
