/** Finds the secrets in a text. */
import { asciiBytes } from './asciiBytes';
import { findFirstOption } from './commandLine';
import { findInEncoded } from './encodedText';
import type { Finding } from './finding';
import { joinFindings } from './finding';
import { findNamedValues } from './namedValues';
import { findForeignPasswords } from './foreignWords';
import { scan } from './scan';
import { noSeparators } from './separators';
import { findShapes, SHORTEST_RUN } from './shapes';
import type { Place } from './valueReader';

/** Shorter texts hold no secret that shows. */
const SHORTEST_TEXT = 8;

/** As in a Kubernetes Secret that holds a configuration of Docker. */
const DEEPEST_ENCODING = 2;

/** Of one without a label, in characters. */
const SHORTEST_PRIVATE_KEY = 100;
const LONGEST_PRIVATE_KEY = 20_000;

/** Keys may stand alone; all other secrets stand beside a separator, a quote or a space. */
const SEVERAL_WORDS = /[^\w.~+/-]/;

/** In the order of the text, none overlapping. Takes time linear in the text's length, whatever the text. */
export function findSecrets(text: string): Finding[] {
  return findWithin(text, DEEPEST_ENCODING);
}

/** `depth`: so many encodings, one in another, are looked into. */
function findWithin(text: string, depth: number): Finding[] {
  if (text.length < SHORTEST_TEXT) return [];
  let found: Finding[] = [];
  const longRuns: Place[] = [];
  // Last, for the bytes of the text are written over by those of the decoded one.
  const decode = (): void => {
    if (depth > 0 && longRuns.length > 0)
      findInEncoded(text, longRuns, (decoded) => findWithin(decoded, depth - 1), found);
  };
  if (!SEVERAL_WORDS.test(text)) {
    if (text.length < SHORTEST_RUN) return [];
    const ascii = asciiBytes(text);
    findShapes(text, ascii.bytes, found, longRuns);
    if (text.length >= SHORTEST_PRIVATE_KEY && text.length <= LONGEST_PRIVATE_KEY)
      scan(text, ascii, found, noSeparators());
    decode();
    return found.length > 1 ? joinFindings(found) : found;
  }
  const ascii = asciiBytes(text);
  const { bytes } = ascii;
  const separators = noSeparators();
  const besideWords: Finding[] = [];
  findShapes(text, bytes, found, longRuns);
  scan(text, ascii, besideWords, separators);
  findNamedValues(text, bytes, separators, found);
  // A value's own name says more of it than a word before does: the first finding of a place names it.
  if (besideWords.length > 0) found = [...found, ...besideWords];
  findFirstOption(text, found);
  if (ascii.hasForeignLetters) findForeignPasswords(text, found);
  decode();
  if (found.length === 0) return found;
  const left = text.includes(MARK) ? found.filter((finding) => !isMarked(text, finding)) : found;
  return left.length > 1 ? joinFindings(left) : left;
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
