/** Changes to fields of a protobuf message; the lengths around them stay right, so that decoders get to see them. */
import type { Random } from '../../unit/support/random';
import { HOSTILE_TEXTS } from './hostileTexts';
import type { WireField } from './wireTree';
import { lengthDelimited, varint } from './wireTree';

/** What comes in place of the field. `others`: fields of any request. */
export type WireMutation = (field: WireField, random: Random, others: readonly WireField[]) => Uint8Array;

const NOTHING = Buffer.alloc(0);
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const EXTREME_NUMBERS = [
  0n,
  1n,
  0x7fn,
  0x80n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  // Doubles: -0, the infinities, two NaNs, the smallest.
  0x8000_0000_0000_0000n,
  0x7ff0_0000_0000_0000n,
  0xfff0_0000_0000_0000n,
  0x7ff8_0000_0000_0000n,
  0xffff_ffff_ffff_fff1n,
  1n,
];

/** Not UTF-8: a lone continuation, too long a form, a surrogate, too large, and cut off. */
const BAD_UTF8 = ['80', 'c0af', 'eda080', 'f4908080', 'f09f8c', 'ff', 'fffe', 'e282', '00', 'c3'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** Around the most that is allowed, far less, and far more. */
const DEPTHS = [3, 31, 63, 64, 65, 66, 500, 5_000];

const ARRAY = [5, 1];
const KEY_VALUE_LIST = [6, 1, 2];

export const WIRE_MUTATIONS: Readonly<Record<string, WireMutation>> = {
  'left out': () => NOTHING,
  repeated: ({ raw }, random) => Buffer.concat(Array.from({ length: 2 + random.below(30) }, () => raw)),
  'field of another': (_, random, others) => random.pick(others).raw,
  'field of another before': ({ raw }, random, others) => Buffer.concat([random.pick(others).raw, raw]),
  'content of another': ({ tag }, random, others) => lengthDelimited(tag >>> 3, random.pick(others).content),
  'another wire type': ({ tag, content }, random) =>
    Buffer.concat([varint((tag & ~7) | random.below(8)), content]),
  'another number': ({ tag, raw }, random) =>
    Buffer.concat([
      varint((random.pick([0, 1, 2, 3, 4, 5, 6, 7, 9, 15, 16, 1_000, 2 ** 29 - 1]) * 8 + (tag & 7)) >>> 0),
      raw.subarray(varint(tag).length),
    ]),
  'wrong length': ({ tag, content }, random) =>
    withLength(tag, Math.max(0, content.length + random.below(9) - 4), content),
  'huge length': ({ tag, content }, random) => withLength(tag, random.pick(EXTREME_NUMBERS), content),
  'padded numbers': ({ tag, content }, random) =>
    Buffer.concat([
      varint(tag, 1 + random.below(12)),
      ...((tag & 7) === LENGTH_DELIMITED ? [varint(content.length, 1 + random.below(12))] : []),
      content,
    ]),
  'extreme number': ({ tag }, random) => {
    const number = random.pick(EXTREME_NUMBERS);
    if ((tag & 7) === VARINT) return Buffer.concat([varint(tag), varint(number)]);
    const fixed = Buffer.alloc(8);
    fixed.writeBigUInt64LE(number);
    if ((tag & 7) === FIXED64) return Buffer.concat([varint(tag), fixed]);
    if ((tag & 7) === FIXED32) return Buffer.concat([varint(tag), fixed.subarray(0, 4)]);
    return lengthDelimited(tag >>> 3, fixed);
  },
  'bad UTF-8': ({ tag, content }, random) => {
    const at = random.below(content.length + 1);
    return lengthDelimited(
      tag >>> 3,
      Buffer.concat([content.subarray(0, at), random.pick(BAD_UTF8), content.subarray(at)]),
    );
  },
  'hostile text': ({ tag }, random) => lengthDelimited(tag >>> 3, Buffer.from(random.pick(HOSTILE_TEXTS))),
  'text as value': ({ tag }, random) =>
    lengthDelimited(tag >>> 3, lengthDelimited(1, Buffer.from(random.pick(HOSTILE_TEXTS)))),
  noise: ({ tag }, random) => lengthDelimited(tag >>> 3, random.bytes(random.below(80))),
  'long text': ({ tag }, random) => lengthDelimited(tag >>> 3, Buffer.alloc(random.below(40_000), 'long ')),
  'deep value': ({ tag }, random) => {
    const path = random.pick([ARRAY, KEY_VALUE_LIST]);
    return lengthDelimited(
      tag >>> 3,
      nested(random.pick(DEPTHS), () => path),
    );
  },
  'deep mixed value': ({ tag }, random) =>
    lengthDelimited(
      tag >>> 3,
      nested(random.pick(DEPTHS), () => random.pick([ARRAY, KEY_VALUE_LIST])),
    ),
  'deep message': ({ tag }, random) =>
    lengthDelimited(
      tag >>> 3,
      nested(random.pick(DEPTHS), () => [1 + random.below(11)]),
    ),
  'many empty records': ({ tag }, random) =>
    Buffer.alloc(2 * (1 + random.below(3_000)), Buffer.of((((tag >>> 3) % 16) << 3) | LENGTH_DELIMITED, 0)),
  group: ({ tag, raw }, random) => {
    const number = tag >>> 3;
    const start = varint(number * 8 + 3);
    const end = varint((random.below(4) === 0 ? number + 1 : number) * 8 + 4);
    const starts = Array.from({ length: random.pick([1, 2, 3_000]) }, () => start);
    const ends = Array.from({ length: random.pick([0, 1, 2, 3_000]) }, () => end);
    return Buffer.concat([...starts, raw, ...ends]);
  },
};

function withLength(tag: number, length: number | bigint, content: Uint8Array): Buffer {
  return Buffer.concat([varint((tag & ~7) | LENGTH_DELIMITED), varint(length), content]);
}

/** An AnyValue (or what the numbers of a level name) with `depth` levels around a text. */
function nested(depth: number, numbersOfLevel: () => readonly number[]): Buffer {
  // From the outside in, with the lengths of what is inside added up before.
  const levels = Array.from({ length: depth }, numbersOfLevel).flat();
  const innermost = lengthDelimited(1, Buffer.from('innermost'));
  const heads: Buffer[] = [];
  let length = innermost.length;
  for (const number of levels.reverse()) {
    const head = Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(length)]);
    heads.push(head);
    length += head.length;
  }
  return Buffer.concat([...heads.reverse(), innermost]);
}
