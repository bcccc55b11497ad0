import { describe, expect, it } from 'vitest';
import {
  decodeLogsRequest,
  decodeMetricsRequest,
  decodeResource,
  decodeSpan,
  decodeTracesRequest,
  encodeLogRecord,
  encodeLogsRequest,
  encodeMetric,
  encodeMetricsRequest,
  encodeResource,
  encodeScope,
  encodeSpan,
  encodeTracesRequest,
  rawMessage,
} from '../../../src/otlp/protobuf';
import { decodeLogsRequestJson, decodeMetricsRequestJson } from '../../../src/otlp/json';
import { otlpSpan, resource, scope } from '../support/spans';

const sent = {
  resourceSpans: [
    {
      resource: resource({ 'service.name': 'agent' }),
      schemaUrl: '',
      scopeSpans: [
        {
          scope: scope('agent'),
          schemaUrl: '',
          spans: [otlpSpan({ name: 'one' }), otlpSpan({ name: 'two' })],
        },
      ],
    },
  ],
};

function bytesOf(message: Uint8Array | undefined): number[] | undefined {
  return message && [...message];
}

describe('rawMessage', () => {
  it('is the bytes of each span, its resource and its scope', () => {
    const [ofResource] = decodeTracesRequest(encodeTracesRequest(sent)).resourceSpans;
    const [ofScope] = ofResource!.scopeSpans;
    expect(ofScope!.spans.map((span) => bytesOf(rawMessage(span)))).toEqual(
      sent.resourceSpans[0]!.scopeSpans[0]!.spans.map((span) => [...encodeSpan(span)]),
    );
    expect(bytesOf(rawMessage(ofResource!.resource))).toEqual([
      ...encodeResource(sent.resourceSpans[0]!.resource),
    ]);
    expect(bytesOf(rawMessage(ofScope!.scope))).toEqual([...encodeScope(scope('agent'))]);
  });

  it('is the bytes as they were sent, unknown fields included', () => {
    const unknownField = [0xf8, 0x07, 0x01];
    const span = [...encodeSpan(otlpSpan()), ...unknownField];
    const nested = (content: number[], number: number): number[] => {
      const length =
        content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
      return [(number << 3) | 2, ...length, ...content];
    };
    const request = decodeTracesRequest(Uint8Array.from(nested(nested(nested(span, 2), 2), 1)));
    expect(bytesOf(rawMessage(request.resourceSpans[0]!.scopeSpans[0]!.spans[0]!))).toEqual(span);
  });

  it('is the bytes of log records and metrics', () => {
    const logs = decodeLogsRequestJson(
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"}},{"eventName":"b"}]}]}]}',
    );
    const metrics = decodeMetricsRequestJson(
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","gauge":{"dataPoints":[{"asInt":1}]}}]}]}]}',
    );
    const records = decodeLogsRequest(encodeLogsRequest(logs)).resourceLogs[0]!.scopeLogs[0]!.logRecords;
    const [metric] = decodeMetricsRequest(encodeMetricsRequest(metrics)).resourceMetrics[0]!.scopeMetrics[0]!
      .metrics;
    expect(records.map((record) => bytesOf(rawMessage(record)))).toEqual(
      records.map((record) => [...encodeLogRecord(record)]),
    );
    expect(bytesOf(rawMessage(metric!))).toEqual([...encodeMetric(metric!)]);
  });

  it('is seen by neither comparison nor JSON nor cloning', () => {
    const bytes = encodeTracesRequest(sent);
    const request = decodeTracesRequest(bytes);
    const span = request.resourceSpans[0]!.scopeSpans[0]!.spans[0]!;
    expect(request).toStrictEqual(sent);
    expect(Reflect.ownKeys(span).sort()).toEqual(Reflect.ownKeys(otlpSpan()).sort());
    expect(rawMessage({ ...span })).toBeUndefined();
  });

  it('is not there for a resource that came in two parts, nor for what no request was around', () => {
    const parts = [...encodeTracesRequest(sent)];
    const part = encodeResource(resource({ 'host.name': 'laptop' }));
    // A second resource at the end of the ResourceSpans, which has a length of two bytes.
    const content = [...parts.slice(3), 0x0a, part.length, ...part];
    const request = decodeTracesRequest(
      Uint8Array.from([0x0a, (content.length & 127) | 128, content.length >> 7, ...content]),
    );
    expect([...request.resourceSpans[0]!.resource.attributes.keys()]).toEqual(['service.name', 'host.name']);
    expect(rawMessage(request.resourceSpans[0]!.resource)).toBeUndefined();
    expect(rawMessage(decodeSpan(encodeSpan(otlpSpan())))).toBeUndefined();
    expect(rawMessage(decodeResource(part))).toBeUndefined();
  });
});
