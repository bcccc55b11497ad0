/** Logs and metrics: the tables against OpenTelemetry's own serialisers, and what only these messages have. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataPointsOf, metricKind, metricPerPoint } from '../../../src/otlp/dataPoints';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { decodeLogsRequestJson, decodeMetricsRequestJson, decodeRequestJson } from '../../../src/otlp/json';
import { MAX_VALUES } from '../../../src/otlp/limits';
import {
  decodeLogRecord,
  decodeLogsRequest,
  decodeMetric,
  decodeMetricsRequest,
  decodeRequest,
  encodeLogRecord,
  encodeMetric,
  encodeRequest,
} from '../../../src/otlp/protobuf';
import type { LogsRequest, Metric, MetricsRequest, OtlpRequest, Signal } from '../../../src/otlp/records';
import { itemCount } from '../../../src/otlp/validate';
import { Random } from '../support/random';

const RECORDED = join(import.meta.dirname, '../../fixtures/otlp');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

function realLogs() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('claude', '2.1');
  logger.emit({
    timestamp: [1544712660, 300000001],
    observedTimestamp: [1544712661, 5],
    severityText: 'error',
    eventName: 'tool_result',
    body: { prompt: 'Grüße', tokens: [1, 2.5], none: null },
    attributes: { ok: false, 'event.sequence': 7 },
  });
  logger.emit({ body: 'plain' });
  return exporter.getFinishedLogRecords();
}

class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** Untyped, for the serialisers have types of another version of the same SDK. */
async function realMetrics(): Promise<never> {
  const reader = new ManualReader();
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: 'latency', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('shop', '1.0');
  meter.createCounter('calls', { unit: '{call}', description: 'Calls' }).add(3, { tool: 'search' });
  meter.createUpDownCounter('balance').add(-0.5);
  meter.createGauge('level').record(0);
  meter.createHistogram('duration', { unit: 's' }).record(7);
  const latency = meter.createHistogram('latency');
  for (const value of [0, 0.25, 3, 1000]) latency.record(value);
  return (await reader.collect()).resourceMetrics as never;
}

function metricsOf(request: MetricsRequest): Metric[] {
  return request.resourceMetrics.flatMap((r) => r.scopeMetrics.flatMap(({ metrics }) => metrics));
}

function logsOf(request: LogsRequest) {
  return request.resourceLogs.flatMap((r) => r.scopeLogs.flatMap(({ logRecords }) => logRecords));
}

describe("the OpenTelemetry SDK's log records", () => {
  const request = decodeLogsRequest(ProtobufLogsSerializer.serializeRequest(realLogs())!);

  it('are the same records in protobuf and JSON', () => {
    const [one, other] = realLogs();
    const both = [one!, other!];
    expect(decodeLogsRequestJson(text(JsonLogsSerializer.serializeRequest(both)))).toEqual(
      decodeLogsRequest(ProtobufLogsSerializer.serializeRequest(both)!),
    );
  });

  it('keep times, severity, event name, body and attributes', () => {
    expect(logsOf(request)[0]).toMatchObject({
      timeUnixNano: 1544712660300000001n,
      observedTimeUnixNano: 1544712661000000005n,
      severityNumber: 0,
      severityText: 'error',
      eventName: 'tool_result',
      body: new Map<string, unknown>([
        ['prompt', 'Grüße'],
        ['tokens', [1n, 2.5]],
        ['none', null],
      ]),
      traceId: '',
      spanId: '',
    });
    expect([...logsOf(request)[0]!.attributes]).toEqual([
      ['ok', false],
      ['event.sequence', 7n],
    ]);
    expect(logsOf(request)[1]!.body).toBe('plain');
    expect(request.resourceLogs[0]?.scopeLogs[0]?.scope).toMatchObject({ name: 'claude', version: '2.1' });
  });

  it('come back as they were', () => {
    for (const record of logsOf(request)) expect(decodeLogRecord(encodeLogRecord(record))).toEqual(record);
  });
});

describe("the OpenTelemetry SDK's metrics", () => {
  it('are the same records in protobuf and JSON, and come back as they were', async () => {
    const metrics = await realMetrics();
    const request = decodeMetricsRequest(ProtobufMetricsSerializer.serializeRequest(metrics)!);
    expect(decodeMetricsRequestJson(text(JsonMetricsSerializer.serializeRequest(metrics)))).toEqual(request);
    for (const metric of metricsOf(request)) expect(decodeMetric(encodeMetric(metric))).toEqual(metric);
  });

  it('keep every kind of data', async () => {
    const request = decodeMetricsRequest(ProtobufMetricsSerializer.serializeRequest(await realMetrics())!);
    const byName = new Map(metricsOf(request).map((metric) => [metric.name, metric]));
    const [calls, balance, level, duration, latency] = [
      ...['calls', 'balance', 'level', 'duration', 'latency'],
    ].map((name) => byName.get(name));
    expect(calls).toMatchObject({
      name: 'calls',
      unit: '{call}',
      description: 'Calls',
      sum: {
        isMonotonic: true,
        aggregationTemporality: 2,
        dataPoints: [{ attributes: new Map([['tool', 'search']]) }],
      },
    });
    expect(calls?.sum?.dataPoints[0]?.asDouble ?? calls?.sum?.dataPoints[0]?.asInt).toEqual(3);
    expect(balance?.sum).toMatchObject({ isMonotonic: false, dataPoints: [{ asDouble: -0.5, asInt: null }] });
    // Zero is a value, not a missing one.
    expect(level?.gauge?.dataPoints[0]?.asDouble ?? level?.gauge?.dataPoints[0]?.asInt).toEqual(0);
    const [bars] = duration!.histogram!.dataPoints;
    expect(bars).toMatchObject({ count: 1n, sum: 7, min: 7, max: 7 });
    expect(bars?.bucketCounts).toHaveLength(bars!.explicitBounds.length + 1);
    expect(bars?.bucketCounts.reduce((sum, count) => sum + count)).toBe(1n);
    const [bell] = latency!.exponentialHistogram!.dataPoints;
    expect(bell).toMatchObject({ count: 4n, sum: 1003.25, zeroCount: 1n, min: 0, max: 1000 });
    expect(bell?.positive?.bucketCounts.reduce((sum, count) => sum + count)).toBe(3n);
    expect([calls, balance, level, duration, latency].map((metric) => metricKind(metric!))).toEqual([
      'sum',
      'sum',
      'gauge',
      'histogram',
      'exponentialHistogram',
    ]);
  });
});

describe('the rules of proto3', () => {
  const point = (write: (writer: BinaryWriter) => BinaryWriter) => write(new BinaryWriter()).finish();
  /** A metric whose data, in field `number`, has this one data point. */
  const metricWith = (number: number, dataPoint: Uint8Array) =>
    decodeMetric(
      new BinaryWriter()
        .tag(number, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .bytes(dataPoint)
        .join()
        .finish(),
    );

  it('let the last member of a oneof win', () => {
    const both = point((w) => w.tag(4, WireType.Bit64).double(1.5).tag(6, WireType.Bit64).sfixed64(-7n));
    expect(metricWith(5, both).gauge?.dataPoints[0]).toMatchObject({ asDouble: null, asInt: -7n });
    const reversed = point((w) => w.tag(6, WireType.Bit64).sfixed64(-7n).tag(4, WireType.Bit64).double(0));
    expect(metricWith(5, reversed).gauge?.dataPoints[0]).toMatchObject({ asDouble: 0, asInt: null });
    const twoKinds = new BinaryWriter();
    twoKinds.tag(5, WireType.LengthDelimited).bytes(new Uint8Array(0));
    twoKinds.tag(11, WireType.LengthDelimited).bytes(new Uint8Array(0));
    expect(decodeMetric(twoKinds.finish())).toMatchObject({ gauge: null, summary: { dataPoints: [] } });
  });

  it('take lists of numbers packed, one by one, and mixed', () => {
    const mixed = point((w) =>
      w
        .tag(6, WireType.Bit64)
        .fixed64(1n)
        .tag(6, WireType.LengthDelimited)
        .fork()
        .fixed64(2n)
        .fixed64(3n)
        .join()
        .tag(7, WireType.Bit64)
        .double(0.5),
    );
    expect(metricWith(9, mixed).histogram?.dataPoints[0]).toMatchObject({
      bucketCounts: [1n, 2n, 3n],
      explicitBounds: [0.5],
    });
  });

  it('know what is not set from what is zero', () => {
    expect(metricWith(9, new Uint8Array(0)).histogram?.dataPoints[0]).toMatchObject({
      sum: null,
      min: null,
      max: null,
    });
    const zero = point((w) => w.tag(5, WireType.Bit64).double(0));
    const metric = metricWith(9, zero);
    expect(metric.histogram?.dataPoints[0]?.sum).toBe(0);
    expect(decodeMetric(encodeMetric(metric))).toEqual(metric);
  });

  it('read scale and offset as signed, and counts as unsigned 64 bits', () => {
    const bell = point((w) =>
      w
        .tag(6, WireType.Varint)
        .sint32(-3)
        .tag(8, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.Varint)
        .sint32(-2147483648)
        .tag(2, WireType.LengthDelimited)
        .fork()
        .uint64(18446744073709551615n)
        .join()
        .join(),
    );
    const metric = metricWith(10, bell);
    expect(metric.exponentialHistogram?.dataPoints[0]).toMatchObject({
      scale: -3,
      positive: { offset: -2147483648, bucketCounts: [18446744073709551615n] },
      negative: null,
    });
    expect(decodeMetric(encodeMetric(metric))).toEqual(metric);
  });

  it('read exemplars and quantiles', () => {
    const json = {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'calls',
                  sum: {
                    aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
                    dataPoints: [
                      {
                        asInt: '9007199254740993',
                        exemplars: [
                          {
                            asDouble: 'NaN',
                            traceId: '0AF7651916CD43DD8448EB211C80319C',
                            spanId: '0000000000000000',
                            filteredAttributes: [{ key: 'k', value: { intValue: 1 } }],
                          },
                        ],
                      },
                    ],
                  },
                },
                {
                  name: 'latency',
                  summary: {
                    data_points: [{ count: 2, sum: 1.5, quantile_values: [{ quantile: 0.5, value: 1 }] }],
                  },
                },
              ],
            },
          ],
        },
      ],
    };
    const [calls, latency] = metricsOf(decodeMetricsRequestJson(JSON.stringify(json)));
    expect(calls?.sum).toMatchObject({
      aggregationTemporality: 1,
      dataPoints: [
        {
          asInt: 9007199254740993n,
          exemplars: [
            {
              asDouble: NaN,
              asInt: null,
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '',
              filteredAttributes: new Map([['k', 1n]]),
            },
          ],
        },
      ],
    });
    expect(latency?.summary?.dataPoints[0]).toMatchObject({
      count: 2n,
      sum: 1.5,
      quantileValues: [{ quantile: 0.5, value: 1 }],
    });
    for (const metric of [calls!, latency!]) expect(decodeMetric(encodeMetric(metric))).toEqual(metric);
  });
});

describe('metricPerPoint', () => {
  it('is the metric with each of its points alone', async () => {
    const request = decodeMetricsRequest(ProtobufMetricsSerializer.serializeRequest(await realMetrics())!);
    const calls = metricsOf(request).find(({ name }) => name === 'calls');
    const sum = calls!.sum!;
    const two = { ...calls!, sum: { ...sum, dataPoints: [...sum.dataPoints, ...sum.dataPoints] } };
    const split = metricPerPoint(two);
    expect(split.map(({ metric }) => metric)).toEqual([calls, calls]);
    for (const metric of metricsOf(request)) {
      expect(metricPerPoint(metric).flatMap((one) => [...dataPointsOf(one.metric)])).toEqual(
        dataPointsOf(metric),
      );
    }
  });
});

describe('recorded requests', () => {
  it.each<[string, Signal, number]>([
    ['codex/run/0007-logs.json', 'logs', 26],
    ['claude-code/run/0002-logs.json', 'logs', 11],
    ['claude-code/run/0003-metrics.json', 'metrics', 7],
    ['otel-openai-chat/happy/0001-logs.pb', 'logs', 15],
    ['otel-openai-chat/happy/0003-metrics.pb', 'metrics', 3],
  ])('%s decodes, and comes back from protobuf as it was', (file, signal, items) => {
    const body = readFileSync(join(RECORDED, file));
    const request = file.endsWith('.json')
      ? decodeRequestJson(signal, body.toString())
      : decodeRequest(signal, body);
    expect(itemCount(request)).toBe(items);
    expect(decodeRequest(signal, encodeRequest(request))).toEqual(request);
  });

  it('keep what agents log', () => {
    const codex = readFileSync(join(RECORDED, 'codex/run/0007-logs.json'), 'utf8');
    const [first] = logsOf(decodeLogsRequestJson(codex));
    expect(first).toMatchObject({
      timeUnixNano: 0n,
      observedTimeUnixNano: 1795217672420550294n,
      severityNumber: 9,
      body: null,
    });
    expect(first?.attributes.get('event.name')).toBe('codex.conversation_starts');
    expect(first?.attributes.get('auth.env_openai_api_key_present')).toBe(false);
  });
});

describe('malformed requests', () => {
  const requests: [Signal, () => Promise<Uint8Array>][] = [
    ['logs', () => Promise.resolve(ProtobufLogsSerializer.serializeRequest(realLogs())!)],
    ['metrics', async () => ProtobufMetricsSerializer.serializeRequest(await realMetrics())!],
  ];

  function decodes(decode: () => OtlpRequest): boolean {
    try {
      decode();
      return true;
    } catch (error) {
      if (!(error instanceof OtlpDecodeError)) throw error;
      return false;
    }
  }

  it.each(requests)(
    'of %s with random damage fail cleanly, in either encoding',
    async (signal, serialise) => {
      const bytes = await serialise();
      const random = new Random(5);
      let refused = 0;
      for (let round = 0; round < 10_000; round++) {
        const damaged = Uint8Array.from(bytes);
        for (let hits = 1 + random.below(4); hits > 0; hits--)
          damaged[random.below(damaged.length)] = random.below(256);
        if (!decodes(() => decodeRequest(signal, damaged))) refused++;
      }
      expect(refused).toBeGreaterThan(500);
      for (let length = 1; length < bytes.length; length++)
        decodes(() => decodeRequest(signal, bytes.subarray(0, length)));
    },
  );

  it('say where they stop making sense', () => {
    const json =
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{"asInt":1.5}]}}]}]}]}';
    expect(() => decodeMetricsRequestJson(json)).toThrow(
      'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0].asInt: expected an integer, found 1.5',
    );
    const logs = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"LOUD"}]}]}]}';
    expect(() => decodeLogsRequestJson(logs)).toThrow(
      /severityNumber: expected one of SEVERITY_NUMBER_UNSPEC/,
    );
  });

  it('take severities by name', () => {
    const logs =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severity_number":"SEVERITY_NUMBER_WARN2"}]}]}]}';
    expect(logsOf(decodeLogsRequestJson(logs))[0]?.severityNumber).toBe(14);
  });

  it('may not turn a few bytes into gigabytes', { timeout: 30_000 }, () => {
    // A bucket count of zero takes one byte.
    const counts = new Uint8Array(MAX_VALUES + 1);
    const metric = new BinaryWriter()
      .tag(10, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .fork()
      .tag(8, WireType.LengthDelimited)
      .fork()
      .tag(2, WireType.LengthDelimited)
      .bytes(counts)
      .join()
      .join()
      .join()
      .finish();
    expect(() => decodeMetric(metric)).toThrow(/bucketCounts.*more than 5000000 values/);
  });
});
