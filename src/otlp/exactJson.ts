/** JSON whose integers stay exact: `JSON.parse` alone rounds 1544712660300000001 to 1544712660300000000. */
import { OtlpDecodeError } from './decodeError';

/** From 16 digits on, an integer may lie beyond 2^53 (9007199254740992). */
const LONG_INTEGER_DIGITS = 16;

/** Finds a long number that is no string's content — or looks like it: the scan then makes sure. */
const MAYBE_LONG_INTEGER = /[:,[]\s*-?\d[\d.]{15}/;

/** A number as JSON writes it. */
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Longer integers are no 64-bit ones, in digits. */
const LONGEST_INTEGER_DIGITS = 20;

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Objects and lists in one text. A few characters each make `JSON.parse` fill gigabytes; real requests have one for
 * some thirty characters. Counted roughly, what strings contain included.
 */
const MAX_CONTAINERS = 5_000_000;

/**
 * Parses JSON as `JSON.parse` does, whose numbers are exact up to 2^53. A byte order mark before the JSON is passed
 * over (RFC 8259, section 8.1). Throws an `OtlpDecodeError`.
 */
export function parseJson(json: string): unknown {
  const text = json.startsWith(BYTE_ORDER_MARK) ? json.slice(1) : json;
  if (text.length > 2 * MAX_CONTAINERS && countContainers(text) > MAX_CONTAINERS) {
    throw new OtlpDecodeError(`more than ${MAX_CONTAINERS} objects and lists: export smaller batches`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OtlpDecodeError(`not valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

/**
 * The same, but an integer of 16 digits or more arrives as a string of them, whether it is written 1544712660300000001
 * or 1.544712660300000001e18; OTLP/JSON allows both forms for 64-bit integers, so readers take either.
 */
export function parseExactJson(json: string): unknown {
  return parseJson(MAYBE_LONG_INTEGER.test(json) ? quoteLongIntegers(json) : json);
}

/** Puts quotes around integers of 16 digits or more that stand outside strings. */
function quoteLongIntegers(text: string): string {
  let result = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      const integer = end - at < LONG_INTEGER_DIGITS ? null : integerIn(text.slice(at, end));
      if (integer !== null) {
        result += `${text.slice(copied, at)}"${integer}"`;
        copied = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  return result + text.slice(copied);
}

function countContainers(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPENING_BRACE || code === OPENING_BRACKET) count++;
  }
  return count;
}

const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const QUOTE = 0x22;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;

/** The position behind the string that begins at `start`; the text's end when it does not end. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** The position behind the number that begins at `start`, fraction and exponent included. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isNumberPart(text.charCodeAt(at))) at++;
  return at;
}

/** The digits of a number that is an integer of 16 to 20, with its sign; null for others. */
function integerIn(literal: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(literal) ?? [];
  const decimals = fraction.replace(/0+$/, '');
  const zeros = Number(exponent) - decimals.length;
  if (zeros < 0 || zeros > LONGEST_INTEGER_DIGITS) return null;
  const digits = `${whole}${decimals}${'0'.repeat(zeros)}`;
  const isLong = digits.length >= LONG_INTEGER_DIGITS && digits.length <= LONGEST_INTEGER_DIGITS;
  return isLong ? sign + digits : null;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits and `+ - . E e`. */
function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === MINUS || code === 0x2e || code === 0x45 || code === 0x65;
}
