/** What a text must have in it for `volatile.ts` to mask something: one look at its numbers is quicker than a look for each form. */

/** Bits. */
export const Sign = {
  Digit: 1,
  /** `12:5` */
  Clock: 2,
  /** Ten digits and more. */
  LongNumber: 4,
  /** A number before a letter that a unit of time begins with: `12ms`, `4 minutes`. */
  Unit: 8,
  /** A number after a letter that ends a word which numbers follow: `pid 12`, `process: 4`, `retrying #2`. */
  NumberedWord: 16,
  /** A digit in what follows a dash or an underline: `req_8d1Q3z`. */
  MarkedNumber: 32,
  /** A dash between two hexadecimal digits: `3f2504e0-4f89-…`. */
  HexadecimalGroups: 64,
} as const;

const NUMBER = /\d+/g;
const LONG_NUMBER = 10;
const MARKED_NUMBER = /[_-][A-Za-z]*\d/;
const HEXADECIMAL_GROUPS = /[0-9a-f]-[0-9a-f]/i;
const SPACE = 0x20;
const COLON = 0x3a;

/** A unit of time begins with one. */
const UNITS = new Set(Array.from('nµumsh', (letter) => letter.charCodeAt(0)));
/** `pid`, `process`, `attempt`, `retry`, `retrying` end with one. */
const WORD_ENDS = new Set(Array.from('dstygDSTYG', (letter) => letter.charCodeAt(0)));

/** The `Sign`s of a text, 0 for none. */
export function signsIn(text: string): number {
  let signs = 0;
  NUMBER.lastIndex = 0;
  while (NUMBER.test(text)) {
    const end = NUMBER.lastIndex;
    let start = end - 1;
    while (isDigit(text.charCodeAt(start - 1))) start--;
    signs |= Sign.Digit;
    if (end - start >= LONG_NUMBER) signs |= Sign.LongNumber;
    const next = text.charCodeAt(end);
    if (next === COLON && isDigit(text.charCodeAt(end + 1))) signs |= Sign.Clock;
    if (UNITS.has(next === SPACE ? text.charCodeAt(end + 1) : next)) signs |= Sign.Unit;
    if (WORD_ENDS.has(unitBefore(text, start))) signs |= Sign.NumberedWord;
  }
  if (signs !== 0 && MARKED_NUMBER.test(text)) signs |= Sign.MarkedNumber;
  if (text.includes('-') && HEXADECIMAL_GROUPS.test(text)) signs |= Sign.HexadecimalGroups;
  return signs;
}

/** What stands before a number, over what may stand between a word and its number. */
function unitBefore(text: string, start: number): number {
  let at = start - 1;
  while (at >= 0 && ' =:#'.includes(text[at]!)) at--;
  return text.charCodeAt(at);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
