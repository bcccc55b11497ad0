/**
 * Finds what stands under a telling name: in JSON at any depth of escaping, HTTP headers, environment dumps, query
 * strings, connection strings, YAML, XML, code. It looks at the separators that `scan.ts` has noted and reads the name
 * backwards from there.
 */
import { credentialsIn, isPath, isQuotedSecret, isUuid } from './fieldValues';
import type { Finding } from './finding';
import type { SensitiveName } from './names';
import { sensitiveName } from './names';
import type { Separators } from './separators';
import { endOfName, IN_NAME } from './separators';
import { findUrlPassword } from './urls';
import type { Place, Value } from './valueReader';
import { LONGEST_VALUE, ValueReader } from './valueReader';
import { isPasswordOfLetters } from './plainWords';
import { isCodeName, isPlaceholder, looksRandom } from './values';

const LONGEST_NAME = 80;

interface Name {
  text: string;
  start: number;
}

interface Context {
  /** `?name=value` or `&name=value`. */
  isQuery: boolean;
  /** `NAME=value`, `--name=value`, or in a query: what stands there is a value, not code. */
  isSetting: boolean;
  /** `name=value` is all of its line's beginning, as in settings of the `.ini` and `.properties` kind. */
  isLineStart: boolean;
  /** Nothing but a space or a quote stands before the name, as in logfmt. */
  isListed: boolean;
  isEquals: boolean;
  /** The name is a part of a longer one that colons or slashes join, as in `arn:aws:…:secret:name`. */
  isInPath: boolean;
  /** Where the name begins. */
  nameStart: number;
}

const PLAIN_CONTEXT: Context = {
  isQuery: false,
  isSetting: false,
  isLineStart: false,
  isListed: false,
  isEquals: false,
  isInPath: false,
  nameStart: 0,
};

/** `bytes` are those of the text, as `asciiBytes` gives them. */
export function findNamedValues(
  text: string,
  bytes: Uint8Array,
  { colons, equals, commas, brackets, tagEnds }: Separators,
  found: Finding[],
): void {
  const reader = new ValueReader(text, bytes);
  const mayHaveUser = colons.length > 0 && text.includes('@');
  for (const at of colons) {
    const next = bytes[at + 1];
    if (mayHaveUser && (next === 0x2f || next === 0x5c)) findUrlPassword(text, at, found);
    findAt(reader, at, found);
  }
  reader.restart();
  for (const at of equals) findAt(reader, at, found);
  reader.restart();
  for (const at of commas) findInPair(reader, at, found);
  for (const at of brackets) findInCall(reader, at, found);
  if (tagEnds.length > 0 && text.includes('</')) {
    for (const at of tagEnds) findInElement(reader, at, found);
  }
}

/** Looks at what stands on both sides of one separator. */
function findAt(reader: ValueReader, separator: number, found: Finding[]): void {
  if (separator < reader.done || reader.isWornOut(separator + 1)) return;
  const { text } = reader;
  const name = nameBefore(reader, separator);
  if (name === null) return;
  const isEquals = text.charCodeAt(separator) === 0x3d;
  const before = name.start > 0 ? text[name.start - 1]! : ' ';
  const isQuery = isEquals && ('?&;'.includes(before) || text.startsWith('u0026', name.start));
  const sensitive =
    sensitiveName(name.text) ??
    nameByPlace(text, name, separator, isQuery) ??
    (isEquals && COOKIE_NAME.test(name.text) ? COOKIE_VALUE : null);
  if (sensitive === null) return;
  const isTight = isEquals && !/\s/.test(text[separator + 1] ?? ' ');
  const context: Context = {
    isQuery,
    isSetting:
      isTight && (isQuery || isOptionValue(text, name.start) || /^(?:[A-Z][A-Z0-9_]*$|--)/.test(name.text)),
    isLineStart: isTight && (/[\n\\]/.test(before) || name.start === 0),
    isListed: /[\s;"'`\\]/.test(before),
    isEquals,
    isInPath:
      !isEquals &&
      (before === '/' ||
        (before === ':' && text[separator + 1] !== ' ' && /\w/.test(text[name.start - 2] ?? ''))),
    nameStart: name.start,
  };
  for (const value of reader.valuesAfter(separator + 1, sensitive)) {
    const secret = secretIn(reader, value, sensitive, context);
    if (secret === null) continue;
    found.push({ ...secret, kind: sensitive.kind, byShape: false });
    reader.done = Math.max(reader.done, secret.end);
  }
}

/** `--from-literal=password=…`: the name is an option's own value. */
function isOptionValue(text: string, nameStart: number): boolean {
  return (
    text[nameStart - 1] === '=' &&
    /--?[a-z][\w-]{1,40}=$/.test(text.slice(Math.max(0, nameStart - 44), nameStart))
  );
}

const ESCAPE = /^(?:[nrt]|u00[0-9a-fA-F]{2})/;

/** The name that ends before a separator, without quotes and brackets; null when it cannot be a sensitive one. */
function nameBefore({ text, bytes }: ValueReader, separator: number): Name | null {
  const end = endOfName(bytes, separator);
  if (end === 0) return null;
  let start = end - 1;
  const earliest = Math.max(0, end - LONGEST_NAME);
  while (start > earliest && IN_NAME[bytes[start - 1]!] === 1) start--;
  const name = text.slice(start, end);
  // A name right after an escape has the escape's end before it: `\\nPASSWORD=`, `\\u0026sig=`.
  const isEscaped = start > 0 && text.charCodeAt(start - 1) === 0x5c;
  return { text: isEscaped ? name.replace(ESCAPE, '') : name, start };
}

/** The end of a line, as it is or escaped. */
const BREAK = String.raw`(?:\s|\\+[rn])`;
/** A field between the name and its value, or the objects and lists around the value. */
const FIELD = String.raw`(?:\\*["'][\w-]{1,30}\\*["']\s{0,4}:\s{0,4}(?:\\*["'][^"'\\]{0,60}\\*["']|[\w.]{1,20}|(?=[[{]))[,{[\s]{0,20})`;
const NAMED_BEFORE = new RegExp(
  String.raw`(?:name|key|header|variable)\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?([\w.-]{2,80})\\*["']?${BREAK}{0,4},?${BREAK}{0,40}${FIELD}{0,3}\\*["']?$`,
  'i',
);
/** `{"password": {"value": "…"}}`. */
const WRAPPED_BEFORE = /["']([\w.-]{2,80})\\*["']\s{0,4}:\s{0,4}\{\s{0,40}\\*["']$/;
/** `{"value": "…", "name": "API_KEY"}`. */
const NAMED_AFTER =
  /^\s{0,4}\\*["'][^"'\\]{4,500}\\*["']\s{0,4},\s{0,40}\\*["'](?:name|key|header)\\*["']\s{0,4}:\s{0,4}\\*["']([\w.-]{2,80})\\*["']/i;
const VALUE = /^(?:\w*[vV]alue)$/;
/** Names that what stands around them may make sensitive. */
const BY_PLACE = /[vV]alue$|^(?:key|appid|signature|hmac|code|\w{1,12}key)$/i;
const COOKIE_HEADER = /^(?:set-)?cookie2?$/i;
/** What a cookie is called, or what it has beside its name, in an export of a browser. */
const COOKIE_FIELDS = /cookie|\b(?:httpOnly|hostOnly|sameSite)\b/i;
/** In the names of the cookies that sessions have. */
const SESSION_COOKIE = /^(?:connect\.sid|.{0,30}(?:session|sess|auth|token|jwt|csrf).{0,30}|sid)$/i;

/** Cookies that a text shows without their header: `user_session=…`; in fields a session's name is an id. */
const COOKIE_NAME = /(?:^|_)session$|^SID$/;
const COOKIE_VALUE: SensitiveName = { kind: 'cookie', certain: false, shortest: 40, form: 'plain' };

function nameByPlace(text: string, name: Name, separator: number, isQuery: boolean): SensitiveName | null {
  if (!BY_PLACE.test(name.text)) return null;
  return (
    nameBeforeValue(text, name, separator) ??
    nameOfWords(text, name) ??
    nameInSection(text, name) ??
    (isQuery ? nameInQuery(text, name) : null)
  );
}

/** `{"name": "API_KEY", "value": "…"}`, `<add key="ApiKey" value="…"/>`: the name is another field's value. */
function nameBeforeValue(text: string, name: Name, separator: number): SensitiveName | null {
  if (!VALUE.test(name.text)) return null;
  const before = text.slice(Math.max(0, name.start - 240), name.start);
  const named = (NAMED_BEFORE.exec(before) ?? WRAPPED_BEFORE.exec(before))?.[1];
  const other = named ?? NAMED_AFTER.exec(text.slice(separator + 1, separator + 700))?.[1];
  if (other === undefined) return null;
  const sensitive = sensitiveName(other);
  // Any other name that ends so is one of a cookie.
  if (sensitive !== null) return sensitive.form !== 'cookie' || COOKIE_HEADER.test(other) ? sensitive : null;
  const isCookie =
    SESSION_COOKIE.test(other) &&
    COOKIE_FIELDS.test(text.slice(Math.max(0, name.start - 400), separator + 400));
  return isCookie ? { kind: 'cookie', certain: false, shortest: 16, form: 'plain' } : null;
}

/** `API key: …`, `Secret key = …`: written as words, it may begin a sentence, so the value must look like one. */
function nameOfWords(text: string, name: Name): SensitiveName | null {
  if (!/^key$/i.test(name.text)) return null;
  const word = /\b([A-Za-z]{3,12})[ ]$/.exec(text.slice(Math.max(0, name.start - 14), name.start));
  const sensitive = word === null ? null : sensitiveName(`${word[1]!.toLowerCase()}_key`);
  // `OpenAI key: …`
  const isKey = sensitive?.certain === true || sensitive?.kind.endsWith('-api-key') === true;
  return isKey ? { ...sensitive, certain: false, shortest: 16 } : null;
}

/** `"Jwt": { "Key": "…" }`, `stripe:\n  key: …`: the section that a key stands first in, or behind few others. */
const SECTION =
  /(?:\\*["']([\w.-]{3,40})\\*["']\s{0,4}[:=]\s{0,4}\{[^{}]{0,300}|(?:^|\n|\\n)( *)([\w.-]{3,40}):\s*(?:(?:\n|\\n)\2 +[\w.-]+:[^\n\\]{0,100}){0,6}(?:\n|\\n)\2 +)\\*["']?$/;

/** Of a vendor's or a token's section; the value must look like a key. */
function nameInSection(text: string, name: Name): SensitiveName | null {
  if (!/^key$/i.test(name.text)) return null;
  const match = SECTION.exec(text.slice(Math.max(0, name.start - 360), name.start));
  const section = match?.[1] ?? match?.[3];
  if (section === undefined) return null;
  const sensitive = sensitiveName(`${section.replace(/(?:settings|options|config(?:uration)?)$/i, '')}_key`);
  return sensitive === null ? null : { ...sensitive, certain: false, shortest: 20 };
}

/** A path that is sent by mail, to let in who has it. */
const OF_LINK = /\/[\w-]{0,20}(?:verif|confirm|magic|reset|activat|invit)[^\s"'?]{0,80}\?[^\s"'?]{0,120}$/i;

/** `?key=…`, `&appid=…`: what some services call their key there. */
function nameInQuery(text: string, name: Name): SensitiveName | null {
  if (/^(?:key|appid)$/.test(name.text))
    return { kind: 'api-key', certain: false, shortest: 20, form: 'plain' };
  const around = (): string => text.slice(Math.max(0, name.start - 300), name.start + 600);
  if (
    name.text === 'Signature' &&
    /\b(?:Key-Pair-Id|AWSAccessKeyId|GoogleAccessId|OSSAccessKeyId)=/.test(around())
  )
    return { kind: 'signature', certain: false, shortest: 16, form: 'plain' };
  // Of links that let in who has them; in bodies a signature may be of anything.
  if (/^(?:signature|hmac)$/i.test(name.text))
    return { kind: 'signature', certain: false, shortest: 32, form: 'plain' };
  // Of OAuth, and of Azure's functions.
  if (name.text.endsWith('key')) return { kind: 'link-token', certain: false, shortest: 12, form: 'plain' };
  return name.text === 'code' &&
    (OF_LINK.test(text.slice(Math.max(0, name.start - 200), name.start)) ||
      /\bstate=|redirect_uri=|callback|oauth|azurewebsites|authorization_code/i.test(around()))
    ? { kind: 'authorization-code', certain: false, shortest: 12, form: 'plain' }
    : null;
}

/** `name: string = "value"`, `name: str = 'value'`: the value of a typed declaration comes later. */
const TYPED = /\s{0,4}=\s{0,4}(?=\\*["'])/y;

function secretIn(reader: ValueReader, value: Value, name: SensitiveName, context: Context): Place | null {
  const { text } = reader;
  const { start, end } = value;
  const whole = { start, end };
  const content = text.slice(value.start, value.end);
  if (name.form === 'authorization') return credentialsIn(content, value, value.quoted);
  if (name.form === 'cookie') return isQuotedSecret(content, name) ? whole : null;
  // The quote closes another text: `expect('password:')`.
  if (value.quoted && /^[)\],;]+\s*[\r\n]/.test(content)) return null;
  if (value.quoted) return isQuotedSecret(content, name) ? whole : null;

  if (!context.isEquals && isCodeName(content)) {
    TYPED.lastIndex = end;
    const declared = TYPED.test(text) ? reader.quoted(TYPED.lastIndex) : null;
    if (declared?.quoted === true) return secretIn(reader, declared, name, context);
  }
  if (name.kind === 'credential' && content.startsWith('(')) return passwordOfPair(text, start);
  const inner = insideWrapper(reader, start);
  if (inner !== null) {
    const secret = text.slice(inner.start, inner.end);
    return isQuotedSecret(secret, name) && looksRandom(secret, 8) && !isNameOfSomething(secret)
      ? inner
      : null;
  }
  const braced =
    context.isEquals && name.kind === 'password' ? /^\{([^{}\s"']{4,200})\}?$/.exec(content)?.[1] : undefined;
  if (braced !== undefined && text[start - 1] === '=') {
    return isCodeName(braced) && !/\d/.test(braced)
      ? null
      : { start: start + 1, end: start + 1 + braced.length };
  }
  if (isPlaceholder(content) || /^[([{]/.test(content) || context.isInPath) return null;
  // A call or an element: `get_password(…)`, `tokens[0]`.
  if (!context.isSetting && /^[A-Za-z_$][\w$.]*[([{]/.test(content)) return null;
  if (name.kind === 'session-id' && isUuid(content)) return null;
  if (!name.certain) {
    // ODBC: `Uid=sa;Pwd=correcthorse;`
    if (
      name.kind === 'password' &&
      text[context.nameStart - 1] === ';' &&
      /^(?:;|\\?["']|$)/.test(text.slice(end, end + 2))
    )
      return content.length >= 4 ? whole : null;
    if (name.kind === 'password' && isPasswordOfLetters(content) && standsAlone(text, value, context))
      return whole;
    if (context.isQuery)
      return looksRandom(
        content,
        name.kind === 'api-key' || name.shortest > 16 ? name.shortest : Math.min(8, name.shortest),
      )
        ? whole
        : null;
    const shortest = name.kind === 'password' ? name.shortest : Math.max(16, name.shortest);
    return looksRandom(content, shortest) && !isCodeName(withoutEnd(content)) && !isPath(content)
      ? whole
      : null;
  }
  if (context.isSetting) return whole;
  if (/^[\d.]+$/.test(content)) return null;
  const word = withoutEnd(content);
  if (isCodeName(word) && content.length < 40) {
    // A line of YAML ends with the value, one of code seldom does.
    if (
      !context.isEquals &&
      /\d\D*\d/.test(content) &&
      /^(?:\s{0,9}$|\s{0,9}[\r\n]|\\+[nr])/.test(text.slice(end, end + 12))
    )
      return whole;
    if (
      context.isLineStart &&
      /^[a-z0-9]{8,}$/.test(content) &&
      /^(?:[ \t]{0,9}[\r\n]|\\+[nr]|$)/.test(text.slice(end, end + 12))
    )
      return whole;
    // logfmt and libpq: `user=app password=correcthorse host=db`.
    const isPair = context.isEquals && context.isListed && /^[ \t]+\w+=\S/.test(text.slice(end, end + 60));
    if (isPair && /^\w+$/.test(content)) return whole;
    // What Java prints of an object: `User(name=ada, password=…)`.
    if (
      context.isEquals &&
      /^[\s(]$/.test(text[context.nameStart - 1] ?? '') &&
      /^(?:, \w+=|[)\]}])/.test(text.slice(end, end + 40)) &&
      looksRandom(content, 8)
    )
      return whole;
    return name.kind === 'password' && isPasswordOfLetters(content) && standsAlone(text, value, context)
      ? whole
      : null;
  }
  return content.length >= 40 || (content.length >= 6 && /[^A-Za-z_.-]/.test(content)) ? whole : null;
}

/** The type of `(password: string): void` and the like. */
function withoutEnd(content: string): string {
  return content.length > 60 ? content : content.replace(/[)\]}]{0,3}[;,:]{0,2}$/, '');
}

/** Behind a value that nothing goes on with: the end of a line, of a text, of a string of JSON. */
const LINE_ENDS = /^[.!]?(?:\s{0,9}$|\s{0,9}[\r\n]|\\{1,63}[nr]|\\{0,63}")/;
/** Before a name that nothing but a list's sign, or words, begin the line of. */
const STARTS_LINE = /(?:^|[\r\n"']|\\[nr]?)[\s>*#•-]{0,20}(?:[\w.@/-]{1,30}[ ,]{1,2}){0,8}$/;
/** Before a name in a command or a log: another word. */
const AFTER_WORD = /[\w"'\]]\s$/;

/** Whether a value of letters is its line's last word, as in notes, settings, commands and logs; that of code seldom is. */
function standsAlone(text: string, { start, end }: Place, context: Context): boolean {
  if (!LINE_ENDS.test(text.slice(end, end + 80))) return false;
  const before = text.slice(Math.max(0, context.nameStart - 120), context.nameStart);
  if (context.isEquals) return text[start - 1] === '=' && AFTER_WORD.test(before);
  // Types have capitals, but so have names at a sentence's beginning.
  const isLowerCase = /^[a-z-]+$/.test(text.slice(start, end));
  return (
    (isLowerCase || /[A-Z]/.test(text[context.nameStart]!)) &&
    text[start - 1] === ' ' &&
    STARTS_LINE.test(before)
  );
}

const WRAPPER =
  /(?:Some|SecretStr|Secret|String::from|new String|SecureString|Ok|Optional\.of|str|bytes|q|qq)\s?[({]|&(?:'static )?str\s{0,4}=\s{0,4}|string\(\d{1,6}\) |(?:-|\|-?)\s{0,4}(?:\n|\\n)\s{1,40}|\[\[/y;

/** `Some("…")`, `q{…}`, `&str = "…"`, a value of YAML on the next line. */
function insideWrapper(reader: ValueReader, start: number): Place | null {
  const { text } = reader;
  WRAPPER.lastIndex = start;
  if (!WRAPPER.test(text)) return null;
  const inner = WRAPPER.lastIndex;
  const quoted = /["']/.test(text.slice(inner, inner + 4)) ? reader.quoted(inner) : null;
  if (quoted !== null) return quoted;
  const word = /^[^\s"'\\{}()[\]]{4,500}/.exec(text.slice(inner, inner + 500))?.[0];
  return word === undefined ? null : { start: inner, end: inner + word.length };
}

const PAIR = /\(\s{0,9}\\*["'][^"'\\]{1,80}\\*["']\s{0,9},\s{0,9}\\*["']([^"'\\]{4,200})/y;

/** `auth=("user", "password")`. */
function passwordOfPair(text: string, start: number): Place | null {
  PAIR.lastIndex = start;
  const password = PAIR.exec(text)?.[1];
  if (password === undefined || isPlaceholder(password)) return null;
  return { start: PAIR.lastIndex - password.length, end: PAIR.lastIndex };
}

/** A tag with attributes, and what names its text: itself or one of them. */
const TAG = /<(?:[\w-]{1,30}:)?([\w.-]{1,60})(?:\s[^<>]{0,200})?$/;
const NAMED_TAG = /\sname=\\*"([\w.-]{2,80})\\*"/;
/** `<key>API_KEY</key><string>`, `<td>API key</td><td>`. */
const CELL_BEFORE =
  /<(?:key|td|th|dt|name)>\s{0,20}([\w .-]{2,60}?)\s{0,20}<\/(?:key|td|th|dt|name)>\s{0,40}(?:<value>)?<(?:string|td|dd|value)(?:\s[^<>]{0,60})?$/i;

/** The sensitive name of an element whose tag is more than its name, and that has a random text. */
function nameOfElement(text: string, bracket: number): SensitiveName | null {
  const content = /^(?:<!\[CDATA\[)?([^\s<>]{6,500})(?:\]\]>)?<\//.exec(
    text.slice(bracket + 1, bracket + 520),
  )?.[1];
  if (content === undefined || !looksRandom(content, 8)) return null;
  const before = text.slice(Math.max(0, bracket - 240), bracket);
  const [tag = '', name = ''] = TAG.exec(before) ?? [];
  const known = sensitiveName(name) ?? sensitiveName(NAMED_TAG.exec(tag)?.[1] ?? '');
  if (known !== null) return known;
  return sensitiveName((CELL_BEFORE.exec(before)?.[1] ?? '').replaceAll(' ', '_'));
}

/** `<password>…</password>`. */
function findInElement(reader: ValueReader, bracket: number, found: Finding[]): void {
  const { text } = reader;
  const name = nameBefore(reader, bracket);
  const isWhole = name !== null && text[name.start - 1] === '<';
  const sensitive = (isWhole ? sensitiveName(name.text) : null) ?? nameOfElement(text, bracket);
  if (sensitive === null) return;
  const start = bracket + (text.startsWith('<![CDATA[', bracket + 1) ? 10 : 1);
  const close = text.indexOf('<', start);
  const end = text.startsWith(']]>', close - 3) ? close - 3 : close;
  if (close < 0 || end - start > LONGEST_VALUE || text[close + 1] !== '/') return;
  if (isQuotedSecret(text.slice(start, end), sensitive))
    found.push({ start, end, kind: sensitive.kind, byShape: false });
}

/** `setPassword("…")`, `apiKey("…")`. */
function findInCall(reader: ValueReader, bracket: number, found: Finding[]): void {
  const { text } = reader;
  const name = nameBefore(reader, bracket);
  const sensitive = name === null ? null : sensitiveName(name.text);
  if (sensitive?.form !== 'plain') return;
  const value = reader.quoted(bracket + 1);
  if (value?.quoted !== true) return;
  const content = text.slice(value.start, value.end);
  if (!/\d/.test(content) || !looksRandom(content, sensitive.certain ? 8 : 20) || isNameOfSomething(content))
    return;
  if (isQuotedSecret(content, sensitive))
    found.push({ start: value.start, end: value.end, kind: sensitive.kind, byShape: false });
}

/** `OPENAI_API_KEY`, `api-key-2`, `some words`. */
function isNameOfSomething(text: string): boolean {
  return /^[A-Z]+(?:[_-][A-Z0-9]+)+$|^[a-z]+(?:[-_.][a-z0-9]+)*$|\s/.test(text);
}

/** What names of headers begin with that no standard has. */
const HEADER = /^x-/i;

/** `("authorization", "Bearer …")`, `setenv("API_KEY", "…")`: a quoted name and, after a comma, what belongs to it. */
function findInPair(reader: ValueReader, comma: number, found: Finding[]): void {
  const { text } = reader;
  const name = nameBefore(reader, comma);
  if (name === null) return;
  const sensitive = sensitiveName(name.text);
  if (sensitive === null) return;
  const value = reader.quoted(comma + 1);
  if (value?.quoted !== true) return;
  // In a list of names the next item is a name, too.
  const content = text.slice(value.start, value.end);
  const shortest = sensitive.certain ? 8 : HEADER.test(name.text) ? 12 : 20;
  if (sensitive.form === 'plain' && !looksRandom(content, shortest)) return;
  if (sensitive.form === 'plain' && isNameOfSomething(content)) return;
  if (sensitive.form === 'authorization' && !/\s/.test(content) && !looksRandom(content, 12)) return;
  const secret = secretIn(reader, value, sensitive, PLAIN_CONTEXT);
  if (secret !== null) found.push({ ...secret, kind: sensitive.kind, byShape: false });
}
