/** OTLP/JSON as exporters write it, by the tables of the schema. */
import type { AnyValue, OtlpRequest, Signal } from '../../../src/otlp/records';
import { LOGS_REQUEST, METRICS_REQUEST, TRACES_REQUEST } from '../../../src/otlp/schema';

/** A message of the schema without the type of its records. */
export interface SomeMessage {
  create: () => object;
  fields: Record<string, readonly [number: number, type: FieldType]>;
  oneof?: readonly string[];
}
export type FieldType =
  | string
  | { names: readonly string[] }
  | { repeated: SomeMessage }
  | { embedded: SomeMessage }
  | { optional: SomeMessage };

export const REQUEST_MESSAGES = {
  traces: TRACES_REQUEST,
  logs: LOGS_REQUEST,
  metrics: METRICS_REQUEST,
} as unknown as Readonly<Record<Signal, SomeMessage>>;

export function requestToJson({ signal, request }: OtlpRequest): string {
  return JSON.stringify(jsonOf(REQUEST_MESSAGES[signal], request as unknown as Record<string, unknown>));
}

function jsonOf(message: SomeMessage, record: Record<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(message.fields).flatMap(([key, [, type]]) => {
      const value = record[key];
      return value === null ? [] : [[key, jsonOfField(type, value)]];
    }),
  );
}

function jsonOfField(type: FieldType, value: unknown): unknown {
  if (typeof type === 'string') {
    if (type === 'attributes') return keyValues(value as Map<string, AnyValue>);
    if (type === 'anyValue') return anyValue(value as AnyValue);
    if (typeof value === 'bigint') return String(value);
    return Array.isArray(value)
      ? value.map((each) => (typeof each === 'bigint' ? String(each) : (each as unknown)))
      : value;
  }
  if ('names' in type) return value;
  if ('repeated' in type) {
    return (value as Record<string, unknown>[]).map((each) => jsonOf(type.repeated, each));
  }
  return jsonOf('embedded' in type ? type.embedded : type.optional, value as Record<string, unknown>);
}

function keyValues(attributes: ReadonlyMap<string, AnyValue>): unknown {
  return Array.from(attributes, ([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AnyValue): unknown {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value) } };
}
