/** Finds secrets among the options of a command: `--api-key …`, `curl -u user:password`, `mysql -p…`. */
import type { Finding } from './finding';
import { isQuotedSecret } from './fieldValues';
import { sensitiveName } from './names';
import { isPlaceholder, looksRandom } from './values';

/** Between an option and its value: a space, or the quotes and the comma of an array of arguments. */
const GAP = String.raw`(?:[ \t]{1,4}\\*["']?|\\*["'],\s{0,40}\\*["'])`;
const LONG = new RegExp(String.raw`--([A-Za-z][\w-]{1,40})${GAP}([^\s"'\\]{4,500})`, 'y');
const USER = new RegExp(
  String.raw`(?:-u|--user|--proxy-user)(?:${GAP}|=\\*["']?|(?<=-u))([^\s:"'\\=/]{1,100}:)([^\s"'\\]{1,200})`,
  'y',
);
const SHORT = /-[pa](?:[ =]?\\*["']?)([^\s"'\\]{4,200})/y;
/** Commands whose `-p` (redis: `-a`) is followed by a password. */
const TAKES_PASSWORD = /(?:\b(?:mysql\w*|mariadb\S*|sshpass|docker login|redis-cli)\b)[^\n|;&]{0,160}$/;

export function findOptions(text: string, found: Finding[]): void {
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    const next = text.charCodeAt(at + 1);
    const isLong = next === 0x2d;
    if (!isLong && next !== 0x75 && next !== 0x70 && next !== 0x61) continue;
    // An option begins a word.
    const before = at === 0 ? 0x20 : text.charCodeAt(at - 1);
    if (before !== 0x20 && before !== 0x22 && before !== 0x27 && before !== 0x0a && before !== 0x09) continue;
    if (isLong) findLong(text, at, found);
    if (isLong || next === 0x75) findUser(text, at, found);
    else findShort(text, at, found);
  }
}

function findLong(text: string, at: number, found: Finding[]): void {
  LONG.lastIndex = at;
  const match = LONG.exec(text);
  if (match === null) return;
  const [, option = '', value = ''] = match;
  const name = sensitiveName(option);
  if (name?.form !== 'plain' || !isQuotedSecret(value, name)) return;
  // `--password PASSWORD`, `--token flag`: a manual, not a call.
  if (/^(?:[A-Z_]+|[a-z_-]+)[`;,.)\]]*$/.test(value)) return;
  if (value.startsWith('-') && !looksRandom(value, 16)) return;
  found.push({ start: LONG.lastIndex - value.length, end: LONG.lastIndex, kind: name.kind, byShape: false });
}

function findUser(text: string, at: number, found: Finding[]): void {
  USER.lastIndex = at;
  const match = USER.exec(text);
  if (match === null) return;
  const [, , password = ''] = match;
  // User and group ids or names are no password (`docker run -u 1000:1000`).
  if (isPlaceholder(password) || /^(?:\d+|[a-z-]+)$/.test(password)) return;
  found.push({
    start: USER.lastIndex - password.length,
    end: USER.lastIndex,
    kind: 'password',
    byShape: false,
  });
}

function findShort(text: string, at: number, found: Finding[]): void {
  SHORT.lastIndex = at;
  const match = SHORT.exec(text);
  if (match === null || !TAKES_PASSWORD.test(text.slice(Math.max(0, at - 200), at))) return;
  const [, password = ''] = match;
  if (isPlaceholder(password.replace(/[;,)]+$/, '')) || /^(?:\d+|[a-z-]+)$/.test(password)) return;
  found.push({
    start: SHORT.lastIndex - password.length,
    end: SHORT.lastIndex,
    kind: 'password',
    byShape: false,
  });
}
