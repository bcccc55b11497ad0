/**
 * Records as OTLP/JSON (OTLP specification 1.11.0, "JSON Protobuf Encoding"): ids in hex, enums as numbers, 64-bit
 * integers as strings of digits, bytes in base64. Defaults are left out, as in protobuf; a double is written in full
 * and never as an integer's attribute, so that nothing is lost on the way back.
 */
import type { AnyValue, Attributes, LogRecord, Metric, Resource, Scope, Span } from './records';
import type { EmbeddedType, EnumType, Message, OptionalType, RepeatedType } from './schema';
import { LOG_RECORD, METRIC, RESOURCE, SCOPE, SPAN } from './schema';

/** A span as JSON text, on one line. */
export function spanToJson(span: Span): string {
  return JSON.stringify(messageValue(SPAN, span));
}

export function logRecordToJson(record: LogRecord): string {
  return JSON.stringify(messageValue(LOG_RECORD, record));
}

export function metricToJson(metric: Metric): string {
  return JSON.stringify(messageValue(METRIC, metric));
}

export function resourceToJson(resource: Resource): string {
  return JSON.stringify(messageValue(RESOURCE, resource));
}

export function scopeToJson(scope: Scope): string {
  return JSON.stringify(messageValue(SCOPE, scope));
}

type ErasedType = string | EnumType | RepeatedType<object> | EmbeddedType<object> | OptionalType<object>;
type ErasedFields = Readonly<Record<string, readonly [number: number, type: ErasedType]>>;

function messageValue<T extends object>(message: Message<T>, record: T): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [key, [, type]] of Object.entries(message.fields as ErasedFields)) {
    const value = fieldValue(type, (record as Record<string, unknown>)[key]);
    if (value !== undefined) json[key] = value;
  }
  return json;
}

/** Undefined for what need not be written. */
function fieldValue(type: ErasedType, value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof type !== 'string') {
    if ('names' in type) return value === 0 ? undefined : value;
    if ('repeated' in type) {
      const list = (value as object[]).map((each) => messageValue(type.repeated, each));
      return list.length > 0 ? list : undefined;
    }
    if ('optional' in type) return messageValue(type.optional, value as object);
    const embedded = messageValue(type.embedded, value as object);
    return Object.keys(embedded).length > 0 ? embedded : undefined;
  }
  if (type === 'attributes')
    return (value as Attributes).size > 0 ? keyValues(value as Attributes) : undefined;
  if (type === 'anyValue') return anyValue(value as AnyValue);
  if (type.startsWith('optional')) return scalar(value);
  if (Array.isArray(value)) return value.length > 0 ? value.map(scalar) : undefined;
  return value === '' || Object.is(value, 0) || value === 0n || value === false ? undefined : scalar(value);
}

function scalar(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' ? double(value) : value;
}

/** JSON has no words for these, and `JSON.stringify` writes -0 as 0; readers take numbers as strings, too. */
function double(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : Object.is(value, -0)
      ? '-0'
      : String(value);
}

function keyValues(attributes: Attributes): unknown[] {
  return Array.from(attributes, ([key, value]) =>
    value === null ? { key } : { key, value: anyValue(value) },
  );
}

function anyValue(value: AnyValue): unknown {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return { doubleValue: double(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  return { kvlistValue: { values: keyValues(value) } };
}
