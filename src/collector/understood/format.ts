/**
 * What a file looks like that says what was understood of a segment's records:
 *
 *     file  = frame*
 *     frame = length (u32) · CRC-32 of what follows (u32) · end of the record in its segment (f64) · value, as
 *             `v8.serialize` writes it
 *
 * The first frame has 0 for the end, and says who wrote the file. Numbers are little-endian. Reading ends at the first
 * frame that is not whole: of the records behind it, and those that have none, the journal has all there is to know.
 */
import { deserialize, serialize } from 'node:v8';
import type { PackedPack, PackedScope } from '../../store/packedScope';
import { crc32 } from '../journal/checksum';

export interface UnderstoodHead {
  /** See `programId`: another understands spans differently perhaps, or packs them differently. */
  program: string;
  /** Of the segment. */
  salt: number;
}

const HEAD_END = 0;
const FRAME_HEAD_BYTES = 16;

/**
 * As `v8.serialize` writes it in little time: facts one after the other, how long each is, and of each pack how many
 * lists of chunk ends it has, of which each is its length and the ends.
 */
type EncodedScope = [spans: Uint32Array, facts: Uint8Array, factLengths: Uint32Array, chunkEnds: Uint32Array];

export function encodeHead(head: UnderstoodHead): Uint8Array[] {
  return frame(HEAD_END, serialize(head));
}

/** `end`: of the record. */
export function encodePacked(end: number, scopes: readonly PackedScope[]): Uint8Array[] {
  return frame(end, serialize(scopes.map(encodeScope)));
}

export function decodePacked(value: Uint8Array): PackedScope[] {
  return (deserialize(value) as EncodedScope[]).map(decodeScope);
}

/** The values of a file by the ends of their records; null when it is not this program's, or of another segment. */
export function readFrames(bytes: Buffer, expected: UnderstoodHead): Map<number, Uint8Array> | null {
  const frames = framesIn(bytes);
  const first = frames.next().value;
  if (first?.end !== HEAD_END) return null;
  const { program, salt } = deserialize(first.value) as UnderstoodHead;
  if (program !== expected.program || salt !== expected.salt) return null;
  return new Map(Array.from(frames, ({ end, value }) => [end, value]));
}

function* framesIn(bytes: Buffer): Generator<{ end: number; value: Uint8Array }, undefined, undefined> {
  for (let at = 0; at + FRAME_HEAD_BYTES <= bytes.length;) {
    const next = at + FRAME_HEAD_BYTES + bytes.readUInt32LE(at);
    if (next > bytes.length || crc32(bytes.subarray(at + 8, next), 0) !== bytes.readUInt32LE(at + 4)) return;
    yield { end: bytes.readDoubleLE(at + 8), value: bytes.subarray(at + FRAME_HEAD_BYTES, next) };
    at = next;
  }
}

function frame(end: number, value: Buffer): Uint8Array[] {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32LE(value.length, 0);
  head.writeDoubleLE(end, 8);
  head.writeUInt32LE(crc32(value, crc32(head.subarray(8), 0)), 4);
  return [head, value];
}

function encodeScope({ packs, spans }: PackedScope): EncodedScope {
  const chunkEnds: number[] = [];
  for (const pack of packs) {
    chunkEnds.push(pack.chunkEnds.length);
    for (const ends of pack.chunkEnds) {
      chunkEnds.push(ends.length);
      for (const end of ends) chunkEnds.push(end);
    }
  }
  return [
    Uint32Array.from(spans),
    Buffer.concat(packs.map(({ facts }) => facts)),
    Uint32Array.from(packs, ({ facts }) => facts.length),
    Uint32Array.from(chunkEnds),
  ];
}

function decodeScope([spans, facts, factLengths, chunkEnds]: EncodedScope): PackedScope {
  let factsAt = 0;
  let endsAt = 0;
  const packs = Array.from(factLengths, (length): PackedPack => {
    const own = facts.subarray(factsAt, (factsAt += length));
    const lists: Uint32Array[] = [];
    for (let left = chunkEnds[endsAt++]!; left > 0; left--) {
      const count = chunkEnds[endsAt++]!;
      lists.push(chunkEnds.subarray(endsAt, (endsAt += count)));
    }
    return { facts: own, chunkEnds: lists };
  });
  return { packs, spans };
}
