/** Reads what stands after a separator: where a value begins and ends, whatever language it is written in. */
import type { SensitiveName } from './names';

/** Longest value in characters; cookies are the longest. */
export const LONGEST_VALUE = 8192;

/** UTF-16 offsets, the end exclusive. */
export interface Place {
  start: number;
  end: number;
}

export interface Value extends Place {
  quoted: boolean;
}

const OPENING = /[:=>\s]*(?:[bBrRuUfF]{1,2}(?=\\*["']))?(\\*)(["'`])/y;
const ARRAY = /[:=>\s]*\[\s*(?=\\*["'A-Za-z0-9])/y;
const NEXT_ITEM = /\s*,\s*/y;
/** Markdown's `**Password:** …` has its stars behind the colon. */
const SPACE = /[ \t:=>]*(?:\*\*[ \t]{1,4}`?)?/y;
/** After one of `,;&)]}|`: the end of a word, another pair, or the end of the text. */
const WORD_ENDS = /[,;&)\]}|]+(?:[\s"'`\\<>]|$|[\w .-]{1,40}[=:])/y;
const MAX_ITEMS = 100;
/** Names in one word or line that are looked at. */
const MOST_USES = 100;

/** Reads values out of one text. It remembers where words and lines end, so that none is walked twice. */
export class ValueReader {
  /** Separators before this are inside a secret that was found. */
  done = 0;
  private word: Place = { start: 0, end: 0 };
  private line: Place = { start: 0, end: 0 };
  /** How often the word or the line was asked for. */
  private uses = 0;

  constructor(
    readonly text: string,
    /** As `asciiBytes` gives them. */
    readonly bytes: Uint8Array,
  ) {}

  /**
   * Whether the word or line that goes on here was a value often enough: in `token=token=token=…` each name's value
   * is all that follows.
   */
  isWornOut(from: number): boolean {
    return this.uses > MOST_USES && (from < this.word.end || from < this.line.end);
  }

  /** For another walk from the text's beginning. */
  restart(): void {
    this.done = 0;
    this.word = { start: 0, end: 0 };
    this.line = { start: 0, end: 0 };
  }

  /** What stands after a separator: one value, or the items of an array. */
  valuesAfter(from: number, name: SensitiveName): Value[] {
    ARRAY.lastIndex = from;
    if (!ARRAY.test(this.text)) return [this.quoted(from) ?? this.unquoted(from, name)];
    const values: Value[] = [];
    let at = ARRAY.lastIndex;
    while (values.length < MAX_ITEMS) {
      const value = this.quoted(at);
      if (value === null) {
        if (values.length === 0) values.push(this.unquoted(at, name));
        break;
      }
      values.push(value);
      let end = value.end;
      while (this.text.charCodeAt(end) === 0x5c) end++;
      NEXT_ITEM.lastIndex = end + 1;
      if (!NEXT_ITEM.test(this.text)) break;
      at = NEXT_ITEM.lastIndex;
    }
    return values;
  }

  /**
   * The inside of a quoted text at any depth of escaping; null when no quote opens one. With `b` backslashes before
   * the opening quote, the closing one has as many, or as many and a multiple of `2(b + 1)`: the rest are escaped
   * backslashes of the value. Fewer close an outer text, which was cut off or is not well-formed.
   */
  quoted(from: number): Value | null {
    const { text } = this;
    OPENING.lastIndex = from;
    const match = OPENING.exec(text);
    if (match === null) return null;
    const [, escape = '', quote = ''] = match;
    const depth = escape.length;
    if (depth > 63) return null;
    const start = OPENING.lastIndex;
    const limit = Math.min(text.length, start + LONGEST_VALUE);
    for (let at = text.indexOf(quote, start); at >= 0 && at < limit; at = text.indexOf(quote, at + 1)) {
      let slashes = 0;
      while (at - slashes > start && text.charCodeAt(at - slashes - 1) === 0x5c) slashes++;
      if (slashes < depth) return { start, end: at - slashes, quoted: true };
      if ((slashes - depth) % (2 * (depth + 1)) === 0) return { start, end: at - depth, quoted: true };
    }
    return { start, end: this.endOfWord(start), quoted: false };
  }

  /** To the end of the line for headers, else to where a value usually ends. */
  private unquoted(from: number, name: SensitiveName): Value {
    SPACE.lastIndex = from;
    SPACE.test(this.text);
    const start = SPACE.lastIndex;
    const end = name.form === 'plain' ? this.endOfWord(start) : this.endOfLine(start);
    return { start, end, quoted: false };
  }

  private endOfLine(start: number): number {
    this.uses++;
    if (start < this.line.start || start >= this.line.end) {
      const line = /^[^\r\n"'`\\]*/.exec(this.text.slice(start, start + LONGEST_VALUE))![0];
      this.line = { start, end: start + line.trimEnd().length };
      this.uses = 0;
    }
    return this.line.end;
  }

  private endOfWord(start: number): number {
    this.uses++;
    if (start < this.word.start || start >= this.word.end) {
      this.word = { start, end: endOfWord(this.text, start) };
      this.uses = 0;
    }
    return this.word.end;
  }
}

function endOfWord(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) return at;
    if (code > 127 || ENDS[code] === 0) continue;
    if (ENDS[code] === 1) return at;
    WORD_ENDS.lastIndex = at;
    if (WORD_ENDS.test(text)) return at;
  }
  return limit;
}

/** 1 for what ends an unquoted value, 2 for what does when `WORD_ENDS` says so. */
const ENDS = new Uint8Array(128);
for (const character of '"\'`\\<>') ENDS[character.charCodeAt(0)] = 1;
for (const character of ',;&)]}|') ENDS[character.charCodeAt(0)] = 2;
