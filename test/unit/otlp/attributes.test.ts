import { describe, expect, it } from 'vitest';
import { attributesToJson, numberOf, stringOf, toJsonValue } from '../../../src/otlp/attributes';
import type { AnyValue } from '../../../src/otlp/records';

describe('stringOf', () => {
  it('gives the text of every scalar', () => {
    expect(['a', '', 42n, 1.5, true].map(stringOf)).toEqual(['a', '', '42', '1.5', 'true']);
  });

  it('is null for what has no text', () => {
    const values: (AnyValue | undefined)[] = [undefined, null, [], new Map(), new Uint8Array(1)];
    expect(values.map(stringOf)).toEqual([null, null, null, null, null]);
  });
});

describe('numberOf', () => {
  it('reads ints, doubles and numeric strings', () => {
    expect([42n, 1.5, '1041', ' 7 ', '1e3'].map(numberOf)).toEqual([42, 1.5, 1041, 7, 1000]);
  });

  it('is null for what is no finite number', () => {
    const values: (AnyValue | undefined)[] = [
      undefined,
      null,
      '',
      ' ',
      'many',
      NaN,
      Infinity,
      'Infinity',
      true,
      [],
    ];
    expect(values.map(numberOf)).toEqual(values.map(() => null));
  });
});

describe('toJsonValue', () => {
  it('keeps ints exact', () => {
    expect(toJsonValue(9007199254740991n)).toBe(9007199254740991);
    expect(toJsonValue(9007199254740993n)).toBe('9007199254740993');
    expect(toJsonValue(-9223372036854775808n)).toBe('-9223372036854775808');
  });

  it('writes what JSON has no word for as text or base64', () => {
    expect(toJsonValue([NaN, -Infinity, new Uint8Array([1, 2, 255])])).toEqual([
      'NaN',
      '-Infinity',
      { base64: 'AQL/' },
    ]);
  });

  it('makes objects of key-value lists without giving __proto__ a meaning', () => {
    const json = attributesToJson(
      new Map<string, AnyValue>([
        ['__proto__', new Map([['polluted', true]])],
        ['list', [1n, new Map([['a', null]])]],
      ]),
    );
    expect(JSON.stringify(json)).toBe('{"__proto__":{"polluted":true},"list":[1,{"a":null}]}');
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});
