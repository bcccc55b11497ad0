/**
 * The OTLP messages as tables: field name → [field number, type], as the official .proto files have them
 * (opentelemetry-proto 1.11.0). `protobuf.ts` and `json.ts` are two encodings of these tables. Field names are the
 * JSON names of the .proto files and the property names of `records.ts` alike.
 */
import type {
  Attributes,
  Resource,
  ResourceSpans,
  Scope,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanLink,
  TracesRequest,
} from './records';

/** The types that OTLP's fields have, by the type of the record's property. */
export type FieldType<V> = [V] extends [string]
  ? 'string' | 'id' | 'parentId'
  : [V] extends [number]
    ? 'uint32' | 'fixed32' | EnumType
    : [V] extends [bigint]
      ? 'fixed64'
      : [V] extends [Attributes]
        ? 'attributes'
        : [V] extends [(infer Element)[]]
          ? RepeatedType<Element>
          : EmbeddedType<V>;

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

export interface Message<T> {
  /** A record with every field at its default. */
  readonly create: () => T;
  readonly fields: { readonly [K in keyof T]: readonly [number: number, type: FieldType<T[K]>] };
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
    parentSpanId: [4, 'parentId'],
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
