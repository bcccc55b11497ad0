/**
 * OTLP in protobuf. One generic loop reads and one writes every message of `schema.ts`, by proto3's rules: of a
 * repeated scalar field the last value wins, repeated messages append, embedded messages merge, and what the schema
 * does not know — a field number, or a known one with another wire type — is skipped.
 */
import { OtlpDecodeError } from './decodeError';
import { idUnlessZero } from './ids';
import type { DecodeNotes, RecordBudget } from './limits';
import { MAX_ATTRIBUTES, MAX_VALUE_DEPTH } from './limits';
import { rawMessageOf } from './rawMessage';
import type {
  AnyValue,
  Attributes,
  LogRecord,
  LogsRequest,
  Metric,
  MetricsRequest,
  OtlpRequest,
  Resource,
  Scope,
  Signal,
  Span,
  TracesRequest,
} from './records';
import type { EmbeddedType, EnumType, Message, OptionalType, RepeatedType } from './schema';
import {
  LOG_RECORD,
  LOGS_REQUEST,
  METRIC,
  METRICS_REQUEST,
  RESOURCE,
  rivalsOf,
  SCOPE,
  SPAN,
  TRACES_REQUEST,
} from './schema';
import type { WireType } from './wire';
import { lengthBytesOf, tagOf, WIRE, WireReader, WireWriter } from './wire';

/** Throws an `OtlpDecodeError` that says where the bytes stop being an ExportTraceServiceRequest. */
export function decodeTracesRequest(bytes: Uint8Array, notes?: DecodeNotes): TracesRequest {
  return decode(TRACES_REQUEST, bytes, notes);
}

export function encodeTracesRequest(request: TracesRequest): Uint8Array {
  return encode(TRACES_REQUEST, request);
}

/** Throws like `decodeTracesRequest`. */
export function decodeLogsRequest(bytes: Uint8Array, notes?: DecodeNotes): LogsRequest {
  return decode(LOGS_REQUEST, bytes, notes);
}

export function encodeLogsRequest(request: LogsRequest): Uint8Array {
  return encode(LOGS_REQUEST, request);
}

/** Throws like `decodeTracesRequest`. */
export function decodeMetricsRequest(bytes: Uint8Array, notes?: DecodeNotes): MetricsRequest {
  return decode(METRICS_REQUEST, bytes, notes);
}

export function encodeMetricsRequest(request: MetricsRequest): Uint8Array {
  return encode(METRICS_REQUEST, request);
}

/** An export request of any signal. Throws like `decodeTracesRequest`. */
export function decodeRequest(signal: Signal, bytes: Uint8Array, notes?: DecodeNotes): OtlpRequest {
  switch (signal) {
    case 'traces':
      return { signal, request: decodeTracesRequest(bytes, notes) };
    case 'logs':
      return { signal, request: decodeLogsRequest(bytes, notes) };
    case 'metrics':
      return { signal, request: decodeMetricsRequest(bytes, notes) };
  }
}

export function encodeRequest({ signal, request }: OtlpRequest): Uint8Array {
  switch (signal) {
    case 'traces':
      return encodeTracesRequest(request);
    case 'logs':
      return encodeLogsRequest(request);
    case 'metrics':
      return encodeMetricsRequest(request);
  }
}

export function encodeSpan(span: Span): Uint8Array {
  return encode(SPAN, span);
}

export function decodeSpan(bytes: Uint8Array): Span {
  return decode(SPAN, bytes);
}

export function encodeLogRecord(record: LogRecord): Uint8Array {
  return encode(LOG_RECORD, record);
}

export function decodeLogRecord(bytes: Uint8Array): LogRecord {
  return decode(LOG_RECORD, bytes);
}

export function encodeMetric(metric: Metric): Uint8Array {
  return encode(METRIC, metric);
}

export function decodeMetric(bytes: Uint8Array): Metric {
  return decode(METRIC, bytes);
}

export function encodeResource(resource: Resource): Uint8Array {
  return encode(RESOURCE, resource);
}

export function decodeResource(bytes: Uint8Array): Resource {
  return decode(RESOURCE, bytes);
}

export function encodeScope(scope: Scope): Uint8Array {
  return encode(SCOPE, scope);
}

export function decodeScope(bytes: Uint8Array): Scope {
  return decode(SCOPE, bytes);
}

function decode<T extends object>(message: Message<T>, bytes: Uint8Array, notes?: DecodeNotes): T {
  const record = message.create();
  const reader = new WireReader(bytes);
  readFields(reader, record, fieldsOf(message));
  if (notes) reader.budget.report(notes);
  return record;
}

function encode<T extends object>(message: Message<T>, record: T): Uint8Array {
  const writer = new WireWriter();
  writeFields(writer, record, fieldsOf(message));
  return writer.finish();
}

/** Messages whose bytes `rawMessage` answers. */
const KEPT_RAW = new Set<object>([SPAN, LOG_RECORD, METRIC, RESOURCE, SCOPE]);

/**
 * The protobuf message that a span, log record, metric, resource or scope was decoded from, byte for byte: a view of
 * the request, which it keeps in memory, so copy what must outlive it. Undefined for records that were made or read
 * otherwise, and for a resource or scope that came in several parts. For freshly decoded records only: redaction and
 * whoever else changes a record leaves this as it was, so they must decode it anew from its new encoding.
 */
export function rawMessage(record: Span | LogRecord | Metric | Resource | Scope): Uint8Array | undefined {
  return rawMessageOf(record);
}

/** Reads the message that the reader is in, up to its end, into a record: a new one, or one that has a part of it. */
export function readMessage<T extends object>(reader: WireReader, message: Message<T>, record: T): T {
  if (KEPT_RAW.has(message)) reader.remember(record);
  readFields(reader, record, fieldsOf(message));
  return record;
}

/** How a field of one type lies on the wire. */
interface Codec<V> {
  readonly wire: WireType;
  /** Reads one occurrence of the field; answers what the field's value is from now on. */
  read(reader: WireReader, previous: V): V;
  /** Writes the field, tags included; nothing for a default value, as proto3 wants it. */
  write(writer: WireWriter, number: number, value: V): void;
  /** Lists of numbers are written packed, but may come one by one, too (proto3, "Packed Repeated Fields"). */
  readonly unpacked?: Pick<Codec<V>, 'wire' | 'read'>;
}

const STRING: Codec<string> = {
  wire: WIRE.lengthDelimited,
  read: (reader, previous) => {
    if (previous !== '') reader.budget.noteUnread();
    return reader.string();
  },
  write: (writer, number, value) => {
    if (value === '') return;
    writer.tag(number, WIRE.lengthDelimited);
    writer.string(value);
  },
};

const ID: Codec<string> = {
  wire: WIRE.lengthDelimited,
  read: (reader) => reader.hex(),
  write: (writer, number, value) => {
    if (value === '') return;
    writer.tag(number, WIRE.lengthDelimited);
    writer.hex(value);
  },
};

const ZERO_ID: Codec<string> = { ...ID, read: (reader) => idUnlessZero(reader.hex()) };

const UINT32: Codec<number> = {
  wire: WIRE.varint,
  read: (reader) => reader.uint32(),
  write: (writer, number, value) => {
    if (value === 0) return;
    writer.tag(number, WIRE.varint);
    writer.uint32(value);
  },
};

/** Enums are open in proto3: a number without a name is kept. */
const ENUM: Codec<number> = {
  wire: WIRE.varint,
  read: (reader) => reader.int32(),
  write: (writer, number, value) => {
    if (value === 0) return;
    writer.tag(number, WIRE.varint);
    writer.int32(value);
  },
};

const FIXED32: Codec<number> = {
  wire: WIRE.fixed32,
  read: (reader) => reader.fixed32(),
  write: (writer, number, value) => {
    if (value === 0) return;
    writer.tag(number, WIRE.fixed32);
    writer.fixed32(value);
  },
};

const FIXED64: Codec<bigint> = {
  wire: WIRE.fixed64,
  read: (reader) => reader.fixed64(),
  write: (writer, number, value) => {
    if (value === 0n) return;
    writer.tag(number, WIRE.fixed64);
    writer.fixed64(value);
  },
};

const SINT32: Codec<number> = {
  wire: WIRE.varint,
  read: (reader) => reader.sint32(),
  write: (writer, number, value) => {
    if (value === 0) return;
    writer.tag(number, WIRE.varint);
    writer.sint32(value);
  },
};

const BOOL: Codec<boolean> = {
  wire: WIRE.varint,
  read: (reader) => reader.bool(),
  write: (writer, number, value) => {
    if (!value) return;
    writer.tag(number, WIRE.varint);
    writer.bool(value);
  },
};

const DOUBLE: Codec<number> = {
  wire: WIRE.fixed64,
  read: (reader) => reader.double(),
  write: (writer, number, value) => {
    // -0 is no default: its bits are not zero.
    if (Object.is(value, 0)) return;
    writer.tag(number, WIRE.fixed64);
    writer.double(value);
  },
};

/** `optional double`, and a double in a oneof: written even when 0. */
const OPTIONAL_DOUBLE: Codec<number | null> = {
  wire: WIRE.fixed64,
  read: (reader) => reader.double(),
  write: (writer, number, value) => {
    if (value === null) return;
    writer.tag(number, WIRE.fixed64);
    writer.double(value);
  },
};

/** An sfixed64 in a oneof: written even when 0. */
const OPTIONAL_SFIXED64: Codec<bigint | null> = {
  wire: WIRE.fixed64,
  read: (reader) => BigInt.asIntN(64, reader.fixed64()),
  write: (writer, number, value) => {
    if (value === null) return;
    writer.tag(number, WIRE.fixed64);
    writer.fixed64(value);
  },
};

function repeatedNumber<V>(
  wire: WireType,
  readOne: (reader: WireReader) => V,
  writeOne: (writer: WireWriter, value: V) => void,
): Codec<V[]> {
  const append = (reader: WireReader, list: V[]) => {
    reader.budget.takeValue();
    list.push(readOne(reader));
    return list;
  };
  return {
    wire: WIRE.lengthDelimited,
    read: (reader, list) => {
      const outerEnd = reader.enter();
      while (reader.more) append(reader, list);
      reader.leave(outerEnd);
      return list;
    },
    write: (writer, number, list) => {
      if (list.length === 0) return;
      writer.tag(number, WIRE.lengthDelimited);
      const start = writer.begin();
      for (const value of list) writeOne(writer, value);
      writer.end(start);
    },
    unpacked: { wire, read: append },
  };
}

const REPEATED_DOUBLE = repeatedNumber<number>(
  WIRE.fixed64,
  (reader) => reader.double(),
  (writer, value) => {
    writer.double(value);
  },
);

const REPEATED_FIXED64 = repeatedNumber<bigint>(
  WIRE.fixed64,
  (reader) => reader.fixed64(),
  (writer, value) => {
    writer.fixed64(value);
  },
);

const REPEATED_UINT64 = repeatedNumber<bigint>(
  WIRE.varint,
  (reader) => BigInt.asUintN(64, reader.int64()),
  (writer, value) => {
    writer.int64(value);
  },
);

const ANY_VALUE: Codec<AnyValue> = {
  wire: WIRE.lengthDelimited,
  read: readAnyValue,
  write: (writer, number, value) => {
    if (value === null) return;
    writer.tag(number, WIRE.lengthDelimited);
    writeAnyValue(writer, value);
  },
};

/** `repeated KeyValue`. */
const ATTRIBUTES: Codec<Attributes> = {
  wire: WIRE.lengthDelimited,
  read: (reader, attributes) => readKeyValue(reader, attributes, MAX_ATTRIBUTES),
  write: writeKeyValues,
};

function embedded<T extends object>(message: Message<T>): Codec<T> {
  const fields = fieldsOf(message);
  const keepsRaw = KEPT_RAW.has(message);
  // Messages of a kind are about as long as one another.
  let lengthBytes = 1;
  return {
    wire: WIRE.lengthDelimited,
    read: (reader, previous) => {
      const outerEnd = reader.enter();
      if (keepsRaw) reader.remember(previous);
      readFields(reader, previous, fields);
      reader.leave(outerEnd);
      return previous;
    },
    write: (writer, number, value) => {
      writer.tag(number, WIRE.lengthDelimited);
      const expected = lengthBytes;
      const start = writer.begin(expected);
      writeFields(writer, value, fields);
      lengthBytes = writer.end(start, expected);
    },
  };
}

function optional<T extends object>(message: Message<T>): Codec<T | null> {
  const present = embedded(message);
  return {
    wire: present.wire,
    read: (reader, previous) => present.read(reader, previous ?? message.create()),
    write: (writer, number, value) => {
      if (value !== null) present.write(writer, number, value);
    },
  };
}

function repeated<T extends object>(message: Message<T>): Codec<T[]> {
  const element = embedded(message);
  return {
    wire: WIRE.lengthDelimited,
    read: (reader, previous) => {
      reader.budget.take();
      previous.push(element.read(reader, message.create()));
      return previous;
    },
    write: (writer, number, value) => {
      for (const each of value) element.write(writer, number, each);
    },
  };
}

const SCALARS: Readonly<Record<string, Codec<unknown>>> = {
  string: STRING,
  id: ID,
  zeroId: ZERO_ID,
  uint32: UINT32,
  sint32: SINT32,
  fixed32: FIXED32,
  fixed64: FIXED64,
  bool: BOOL,
  double: DOUBLE,
  optionalDouble: OPTIONAL_DOUBLE,
  optionalSfixed64: OPTIONAL_SFIXED64,
  repeatedDouble: REPEATED_DOUBLE,
  repeatedFixed64: REPEATED_FIXED64,
  repeatedUint64: REPEATED_UINT64,
  attributes: ATTRIBUTES,
  anyValue: ANY_VALUE,
};

/** The schema without the record's types: what the table is made from. */
type ErasedType = string | EnumType | RepeatedType<object> | EmbeddedType<object> | OptionalType<object>;
type ErasedFields = Readonly<Record<string, readonly [number: number, type: ErasedType]>>;

function codecOf(type: ErasedType): Codec<unknown> {
  if (typeof type !== 'string') {
    if ('names' in type) return ENUM;
    if ('repeated' in type) return repeated(type.repeated);
    return 'optional' in type ? optional(type.optional) : embedded(type.embedded);
  }
  const codec = SCALARS[type];
  if (!codec) throw new Error(`The schema names an unknown type "${type}".`);
  return codec;
}

/** A message's schema, made ready for the loops below. */
interface Field {
  readonly key: string;
  readonly number: number;
  readonly codec: Codec<unknown>;
  /** The other fields of its oneof. */
  readonly rivals: readonly string[] | undefined;
}
type FieldTable = readonly (Field | undefined)[];

const tables = new Map<object, FieldTable>();

/** The fields of a message by their number. */
function fieldsOf<T extends object>(message: Message<T>): FieldTable {
  let table = tables.get(message);
  if (!table) {
    const byNumber: (Field | undefined)[] = [];
    for (const [key, [number, type]] of Object.entries(message.fields as ErasedFields)) {
      byNumber[number] = { key, number, codec: codecOf(type), rivals: rivalsOf(message, key) };
    }
    table = byNumber;
    tables.set(message, table);
  }
  return table;
}

/** Reads the message that the reader is in, up to its end. */
function readFields(reader: WireReader, record: object, fields: FieldTable): void {
  const target = record as Record<string, unknown>;
  const { budget } = reader;
  const droppedOutside = budget.droppedAttributes;
  budget.droppedAttributes = 0;
  let field: Field | undefined;
  try {
    while (reader.more) {
      field = undefined;
      const tag = reader.tag();
      field = fields[tag >>> 3];
      const wire = tag & 7;
      if (field?.codec.wire === wire) {
        target[field.key] = field.codec.read(reader, target[field.key]);
        if (field.rivals) forget(target, field.rivals, budget);
      } else if (field?.codec.unpacked?.wire === wire) field.codec.unpacked.read(reader, target[field.key]);
      else reader.skip(tag);
    }
  } catch (error) {
    throw error instanceof OtlpDecodeError && field ? error.within(placeOf(field, target)) : error;
  }
  if (budget.droppedAttributes > 0) budget.noteDropped(record);
  budget.droppedAttributes = droppedOutside;
}

/** Of a oneof the last member counts. */
function forget(target: Record<string, unknown>, rivals: readonly string[], budget: RecordBudget): void {
  for (const rival of rivals) {
    if (target[rival] !== null) budget.noteUnread();
    target[rival] = null;
  }
}

/** The field's name, with the index of the element that was being read. */
function placeOf(field: Field, target: Record<string, unknown>): string {
  const value = target[field.key];
  if (Array.isArray(value)) return `${field.key}[${value.length}]`;
  if (value instanceof Map) return `${field.key}[${value.size}]`;
  return field.key;
}

function writeFields(writer: WireWriter, record: object, fields: FieldTable): void {
  const source = record as Record<string, unknown>;
  for (const field of fields) {
    if (field) field.codec.write(writer, field.number, source[field.key]);
  }
}

// common/v1/common.proto: KeyValue and the oneof AnyValue make up most of a request, so they are read and written
// by hand, field by field, instead of through a table.

export const KEY = tagOf(1, WIRE.lengthDelimited);
export const VALUE = tagOf(2, WIRE.lengthDelimited);
/** Of ArrayValue and KeyValueList. */
const VALUES = tagOf(1, WIRE.lengthDelimited);

export const STRING_VALUE = tagOf(1, WIRE.lengthDelimited);
const BOOL_VALUE = tagOf(2, WIRE.varint);
const INT_VALUE = tagOf(3, WIRE.varint);
const DOUBLE_VALUE = tagOf(4, WIRE.fixed64);
const ARRAY_VALUE = tagOf(5, WIRE.lengthDelimited);
const KVLIST_VALUE = tagOf(6, WIRE.lengthDelimited);
const BYTES_VALUE = tagOf(7, WIRE.lengthDelimited);

/** Reads a KeyValue into `attributes`, which have room for `most`. */
function readKeyValue(reader: WireReader, attributes: Attributes, most: number): Attributes {
  const outerEnd = reader.enter();
  let key = '';
  let value: AnyValue = null;
  while (reader.more) {
    const tag = reader.tag();
    if (tag === KEY) {
      if (key !== '') reader.budget.noteUnread();
      key = reader.recurringString();
    } else if (tag === VALUE) value = readAnyValue(reader, value);
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  reader.budget.takeValue();
  if (attributes.has(key)) reader.budget.noteUnread();
  else if (attributes.size >= most) {
    reader.budget.droppedAttributes++;
    return attributes;
  }
  return attributes.set(key, value);
}

/** Reads an AnyValue; merges it into `previous`, null for none, as proto3 merges embedded messages. */
function readAnyValue(reader: WireReader, previous: AnyValue): AnyValue {
  const outerEnd = reader.enter();
  const value = readAnyValueFields(reader, previous);
  reader.leave(outerEnd);
  return value;
}

/** The same of the AnyValue that the reader is in, up to its end. */
export function readAnyValueFields(reader: WireReader, previous: AnyValue): AnyValue {
  let value = previous;
  while (reader.more) {
    const tag = reader.tag();
    // Lists go on where they come in several parts; all else is replaced.
    if (value !== null && !(Array.isArray(value) && tag === ARRAY_VALUE)) reader.budget.noteUnread();
    switch (tag) {
      case STRING_VALUE:
        value = reader.string();
        break;
      case BOOL_VALUE:
        value = reader.bool();
        break;
      case INT_VALUE:
        value = reader.int64();
        break;
      case DOUBLE_VALUE:
        value = reader.double();
        break;
      case ARRAY_VALUE:
        value = readArray(reader, Array.isArray(value) ? value : []);
        break;
      case KVLIST_VALUE:
        value = readKeyValueList(reader, value instanceof Map ? value : new Map<string, AnyValue>());
        break;
      case BYTES_VALUE:
        value = reader.byteString();
        break;
      default:
        reader.skip(tag);
    }
  }
  return value;
}

function readArray(reader: WireReader, list: AnyValue[]): AnyValue {
  if (reader.depth >= MAX_VALUE_DEPTH) return tooDeepValue(reader);
  reader.depth++;
  const outerEnd = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === VALUES) {
      reader.budget.takeValue();
      list.push(readAnyValue(reader, null));
    } else reader.skip(tag);
  }
  reader.leave(outerEnd);
  reader.depth--;
  return list;
}

function readKeyValueList(reader: WireReader, entries: Attributes): AnyValue {
  if (reader.depth >= MAX_VALUE_DEPTH) return tooDeepValue(reader);
  reader.depth++;
  const outerEnd = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === VALUES) readKeyValue(reader, entries, Infinity);
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  reader.depth--;
  return entries;
}

/** Passes over a list or key-value list. */
function tooDeepValue(reader: WireReader): string {
  reader.skip(ARRAY_VALUE);
  return reader.budget.tooDeepValue();
}

function writeKeyValues(writer: WireWriter, number: number, attributes: Attributes): void {
  for (const [key, value] of attributes) {
    writer.tag(number, WIRE.lengthDelimited);
    const lengthBytes = lengthBytesOf(key.length + 4 + likelyBytes(value));
    const start = writer.begin(lengthBytes);
    if (key !== '') {
      writer.uint32(KEY);
      writer.string(key);
    }
    if (value !== null) {
      writer.uint32(VALUE);
      writeAnyValue(writer, value);
    }
    writer.end(start, lengthBytes);
  }
}

/** Of an AnyValue without its length; right for texts in ASCII, about right for what is short. */
function likelyBytes(value: AnyValue): number {
  return typeof value === 'string' ? 1 + lengthBytesOf(value.length) + value.length : 2;
}

/** Writes the AnyValue with its length; a oneof writes defaults too, for they say which of its fields is set. */
function writeAnyValue(writer: WireWriter, value: AnyValue): void {
  const lengthBytes = lengthBytesOf(likelyBytes(value));
  const start = writer.begin(lengthBytes);
  if (typeof value === 'string') {
    writer.uint32(STRING_VALUE);
    writer.string(value);
  } else if (typeof value === 'boolean') {
    writer.uint32(BOOL_VALUE);
    writer.bool(value);
  } else if (typeof value === 'bigint') {
    writer.uint32(INT_VALUE);
    writer.int64(value);
  } else if (typeof value === 'number') {
    writer.uint32(DOUBLE_VALUE);
    writer.double(value);
  } else if (Array.isArray(value)) {
    writer.uint32(ARRAY_VALUE);
    const listStart = writer.begin();
    for (const each of value) {
      writer.uint32(VALUES);
      writeAnyValue(writer, each);
    }
    writer.end(listStart);
  } else if (value instanceof Uint8Array) {
    writer.uint32(BYTES_VALUE);
    writer.byteString(value);
  } else if (value !== null) {
    writer.uint32(KVLIST_VALUE);
    const listStart = writer.begin();
    writeKeyValues(writer, 1, value);
    writer.end(listStart);
  }
  writer.end(start, lengthBytes);
}
