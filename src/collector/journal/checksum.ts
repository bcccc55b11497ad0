import * as zlib from 'node:zlib';

/** CRC-32 of zlib and PNG. `seed`: the checksum of what goes before `bytes`, or any 32-bit number as a salt. */
export type Crc32 = (bytes: Uint8Array, seed: number) => number;

/** Node has a fast one of its own from 20.15 on. */
const native = (zlib as { crc32?: Crc32 }).crc32;

const REVERSED_POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ REVERSED_POLYNOMIAL : value >>> 1;
  return value;
});

export const crc32ByTable: Crc32 = (bytes, seed) => {
  let crc = ~seed;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
};

export const crc32: Crc32 = native ?? crc32ByTable;
