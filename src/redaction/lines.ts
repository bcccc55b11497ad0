/** Lines of a text that may be a string of JSON at any depth of escaping: their breaks are there as they are or escaped. */
import type { Place } from './valueReader';

const BREAK = /\r?\n|(?:\\{1,63}r)?\\{1,63}n/;

export interface Line extends Place {
  /** Where the next line begins; -1 when this is the last one, or too long. */
  next: number;
}

/** The line that begins at an index, of at most so many characters. */
export function lineFrom(text: string, start: number, longest: number): Line {
  const piece = text.slice(start, start + longest);
  const found = BREAK.exec(piece);
  if (found === null) return { start, end: start + piece.length, next: -1 };
  const end = start + found.index;
  return { start, end, next: end + found[0].length };
}

/** Whether a line's break ends before an index. */
export function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n' || (text[at - 1] === 'n' && text[at - 2] === '\\');
}
