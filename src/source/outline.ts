/** What is known of a file before a parser has seen it: the names that it may define something under. Pure. */
import { isName } from './interpret/writtenNames';
import { stemOf } from './paths';
import { foldName, keysOf } from './names';

export interface Outline {
  /** Hashes of keys (see `keysOf`), sorted: thousands of files have millions of words. */
  keys: Uint32Array;
  /** Whether a prompt may be written in it. */
  prompts: boolean;
}

/** More words than these are looked up anew. */
const MAX_KNOWN_WORDS = 50_000;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
/** What stands between two quotes of one kind, whichever of them begins a string. */
const QUOTED = /(["'`])(?=([^\n]{1,64}?)\1)/g;
/** Names of prompts, as the queries of all languages have them. */
const PROMPT_WORD = /prompt|instruction|system|template|persona|backstory|UserMessage/i;

/** Outlines file after file: most words of one file are in others, too. */
export class Outliner {
  private readonly known = new Map<string, readonly number[]>();

  /** Of a text that may define tools: every word and every short string of it may be the name of one. */
  ofText(text: string, path: string): Outline {
    // A default export goes by its file.
    const words = new Set([stemOf(path)]);
    for (const [word] of text.matchAll(WORD)) words.add(word);
    for (const [, , name = ''] of text.matchAll(QUOTED)) {
      if (/[^\w$]/.test(name) && isName(name)) words.add(name);
    }
    return { keys: this.hashesOf(words), prompts: PROMPT_WORD.test(text) };
  }

  /** Of a text that defines nothing but functions of these names. */
  ofFunctions(names: Iterable<string>): Outline {
    return { keys: this.hashesOf(names), prompts: false };
  }

  private hashesOf(words: Iterable<string>): Uint32Array {
    const hashes = new Set<number>();
    for (const word of words) for (const hash of this.hashesOfWord(word)) hashes.add(hash);
    return Uint32Array.from(hashes).sort();
  }

  private hashesOfWord(word: string): readonly number[] {
    const known = this.known.get(word);
    if (known) return known;
    const hashes = keysOf(word, true).map(hashOf);
    if (this.known.size >= MAX_KNOWN_WORDS) this.known.clear();
    this.known.set(word, hashes);
    return hashes;
  }
}

/** Whether something of that key may be defined; never false for what is. */
export function mayDefine({ keys }: Outline, key: string): boolean {
  const hash = hashOf(key);
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return keys[low] === hash;
}

/** Whether a constant is used: `READ_FILE`, `ToolNames.READ_FILE`. */
export function mayUse(outline: Outline, constant: string): boolean {
  return constant.split('.').every((part) => mayDefine(outline, foldName(part)));
}

/** FNV-1a, 32 bits, of UTF-16 units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
