import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/redaction/redact';

function redact(pattern: string, text: string): string {
  const redactor = createRedactor({ userPatterns: [pattern] });
  expect(redactor.refusedPatterns).toEqual([]);
  return redactor.redactText(text);
}

function refusal(pattern: string): string | undefined {
  return createRedactor({ userPatterns: [pattern] }).refusedPatterns[0]?.reason;
}

describe('user patterns', () => {
  it('redact what they match, or their first group', () => {
    expect(redact('ACME-\\d{6}', 'id ACME-123456, ACME-654321.')).toBe(
      'id (redacted:user-pattern), (redacted:user-pattern).',
    );
    expect(redact('badge (\\w+)', 'my badge 4711x is new')).toBe('my badge (redacted:user-pattern) is new');
    expect(redact('/acme-[a-z]+/i', 'ACME-Foo')).toBe('(redacted:user-pattern)');
  });

  it('follow a match farther than the search looks', () => {
    expect(redact('ACME-\\w+', `x ACME-${'a1'.repeat(2000)} y`)).toBe('x (redacted:user-pattern) y');
  });

  it('keep JSON valid whatever they match', () => {
    const text = JSON.stringify({
      ssn: '123-45-6789',
      n: 4711471,
      list: [4711471, 1],
      note: 'line\n4711471\u0001"q"',
      inner: JSON.stringify({ n: 4711471 }),
    });
    for (const pattern of [
      '"ssn":"[^"]+"',
      '4711',
      '4711471',
      'ssn.{20}',
      'n4711',
      '\\\\',
      '"',
      'e\\\\n4',
      'u0001',
      '[^a]+',
      '\\d+',
      '"n":\\d+',
    ]) {
      const redacted = redact(pattern, text);
      expect(() => {
        JSON.parse((JSON.parse(redacted) as { inner?: string }).inner ?? '""');
      }, `${pattern} → ${redacted}`).not.toThrow();
    }
    expect(JSON.parse(redact('"ssn":"[^"]+"', text))).toMatchObject({ ssn: '(redacted:user-pattern)' });
    expect(JSON.parse(redact('4711', text))).toMatchObject({
      n: '(redacted:user-pattern)',
      list: ['(redacted:user-pattern)', 1],
    });
  });

  it('are refused when they cannot be used, with the reason, and the others are in force', () => {
    const redactor = createRedactor({ userPatterns: ['(', 'a*', 'ACME-\\d+'] });
    expect(redactor.refusedPatterns.map(({ pattern }) => pattern)).toEqual(['(', 'a*']);
    expect(redactor.refusedPatterns[0]!.reason).toContain('not a regular expression');
    expect(redactor.refusedPatterns[1]!.reason).toContain('empty text');
    expect(redactor.redactText('ACME-1')).toBe('(redacted:user-pattern)');
  });

  it.each(['(a+)+b', '(a|aa)+b', '(\\w+\\s?)*x', '(?:a*)*b', '((a)|b)*c', '([a-z]+)*\\d', '(.*)+x'])(
    'refuse nested repetition: %s',
    (pattern) => {
      expect(refusal(pattern)).toMatch(/repeats a group|empty text/);
    },
  );

  it.each([
    '.*x.*y',
    '\\d+\\d+x',
    '[a-z]+\\w+!',
    '\\w*\\w*\\w*x',
    'a?a?a?a?a?a?a?a?a?a?a?a?a?a?b',
    '(?:a+|b)(?:a+|c)x',
  ])('refuse overlapping repetition: %s', (pattern) => {
    expect(refusal(pattern)).toContain('follow each other');
  });

  it.each(['(a)\\1', '(?<x>a)\\k<x>'])('refuse references back: %s', (pattern) => {
    expect(refusal(pattern)).toContain('refers back');
  });

  it.each([
    'acme-[A-Z]+-\\d+',
    '\\bCUST\\d{4,8}\\b',
    '[\\w.+-]+@acme\\.example',
    '(?:foo|bar)-\\w{10,}',
    '(?<=id=)\\w{8}',
    '\\d{3}-\\d{2}-\\d{4}',
    '[a-z]+:[0-9]+:[a-z]+',
    '(?:\\d{3}-){2}\\d+',
    'secret (?<code>\\w+)',
    '[^\\]]{5}',
  ])('accept, and take bounded time: %s', (pattern) => {
    const redactor = createRedactor({ userPatterns: [pattern] });
    expect(redactor.refusedPatterns).toEqual([]);
    // What is unbounded runs into the test's time limit.
    for (const piece of ['a', 'a:', '1', 'a.', '1-', 'foo-'])
      redactor.redactText(piece.repeat(50_000 / piece.length));
  });
});
