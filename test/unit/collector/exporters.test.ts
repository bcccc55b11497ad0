/** OpenTelemetry's own exporters of two majors against the real collector, over the wire. */
import type { HrTime } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPLogExporter as LogsGrpc } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as LogsHttp } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as LogsProto } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as MetricsGrpc } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as MetricsHttp } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as MetricsProto } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as TracesGrpc } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as TracesHttp } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as TracesProto } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OTLPLogExporter as OldLogsGrpc } from 'otel-0.57-logs-grpc';
import { OTLPLogExporter as OldLogsHttp } from 'otel-0.57-logs-http';
import { OTLPLogExporter as OldLogsProto } from 'otel-0.57-logs-proto';
import { OTLPMetricExporter as OldMetricsGrpc } from 'otel-0.57-metrics-grpc';
import { OTLPMetricExporter as OldMetricsHttp } from 'otel-0.57-metrics-http';
import { OTLPMetricExporter as OldMetricsProto } from 'otel-0.57-metrics-proto';
import * as oldLogs from 'otel-0.57-sdk-logs';
import { OTLPTraceExporter as OldTracesGrpc } from 'otel-0.57-trace-grpc';
import { OTLPTraceExporter as OldTracesHttp } from 'otel-0.57-trace-http';
import { OTLPTraceExporter as OldTracesProto } from 'otel-0.57-trace-proto';
import { Resource as OldResource } from 'otel-1-resources';
import * as oldMetrics from 'otel-1-sdk-metrics';
import * as oldTraces from 'otel-1-sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Signal } from '../../../src/otlp/records';
import type { JsonValue } from '../../../src/protocol/spans';
import type { CollectorUnderTest } from '../support/runningCollector';
import { startCollectorUnderTest } from '../support/runningCollector';

const PATH = { traces: '/v1/traces', logs: '/v1/logs', metrics: '/v1/metrics' };

let collector: CollectorUnderTest;

beforeEach(async () => {
  collector = await startCollectorUnderTest();
});
afterEach(async () => {
  await collector.close();
});

/** What every exporter takes; the enums of the two majors have the same values, but not the same type. */
function configuration(signal: Signal, transport: string, compression: string) {
  return {
    url: transport === 'grpc' ? collector.grpcEndpoint : collector.endpoint + PATH[signal],
    compression: compression as never,
  };
}

async function rows(sql: string): Promise<JsonValue[][]> {
  return (await collector.handlers['sql/query']({ sql, limit: 2000 })).rows;
}

async function status() {
  return collector.handlers.status(undefined);
}

type Ways = [transport: string, compression: string, processor: string][];
const WAYS: Ways = ['http', 'proto', 'grpc'].flatMap((transport) =>
  ['none', 'gzip'].flatMap((compression) =>
    ['simple', 'batch'].map((processor): Ways[number] => [transport, compression, processor]),
  ),
);
/** Metrics are collected by a reader, whatever the transport. */
const READ_WAYS = ['http', 'proto', 'grpc'].flatMap((transport) =>
  ['none', 'gzip'].map((compression): [string, string] => [transport, compression]),
);

/** A time whose last digits a floating-point number of milliseconds or nanoseconds would lose. */
function at(n: number): HrTime {
  return [1_763_600_000 + n, 123_456_789];
}

function unixNano(n: number): string {
  return `${1_763_600_000 + n}123456789`;
}

const TEXT = 'Grüße 🌍 '.repeat(40);

describe.each(['current', '1.x'])('exporters of the %s SDK', (version) => {
  const old = version === '1.x';

  it.each(WAYS)(
    'deliver spans by %s, compression %s, %s processor',
    async (transport, compression, processor) => {
      const config = configuration('traces', transport, compression);
      const byTransport = old
        ? { http: OldTracesHttp, proto: OldTracesProto, grpc: OldTracesGrpc }
        : { http: TracesHttp, proto: TracesProto, grpc: TracesGrpc };
      const Exporter = byTransport[transport as keyof typeof byTransport];
      const exporter = new Exporter(config);
      const spanProcessors = [
        old
          ? processor === 'batch'
            ? new oldTraces.BatchSpanProcessor(exporter as never)
            : new oldTraces.SimpleSpanProcessor(exporter as never)
          : processor === 'batch'
            ? new BatchSpanProcessor(exporter as never)
            : new SimpleSpanProcessor(exporter as never),
      ];
      const provider = old
        ? new oldTraces.NodeTracerProvider({
            spanProcessors: spanProcessors as never,
            resource: new OldResource({ 'service.name': 'shop' }),
          })
        : new NodeTracerProvider({
            spanProcessors: spanProcessors as never,
            resource: resourceFromAttributes({ 'service.name': 'shop' }),
          });
      const tracer = provider.getTracer('test', '1.2.3');
      const spans = Array.from({ length: 5 }, (_, n) => {
        const span = tracer.startSpan(`span ${n}`, {
          kind: SpanKind.CLIENT,
          startTime: at(n),
          attributes: { n, text: TEXT, 'session.id': 'chat', ratio: n + 0.5, ok: true, list: ['a', 'b'] },
        });
        span.addEvent('event', { n }, at(n + 100));
        span.setStatus({ code: SpanStatusCode.OK });
        span.end(at(n + 200));
        return span.spanContext();
      });
      // Without a flush before: what is under way must still arrive.
      await provider.shutdown();

      expect(await rows('SELECT name, session_id, status FROM spans ORDER BY name')).toEqual(
        Array.from({ length: 5 }, (_, n) => [`span ${n}`, 'chat', 'ok']),
      );
      for (const [n, { traceId, spanId }] of spans.entries()) {
        const { raw } = await collector.handlers['span/get']({ traceId, spanId });
        expect(raw).toMatchObject({
          kind: 'client',
          startTimeUnixNano: unixNano(n),
          endTimeUnixNano: unixNano(n + 200),
          attributes: { n, text: TEXT, 'session.id': 'chat', ratio: n + 0.5, ok: true, list: ['a', 'b'] },
          events: [{ name: 'event', timeUnixNano: unixNano(n + 100), attributes: { n } }],
          resource: { 'service.name': 'shop' },
          scope: { name: 'test', version: '1.2.3' },
        });
      }
      expect(await status()).toMatchObject({ received: { spans: 5 }, stored: { spans: 5 }, rejected: [] });
    },
  );

  it.each(WAYS)(
    'deliver logs by %s, compression %s, %s processor',
    async (transport, compression, processor) => {
      const config = configuration('logs', transport, compression);
      const byTransport = old
        ? { http: OldLogsHttp, proto: OldLogsProto, grpc: OldLogsGrpc }
        : { http: LogsHttp, proto: LogsProto, grpc: LogsGrpc };
      const Exporter = byTransport[transport as keyof typeof byTransport];
      const exporter = new Exporter(config);
      let provider: LoggerProvider | oldLogs.LoggerProvider;
      if (old) {
        provider = new oldLogs.LoggerProvider();
        provider.addLogRecordProcessor(
          processor === 'batch'
            ? new oldLogs.BatchLogRecordProcessor(exporter)
            : new oldLogs.SimpleLogRecordProcessor(exporter),
        );
      } else {
        provider = new LoggerProvider({
          processors: [
            processor === 'batch'
              ? new BatchLogRecordProcessor({ exporter })
              : new SimpleLogRecordProcessor({ exporter }),
          ],
        });
      }
      const logger = provider.getLogger('test');
      for (let n = 0; n < 3; n++) {
        logger.emit({
          timestamp: at(n),
          severityText: 'WARN',
          body: TEXT,
          attributes: { n, 'event.name': 'user_prompt', 'session.id': 'chat' },
        });
      }
      await provider.shutdown();

      expect(
        await rows('SELECT time, severity, event_name, body, session_id, attributes FROM logs ORDER BY time'),
      ).toEqual(
        Array.from({ length: 3 }, (_, n) => [
          1_763_600_000_123.456 + n * 1000,
          'WARN',
          'user_prompt',
          TEXT,
          'chat',
          JSON.stringify({ n, 'event.name': 'user_prompt', 'session.id': 'chat' }),
        ]),
      );
      expect(await status()).toMatchObject({ received: { logs: 3 }, stored: { logs: 3 }, rejected: [] });
    },
  );

  it.each(READ_WAYS)('deliver metrics by %s, compression %s', async (transport, compression) => {
    const config = configuration('metrics', transport, compression);
    const byTransport = old
      ? { http: OldMetricsHttp, proto: OldMetricsProto, grpc: OldMetricsGrpc }
      : { http: MetricsHttp, proto: MetricsProto, grpc: MetricsGrpc };
    const Exporter = byTransport[transport as keyof typeof byTransport];
    const exporter = new Exporter(config);
    const provider = old
      ? new oldMetrics.MeterProvider({
          readers: [new oldMetrics.PeriodicExportingMetricReader({ exporter: exporter as never })],
          views: [
            new oldMetrics.View({
              instrumentName: 'latency',
              aggregation: new oldMetrics.ExponentialHistogramAggregation(),
            }),
          ],
        })
      : new MeterProvider({
          readers: [new PeriodicExportingMetricReader({ exporter: exporter as never })],
          views: [
            { instrumentName: 'latency', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
          ],
        });
    const meter = provider.getMeter('test');
    meter.createCounter('calls', { unit: '{call}' }).add(3, { tool: 'search' });
    meter.createUpDownCounter('queue').add(-2.5);
    meter.createHistogram('duration', { unit: 's' }).record(0.25);
    const latency = meter.createHistogram('latency');
    for (const value of [1, 2, 1000]) latency.record(value);
    meter.createObservableGauge('temperature').addCallback((result) => {
      result.observe(21.5);
    });
    // The last collection happens here.
    await provider.shutdown();

    expect(
      await rows('SELECT name, unit, kind, value, sum, count, attributes FROM metrics ORDER BY name'),
    ).toEqual([
      ['calls', '{call}', 'sum', 3, null, null, '{"tool":"search"}'],
      ['duration', 's', 'histogram', null, 0.25, 1, '{}'],
      ['latency', '', 'exponential_histogram', null, 1003, 3, '{}'],
      ['queue', '', 'sum', -2.5, null, null, '{}'],
      ['temperature', '', 'gauge', 21.5, null, null, '{}'],
    ]);
    expect(await status()).toMatchObject({ received: { metrics: 5 }, stored: { metrics: 5 }, rejected: [] });
  });

  it.each(['http', 'proto', 'grpc'])(
    'deliver what takes several batches on shutdown by %s',
    async (transport) => {
      const config = configuration('traces', transport, 'gzip');
      const byTransport = old
        ? { http: OldTracesHttp, proto: OldTracesProto, grpc: OldTracesGrpc }
        : { http: TracesHttp, proto: TracesProto, grpc: TracesGrpc };
      const exporter = new byTransport[transport as keyof typeof byTransport](config) as never;
      const provider = old
        ? new oldTraces.NodeTracerProvider({ spanProcessors: [new oldTraces.BatchSpanProcessor(exporter)] })
        : new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
      const tracer = provider.getTracer('test');
      // Less than what a processor queues, more than two of its batches.
      const sent = Array.from({ length: 1300 }, (_, n) => {
        const span = tracer.startSpan(`span ${n}`, { attributes: { 'session.id': 'chat' } });
        span.end();
        return [span.spanContext().traceId, span.spanContext().spanId];
      });
      await provider.shutdown();

      const stored = await rows('SELECT trace_id, span_id FROM spans');
      expect(stored.map(String).sort()).toEqual(sent.map(String).sort());
    },
  );
});
