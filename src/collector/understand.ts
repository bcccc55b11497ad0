import { metricKind, metricPerPoint } from '../otlp/dataPoints';
import { decodeTracesLazily } from '../otlp/lazyTraces';
import type { LogsRequest, MetricsRequest, Resource, Scope, Span, TracesRequest } from '../otlp/records';
import type { EpochMs } from '../protocol/units';
import { firstText } from '../semconv/fields';
import { carriesSession } from '../semconv/logEvents';
import { eventNameOf, severityOf } from '../semconv/logs';
import { normaliseSpan } from '../semconv/normalise';
import { ownSessionKey, resourceSessionKey, sessionKeyOf } from '../semconv/sessionKey';
import { epochMs } from '../semconv/time';
import type { DataPointBatch, LogBatch } from '../store/eventTables';
import type { PackedScope } from '../store/packedScope';
import type { InsertBatch, PackedBatch, SpanToStore } from '../store/store';

/** Every span of a request in the agent model, ready to be stored. */
export function understandSpans(request: TracesRequest): InsertBatch[] {
  return request.resourceSpans.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeSpans }) =>
    scopeSpans.map(({ scope, schemaUrl: scopeSchemaUrl, spans }) => ({
      resource,
      resourceSchemaUrl,
      scope,
      scopeSchemaUrl,
      spans: new UnderstoodSpans(spans, resource, scope),
    })),
  );
}

/** The same of a request in protobuf. Reading the spans throws an `OtlpDecodeError` when it comes to a broken one. */
export function understandEncodedSpans(bytes: Uint8Array): InsertBatch[] {
  return decodeTracesLazily(bytes).map((scopeSpans) => {
    const { resource, scope, spans } = scopeSpans;
    return { ...scopeSpans, spans: new UnderstoodSpans(spans, resource, scope) };
  });
}

/** The same of a request whose spans have been packed before. Throws when that was another. */
export function packedSpans(bytes: Uint8Array, packed: readonly PackedScope[]): PackedBatch[] {
  const scopes = decodeTracesLazily(bytes);
  return scopes.map((scope, at) => {
    const own = packed[at];
    if (own?.spans.length !== scope.spans.count) throw new Error('Other spans were packed.');
    return { ...scope, packed: own, payloads: scope.spans.messages() };
  });
}

/** Spans that are understood one after the other while somebody stores them, each time anew. */
class UnderstoodSpans implements Iterable<SpanToStore> {
  constructor(
    private readonly spans: Iterable<Span>,
    private readonly resource: Resource,
    private readonly scope: Scope,
  ) {}

  *[Symbol.iterator](): Generator<SpanToStore, void, undefined> {
    const { spans, resource, scope } = this;
    const resourceKey = resourceSessionKey(resource);
    for (const record of spans) {
      const agentSpan = normaliseSpan(record, resource, scope);
      const sessionKeyFromResource =
        resourceKey !== null &&
        agentSpan.sessionKey === resourceKey &&
        ownSessionKey({ attributes: record.attributes, scope }) === null;
      yield { record, agentSpan, sessionKeyFromResource };
    }
  }
}

/** Log records with what their table needs to know of them. */
export function understandLogs(request: LogsRequest, receivedAt: EpochMs): LogBatch[] {
  return request.resourceLogs.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeLogs }) =>
    scopeLogs.map(({ scope, schemaUrl: scopeSchemaUrl, logRecords }) => ({
      resource,
      resourceSchemaUrl,
      scope,
      scopeSchemaUrl,
      service: serviceOf(resource),
      records: logRecords.map((record) => ({
        record,
        sessionKey: sessionKeyOf({ attributes: record.attributes, resource, scope }),
        time: timeOf(receivedAt, record.timeUnixNano, record.observedTimeUnixNano),
        severity: severityOf(record),
        eventName: eventNameOf(record),
        carriesSession: carriesSession({ record, resource, scope }),
      })),
    })),
  );
}

/** Data points one by one, each with its metric. */
export function understandMetrics(request: MetricsRequest, receivedAt: EpochMs): DataPointBatch[] {
  return request.resourceMetrics.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeMetrics }) =>
    scopeMetrics.map(({ scope, schemaUrl: scopeSchemaUrl, metrics }) => ({
      resource,
      resourceSchemaUrl,
      scope,
      scopeSchemaUrl,
      service: serviceOf(resource),
      points: metrics.flatMap((whole) => {
        const kind = metricKind(whole);
        if (kind === null) return [];
        return metricPerPoint(whole).map(({ metric, point }) => ({
          metric,
          kind,
          sessionKey: sessionKeyOf({ attributes: point.attributes, resource, scope }),
          time: timeOf(receivedAt, point.timeUnixNano),
          value: 'asInt' in point ? (point.asDouble ?? exact(point.asInt)) : null,
          sum: 'count' in point ? point.sum : null,
          count: 'count' in point ? rounded(point.count) : null,
        }));
      }),
    })),
  );
}

function serviceOf(resource: Resource): string | null {
  return firstText(resource.attributes, ['service.name']);
}

/** The first of the times that the emitter knows, which is not 0; else when it was received. */
function timeOf(receivedAt: EpochMs, ...unixNano: bigint[]): EpochMs {
  const known = unixNano.find((time) => time !== 0n);
  return known === undefined ? receivedAt : epochMs(known);
}

/** Digits where a number would round. */
function exact(integer: bigint | null): number | string | null {
  const number = rounded(integer);
  return number === null || Number.isSafeInteger(number) ? number : String(integer);
}

/** Integers beyond 2^53 round: the exact one is in what is stored of the metric itself. */
function rounded(integer: bigint | null): number | null {
  return integer === null ? null : Number(integer);
}
