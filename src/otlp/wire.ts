/**
 * The protobuf wire format (protobuf.dev/programming-guides/encoding): varints, fixed-width numbers and
 * length-delimited bytes, without any knowledge of messages. Every read is checked against the end of the message
 * that is being read.
 */
import { OtlpDecodeError } from './decodeError';
import { RecordBudget } from './limits';
import { setRawMessage } from './rawMessage';

export const WIRE = {
  varint: 0,
  fixed64: 1,
  lengthDelimited: 2,
  startGroup: 3,
  endGroup: 4,
  fixed32: 5,
} as const;

export type WireType = (typeof WIRE)[keyof typeof WIRE];

/** What stands before a field's value. */
export function tagOf(fieldNumber: number, wire: WireType): number {
  return (fieldNumber << 3) | wire;
}

const TWO_32 = 0x1_0000_0000;

/**
 * Up to here a loop beats the call into the UTF-8 decoder, for short texts are mostly ASCII. V8 would build longer
 * ones as chains of pieces.
 */
const SHORT_TEXT_BYTES = 12;

/** Strings that recur, by a hash of their bytes; a newer one takes the place of an older one. */
const RECURRING_SLOTS = 2048;
const LONGEST_RECURRING_BYTES = 64;
const recurring: string[] = Array.from({ length: RECURRING_SLOTS }, () => '');

/** Where a message lies in the bytes of its reader. */
export interface Stretch {
  start: number;
  end: number;
}

export class WireReader {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  private position = 0;
  /** End of the message that is being read. */
  private end: number;
  /** The halves of the last varint read. */
  private low = 0;
  private high = 0;
  /** How deep the value that is being read lies in other values; kept by whoever recurses. */
  depth = 0;
  /** Of the request that is being read. */
  readonly budget = new RecordBudget();

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
  }

  /** Whether the message that is being read goes on. */
  get more(): boolean {
    return this.position < this.end;
  }

  /** Field number << 3 | wire type. */
  tag(): number {
    this.varint();
    const tag = this.low;
    if (this.high !== 0 || tag >>> 3 === 0) throw new OtlpDecodeError('a field has an impossible number');
    return tag;
  }

  /** The low 32 bits, unsigned: what decoders make of a longer varint in a 32-bit field. */
  uint32(): number {
    this.varint();
    return this.low;
  }

  int32(): number {
    this.varint();
    return this.low | 0;
  }

  /** ZigZag-encoded. */
  sint32(): number {
    this.varint();
    return (this.low >>> 1) ^ -(this.low & 1);
  }

  bool(): boolean {
    this.varint();
    return (this.low | this.high) !== 0;
  }

  int64(): bigint {
    this.varint();
    const { low, high } = this;
    if (high < 0x20_0000) return BigInt(high * TWO_32 + low);
    return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
  }

  fixed32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }

  double(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  /** Invalid UTF-8 becomes U+FFFD. */
  string(): string {
    const length = this.length();
    const start = this.position;
    const end = (this.position = start + length);
    if (length > SHORT_TEXT_BYTES) return this.bytes.toString('utf8', start, end);
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at]!;
      if (byte > 0x7f) return this.bytes.toString('utf8', start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A string that recurs, such as an attribute's key: the same text is decoded and kept in memory once. */
  recurringString(): string {
    const start = this.position;
    const length = this.length();
    if (length > LONGEST_RECURRING_BYTES) {
      this.position = start;
      return this.string();
    }
    const { bytes } = this;
    const from = this.position;
    const end = from + length;
    let hash = length;
    for (let at = from; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const slot = hash & (RECURRING_SLOTS - 1);
    const known = recurring[slot]!;
    if (known.length === length && this.matches(known, from)) {
      this.position = end;
      return known;
    }
    this.position = start;
    return (recurring[slot] = this.string());
  }

  private matches(text: string, from: number): boolean {
    for (let at = 0; at < text.length; at++) {
      if (text.charCodeAt(at) !== this.bytes[from + at]) return false;
    }
    return true;
  }

  /** A copy: the request's memory is not kept alive by it. */
  byteString(): Uint8Array {
    const length = this.length();
    const start = this.advance(length);
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  /** Bytes as lower-case hex digits. */
  hex(): string {
    const length = this.length();
    const start = this.advance(length);
    return this.bytes.toString('hex', start, start + length);
  }

  /** Steps into a length-delimited message; `leave` wants the answer back. */
  enter(): number {
    const length = this.length();
    const outerEnd = this.end;
    this.end = this.position + length;
    return outerEnd;
  }

  /** Notes for `rawMessageOf` that the message just entered is `record`, or with what came before is a part of it. */
  remember(record: object): void {
    setRawMessage(record, this.bytes, this.position, this.end);
  }

  /** What is left of the message that is being read; `goTo` reads it again. */
  get rest(): Stretch {
    return { start: this.position, end: this.end };
  }

  /** Passes over a length-delimited message, which `goTo` reads later. */
  pass(): Stretch {
    const length = this.length();
    const start = this.advance(length);
    return { start, end: start + length };
  }

  /** Steps into a message that was passed over; `leave` wants the answer back. */
  goTo({ start, end }: Stretch): number {
    const outerEnd = this.end;
    this.position = start;
    this.end = end;
    return outerEnd;
  }

  /** Steps out of a message that was read to its end. */
  leave(outerEnd: number): void {
    this.end = outerEnd;
  }

  /** Skips the value of a field that is not in the schema; `tag` is the one just read. */
  skip(tag: number): void {
    this.budget.noteUnread();
    switch (tag & 7) {
      case WIRE.varint:
        this.varint();
        return;
      case WIRE.fixed64:
        this.advance(8);
        return;
      case WIRE.lengthDelimited:
        this.advance(this.length());
        return;
      case WIRE.fixed32:
        this.advance(4);
        return;
      case WIRE.startGroup:
        this.skipGroup(tag >>> 3);
        return;
      case WIRE.endGroup:
        throw new OtlpDecodeError('a group ends that never began');
      default:
        throw new OtlpDecodeError(`there is no wire type ${tag & 7}`);
    }
  }

  /** Groups nest; a list of what is open instead of recursion keeps hostile input off the stack. */
  private skipGroup(number: number): void {
    const open = [number];
    while (open.length > 0) {
      if (!this.more) throw new OtlpDecodeError('a group does not end');
      const tag = this.tag();
      if ((tag & 7) === WIRE.startGroup) open.push(tag >>> 3);
      else if ((tag & 7) !== WIRE.endGroup) this.skip(tag);
      else if (open.pop() !== tag >>> 3) throw new OtlpDecodeError('groups overlap');
    }
  }

  /** Passes over `count` bytes; returns where they start. */
  private advance(count: number): number {
    const start = this.position;
    if (count > this.end - start) {
      throw new OtlpDecodeError(`${count} bytes announced, ${this.end - start} left: the message is cut off`);
    }
    this.position = start + count;
    return start;
  }

  /** The length of what follows, which is known to be there. */
  private length(): number {
    this.varint();
    const length = this.high * TWO_32 + this.low;
    if (length > this.end - this.position) {
      throw new OtlpDecodeError(
        `${length} bytes announced, ${this.end - this.position} left: the message is cut off`,
      );
    }
    return length;
  }

  private varint(): void {
    const { bytes, end } = this;
    let at = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw new OtlpDecodeError('a number is cut off');
      const byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.position = at;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new OtlpDecodeError('a number is longer than 10 bytes');
  }
}

const INITIAL_BYTES = 1024;
const MAX_UINT32 = 0xffff_ffffn;
const MAX_SPARE_BYTES = 4 * 1024 * 1024;

/** The buffer of a writer that has finished, for the next: growing one anew costs more than what is written to it. */
let spare: Buffer | undefined;

/** Up to here a loop beats the call into the UTF-8 encoder. */
const SHORT_WRITE = 40;

/** By the code of a hex digit. */
const HEX_DIGITS = Uint8Array.from(
  { length: 128 },
  (_, code) => parseInt(String.fromCharCode(code), 16) || 0,
);

/** Bytes of the length before so many bytes. */
export function lengthBytesOf(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  return Math.ceil((32 - Math.clz32(length)) / 7);
}

export class WireWriter {
  private bytes: Buffer;
  private view: DataView;
  /** Of `bytes`: asking for it at every write would take as long as the write. */
  private capacity: number;
  private position = 0;

  constructor() {
    this.bytes = spare ?? Buffer.allocUnsafeSlow(INITIAL_BYTES);
    spare = undefined;
    this.view = viewOf(this.bytes);
    this.capacity = this.bytes.byteLength;
  }

  /** A copy of what was written. Nothing can be written afterwards. */
  finish(): Uint8Array {
    const written = new Uint8Array(this.bytes.subarray(0, this.position));
    if (this.capacity <= MAX_SPARE_BYTES) spare = this.bytes;
    this.bytes = Buffer.alloc(0);
    this.capacity = 0;
    return written;
  }

  tag(number: number, wire: WireType): void {
    this.uint32((number << 3) | wire);
  }

  uint32(value: number): void {
    this.reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.position++] = rest;
  }

  /** Negative numbers take ten bytes, as the wire format wants it for enums and int32. */
  int32(value: number): void {
    if (value < 0) this.int64(BigInt(value));
    else this.uint32(value);
  }

  /** ZigZag-encoded. */
  sint32(value: number): void {
    this.uint32((value << 1) ^ (value >> 31));
  }

  bool(value: boolean): void {
    this.uint32(value ? 1 : 0);
  }

  int64(value: bigint): void {
    if (value >= 0n && value <= MAX_UINT32) {
      this.uint32(Number(value));
      return;
    }
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.position++] = Number(rest);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.position, value, true);
    this.position += 4;
  }

  fixed64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.position, value, true);
    this.position += 8;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  string(value: string): void {
    const { length } = value;
    if (length <= SHORT_WRITE && this.shortString(value)) return;
    const lengthBytes = lengthBytesOf(length);
    const start = this.begin(lengthBytes);
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.reserve(length * 3);
    this.position += this.bytes.write(value, this.position, 'utf8');
    this.end(start, lengthBytes);
  }

  /** Writes a short text that is ASCII; false, with nothing written, when it is not. */
  private shortString(value: string): boolean {
    const { length } = value;
    this.reserve(length + 1);
    const { bytes } = this;
    let at = this.position;
    bytes[at++] = length;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.position = at;
    return true;
  }

  byteString(value: Uint8Array): void {
    this.uint32(value.byteLength);
    this.reserve(value.byteLength);
    this.bytes.set(value, this.position);
    this.position += value.byteLength;
  }

  /** The bytes that hex digits stand for. */
  hex(digits: string): void {
    const count = digits.length >>> 1;
    this.uint32(count);
    this.reserve(count);
    const { bytes } = this;
    let at = this.position;
    for (let index = 0; index < 2 * count; index += 2) {
      const high = HEX_DIGITS[digits.charCodeAt(index)]!;
      bytes[at++] = (high << 4) | HEX_DIGITS[digits.charCodeAt(index + 1)]!;
    }
    this.position = at;
  }

  /** Starts length-delimited content whose length will likely take so many bytes; `end` wants both back. */
  begin(lengthBytes = 1): number {
    this.reserve(lengthBytes);
    const start = this.position;
    this.position += lengthBytes;
    return start;
  }

  /**
   * Puts the length before the content written since `begin`, moving it when the length needs more or fewer bytes than
   * were left for it. Answers how many it took.
   */
  end(start: number, lengthBytes = 1): number {
    const content = start + lengthBytes;
    const length = this.position - content;
    const needed = lengthBytesOf(length);
    if (needed !== lengthBytes) {
      this.reserve(needed);
      this.bytes.copyWithin(start + needed, content, this.position);
    }
    this.position = start;
    this.uint32(length);
    this.position += length;
    return needed;
  }

  private reserve(count: number): void {
    if (this.position + count > this.capacity) this.grow(this.position + count);
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.capacity * 2));
    larger.set(this.bytes.subarray(0, this.position));
    this.bytes = larger;
    this.view = viewOf(larger);
    this.capacity = larger.byteLength;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
