/**
 * A session as one protobuf message. OTLP has a message for each signal and none for all three, so this is its
 * TracesData (trace/v1/trace.proto) with two fields more:
 *
 *     message Session {
 *       repeated ResourceSpans resource_spans = 1;        // as in TracesData and ExportTraceServiceRequest
 *       repeated ResourceLogs resource_logs = 50001;
 *       repeated ResourceMetrics resource_metrics = 50002;
 *     }
 *
 * Readers of TracesData pass over fields that they do not know (protobuf.dev, "Unknown Fields"). The numbers are of
 * the range that descriptor.proto leaves to organisations for their own extensions, 50000 to 99999: OTLP counts up
 * from 1.
 */
import type { Signal } from './records';

export const RESOURCE_FIELD: Readonly<Record<Signal, number>> = {
  traces: 1,
  logs: 50_001,
  metrics: 50_002,
};

/** Fields of ResourceSpans, ResourceLogs and ResourceMetrics. */
export const RESOURCE_MESSAGE = { resource: 1, scopes: 2, schemaUrl: 3 } as const;
/** Fields of ScopeSpans, ScopeLogs and ScopeMetrics. */
export const SCOPE_MESSAGE = { scope: 1, records: 2, schemaUrl: 3 } as const;

/** What the JSON of a request calls its lists. */
export const REQUEST_KEYS: Readonly<Record<Signal, { resources: string; scopes: string; records: string }>> =
  {
    traces: { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
    logs: { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
    metrics: { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' },
  };
