/** Finds the secrets in a text. */
import { characterTable } from './characterTable';
import { findFirstOption } from './commandLine';
import { findInEncoded } from './encodedText';
import type { Finding } from './finding';
import { joinFindings } from './finding';
import { findNamedValues } from './namedValues';
import { findForeignPasswords } from './foreignWords';
import { scan } from './scan';
import { SearchedText } from './searchedText';
import { hasSeparators, noSeparators } from './separators';
import { findShapes, SHORTEST_RUN } from './shapes';
import type { Place } from './valueReader';

/** Shorter texts hold no secret that shows. */
const SHORTEST_TEXT = 8;

/** As in a Kubernetes Secret that holds a configuration of Docker. */
const DEEPEST_ENCODING = 2;

const DASH = 0x2d;

/** Of one without a label, in characters. */
const SHORTEST_PRIVATE_KEY = 100;
const LONGEST_PRIVATE_KEY = 20_000;

/** Keys may stand alone; all other secrets stand beside a separator, a quote or a space. */
const IN_KEY = characterTable('A-Za-z0-9_.~+/-');

/** In the order of the text, none overlapping. Takes time linear in the text's length, whatever the text. */
export function findSecrets(text: string): Finding[] {
  return findInText(text, DEEPEST_ENCODING);
}

function findInText(text: string, depth: number): Finding[] {
  return text.length < SHORTEST_TEXT ? [] : findWithin(SearchedText.of(text), depth);
}

/** Whether there are any in a text that lies in bytes, as UTF-8: most are told harmless without a string of them. */
export function hasSecretsAt(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SHORTEST_TEXT) return false;
  return findWithin(SearchedText.at(bytes, start, end), DEEPEST_ENCODING).length > 0;
}

/** `depth`: so many encodings, one in another, are looked into. */
function findWithin(text: SearchedText, depth: number): Finding[] {
  let found: Finding[] = [];
  const longRuns: Place[] = [];
  // Last, for the bytes of the text are written over by those of the decoded one.
  const decode = (): void => {
    if (depth > 0 && longRuns.length > 0)
      findInEncoded(text.string, longRuns, (decoded) => findInText(decoded, depth - 1), found);
  };
  if (isOneWord(text)) {
    if (text.length < SHORTEST_RUN) return [];
    findShapes(text, found, longRuns);
    if (text.length >= SHORTEST_PRIVATE_KEY && text.length <= LONGEST_PRIVATE_KEY)
      scan(text, found, noSeparators());
    decode();
    return found.length > 1 ? joinFindings(found) : found;
  }
  const { bytes, hasForeignLetters } = text.ascii;
  const separators = noSeparators();
  const besideWords: Finding[] = [];
  findShapes(text, found, longRuns);
  scan(text, besideWords, separators);
  if (hasSeparators(separators)) findNamedValues(text.string, bytes, separators, found);
  // A value's own name says more of it than a word before does: the first finding of a place names it.
  if (besideWords.length > 0) found = [...found, ...besideWords];
  if (bytes[0] === DASH) findFirstOption(text.string, found);
  if (hasForeignLetters) findForeignPasswords(text.string, found);
  decode();
  if (found.length === 0) return found;
  const { string } = text;
  const left = string.includes(MARK) ? found.filter((finding) => !isMarked(string, finding)) : found;
  return left.length > 1 ? joinFindings(left) : left;
}

function isOneWord({ ascii: { bytes }, length }: SearchedText): boolean {
  for (let at = 0; at < length; at++) if (IN_KEY[bytes[at]!] === 0) return false;
  return true;
}

/** What every mark begins with. */
const MARK = '(redacted:';
const MARKS = /\(redacted:[a-z0-9-]*\)?/g;
/** Longest mark, in characters. */
const LONGEST_MARK = 64;

/** Whether nothing but a former redaction's mark, or a part of one, was found. */
function isMarked(text: string, { start, end }: Finding): boolean {
  const before = text.slice(Math.max(0, start - LONGEST_MARK), start);
  const opening = before.lastIndexOf(MARK);
  if (opening >= 0 && !before.includes(')', opening)) return true;
  const secret = text.slice(start, end);
  return secret.includes(MARK) && !/\w{4}/.test(secret.replace(MARKS, ''));
}
