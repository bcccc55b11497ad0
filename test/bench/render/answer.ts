/**
 * An answer of the collector as bytes, for a page that gets it by HTTP: the length of the JSON as 32 bits, the JSON,
 * and from the next multiple of 8 on the typed arrays, each at a multiple of 8 of its own. In VS Code they are handed
 * over as they are; this is as close to that as HTTP gets. `pages/bench.ts` reads it.
 */
const ALIGNMENT = 8;

export function encodeAnswer(answer: unknown): Uint8Array {
  const arrays: { at: number; bytes: Uint8Array }[] = [];
  let end = 0;
  const json = JSON.stringify(answer, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
    const array = value as Uint8Array | Uint16Array | Uint32Array | Float64Array;
    const at = end;
    arrays.push({ at, bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength) });
    end = aligned(at + array.byteLength);
    return { $type: array.constructor.name, at, length: array.length };
  });
  const text = Buffer.from(json);
  const begin = aligned(4 + text.length);
  const whole = Buffer.alloc(begin + end);
  whole.writeUInt32LE(text.length, 0);
  text.copy(whole, 4);
  for (const { at, bytes } of arrays) whole.set(bytes, begin + at);
  return whole;
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}
