import { describe, expect, it } from 'vitest';
import { decodeRequestJson } from '../../../src/otlp/json';
import type { OtlpRequest, Span } from '../../../src/otlp/records';
import { itemCount, splitByValidity } from '../../../src/otlp/validate';
import { otlpSpan, resource, scope } from '../support/spans';

function split(...spans: Span[]) {
  const request: OtlpRequest = {
    signal: 'traces',
    request: {
      resourceSpans: [
        { resource: resource(), schemaUrl: '', scopeSpans: [{ scope: scope(), schemaUrl: '', spans }] },
      ],
    },
  };
  const { valid, rejected } = splitByValidity(request);
  return { names: names(valid), rejected };
}

function names({ signal, request }: OtlpRequest): string[] {
  if (signal !== 'traces') return [];
  return request.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans.map(({ name }) => name)));
}

describe('splitByValidity', () => {
  it('keeps roots and children with ids of the right length', () => {
    const root = otlpSpan({ name: 'root' });
    const child = otlpSpan({ name: 'child', spanId: '00f067aa0ba902b7', parentSpanId: root.spanId });
    expect(split(root, child)).toEqual({ names: ['root', 'child'], rejected: [] });
  });

  it('rejects ids that are missing, too short, too long or zero, and counts each reason', () => {
    const bad = [
      otlpSpan({ traceId: '' }),
      otlpSpan({ traceId: '0'.repeat(32) }),
      otlpSpan({ traceId: 'ab'.repeat(8) }),
      otlpSpan({ spanId: '' }),
      otlpSpan({ spanId: '0'.repeat(16) }),
      otlpSpan({ spanId: 'ab'.repeat(16) }),
      otlpSpan({ parentSpanId: 'ab' }),
    ];
    expect(split(otlpSpan({ name: 'good' }), ...bad)).toEqual({
      names: ['good'],
      rejected: [
        { reason: 'invalid-trace-id', count: 3 },
        { reason: 'invalid-span-id', count: 4 },
      ],
    });
  });

  it('keeps log records that belong to no trace, and takes ids of a wrong length for none', () => {
    const record = (traceId: string, spanId: string) => ({ traceId, spanId });
    const trace = 'ab'.repeat(16);
    const span = 'cd'.repeat(8);
    const logRecords = [
      record('', ''),
      record(trace, span),
      record(trace, ''),
      record('0'.repeat(32), '0'.repeat(16)),
      record('abcd', span),
      record(trace, trace),
    ];
    const request = decodeRequestJson(
      'logs',
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    );
    const { valid, rejected, repaired } = splitByValidity(request);
    expect(rejected).toEqual([]);
    expect(repaired).toEqual([
      { reason: 'invalid-trace-id', count: 1 },
      { reason: 'invalid-span-id', count: 1 },
    ]);
    const kept = valid.signal === 'logs' ? valid.request.resourceLogs[0]!.scopeLogs[0]!.logRecords : [];
    expect(kept.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ['', ''],
      [trace, span],
      [trace, ''],
      ['', ''],
      ['', ''],
      [trace, ''],
    ]);
  });

  it('rejects the data points of a metric without a name', () => {
    const points = (count: number) => ({ dataPoints: Array.from({ length: count }, () => ({ asInt: 1 })) });
    const metrics = [{ name: 'good', sum: points(2) }, { gauge: points(3) }, { name: 'empty' }, {}];
    const request = decodeRequestJson(
      'metrics',
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
    );
    const { valid, rejected } = splitByValidity(request);
    expect([itemCount(request), itemCount(valid)]).toEqual([5, 2]);
    expect(rejected).toEqual([{ reason: 'missing-metric-name', count: 3 }]);
  });
});
