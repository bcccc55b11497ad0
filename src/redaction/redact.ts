/** Takes secrets out of requests before anything is stored: every string of every record, whatever the signal. */
import type { AnyValue, Attributes } from '../otlp/records';
import type { Finding } from './finding';
import { joinFindings, markOf } from './finding';
import { credentialsIn, isQuotedSecret } from './fieldValues';
import type { SensitiveName } from './names';
import { sensitiveName } from './names';
import { findSecrets, hasSecretsAt } from './secrets';
import type { Harmless, UntouchedTraces } from './untouchedTraces';
import { readUntouchedTraces } from './untouchedTraces';
import type { RefusedPattern } from './userPatterns';
import { compileUserPatterns } from './userPatterns';

export interface Redaction {
  /** Secrets removed. */
  redacted: number;
  /** How many of each kind; kinds are lower-case words joined by `-`. */
  kinds: Map<string, number>;
}

export interface Redactor {
  /**
   * Replaces every secret in the request's strings by a mark that names its kind. Records change in place; ids,
   * numbers and bytes that are no text stay.
   */
  redactRequest(request: { request: object }): Redaction;
  /** What a traces request in protobuf has when all of it may be kept as it came, see `readUntouchedTraces`. */
  readUntouched(bytes: Uint8Array): UntouchedTraces | null;
  /** One text; answers the text itself when there is nothing to redact. Counts into `kinds` when given. */
  redactText(text: string, kinds?: Map<string, number>): string;
  /** User patterns that are not in force, each with what is wrong and what to do. */
  refusedPatterns: RefusedPattern[];
}

/** Shorter attribute keys are no secrets, in characters. */
const SHORTEST_KEY = 24;
/** Keys that were found to be none: the same come with every span. */
const ordinaryKeys = new Set<string>();
const MAX_ORDINARY_KEYS = 5000;

/** Fields with hex digits, of which none is a secret. */
const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** `userPatterns` are regular expressions as JavaScript writes them; their first group, if any, is what goes. */
export function createRedactor(options: { userPatterns: string[] }): Redactor {
  const { findUserSecrets, refused } = compileUserPatterns(options.userPatterns);

  function redactText(text: string, kinds?: Map<string, number>): string {
    let found = findSecrets(text);
    if (findUserSecrets !== null) {
      const own = findUserSecrets(text);
      if (own.length > 0) found = joinFindings([...found, ...own]);
    }
    return found.length === 0 ? text : replace(text, found, kinds);
  }

  /** A text that stands under a name, as attributes' values do. */
  function redactNamed(text: string, name: SensitiveName | null, kinds: Map<string, number>): string {
    if (name !== null) {
      const whole = { start: 0, end: text.length };
      const secret =
        name.form === 'authorization'
          ? credentialsIn(text, whole, true)
          : isQuotedSecret(text, name)
            ? whole
            : null;
      if (secret !== null) {
        const shapes = findSecrets(text).filter((finding) => finding.byShape);
        return replace(
          text,
          joinFindings([{ ...secret, kind: name.kind, byShape: false }, ...shapes]),
          kinds,
        );
      }
    }
    return redactText(text, kinds);
  }

  function redactValue(value: AnyValue, name: SensitiveName | null, kinds: Map<string, number>): AnyValue {
    if (typeof value === 'string') return redactNamed(value, name, kinds);
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const redacted = redactValue(item, name ?? nameOfItem(value[index - 1]), kinds);
        if (redacted !== item) value[index] = redacted;
      }
    } else if (value instanceof Map) redactAttributes(value, kinds);
    else if (ArrayBuffer.isView(value)) return redactBytes(value, name, kinds);
    return value;
  }

  /** Bytes are a text when they are valid UTF-8; others stay. */
  function redactBytes(
    bytes: Uint8Array,
    name: SensitiveName | null,
    kinds: Map<string, number>,
  ): Uint8Array {
    const text = textOf(bytes);
    if (text === null) return bytes;
    const redacted = redactNamed(text, name, kinds);
    return redacted === text ? bytes : new TextEncoder().encode(redacted);
  }

  /** Keys that are secrets themselves, as when a map's keys are tokens. */
  function redactKeys(attributes: Attributes, kinds: Map<string, number>): void {
    const entries = [...attributes];
    attributes.clear();
    for (const [key, value] of entries) {
      const redacted = key.length < SHORTEST_KEY ? key : redactText(key, kinds);
      let unique = redacted;
      for (let count = 2; attributes.has(unique); count++) unique = `${redacted}-${count}`;
      attributes.set(unique, value);
    }
  }

  function redactAttributes(attributes: Attributes, kinds: Map<string, number>): void {
    for (const key of attributes.keys()) {
      if (isSecretKey(key)) {
        redactKeys(attributes, kinds);
        break;
      }
    }
    for (const [key, value] of attributes) {
      // Most attributes are numbers and short words.
      if (value === null || (typeof value !== 'string' && typeof value !== 'object')) continue;
      const redacted = redactValue(value, sensitiveName(key) ?? nameOfPair(key, attributes), kinds);
      if (redacted !== value) attributes.set(key, redacted);
    }
  }

  /** Every string of a record and of the records inside it. */
  function redactRecord(record: object, kinds: Map<string, number>): void {
    if (record instanceof Map) {
      redactAttributes(record as Attributes, kinds);
    } else if (Array.isArray(record)) {
      // Records, or the body of a log record.
      if (isRecord(record[0])) for (const item of record as object[]) redactRecord(item, kinds);
      else redactValue(record as AnyValue[], null, kinds);
    } else {
      const fields = record as Record<string, unknown>;
      for (const field in fields) {
        const value = fields[field];
        if (value instanceof Uint8Array) fields[field] = redactBytes(value, null, kinds);
        else if (typeof value === 'object' && value !== null) redactRecord(value, kinds);
        else if (typeof value === 'string' && value !== '' && !IDS.has(field)) {
          const redacted = redactText(value, kinds);
          if (redacted !== value) fields[field] = redacted;
        }
      }
    }
  }

  /** What the functions above would leave as it is. */
  const harmless: Harmless = {
    text: (bytes, start, end) => {
      if (findUserSecrets === null) return !hasSecretsAt(bytes, start, end);
      const text = utf8(bytes, start, end);
      return redactText(text) === text;
    },
    textOf: (key, bytes, start, end) => {
      if (isSecretKey(key) || isNamedByOthers(key)) return false;
      if (sensitiveName(key) === null) return harmless.text(bytes, start, end);
      return harmless.value(key, utf8(bytes, start, end));
    },
    value: (key, value) => {
      if (isSecretKey(key) || isNamedByOthers(key)) return false;
      if (value === null || (typeof value !== 'string' && typeof value !== 'object')) return true;
      const kinds = new Map<string, number>();
      redactValue(value, sensitiveName(key), kinds);
      return kinds.size === 0;
    },
  };

  return {
    redactText,
    refusedPatterns: refused,
    readUntouched: (bytes) => readUntouchedTraces(bytes, harmless),
    redactRequest({ request }) {
      const kinds = new Map<string, number>();
      redactRecord(request, kinds);
      let redacted = 0;
      for (const count of kinds.values()) redacted += count;
      return { redacted, kinds };
    },
  };
}

/** Of a message of OTLP, and not an attribute's value. */
function isRecord(item: unknown): boolean {
  return (
    typeof item === 'object' &&
    item !== null &&
    !(item instanceof Map) &&
    !Array.isArray(item) &&
    !ArrayBuffer.isView(item)
  );
}

function isSecretKey(key: string): boolean {
  if (key.length < SHORTEST_KEY || ordinaryKeys.has(key)) return false;
  if (findSecrets(key).length > 0) return true;
  if (ordinaryKeys.size >= MAX_ORDINARY_KEYS) ordinaryKeys.clear();
  ordinaryKeys.add(key);
  return false;
}

/** Invalid UTF-8 becomes U+FFFD. */
function utf8(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null when the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** `["--password", "…"]`, `["authorization", "Bearer …"]`: an item is named by the one before. */
function nameOfItem(before: AnyValue | undefined): SensitiveName | null {
  if (typeof before !== 'string' || before.length > 60) return null;
  const name = /^(?:--?)?([A-Za-z][\w-]*)$/.exec(before)?.[1];
  return name === undefined ? null : sensitiveName(name);
}

const NAMING_KEYS = ['name', 'key', 'header', 'variable'];

/** Of an attribute's key: whether others may say what its value is. */
function isNamedByOthers(key: string): boolean {
  return key === 'value';
}

/** `{name: "API_KEY", value: "…"}`: the name is another entry's value. */
function nameOfPair(key: string, attributes: Attributes): SensitiveName | null {
  if (!isNamedByOthers(key)) return null;
  const name = NAMING_KEYS.map((naming) => attributes.get(naming)).find((each) => typeof each === 'string');
  return name === undefined ? null : sensitiveName(name);
}

function replace(text: string, found: Finding[], kinds?: Map<string, number>): string {
  let redacted = '';
  let from = 0;
  for (const { start, end, kind, quote = '' } of found) {
    redacted += text.slice(from, start) + quote + markOf(kind) + quote;
    from = end;
    kinds?.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return redacted + text.slice(from);
}

/** Counts of kinds as a list for people, the commonest first; ties by name. */
export function summarise(kinds: ReadonlyMap<string, number>): { kind: string; count: number }[] {
  return [...kinds]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}
