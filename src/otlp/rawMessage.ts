/** Remembers where in its request's bytes a record lies. */

/** A constructor that answers the object it is given: what the class below adds its private fields to. */
const Given = function (record: object) {
  return record;
} as unknown as new (record: object) => object;

/**
 * Private fields on a record that is already there: comparison, JSON, cloning and `Object.keys` do not see them. A
 * `WeakMap` would do the same, but took a quarter of the time of decoding a span.
 */
class Origin extends Given {
  /** Null for a record that came in several parts. */
  #bytes: Uint8Array | null;
  #start: number;
  #end: number;

  constructor(record: object, bytes: Uint8Array, start: number, end: number) {
    super(record);
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  static note(record: object, bytes: Uint8Array, start: number, end: number): void {
    if (#bytes in record) record.#bytes = null;
    else new Origin(record, bytes, start, end);
  }

  static messageOf(record: object): Uint8Array | undefined {
    return #bytes in record ? record.#bytes?.subarray(record.#start, record.#end) : undefined;
  }
}

/** `record` is read from these bytes, whole or as one of several parts. */
export function setRawMessage(record: object, bytes: Uint8Array, start: number, end: number): void {
  Origin.note(record, bytes, start, end);
}

/** The bytes that a record was decoded from; undefined when there is no one stretch of them. */
export function rawMessageOf(record: object): Uint8Array | undefined {
  return Origin.messageOf(record);
}
