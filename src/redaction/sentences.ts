/** Finds passwords and keys that stand after the word without a separator: in sentences, tables, SQL and `.netrc` files. */
import type { Finding } from './finding';
import type { SensitiveName } from './names';
import { sensitiveName } from './names';
import { isPath, isUuid } from './fieldValues';
import { isPasswordOfLetters, isSaidOfPasswords } from './plainWords';
import type { Trigger } from './trigger';
import { isPlaceholder, isProse, looksRandom } from './values';

/** Between a name and its value: spaces, the border of a table, few words. */
const GAP =
  /[\w*`"')\]]{0,3}(?:\? (?:it['’]s|it is) |[ \t]{1,20}(?:(?:\|\||\?\?)[ \t]{0,9}|(?:(?:for|of|on) (?:[\w.-]{1,20} ){1,4}?(?=is |was ))?(?:(?:is|was|to|from|provided|value|given|used|ist|lautet|est)\b|[èé]):?[ \t]{1,4})?|[ \t]{0,20}(?:\|\||\?\?|[|│┃]|->|→|[-–—:=(])[ \t]{0,20}){1,2}\\*[`"'*(]{0,2}/y;
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

const PASSWORD_WORDS = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'passwort',
  'wachtwoord',
  'mot de passe',
];

export const NAME_WORDS = ['key', 'token', 'secret', ...PASSWORD_WORDS].map((word): Trigger => ({
  word,
  look: (text, at, found, bytes) => {
    const end = at + word.length;
    // A letter or digit goes on with the word.
    if (isWordCharacter(bytes[end]!)) return;
    if (PASSWORD_WORDS.includes(word)) findLetters(text, at, end, found);
    findAfterWord(text, bytes, end, found);
  },
}));

function findAfterWord(text: string, bytes: Uint8Array, end: number, found: Finding[]): void {
  const next = bytes[end]!;
  // A value after a tight separator is found under its name.
  if (next === 0x3a || next === 0x3d || next === 0x28) return;
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

/** After the word, up to what it says the password to be. */
const IS =
  /["'`*]{0,3}(?:['’]s|(?: (?:for|of|to|on) (?:[\w.-]{1,20} ){1,4}?(?=is |was |: )| )?(?:is|was|ist|est|lautet)(?: now| still| currently)?):?\s{1,4}/y;
const FOR = /["'`*]{0,3} (?:for|of|to|on) (?:[\w.-]{1,20}[ ]?){1,4}?: /y;
const TO = / to:? /y;
const CHANGED_TO = / (?:was|has been|is) (?:now )?(?:changed|set|reset|updated) to:? /y;
const AFTER_SETTING = /\b(?:set|changed|updated)\b[^.\n]{0,40}$/i;
const BESIDE = / {1,2}/y;
const AFTER_USER =
  /\b(?:user|username|login|account|as)[ :=]{1,3}["'`]?(?!name|id\b|and\b|or\b|with\b)[\w.@-]{2,60}["'`]?,? (?:(?:and|with|using) )?(?:the |a |his |her |their )?$/i;
const AFTER_WITH = /\b(?:with|use|using|and|enter|try|type)(?: the| a| this)? $/i;

/** One word or, of passphrases, several; with the quote it stands in. */
const LETTERS = /\\{0,63}(["'`*]{0,2})([A-Za-z]+(?:-[A-Za-z]+)*)/y;
const PHRASE =
  /\\{0,63}["'`*]{0,2}([a-z]{3,12}(?: (?:[a-z]{3,12}|\d{1,4})){3,9})(?=[.!]?(?:\\{0,63}["'`*]|[\r\n]|\\{1,63}[rn]|$))/y;
/** What may follow a password that nothing sets off. */
const GOES_ON =
  /[.,;!)]{1,2}(?:\s|\\|["']|$)|\\{1,63}["'nr]|["'`]|\s{0,3}(?:[\r\n]|$)|\s(?:and|but|so|for|please|thanks|—|-|\()/y;

/** `the password is tangerine`: where a sentence says it, letters alone are a password unless they are an adjective. */
function findLetters(text: string, at: number, end: number, found: Finding[]): void {
  const isSaid = isAt(CHANGED_TO, text, end) || isAt(IS, text, end) || isAt(FOR, text, end);
  const before = isSaid ? '' : text.slice(Math.max(0, at - 120), at);
  let start = isSaid ? CHANGED_TO.lastIndex || IS.lastIndex || FOR.lastIndex : 0;
  if (start === 0 && AFTER_SETTING.test(before) && isAt(TO, text, end)) start = TO.lastIndex;
  const isBeside = start === 0 && isAt(BESIDE, text, end) && AFTER_WITH.test(before);
  const isOfUser = start === 0 && isAt(BESIDE, text, end) && AFTER_USER.test(before);
  if (isBeside || isOfUser) start = BESIDE.lastIndex;
  if (start === 0) return;
  LETTERS.lastIndex = start;
  const [whole, quote = '', word = ''] = LETTERS.exec(text) ?? [];
  if (whole === undefined || (isBeside && !isOfUser && quote === '')) return;
  if (
    isPasswordOfLetters(word) &&
    (quote === ''
      ? isAt(GOES_ON, text, LETTERS.lastIndex)
      : text
          .slice(LETTERS.lastIndex, LETTERS.lastIndex + 64)
          .replace(/^[.!\\]+/, '')
          .startsWith(quote))
  ) {
    const wordEnd = start + whole.length;
    found.push({ start: wordEnd - word.length, end: wordEnd, kind: 'password', byShape: false });
    return;
  }
  if (!isSaid || !isAt(PHRASE, text, start)) return;
  PHRASE.lastIndex = start;
  const phrase = PHRASE.exec(text)![1]!;
  if (isProse(phrase) || phrase.split(' ').some(isOfSentence)) return;
  found.push({
    start: PHRASE.lastIndex - phrase.length,
    end: PHRASE.lastIndex,
    kind: 'password',
    byShape: false,
  });
}

/** A passphrase that everybody knows begins with `correct`. */
function isOfSentence(word: string, index: number): boolean {
  return isSaidOfPasswords(word) && (index > 0 || word !== 'correct');
}

function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
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
    // The ids of PGP's keys.
    !/^(?:[0-9A-F]{16}|[0-9A-F]{40})$/.test(value) &&
    !/\.[A-Za-z_]+$/.test(value) &&
    (name.certain || !isUuid(value)) &&
    !/^[A-Z]+(?:_[A-Z0-9]+)+$|^[a-z]+(?:[_-][a-z0-9]+)*$/.test(value)
  );
}
