import { describe, expect, it } from 'vitest';
import type { Span } from '../../../src/otlp/records';
import { splitByValidity } from '../../../src/otlp/validate';
import { otlpSpan, resource, scope } from '../support/spans';

function split(...spans: Span[]) {
  const request = {
    resourceSpans: [
      { resource: resource(), schemaUrl: '', scopeSpans: [{ scope: scope(), schemaUrl: '', spans }] },
    ],
  };
  const { valid, rejected } = splitByValidity(request);
  return {
    names: valid.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans.map((span) => span.name))),
    rejected,
  };
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
});
