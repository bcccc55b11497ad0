import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { parseExactJson } from '../../../src/otlp/exactJson';
import { isSpanId } from '../../../src/otlp/ids';
import { decodeLogsRequestJson, decodeTracesRequestJson } from '../../../src/otlp/json';
import {
  DecodeNotes,
  MAX_ATTRIBUTES,
  MAX_RECORDS,
  MAX_VALUE_DEPTH,
  TOO_DEEP,
} from '../../../src/otlp/limits';
import type { AnyValue, Span } from '../../../src/otlp/records';
import { Random } from '../support/random';
import { realSpans } from './realSpans';

/** The span that a request with this one span decodes to; `span` is the JSON text of its fields. */
function decodeOne(span: string): Span {
  const request = decodeTracesRequestJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`);
  return request.resourceSpans[0]!.scopeSpans[0]!.spans[0]!;
}

function decodeValue(anyValue: string): AnyValue | undefined {
  return decodeOne(`{"attributes":[{"key":"k","value":${anyValue}}]}`).attributes.get('k');
}

describe('64-bit integers', () => {
  it('are exact as numbers and as strings', () => {
    const span = decodeOne(
      '{"startTimeUnixNano": 1544712660300000001, "endTimeUnixNano":"18446744073709551615"}',
    );
    expect(span.startTimeUnixNano).toBe(1544712660300000001n);
    expect(span.endTimeUnixNano).toBe(18446744073709551615n);
    expect(decodeValue('{"intValue":-9223372036854775808}')).toBe(-9223372036854775808n);
    expect(decodeValue('{"intValue":"9007199254740993"}')).toBe(9007199254740993n);
    expect(decodeValue('{"intValue":9007199254740993}')).toBe(9007199254740993n);
    expect(decodeValue('{"intValue":0}')).toBe(0n);
    // As a double it would be 2^64, which is none.
    expect(decodeOne('{"endTimeUnixNano":18446744073709551615}').endTimeUnixNano).toBe(18446744073709551615n);
    expect(decodeValue('{"arrayValue":{"values":[{"intValue":1},{"intValue":-9007199254740993}]}}')).toEqual([
      1n,
      -9007199254740993n,
    ]);
  });

  it('leave strings that look like them alone', () => {
    const text = ':1544712660300000001, [1544712660300000001] \\" :1544712660300000001 \\\\';
    const json = JSON.stringify({ a: text, b: 1, [text]: [text, text] });
    expect(parseExactJson(`{"x":1544712660300000001,"y":${json}}`)).toEqual({
      x: '1544712660300000001',
      y: JSON.parse(json) as unknown,
    });
  });

  it('are exact as numbers with a fraction or an exponent, too', () => {
    const span = decodeOne(
      '{"startTimeUnixNano":1.544712660300000001e18,"endTimeUnixNano":1544712661300000009.0}',
    );
    expect(span.startTimeUnixNano).toBe(1544712660300000001n);
    expect(span.endTimeUnixNano).toBe(1544712661300000009n);
    expect(decodeValue('{"intValue":-90071992547409.93E+2}')).toBe(-9007199254740993n);
    expect(decodeValue('{"doubleValue":1234567890123456.0e2}')).toBe(123456789012345600);
  });

  it('leave fractions and large exponents to be doubles', () => {
    const text = '[1234567890123456.5,1.2345678901234567e300,1.5e999,0.12345678901234567,-1]';
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
    expect(decodeValue('{"doubleValue":100000000000000000000}')).toBe(1e20);
    expect(decodeValue('{"doubleValue":1e400}')).toBe(Infinity);
  });

  it.each(['9223372036854775808', '1.5', '"1.5"', '""', '"abc"', 'true', '"99999999999999999999999"'])(
    'refuse %s',
    (json) => {
      expect(() => decodeValue(`{"intValue":${json}}`)).toThrow(
        /^resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.attributes\[0\]\.intValue: expected an integer/,
      );
    },
  );
});

describe('leniency', () => {
  it('takes snake_case keys and enum names', () => {
    const request = decodeTracesRequestJson(
      `{"resource_spans":[{"schema_url":"s","scope_spans":[{"spans":[{
        "trace_id":"0AF7651916CD43DD8448EB211C80319C","span_id":"b7ad6b7169203331","parent_span_id":"00F067AA0BA902B7",
        "kind":"SPAN_KIND_CLIENT","start_time_unix_nano":"5","dropped_attributes_count":2,
        "status":{"code":"STATUS_CODE_ERROR"},
        "attributes":[{"key":"k","value":{"array_value":{"values":[{"int_value":"7"},{"kvlist_value":{"values":[]}}]}}}]
      }]}]}]}`,
    );
    expect(request.resourceSpans[0]?.schemaUrl).toBe('s');
    expect(request.resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      kind: 3,
      startTimeUnixNano: 5n,
      droppedAttributesCount: 2,
      status: { code: 2, message: '' },
      attributes: new Map([['k', [7n, new Map()]]]),
    });
  });

  it('takes the names that older exporters have for scopes', () => {
    const request = decodeTracesRequestJson(
      `{"resourceSpans":[{"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},"spans":[{"name":"s"}]}]}]}`,
    );
    expect(request.resourceSpans[0]?.scopeSpans).toMatchObject([
      { scope: { name: 'lib' }, spans: [{ name: 's' }] },
    ]);
    const logs = '{"resourceLogs":[{"instrumentationLibraryLogs":[{"logRecords":[{}]}]}]}';
    expect(decodeLogsRequestJson(logs).resourceLogs[0]?.scopeLogs[0]?.logRecords).toHaveLength(1);
  });

  it('takes enums and 32-bit numbers as numbers or strings of digits', () => {
    expect(decodeOne('{"kind":5,"status":{"code":1},"flags":"257"}')).toMatchObject({
      kind: 5,
      status: { code: 1 },
      flags: 257,
    });
    expect(decodeOne('{"kind":42}').kind).toBe(42);
    expect(() => decodeOne('{"kind":"CLIENT"}')).toThrow(/kind: expected one of SPAN_KIND_UNSPECIFIED/);
  });

  it('takes ids in base64 of the right length, and leaves others to validation', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const base64 = Buffer.from(trace, 'hex').toString('base64');
    expect(decodeOne(`{"traceId":"${base64}"}`).traceId).toBe(trace);
    expect(decodeOne('{"spanId":"t61rcWkgMzE="}').spanId).toBe('b7ad6b7169203331');
    expect(decodeOne('{"traceId":"not an id","spanId":"abc"}')).toMatchObject({ traceId: '', spanId: '' });
    expect(decodeOne('{"parentSpanId":"0000000000000000"}').parentSpanId).toBe('');
    // '' would make it a root.
    expect(isSpanId(decodeOne('{"parentSpanId":"abc"}').parentSpanId)).toBe(false);
    expect(decodeOne('{"parentSpanId":"abc"}').parentSpanId).not.toBe('');
  });

  it('takes every kind of value', () => {
    expect(decodeValue('{}')).toBeNull();
    expect(decodeValue('null')).toBeNull();
    expect(decodeValue('{"stringValue":null}')).toBeNull();
    expect(decodeValue('{"stringValue":""}')).toBe('');
    expect(decodeValue('{"boolValue":false}')).toBe(false);
    expect(decodeValue('{"doubleValue":"NaN"}')).toBeNaN();
    expect(decodeValue('{"doubleValue":3}')).toBe(3);
    expect(decodeValue('{"bytesValue":"AQL/"}')).toEqual(Uint8Array.of(1, 2, 255));
    expect(decodeValue('{"bytesValue":"AQL_"}')).toEqual(Uint8Array.of(1, 2, 255));
    expect(decodeValue('{"arrayValue":{}}')).toEqual([]);
    expect(decodeValue('{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":1},{}]}}')).toEqual([
      'a',
      1n,
      null,
    ]);
    expect(
      decodeValue('{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":1}},{"key":"b"}]}}'),
    ).toEqual(
      new Map<string, AnyValue>([
        ['a', 1],
        ['b', null],
      ]),
    );
  });

  it('ignores unknown fields and takes null for a field that is not set', () => {
    const span = decodeOne(
      '{"name":"n","links":null,"events":null,"future":{"a":[1]},"status":null,"attributes":[{"key":"k","value":{"futureValue":1}}]}',
    );
    expect(span).toMatchObject({ name: 'n', links: [], events: [], attributes: new Map([['k', null]]) });
    expect(decodeTracesRequestJson('{}')).toEqual({ resourceSpans: [] });
    expect(
      decodeTracesRequestJson('{"resourceSpans":[{"scopeSpans":[{}]}]}').resourceSpans[0]?.scopeSpans[0]
        ?.spans,
    ).toEqual([]);
  });

  it('passes over a byte order mark', () => {
    expect(decodeTracesRequestJson('\ufeff{"resourceSpans":[]}')).toEqual({ resourceSpans: [] });
  });

  it('takes null for any field', () => {
    const names = Object.keys(decodeOne('{}'));
    const nulls = names.map((name) => `${JSON.stringify(name)}:null`).join(',');
    expect(decodeOne(`{${nulls}}`)).toEqual(decodeOne('{}'));
    expect(decodeOne('{"attributes":[{"key":"a","value":null},{"key":null}]}').attributes).toEqual(
      new Map([
        ['a', null],
        ['', null],
      ]),
    );
    expect(decodeValue('{"arrayValue":{"values":null}}')).toEqual([]);
    expect(decodeValue('{"arrayValue":{"values":[null]}}')).toEqual([null]);
  });

  it('takes what JSON cannot write of doubles as strings', () => {
    expect(decodeValue('{"doubleValue":"Infinity"}')).toBe(Infinity);
    expect(decodeValue('{"doubleValue":"-Infinity"}')).toBe(-Infinity);
    expect(decodeValue('{"doubleValue":"1.5e3"}')).toBe(1500);
  });

  it('gives keys like __proto__ no meaning', () => {
    const span = decodeOne(
      '{"__proto__":{"polluted":1},"constructor":1,"attributes":[{"key":"__proto__","value":{"stringValue":"x"}}]}',
    );
    expect([...span.attributes]).toEqual([['__proto__', 'x']]);
    expect('polluted' in span).toBe(false);
  });

  it('lets the last of repeated keys win', () => {
    const span = decodeOne(
      '{"attributes":[{"key":"k","value":{"intValue":1}},{"key":"k","value":{"intValue":2}}]}',
    );
    expect([...span.attributes]).toEqual([['k', 2n]]);
  });
});

describe('malformed requests', () => {
  const text = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(realSpans()));

  function decodes(json: string): boolean {
    try {
      decodeTracesRequestJson(json);
      return true;
    } catch (error) {
      if (!(error instanceof OtlpDecodeError)) throw error;
      return false;
    }
  }

  it.each([
    ['', /^not valid JSON/],
    ['[]', /^expected an object, found an array$/],
    ['"x"', /^expected an object, found "x"$/],
    ['{"resourceSpans":{}}', /^resourceSpans: expected an array, found an object$/],
    ['{"resourceSpans":[7]}', /^resourceSpans\[0\]: expected an object, found 7$/],
    [
      '{"resourceSpans":[{"resource":{"attributes":[{"key":1}]}}]}',
      /^resourceSpans\[0\]\.resource\.attributes\[0\]: expected a string/,
    ],
    [
      `{"resourceSpans":[{"schemaUrl":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}]}`,
      /expected a string, found an array/,
    ],
  ])('say what is wrong with %.60s', (json, message) => {
    expect(() => decodeTracesRequestJson(json)).toThrow(OtlpDecodeError);
    expect(() => decodeTracesRequestJson(json)).toThrow(message);
  });

  it('cut off anywhere fail cleanly', () => {
    for (let length = 0; length < text.length; length++) expect(decodes(text.slice(0, length))).toBe(false);
  });

  it('with random damage fail cleanly', () => {
    const random = new Random(11);
    const pieces = [
      '"',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '\\',
      '-',
      '1',
      '1544712660300000001',
      'null',
      '{}',
      '[]',
      '',
    ] as const;
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      const at = random.below(text.length);
      const damaged = text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(8));
      if (!decodes(damaged)) refused++;
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it('may nest values only so deep', () => {
    const nested = (levels: number) =>
      '{"arrayValue":{"values":['.repeat(levels) + '{"boolValue":true}' + ']}}'.repeat(levels);
    expect(Array.isArray(decodeValue(nested(MAX_VALUE_DEPTH)))).toBe(true);
    const deepest = '['.repeat(MAX_VALUE_DEPTH) + JSON.stringify(TOO_DEEP) + ']'.repeat(MAX_VALUE_DEPTH);
    expect(JSON.stringify(decodeValue(nested(MAX_VALUE_DEPTH + 1)))).toBe(deepest);
    expect(JSON.stringify(decodeValue(nested(100_000)))).toBe(deepest);
    const list = nested(MAX_VALUE_DEPTH).replace('"boolValue":true', '"kvlistValue":{}');
    expect(JSON.stringify(decodeValue(list))).toBe(deepest);
    expect(decodes(`{"unknown":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe(true);
  });

  it('lose what is beyond the most attributes, and count it', () => {
    const attributes = Array.from({ length: MAX_ATTRIBUTES + 3 }, (_, index) => ({ key: `k${index}` }));
    attributes.push({ key: 'k0' });
    const notes = new DecodeNotes();
    const request = decodeLogsRequestJson(
      JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes, droppedAttributesCount: 1 }, {}] }] }],
      }),
      notes,
    );
    const records = request.resourceLogs[0]!.scopeLogs[0]!.logRecords;
    expect(records.map(({ attributes: kept }) => kept.size)).toEqual([MAX_ATTRIBUTES, 0]);
    expect(records.map(({ droppedAttributesCount }) => droppedAttributesCount)).toEqual([4, 0]);
    expect(notes.truncated).toEqual([{ reason: 'too-many-attributes', count: 3 }]);
  });

  it('may not turn a few characters into gigabytes', { timeout: 30_000 }, () => {
    const spans = (count: number) => decodeOne(`{},${'{},'.repeat(count)}{}`);
    expect(() => spans(MAX_RECORDS)).toThrow(/spans\[\d+\]: more than 1000000 records/);
    expect(() => spans(10_000_000)).toThrow(/^more than 5000000 objects and lists/);
  });
});
