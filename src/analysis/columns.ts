/**
 * Arrays with an entry for each of what may be a million spans, all zero.
 *
 * They are in shared memory, though one thread alone uses them: V8 takes every 64 MB of other array memory for a
 * reason to go through its whole heap, and beside a million spans that takes half a second each time.
 */
export function float64Column(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

export function uint32Column(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}

export function int32Column(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

export function uint8Column(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** 0, 1, 2, … */
export function countingColumn(length: number): Uint32Array {
  const column = uint32Column(length);
  for (let i = 0; i < length; i++) column[i] = i;
  return column;
}
