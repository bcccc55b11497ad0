/** Repetitions are found while symbols come, and when some of them are taken back, as if all had come at once. */
import { describe, expect, it } from 'vitest';
import { RepetitionFinder, UNKNOWN, type Repetition } from '../../../src/analysis/loops/repetitions';
import { Random } from '../support/random';

const MAX_PERIOD = 6;
const LEAST = 3;

/** By the definition: every maximal run, without those that a shorter period tells as well. */
function byDefinition(symbols: readonly number[]): Repetition[] {
  const all: Repetition[] = [];
  for (let period = 1; period <= MAX_PERIOD; period++) {
    for (let start = 0; start + LEAST * period <= symbols.length; start++) {
      const goesOn = (at: number) => symbols[at] !== UNKNOWN && symbols[at] === symbols[at - period];
      if (start > 0 && goesOn(start + period - 1)) continue;
      let end = start + period;
      while (end < symbols.length && goesOn(end)) end++;
      if (end - start >= LEAST * period) all.push({ start, end, period });
    }
  }
  return all.filter(
    (one) =>
      !all.some(
        (other) =>
          other.period < one.period &&
          one.period % other.period === 0 &&
          other.start <= one.start &&
          other.end >= one.end,
      ),
  );
}

function inOrder(found: readonly Repetition[]): Repetition[] {
  return [...found].sort((a, b) => a.start - b.start || a.end - b.end || a.period - b.period);
}

describe('RepetitionFinder', () => {
  it('finds what the definition says, also after symbols were taken back', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const finder = new RepetitionFinder(MAX_PERIOD, LEAST);
      const symbols: number[] = [];
      for (let part = 0; part < 12; part++) {
        if (random.below(3) === 0) {
          symbols.length = random.below(symbols.length + 1);
          finder.truncate(symbols.length);
        }
        // Some of it repeats, some is random, some is unknown.
        const body = Array.from({ length: 1 + random.below(MAX_PERIOD) }, () => random.below(4));
        const count = random.below(90);
        for (let i = 0; i < count; i++) {
          const symbol = part % 2 === 0 ? body[i % body.length]! : random.below(3);
          symbols.push(symbol);
          finder.push(symbol);
        }
        expect(inOrder(finder.repetitions()), `seed ${seed}`).toEqual(inOrder(byDefinition(symbols)));
      }
    }
  });
});
