/**
 * The separators between names and values, and which of them may follow a telling name. Most names are told by their
 * ends.
 */

/** Where separators are at which it is worth to look closer, by what they are; indexes in the order of the text. */
export interface Separators {
  colons: number[];
  equals: number[];
  /** After a quote. */
  commas: number[];
  /** Before a quote. */
  brackets: number[];
  /** After what may be a tag. */
  tagEnds: number[];
}

export function noSeparators(): Separators {
  return { colons: [], equals: [], commas: [], brackets: [], tagEnds: [] };
}

export function hasSeparators({ colons, equals, commas, brackets, tagEnds }: Separators): boolean {
  return colons.length + equals.length + commas.length + brackets.length + tagEnds.length > 0;
}

export const SEPARATOR_BYTES = Array.from(':=,(>', (sign) => sign.charCodeAt(0));
const [COLON, EQUALS, COMMA, BRACKET, TAG_END] = SEPARATOR_BYTES;
const BACKSLASH = 0x5c;
/** Beyond ASCII, in `AsciiBytes`. */
const OTHER = 0x80;

/** What a byte is, as far as separators before it ask: bits. */
const NEXT = { any: 1, quote: 2, visible: 4 };

/** What is asked of the byte after two neighbours of which one is a separator; 0 where none is worth a look. */
export function neededAfter(first: number, second: number): number {
  return neededAfterFirst(first, second) | neededAfterSecond(first, second);
}

function neededAfterFirst(separator: number, next: number): number {
  switch (separator) {
    case COLON:
    case EQUALS:
      return NEXT.any;
    case COMMA:
      return next === OTHER || /[\s"'`\\:=>bruf]/i.test(String.fromCharCode(next)) ? NEXT.any : 0;
    case BRACKET:
      return isQuoteOrEscape(next) ? NEXT.any : 0;
    case TAG_END:
      return next > 0x20 ? NEXT.any : 0;
    default:
      return 0;
  }
}

function neededAfterSecond(before: number, separator: number): number {
  switch (separator) {
    case COLON:
      return NEXT.any;
    case EQUALS:
      return isAtNameEnd(before) ? NEXT.any : 0;
    case COMMA:
      return isQuote(before) ? NEXT.any : 0;
    case BRACKET:
      return isAtNameEnd(before) ? NEXT.quote : 0;
    case TAG_END:
      return isAtTagEnd(before) ? NEXT.visible : 0;
    default:
      return 0;
  }
}

/** What a byte has of what `neededAfter` asks. */
export function offeredBy(byte: number): number {
  return NEXT.any | (isQuoteOrEscape(byte) ? NEXT.quote : 0) | (byte > 0x20 ? NEXT.visible : 0);
}

/** Notes the separator at an index, if there is one. */
export function noteSeparator(bytes: Uint8Array, at: number, separators: Separators): void {
  switch (bytes[at]) {
    case COLON:
      if (isSlash(bytes[at + 1]!) || endOfName(bytes, at) > 0) separators.colons.push(at);
      return;
    case EQUALS:
      if (endOfName(bytes, at) > 0) separators.equals.push(at);
      return;
    case COMMA:
      if (at > 0 && isQuote(bytes[at - 1]!) && endOfName(bytes, at) > 0) separators.commas.push(at);
      return;
    case BRACKET:
      if (isQuoteOrEscape(bytes[at + 1]!) && endOfName(bytes, at) > 0) separators.brackets.push(at);
      return;
    case TAG_END:
      if (at > 0 && isAtTagEnd(bytes[at - 1]!) && startsElementText(bytes, at + 1))
        separators.tagEnds.push(at);
  }
}

/** Of a URL, be it escaped. */
function isSlash(byte: number): boolean {
  return byte === 0x2f || byte === BACKSLASH;
}

function isQuote(byte: number): boolean {
  return byte === 0x22 || byte === 0x27;
}

function isQuoteOrEscape(byte: number): boolean {
  return isQuote(byte) || byte === BACKSLASH;
}

/** Arrows stand after a space, and elements without text end with a slash. */
function isAtTagEnd(before: number): boolean {
  return before !== 0x20 && before !== 0x2f;
}

/** No other tag, but CDATA. */
function startsElementText(bytes: Uint8Array, at: number): boolean {
  return bytes[at]! > 0x20 && (bytes[at] !== 0x3c || bytes[at + 1] === 0x21);
}

function isAtNameEnd(byte: number): boolean {
  return IN_NAME[byte] === 1 || BETWEEN[byte] === 1;
}

/** By byte: whether it may stand in a name. */
export const IN_NAME = new Uint8Array(256);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.') {
  IN_NAME[character.charCodeAt(0)] = 1;
}

/** What may stand between a name and its separator: quotes, their escapes, brackets, the marks of optional names. */
const BETWEEN = new Uint8Array(256);
for (const character of '\t "\'`\\])?!*') BETWEEN[character.charCodeAt(0)] = 1;
const LONGEST_BETWEEN = 24;

/**
 * By the last three letters of a name, whatever their case: whether a sensitive name may end so. Most other names are
 * told by that.
 */
const ENDING = new Uint8Array(32 ** 3);
for (const ending of 'key ken ret ord ort swd pwd ase ion kie ies ass ode uth ial als eds red rer pat jwt sas lue ain irm der ure sig pid eam dsn ign ion art api eck ier alt psk nha ave sse ata nid sid nic ase ing eys ens ets rds ext pon nse est mac'.split(
  ' ',
)) {
  ENDING[
    endingOf(
      Uint8Array.from(ending, (letter) => letter.charCodeAt(0)),
      2,
    )
  ] = 1;
}

/** Letters count by their five low bits. */
function endingOf(bytes: Uint8Array, last: number): number {
  return ((bytes[last - 2]! & 31) << 10) | ((bytes[last - 1]! & 31) << 5) | (bytes[last]! & 31);
}

/** Where the name before a separator ends, without quotes and brackets; 0 when it cannot be a sensitive one. */
export function endOfName(bytes: Uint8Array, separator: number): number {
  let end = separator;
  const limit = Math.max(0, separator - LONGEST_BETWEEN);
  while (end > limit && BETWEEN[bytes[end - 1]!] === 1) end--;
  if (end < 2 || IN_NAME[bytes[end - 1]!] === 0) return 0;
  let letters = end - 1;
  while (letters > 0 && isNumbering(bytes[letters]!)) letters--;
  return (letters > 1 && ENDING[endingOf(bytes, letters)] === 1) || isShortForPassword(bytes, letters)
    ? end
    : 0;
}

/** `pw`, the only sensitive name of two letters. */
function isShortForPassword(bytes: Uint8Array, last: number): boolean {
  return last > 0 && (bytes[last]! | 0x20) === 0x77 && (bytes[last - 1]! | 0x20) === 0x70;
}

/** What numbers names: digits and what joins them, as in `API_KEY_2`. */
function isNumbering(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d || byte === 0x2e;
}
