/**
 * A hash of `text` between two positions, 53 bits: tells pieces of conversations apart, guards nothing. MurmurHash3's
 * multipliers over UTF-16 units, as two halves that do not depend on each other. `seed`: of what stands before the text.
 */
export function textHash(text: string, from = 0, to = text.length, seed = 0): number {
  let high = 0x9747b28c ^ (to - from) ^ seed;
  let low = 0x41c64e6d ^ (seed / 0x200000);
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0xcc9e2d51);
    low = Math.imul(low ^ unit, 0x1b873593);
    high ^= high >>> 15;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 16) ^ high, 0xc2b2ae35);
  high ^= low >>> 13;
  return ((high ^ (high >>> 16)) >>> 0) * 0x200000 + ((low ^ (low >>> 15)) & 0x1fffff);
}
