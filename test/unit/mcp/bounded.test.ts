import { describe, expect, it } from 'vitest';
import { boundedJson, MAX_ANSWER_CHARS } from '../../../src/mcp/bounded';

describe('boundedJson', () => {
  it('keeps what fits as it is', () => {
    const value = { a: [1, null, 'x'], b: { c: true } };
    expect(JSON.parse(boundedJson(value))).toEqual(value);
  });

  it('cuts long texts and lists, and says by how much', () => {
    const text = boundedJson({ long: 'x'.repeat(5_000), list: Array.from({ length: 300 }, (_, i) => i) });
    expect(text).toContain('… (1000 more characters)');
    expect(text).toContain('… (100 more)');
  });

  it.each([
    ['a list of long texts', Array.from({ length: 1_000 }, () => 'y'.repeat(10_000))],
    [
      'an object of many',
      Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 'z'.repeat(500)])),
    ],
    ['long keys', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${'k'.repeat(9_000)}${i}`, i]))],
    [
      'lists of lists',
      Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => ['deep'.repeat(99)])),
    ],
  ])('stays within its bound: %s', (_, value) => {
    const text = boundedJson(value);
    expect(text.length).toBeLessThanOrEqual(MAX_ANSWER_CHARS);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('is bounded as it is sent, without what could be a tag', () => {
    const html = '<li>'.repeat(900);
    const text = boundedJson({ pages: Array.from({ length: 30 }, () => html) });
    expect(text.length).toBeLessThanOrEqual(24_000);
    expect(text).not.toContain('<');
    expect(JSON.stringify(JSON.parse(text))).toContain('<li>');
  });

  it('ends in something that is nested without end', () => {
    let value: unknown = 'core';
    for (let i = 0; i < 10_000; i++) value = [value];
    expect(boundedJson(value)).toContain('deeper values left out');
  });
});
