/**
 * Reads a traces request in protobuf without making records of it, and tells whether all of it may be kept as it came,
 * which is so for most: to make the records takes as long as to look for secrets in them, and a garbage collector has
 * to copy them. Whoever gets no answer decodes the request, and judges it by its records.
 */
import { OtlpDecodeError } from '../otlp/decodeError';
import { DecodeNotes, MAX_ATTRIBUTES } from '../otlp/limits';
import { KEY, readAnyValueFields, STRING_VALUE, VALUE } from '../otlp/protobuf';
import type { AnyValue, Span } from '../otlp/records';
import type { EmbeddedType, EnumType, Message, OptionalType, RepeatedType } from '../otlp/schema';
import { SPAN, TRACES_REQUEST } from '../otlp/schema';
import type { WireType } from '../otlp/wire';
import { WIRE, WireReader } from '../otlp/wire';

/** What is known of a request that was not decoded. */
export interface UntouchedTraces {
  spans: number;
  /** Of the span that ended last; 0 without one. */
  latestEndUnixNano: bigint;
}

/** Says whether redaction would leave something as it is. */
export interface Harmless {
  /** A text that stands under no name. */
  text: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** An attribute's key with its text. */
  textOf: (key: string, bytes: Uint8Array, start: number, end: number) => boolean;
  /** An attribute's key with its value, which is the caller's to change. */
  value: (key: string, value: AnyValue) => boolean;
}

/**
 * Null unless the bytes are a request whose spans are all valid (see `splitByValidity`), without fields that the schema
 * does not have, within the bounds of `limits.ts`, and without anything to redact. Of what comes twice all is looked at,
 * also what does not count.
 */
export function readUntouchedTraces(bytes: Uint8Array, harmless: Harmless): UntouchedTraces | null {
  const look = new Look(bytes, harmless);
  try {
    if (!passFields(look, REQUEST_FIELDS)) return null;
  } catch (error) {
    // Whoever decodes it says what is wrong.
    if (error instanceof OtlpDecodeError) return null;
    throw error;
  }
  const notes = new DecodeNotes();
  look.reader.budget.report(notes);
  if (!notes.complete || notes.truncated.length > 0) return null;
  return { spans: look.spans, latestEndUnixNano: look.latestEndUnixNano };
}

class Look {
  readonly reader: WireReader;
  spans = 0;
  latestEndUnixNano = 0n;
  /** Of the message that is being read. */
  attributes = 0;
  /** Of the span that is being read. */
  hasTraceId = false;
  hasSpanId = false;

  constructor(
    readonly bytes: Uint8Array,
    readonly harmless: Harmless,
  ) {
    this.reader = new WireReader(bytes);
  }

  startSpan(): void {
    this.spans++;
    this.hasTraceId = false;
    this.hasSpanId = false;
  }

  hasIds(): boolean {
    return this.hasTraceId && this.hasSpanId;
  }
}

/** Reads one occurrence of a field; false when the request must be decoded. */
type Pass = (look: Look) => boolean;

interface Field {
  readonly wire: WireType;
  readonly pass: Pass;
}
type FieldTable = readonly (Field | undefined)[];

/** Fields of a span that decide whether it is valid, and when it ended. */
const OF_SPAN: Partial<Record<keyof Span, Pass>> = {
  traceId: (look) => (look.hasTraceId = isId(look, 16)),
  spanId: (look) => (look.hasSpanId = isId(look, 8)),
  parentSpanId: ({ reader }) => {
    const { start, end } = reader.pass();
    return end === start || end - start === 8;
  },
  endTimeUnixNano: (look) => {
    const end = look.reader.fixed64();
    if (end > look.latestEndUnixNano) look.latestEndUnixNano = end;
    return true;
  },
};

/** Of as many bytes, not all zero. */
function isId({ reader, bytes }: Look, length: number): boolean {
  const { start, end } = reader.pass();
  if (end - start !== length) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return true;
  return false;
}

/** The schema without the record's types: what the table is made from. */
type ErasedType = string | EnumType | RepeatedType<object> | EmbeddedType<object> | OptionalType<object>;
type ErasedFields = Readonly<Record<string, readonly [number: number, type: ErasedType]>>;

function fieldsOf<T extends object>(message: Message<T>): FieldTable {
  const own: Readonly<Record<string, Pass | undefined>> = isSpan(message) ? OF_SPAN : {};
  const table: (Field | undefined)[] = [];
  for (const [key, [number, type]] of Object.entries(message.fields as ErasedFields)) {
    const field = fieldOf(type);
    table[number] = { ...field, pass: own[key] ?? field.pass };
  }
  return table;
}

function isSpan(message: object): boolean {
  return message === SPAN;
}

function fieldOf(type: ErasedType): Field {
  if (typeof type === 'string') {
    const field = SCALARS[type];
    if (!field) throw new Error(`No traces have the type "${type}".`);
    return field;
  }
  if ('names' in type) return SCALARS.uint32!;
  if ('optional' in type) throw new Error('No traces have optional messages.');
  const pass = 'repeated' in type ? repeated(type.repeated) : embedded(type.embedded);
  return { wire: WIRE.lengthDelimited, pass };
}

function embedded(message: Message<object>): Pass {
  const fields = fieldsOf(message);
  return (look) => {
    const outerEnd = look.reader.enter();
    const passed = passFields(look, fields);
    look.reader.leave(outerEnd);
    return passed;
  };
}

function repeated(message: Message<object>): Pass {
  const passOne = embedded(message);
  const passEach: Pass = (look) => {
    look.reader.budget.take();
    const attributesOutside = look.attributes;
    look.attributes = 0;
    const passed = passOne(look);
    look.attributes = attributesOutside;
    return passed;
  };
  if (!isSpan(message)) return passEach;
  return (look) => {
    look.startSpan();
    return passEach(look) && look.hasIds();
  };
}

/** Reads the message that the reader is in, up to its end. */
function passFields(look: Look, fields: FieldTable): boolean {
  const { reader } = look;
  while (reader.more) {
    const tag = reader.tag();
    const field = fields[tag >>> 3];
    if (field?.wire !== (tag & 7) || !field.pass(look)) return false;
  }
  return true;
}

function passText({ reader, bytes, harmless }: Look): boolean {
  const { start, end } = reader.pass();
  return harmless.text(bytes, start, end);
}

/** common/v1/common.proto, KeyValue; its key comes first wherever it is written. */
function passKeyValue(look: Look): boolean {
  const { reader } = look;
  reader.budget.takeValue();
  if (++look.attributes > MAX_ATTRIBUTES) return false;
  const outerEnd = reader.enter();
  if (!reader.more || reader.tag() !== KEY) return false;
  const key = reader.recurringString();
  if (!isAtEnd(reader)) {
    if (reader.tag() !== VALUE) return false;
    const keyValueEnd = reader.enter();
    if (!passAnyValue(look, key)) return false;
    reader.leave(keyValueEnd);
  } else if (!look.harmless.value(key, null)) return false;
  const isWhole = isAtEnd(reader);
  reader.leave(outerEnd);
  return isWhole;
}

function isAtEnd({ more }: WireReader): boolean {
  return !more;
}

/** Reads the AnyValue that the reader is in, up to its end. */
function passAnyValue({ reader, bytes, harmless }: Look, key: string): boolean {
  const { rest } = reader;
  if (reader.more && reader.tag() === STRING_VALUE) {
    const { start, end } = reader.pass();
    return isAtEnd(reader) && harmless.textOf(key, bytes, start, end);
  }
  reader.goTo(rest);
  return harmless.value(key, readAnyValueFields(reader, null));
}

const SCALARS: Readonly<Record<string, Field>> = {
  string: { wire: WIRE.lengthDelimited, pass: passText },
  id: { wire: WIRE.lengthDelimited, pass: passBytes },
  zeroId: { wire: WIRE.lengthDelimited, pass: passBytes },
  attributes: { wire: WIRE.lengthDelimited, pass: passKeyValue },
  uint32: {
    wire: WIRE.varint,
    pass: ({ reader }) => {
      reader.uint32();
      return true;
    },
  },
  fixed32: {
    wire: WIRE.fixed32,
    pass: ({ reader }) => {
      reader.fixed32();
      return true;
    },
  },
  fixed64: {
    wire: WIRE.fixed64,
    pass: ({ reader }) => {
      // Not as the bigint that it is, which would be an object.
      reader.double();
      return true;
    },
  },
};

function passBytes({ reader }: Look): boolean {
  reader.pass();
  return true;
}

const REQUEST_FIELDS = fieldsOf(TRACES_REQUEST);
