/**
 * OTLP as plain records, whatever the encoding was on the wire. Field names follow trace/v1/trace.proto,
 * logs/v1/logs.proto and metrics/v1/metrics.proto of opentelemetry-proto. Unsigned 64-bit numbers are `bigint`; a
 * field that is `null` is not set.
 */

/**
 * AnyValue: int is `bigint`, double is `number`, bytes is `Uint8Array`, kvlist is a `Map`, and an AnyValue without a
 * value is `null`. The distinction keeps exports exact.
 */
export type AnyValue = null | string | boolean | bigint | number | Uint8Array | AnyValue[] | Attributes;

/** Keys in the order they were sent; of a repeated key the last value wins. */
export type Attributes = Map<string, AnyValue>;

/** trace.proto, Span.SpanKind. */
export const OTLP_SPAN_KIND = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;

/** trace.proto, Status.StatusCode. */
export const OTLP_STATUS = { unset: 0, ok: 1, error: 2 } as const;

export interface SpanEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface SpanLink {
  /** Lower-case hex. */
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attributes;
  droppedAttributesCount: number;
  flags: number;
}

export interface Span {
  /** 32 lower-case hex digits. */
  traceId: string;
  /** 16 lower-case hex digits. */
  spanId: string;
  /** '' for a root. */
  parentSpanId: string;
  traceState: string;
  flags: number;
  name: string;
  /** Index into `OTLP_SPAN_KIND`. */
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: Attributes;
  droppedAttributesCount: number;
  events: SpanEvent[];
  droppedEventsCount: number;
  links: SpanLink[];
  droppedLinksCount: number;
  status: { code: number; message: string };
}

export interface Resource {
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface Scope {
  name: string;
  version: string;
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface ScopeSpans {
  scope: Scope;
  schemaUrl: string;
  spans: Span[];
}

export interface ResourceSpans {
  resource: Resource;
  schemaUrl: string;
  scopeSpans: ScopeSpans[];
}

/** ExportTraceServiceRequest (collector/trace/v1/trace_service.proto). */
export interface TracesRequest {
  resourceSpans: ResourceSpans[];
}

/** logs/v1/logs.proto, LogRecord. */
export interface LogRecord {
  /** 0 when the emitter does not know when it happened. */
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  /** SeverityNumber: 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal; 0 is unspecified. */
  severityNumber: number;
  severityText: string;
  body: AnyValue;
  attributes: Attributes;
  droppedAttributesCount: number;
  flags: number;
  /** 32 lower-case hex digits; '' when it belongs to no trace. */
  traceId: string;
  /** 16 lower-case hex digits; '' when it belongs to no span. */
  spanId: string;
  eventName: string;
}

export interface ScopeLogs {
  scope: Scope;
  schemaUrl: string;
  logRecords: LogRecord[];
}

export interface ResourceLogs {
  resource: Resource;
  schemaUrl: string;
  scopeLogs: ScopeLogs[];
}

/** ExportLogsServiceRequest (collector/logs/v1/logs_service.proto). */
export interface LogsRequest {
  resourceLogs: ResourceLogs[];
}

/** metrics/v1/metrics.proto, Metric. Of its five kinds of data at most one is set. */
export interface Metric {
  name: string;
  description: string;
  unit: string;
  gauge: Gauge | null;
  sum: Sum | null;
  histogram: Histogram | null;
  exponentialHistogram: ExponentialHistogram | null;
  summary: Summary | null;
  metadata: Attributes;
}

export interface Gauge {
  dataPoints: NumberDataPoint[];
}

export interface Sum {
  dataPoints: NumberDataPoint[];
  /** AggregationTemporality: 1 delta, 2 cumulative; 0 is unspecified. */
  aggregationTemporality: number;
  isMonotonic: boolean;
}

export interface Histogram {
  dataPoints: HistogramDataPoint[];
  aggregationTemporality: number;
}

export interface ExponentialHistogram {
  dataPoints: ExponentialHistogramDataPoint[];
  aggregationTemporality: number;
}

export interface Summary {
  dataPoints: SummaryDataPoint[];
}

/** What every data point has. */
interface DataPointFields {
  attributes: Attributes;
  /** 0 when unknown. */
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  flags: number;
}

export interface NumberDataPoint extends DataPointFields {
  /** At most one of the two is set. */
  asDouble: number | null;
  asInt: bigint | null;
  exemplars: Exemplar[];
}

export interface HistogramDataPoint extends DataPointFields {
  count: bigint;
  sum: number | null;
  bucketCounts: bigint[];
  explicitBounds: number[];
  exemplars: Exemplar[];
  min: number | null;
  max: number | null;
}

export interface ExponentialHistogramDataPoint extends DataPointFields {
  count: bigint;
  sum: number | null;
  /** Bucket bounds are powers of 2^(2^-scale). */
  scale: number;
  zeroCount: bigint;
  positive: Buckets | null;
  negative: Buckets | null;
  exemplars: Exemplar[];
  min: number | null;
  max: number | null;
  zeroThreshold: number;
}

/** metrics.proto, ExponentialHistogramDataPoint.Buckets. */
export interface Buckets {
  offset: number;
  bucketCounts: bigint[];
}

export interface SummaryDataPoint extends DataPointFields {
  count: bigint;
  sum: number;
  quantileValues: ValueAtQuantile[];
}

export interface ValueAtQuantile {
  quantile: number;
  value: number;
}

export type DataPoint =
  NumberDataPoint | HistogramDataPoint | ExponentialHistogramDataPoint | SummaryDataPoint;

export interface Exemplar {
  filteredAttributes: Attributes;
  timeUnixNano: bigint;
  /** At most one of the two is set. */
  asDouble: number | null;
  asInt: bigint | null;
  spanId: string;
  traceId: string;
}

export interface ScopeMetrics {
  scope: Scope;
  schemaUrl: string;
  metrics: Metric[];
}

export interface ResourceMetrics {
  resource: Resource;
  schemaUrl: string;
  scopeMetrics: ScopeMetrics[];
}

/** ExportMetricsServiceRequest (collector/metrics/v1/metrics_service.proto). */
export interface MetricsRequest {
  resourceMetrics: ResourceMetrics[];
}

export type Signal = 'traces' | 'logs' | 'metrics';

/** A decoded export request. */
export type OtlpRequest =
  | { signal: 'traces'; request: TracesRequest }
  | { signal: 'logs'; request: LogsRequest }
  | { signal: 'metrics'; request: MetricsRequest };
