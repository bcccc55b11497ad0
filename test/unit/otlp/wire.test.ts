import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { WIRE, WireReader, WireWriter } from '../../../src/otlp/wire';
import { Random } from '../support/random';

const INT64 = [0n, 1n, -1n, 127n, 128n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const UINT32 = [0, 1, 127, 128, 16383, 16384, 2 ** 21, 2 ** 28, 2 ** 31, 2 ** 32 - 1];
const INT32 = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
const DOUBLES = [0, -0, 1.5, -1e300, 5e-324, NaN, Infinity, -Infinity];
const TEXTS = [
  '',
  'a',
  'short ascii',
  'é',
  '世界 🌍',
  'x'.repeat(12),
  'x'.repeat(13),
  'long '.repeat(500),
  '\u0000\uFEFF',
];

describe('WireReader', () => {
  it('reads what an independent writer wrote', () => {
    const writer = new BinaryWriter();
    for (const value of INT64) writer.int64(value);
    for (const value of UINT32) writer.uint32(value);
    for (const value of INT32) writer.int32(value);
    for (const value of DOUBLES) writer.double(value);
    for (const value of TEXTS) writer.string(value);
    for (const value of TEXTS) writer.string(value);
    writer
      .fixed32(2 ** 32 - 1)
      .fixed64(2n ** 64n - 1n)
      .bool(true)
      .bool(false);
    writer.bytes(Uint8Array.of(0, 1, 254, 255)).bytes(Uint8Array.of(0xab, 0x01));

    const reader = new WireReader(writer.finish());
    expect(INT64.map(() => reader.int64())).toEqual(INT64);
    expect(UINT32.map(() => reader.uint32())).toEqual(UINT32);
    expect(INT32.map(() => reader.int32())).toEqual(INT32);
    expect(DOUBLES.map(() => reader.double())).toEqual(DOUBLES);
    expect(TEXTS.map(() => reader.string())).toEqual(TEXTS);
    expect(TEXTS.map(() => reader.recurringString())).toEqual(TEXTS);
    expect([reader.fixed32(), reader.fixed64(), reader.bool(), reader.bool()]).toEqual([
      2 ** 32 - 1,
      2n ** 64n - 1n,
      true,
      false,
    ]);
    expect(reader.byteString()).toEqual(Uint8Array.of(0, 1, 254, 255));
    expect(reader.hex()).toBe('ab01');
    expect(reader.more).toBe(false);
  });

  it('tells recurring strings of the same hash apart', () => {
    // 'Aa' and 'BB' collide in a base-31 hash.
    const writer = new BinaryWriter();
    const texts = ['Aa', 'BB', 'Aa', 'AaAa', 'BBBB', 'AaBB', 'BBAa'];
    for (const text of texts) writer.string(text);
    const reader = new WireReader(writer.finish());
    expect(texts.map(() => reader.recurringString())).toEqual(texts);
  });

  it('replaces invalid UTF-8 instead of failing', () => {
    const writer = new BinaryWriter();
    writer
      .bytes(Uint8Array.of(0x61, 0xff, 0x62))
      .bytes(Uint8Array.of(0xc3))
      .bytes(Uint8Array.of(0x61, 0xff));
    const reader = new WireReader(writer.finish());
    expect([reader.string(), reader.recurringString(), reader.recurringString()]).toEqual([
      'a\uFFFDb',
      '\uFFFD',
      'a\uFFFD',
    ]);
  });

  it('reads from the middle of a larger buffer', () => {
    const whole = new BinaryWriter().string('before').string('here').fixed64(7n).finish();
    const reader = new WireReader(whole.subarray(7));
    expect([reader.string(), reader.fixed64()]).toEqual(['here', 7n]);
  });

  it('copies bytes, so that a record does not keep its request in memory', () => {
    const bytes = new BinaryWriter().bytes(Uint8Array.of(1, 2)).finish();
    const copy = new WireReader(bytes).byteString();
    bytes.fill(9);
    expect(copy).toEqual(Uint8Array.of(1, 2));
    expect(copy.buffer.byteLength).toBe(2);
  });

  it('skips every wire type, nested groups included', () => {
    const writer = new BinaryWriter();
    writer.tag(1, WireType.Varint).uint64(2n ** 64n - 1n);
    writer.tag(2, WireType.Bit64).fixed64(1n);
    writer.tag(3, WireType.LengthDelimited).string('skipped');
    writer.tag(4, WireType.StartGroup).tag(5, WireType.StartGroup).tag(1, WireType.Varint).uint32(1);
    writer.tag(5, WireType.EndGroup).tag(4, WireType.EndGroup);
    writer.tag(6, WireType.Bit32).fixed32(1);
    writer.uint32(42);
    const reader = new WireReader(writer.finish());
    for (let field = 1; field <= 5; field++) reader.skip(reader.tag());
    expect(reader.uint32()).toBe(42);
  });

  it.each([
    ['a varint without an end', [0x80, 0x80], (r: WireReader) => r.uint32(), /cut off/],
    [
      'a varint of eleven bytes',
      Array<number>(11).fill(0x80),
      (r: WireReader) => r.int64(),
      /longer than 10/,
    ],
    ['a length beyond the end', [0x05, 0x61], (r: WireReader) => r.string(), /5 bytes announced, 1 left/],
    [
      'a length beyond 2^32',
      [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x61],
      (r: WireReader) => r.string(),
      /announced/,
    ],
    ['half a double', [1, 2, 3, 4], (r: WireReader) => r.double(), /8 bytes announced, 4 left/],
    ['field number zero', [0x02, 0x00], (r: WireReader) => r.tag(), /impossible number/],
    [
      'wire type six',
      [0x0e],
      (r: WireReader) => {
        r.skip(r.tag());
      },
      /no wire type 6/,
    ],
    [
      'an end of group alone',
      [0x0c],
      (r: WireReader) => {
        r.skip(r.tag());
      },
      /never began/,
    ],
    [
      'a group without an end',
      [0x0b],
      (r: WireReader) => {
        r.skip(r.tag());
      },
      /does not end/,
    ],
    [
      'groups that overlap',
      [0x0b, 0x14],
      (r: WireReader) => {
        r.skip(r.tag());
      },
      /overlap/,
    ],
  ])('refuses %s', (_, bytes, read, message) => {
    const act = () => {
      read(new WireReader(Uint8Array.from(bytes)));
    };
    expect(act).toThrow(OtlpDecodeError);
    expect(act).toThrow(message);
  });

  it('skips groups nested a million deep without running out of stack', () => {
    const bytes = new Uint8Array(2_000_000).fill(0x0b, 0, 1_000_000).fill(0x0c, 1_000_000);
    const reader = new WireReader(bytes);
    reader.skip(reader.tag());
    expect(reader.more).toBe(false);
  });

  it('does not read past the end of the message that it is in', () => {
    const reader = new WireReader(Uint8Array.of(0x01, 0x08, 0x01));
    const outerEnd = reader.enter();
    reader.tag();
    expect(() => reader.uint32()).toThrow(/cut off/);
    reader.leave(outerEnd);
    expect(reader.uint32()).toBe(1);
  });
});

describe('WireWriter', () => {
  it('writes what an independent reader reads', () => {
    const writer = new WireWriter();
    for (const value of INT64) writer.int64(value);
    for (const value of UINT32) writer.uint32(value);
    for (const value of INT32) writer.int32(value);
    for (const value of DOUBLES) writer.double(value);
    for (const value of TEXTS) writer.string(value);
    writer.fixed32(2 ** 32 - 1);
    writer.fixed64(2n ** 64n - 1n);
    writer.byteString(Uint8Array.of(0, 255));
    writer.hex('ab01');

    const reader = new BinaryReader(writer.finish());
    expect(INT64.map(() => BigInt(reader.int64()))).toEqual(INT64);
    expect(UINT32.map(() => reader.uint32())).toEqual(UINT32);
    expect(INT32.map(() => reader.int32())).toEqual(INT32);
    expect(DOUBLES.map(() => reader.double())).toEqual(DOUBLES);
    expect(TEXTS.map(() => reader.string())).toEqual(TEXTS);
    expect([reader.fixed32(), reader.fixed64()]).toEqual([2 ** 32 - 1, 2n ** 64n - 1n]);
    expect([reader.bytes(), reader.bytes()]).toEqual([Uint8Array.of(0, 255), Uint8Array.of(0xab, 0x01)]);
    expect(reader.pos).toBe(reader.len);
  });

  it('writes lengths of every size before nested content', () => {
    const random = new Random(1);
    for (const size of [0, 1, 126, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152]) {
      const content = random.bytes(size);
      const writer = new WireWriter();
      writer.tag(3, WIRE.lengthDelimited);
      const outer = writer.begin();
      writer.byteString(content);
      writer.end(outer);
      writer.uint32(7);
      const expected = new BinaryWriter()
        .tag(3, WireType.LengthDelimited)
        .fork()
        .bytes(content)
        .join()
        .uint32(7);
      expect(Buffer.compare(writer.finish(), expected.finish())).toBe(0);
    }
  });
});
