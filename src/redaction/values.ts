/** Judges texts that stand where a secret would: is this one, or a stand-in, a sentence, a piece of code? */

/** A value that only says where one would be: masked, a variable, an instruction to the reader. */
const STAND_IN =
  /^[^A-Za-z0-9]*$|^[~^]?\d{1,4}\.\d{1,4}\.\d{1,6}$|^<[^>]*>$|^\[[^\]]*\]$|^\{[^}]*\}$|^%\w+%?$|^%\(\w+\)s|^0x[0-9A-Fa-f]{1,8}$|^![A-Za-z]+$|^\$(?:env:)?[A-Za-z_.]+$|^\$[A-Z_][A-Z0-9_]*$|\$\{|\{\{|\$\(|\{[A-Za-z_][\w.]*\}|<[a-z][\w -]*>|redacted|filtered|placeholder|change[-_]?me|(?:^|[-_ ])x{4}|x{6}|\*{3}|\.{3}|…|•{2}/i;

/** `your-api-key`, `my_token_here`: told from `my-pass-4711` by the missing digit. */
const ADDRESSED =
  /^(?:your|my|the|an?|some|insert|enter|add|paste|put|replace|set|use|get|example|dummy|fake|sample|test)(?:[-_ ][a-z]+)+$/i;

const YOUR = /(?:^|[-_ ])your[-_ ]?[a-z]+/i;

/** Types, states and names of things, which stand under sensitive names in schemas, forms and messages. */
const WORD =
  /^(?:string|str|bytes?|text|any|object|number|integer|int|boolean|bool|array|list|dict|optional|required|unknown|none|null|nil|undefined|true|false|yes|no|on|off|empty|missing|invalid|valid|incorrect|wrong|expired|failed|error|hidden|masked|omitted|disabled|enabled|default|basic|bearer|digest|oauth2?|jwt|header|query|cookie|body|path|env|user|username|login|example|test|changeit|(?:api|access|auth|secret|private|client)?[-_ ]?(?:key|token|secret)s?|pass(?:word|wort|phrase|code|wd)?s?|pwd|pw|credentials?|authorization|auth|contraseña|senha|private|public|include|same-origin|omit|secretstr|never|void|self|value|data)$/i;

/** Of a header, as a setting names the one that a key comes in. */
const HEADER_NAME = /^X(?:-[A-Z][A-Za-z]+)+$/;

/** A read of a variable, an attribute or a setting. */
const REFERENCE =
  /^(?:process\.env|import\.meta|os\.|env\.|environ|getenv|config\.|settings\.|self\.|this\.|args\.|options\.|opts\.|params\.|req\.|request\.|ctx\.|secrets\.|vars\.|var\.|local\.|data\.|Deno\.|System\.|Environment\.|ENV\[|vault:|ssm:|arn:|file:|op:\/\/|projects\/)/;

export function isPlaceholder(value: string): boolean {
  const text = value.length > 200 ? value.slice(0, 200) : value.trim();
  if (text.length < 4) return true;
  return (
    STAND_IN.test(text) ||
    ADDRESSED.test(text) ||
    WORD.test(text) ||
    REFERENCE.test(text) ||
    HEADER_NAME.test(text) ||
    (YOUR.test(text) && !/\d{3}/.test(text)) ||
    isOneCharacter(text)
  );
}

/** `xxxx-xxxx`, `00000000`. */
function isOneCharacter(text: string): boolean {
  let only = '';
  for (const character of text) {
    if (!/[A-Za-z0-9]/.test(character)) continue;
    if (only === '') only = character;
    else if (character !== only) return false;
  }
  return true;
}

/**
 * Whether a text without spaces looks drawn at random rather than written: digits among letters, or capitals where
 * no word begins, and no few characters over and over.
 */
export function looksRandom(text: string, minLength: number): boolean {
  if (text.length < minLength) return false;
  const length = Math.min(text.length, 256);
  const seen = new Set<number>();
  let digits = 0;
  let letters = 0;
  let caseChanges = 0;
  let previousCase = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) return false;
    seen.add(code);
    const isLower = code >= 0x61 && code <= 0x7a;
    const isUpper = code >= 0x41 && code <= 0x5a;
    if (code >= 0x30 && code <= 0x39) digits++;
    if (!isLower && !isUpper) continue;
    letters++;
    const currentCase = isLower ? 1 : 2;
    if (previousCase !== 0 && previousCase !== currentCase) caseChanges++;
    previousCase = currentCase;
  }
  if (letters === 0 || seen.size < Math.min(7, minLength - 1)) return false;
  return digits > 0 || caseChanges > 0.35 * letters;
}

/** Words that a sentence or a label about a password has and a passphrase has not. */
const PROSE =
  /(?:^|\s)(?:the|your|you|a|an|is|are|was|be|must|should|not|to|for|of|or|and|with|please|enter|in|this|that|has|at|least)(?=\s|$)|pass(?:word|wort|phrase|code)|token|secret|\bkey\b|[?:]$/i;

/** Whether a text of several words is a sentence or a label, and not a passphrase. */
export function isProse(text: string): boolean {
  return text.length > 100 || PROSE.test(text);
}

/** `password`, `self.api_key`, `Optional`, `user?.token`: what code writes where it means a value from elsewhere. */
export function isCodeName(text: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:(?:\.|\?\.|::|->)[\w$]+)*[?!]?$/.test(text) &&
    !isWordWithNumber(text.replace(/[?!]$/, ''))
  );
}

/** `hunter2`, `Tr0ub4dor`, `Winter24_xQ7` — but not `password2`, `arg1`, `snake_case_2`. */
function isWordWithNumber(text: string): boolean {
  if (/^[\w.$]{8,}$/.test(text) && /\d\D*\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text))
    return true;
  return (
    /^[A-Za-z0-9]{6,}$/.test(text) &&
    /\d/.test(text) &&
    !/^(?:pass|pw|pwd|key|token|secret|value|arg|param|user|str|var|input|config|oauth|base64|sha\d|utf8|md5|bytes?|int\d)/i.test(
      text,
    )
  );
}
