/** Finds secrets in the rows of SQL: `INSERT INTO users (name, password) VALUES ('ada', '…')`. */
import type { Finding } from './finding';
import { sensitiveName } from './names';
import { isSecretCell } from './tables';
import type { Trigger } from './trigger';

const HEAD =
  /insert\s{1,20}(?:or\s{1,9}\w{1,9}\s{1,9}|ignore\s{1,9})?into\s{1,20}[\w.\\"'`[\]]{1,120}\s{0,20}\(([\w\s.,\\"'`[\]]{1,2000})\)\s{0,40}values\s{0,40}(?=\()/iy;
/** One value of a row with what follows it: a text between single quotes, a number, a call. */
const VALUE =
  /\s{0,40}(?:(?:[neb]|_\w{1,9})?'((?:[^'\\]|''|\\[^]){0,2000})'|[^\s,()'"][^,()'"\\]{0,200}(?:\([^()'"]{0,200}\))?)\s{0,40}([,)])/iy;
const NEXT_ROW = /\s{0,40},\s{0,40}(?=\()/y;

export const INSERTED_ROWS: Trigger = {
  word: 'insert',
  look: (text, at, found) => {
    HEAD.lastIndex = at;
    const columns = HEAD.exec(text)?.[1];
    if (columns === undefined) return;
    const names = columns.split(',').map((column) => sensitiveName(column.replace(/[^\w.]+/g, '')));
    if (names.every((name) => name === null)) return;
    let row = HEAD.lastIndex;
    while (row > 0) {
      const end = findInRow(text, row + 1, names, found);
      NEXT_ROW.lastIndex = end;
      row = end > 0 && NEXT_ROW.test(text) ? NEXT_ROW.lastIndex : 0;
    }
  },
};

/** Where the row ends; 0 when it is none of so many values. */
function findInRow(
  text: string,
  from: number,
  names: ReturnType<typeof sensitiveName>[],
  found: Finding[],
): number {
  let at = from;
  for (const [index, name] of names.entries()) {
    VALUE.lastIndex = at;
    const match = VALUE.exec(text);
    if (match === null || (match[2] === ')') !== (index === names.length - 1)) return 0;
    const [whole, value] = match;
    at = VALUE.lastIndex;
    if (name === null || value === undefined || !isSecretCell(value, name, false)) continue;
    const start = at - whole.length + whole.indexOf("'") + 1;
    found.push({ start, end: start + value.length, kind: name.kind, byShape: false });
  }
  return at;
}
