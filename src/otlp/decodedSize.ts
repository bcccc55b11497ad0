/**
 * What a request takes in memory once it is decoded, estimated from its bytes before anybody decodes them: an empty
 * span has two bytes on the wire and some five hundred in memory.
 */
import type { OtlpEncoding } from './response';
import type { Signal } from './records';
import type { EmbeddedType, Message, OptionalType, RepeatedType } from './schema';
import { LOGS_REQUEST, METRICS_REQUEST, TRACES_REQUEST } from './schema';
import { WIRE } from './wire';

/** Of a span, event, link, log record, data point or what groups them, in bytes: measured, the largest 490. */
const RECORD_BYTES = 512;
/** Of an attribute in protobuf, or of one of its two objects in JSON, beside its text: measured. */
const ATTRIBUTE_BYTES = 40;
/** The texts of a body in memory, and what is being read meanwhile. */
const TIMES_BODY = 2;

/** In bytes. Takes a small part of the time of decoding; of bytes that are no request it says what was seen till there. */
export function decodedSize(signal: Signal, encoding: OtlpEncoding, body: Uint8Array): number {
  const items = encoding === 'json' ? countInJson(body) : countInProtobuf(TABLES[signal], body);
  return body.byteLength * TIMES_BODY + items.records * RECORD_BYTES + items.attributes * ATTRIBUTE_BYTES;
}

interface Items {
  records: number;
  attributes: number;
}

/** What is in a message of the schema, by field number: another one, or an attribute. */
type Table = Map<number, Table | 'attribute'>;

const tables = new Map<Message<never>, Table>();
const TABLES: Readonly<Record<Signal, Table>> = {
  traces: tableOf(TRACES_REQUEST as Message<never>),
  logs: tableOf(LOGS_REQUEST as Message<never>),
  metrics: tableOf(METRICS_REQUEST as Message<never>),
};

function tableOf(message: Message<never>): Table {
  const known = tables.get(message);
  if (known !== undefined) return known;
  const table: Table = new Map();
  tables.set(message, table);
  type Inner = Partial<RepeatedType<never> & EmbeddedType<never> & OptionalType<never>>;
  const fields: Readonly<Record<string, readonly [number, string | Inner]>> = message.fields;
  for (const [number, type] of Object.values(fields)) {
    if (type === 'attributes') table.set(number, 'attribute');
    if (typeof type === 'string') continue;
    const inner = type.repeated ?? type.embedded ?? type.optional;
    if (inner !== undefined) table.set(number, tableOf(inner));
  }
  return table;
}

function countInProtobuf(table: Table, body: Uint8Array): Items {
  const items = { records: 0, attributes: 0 };
  let at = 0;

  /** Stops at what is cut off: the decoder says what is wrong with it. */
  function readVarint(end: number): number {
    let value = 0;
    for (let factor = 1; at < end; factor *= 128) {
      const byte = body[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Infinity;
  }

  function count(inside: Table, end: number): void {
    while (at < end) {
      const tag = readVarint(end);
      switch (tag & 7) {
        case WIRE.varint:
          readVarint(end);
          break;
        case WIRE.fixed64:
          at += 8;
          break;
        case WIRE.fixed32:
          at += 4;
          break;
        case WIRE.lengthDelimited: {
          const length = readVarint(end);
          const next = Math.min(end, at + length);
          const inner = inside.get(tag >>> 3);
          if (inner === 'attribute') items.attributes++;
          else if (inner !== undefined) {
            items.records++;
            count(inner, next);
          }
          at = next;
        }
      }
    }
  }

  count(table, body.byteLength);
  return items;
}

const [OPENING, CLOSING, QUOTE] = Array.from('{}"', (sign) => sign.charCodeAt(0)) as [number, number, number];
const SPACE = 0x20;
/** How the keys of an attribute and of its value begin. */
const ATTRIBUTE_KEYS = new Set(
  ['key', 'str', 'boo', 'int', 'dou', 'arr', 'kvl', 'byt'].map((text) => startOf(Buffer.from(text), 0)),
);

/** Objects are records unless they begin as attributes and their values do. In strings quotes have a backslash before them. */
function countInJson(body: Uint8Array): Items {
  const items = { records: 0, attributes: 0 };
  for (let at = body.indexOf(OPENING); at >= 0; at = body.indexOf(OPENING, at)) {
    at++;
    while (body[at]! <= SPACE) at++;
    if (body[at] === QUOTE && ATTRIBUTE_KEYS.has(startOf(body, at + 1))) items.attributes++;
    else if (body[at] === QUOTE || body[at] === CLOSING) items.records++;
  }
  return items;
}

function startOf(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}
