/** Reading attribute values whatever type the emitter chose for them. */
import type { JsonValue } from '../protocol/spans';
import type { AnyValue, Attributes } from './records';

/** The text of a string, number or boolean; null when absent or a bytes, list or key-value list value. */
export function stringOf(value: AnyValue | undefined): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return null;
  }
}

/** A finite number from an int, a double or a numeric string; null for anything else. Ints beyond 2^53 round. */
export function numberOf(value: AnyValue | undefined): number | null {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return Number(value);
    case 'string': {
      const parsed = value.trim() === '' ? Number.NaN : Number(value);
      return Number.isFinite(parsed) ? parsed : null;
    }
    default:
      return null;
  }
}

/**
 * The value as JSON: ints beyond 2^53 and non-finite doubles become strings (as in the JSON mapping of protobuf),
 * bytes become `{base64}`, a key-value list becomes an object.
 */
export function toJsonValue(value: AnyValue): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    const rounded = Number(value);
    return Number.isSafeInteger(rounded) ? rounded : value.toString();
  }
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(toJsonValue);
  return attributesToJson(value);
}

/** Attributes as a plain object, in their order. A key like `__proto__` is a property like any other. */
export function attributesToJson(attributes: Attributes): Record<string, JsonValue> {
  return Object.fromEntries(Array.from(attributes, ([key, value]) => [key, toJsonValue(value)]));
}
