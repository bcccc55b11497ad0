/** Tells cheaply whether a file may have written a part of a text. Pure. */
import { foldWhiteSpace } from './promptText';

/** A text and a file share something when they have so many characters in a row. A prompt's piece has a few more. */
const MIN_SHARED = 20;
/** Whatever stretch of `MIN_SHARED` they share, one block of the text that begins at a multiple of this lies in it. */
const BLOCK = MIN_SHARED >> 1;
const BASE = 31;

/** What a model was told, prepared for being looked for in thousands of files without parsing them. */
export class SharedText {
  private readonly told: string;
  /** Hash of a block → where the text has such blocks. */
  private readonly blocks = new Map<number, number[]>();

  constructor(text: string) {
    this.told = foldWhiteSpace(text);
    for (let at = 0; at + BLOCK <= this.told.length; at += BLOCK) {
      const hash = hashOf(this.told, at);
      const places = this.blocks.get(hash);
      if (places) places.push(at);
      else this.blocks.set(hash, [at]);
    }
  }

  /** Whether a text has `MIN_SHARED` characters of this one in a row, white space folded in both. */
  isIn(written: string): boolean {
    const text = foldWhiteSpace(written);
    if (text.length < MIN_SHARED) return false;
    let highest = 1;
    for (let n = 1; n < BLOCK; n += 1) highest = Math.imul(highest, BASE);
    let hash = hashOf(text, 0);
    for (let at = 0; ; at += 1) {
      const places = this.blocks.get(hash);
      if (places?.some((place) => this.lengthShared(text, at, place) >= MIN_SHARED)) return true;
      if (at + BLOCK >= text.length) return false;
      const without = (hash - Math.imul(text.charCodeAt(at), highest)) | 0;
      hash = (Math.imul(without, BASE) + text.charCodeAt(at + BLOCK)) | 0;
    }
  }

  /** How far both agree around two places. */
  private lengthShared(text: string, at: number, place: number): number {
    let before = 0;
    while (before < MIN_SHARED && at > before && text[at - before - 1] === this.told[place - before - 1])
      before += 1;
    let behind = 0;
    while (
      behind < MIN_SHARED &&
      at + behind < text.length &&
      text[at + behind] === this.told[place + behind]
    )
      behind += 1;
    return before + behind;
  }
}

/** Of the block that begins there; a rolling hash of 32 bits. */
function hashOf(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + BLOCK; at += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0;
  return hash;
}
