/** Finds the secrets in a text. */
import { findOptions } from './commandLine';
import { findEncodedValues } from './encodedValues';
import type { Finding } from './finding';
import { joinFindings } from './finding';
import { findNamedValues } from './namedValues';
import { findPrivateKeys } from './privateKeys';
import { findSchemes } from './schemes';
import { findInSentences } from './sentences';
import { findShapes, SHORTEST_RUN } from './shapes';
import { findDataSourcePasswords } from './urls';

/** Shorter texts hold no secret that shows. */
const SHORTEST_TEXT = 8;

/** Keys may stand alone; all other secrets stand beside a separator, a quote or a space. */
const SEVERAL_WORDS = /[^\w.~+/-]/;

/** In the order of the text, none overlapping. Takes time linear in the text's length, whatever the text. */
export function findSecrets(text: string): Finding[] {
  if (text.length < SHORTEST_TEXT) return [];
  const found: Finding[] = [];
  if (!SEVERAL_WORDS.test(text)) {
    if (text.length >= SHORTEST_RUN) findShapes(text, found);
    return found.length > 1 ? joinFindings(found) : found;
  }
  findShapes(text, found);
  findPrivateKeys(text, found);
  findNamedValues(text, found);
  findSchemes(text, found);
  findDataSourcePasswords(text, found);
  findOptions(text, found);
  findEncodedValues(text, found);
  findInSentences(text, found);
  return found.length > 1 ? joinFindings(found) : found;
}
