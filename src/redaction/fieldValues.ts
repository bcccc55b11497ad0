/** Judges the values of named fields: of attributes, of JSON strings, of headers. */
import type { SensitiveName } from './names';
import type { Place } from './valueReader';
import { isPlaceholder, isProse, looksRandom } from './values';

const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|Key|Bot|GenieKey|SSWS|OAuth)\s+(?:token=)?(?:\\*")?/i;
/** Schemes whose credentials are a list of parameters. */
const LISTED = /^(?:Digest|AWS4-[A-Z0-9-]+|Hawk|Signature|OAuth|Negotiate|NTLM|SharedKey\w*)\s+/i;
/** Of somebody's own, before nothing but a key. */
const OTHER_SCHEME = /^[A-Za-z][\w-]{2,30}\s+(?=(?=\S*\d)[\w.~+/=:-]{20,}\s*$)/;
const COOKIE_PAIR = /^[\w!#$%&'*+.^`|~-]+=[^;\s]/;
/** Of BIP 39. */
const SEED_PHRASE = /^(?:[a-z]{3,8}\s+){11,23}[a-z]{3,8}$/;

/** Patterns, and sentences in languages that write without spaces. */
const WRITTEN = /[[\](){}]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}/;

/** Judges the text of an attribute or of a JSON string that has a sensitive name. */
export function isQuotedSecret(content: string, name: SensitiveName): boolean {
  if (isPlaceholder(content)) return false;
  if (name.form === 'cookie') return COOKIE_PAIR.test(content) || looksRandom(content, 16);
  if (name.kind === 'seed-phrase') return SEED_PHRASE.test(content);
  if (name.kind === 'session-id' && isUuid(content)) return false;
  if (isNameOfSecret(content, name)) return false;
  if (!name.certain) return looksRandom(content, name.shortest) && !isPath(content) && !WRITTEN.test(content);
  // A label, as a form has one before its field.
  if (/^\p{L}+[?:!.…]$/u.test(content)) return false;
  if (!/\s/.test(content)) return true;
  if (name.kind === 'password') return !isProse(content);
  return content.split(/\s+/, 20).some((word) => looksRandom(word, 16));
}

/** `pwd` is also the working directory, and keys and tokens lie in files and are got somewhere. */
export function isPath(text: string): boolean {
  return /^(?:~|\.{0,2}\/|[A-Za-z]:\\|https?:\/\/)/.test(text);
}

const NAME_OF_SECRET = /(?:token|secret|credentials?|key|password|jwt)$/i;

/** `invalid_secret`, `cache_creation_1h_tokens`, `X-TOKEN-SECRET`, `wrongPassword`: a value that is a name itself. */
function isNameOfSecret(content: string, name: SensitiveName): boolean {
  if (/^[A-Za-z][a-z]+(?:[A-Z][a-z]+)+$/.test(content) && NAME_OF_SECRET.test(content)) return true;
  if (/^[A-Z]+(?:_[A-Z]+)+$/.test(content) && NAME_OF_SECRET.test(content)) return true;
  if (/^[a-z]+(?:[-_.][a-z0-9]{1,12}){2,}$/.test(content))
    return name.kind !== 'password' && !UUID.test(content);
  if (/^[A-Z]+(?:[_-][A-Z0-9]+)+$/.test(content)) return !name.certain;
  return (
    name.kind !== 'password' && /^[A-Za-z_]+$/.test(content) && /token|secret|credential|key/i.test(content)
  );
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Ids look random, too. */
export function isUuid(text: string): boolean {
  return text.length === 36 && UUID.test(text);
}

/** The credentials in the content of an `authorization` field that lies at a place; the scheme stays. */
export function credentialsIn(content: string, { start, end }: Place, quoted: boolean): Place | null {
  const listed = LISTED.exec(content)?.[0];
  const scheme = listed ?? SCHEME.exec(content)?.[0] ?? OTHER_SCHEME.exec(content)?.[0] ?? '';
  const rest = content.slice(scheme.length);
  const credentials = listed === undefined ? /^[^\s"'`\\,;)}\]]*/.exec(rest)![0] : rest;
  // `{token}` is a variable of a format string.
  if (isPlaceholder(credentials) || /^(?:https?:\/\/|\{\w)/.test(credentials)) return null;
  if (listed === undefined) {
    // Without a scheme, several words are a sentence.
    if (scheme === '' && credentials.length < content.trimEnd().length) return null;
    if (!quoted && !looksRandom(credentials, scheme === '' ? 12 : 6)) return null;
  }
  const from = start + scheme.length;
  return { start: from, end: Math.min(end, from + credentials.length) };
}
