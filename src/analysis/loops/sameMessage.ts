/** Whether an agent says the same thing again, in the same or nearly the same words. */
import { maskVolatile } from '../volatile';

/** Words in a row that are compared. */
const SHINGLE = 3;
/** Share of the shingles of both that they have in common: about one word in twenty may differ. */
const NEARLY = 0.85;
/** Shorter messages must be the same: a word makes a difference there. */
const SHORTEST_SIMILAR = 12;

/** Case, spacing, punctuation and volatile parts aside. Numbers stay: "3 of 10 done" is not "4 of 10 done". */
export function normalisedMessage(text: string): string {
  return maskVolatile(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}~]+/gu, ' ')
    .trim();
}

/** Both normalised. Texts with different numbers are never the same. */
export function isNearlyTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [a.split(' '), b.split(' ')];
  if (Math.min(one.length, other.length) < SHORTEST_SIMILAR) return false;
  if (Math.min(a.length, b.length) < NEARLY * Math.max(a.length, b.length)) return false;
  if (numbersIn(one) !== numbersIn(other)) return false;
  const [left, right] = [shingles(one), shingles(other)];
  let common = 0;
  for (const shingle of left) if (right.has(shingle)) common++;
  return common / (left.size + right.size - common) >= NEARLY;
}

function numbersIn(words: readonly string[]): string {
  return words.filter((word) => /\d/.test(word)).join(' ');
}

function shingles(words: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let i = 0; i + SHINGLE <= words.length; i++) found.add(words.slice(i, i + SHINGLE).join(' '));
  return found;
}
