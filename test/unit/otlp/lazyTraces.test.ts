import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { decodeTracesLazily } from '../../../src/otlp/lazyTraces';
import { decodeTracesRequest, encodeTracesRequest, rawMessage } from '../../../src/otlp/protobuf';
import type { TracesRequest } from '../../../src/otlp/records';
import { readRequests } from '../support/recordings';
import { otlpSpan, resource, scope } from '../support/spans';

const SENT: TracesRequest = {
  resourceSpans: ['one', 'two'].map((service) => ({
    resource: resource({ 'service.name': service }),
    schemaUrl: `https://example.com/${service}`,
    scopeSpans: ['a', 'b'].map((name) => ({
      scope: scope(name, '1.0'),
      schemaUrl: `https://example.com/${name}`,
      spans: [otlpSpan({ name: `${service} ${name} 1` }), otlpSpan({ name: `${service} ${name} 2` })],
    })),
  })),
};

/** Put together again as it came. */
function whole(bytes: Uint8Array): unknown[] {
  return decodeTracesLazily(bytes).map((scopeSpans) => ({ ...scopeSpans, spans: [...scopeSpans.spans] }));
}

function flat({ resourceSpans }: TracesRequest): unknown[] {
  return resourceSpans.flatMap(({ scopeSpans, schemaUrl: resourceSchemaUrl, ...ofResource }) =>
    scopeSpans.map(({ schemaUrl: scopeSchemaUrl, ...ofScope }) => ({
      ...{ ...ofResource, resourceSchemaUrl, scopeSchemaUrl },
      ...ofScope,
    })),
  );
}

/** A field of a message, by the wire format: number, length, content. */
function field(number: number, ...content: number[]): number[] {
  expect(content.length).toBeLessThan(128);
  return [(number << 3) | 2, content.length, ...content];
}

const utf8 = (text: string) => [...new TextEncoder().encode(text)];

describe('decodeTracesLazily', () => {
  it('decodes what the whole request decodes to', () => {
    expect(whole(encodeTracesRequest(SENT))).toEqual(flat(SENT));
    expect(whole(new Uint8Array())).toEqual([]);
  });

  it('does so for what real exporters send', () => {
    for (const request of readRequests('ai-sdk-v7/loop')) {
      const bytes = encodeTracesRequest(request);
      expect(whole(bytes)).toEqual(flat(decodeTracesRequest(bytes)));
    }
  });

  it('gives the spans again each time, with the bytes of each', () => {
    const [first] = decodeTracesLazily(encodeTracesRequest(SENT));
    const again = () => Array.from(first!.spans, (span) => [span.name, rawMessage(span)?.byteLength]);
    expect(first!.spans.count).toBe(2);
    expect(again()).toEqual(again());
    expect(again()).toHaveLength(2);
    expect(again()[0]![1]).toBeGreaterThan(0);
  });

  it('takes fields in any order, and a resource in parts', () => {
    const attribute = (key: string) => field(1, ...field(1, ...utf8(key)));
    const bytes = Uint8Array.from(
      field(
        1,
        ...field(2, ...field(2, ...field(5, ...utf8('span'))), ...field(1, ...field(1, ...utf8('late')))),
        ...field(1, ...attribute('x')),
        ...field(3, ...utf8('url')),
        ...field(1, ...attribute('y')),
        ...field(9, 1, 2, 3),
      ),
    );
    expect(whole(bytes)).toEqual(flat(decodeTracesRequest(bytes)));
    expect(whole(bytes)).toMatchObject([{ scope: { name: 'late' }, resourceSchemaUrl: 'url' }]);
  });

  it('throws for a broken span when it is reached, and for what is broken around spans at once', () => {
    const good = field(2, ...field(5, ...utf8('good')));
    const broken = field(2, 0x2a, 0x7f);
    const scopes = decodeTracesLazily(Uint8Array.from(field(1, ...field(2, ...good, ...broken))));
    const names: string[] = [];
    expect(() => {
      for (const span of scopes[0]!.spans) names.push(span.name);
    }).toThrow(OtlpDecodeError);
    expect(names).toEqual(['good']);
    expect(() => decodeTracesLazily(Uint8Array.from([0x0a, 0x05, 0x12]))).toThrow(OtlpDecodeError);
  });
});
