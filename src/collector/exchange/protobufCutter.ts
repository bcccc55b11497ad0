/**
 * Cuts OTLP in protobuf without decoding it: one message (TracesData or its like, an export request, or a session's
 * message), or many with their lengths before them, as the Collector's file exporter writes them.
 */
import type { Signal } from '../../otlp/records';
import { RESOURCE_FIELD, RESOURCE_MESSAGE, SCOPE_MESSAGE } from '../../otlp/sessionMessage';
import { WIRE } from '../../otlp/wire';
import type { Cutter, Place, SectionReader } from './sections';
import { CUT_OFF, LONGEST_TOKEN_BYTES, TOO_LONG } from './sections';

/** Before each message of the file exporter: its length, big-endian. */
const LENGTH_BYTES = 4;

interface Frame {
  /** `messages`: with their lengths before them. */
  role: 'messages' | 'message' | 'section' | 'scope';
  /** In the content; `Infinity` where only its end tells. */
  end: number;
}

/** A message that is no protobuf: compressed, or JSON. Takes in what it has; throws an `Error` that says why not. */
export type ReadBlock = (block: Buffer, offset: number) => void;

/** Enough of a message to tell that it is a block. */
const BLOCK_HEAD_BYTES = 4;

export interface ProtobufCutterOptions {
  /** Messages have their lengths before them. */
  framed: boolean;
  /** By its first bytes. */
  isBlock: (head: Buffer) => boolean;
  readBlock: ReadBlock;
}

export class ProtobufCutter implements Cutter {
  private buffer: Buffer = Buffer.alloc(0);
  /** Of the buffer's start. */
  private base: number;
  /** In the buffer. */
  private at = 0;
  private frames: Frame[];
  /** Bytes that are passed over unseen. */
  private toSkip = 0;
  private lost = false;
  private sectionStart: { offset: number; frames: Frame[] } | null = null;

  /** `base`: where the first chunk lies in the content. */
  constructor(
    private readonly reader: SectionReader,
    private readonly options: ProtobufCutterOptions,
    base = 0,
  ) {
    this.base = base;
    this.frames = [{ role: options.framed ? 'messages' : 'message', end: Infinity }];
  }

  push(chunk: Buffer): boolean {
    const rest = this.at < this.buffer.length ? this.buffer.subarray(this.at) : null;
    this.buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    this.base += this.at;
    this.at = 0;
    return this.run();
  }

  end(): boolean {
    const whole = this.frames.length === 1 && this.at === this.buffer.length && this.toSkip === 0;
    return whole || this.lost || this.lose(CUT_OFF);
  }

  again(): number {
    const { offset, frames } = this.sectionStart!;
    this.buffer = Buffer.alloc(0);
    this.base = offset;
    this.at = 0;
    this.toSkip = 0;
    this.lost = false;
    this.frames = [...frames];
    return offset;
  }

  private get position(): number {
    return this.base + this.at;
  }

  private here(): Place {
    return { line: null, offset: this.position };
  }

  private run(): boolean {
    for (;;) {
      if (this.lost) this.at = this.buffer.length;
      if (this.toSkip > 0) {
        const skipped = Math.min(this.toSkip, this.buffer.length - this.at);
        this.at += skipped;
        this.toSkip -= skipped;
      }
      const top = this.frames.at(-1)!;
      if (this.position === top.end && this.toSkip === 0) {
        this.frames.pop();
        if (top.role === 'section' && this.reader.sectionEnd()) return false;
        continue;
      }
      if (this.at >= this.buffer.length) return true;
      const read = top.role === 'messages' ? this.readLength() : this.readField(top);
      if (read === 'more') return true;
      if (read === 'again') return false;
    }
  }

  /** A message's length, and what follows when that is a block. */
  private readLength(): 'read' | 'more' | 'again' {
    const available = this.buffer.length - this.at;
    if (available < LENGTH_BYTES) return 'more';
    const length = this.buffer.readUInt32BE(this.at);
    const start = this.at + LENGTH_BYTES;
    if (available < LENGTH_BYTES + Math.min(length, BLOCK_HEAD_BYTES)) return 'more';
    if (!this.options.isBlock(this.buffer.subarray(start, start + Math.min(length, BLOCK_HEAD_BYTES)))) {
      this.at = start;
      this.frames.push({ role: 'message', end: this.position + length });
      return 'read';
    }
    if (length > LONGEST_TOKEN_BYTES) {
      this.reader.skipped(this.here(), `A message is ${TOO_LONG}.`);
      this.at = start;
      this.toSkip = length;
      return 'read';
    }
    if (available < LENGTH_BYTES + length) return 'more';
    const place = this.here();
    this.at = start + length;
    try {
      this.options.readBlock(this.buffer.subarray(start, start + length), place.offset + LENGTH_BYTES);
    } catch (error) {
      this.reader.skipped(place, error instanceof Error ? error.message : String(error));
    }
    return 'read';
  }

  /** One field of the message that is read: entered, handed over, or passed over. */
  private readField({ role, end }: Frame): 'read' | 'more' | 'again' {
    const head = this.fieldHead();
    if (head === 'more') return 'more';
    if (head === 'bad') return this.fail('Here is no OTLP in protobuf: a field has an impossible tag.');
    const { field, wire, start, length } = head;
    if (this.base + start + length > end) {
      const left = end - this.base - start;
      return this.fail(
        `A field announces ${length} bytes, but its message has only ${Math.max(0, left)} left.`,
      );
    }
    const inner = wire === WIRE.lengthDelimited ? innerOf(role, field) : null;
    if (inner === 'section' || inner === 'scope') {
      this.enter(inner, field, start, length);
      return 'read';
    }
    // Of other fields of a request nobody knows what they are.
    if (role === 'message' || length > LONGEST_TOKEN_BYTES) {
      if (role !== 'message') this.reader.skipped(this.here(), `This is ${TOO_LONG}.`);
      this.at = start;
      this.toSkip = length;
      return 'read';
    }
    if (this.buffer.length - start < length) return 'more';
    const place = this.here();
    const whole = this.buffer.subarray(this.at, start + length);
    this.at = start + length;
    if (inner === 'record') this.reader.record(whole.subarray(whole.length - length), place);
    else if (role === 'section') this.reader.sectionMember(whole);
    else this.reader.scopeMember(whole);
    return 'read';
  }

  private enter(inner: 'section' | 'scope', field: number, start: number, length: number): void {
    if (inner === 'section') {
      this.sectionStart = { offset: this.position, frames: [...this.frames] };
      // All requests call their lists field 1.
      const signal = field === RESOURCE_FIELD.traces ? null : SIGNAL_OF_FIELD.get(field)!;
      this.reader.sectionStart('protobuf', signal);
    } else this.reader.scopeStart();
    this.at = start;
    this.frames.push({ role: inner, end: this.position + length });
  }

  /** The tag at `at`, and where in the buffer the value begins that it stands before. */
  private fieldHead(): { field: number; wire: number; start: number; length: number } | 'more' | 'bad' {
    const tag = this.varint(this.at);
    if (typeof tag === 'string') return tag;
    const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    if (field === 0 || tag.value > 0xffff_ffff) return 'bad';
    switch (wire) {
      case WIRE.varint: {
        const value = this.varint(tag.next);
        return typeof value === 'string'
          ? value
          : { field, wire, start: tag.next, length: value.next - tag.next };
      }
      case WIRE.fixed64:
        return { field, wire, start: tag.next, length: 8 };
      case WIRE.fixed32:
        return { field, wire, start: tag.next, length: 4 };
      case WIRE.lengthDelimited: {
        const length = this.varint(tag.next);
        return typeof length === 'string'
          ? length
          : { field, wire, start: length.next, length: length.value };
      }
      default:
        return 'bad';
    }
  }

  /** Rounded beyond 2^53, which is far more than a length can be. */
  private varint(from: number): { value: number; next: number } | 'more' | 'bad' {
    let value = 0;
    let factor = 1;
    for (let at = from; at < from + 10; at++) {
      if (at >= this.buffer.length) return 'more';
      const byte = this.buffer[at]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return { value, next: at + 1 };
      factor *= 0x80;
    }
    return 'bad';
  }

  private fail(message: string): 'read' | 'again' {
    return this.lose(message) ? 'read' : 'again';
  }

  /** Goes on behind the outermost thing whose end is known. False when a section is to be read again. */
  private lose(message: string): boolean {
    if (this.reader.broken(this.here(), message)) return false;
    const known = this.frames.findIndex(({ end }) => end !== Infinity);
    if (known < 0) {
      this.lost = true;
      return true;
    }
    this.toSkip = this.frames[known]!.end - this.position;
    this.frames = this.frames.slice(0, known);
    return true;
  }
}

const SIGNAL_OF_FIELD = new Map(
  Object.entries(RESOURCE_FIELD).map(([signal, field]) => [field, signal as Signal]),
);

function innerOf(role: Frame['role'], field: number): 'section' | 'scope' | 'record' | null {
  if (role === 'message' && SIGNAL_OF_FIELD.has(field)) return 'section';
  if (role === 'section' && field === RESOURCE_MESSAGE.scopes) return 'scope';
  return role === 'scope' && field === SCOPE_MESSAGE.records ? 'record' : null;
}
