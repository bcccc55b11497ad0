/** Changes to bytes of which nothing is known. */
import type { Random } from '../../unit/support/random';

export type ByteMutation = (body: Buffer, random: Random, other: Buffer) => Buffer;

const BOUNDARY_BYTES = [0x00, 0x01, 0x0a, 0x12, 0x22, 0x5b, 0x5c, 0x7b, 0x7f, 0x80, 0xff];
const LONGEST_PIECE = 256;

/** By name. `other` is another request to take a piece from. */
export const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  'flipped bits': (body, random) => {
    const copy = Buffer.from(body);
    for (let flips = 1 + random.below(8); flips > 0 && copy.length > 0; flips--) {
      const at = random.below(copy.length);
      copy[at] = copy[at]! ^ (1 << random.below(8));
    }
    return copy;
  },
  'boundary bytes': (body, random) => {
    const copy = Buffer.from(body);
    for (let changes = 1 + random.below(4); changes > 0 && copy.length > 0; changes--) {
      copy[random.below(copy.length)] = random.pick(BOUNDARY_BYTES);
    }
    return copy;
  },
  'cut end': (body, random) => body.subarray(0, random.below(body.length + 1)),
  'cut beginning': (body, random) => body.subarray(random.below(body.length + 1)),
  'cut piece': (body, random) => {
    const [start, end] = piece(body, random);
    return Buffer.concat([body.subarray(0, start), body.subarray(end)]);
  },
  'repeated piece': (body, random) => {
    const [start, end] = piece(body, random);
    const repeated = Array.from({ length: 1 + random.below(20) }, () => body.subarray(start, end));
    return Buffer.concat([body.subarray(0, start), ...repeated, body.subarray(start)]);
  },
  'random piece': (body, random) => {
    const at = random.below(body.length + 1);
    return Buffer.concat([body.subarray(0, at), random.bytes(1 + random.below(64)), body.subarray(at)]);
  },
  'piece of another': (body, random, other) => {
    const at = random.below(body.length + 1);
    const [start, end] = piece(other, random);
    return Buffer.concat([body.subarray(0, at), other.subarray(start, end), body.subarray(at)]);
  },
  'end of another': (body, random, other) =>
    Buffer.concat([
      body.subarray(0, random.below(body.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]),
  'appended request': (body, _, other) => Buffer.concat([body, other]),
  'nothing but noise': (_, random) => Buffer.from(random.bytes(random.below(512))),
};

function piece(body: Buffer, random: Random): [start: number, end: number] {
  const start = random.below(body.length + 1);
  return [start, Math.min(body.length, start + 1 + random.below(LONGEST_PIECE))];
}
