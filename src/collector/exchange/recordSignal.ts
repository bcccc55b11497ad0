import type { Signal } from '../../otlp/records';
import { WIRE } from '../../otlp/wire';

/** A field of a record: its number and how it lies on the wire. */
const key = (field: number, wire: number) => (field << 3) | wire;

const { varint, fixed64, lengthDelimited, fixed32 } = WIRE;

/**
 * The fields of Span, LogRecord and Metric (opentelemetry-proto 1.11.0). In protobuf their lists all have the same
 * number, so that only the records themselves tell what a file has.
 */
const FIELDS: Readonly<Record<Signal, ReadonlySet<number>>> = {
  traces: new Set([
    ...[1, 2, 3, 4, 5, 9, 11, 13, 15].map((field) => key(field, lengthDelimited)),
    ...[6, 10, 12, 14].map((field) => key(field, varint)),
    ...[7, 8].map((field) => key(field, fixed64)),
    key(16, fixed32),
  ]),
  logs: new Set([
    ...[3, 5, 6, 9, 10, 12].map((field) => key(field, lengthDelimited)),
    ...[2, 7].map((field) => key(field, varint)),
    ...[1, 11].map((field) => key(field, fixed64)),
    key(8, fixed32),
  ]),
  metrics: new Set([1, 2, 3, 5, 7, 9, 10, 11, 12].map((field) => key(field, lengthDelimited))),
};

const TRACE_ID = key(1, lengthDelimited);
const SPAN_ID = key(2, lengthDelimited);

/** Whose record in protobuf this is, by its fields; a span's where it could be anything. */
export function signalOfRecord(record: Uint8Array): Signal {
  const fields = fieldsOf(record);
  if (fields.get(TRACE_ID) === 16 && fields.get(SPAN_ID) === 8) return 'traces';
  const known = (signal: Signal) => [...fields.keys()].filter((field) => FIELDS[signal].has(field)).length;
  // A log record without a time has nothing that a span could not have, so a span comes last.
  const [best] = (['logs', 'metrics', 'traces'] as const).toSorted((a, b) => known(b) - known(a));
  return fields.size === 0 ? 'traces' : best!;
}

/** The fields at the top, each with the length of its last value; those before the first fault. */
function fieldsOf(record: Uint8Array): Map<number, number> {
  const fields = new Map<number, number>();
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; at < record.length; factor *= 0x80) {
      const byte = record[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < record.length) {
    const tag = number();
    const wire = tag & 7;
    let length = 0;
    if (wire === varint) number();
    else if (wire === fixed64) length = 8;
    else if (wire === fixed32) length = 4;
    else if (wire === lengthDelimited) length = number();
    else break;
    if (!(at + length <= record.length)) break;
    at += length;
    fields.set(tag, length);
  }
  return fields;
}
