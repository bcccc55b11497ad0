/** Judges the values of named fields: of attributes, of JSON strings, of headers. */
import type { SensitiveName } from './names';
import type { Place } from './valueReader';
import { isPlaceholder, isProse, looksRandom } from './values';

const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|Key|Bot|GenieKey|SSWS|OAuth)\s+(?:token=)?(?:\\*")?/i;
/** Schemes whose credentials are a list of parameters. */
const LISTED = /^(?:Digest|AWS4-[A-Z0-9-]+|Hawk|Signature|OAuth|Negotiate|NTLM|SharedKey\w*)\s+/i;
const COOKIE_PAIR = /^[\w!#$%&'*+.^`|~-]+=[^;\s]/;
/** Judges the text of an attribute or of a JSON string that has a sensitive name. */
export function isQuotedSecret(content: string, name: SensitiveName): boolean {
  if (name.form === 'cookie') return COOKIE_PAIR.test(content) && !isPlaceholder(content);
  if (isPlaceholder(content)) return false;
  if (!name.certain) return looksRandom(content, name.shortest) && !isPath(content);
  // A label, as a form has one before its field.
  if (/^\p{L}+[?:!.…]$/u.test(content)) return false;
  if (!/\s/.test(content)) return true;
  if (name.kind === 'password') return !isProse(content);
  return content.split(/\s+/, 20).some((word) => looksRandom(word, 16));
}

/** `pwd` is also the working directory, and keys and tokens lie in files. */
export function isPath(text: string): boolean {
  return /^(?:~|\.{0,2}\/|[A-Za-z]:\\)/.test(text);
}

/** The credentials in the content of an `authorization` field that lies at a place; the scheme stays. */
export function credentialsIn(content: string, { start, end }: Place, quoted: boolean): Place | null {
  const listed = LISTED.exec(content)?.[0];
  const scheme = listed ?? SCHEME.exec(content)?.[0] ?? '';
  const rest = content.slice(scheme.length);
  const credentials = listed === undefined ? /^[^\s"'`\\,;)}\]]*/.exec(rest)![0] : rest;
  if (isPlaceholder(credentials)) return null;
  if (listed === undefined) {
    // Without a scheme, several words are a sentence.
    if (scheme === '' && credentials.length < content.trimEnd().length) return null;
    if (!quoted && !looksRandom(credentials, scheme === '' ? 12 : 6)) return null;
  }
  const from = start + scheme.length;
  return { start: from, end: Math.min(end, from + credentials.length) };
}
