/** Finds passwords that stand after the word without a separator: in sentences, tables and `.netrc` files. */
import type { Finding } from './finding';
import { isPlaceholder, looksRandom } from './values';

const AFTER =
  /(?:[ \t]{1,20}(?:(?:is|was|to)[ \t]{1,4})?|[ \t]{0,20}(?:\||->)[ \t]{0,20})[`"'*]{0,2}([^\s`"'\\<>|]{6,100})/y;

/** Algorithms, encodings and versions are no passwords. */
const TERM =
  /^(?:sha|md5|base64|utf|bcrypt|argon|pbkdf|oauth|scrypt|hmac|aes|v?\d|pass|token|key|http|user|-|\/|\(|\{|\[)/i;

/** What is looked for: few words have a `w`, and of those fewer go on so. */
const END = 'word';
const BEFORE = 'pass';

export function findInSentences(text: string, found: Finding[]): void {
  for (let at = text.indexOf(END); at >= 0; at = text.indexOf(END, at + END.length)) {
    if (text.slice(Math.max(0, at - BEFORE.length), at).toLowerCase() !== BEFORE) continue;
    AFTER.lastIndex = at + END.length;
    const word = AFTER.exec(text)?.[1];
    if (word === undefined || TERM.test(word) || isPlaceholder(word)) continue;
    const password = word.replace(/[.,;:)\]}]+$/, '');
    if (!/\d/.test(password) || /[=(]/.test(password) || !looksRandom(password, 6)) continue;
    const start = AFTER.lastIndex - word.length;
    found.push({ start, end: start + password.length, kind: 'password', byShape: false });
  }
}
