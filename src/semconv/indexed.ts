/** Fields of values that emitters number in the keys of their attributes: `….tool_calls.0.function.name`. */
import type { JsonValue } from '../protocol/spans';

export type IndexedFields = Record<string, JsonValue>;

export function newFields(): IndexedFields {
  return {};
}

/** Indices may have gaps, and come in any order. */
export function inIndexOrder<V>(map: ReadonlyMap<number, V>): V[] {
  return [...map].sort(([a], [b]) => a - b).map(([, value]) => value);
}
