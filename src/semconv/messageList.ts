/**
 * Message lists as they come in attributes: JSON text, most of which has been read before, because every request
 * sends the conversation again. Elements of such a list are read one by one, each distinct one once.
 */
import type { Message, MessageRole } from '../protocol/messages';
import type { JsonValue } from '../protocol/spans';
import { textHash } from '../protocol/textHash';
import type { AnyValue } from '../otlp/records';
import { openJson } from './fields';
import { parseMessages } from './messages';

/** Of the JSON text whose messages are kept, in UTF-16 units; up to twice as much for a while. */
const MAX_KEPT = 8 * 1024 * 1024;
/** Of a whole list, in UTF-16 units: a shorter one is parsed faster than its elements are looked up. */
const CACHED_FROM = 4096;
/** What an entry takes beside its text. */
const ENTRY_CHARS = 100;

interface Entry {
  length: number;
  messages: Message[];
}

/** The messages of list elements by role and hash, the most recently used half of them for certain. */
class ElementCache {
  private recent = new Map<number, Entry>();
  private older = new Map<number, Entry>();
  private recentChars = 0;

  get(hash: number, length: number): Message[] | undefined {
    let entry = this.recent.get(hash);
    if (entry === undefined && (entry = this.older.get(hash)) !== undefined) this.set(hash, entry);
    return entry?.length === length ? entry.messages : undefined;
  }

  set(hash: number, entry: Entry): void {
    this.recent.set(hash, entry);
    this.recentChars += entry.length + ENTRY_CHARS;
    if (this.recentChars <= MAX_KEPT) return;
    this.older = this.recent;
    this.recent = new Map();
    this.recentChars = 0;
  }
}

const cache = new ElementCache();

/**
 * The messages of an attribute: see `parseMessages`. Messages that were read before are the same objects again:
 * nobody may change them.
 */
export function readMessages(value: AnyValue | undefined, role: MessageRole): Message[] {
  if (typeof value !== 'string') return parseMessages(openJson(value), role);
  if (value.length < CACHED_FROM) return parseMessages(value, role);
  const elements = listElements(value);
  return (elements && readElements(value, elements, role)) ?? parseMessages(value, role);
}

/** Undefined when an element is no JSON. */
function readElements(list: string, elements: readonly number[], role: MessageRole): Message[] | undefined {
  const result: Message[] = [];
  const seed = textHash(role);
  for (let i = 0; i < elements.length; i += 2) {
    const [from, to] = [elements[i]!, elements[i + 1]!];
    const hash = textHash(list, from, to) + seed;
    let messages = cache.get(hash, to - from);
    if (messages === undefined) {
      let element: JsonValue;
      try {
        element = JSON.parse(list.slice(from, to)) as JsonValue;
      } catch {
        return undefined;
      }
      messages = parseMessages(element, role);
      cache.set(hash, { length: to - from, messages });
    }
    for (const message of messages) result.push(message);
  }
  return result;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Where each element of a JSON list begins and ends, alternating. Undefined when the text is no list of objects, or
 * does not end like one; what is inside of the elements is not looked at.
 */
function listElements(text: string): number[] | undefined {
  let at = skipWhitespace(text, 0);
  if (text.charCodeAt(at) !== OPEN_LIST) return undefined;
  const elements: number[] = [];
  do {
    const from = skipWhitespace(text, at + 1);
    if (text.charCodeAt(from) !== OPEN_OBJECT) return undefined;
    const to = endOfObject(text, from);
    if (to < 0) return undefined;
    elements.push(from, to);
    at = skipWhitespace(text, to);
  } while (text.charCodeAt(at) === COMMA);
  return text.charCodeAt(at) === CLOSE_LIST && skipWhitespace(text, at + 1) === text.length
    ? elements
    : undefined;
}

/** -1 when the text ends before. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return -1;
    } else if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth++;
    else if ((unit === CLOSE_OBJECT || unit === CLOSE_LIST) && --depth === 0) return at + 1;
  }
  return -1;
}

/** Position of the quote that closes the string; -1 when there is none. */
function endOfString(text: string, from: number): number {
  for (let close = text.indexOf('"', from + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let before = close;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((close - before) % 2 === 0) return close;
  }
  return -1;
}

function skipWhitespace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}
