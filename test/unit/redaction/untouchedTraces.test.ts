import { describe, expect, it } from 'vitest';
import { MAX_ATTRIBUTES, MAX_VALUE_DEPTH } from '../../../src/otlp/limits';
import { encodeTracesRequest } from '../../../src/otlp/protobuf';
import type { AnyValue, Span } from '../../../src/otlp/records';
import { createRedactor } from '../../../src/redaction/redact';
import { ordinaryTexts } from '../../bench/redaction/ordinary';
import { plantedTexts } from '../../bench/redaction/planted';
import { resource, otlpSpan, scope } from '../support/spans';

const redactor = createRedactor({ userPatterns: [] });
const SECRET = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

function encoded(spans: Span[], of = resource({ 'service.name': 'agent' })): Uint8Array {
  return encodeTracesRequest({
    resourceSpans: [
      { resource: of, schemaUrl: '', scopeSpans: [{ scope: scope('s'), schemaUrl: '', spans }] },
    ],
  });
}

function withAttribute(key: string, value: AnyValue): Uint8Array {
  return encoded([{ ...otlpSpan(), attributes: new Map([[key, value]]) }]);
}

const isUntouched = (bytes: Uint8Array) => redactor.readUntouched(bytes) !== null;

describe('readUntouched', () => {
  it('counts the spans and tells when the last ended', () => {
    const spans = [7n, 9n, 8n].map((endTimeUnixNano) => ({ ...otlpSpan(), endTimeUnixNano }));
    expect(redactor.readUntouched(encoded(spans))).toEqual({ spans: 3, latestEndUnixNano: 9n });
    expect(redactor.readUntouched(new Uint8Array())).toEqual({ spans: 0, latestEndUnixNano: 0n });
  });

  it('takes what models and tools say as it is, in any alphabet', () => {
    const answers = [
      '{"role":"user","content":"What is 中 in “English”? 🙂"}',
      'plain',
      '',
      'x'.repeat(200_000),
    ];
    for (const answer of answers) expect(isUntouched(withAttribute('answer', answer)), answer).toBe(true);
    const list: AnyValue = ['stop', 1n, 2.5, true, null, new Map([['a', 'b']])];
    expect(isUntouched(withAttribute('list', list))).toBe(true);
    expect(isUntouched(withAttribute('bytes', Uint8Array.of(0xff, 0)))).toBe(true);
    expect(isUntouched(withAttribute('none', null))).toBe(true);
  });

  it.each<[what: string, bytes: Uint8Array]>([
    ["a span's name", encoded([otlpSpan({ name: SECRET })])],
    ["an attribute's value", withAttribute('answer', `it is ${SECRET}`)],
    ['a value beyond ASCII', withAttribute('answer', `das Passwort für „x“: ${SECRET}`)],
    ['a value by its name alone', withAttribute('db.password', 'tulip-lamp')],
    ['a key', withAttribute(SECRET, 1n)],
    ['a list', withAttribute('args', ['--password', 'tulip-lamp-44'])],
    ['a map', withAttribute('args', new Map([['password', 'tulip-lamp']]))],
    ['bytes', withAttribute('body', Buffer.from(`it is ${SECRET}`))],
    ["a resource's attribute", encoded([], resource({ note: SECRET }))],
  ])('finds a secret in %s', (_, bytes) => {
    expect(isUntouched(bytes)).toBe(false);
  });

  it('finds a text that another attribute names', () => {
    const attributes = new Map([
      ['value', 'tulip-lamp'],
      ['name', 'DB_PASSWORD'],
    ]);
    expect(isUntouched(encoded([{ ...otlpSpan(), attributes }]))).toBe(false);
  });

  it('finds what the user calls a secret', () => {
    const own = createRedactor({ userPatterns: ['customer-\\d+'] });
    expect(own.readUntouched(withAttribute('note', 'of customer-4711'))).toBeNull();
    expect(own.readUntouched(withAttribute('note', 'of customer x'))).not.toBeNull();
  });

  it('finds in the corpus what redaction would change, and nothing else', () => {
    for (const { text } of [...plantedTexts(12, 1), ...ordinaryTexts(12, 2)]) {
      const isHarmless = redactor.redactText(text) === text;
      expect(isUntouched(withAttribute('text', text)), text).toBe(isHarmless);
    }
  });

  it.each<[what: string, span: Partial<Span>]>([
    ['no trace id', { traceId: '' }],
    ['a trace id of zeros', { traceId: '0'.repeat(32) }],
    ['a short span id', { spanId: 'abcd' }],
    ['a span id of zeros', { spanId: '0'.repeat(16) }],
    ["a parent's id that is none", { parentSpanId: 'abcd' }],
    ['too many attributes', { attributes: manyAttributes(MAX_ATTRIBUTES + 1) }],
    ['a value that is nested too deep', { attributes: new Map([['a', nested(MAX_VALUE_DEPTH + 1)]]) }],
  ])('leaves spans with %s to others', (_, span) => {
    expect(isUntouched(encoded([{ ...otlpSpan(), ...span }]))).toBe(false);
  });

  it('takes what is just within the bounds', () => {
    const attributes = manyAttributes(MAX_ATTRIBUTES);
    expect(isUntouched(encoded([{ ...otlpSpan(), attributes }]))).toBe(true);
    expect(isUntouched(withAttribute('a', nested(MAX_VALUE_DEPTH)))).toBe(true);
  });

  it('leaves what the schema does not know, and what is cut off, to others', () => {
    const whole = encoded([otlpSpan()]);
    // Field 99, a varint; field 1 as a varint.
    expect(isUntouched(Buffer.concat([whole, Buffer.of(0x98, 0x06, 1)]))).toBe(false);
    expect(isUntouched(Buffer.concat([whole, Buffer.of(0x08, 1)]))).toBe(false);
    expect(isUntouched(whole.subarray(0, -1))).toBe(false);
  });
});

function manyAttributes(count: number): Span['attributes'] {
  return new Map(Array.from({ length: count }, (_, n) => [`key ${n}`, BigInt(n)]));
}

function nested(depth: number): AnyValue {
  return depth === 0 ? 'deep' : [nested(depth - 1)];
}
