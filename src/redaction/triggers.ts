/** One walk over a text for all words beside which secrets stand: each pair of bytes says whether one may begin there. */
import { CONTEXTS } from './contexts';
import type { Finding } from './finding';
import { findAfterWord } from './sentences';

/** Looks at what stands around the place where a word begins. */
type Look = (text: string, at: number, found: Finding[], bytes: Uint8Array) => void;

interface Trigger {
  /** Lower-case; in texts it may have capitals. */
  word: string;
  look: Look;
}

const TRIGGERS: Trigger[] = [
  ...CONTEXTS.map(({ word, pattern, kind, accept }) => ({
    word,
    look: (text: string, at: number, found: Finding[]) => {
      pattern.lastIndex = at;
      const secret = pattern.exec(text)?.[1];
      if (secret === undefined || !accept(secret)) return;
      const end = pattern.lastIndex;
      found.push({ start: end - secret.length, end, kind, byShape: false });
    },
  })),
  ...['key', 'token', 'secret', 'password', 'passwd', 'pwd', 'passphrase', 'passcode', 'pass'].map(
    (word) => ({
      word,
      look: (text: string, at: number, found: Finding[], bytes: Uint8Array) => {
        findAfterWord(text, bytes, at + word.length, found);
      },
    }),
  ),
];

/** Characters as five or six bits; letters are alike in both cases. What no word begins with is 0. */
const CODES = new Uint8Array(256);
for (let letter = 0; letter < 26; letter++) {
  CODES[0x61 + letter] = letter + 1;
  CODES[0x41 + letter] = letter + 1;
}
for (const { word } of TRIGGERS) {
  for (const character of word.slice(0, 2)) {
    const code = character.charCodeAt(0);
    if (CODES[code] === 0) CODES[code] = Math.max(...CODES) + 1;
  }
}

/** By the codes of two characters: what may begin there. */
const BY_PAIR: (Trigger[] | undefined)[] = new Array<undefined>(64 * 64).fill(undefined);
/** Whether `BY_PAIR` has any. */
const HAS_PAIR = new Uint8Array(64 * 64);
for (const trigger of TRIGGERS) {
  const pair = (CODES[trigger.word.charCodeAt(0)]! << 6) | CODES[trigger.word.charCodeAt(1)]!;
  (BY_PAIR[pair] ??= []).push(trigger);
  HAS_PAIR[pair] = 1;
}

/** `bytes` are those of the text, as `asciiBytes` gives them. */
export function findTriggered(text: string, bytes: Uint8Array, found: Finding[]): void {
  let previous = 0;
  for (let at = 0; at < text.length; at++) {
    const code = CODES[bytes[at]!]!;
    const pair = (previous << 6) | code;
    previous = code;
    if (HAS_PAIR[pair] === 0) continue;
    for (const { word, look } of BY_PAIR[pair]!) {
      if (isAt(bytes, at - 1, word)) look(text, at - 1, found, bytes);
    }
  }
}

function isAt(bytes: Uint8Array, from: number, word: string): boolean {
  for (let index = 2; index < word.length; index++) {
    const byte = bytes[from + index]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(index)) return false;
  }
  return true;
}
