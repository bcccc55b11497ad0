/**
 * A list of chunk numbers as bytes: how many, then runs of successive numbers, each as the (ZigZag) step from the end
 * of the run before and its length, all as varints. Chunks that came together have successive numbers, and a history
 * sent again repeats them, so a run costs two bytes mostly. A list says itself where it ends.
 */

export function encodeChunkList(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  putVarint(bytes, numbers.length);
  let expected = 0;
  for (let at = 0; at < numbers.length;) {
    const first = numbers[at]!;
    let length = 1;
    while (numbers[at + length] === first + length) length++;
    const step = first - expected;
    putVarint(bytes, step < 0 ? -2 * step - 1 : 2 * step);
    putVarint(bytes, length);
    expected = first + length;
    at += length;
  }
  return Uint8Array.from(bytes);
}

/** The list that begins at `from`, and where it ends. */
export function decodeChunkList(bytes: Uint8Array, from = 0): { numbers: number[]; end: number } {
  const numbers: number[] = [];
  const end = forEachRun(bytes, from, (first, length) => {
    for (let number = first; number < first + length; number++) numbers.push(number);
  });
  return { numbers, end };
}

/** Visits the runs of the list that begins at `from`; answers where the list ends. */
export function forEachRun(
  bytes: Uint8Array,
  from: number,
  visit: (first: number, length: number) => void,
): number {
  let at = from;
  const varint = () => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('A list of chunks is cut off.');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  let left = varint();
  let next = 0;
  while (left > 0) {
    const step = varint();
    const first = next + (step % 2 === 0 ? step / 2 : -(step + 1) / 2);
    const length = varint();
    visit(first, length);
    next = first + length;
    left -= length;
  }
  return at;
}

/** Arithmetic instead of bits: chunk numbers are never used again, so they may outgrow 32 bits. */
function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
