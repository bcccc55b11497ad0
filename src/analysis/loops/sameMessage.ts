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

/** What is compared of a message. */
export interface SaidText {
  /** Case, spacing, punctuation, fillers and volatile parts aside. */
  words: string;
  /** Numbers, and names as code has them: "3 of 10 done in app.py" is not "4 of 10 done in main.py". */
  particulars: string;
}

export function saidText(text: string): SaidText {
  const masked = maskVolatile(text);
  const all = masked
    .toLowerCase()
    .replace(/(\w)[’'](?:ll|m|ve|re|s|d)\b/g, '$1')
    .replace(/[^\p{L}\p{N}~]+/gu, ' ')
    .trim()
    .split(' ');
  const telling = all.filter((word) => !FILLERS.has(word));
  const particulars = masked.match(/[\w~-]*(?:\d|\w[._/:]\w|[a-z][A-Z])[\w./:~-]*/g) ?? [];
  return {
    words: (telling.length > 0 ? telling : all).filter((word) => word !== '~').join(' '),
    particulars: particulars.map((each) => each.replace(/[.:]+$/, '')).join(' '),
  };
}

export function isNearlyTheSame(a: SaidText, b: SaidText): boolean {
  if (a.particulars !== b.particulars) return false;
  if (a.words === b.words) return true;
  const [one, other] = [a.words.split(' '), b.words.split(' ')];
  if (Math.min(one.length, other.length) < SHORTEST_SIMILAR) return false;
  if (Math.min(one.length, other.length) < NEARLY * NEARLY * Math.max(one.length, other.length)) return false;
  const [left, right] = [pairs(one), pairs(other)];
  let common = 0;
  for (const pair of left) if (right.has(pair)) common++;
  return (2 * common) / (left.size + right.size) >= NEARLY;
}

function pairs(words: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let i = 1; i < words.length; i++) found.add(`${words[i - 1]!} ${words[i]!}`);
  return found;
}
