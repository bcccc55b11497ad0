import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodedSize } from '../../../src/otlp/decodedSize';

/** A field of protobuf with bytes in it. */
function field(number: number, content: Uint8Array): Buffer {
  const head = [(number << 3) | 2];
  let length = content.length;
  for (; length > 0x7f; length >>>= 7) head.push((length & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, length]), content]);
}

const NOTHING = new Uint8Array();
const COUNT = 10_000;
const repeated = (each: Buffer): Buffer => Buffer.alloc(each.length * COUNT, each);
/** Field numbers from the request to what repeats: ResourceSpans 1, ScopeSpans 2, Span 2, and so on. */
const nested = (...numbers: number[]): Buffer =>
  numbers.reduceRight<Buffer>(
    (inner, number, index) =>
      index === numbers.length - 1 ? repeated(field(number, NOTHING)) : field(number, inner),
    Buffer.alloc(0),
  );
const attribute = Buffer.concat([field(1, Buffer.from('key')), field(2, field(1, Buffer.from('v')))]);

describe('the estimate of what a request takes in memory', () => {
  it.each([
    ['traces', 'resources', nested(1)],
    ['traces', 'scopes', nested(1, 2)],
    ['traces', 'spans', nested(1, 2, 2)],
    ['traces', 'events', nested(1, 2, 2, 11)],
    ['traces', 'links', nested(1, 2, 2, 13)],
    ['logs', 'log records', nested(1, 2, 2)],
    ['metrics', 'metrics', nested(1, 2, 2)],
    ['metrics', 'data points of a gauge', nested(1, 2, 2, 5, 1)],
    ['metrics', 'data points of a histogram', nested(1, 2, 2, 9, 1)],
    ['metrics', 'exemplars', nested(1, 2, 2, 5, 1, 5)],
  ] as const)('%s: counts empty %s in protobuf', (signal, _, body) => {
    expect(decodedSize(signal, 'protobuf', body) / COUNT).toBeGreaterThan(500);
    expect(decodedSize(signal, 'protobuf', body) / COUNT).toBeLessThan(530);
  });

  it('counts empty spans in JSON, with spaces or without', () => {
    for (const span of ['{}', '{ }', '{\n}']) {
      const spans = Array.from({ length: COUNT }, () => span).join(',');
      const body = Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`);
      expect(decodedSize('traces', 'json', body) / COUNT).toBeGreaterThan(500);
    }
  });

  it('counts attributes for less, in both encodings alike', () => {
    const json = Array.from({ length: COUNT }, () => '{"key":"key","value":{"stringValue":"v"}}').join(',');
    const inJson = decodedSize(
      'traces',
      'json',
      Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[${json}]}]}]}]}`),
    );
    const inProtobuf = decodedSize(
      'traces',
      'protobuf',
      field(1, field(2, field(2, repeated(field(9, attribute))))),
    );
    expect(inProtobuf / COUNT).toBeLessThan(100);
    expect(inJson / COUNT).toBeLessThan(200);
  });

  it('counts no braces of JSON that is a text', () => {
    const text = JSON.stringify(JSON.stringify(Array.from({ length: COUNT }, () => ({ a: { b: 1 } }))));
    expect(decodedSize('logs', 'json', Buffer.from(text))).toBeLessThan(2 * text.length + 100);
    const code = JSON.stringify('f"{name}" \\frac{a}{ b}\n{\n}'.repeat(COUNT));
    expect(decodedSize('logs', 'json', Buffer.from(code))).toBeLessThan(2 * code.length + 100);
  });

  it('stands what is no request', () => {
    for (const body of [
      NOTHING,
      Buffer.from([0x0a]),
      Buffer.from([0x0a, 0xff]),
      Buffer.alloc(50, 0xff),
      Buffer.from('{'),
      Buffer.from('{{{"'),
    ])
      for (const encoding of ['json', 'protobuf'] as const)
        expect(decodedSize('traces', encoding, body)).toBeLessThan(3_000);
  });

  it('is a few times the body for what exporters send', () => {
    const folder = path.resolve('test/fixtures/otlp');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:pb|json)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const body = readFileSync(path.join(folder, file));
      const size = decodedSize('traces', file.endsWith('.pb') ? 'protobuf' : 'json', body);
      expect(size / body.length, file).toBeLessThan(8);
    }
  });
});
