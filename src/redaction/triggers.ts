/** One walk over a text for all words beside which secrets stand: pairs of bytes say whether one may be there. */
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
  ...['key', 'token', 'secret', 'password', 'passwd', 'pwd', 'passphrase', 'passcode'].map((word) => ({
    word,
    look: (text: string, at: number, found: Finding[], bytes: Uint8Array) => {
      findAfterWord(text, bytes, at + word.length, found);
    },
  })),
];

/** Characters by how seldom English and code have them, the commonest first; any other is rarer. */
const BY_FREQUENCY = ' etaonisrldcupmfhgybvkwxqjz';

function rarity(character: string): number {
  const rank = BY_FREQUENCY.indexOf(character);
  return rank < 0 ? BY_FREQUENCY.length : rank;
}

/** The index of three characters of a word of which both pairs are as rare as any two of the word's. */
function anchorOf(word: string): number {
  const pairs = Array.from({ length: word.length - 1 }, (_, at) => rarity(word[at]!) + rarity(word[at + 1]!));
  const triples = pairs.slice(1).map((pair, at) => Math.min(pair, pairs[at]!));
  return triples.indexOf(Math.max(...triples));
}

interface Anchored {
  trigger: Trigger;
  /** From the word's beginning to the pair. */
  offset: number;
}

/** By two bytes, whatever the case of letters: the words that have them at their anchor. */
const BY_PAIR: (Anchored[] | undefined)[] = new Array<undefined>(256 * 256).fill(undefined);
/** Whether `BY_PAIR` has any: read for every pair, and eight times as small. */
const HAS_PAIR = new Uint8Array(256 * 256);
for (const trigger of TRIGGERS) {
  const anchor = anchorOf(trigger.word);
  for (const offset of [anchor, anchor + 1]) {
    for (const first of bothCases(trigger.word[offset]!)) {
      for (const second of bothCases(trigger.word[offset + 1]!)) {
        const pair = (first << 8) | second;
        (BY_PAIR[pair] ??= []).push({ trigger, offset });
        HAS_PAIR[pair] = 1;
      }
    }
  }
}

function bothCases(character: string): Set<number> {
  return new Set([character.charCodeAt(0), character.toUpperCase().charCodeAt(0)]);
}

/**
 * `bytes` are those of the text, as `asciiBytes` gives them. Every other pair is looked at: of the two pairs of a
 * word's anchor one is there.
 */
export function findTriggered(text: string, bytes: Uint8Array, found: Finding[]): void {
  const { length } = text;
  for (let at = 0; at + 1 < length; at += 2) {
    const pair = (bytes[at]! << 8) | bytes[at + 1]!;
    if (HAS_PAIR[pair] === 0) continue;
    for (const { trigger, offset } of BY_PAIR[pair]!) {
      const start = at - offset;
      if (start >= 0 && start + trigger.word.length <= length && isAt(bytes, start, trigger.word)) {
        trigger.look(text, start, found, bytes);
      }
    }
  }
}

function isAt(bytes: Uint8Array, from: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[from + index]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(index)) return false;
  }
  return true;
}
