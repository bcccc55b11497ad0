/** The user's own patterns: compiled, bounded in time, or refused with a reason. */
import type { Finding } from './finding';
import { boundedPattern, PatternError } from './boundedPattern';

export interface RefusedPattern {
  pattern: string;
  /** What is wrong and what to do. */
  reason: string;
}

export interface UserPatterns {
  /** Null when there is no pattern. */
  findUserSecrets: ((text: string) => Finding[]) | null;
  refused: RefusedPattern[];
}

interface UserPattern {
  /** Finds where a match begins, in bounded time. */
  search: RegExp;
  /** Says how far it reaches from there. */
  exact: RegExp;
}

const KIND = 'user-pattern';
const LONGEST_PATTERN = 1000;

/** `/…/i` as well as the bare pattern. */
const LITERAL = /^\/(.+)\/([ims]*)$/s;

/** None throws: what cannot be used is in `refused`. */
export function compileUserPatterns(patterns: readonly string[]): UserPatterns {
  const refused: RefusedPattern[] = [];
  const compiled: UserPattern[] = [];
  for (const pattern of patterns) {
    try {
      compiled.push(compile(pattern));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      refused.push({ pattern, reason: error.message });
    }
  }
  const findUserSecrets =
    compiled.length === 0
      ? null
      : (text: string) => compiled.flatMap((pattern) => findMatches(text, pattern));
  return { findUserSecrets, refused };
}

function compile(pattern: string): UserPattern {
  if (pattern.length > LONGEST_PATTERN) {
    throw new PatternError(`longer than ${LONGEST_PATTERN} characters: split it into several patterns`);
  }
  const [, source = pattern, flags = ''] = LITERAL.exec(pattern) ?? [];
  let exact: RegExp;
  try {
    exact = new RegExp(source, `${flags}dy`);
  } catch (error) {
    throw new PatternError(`not a regular expression of JavaScript: ${(error as Error).message}`);
  }
  if (new RegExp(source, flags).test('')) {
    throw new PatternError('it matches the empty text: let it demand at least one character');
  }
  return { search: new RegExp(boundedPattern(source, flags), `${flags}dg`), exact };
}

function findMatches(text: string, { search, exact }: UserPattern): Finding[] {
  const found: Finding[] = [];
  search.lastIndex = 0;
  for (let hit = search.exec(text); hit !== null; hit = search.exec(text)) {
    exact.lastIndex = hit.index;
    const match = exact.exec(text) ?? hit;
    // The first group, where there is one and it took part.
    const groups: ([number, number] | undefined)[] = match.indices ?? [];
    const [start, end] = groups[1] ?? [match.index, match.index + match[0].length];
    found.push(...insideJson(text, start, end));
    search.lastIndex = Math.max(search.lastIndex, match.index + match[0].length, hit.index + 1);
  }
  return found;
}

/**
 * The parts of a match that can be taken out without breaking JSON the text may be: not its quotes, not half an
 * escape, not the names of its fields; a bare number or word is replaced by a string.
 */
function insideJson(text: string, from: number, to: number): Finding[] {
  const found: Finding[] = [];
  const pieces = /[^"]+/g;
  const match = text.slice(from, to);
  for (let piece = pieces.exec(match); piece !== null; piece = pieces.exec(match)) {
    const isAlone = piece[0].length === match.length;
    let start = from + piece.index;
    let end = start + piece[0].length;
    start += escapeRest(text, start);
    while (end > start && text[end - 1] === '\\') end--;
    if (!isAlone) {
      if (/^\\*"\s{0,20}:/.test(text.slice(end, end + 90))) continue;
      while (start < end && /[\s:,{}[\]]/.test(text[start]!)) start++;
      while (start < end && /[\s:,{}[\]]/.test(text[end - 1]!)) end--;
    }
    if (start < end)
      found.push(...(bareValues(text, start, end) ?? [{ start, end, kind: KIND, byShape: false }]));
  }
  return found;
}

/** How many characters from here belong to an escape that began before. */
function escapeRest(text: string, at: number): number {
  const unicode = /\\u[0-9a-fA-F]{0,3}$/.exec(text.slice(Math.max(0, at - 5), at))?.[0];
  if (unicode !== undefined) return 6 - unicode.length;
  if (at === 0 || text[at - 1] !== '\\') return 0;
  if (/^u[0-9a-fA-F]{4}/.test(text.slice(at, at + 5))) return 5;
  return /^[bfnrt/\\]/.test(text[at] ?? '') ? 1 : 0;
}

/** Longest number or word of JSON without quotes, in characters. */
const LONGEST_BARE = 40;

/** A match of nothing but values of JSON that have no quotes, and what separates them; else null. */
function bareValues(text: string, start: number, end: number): Finding[] | null {
  const match = text.slice(start, end);
  if (!/^[\w.+,\s[\]-]+$/.test(match)) return null;
  const values: Finding[] = [];
  for (const word of match.matchAll(/[\w.+-]+/g)) {
    const value = bareValue(text, start + word.index, start + word.index + word[0].length);
    if (value === null) return null;
    values.push(value);
  }
  return values.length === 0 ? null : values;
}

/** A match in a value of JSON that has no quotes: the whole value, to be replaced by a string. */
function bareValue(text: string, start: number, end: number): Finding | null {
  if (end - start > LONGEST_BARE || !/^[\w.+-]+$/.test(text.slice(start, end))) return null;
  while (end - start <= LONGEST_BARE && /[\w.+-]/.test(text[start - 1] ?? '')) start--;
  while (end - start <= LONGEST_BARE && /[\w.+-]/.test(text[end] ?? '')) end++;
  const before = text.slice(Math.max(0, start - 100), start);
  if (!/^\s{0,20}(?:[,}\]]|$)/.test(text.slice(end, end + 21))) return null;
  const field = /(\\*")\s{0,20}:\s{0,20}$/.exec(before);
  const isItem = /^\s*[[{]/.test(text) && /[[,]\s{0,20}$/.test(before);
  if (field === null && !isItem) return null;
  return { start, end, kind: KIND, byShape: false, quote: field?.[1] ?? '"' };
}
