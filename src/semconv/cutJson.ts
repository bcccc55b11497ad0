/**
 * JSON that was cut off: SDKs and collectors limit the length of attributes. Everything before the cut is read; what
 * was open there is closed.
 */
import type { JsonValue } from '../protocol/spans';
import type { AnyValue } from '../otlp/records';
import { openJson } from './fields';

/** Deeper values are left out: no conversation nests like that, and the reader recurses. */
const MAX_DEPTH = 100;

/** Objects and lists that the end of the text left open. */
const cutValues = new WeakSet();

/** Whether a value of `parseCutJson` is incomplete: the text ended inside of it. */
export function wasCut(value: object): boolean {
  return cutValues.has(value);
}

/** Undefined when the text does not begin like an object or a list. Linear in the text's length; never throws. */
export function parseCutJson(text: string): JsonValue | undefined {
  return /^\s*[[{]/.test(text) ? new CutJsonReader(text).read() : undefined;
}

/** Half a name or id is none. */
const IDENTIFIES = /^(?:type|role|name|kind|ref|status|toolName|mimeType|\w*(?:[a-z_]Id|_id|_name)|id)$/;
const LITERAL = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const WHITESPACE = /\s*/y;

class CutJsonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): JsonValue | undefined {
    const value = this.value(null, 0);
    this.skipWhitespace();
    if (this.at < this.text.length && typeof value === 'object' && value !== null) cutValues.add(value);
    return value;
  }

  /** `key`: that the value is under; null in a list. Undefined when nothing of it is there. */
  private value(key: string | null, depth: number): JsonValue | undefined {
    this.skipWhitespace();
    switch (this.text[this.at]) {
      case '{':
        if (depth < MAX_DEPTH) return this.object(depth + 1);
        break;
      case '[':
        if (depth < MAX_DEPTH) return this.list(depth + 1);
        break;
      case '"': {
        const { string, isWhole } = this.string();
        return isWhole || key === null || !IDENTIFIES.test(key) ? string : undefined;
      }
      default:
        return this.literal();
    }
    this.end();
    return undefined;
  }

  private object(depth: number): JsonValue {
    const object: Record<string, JsonValue> = {};
    this.at++;
    while (!this.hasEnded()) {
      this.skipWhitespace();
      if (this.take('}')) return object;
      if (this.text[this.at] !== '"') break;
      const key = this.string().string;
      this.skipWhitespace();
      if (!this.take(':')) break;
      const value = this.value(key, depth);
      if (value !== undefined && key !== '__proto__') object[key] = value;
      this.skipWhitespace();
      if (!this.take(',') && this.text[this.at] !== '}') break;
    }
    this.end();
    cutValues.add(object);
    return object;
  }

  private list(depth: number): JsonValue {
    const list: JsonValue[] = [];
    this.at++;
    while (!this.hasEnded()) {
      this.skipWhitespace();
      if (this.take(']')) return list;
      const value = this.value(null, depth);
      if (value !== undefined) list.push(value);
      this.skipWhitespace();
      if (!this.take(',') && this.text[this.at] !== ']') break;
    }
    this.end();
    cutValues.add(list);
    return list;
  }

  /** What there is of it, when the text ends inside. */
  private string(): { string: string; isWhole: boolean } {
    const start = this.at;
    let close = this.text.indexOf('"', start + 1);
    while (close >= 0 && this.isEscaped(close)) close = this.text.indexOf('"', close + 1);
    if (close < 0) {
      this.end();
      return { string: unquoted(`${withoutPartOfEscape(this.text.slice(start))}"`), isWhole: false };
    }
    this.at = close + 1;
    return { string: unquoted(this.text.slice(start, close + 1)), isWhole: true };
  }

  private isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.text[at - 1 - backslashes] === '\\') backslashes++;
    return backslashes % 2 === 1;
  }

  private literal(): JsonValue | undefined {
    LITERAL.lastIndex = this.at;
    const found = LITERAL.exec(this.text)?.[0];
    // At the very end, more digits may have followed.
    if (found === undefined || this.at + found.length === this.text.length) {
      this.end();
      return undefined;
    }
    this.at += found.length;
    return JSON.parse(found) as JsonValue;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipWhitespace(): void {
    WHITESPACE.lastIndex = this.at;
    WHITESPACE.test(this.text);
    this.at = WHITESPACE.lastIndex;
  }

  /** What follows is not JSON, if anything does: a note about the cut, as a rule. */
  private end(): void {
    this.at = this.text.length;
  }

  private hasEnded(): boolean {
    return this.at >= this.text.length;
  }
}

/** `\`, `\u`, `\u00` at the end: the escape that the text was cut off in. */
function withoutPartOfEscape(text: string): string {
  const from = text.lastIndexOf('\\', text.length - 1);
  if (from < text.length - 6 || from < 0) return text;
  let backslashes = 1;
  while (text[from - backslashes] === '\\') backslashes++;
  const isPart = backslashes % 2 === 1 && /^\\(?:u[\da-fA-F]{0,3})?$/.test(text.slice(from));
  return isPart ? text.slice(0, from) : text;
}

/** The text between the quotes; as it is where it holds what JSON does not allow. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The value as plain data: JSON is opened, as far as it goes when it was cut off; any other text stays text. */
export function openContent(value: AnyValue | undefined): JsonValue | undefined {
  const opened = openJson(value);
  return typeof opened === 'string' ? (parseCutJson(opened) ?? opened) : opened;
}
