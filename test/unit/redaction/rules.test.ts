import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/redaction/rules';
import { findSecrets } from '../../../src/redaction/secrets';
import { keyLike, Random } from '../../bench/redaction/random';

const random = new Random(7);

describe('rules', () => {
  it.each(RULES.map((rule) => [rule.kind, rule] as const))('%s is found and named', (kind, rule) => {
    for (let round = 0; round < 20; round++) {
      const key = keyLike(rule.example, random);
      const text = `see ${key} there`;
      expect(findSecrets(text), text).toMatchObject([{ start: 4, end: 4 + key.length, kind }]);
    }
  });

  it('take no masked key for one', () => {
    for (const { example } of RULES.filter(
      ({ kind }) => kind.endsWith('-api-key') && kind !== 'aws-bedrock-api-key',
    )) {
      const masked = example.replace(/\{.(\d+)\}/g, (_, length: string) => 'x'.repeat(Number(length)));
      expect(findSecrets(`see ${masked} there`), masked).toEqual([]);
    }
  });

  it('begin at the beginning of a word, an escape or a colour', () => {
    const key = keyLike('sk-{A20}T3BlbkFJ{A20}', random);
    expect(findSecrets(`ri${key}`)).toEqual([]);
    for (const before of ['\\n', '%20', '%3D', '\\u003d', '\\x3d', '[32m', '\\\\n']) {
      expect(findSecrets(`text${before}${key}`), before).toMatchObject([{ start: 4 + before.length }]);
    }
  });

  it('begin after a character of any other script', () => {
    const key = keyLike('ghp_{A36}', random);
    // The low bytes of these are a slash and the letters a, A and z.
    for (const before of ['是', 'š', 'Ł', 'ź'.normalize('NFC'), '\u4e61', '\u4e7a']) {
      const text = `密钥 ${before}${key}`;
      expect(findSecrets(text), text).toMatchObject([{ start: text.length - key.length, end: text.length }]);
    }
  });

  it('find every key of a text', () => {
    const keys = Array.from({ length: 5 }, () => keyLike('ghp_{A36}', random));
    expect(findSecrets(keys.join(','))).toHaveLength(5);
  });
});
