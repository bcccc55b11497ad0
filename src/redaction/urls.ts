/** Finds passwords in URLs and in Go's data source names: `scheme://user:password@host`, `user:password@tcp(host)`. */
import type { Finding } from './finding';
import type { Trigger } from './trigger';
import { looksRandom } from './values';

/** Longest user and password together, in characters. */
const LONGEST = 300;
const SLASHES = /(?:\\*\/){2}/y;
/** Up to the host's `@`. A password that was not percent-encoded may hold a slash; a port before a path is no password. */
const USER_INFO = /([^\s"'`<>\\/?#:@]*):(?!\d{1,5}(?:[/?#]|\\))([^\s"'`<>\\]{1,200})/y;
/** Passwords of examples. */
const EXAMPLE =
  /^(?:pass(?:word|wd|phrase)?|pwd|pw|secret|token|key|api[-_]?key|[x*.•…_-]+|your[-_ ].*|my[-_]?password|\(redacted.*|redacted|<.*|\[.*|\{.*|%s|\$.*|\*+.*)$/i;

/** `colon` is the place of a `:`. */
export function findUrlPassword(text: string, colon: number, found: Finding[]): void {
  SLASHES.lastIndex = colon + 1;
  if (!SLASHES.test(text)) return;
  USER_INFO.lastIndex = SLASHES.lastIndex;
  const match = USER_INFO.exec(text);
  if (match === null) {
    findUserKey(text, SLASHES.lastIndex, found);
    return;
  }
  const [, user = '', rest = ''] = match;
  const password = rest.slice(0, hostSign(rest));
  if (password === '' || EXAMPLE.test(password)) return;
  const start = match.index + user.length + 1;
  found.push({ start, end: start + password.length, kind: 'url-password', byShape: true });
}

const USER_KEY = /([\w.~-]{20,500})@[\w.-]/y;

/** `https://key@host`, where the key is all. */
function findUserKey(text: string, from: number, found: Finding[]): void {
  USER_KEY.lastIndex = from;
  const key = USER_KEY.exec(text)?.[1];
  if (key === undefined || !looksRandom(key, 20) || !/\d/.test(key)) return;
  found.push({ start: from, end: from + key.length, kind: 'url-password', byShape: true });
}

/** Where the `@` before the host is; 0 for none. The last one before the path: passwords may hold one themselves. */
function hostSign(rest: string): number {
  const path = rest.search(/[/?#]/);
  const inAuthority = rest.lastIndexOf('@', path < 0 ? rest.length : path);
  if (inAuthority > 0) return inAuthority;
  // The slash is the password's own when a host follows the sign.
  const late = /@[A-Za-z0-9][\w.-]*(?::\d+)?(?:[/?#]|$)/.exec(rest);
  return late === null ? 0 : late.index;
}

const DATA_SOURCE_USER = /(?:^|[\s"'`=/])[\w.-]{1,64}:([^\s"'`<>\\]+)$/;

/** go-sql-driver/mysql: `[user[:password]@][net[(addr)]]/dbname`. */
export const DATA_SOURCES = ['@tcp(', '@unix('].map((word): Trigger => ({
  word,
  look: (text, at, found) => {
    const match = DATA_SOURCE_USER.exec(text.slice(Math.max(0, at - LONGEST), at));
    const password = match?.[1] ?? '';
    if (password === '' || EXAMPLE.test(password)) return;
    found.push({ start: at - password.length, end: at, kind: 'url-password', byShape: true });
  },
}));

/** Hosts whose first label is the key: who knows it may send there. */
const KEY_HOST = /(?<![\w.-])[a-z0-9]{12,40}$/;

export const KEY_HOSTS: Trigger = {
  word: '.m.pipedream.net',
  look: (text, at, found) => {
    const key = KEY_HOST.exec(text.slice(Math.max(0, at - 41), at))?.[0];
    if (key !== undefined && /\d/.test(key))
      found.push({ start: at - key.length, end: at, kind: 'webhook', byShape: true });
  },
};
