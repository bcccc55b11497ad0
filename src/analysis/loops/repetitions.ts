/** Maximal repetitions in a sequence of symbols: where some of them come again and again in the same order. */

/** Never equal to anything, not even to itself: a step of which something is not known. */
export const UNKNOWN = 0;

/** `symbols[i] === symbols[i - period]` for every i from `start + period` to before `end`; longer on neither side. */
export interface Repetition {
  start: number;
  end: number;
  period: number;
}

/** As many symbols apart, what is known is kept to go back to. */
const KEPT_EVERY = 256;

/**
 * Finds repetitions while symbols come in, one after the other. A symbol costs as many comparisons as there are
 * periods, however many came before; so do a few hundred at most to take the last ones back.
 */
export class RepetitionFinder {
  private readonly symbols: number[] = [];
  /** By period: how many of the last symbols equal the one that many places before. */
  private readonly matches: number[];
  /** How many periods have matches. */
  private open = 0;
  private largest = UNKNOWN;
  /** `matches` before every `KEPT_EVERY`th symbol; undefined where there were none. */
  private readonly kept: (number[] | undefined)[] = [];
  /** Each ends where a symbol did not go on with it, in this order. */
  private readonly closed: Repetition[] = [];

  /** Periods 1 to `maxPeriod`; a repetition is one from `minIterations` complete iterations on. */
  constructor(
    private readonly maxPeriod: number,
    private readonly minIterations: number,
  ) {
    this.matches = new Array<number>(maxPeriod + 1).fill(0);
  }

  get length(): number {
    return this.symbols.length;
  }

  push(symbol: number): void {
    const { symbols, matches } = this;
    const at = symbols.length;
    if (at % KEPT_EVERY === 0) this.kept[at / KEPT_EVERY] = this.open > 0 ? [...matches] : undefined;
    // Most symbols are new or unknown, and nothing goes on.
    if (this.open === 0 && (symbol === UNKNOWN || symbol > this.largest)) {
      this.largest = Math.max(this.largest, symbol);
      symbols.push(symbol);
      return;
    }
    // The longest first: what is shorter and covers it is still open then.
    for (let period = Math.min(this.maxPeriod, at); period >= 1; period--) {
      if (symbol !== UNKNOWN && symbols[at - period] === symbol) {
        if (matches[period]!++ === 0) this.open++;
      } else if (matches[period]! > 0) {
        const found = this.openAt(period);
        if (found) this.closed.push(found);
        matches[period] = 0;
        this.open--;
      }
    }
    this.largest = Math.max(this.largest, symbol);
    symbols.push(symbol);
  }

  /** Takes all but the first `length` symbols back. */
  truncate(length: number): void {
    const { symbols, closed } = this;
    if (length >= symbols.length) return;
    const nth = Math.floor(length / KEPT_EVERY);
    const from = nth * KEPT_EVERY;
    const again = symbols.slice(from, length);
    const kept = this.kept[nth];
    for (let period = 1; period <= this.maxPeriod; period++) this.matches[period] = kept?.[period] ?? 0;
    this.open = this.matches.filter((count) => count > 0).length;
    symbols.length = from;
    while (closed.length > 0 && closed.at(-1)!.end >= from) closed.pop();
    for (const symbol of again) this.push(symbol);
  }

  /** Those so far, the ones that go on included. Each has the shortest period that it can be told with. */
  repetitions(): Repetition[] {
    const found = [...this.closed];
    for (let period = 1; period <= this.maxPeriod; period++) {
      const open = this.openAt(period);
      if (open) found.push(open);
    }
    return found;
  }

  /** Undefined also where a shorter period says the same: AAAAAA is a repetition of AA, too, but nobody wants to know. */
  private openAt(period: number): Repetition | undefined {
    if (!this.isOpen(period)) return undefined;
    const end = this.symbols.length;
    const start = this.startOf(period);
    for (let shorter = 1; shorter <= period / 2; shorter++) {
      if (period % shorter === 0 && this.isOpen(shorter) && this.startOf(shorter) <= start) return undefined;
    }
    return { start, end, period };
  }

  private isOpen(period: number): boolean {
    return this.matches[period]! >= (this.minIterations - 1) * period;
  }

  private startOf(period: number): number {
    return this.symbols.length - this.matches[period]! - period;
  }
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
