/** Finds secrets among the options of a command: `--api-key …`, `curl -u user:password`, `mysql -p…`. */
import type { Finding } from './finding';
import { isQuotedSecret } from './fieldValues';
import { sensitiveName } from './names';
import { isPasswordOfLetters } from './plainWords';
import type { Trigger } from './trigger';
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

const BEFORE = [' ', '"', "'", '\n', '\t'];
const OPTION_STARTS: [sign: string, find: (text: string, at: number, found: Finding[]) => void][] = [
  ['--', findLong],
  ['--user', findUser],
  ['--proxy-user', findUser],
  ['-u', findUser],
  ['-p', findShort],
  ['-a', findShort],
];

/** Options begin a word. */
export const OPTIONS: Trigger[] = BEFORE.flatMap((before) =>
  OPTION_STARTS.map(([sign, find]): Trigger => ({
    word: before + sign,
    look: (text, at, found) => {
      find(text, at + 1, found);
    },
  })),
);

/** The option that a text begins with. */
export function findFirstOption(text: string, found: Finding[]): void {
  for (const [sign, find] of OPTION_STARTS) if (text.startsWith(sign)) find(text, 0, found);
}

function findLong(text: string, at: number, found: Finding[]): void {
  LONG.lastIndex = at;
  const match = LONG.exec(text);
  if (match === null) return;
  const [, option = '', value = ''] = match;
  const name = sensitiveName(option);
  if (name?.form !== 'plain' || !isQuotedSecret(value, name)) return;
  // `--password PASSWORD`, `--token flag`: a manual, not a call.
  if (
    /^(?:[A-Z_]+|[a-z_-]+)[`;,.)\]]*$/.test(value) &&
    !(name.kind === 'password' && isPasswordOfLetters(value))
  )
    return;
  if (value.startsWith('-') && !looksRandom(value, 16)) return;
  found.push({ start: LONG.lastIndex - value.length, end: LONG.lastIndex, kind: name.kind, byShape: false });
}

function findUser(text: string, at: number, found: Finding[]): void {
  USER.lastIndex = at;
  const match = USER.exec(text);
  if (match === null) return;
  const [, , password = ''] = match;
  // User and group ids or names are no password (`docker run -u 1000:1000`).
  if (isPlaceholder(password) || (/^(?:\d+|[a-z-]+)$/.test(password) && !isOfTransfer(text, at))) return;
  found.push({
    start: USER.lastIndex - password.length,
    end: USER.lastIndex,
    kind: 'password',
    byShape: false,
  });
}

/** Whether an option is one of a program that logs in somewhere. */
function isOfTransfer(text: string, at: number): boolean {
  return /\b(?:curl|wget|httpie|lftp)\b[^\n|;&]{0,160}$/.test(text.slice(Math.max(0, at - 180), at));
}

function findShort(text: string, at: number, found: Finding[]): void {
  SHORT.lastIndex = at;
  const match = SHORT.exec(text);
  if (match === null || !TAKES_PASSWORD.test(text.slice(Math.max(0, at - 200), at))) return;
  const [, password = ''] = match;
  if (
    isPlaceholder(password.replace(/[;,)]+$/, '')) ||
    (/^(?:\d+|[a-z-]+)$/.test(password) && !isPasswordOfLetters(password))
  )
    return;
  found.push({
    start: SHORT.lastIndex - password.length,
    end: SHORT.lastIndex,
    kind: 'password',
    byShape: false,
  });
}
