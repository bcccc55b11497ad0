import { describe, expect, it } from 'vitest';
import { canonicalArguments } from '../../../src/analysis/canonicalArguments';

describe('canonicalArguments', () => {
  it('ignores key order and spacing, at every depth', () => {
    expect(canonicalArguments('{"b": {"y":1, "x":[1,2]}, "a":"t"}')).toBe(
      canonicalArguments(' {"a":"t","b":{"x":[1,2],"y":1}}\n'),
    );
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
