import { metricKind, metricPerPoint } from '../otlp/dataPoints';
import type { LogsRequest, MetricsRequest, Resource, TracesRequest } from '../otlp/records';
import type { EpochMs } from '../protocol/units';
import { firstText } from '../semconv/fields';
import { carriesSession } from '../semconv/logEvents';
import { eventNameOf, severityOf } from '../semconv/logs';
import { normaliseSpan } from '../semconv/normalise';
import { sessionKeyOf } from '../semconv/sessionKey';
import { epochMs } from '../semconv/time';
import type { DataPointBatch, LogBatch } from '../store/eventTables';
import type { InsertBatch } from '../store/store';

const NO_RESOURCE: Resource = { attributes: new Map(), droppedAttributesCount: 0 };

/** Every span of a request in the agent model, ready to be stored. */
export function understandSpans(request: TracesRequest): InsertBatch[] {
  return request.resourceSpans.flatMap(({ resource, schemaUrl: resourceSchemaUrl, scopeSpans }) =>
    scopeSpans.map(({ scope, schemaUrl: scopeSchemaUrl, spans }) => ({
      resource,
      resourceSchemaUrl,
      scope,
      scopeSchemaUrl,
      spans: spans.map((record) => {
        const agentSpan = normaliseSpan(record, resource, scope);
        const sessionKeyFromResource =
          agentSpan.sessionKey !== null &&
          sessionKeyOf({ attributes: record.attributes, resource: NO_RESOURCE, scope }) === null;
        return { record, agentSpan, sessionKeyFromResource };
      }),
    })),
  );
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
          value: 'asInt' in point ? (point.asDouble ?? rounded(point.asInt)) : null,
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

/** Integers beyond 2^53 round: the exact one is in what is stored of the metric itself. */
function rounded(integer: bigint | null): number | null {
  return integer === null ? null : Number(integer);
}
