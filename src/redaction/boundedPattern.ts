/**
 * Bounds the time that a regular expression from outside can take. JavaScript's engine tries all ways to match: with
 * nested or overlapping repetitions these multiply, and one text can keep it busy for hours. Here every repetition
 * is bounded, and a pattern in which they multiply is refused.
 */

/** Says what is wrong with a pattern and what to do. */
export class PatternError extends Error {
  override name = 'PatternError';
}

/** Most repetitions that are tried; a match is then followed as far as it goes. */
const MOST_REPEATS = 512;
/** Most ways to divide a text among repetitions that follow each other. */
const MOST_WAYS = 4 * MOST_REPEATS;

/** Characters as a set of bits: ASCII, and a few that stand for all others. */
type CharacterSet = bigint;
const SAMPLE = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  'é',
  'ß',
  '中',
  '\u2028',
];
const EVERYTHING: CharacterSet = (1n << BigInt(SAMPLE.length)) - 1n;

/** One thing of a sequence, for counting the ways to match. */
interface Step {
  set: CharacterSet;
  min: number;
  max: number;
}

interface Sequence {
  /** With its repetitions bounded. */
  source: string;
  steps: Step[];
  /** Whether it has alternatives or repeats anything a varying number of times. */
  varies: boolean;
}

/**
 * The pattern with all repetitions bounded. `source` must be a valid regular expression with these flags. Throws a
 * `PatternError` when its repetitions multiply.
 */
export function boundedPattern(source: string, flags: string): string {
  const parser = new PatternParser(source, flags);
  const { source: bounded, steps } = parser.alternatives();
  checkWays(steps);
  return bounded;
}

function checkWays(steps: Step[]): void {
  let ways = 1;
  let taken: CharacterSet = 0n;
  for (const { set, min, max } of steps) {
    const isApart = (set & taken) === 0n;
    if (isApart && min > 0) {
      // What this must match ends what those before it can take.
      ways = 1;
      taken = 0n;
    }
    if (max > min) {
      if (!isApart || taken === 0n) ways *= max - min + 1;
      taken |= set;
    }
    if (ways > MOST_WAYS) {
      throw new PatternError(
        'two repetitions that can match the same characters follow each other (as in `.*x.*`): narrow one of them, e.g. `[^x]*`',
      );
    }
  }
}

class PatternParser {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  /** Up to the end of the group or of the pattern. */
  alternatives(): Sequence {
    const sequences = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      sequences.push(this.sequence());
    }
    if (sequences.length === 1) return sequences[0]!;
    for (const { steps } of sequences) checkWays(steps);
    const ways = Math.max(...sequences.map(({ steps }) => countWays(steps)));
    return {
      source: sequences.map(({ source }) => source).join('|'),
      steps: [{ set: EVERYTHING, min: 0, max: ways * sequences.length }],
      varies: true,
    };
  }

  private sequence(): Sequence {
    let source = '';
    let varies = false;
    const steps: Step[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      const atom = this.atom();
      const quantifier = this.quantifier();
      if (quantifier === null) {
        source += atom.source;
        steps.push(...atom.steps);
        varies ||= atom.varies;
        continue;
      }
      const { min, max } = quantifier;
      if (max > 1 && atom.varies) {
        throw new PatternError(
          'it repeats a group that itself has repetitions or alternatives: write the group without them',
        );
      }
      source += atom.source + quantifier.source;
      varies ||= max > min;
      if (max <= 1) steps.push(...atom.steps.map((step) => ({ ...step, min: min * step.min })));
      else steps.push({ set: atom.steps.reduce((set, step) => set | step.set, 0n), min, max });
    }
    return { source, steps, varies };
  }

  private atom(): Sequence {
    const start = this.at;
    const first = this.source[this.at++]!;
    if (first === '(') return this.group();
    if (first === '^' || first === '$') return { source: first, steps: [], varies: false };
    if (first === '[') this.skipClass();
    else if (first === '\\') {
      const escape = /^(?:[1-9k]|[bB]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|.)/s.exec(
        this.source.slice(this.at),
      )![0];
      this.at += escape.length;
      if (/^[1-9k]/.test(escape))
        throw new PatternError('it refers back to a group, which takes unbounded time: spell it out');
      if (escape === 'b' || escape === 'B') return { source: `\\${escape}`, steps: [], varies: false };
    }
    const source = this.source.slice(start, this.at);
    return { source, steps: [{ set: this.setOf(source), min: 1, max: 1 }], varies: false };
  }

  private group(): Sequence {
    const head = /^\?(?:[:=!]|<[=!]|<[^>]*>)/.exec(this.source.slice(this.at))?.[0] ?? '';
    this.at += head.length;
    const inner = this.alternatives();
    this.at++;
    const source = `(${head}${inner.source})`;
    if (!/^\?<?[=!]/.test(head)) return { ...inner, source };
    if (inner.steps.some(({ min, max }) => max - min > 1)) {
      throw new PatternError('it looks around with a repetition: look around for a fixed text only');
    }
    return { source, steps: [], varies: inner.varies };
  }

  private skipClass(): void {
    while (this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    this.at++;
  }

  /** Of the atom before, bounded; null for none. */
  private quantifier(): { source: string; min: number; max: number } | null {
    const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at));
    if (match === null) return null;
    this.at += match[0].length;
    const [text, from = '', comma = '', to = ''] = match;
    const lazy = text.length > 1 && text.endsWith('?') ? '?' : '';
    if (text.startsWith('?')) return { source: text, min: 0, max: 1 };
    const min = text.startsWith('{') ? Number(from) : text.startsWith('+') ? 1 : 0;
    if (min > MOST_REPEATS) throw new PatternError(`it repeats something more than ${MOST_REPEATS} times`);
    const isOpen = !text.startsWith('{') || (comma !== '' && to === '');
    const max = isOpen ? min + MOST_REPEATS : comma === '' ? min : Math.min(Number(to), min + MOST_REPEATS);
    return { source: `{${min},${max}}${lazy}`, min, max };
  }

  private setOf(atom: string): CharacterSet {
    const pattern = new RegExp(`^(?:${atom})$`, this.flags);
    return SAMPLE.reduce(
      (set, character, bit) => (pattern.test(character) ? set | (1n << BigInt(bit)) : set),
      0n,
    );
  }
}

function countWays(steps: Step[]): number {
  return steps.reduce((ways, { min, max }) => ways + max - min, 1);
}
