/** Finds passwords and keys that stand after the word without a separator: in sentences, tables, SQL and `.netrc` files. */
import type { Finding } from './finding';
import { isPlaceholder, looksRandom } from './values';

const AFTER =
  /(?:[ \t]{1,20}(?:(?:is|was|to)[ \t]{1,4})?|[ \t]{0,20}(?:\||->)[ \t]{0,20})[`"'*]{0,2}([^\s`"'\\<>|]{6,100})/y;

/** Algorithms, encodings and versions are no passwords. */
const TERM =
  /^(?:sha|md5|base64|utf|bcrypt|argon|pbkdf|oauth|scrypt|hmac|aes|v?\d|pass|token|key|http|user|-|\/|\(|\{|\[)/i;

/** What is looked for: few words have a `w`, and of those fewer go on so. */
const ENDS = ['word', 'WORD'];
const BEFORE = 'pass';

/** `my API key is …`, of a token, of a secret: beginning with letters that are rare, for which the search is fast. */
const IS = ['key is ', 'ken is ', 'cret is '];
const KEY = /(\\*[`"'*]{0,2})([\w.~+/=-]{16,500})/y;

export function findInSentences(text: string, found: Finding[]): void {
  for (const end of ENDS) findPasswords(text, end, found);
  for (const words of IS) findKeys(text, words, found);
}

function findPasswords(text: string, end: string, found: Finding[]): void {
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + end.length)) {
    if (text.slice(Math.max(0, at - BEFORE.length), at).toLowerCase() !== BEFORE) continue;
    AFTER.lastIndex = at + end.length;
    const word = AFTER.exec(text)?.[1];
    if (word === undefined || TERM.test(word) || isPlaceholder(word)) continue;
    const password = word.replace(/[.,;:)\]}]+$/, '');
    if (!/\d/.test(password) || /[=(]/.test(password) || !looksRandom(password, 6)) continue;
    const start = AFTER.lastIndex - word.length;
    found.push({ start, end: start + password.length, kind: 'password', byShape: false });
  }
}

function findKeys(text: string, words: string, found: Finding[]): void {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    KEY.lastIndex = at + words.length;
    const [, quote = '', word = ''] = KEY.exec(text) ?? [];
    const key = word.replace(/\.$/, '');
    if (isPlaceholder(key) || !looksRandom(key, 16) || !/\d/.test(key)) continue;
    const start = at + words.length + quote.length;
    found.push({ start, end: start + key.length, kind: 'key', byShape: false });
  }
}
