/** As a number, beyond a double's precision. */
const MANY_DIGITS = /\d{16,}/;

/**
 * Tool arguments in a form in which equal arguments are equal text: JSON with sorted keys and no spacing. Text that is
 * not JSON stays as it is, and so does JSON with numbers beyond a double's precision: parsing would make different
 * ids equal.
 */
export function canonicalArguments(text: string): string {
  const flat = canonicalFlat(text);
  if (flat !== undefined) return flat;
  const trimmed = text.trim();
  if (MANY_DIGITS.test(trimmed)) return trimmed;
  try {
    const canonical = JSON.stringify(inOrder(JSON.parse(trimmed)));
    // Most are canonical already: one text takes less room than two.
    return canonical === text ? text : canonical;
  } catch {
    return trimmed;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** Digits that every double has room for. */
const EXACT_DIGITS = 15;

/**
 * The canonical form of an object with simple values under names: no escapes, no halves of letters, and numbers that
 * are written in one way only. Most arguments are such objects, and to parse them takes many times as long. Undefined
 * for all others.
 */
function canonicalFlat(text: string): string | undefined {
  if (!text.startsWith('{"') || !text.endsWith('}')) return undefined;
  const last = text.length - 1;
  let inOrder = true;
  let before = '';
  for (let at = 1; ; at++) {
    const colon = endOfName(text, at);
    if (colon < 0) return undefined;
    const name = text.slice(at + 1, colon - 1);
    // Of two values under one name only the last counts.
    if (name === before) return undefined;
    if (name < before) inOrder = false;
    before = name;
    at = endOfSimpleValue(text, colon + 1);
    if (at < 0) return undefined;
    if (at === last) break;
    if (text.charCodeAt(at) !== COMMA) return undefined;
  }
  return inOrder ? text : sortedFlat(text);
}

/** With more arguments, putting each in its place would take longer than sorting. */
const FEW = 32;

/** Undefined where a name is there twice, or where some text may be a number beyond a double's precision. */
function sortedFlat(text: string): string | undefined {
  if (MANY_DIGITS.test(text)) return undefined;
  const names: string[] = [];
  const written: string[] = [];
  for (let at = 1; at < text.length - 1; at++) {
    const colon = endOfName(text, at);
    const end = endOfSimpleValue(text, colon + 1);
    const name = text.slice(at + 1, colon - 1);
    // Arguments are few, and often almost in order.
    let place = names.length;
    while (place > 0 && name <= names[place - 1]!) place--;
    if (names[place] === name || names.length === FEW) return undefined;
    names.splice(place, 0, name);
    written.splice(place, 0, text.slice(at, end));
    at = end;
  }
  return `{${written.join(',')}}`;
}

/** Where the colon after a name in quotes is, which begins at `from`; -1 where no plain name stands there. */
function endOfName(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE || !isNameStart(text.charCodeAt(from + 1))) return -1;
  let at = from + 2;
  while (isNameStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at))) at++;
  return text.startsWith('":', at) ? at + 1 : -1;
}

/** Behind the value that begins at `from`; -1 where it is not a simple one. */
function endOfSimpleValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return endOfPlainText(text, from + 1);
  if (first === ZERO) return from + 1;
  if (first === MINUS || isDigit(first)) return endOfInteger(text, first === MINUS ? from + 1 : from);
  for (const word of WORDS) if (text.startsWith(word, from)) return from + word.length;
  return -1;
}

const WORDS = ['true', 'false', 'null'];

function endOfPlainText(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH || unit < 0x20 || (unit >= 0xd800 && unit <= 0xdfff)) return -1;
  }
  return -1;
}

function endOfInteger(text: string, from: number): number {
  if (text.charCodeAt(from) === ZERO) return -1;
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at > from && at - from <= EXACT_DIGITS ? at : -1;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

/** A letter of ASCII, or `_`. */
function isNameStart(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || unit === 0x5f;
}

/** The value with its keys sorted at every depth; the same value where they are. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value);
  let changed = false;
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]!;
    if (at > 0 && entry[0] < entries[at - 1]![0]) changed = true;
    const inner = inOrder(entry[1]);
    if (inner !== entry[1]) {
      entry[1] = inner;
      changed = true;
    }
  }
  if (!changed) return value;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
