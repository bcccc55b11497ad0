/**
 * OTLP traces as plain records, whatever the encoding was on the wire. Field names follow
 * opentelemetry/proto/trace/v1/trace.proto.
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
