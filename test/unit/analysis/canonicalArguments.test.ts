import { describe, expect, it } from 'vitest';
import { canonicalArguments } from '../../../src/analysis/canonicalArguments';

describe('canonicalArguments', () => {
  it('ignores key order and spacing, at every depth', () => {
    expect(canonicalArguments('{"b": {"y":1, "x":[1,2]}, "a":"t"}')).toBe(
      canonicalArguments(' {"a":"t","b":{"x":[1,2],"y":1}}\n'),
    );
  });

  it.each([
    ['{"b":"x","a":-12}', '{"a":-12,"b":"x"}'],
    ['{"b":null,"a_1":0,"_":true}', '{"_":true,"a_1":0,"b":null}'],
    ['{"b":"ü","a":"\\u00fc"}', '{"a":"ü","b":"ü"}'],
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['{"a":1.0,"b":1e2}', '{"a":1,"b":100}'],
    ['{"a":-0,"2":0,"1":0}', '{"1":0,"2":0,"a":0}'],
    ['{ "b":[2,1],"a":"x" }', '{"a":"x","b":[2,1]}'],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalArguments(text)).toBe(canonical);
    expect(canonicalArguments(canonical)).toBe(canonical);
  });

  it.each([
    '{"b":1,"a":"unfinished}',
    '{"b":1,"a":}',
    '{"b":1,"a":01}',
    '{"b":1,,"a":2}',
    '{"b":1,"a":"line\nbreak"}',
    '{"b":1 "a":2}',
    '{"b":truely,"a":2}',
  ])('leaves %s, which is no JSON, as it is', (text) => {
    expect(canonicalArguments(text)).toBe(text);
  });

  it.each([
    ['{"a":1}', '{"a":2}'],
    ['{"a":[1,2]}', '{"a":[2,1]}'],
    ['{"a":1}', '{"a":"1"}'],
    ['{"id":1234567890123456788}', '{"id":1234567890123456789}'],
    ['not json 1', 'not json 2'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(canonicalArguments(a)).not.toBe(canonicalArguments(b));
  });
});
