import { describe, expect, it } from 'vitest';
import { SharedText } from '../../../src/source/sharedText';

const TOLD = 'Today is Monday. You are a patient teacher of mathematics,\n  who explains every step.';

describe('what a text and a file share', () => {
  it.each([
    ['the beginning', 'const P = "Today is Monday. You are";'],
    ['the middle', 'P = f"{day}. You are a patient teacher of mathematics, {more}"'],
    ['the end', '"""who explains every step."""'],
    ['lines that are broken elsewhere', 'P = """a patient\nteacher of\n\tmathematics"""'],
  ])('finds %s', (_title, file) => {
    expect(new SharedText(TOLD).isIn(file)).toBe(true);
  });

  it('finds every stretch that is long enough, wherever it begins', () => {
    const told = new SharedText(TOLD);
    const folded = TOLD.replace(/\s+/g, ' ');
    for (let at = 0; at + 24 <= folded.length; at += 1)
      expect(told.isIn(`x${folded.slice(at, at + 24)}y`)).toBe(true);
  });

  it.each([
    ['a few words', 'You are a potter'],
    ['nothing', 'def search(q): return q + " " + q'],
    ['an empty file', ''],
  ])('says no to %s', (_title, file) => {
    expect(new SharedText(TOLD).isIn(file)).toBe(false);
  });
});
