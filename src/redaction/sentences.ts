/** Finds passwords and keys that stand after the word without a separator: in sentences, tables, SQL and `.netrc` files. */
import type { Finding } from './finding';
import type { SensitiveName } from './names';
import { sensitiveName } from './names';
import { isPath, isUuid } from './fieldValues';
import type { Trigger } from './trigger';
import { isPlaceholder, looksRandom } from './values';

/** Between a name and its value: spaces, the border of a table, few words. */
const GAP =
  /[\w*`"')\]]{0,3}(?:[ \t]{1,20}(?:(?:\|\||\?\?)[ \t]{0,9}|(?:is|was|to|provided|value|given|used)\b:?[ \t]{1,4})?|[ \t]{0,20}(?:\|\||\?\?|[|│┃]|->|→|[-–—:=(])[ \t]{0,20}){1,2}\\*[`"'*(]{0,2}/y;
const WORD = /[^\s`"'\\<>|│]{6,500}/y;

/** Algorithms, encodings and versions are no passwords. */
const TERM =
  /^(?:sha|md5|base64|utf|bcrypt|argon|pbkdf|oauth|scrypt|hmac|aes|v?[\d.]+$|pass|token|key|http|user|-|\/|\(|\{|\[)/i;

/** Longest name, in characters. */
const LONGEST_NAME = 60;

/** Passwords and keys that nothing but a word announces have a digit among so many of their first characters. */
const DIGIT_WITHIN = 48;

function hasDigit(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at]! >= 0x30 && bytes[at]! <= 0x39) return true;
  return false;
}

export const NAME_WORDS = [
  'key',
  'token',
  'secret',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
].map((word): Trigger => ({
  word,
  look: (text, at, found, bytes) => {
    findAfterWord(text, bytes, at + word.length, found);
  },
}));

function findAfterWord(text: string, bytes: Uint8Array, end: number, found: Finding[]): void {
  const next = bytes[end]!;
  // A letter or digit goes on with the word; a value after a tight separator is found under its name.
  if (isWordCharacter(next) || next === 0x3a || next === 0x3d || next === 0x28) return;
  if (!hasDigit(bytes, end, Math.min(text.length, end + DIGIT_WITHIN))) return;
  GAP.lastIndex = end;
  if (!GAP.test(text)) return;
  const start = GAP.lastIndex;
  WORD.lastIndex = start;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) return;
  const name = nameOf(text.slice(Math.max(0, end - LONGEST_NAME), end));
  if (name === null) return;
  const value = word.replace(/[.,;:)\]}]+$/, '');
  if (name.kind === 'password' ? !isPassword(value) : !isKey(value, name)) return;
  found.push({ start, end: start + value.length, kind: name.kind, byShape: false });
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e
  );
}

/** Of `…API_KEY` as well as of `… API key`. */
function nameOf(before: string): SensitiveName | null {
  const [, first = '', last = ''] = /([A-Za-z]{2,12}[ -])?([\w.-]+)$/.exec(before) ?? [];
  if (/^(?:key|token|secret)$/i.test(last) && first !== '') {
    const joined = sensitiveName(`${first.slice(0, -1)}_${last}`.toLowerCase());
    return joined ?? (/^(?:key|token)$/i.test(last) ? null : sensitiveName(last));
  }
  return sensitiveName(last);
}

function isPassword(value: string): boolean {
  return (
    !TERM.test(value) &&
    !isPlaceholder(value) &&
    /\d/.test(value) &&
    !/[=(]/.test(value) &&
    looksRandom(value, 6)
  );
}

function isKey(value: string, name: SensitiveName): boolean {
  return (
    looksRandom(value, name.certain ? 16 : 20) &&
    /\d/.test(value) &&
    /^[\w.~+/=-]+$/.test(value) &&
    !isPlaceholder(value) &&
    !isPath(value) &&
    !/\.[A-Za-z_]+$/.test(value) &&
    (name.certain || !isUuid(value)) &&
    !/^[A-Z]+(?:_[A-Z0-9]+)+$|^[a-z]+(?:[_-][a-z0-9]+)*$/.test(value)
  );
}
