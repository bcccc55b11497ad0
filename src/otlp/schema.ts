/**
 * The OTLP messages as tables: field name → [field number, type], as the official .proto files have them
 * (opentelemetry-proto 1.11.0). `protobuf.ts` and `json.ts` are two encodings of these tables. Field names are the
 * JSON names of the .proto files and the property names of `records.ts` alike.
 */
import type {
  AnyValue,
  Attributes,
  Buckets,
  Exemplar,
  ExponentialHistogram,
  ExponentialHistogramDataPoint,
  Gauge,
  Histogram,
  HistogramDataPoint,
  LogRecord,
  LogsRequest,
  Metric,
  MetricsRequest,
  NumberDataPoint,
  Resource,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  ScopeLogs,
  ScopeMetrics,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanLink,
  Sum,
  Summary,
  SummaryDataPoint,
  TracesRequest,
  ValueAtQuantile,
} from './records';

/** Scalar types by the type of the record's property, which is `null` for an `optional…` field that is not set. */
interface ScalarTypes {
  /** `id`: bytes that are hex in a record. `zeroId`: one whose zero bytes mean none. */
  string: [string, 'string' | 'id' | 'zeroId'];
  number: [number, 'uint32' | 'sint32' | 'fixed32' | 'double' | EnumType];
  bigint: [bigint, 'fixed64'];
  boolean: [boolean, 'bool'];
  optionalNumber: [number | null, 'optionalDouble'];
  optionalBigint: [bigint | null, 'optionalSfixed64'];
  attributes: [Attributes, 'attributes'];
  anyValue: [AnyValue, 'anyValue'];
  doubles: [number[], 'repeatedDouble'];
  bigints: [bigint[], 'repeatedFixed64' | 'repeatedUint64'];
}

type Same<A, B> = [A, B] extends [B, A] ? true : false;
type ScalarOf<V> = {
  [K in keyof ScalarTypes]: Same<V, ScalarTypes[K][0]> extends true ? ScalarTypes[K][1] : never;
}[keyof ScalarTypes];

/** The types that a field of OTLP can have, by the type of the record's property. */
export type FieldType<V> = [ScalarOf<V>] extends [never]
  ? [V] extends [(infer Element)[]]
    ? RepeatedType<Element>
    : null extends V
      ? OptionalType<NonNullable<V>>
      : EmbeddedType<V>
  : ScalarOf<V>;

export interface EnumType {
  /** Value names in the order of their numbers, from 0. */
  readonly names: readonly string[];
}
export interface RepeatedType<T> {
  readonly repeated: Message<T>;
}
export interface EmbeddedType<T> {
  readonly embedded: Message<T>;
}
/** An embedded message that is `null` until it is set. */
export interface OptionalType<T> {
  readonly optional: Message<T>;
}

export interface Message<T> {
  /** A record with every field at its default. */
  readonly create: () => T;
  readonly fields: { readonly [K in keyof T]: readonly [number: number, type: FieldType<T[K]>] };
  /** Fields of which at most one is set: setting one makes the others `null`. */
  readonly oneof?: readonly (keyof T)[];
}

/** The other fields of the oneof that `key` is in. */
export function rivalsOf<T>({ oneof }: Message<T>, key: string): string[] | undefined {
  const names = oneof as readonly string[] | undefined;
  return names?.includes(key) ? names.filter((name) => name !== key) : undefined;
}

const SPAN_KIND: EnumType = {
  names: [
    'SPAN_KIND_UNSPECIFIED',
    'SPAN_KIND_INTERNAL',
    'SPAN_KIND_SERVER',
    'SPAN_KIND_CLIENT',
    'SPAN_KIND_PRODUCER',
    'SPAN_KIND_CONSUMER',
  ],
};

const STATUS_CODE: EnumType = { names: ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'] };

/** trace/v1/trace.proto, Status. */
const STATUS: Message<Span['status']> = {
  create: () => ({ code: 0, message: '' }),
  fields: {
    message: [2, 'string'],
    code: [3, STATUS_CODE],
  },
};

/** trace/v1/trace.proto, Span.Event. */
const SPAN_EVENT: Message<SpanEvent> = {
  create: () => ({ timeUnixNano: 0n, name: '', attributes: new Map(), droppedAttributesCount: 0 }),
  fields: {
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, 'attributes'],
    droppedAttributesCount: [4, 'uint32'],
  },
};

/** trace/v1/trace.proto, Span.Link. */
const SPAN_LINK: Message<SpanLink> = {
  create: () => ({
    traceId: '',
    spanId: '',
    traceState: '',
    attributes: new Map(),
    droppedAttributesCount: 0,
    flags: 0,
  }),
  fields: {
    traceId: [1, 'id'],
    spanId: [2, 'id'],
    traceState: [3, 'string'],
    attributes: [4, 'attributes'],
    droppedAttributesCount: [5, 'uint32'],
    flags: [6, 'fixed32'],
  },
};

/** trace/v1/trace.proto, Span. */
export const SPAN: Message<Span> = {
  create: () => ({
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: new Map(),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: STATUS.create(),
  }),
  fields: {
    traceId: [1, 'id'],
    spanId: [2, 'id'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'zeroId'],
    name: [5, 'string'],
    kind: [6, SPAN_KIND],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'attributes'],
    droppedAttributesCount: [10, 'uint32'],
    events: [11, { repeated: SPAN_EVENT }],
    droppedEventsCount: [12, 'uint32'],
    links: [13, { repeated: SPAN_LINK }],
    droppedLinksCount: [14, 'uint32'],
    status: [15, { embedded: STATUS }],
    flags: [16, 'fixed32'],
  },
};

/** resource/v1/resource.proto, Resource. */
export const RESOURCE: Message<Resource> = {
  create: () => ({ attributes: new Map(), droppedAttributesCount: 0 }),
  fields: {
    attributes: [1, 'attributes'],
    droppedAttributesCount: [2, 'uint32'],
  },
};

/** common/v1/common.proto, InstrumentationScope. */
export const SCOPE: Message<Scope> = {
  create: () => ({ name: '', version: '', attributes: new Map(), droppedAttributesCount: 0 }),
  fields: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, 'attributes'],
    droppedAttributesCount: [4, 'uint32'],
  },
};

/** trace/v1/trace.proto, ScopeSpans. */
const SCOPE_SPANS: Message<ScopeSpans> = {
  create: () => ({ scope: SCOPE.create(), schemaUrl: '', spans: [] }),
  fields: {
    scope: [1, { embedded: SCOPE }],
    spans: [2, { repeated: SPAN }],
    schemaUrl: [3, 'string'],
  },
};

/** trace/v1/trace.proto, ResourceSpans. */
const RESOURCE_SPANS: Message<ResourceSpans> = {
  create: () => ({ resource: RESOURCE.create(), schemaUrl: '', scopeSpans: [] }),
  fields: {
    resource: [1, { embedded: RESOURCE }],
    scopeSpans: [2, { repeated: SCOPE_SPANS }],
    schemaUrl: [3, 'string'],
  },
};

/** collector/trace/v1/trace_service.proto, ExportTraceServiceRequest. */
export const TRACES_REQUEST: Message<TracesRequest> = {
  create: () => ({ resourceSpans: [] }),
  fields: {
    resourceSpans: [1, { repeated: RESOURCE_SPANS }],
  },
};

/** logs/v1/logs.proto, SeverityNumber. */
const SEVERITY_NUMBER: EnumType = {
  names: [
    'SEVERITY_NUMBER_UNSPECIFIED',
    ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) =>
      ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${name}${step}`),
    ),
  ],
};

/** logs/v1/logs.proto, LogRecord. */
export const LOG_RECORD: Message<LogRecord> = {
  create: () => ({
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    body: null,
    attributes: new Map(),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  }),
  fields: {
    timeUnixNano: [1, 'fixed64'],
    severityNumber: [2, SEVERITY_NUMBER],
    severityText: [3, 'string'],
    body: [5, 'anyValue'],
    attributes: [6, 'attributes'],
    droppedAttributesCount: [7, 'uint32'],
    flags: [8, 'fixed32'],
    traceId: [9, 'zeroId'],
    spanId: [10, 'zeroId'],
    observedTimeUnixNano: [11, 'fixed64'],
    eventName: [12, 'string'],
  },
};

/** logs/v1/logs.proto, ScopeLogs. */
const SCOPE_LOGS: Message<ScopeLogs> = {
  create: () => ({ scope: SCOPE.create(), schemaUrl: '', logRecords: [] }),
  fields: {
    scope: [1, { embedded: SCOPE }],
    logRecords: [2, { repeated: LOG_RECORD }],
    schemaUrl: [3, 'string'],
  },
};

/** logs/v1/logs.proto, ResourceLogs. */
const RESOURCE_LOGS: Message<ResourceLogs> = {
  create: () => ({ resource: RESOURCE.create(), schemaUrl: '', scopeLogs: [] }),
  fields: {
    resource: [1, { embedded: RESOURCE }],
    scopeLogs: [2, { repeated: SCOPE_LOGS }],
    schemaUrl: [3, 'string'],
  },
};

/** collector/logs/v1/logs_service.proto, ExportLogsServiceRequest. */
export const LOGS_REQUEST: Message<LogsRequest> = {
  create: () => ({ resourceLogs: [] }),
  fields: {
    resourceLogs: [1, { repeated: RESOURCE_LOGS }],
  },
};

/** metrics/v1/metrics.proto, AggregationTemporality. */
const AGGREGATION_TEMPORALITY: EnumType = {
  names: [
    'AGGREGATION_TEMPORALITY_UNSPECIFIED',
    'AGGREGATION_TEMPORALITY_DELTA',
    'AGGREGATION_TEMPORALITY_CUMULATIVE',
  ],
};

/** metrics/v1/metrics.proto, Exemplar. */
const EXEMPLAR: Message<Exemplar> = {
  create: () => ({
    filteredAttributes: new Map(),
    timeUnixNano: 0n,
    asDouble: null,
    asInt: null,
    spanId: '',
    traceId: '',
  }),
  fields: {
    timeUnixNano: [2, 'fixed64'],
    asDouble: [3, 'optionalDouble'],
    spanId: [4, 'zeroId'],
    traceId: [5, 'zeroId'],
    asInt: [6, 'optionalSfixed64'],
    filteredAttributes: [7, 'attributes'],
  },
  oneof: ['asDouble', 'asInt'],
};

/** metrics/v1/metrics.proto, NumberDataPoint. */
const NUMBER_DATA_POINT: Message<NumberDataPoint> = {
  create: () => ({
    attributes: new Map(),
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    asDouble: null,
    asInt: null,
    exemplars: [],
  }),
  fields: {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    asDouble: [4, 'optionalDouble'],
    exemplars: [5, { repeated: EXEMPLAR }],
    asInt: [6, 'optionalSfixed64'],
    attributes: [7, 'attributes'],
    flags: [8, 'uint32'],
  },
  oneof: ['asDouble', 'asInt'],
};

/** metrics/v1/metrics.proto, HistogramDataPoint. */
const HISTOGRAM_DATA_POINT: Message<HistogramDataPoint> = {
  create: () => ({
    attributes: new Map(),
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    count: 0n,
    sum: null,
    bucketCounts: [],
    explicitBounds: [],
    exemplars: [],
    min: null,
    max: null,
  }),
  fields: {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'optionalDouble'],
    bucketCounts: [6, 'repeatedFixed64'],
    explicitBounds: [7, 'repeatedDouble'],
    exemplars: [8, { repeated: EXEMPLAR }],
    attributes: [9, 'attributes'],
    flags: [10, 'uint32'],
    min: [11, 'optionalDouble'],
    max: [12, 'optionalDouble'],
  },
};

/** metrics/v1/metrics.proto, ExponentialHistogramDataPoint.Buckets. */
const BUCKETS: Message<Buckets> = {
  create: () => ({ offset: 0, bucketCounts: [] }),
  fields: {
    offset: [1, 'sint32'],
    bucketCounts: [2, 'repeatedUint64'],
  },
};

/** metrics/v1/metrics.proto, ExponentialHistogramDataPoint. */
const EXPONENTIAL_HISTOGRAM_DATA_POINT: Message<ExponentialHistogramDataPoint> = {
  create: () => ({
    attributes: new Map(),
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    count: 0n,
    sum: null,
    scale: 0,
    zeroCount: 0n,
    positive: null,
    negative: null,
    exemplars: [],
    min: null,
    max: null,
    zeroThreshold: 0,
  }),
  fields: {
    attributes: [1, 'attributes'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'optionalDouble'],
    scale: [6, 'sint32'],
    zeroCount: [7, 'fixed64'],
    positive: [8, { optional: BUCKETS }],
    negative: [9, { optional: BUCKETS }],
    flags: [10, 'uint32'],
    exemplars: [11, { repeated: EXEMPLAR }],
    min: [12, 'optionalDouble'],
    max: [13, 'optionalDouble'],
    zeroThreshold: [14, 'double'],
  },
};

/** metrics/v1/metrics.proto, SummaryDataPoint.ValueAtQuantile. */
const VALUE_AT_QUANTILE: Message<ValueAtQuantile> = {
  create: () => ({ quantile: 0, value: 0 }),
  fields: {
    quantile: [1, 'double'],
    value: [2, 'double'],
  },
};

/** metrics/v1/metrics.proto, SummaryDataPoint. */
const SUMMARY_DATA_POINT: Message<SummaryDataPoint> = {
  create: () => ({
    attributes: new Map(),
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    count: 0n,
    sum: 0,
    quantileValues: [],
  }),
  fields: {
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, { repeated: VALUE_AT_QUANTILE }],
    attributes: [7, 'attributes'],
    flags: [8, 'uint32'],
  },
};

/** metrics/v1/metrics.proto, Gauge. */
const GAUGE: Message<Gauge> = {
  create: () => ({ dataPoints: [] }),
  fields: { dataPoints: [1, { repeated: NUMBER_DATA_POINT }] },
};

/** metrics/v1/metrics.proto, Sum. */
const SUM: Message<Sum> = {
  create: () => ({ dataPoints: [], aggregationTemporality: 0, isMonotonic: false }),
  fields: {
    dataPoints: [1, { repeated: NUMBER_DATA_POINT }],
    aggregationTemporality: [2, AGGREGATION_TEMPORALITY],
    isMonotonic: [3, 'bool'],
  },
};

/** metrics/v1/metrics.proto, Histogram. */
const HISTOGRAM: Message<Histogram> = {
  create: () => ({ dataPoints: [], aggregationTemporality: 0 }),
  fields: {
    dataPoints: [1, { repeated: HISTOGRAM_DATA_POINT }],
    aggregationTemporality: [2, AGGREGATION_TEMPORALITY],
  },
};

/** metrics/v1/metrics.proto, ExponentialHistogram. */
const EXPONENTIAL_HISTOGRAM: Message<ExponentialHistogram> = {
  create: () => ({ dataPoints: [], aggregationTemporality: 0 }),
  fields: {
    dataPoints: [1, { repeated: EXPONENTIAL_HISTOGRAM_DATA_POINT }],
    aggregationTemporality: [2, AGGREGATION_TEMPORALITY],
  },
};

/** metrics/v1/metrics.proto, Summary. */
const SUMMARY: Message<Summary> = {
  create: () => ({ dataPoints: [] }),
  fields: { dataPoints: [1, { repeated: SUMMARY_DATA_POINT }] },
};

/** metrics/v1/metrics.proto, Metric. */
export const METRIC: Message<Metric> = {
  create: () => ({
    name: '',
    description: '',
    unit: '',
    gauge: null,
    sum: null,
    histogram: null,
    exponentialHistogram: null,
    summary: null,
    metadata: new Map(),
  }),
  fields: {
    name: [1, 'string'],
    description: [2, 'string'],
    unit: [3, 'string'],
    gauge: [5, { optional: GAUGE }],
    sum: [7, { optional: SUM }],
    histogram: [9, { optional: HISTOGRAM }],
    exponentialHistogram: [10, { optional: EXPONENTIAL_HISTOGRAM }],
    summary: [11, { optional: SUMMARY }],
    metadata: [12, 'attributes'],
  },
  oneof: ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'],
};

/** metrics/v1/metrics.proto, ScopeMetrics. */
const SCOPE_METRICS: Message<ScopeMetrics> = {
  create: () => ({ scope: SCOPE.create(), schemaUrl: '', metrics: [] }),
  fields: {
    scope: [1, { embedded: SCOPE }],
    metrics: [2, { repeated: METRIC }],
    schemaUrl: [3, 'string'],
  },
};

/** metrics/v1/metrics.proto, ResourceMetrics. */
const RESOURCE_METRICS: Message<ResourceMetrics> = {
  create: () => ({ resource: RESOURCE.create(), schemaUrl: '', scopeMetrics: [] }),
  fields: {
    resource: [1, { embedded: RESOURCE }],
    scopeMetrics: [2, { repeated: SCOPE_METRICS }],
    schemaUrl: [3, 'string'],
  },
};

/** collector/metrics/v1/metrics_service.proto, ExportMetricsServiceRequest. */
export const METRICS_REQUEST: Message<MetricsRequest> = {
  create: () => ({ resourceMetrics: [] }),
  fields: {
    resourceMetrics: [1, { repeated: RESOURCE_METRICS }],
  },
};
