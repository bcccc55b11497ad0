/** Readers that every vocabulary shares. None of them throws, whatever the emitter sent. */
import type { AnyValue, Attributes } from '../otlp/records';
import type { JsonValue } from '../protocol/spans';
import { numberOf, stringOf, toJsonValue } from '../otlp/attributes';

/** The first non-empty text among `keys`; a list or map is given as JSON text. */
export function firstText(attributes: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(attributes.get(key));
    if (text !== null && text !== '') return text;
  }
  return null;
}

/** The first count or amount among `keys`: negative ones are no figures. */
export function firstNumber(attributes: Attributes, keys: readonly string[]): number | null {
  for (const key of keys) {
    const number = numberOf(attributes.get(key));
    if (number !== null && number >= 0) return number;
  }
  return null;
}

/** The value of the first of `keys` that is there and not null. */
export function firstValue(attributes: Attributes, keys: readonly string[]): AnyValue {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

/** Text as sent; anything structured as JSON text; null when absent. */
export function textOf(value: AnyValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return stringOf(value) ?? JSON.stringify(toJsonValue(value));
}

/** A list of texts, however it was packed: a list, a JSON list in a string, `a, b`, or a single text. */
export function textList(value: AnyValue | undefined): string[] {
  if (Array.isArray(value)) return value.map(stringOf).filter((text) => text !== null);
  const text = stringOf(value);
  if (text === null) return [];
  const parsed = parseJson(text);
  if (Array.isArray(parsed)) return parsed.filter((item) => typeof item === 'string');
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The value as plain data; a string that is JSON is opened, any other string stays text. */
export function openJson(value: AnyValue | undefined): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return toJsonValue(value);
  const parsed = parseJson(value);
  return parsed === undefined ? value : parsed;
}

/** What JSON can begin with, and all of it where that is a word or a number. */
const JSON_START = /^\s*(?:[{["]|(?:true|false|null|-?\d[\d.eE+-]*)\s*$)/;

/** Undefined when the text is not JSON (plain text, or JSON that was cut off). */
export function parseJson(text: string): JsonValue | undefined {
  // To throw for every plain text would take longer than all else together.
  if (!JSON_START.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** JSON text that was encoded as a JSON string once more is opened; any other text stays. */
export function openEncoded(text: string | null): string | null {
  if (!text?.startsWith('"')) return text;
  const inner = parseJson(text);
  return typeof inner === 'string' && /^\s*[[{]/.test(inner) ? inner : text;
}

export function isRecord(value: unknown): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows `path` through objects; undefined where it ends early. */
export function at(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  let current = value;
  for (const step of path) {
    if (!isRecord(current) || !Object.hasOwn(current, step)) return undefined;
    current = current[step];
  }
  return current;
}

/** The non-empty text at `path`; null when something else is there, or nothing. */
export function textAt(value: JsonValue | undefined, ...path: string[]): string | null {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The count or amount at `path`; null when something else is there, or nothing. Negative ones are no figures. */
export function numberAt(value: JsonValue | undefined, ...path: string[]): number | null {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : null;
}
