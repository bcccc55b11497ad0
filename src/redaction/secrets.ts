/** Finds the secrets in a text. */
import { asciiBytes, isAscii } from './asciiBytes';
import { findOptions } from './commandLine';
import { findEncodedValues } from './encodedValues';
import type { Finding } from './finding';
import { joinFindings } from './finding';
import { findNamedValues } from './namedValues';
import { findPrivateKeys } from './privateKeys';
import { findSchemes } from './schemes';
import { findForeignPasswords } from './foreignWords';
import { findShapes, SHORTEST_RUN } from './shapes';
import { findTriggered } from './triggers';
import { findDataSourcePasswords } from './urls';

/** Shorter texts hold no secret that shows. */
const SHORTEST_TEXT = 8;

/** Of one without a label, in characters. */
const SHORTEST_PRIVATE_KEY = 100;
const LONGEST_PRIVATE_KEY = 20_000;

/** Keys may stand alone; all other secrets stand beside a separator, a quote or a space. */
const SEVERAL_WORDS = /[^\w.~+/-]/;

/** In the order of the text, none overlapping. Takes time linear in the text's length, whatever the text. */
export function findSecrets(text: string): Finding[] {
  if (text.length < SHORTEST_TEXT) return [];
  const found: Finding[] = [];
  if (!SEVERAL_WORDS.test(text)) {
    if (text.length < SHORTEST_RUN) return [];
    const bytes = asciiBytes(text);
    findShapes(text, bytes, found);
    if (text.length >= SHORTEST_PRIVATE_KEY && text.length <= LONGEST_PRIVATE_KEY)
      findTriggered(text, bytes, found);
    return found.length > 1 ? joinFindings(found) : found;
  }
  const bytes = asciiBytes(text);
  findShapes(text, bytes, found);
  findTriggered(text, bytes, found);
  findPrivateKeys(text, found);
  findNamedValues(text, found);
  findSchemes(text, found);
  findDataSourcePasswords(text, found);
  findOptions(text, found);
  findEncodedValues(text, found);
  if (!isAscii(text)) findForeignPasswords(text, found);
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
