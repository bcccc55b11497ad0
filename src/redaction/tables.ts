/**
 * Finds secrets in columns under a telling header: CSV, TSV, the tables of Markdown, psql and mysql, columns of spaces.
 * Every line is a row of one table at most, for a header ends the one before it: the work is linear.
 */
import { characterTable } from './characterTable';
import { isUuid } from './fieldValues';
import type { Finding } from './finding';
import { isLineStart, type Line, lineFrom } from './lines';
import type { SensitiveName } from './names';
import { sensitiveName } from './names';
import { isPasswordOfLetters } from './plainWords';
import type { Trigger } from './trigger';
import type { Place } from './valueReader';
import { isPlaceholder, looksRandom } from './values';

/** By byte: 1 for what goes on with a sentence or with code. */
const IN_SENTENCE = characterTable(String.raw`\w.:=()[\]{}<>?!/&$@#%^~+-`);

/** Longest header, in characters. */
const LONGEST_HEADER = 600;
/** Longest row, in characters. */
const LONGEST_ROW = 8192;
const LONGEST_CELL = 500;

/** What headers have: names, and what is around and between them; 0x80 stands for all that is not ASCII. */
const IN_HEADER = characterTable('\\w .,;"\'`*\\t|\\\\()#/-');
IN_HEADER[0x80] = 1;
const NAME = /^[A-Za-z_][\w .()#/-]{0,60}$/;
/** The beginnings of statements, whose lists of names look like headers. */
const STATEMENT =
  /^(?:select|insert|update|delete|from|where|order|group|import|export|return|const|let|var|def|function|and|or|with|the|a)\b/i;
/** Lines between a header and its rows. */
const RULER = /^[\s|+:=\-─━═┼╋╪├┤┝┥╞╡┠┨┡┩╇└┴┘┌┬┐┗┻┛╰╯]+$/;

interface Delimiter {
  /** Sticky: what is between two cells. */
  pattern: RegExp;
  /** A first letter of it, or a backslash. */
  isStart: (code: string) => boolean;
  /** Whether the header must have a line under it. */
  isRuled: boolean;
  /** Whether sentences and lists in code have it, too. */
  isCommon: boolean;
}

/** The words that the names of telling columns end with. */
export const COLUMN_WORDS = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'pass',
  'secret',
  'token',
  'key',
];

export const TABLE_HEADERS = COLUMN_WORDS.map((word): Trigger => ({
  word,
  look: (text, at, found, bytes) => {
    const end = at + word.length;
    if (mayEndCell(bytes, end) && endsCell(text, end)) findTable(text, bytes, end, found);
  },
}));

/** Most words are followed by one space and another word. */
function mayEndCell(bytes: Uint8Array, end: number): boolean {
  return IN_SENTENCE[bytes[end]!] === 0 && (bytes[end] !== 0x20 || IN_SENTENCE[bytes[end + 1]!] === 0);
}

function endsCell(text: string, end: number): boolean {
  return /^(?:\\{0,63}["'`*]{0,3}(?:[,;\t|│┃\r\n]|\\{1,63}[trn]|$)| {1,60}(?:[|│┃\r\n]|\\{1,63}[trn])| {2,60}\S)/.test(
    text.slice(end, end + 64),
  );
}

/** A table whose header has a name that ends at an index, when it is the header's first telling one. */
function findTable(text: string, bytes: Uint8Array, nameEnd: number, found: Finding[]): void {
  const header = headerAround(text, bytes, nameEnd);
  if (header === null || header.next < 0) return;
  const delimiter = delimiterOf(text.slice(header.start, header.end));
  if (delimiter === null) return;
  const cells = cellsOf(text, header, delimiter);
  const names = columnsOf(text, cells);
  const first = names?.findIndex((name) => name !== null) ?? -1;
  if (names === null || first < 0 || cells[first]!.end !== nameEnd) return;

  let isRuled = false;
  for (let at = header.next; at >= 0;) {
    const row = lineFrom(text, at, LONGEST_ROW);
    const isRuler = RULER.test(text.slice(row.start, Math.min(row.end, row.start + LONGEST_HEADER)));
    if (isRuler) isRuled = true;
    else if (delimiter.isRuled && !isRuled) return;
    else if (!findInRow(text, row, names, delimiter, found)) return;
    at = row.next;
  }
}

/** Whether the line goes on with the table. */
function findInRow(
  text: string,
  row: Line,
  names: (SensitiveName | null)[],
  delimiter: Delimiter,
  found: Finding[],
): boolean {
  const cells = cellsOf(text, row, delimiter);
  if (cells.length !== names.length || columnsOf(text, cells)?.some((name) => name !== null) === true)
    return false;
  for (const [index, name] of names.entries()) {
    const { start, end } = cells[index]!;
    if (name === null || end - start > LONGEST_CELL) continue;
    if (isSecretCell(text.slice(start, end), name, delimiter.isCommon))
      found.push({ start, end, kind: name.kind, byShape: false });
  }
  return true;
}

/** Judges what stands in a column with a telling header; `strictly` where what looks like a table may be none. */
export function isSecretCell(cell: string, name: SensitiveName, strictly: boolean): boolean {
  if (name.form !== 'plain' || /\s/.test(cell) || isPlaceholder(cell)) return false;
  // `pass` is also how many tests did, and how long it took them.
  if (name.kind === 'password' && !name.certain && !strictly && /\d/.test(cell))
    return looksRandom(cell, 6) && !/^[\d.,:/]+\s?[a-z%]{0,3}$|^v?\d+\./.test(cell);
  if (name.kind === 'password' && !strictly)
    return /[^A-Za-z-]/.test(cell) ? !/^[\d.,]{1,5}$|\($/.test(cell) : isPasswordOfLetters(cell);
  return (
    /\d/.test(cell) &&
    looksRandom(cell, name.certain ? 8 : 16) &&
    (name.certain || !isUuid(cell)) &&
    !/^\d{4}-\d\d-\d\d/.test(cell)
  );
}

/** The line around a name, when it has nothing but what headers have. */
function headerAround(text: string, bytes: Uint8Array, nameEnd: number): Line | null {
  let start = nameEnd;
  const earliest = Math.max(0, nameEnd - LONGEST_HEADER);
  while (start > earliest && IN_HEADER[bytes[start - 1]!] === 1 && !isLineStart(text, start)) start--;
  if (start === earliest && start > 0) return null;
  // The quote of a string of JSON, before an escaped one.
  if (text[start] === '"' && text[start + 1] === '\\') start++;
  const line = lineFrom(text, start, LONGEST_HEADER);
  return line.next < 0 ? null : line;
}

const BARS: Delimiter = {
  pattern: /[|│┃]/y,
  isStart: (sign) => '|│┃'.includes(sign),
  isRuled: true,
  isCommon: false,
};
const DELIMITERS: [test: RegExp, delimiter: Delimiter][] = [
  [/^[^|│┃\s]+(?:\|[^|│┃\s]+)+$/, { ...BARS, isRuled: false }],
  [/[|│┃]/, BARS],
  [/\t|\\t/, { pattern: /\t|\\{1,63}t/y, isStart: (sign) => sign === '\t' || sign === '\\', isRuled: false, isCommon: false }],
  [/;/, { pattern: /;/y, isStart: (sign) => sign === ';', isRuled: false, isCommon: false }],
  [/,\s/, { pattern: /,/y, isStart: (sign) => sign === ',', isRuled: false, isCommon: true }],
  [/,/, { pattern: /,/y, isStart: (sign) => sign === ',', isRuled: false, isCommon: false }],
  [/ {2}/, { pattern: / {2,}/y, isStart: (sign) => sign === ' ', isRuled: false, isCommon: false }],
]; // prettier-ignore

function delimiterOf(header: string): Delimiter | null {
  return DELIMITERS.find(([test]) => test.test(header.trim()))?.[1] ?? null;
}

/** What each column's name announces; null when a cell is no name, or there is but one column. */
function columnsOf(text: string, cells: Place[]): (SensitiveName | null)[] | null {
  const names = cells.map(({ start, end }) => text.slice(start, end));
  const named = names.filter((name) => name !== '');
  if (named.length < 2 || !named.every((name) => NAME.test(name)) || STATEMENT.test(named[0]!)) return null;
  // Only the edges of a table are empty.
  if (names.slice(1, -1).includes('')) return null;
  return names.map((name) => sensitiveName(name));
}

const OPENING_QUOTE = /\\*"/y;
/** What is around a cell's text. */
const PADDING = /[ `*]/;

/** A line's cells without their quotes and padding. A quote that no cell begins with ends the line: a string of JSON does. */
function cellsOf(text: string, line: Place, { pattern, isStart }: Delimiter): Place[] {
  const cells: Place[] = [];
  let at = line.start;
  let lineEnd = line.end;
  while (at <= lineEnd) {
    while (at < lineEnd && text[at] === ' ') at++;
    OPENING_QUOTE.lastIndex = at;
    const quote = OPENING_QUOTE.exec(text)?.[0];
    const inside = quote === undefined ? at : at + quote.length;
    const close = quote === undefined ? -1 : closingQuote(text, quote, inside, lineEnd);
    let end = close >= 0 ? close : inside;
    if (close < 0) {
      while (end < lineEnd && text[end] !== '"' && !(isStart(text[end]!) && isAt(pattern, text, end))) end++;
      if (text[end] === '"') lineEnd = end;
    }
    cells.push(trimmed(text, inside, end));
    at = close >= 0 ? close + quote!.length : end;
    while (close >= 0 && at < lineEnd && text[at] === ' ') at++;
    if (at >= lineEnd || !isAt(pattern, text, at)) break;
    at = pattern.lastIndex;
  }
  return cells;
}

function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Where a quoted cell ends; -1 for a quote that opens none. */
function closingQuote(text: string, quote: string, from: number, lineEnd: number): number {
  for (let at = from; at < lineEnd; at++) {
    if (text[at] !== '"') continue;
    const close = at - quote.length + 1;
    if (close >= from && text.startsWith(quote, close)) return close;
  }
  return -1;
}

function trimmed(text: string, start: number, end: number): Place {
  while (start < end && PADDING.test(text[start]!)) start++;
  while (end > start && (PADDING.test(text[end - 1]!) || text[end - 1] === '\\' || text[end - 1] === '\r'))
    end--;
  return { start, end };
}
