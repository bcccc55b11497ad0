/** Finds passwords and keys that stand after a word of another language. */
import type { Finding } from './finding';
import { isPlaceholder, isProse, looksRandom } from './values';

const PASSWORD =
  /(?:contraseña|пароль|密码|密碼|口令|パスワード|비밀번호|hasło|lösenord|şifre|mật khẩu|κωδικός|סיסמה|كلمة المرور|पासवर्ड|รหัสผ่าน|senha|parola)(?:["'`*]{0,3}\s{0,3}[:=：]|\s{0,3}(?:[是为は]|(?:is|es|est|это|é|è)\s))\s{0,3}\\*["'`*]{0,3}([^\s"'`\\<>，。]{4,100})/giu;
/** What a sentence says of a password mostly has no digit. */
const IS = /[是为は]|\s(?:is|es|est|это|é|è)\s/iu;
const KEY =
  /(?:schlüssel|clé(?: d['’])?(?: ?api)?|密钥|密鑰|金鑰|APIキー|ключ|令牌|トークン|토큰|токен)["'`*]{0,3}\s{0,3}(?:[:=：]|是|为|は)\s{0,3}\\*["'`*]{0,3}([\w.~+/=-]{16,500})/giu;

export function findForeignPasswords(text: string, found: Finding[]): void {
  find(
    text,
    PASSWORD,
    'password',
    (word, whole) =>
      !isPlaceholder(word) &&
      !isProse(word) &&
      (/\d/.test(word) || (!IS.test(whole) && /[!-/:-@]|\w{8}/.test(word))),
    found,
  );
  find(text, KEY, 'key', (word) => !isPlaceholder(word) && looksRandom(word, 16) && /\d/.test(word), found);
}

function find(
  text: string,
  pattern: RegExp,
  kind: string,
  accept: (word: string, whole: string) => boolean,
  found: Finding[],
): void {
  for (const { 0: whole, 1: word = '', index } of text.matchAll(pattern)) {
    const end = index + whole.length;
    if (accept(word, whole)) found.push({ start: end - word.length, end, kind, byShape: false });
  }
}
