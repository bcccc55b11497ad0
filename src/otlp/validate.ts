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

/** What was wrong with an item that is kept without it. */
export type RepairReason = 'invalid-trace-id' | 'invalid-span-id';

/** `count` in the unit of the signal's response. */
export interface ItemRepair {
  reason: RepairReason;
  count: number;
}

export interface ValiditySplit {
  /** The request without the items that are refused. Where any was refused or repaired, its bytes are not these. */
  valid: OtlpRequest;
  rejected: ItemRejection[];
  repaired: ItemRepair[];
}

/** Tells the items that are refused from those that are kept, and counts both the refused and the repaired ones. */
export function splitByValidity(request: OtlpRequest): ValiditySplit {
  const rejected = new Map<RejectionReason, number>();
  const repaired = new Map<RepairReason, number>();
  const valid = validPart(
    request,
    (reason, count) => rejected.set(reason, (rejected.get(reason) ?? 0) + count),
    (reason) => repaired.set(reason, (repaired.get(reason) ?? 0) + 1),
  );
  return { valid, rejected: counted(rejected), repaired: counted(repaired) };
}

function counted<Reason>(counts: ReadonlyMap<Reason, number>): { reason: Reason; count: number }[] {
  return Array.from(counts, ([reason, count]) => ({ reason, count }));
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
type Repair = (reason: RepairReason) => void;

function validPart({ signal, request }: OtlpRequest, reject: Reject, repair: Repair): OtlpRequest {
  switch (signal) {
    case 'traces':
      return { signal, request: validTraces(request, reject) };
    case 'logs':
      return { signal, request: validLogs(request, repair) };
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

/**
 * A log record may belong to no trace, and to a trace but no span; a receiver treats one whose ids have a wrong length
 * as belonging to none (logs.proto, LogRecord.trace_id, LogRecord.span_id).
 */
function validLogs(request: LogsRequest, repair: Repair): LogsRequest {
  const resourceLogs = request.resourceLogs.map((ofResource) => ({
    ...ofResource,
    scopeLogs: ofResource.scopeLogs.map((ofScope) => ({
      ...ofScope,
      logRecords: ofScope.logRecords.map((record) => repairedLog(record, repair)),
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

function repairedLog(record: LogRecord, repair: Repair): LogRecord {
  const { traceId, spanId } = record;
  if (traceId !== '' && !isTraceId(traceId)) {
    repair('invalid-trace-id');
    return { ...record, traceId: '', spanId: '' };
  }
  if (spanId !== '' && !isSpanId(spanId)) {
    repair('invalid-span-id');
    return { ...record, spanId: '' };
  }
  return record;
}
