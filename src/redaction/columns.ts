/** Finds secrets in the rows of results as databases' clients write them in JSON: `{"columns": ["user", "password"], "rows": [["ada", "…"]]}`. */
import { characterTable } from './characterTable';
import type { Finding } from './finding';
import { sensitiveName } from './names';
import { COLUMN_WORDS, isSecretCell } from './tables';
import type { Trigger } from './trigger';
import { ValueReader } from './valueReader';

/** Longest list of names, in characters. */
const LONGEST_LIST = 1000;
/** By byte: 1 for what a list of names has. */
const IN_LIST = characterTable(String.raw`\w.\-"'\\,\s`);
const QUOTE = String.raw`\\{0,63}["']`;
const LIST_END = new RegExp(String.raw`^${QUOTE}\s{0,40}[,\])]`);
const NAMES = new RegExp(String.raw`^\s*(?:${QUOTE}[\w .-]{1,60}${QUOTE}\s*,?\s*){2,200}$`);
/** Between the names and the first row: other fields, and the name of the rows. */
const TO_ROWS = new RegExp(
  String.raw`\s{0,40}(?:,\s{0,40}${QUOTE}\w{1,30}${QUOTE}\s{0,9}:\s{0,9}(?:\[[^[\]]{0,400}\]|${QUOTE}[^"'\\]{0,60}${QUOTE}|[\w.-]{1,20})\s{0,40}){0,3},?\s{0,40}${QUOTE}?(?:rows|data|values|records|results?|tuples|items)${QUOTE}?\s{0,9}[:=]\s{0,9}[[(]\s{0,40}(?=[[(])`,
  'y',
);
/** Between the first of a list of rows and the next. */
const TO_NEXT_ROW = /\s{0,40},\s{0,40}(?=\[)/y;
const CELL_END = /\\{0,63}["']?\s{0,40}(,|[\])])\s{0,40}/y;
const BARE = /[^\s"'\\,[\]{}()]{0,60}/y;

export const COLUMN_NAMES = COLUMN_WORDS.map((word): Trigger => ({
  word,
  look: (text, at, found, bytes) => {
    const end = at + word.length;
    if (LIST_END.test(text.slice(end, end + 110))) findRows(text, end, found, bytes);
  },
}));

function findRows(text: string, nameEnd: number, found: Finding[], bytes: Uint8Array): void {
  let start = nameEnd;
  const earliest = Math.max(0, nameEnd - LONGEST_LIST);
  while (start > earliest && IN_LIST[bytes[start - 1]!] === 1) start--;
  const opening = text[start - 1];
  if (opening !== '[' && opening !== '(') return;
  let end = nameEnd;
  while (end < start + LONGEST_LIST && end < text.length && IN_LIST[bytes[end]!] === 1) end++;
  if (text[end] !== ']' && text[end] !== ')') return;
  const list = text.slice(start, end);
  if (!NAMES.test(list)) return;
  const names = [...list.matchAll(/[\w][\w .-]*/g)].map(([name]) => sensitiveName(name));
  const first = names.findIndex((name) => name !== null);
  // The first telling name looks for all.
  const before = text.slice(start, nameEnd).split(',').length - 1;
  if (first !== before) return;

  TO_ROWS.lastIndex = end + 1;
  const isNamed = TO_ROWS.test(text);
  TO_NEXT_ROW.lastIndex = end + 1;
  const isFirstRow =
    !isNamed && /\[\s{0,40}\[$/.test(text.slice(Math.max(0, start - 44), start)) && TO_NEXT_ROW.test(text);
  if (!isNamed && !isFirstRow) return;
  // Lists of pairs, as headers are, have names in their rows.
  const strictly = isFirstRow && names.length < 3;
  const reader = new ValueReader(text, bytes);
  let at = isNamed ? TO_ROWS.lastIndex : TO_NEXT_ROW.lastIndex;
  while (at > 0) at = findInRow(reader, at + 1, names, strictly, found);
}

/** Where the next row begins; 0 for none. */
function findInRow(
  reader: ValueReader,
  from: number,
  names: ReturnType<typeof sensitiveName>[],
  strictly: boolean,
  found: Finding[],
): number {
  const { text } = reader;
  let at = from;
  for (const name of names) {
    const value = /^\s{0,40}\\{0,63}["']/.test(text.slice(at, at + 110)) ? reader.quoted(at) : null;
    if (value?.quoted === true) {
      if (name !== null && isSecretCell(text.slice(value.start, value.end), name, strictly))
        found.push({ start: value.start, end: value.end, kind: name.kind, byShape: false });
      at = value.end;
    } else {
      while (/\s/.test(text[at] ?? '')) at++;
      BARE.lastIndex = at;
      BARE.test(text);
      at = BARE.lastIndex;
    }
    CELL_END.lastIndex = at;
    const sign = CELL_END.exec(text)?.[1];
    if (sign === undefined) return 0;
    at = CELL_END.lastIndex;
    if (sign === ',') continue;
    return /^,\s{0,40}[[(]/.test(text.slice(at, at + 44)) ? text.slice(at, at + 44).search(/[[(]/) + at : 0;
  }
  return 0;
}
