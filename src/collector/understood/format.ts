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

/** As `v8.serialize` writes it in little time. */
type EncodedScope = [
  run: number,
  spans: Uint32Array,
  /** One after the other, and how long each is. */
  facts: Uint8Array,
  factLengths: Uint32Array,
  /** Of each pack how many lists of chunk ends it has, of which each is its length and the ends. */
  chunkEnds: Uint32Array,
  chunkLists: Uint8Array,
  chunkListLengths: Uint32Array,
];

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

export interface Frames {
  /** By the ends of their records. */
  frames: Map<number, Uint8Array>;
  /** Of the file, up to the end of the last of them. */
  bytes: number;
}

/** Null when the file is not this program's, or of another segment. */
export function readFrames(file: Buffer, expected: UnderstoodHead): Frames | null {
  const [first, ...rest] = framesIn(file);
  if (first?.end !== HEAD_END) return null;
  const { program, salt } = deserialize(first.value) as UnderstoodHead;
  if (program !== expected.program || salt !== expected.salt) return null;
  const { next } = rest.at(-1) ?? first;
  return { frames: new Map(rest.map(({ end, value }) => [end, value])), bytes: next };
}

interface Frame {
  end: number;
  value: Uint8Array;
  /** Where it ends in the file. */
  next: number;
}

function* framesIn(bytes: Buffer): Generator<Frame, undefined, undefined> {
  for (let at = 0; at + FRAME_HEAD_BYTES <= bytes.length;) {
    const next = at + FRAME_HEAD_BYTES + bytes.readUInt32LE(at);
    if (next > bytes.length || crc32(bytes.subarray(at + 8, next), 0) !== bytes.readUInt32LE(at + 4)) return;
    yield { end: bytes.readDoubleLE(at + 8), value: bytes.subarray(at + FRAME_HEAD_BYTES, next), next };
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

function encodeScope({ run, packs, spans }: PackedScope): EncodedScope {
  const chunkEnds: number[] = [];
  for (const pack of packs) {
    chunkEnds.push(pack.chunkEnds.length);
    for (const ends of pack.chunkEnds) {
      chunkEnds.push(ends.length);
      for (const end of ends) chunkEnds.push(end);
    }
  }
  return [
    run,
    Uint32Array.from(spans),
    Buffer.concat(packs.map(({ facts }) => facts)),
    Uint32Array.from(packs, ({ facts }) => facts.length),
    Uint32Array.from(chunkEnds),
    Buffer.concat(packs.map(({ chunkLists }) => chunkLists)),
    Uint32Array.from(packs, ({ chunkLists }) => chunkLists.length),
  ];
}

function decodeScope(encoded: EncodedScope): PackedScope {
  const [run, spans, facts, factLengths, chunkEnds, chunkLists, chunkListLengths] = encoded;
  let factsAt = 0;
  let endsAt = 0;
  let listsAt = 0;
  const packs = Array.from(factLengths, (length, at): PackedPack => {
    const own = facts.subarray(factsAt, (factsAt += length));
    const ends: Uint32Array[] = [];
    for (let left = chunkEnds[endsAt++]!; left > 0; left--) {
      const count = chunkEnds[endsAt++]!;
      ends.push(chunkEnds.subarray(endsAt, (endsAt += count)));
    }
    const lists = chunkLists.subarray(listsAt, (listsAt += chunkListLengths[at]!));
    return { facts: own, chunkEnds: ends, chunkLists: lists };
  });
  return { run, packs, spans };
}
