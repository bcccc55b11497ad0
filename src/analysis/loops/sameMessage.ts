/** Whether an agent says the same thing again, in the same or nearly the same words. */
import { maskVolatile } from '../volatile';

/** Share of the pairs of neighbouring words that both have in common, twice over those of both (Dice's coefficient). */
const NEARLY = 0.8;
/** Shorter messages must be the same: a word makes a difference there. */
const SHORTEST_SIMILAR = 10;
/** Words that add nothing: "Okay, let me try again" is "let me try". */
const FILLERS = new Set(
  'okay ok so now then again well still just please once more also right sure alright indeed actually'.split(
    ' ',
  ),
);
const PARTICULAR = /[\w~-]*(?:\d|\w[._/:]\w|[a-z][A-Z])[\w./:~-]*/g;

/** What is compared of a message, worked out as far as somebody compares it. */
export class SaidText {
  private readonly masked: string;
  private knownWords: readonly string[] | undefined;
  private knownPairs: ReadonlySet<string> | undefined;
  private knownParticulars: string | undefined;

  constructor(text: string) {
    this.masked = maskVolatile(text);
  }

  get isEmpty(): boolean {
    return this.words.length === 0;
  }

  /** Case, spacing, punctuation, fillers and volatile parts aside. */
  get words(): readonly string[] {
    return (this.knownWords ??= wordsIn(this.masked));
  }

  /** Of neighbouring words, each once. */
  get pairs(): ReadonlySet<string> {
    return (this.knownPairs ??= pairsOf(this.words));
  }

  /** Numbers, and names as code has them: "3 of 10 done in app.py" is not "4 of 10 done in main.py". */
  get particulars(): string {
    return (this.knownParticulars ??= (this.masked.match(PARTICULAR) ?? [])
      .map((each) => each.replace(/[.:]+$/, ''))
      .join(' '));
  }
}

export function isNearlyTheSame(a: SaidText, b: SaidText): boolean {
  return haveNearlyTheSameWords(a, b) && a.particulars === b.particulars;
}

function haveNearlyTheSameWords(a: SaidText, b: SaidText): boolean {
  const [one, other] = [a.words, b.words];
  if (one.length === other.length && one.every((word, i) => word === other[i])) return true;
  if (Math.min(one.length, other.length) < SHORTEST_SIMILAR) return false;
  if (Math.min(one.length, other.length) < NEARLY * NEARLY * Math.max(one.length, other.length)) return false;
  const [left, right] = [a.pairs, b.pairs];
  let missing = 0;
  for (const pair of left) {
    if (right.has(pair)) continue;
    missing++;
    if ((2 * (left.size - missing)) / (left.size + right.size) < NEARLY) return false;
  }
  return (2 * (left.size - missing)) / (left.size + right.size) >= NEARLY;
}

function wordsIn(masked: string): readonly string[] {
  const all = masked
    .toLowerCase()
    .replace(/(\w)[’'](?:ll|m|ve|re|s|d)\b/g, '$1')
    .replace(/[^\p{L}\p{N}~]+/gu, ' ')
    .trim()
    .split(' ');
  const telling = all.filter((word) => !FILLERS.has(word));
  return (telling.length > 0 ? telling : all).filter((word) => word !== '~' && word !== '');
}

function pairsOf(words: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let i = 1; i < words.length; i++) found.add(`${words[i - 1]!} ${words[i]!}`);
  return found;
}
