/**
 * One walk over a text for everything that secrets may stand beside: the words of `triggers.ts`, and separators after
 * names that may be telling. Four bytes are compared at once, two by two with a table each; of the few places where
 * both tables know their pair, a list says which words may be there.
 */
import type { Finding } from './finding';
import type { SearchedText } from './searchedText';
import type { Separators } from './separators';
import { neededAfter, noteSeparator, offeredBy, SEPARATOR_BYTES } from './separators';
import type { Trigger } from './trigger';
import { TRIGGERS } from './triggers';

/** Four bytes of a text, the first at an even index, where a word may be. */
interface Window {
  trigger: Trigger;
  /** From the word's beginning to the window's; the window may begin before the word and end behind it. */
  offset: number;
  /** The bytes as one number, the first the lowest; 0 for those outside the word, letters in lower case. */
  value: number;
  /** The bits of the bytes that are the word's. */
  known: number;
  /** The bit that makes letters lower-case, for each that is one. */
  fold: number;
}

/**
 * By a window's first and second pair of bytes, whatever the case of letters: one bit for each group of windows that
 * has them there. A window is looked at when both have a bit in common.
 */
const FIRST = new Int32Array(256 * 256);
const SECOND = new Int32Array(256 * 256);
const WORD_GROUPS = 29;
/** The bits above are of separators: `NEXT` of their neighbours. */
const SEPARATORS = -1 << WORD_GROUPS;

/** By a pair: an index into `LISTS`, 0 for none. The second pair tells windows that begin before their word. */
const LIST_BY_FIRST = new Uint16Array(256 * 256);
const LIST_BY_SECOND = new Uint16Array(256 * 256);
const LISTS: Window[][] = [[]];

/** Characters by how seldom English and code have them, the commonest first; any other is rarer. */
const BY_FREQUENCY = ' etaonisrldcupmfhgybvkwxqjz';
const ANY_BYTE = Array.from({ length: 256 }, (_, byte) => byte);

for (const separator of SEPARATOR_BYTES) {
  for (const byte of ANY_BYTE) {
    FIRST[pairOf(separator, byte)] = neededAfter(separator, byte) << WORD_GROUPS;
    FIRST[pairOf(byte, separator)] = neededAfter(byte, separator) << WORD_GROUPS;
  }
}
const offered = Int32Array.from(ANY_BYTE, (byte) => offeredBy(byte) << WORD_GROUPS);
for (const byte of ANY_BYTE) SECOND.set(offered, pairOf(0, byte));

const windows = TRIGGERS.flatMap((trigger) => [rarestWindow(trigger, 0), rarestWindow(trigger, 1)]);
/** Windows that begin alike are in one group: the more a group has in common, the less often it is met by chance. */
windows.sort((a, b) => (patternOf(a) < patternOf(b) ? -1 : 1));
for (const [index, window] of windows.entries()) {
  const group = 1 << Math.floor((index * WORD_GROUPS) / windows.length);
  const startsInWord = window.offset >= 0;
  addWindow(window, 0, FIRST, group, startsInWord ? LIST_BY_FIRST : null);
  addWindow(window, 2, SECOND, group, startsInWord ? null : LIST_BY_SECOND);
}

/** Adds what may stand at a window's place and the one after to a table, and the window to a list. */
function addWindow(
  window: Window,
  place: number,
  groups: Int32Array,
  group: number,
  lists: Uint16Array | null,
): void {
  const { trigger, offset } = window;
  const seconds = bytesOf(trigger.word[offset + place + 1]);
  for (const first of bytesOf(trigger.word[offset + place])) {
    for (const second of seconds) {
      const pair = pairOf(first, second);
      groups[pair]! |= group;
      if (lists === null) continue;
      if (lists[pair] === 0) lists[pair] = LISTS.push([]) - 1;
      LISTS[lists[pair]!]!.push(window);
    }
  }
}

/** The rarest window for a word that begins at an even (0) or odd (1) index. */
function rarestWindow(trigger: Trigger, parity: number): Window {
  const { word } = trigger;
  let rarest = -parity;
  for (let offset = 2 - parity; offset < word.length; offset += 2) {
    if (rarity(word, offset) > rarity(word, rarest)) rarest = offset;
  }
  const window = { trigger, offset: rarest, value: 0, known: 0, fold: 0 };
  for (let place = 0; place < 4; place++) {
    const code = word.charCodeAt(rarest + place);
    if (Number.isNaN(code)) continue;
    window.value |= code << (8 * place);
    window.known |= 0xff << (8 * place);
    if (code >= 0x61 && code <= 0x7a) window.fold |= 0x20 << (8 * place);
  }
  return window;
}

function rarity(word: string, offset: number): number {
  let sum = 0;
  for (let place = Math.max(0, offset); place < Math.min(word.length, offset + 4); place++) {
    const rank = BY_FREQUENCY.indexOf(word[place]!);
    sum += rank < 0 ? BY_FREQUENCY.length : rank;
  }
  return sum;
}

/** What a window has of its word. */
function patternOf({ trigger, offset }: Window): string {
  return trigger.word.slice(Math.max(0, offset), offset + 4);
}

function bytesOf(character: string | undefined): number[] {
  if (character === undefined) return ANY_BYTE;
  const lower = character.charCodeAt(0);
  const upper = character.toUpperCase().charCodeAt(0);
  return lower === upper ? [lower] : [lower, upper];
}

/** As in the `pairs` of `AsciiBytes`: all machines that run VS Code have the low byte first. */
function pairOf(first: number, second: number): number {
  return first | (second << 8);
}

/** So many bytes are gone over before what was met in them is looked at; a multiple of four. */
const STRETCH = 8192;
/** Even indexes at which a window was met. */
const met = new Uint32Array(STRETCH / 2);

/** Finds what stands beside words; notes where separators are. */
export function scan(text: SearchedText, found: Finding[], separators: Separators): void {
  const { bytes, pairs, quads } = text.ascii;
  // What is behind the text in the buffer is no part of it.
  bytes.fill(0, text.length, text.length + 4);
  for (let from = 0; from < text.length; from += STRETCH) {
    const count = meet(quads, from, Math.min(text.length, from + STRETCH));
    for (let index = 0; index < count; index++) {
      const at = met[index]!;
      const first = pairs[at >> 1]!;
      const second = pairs[(at >> 1) + 1]!;
      const groups = FIRST[first]! & SECOND[second]!;
      if ((groups & SEPARATORS) !== 0) {
        noteSeparator(bytes, at, separators);
        noteSeparator(bytes, at + 1, separators);
        if ((groups & ~SEPARATORS) === 0) continue;
      }
      const quad = first | (second << 16);
      lookAt(LISTS[LIST_BY_FIRST[first]!]!, quad, at, text, found);
      lookAt(LISTS[LIST_BY_SECOND[second]!]!, quad, at, text, found);
    }
  }
}

/**
 * Fills `met` and answers how many there are. Apart from all that is done with them, and in steps of four bytes, this
 * loop takes half the time.
 */
function meet(quads: Uint32Array, from: number, to: number): number {
  let count = 0;
  let next = quads[from >> 2]!;
  for (let at = from; at < to; at += 4) {
    const quad = next;
    next = quads[(at >> 2) + 1]!;
    const low = quad & 0xffff;
    const high = quad >>> 16;
    if ((FIRST[low]! & SECOND[high]!) !== 0) met[count++] = at;
    if ((FIRST[high]! & SECOND[next & 0xffff]!) !== 0) met[count++] = at + 2;
  }
  return count;
}

function lookAt(windows: Window[], quad: number, at: number, text: SearchedText, found: Finding[]): void {
  for (const { value, known, fold, trigger, offset } of windows) {
    if (((quad | fold) & known) !== value) continue;
    if (!isAt(text, at - offset, trigger.word)) continue;
    trigger.look(text.string, at - offset, found, text.ascii.bytes);
  }
}

function isAt({ length, ascii: { bytes } }: SearchedText, start: number, word: string): boolean {
  if (start < 0 || start + word.length > length) return false;
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[start + index]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(index)) return false;
  }
  return true;
}
