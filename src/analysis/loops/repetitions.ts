/** Maximal repetitions in a sequence of symbols: where some of them come again and again in the same order. */

/** Never equal to anything, not even to itself: a step of which something is not known. */
export const UNKNOWN = 0;

/** `symbols[i] === symbols[i - period]` for every i from `start + period` to before `end`; longer on neither side. */
export interface Repetition {
  start: number;
  end: number;
  period: number;
}

/**
 * Finds repetitions while symbols come in, one after the other. A symbol costs as many comparisons as there are
 * periods, however many came before.
 */
export class RepetitionFinder {
  private readonly symbols: number[] = [];
  /** By period: how many of the last symbols equal the one that many places before. */
  private readonly matches: Uint32Array;
  private readonly closed: Repetition[] = [];

  /** Periods 1 to `maxPeriod`; a repetition is one from `minIterations` complete iterations on. */
  constructor(
    private readonly maxPeriod: number,
    private readonly minIterations: number,
  ) {
    this.matches = new Uint32Array(maxPeriod + 1);
  }

  push(symbol: number): void {
    const { symbols, matches } = this;
    const at = symbols.length;
    for (let period = 1; period <= this.maxPeriod && period <= at; period++) {
      if (symbol !== UNKNOWN && symbols[at - period] === symbol) {
        matches[period]!++;
      } else {
        const found = this.openAt(period);
        if (found) this.closed.push(found);
        matches[period] = 0;
      }
    }
    symbols.push(symbol);
  }

  /** Those so far, the ones that go on included. Each has the shortest period that it can be told with. */
  repetitions(): Repetition[] {
    const found = [...this.closed];
    for (let period = 1; period <= this.maxPeriod; period++) {
      const open = this.openAt(period);
      if (open) found.push(open);
    }
    return found.filter((one) => !found.some((other) => coversWithShorterPeriod(other, one)));
  }

  private openAt(period: number): Repetition | undefined {
    const matches = this.matches[period]!;
    if (matches < (this.minIterations - 1) * period) return undefined;
    const end = this.symbols.length;
    return { start: end - matches - period, end, period };
  }
}

/** AAAAAA is a repetition of AA, too, but nobody wants to know. */
function coversWithShorterPeriod(other: Repetition, one: Repetition): boolean {
  return (
    other.period < one.period &&
    one.period % other.period === 0 &&
    other.start <= one.start &&
    other.end >= one.end
  );
}

export function repetitionsIn(
  symbols: readonly number[],
  maxPeriod: number,
  minIterations: number,
): Repetition[] {
  // Most stretches of work are short.
  if (symbols.length < minIterations) return [];
  const finder = new RepetitionFinder(maxPeriod, minIterations);
  for (const symbol of symbols) finder.push(symbol);
  return finder.repetitions();
}
