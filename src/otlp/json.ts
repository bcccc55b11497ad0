/**
 * OTLP/JSON (OTLP specification 1.11.0, "JSON Protobuf Encoding"): the same tables of `schema.ts` as the protobuf
 * encoding. As lenient as the OpenTelemetry Collector: keys in lowerCamelCase or snake_case, enums as numbers or
 * names, 64-bit integers as numbers or strings; unknown fields are ignored, `null` is a field that is not set.
 */
import { OtlpDecodeError } from './decodeError';
import { parseExactJson, parseJson } from './exactJson';
import { idFromJson, optionalIdFromJson } from './ids';
import type { DecodeNotes } from './limits';
import { MAX_ATTRIBUTES, MAX_VALUE_DEPTH, RecordBudget } from './limits';
import { protoFieldName } from './protoFieldName';
import type {
  AnyValue,
  Attributes,
  LogsRequest,
  MetricsRequest,
  OtlpRequest,
  Signal,
  TracesRequest,
} from './records';
import type { EmbeddedType, EnumType, Message, OptionalType, RepeatedType } from './schema';
import { LOGS_REQUEST, METRICS_REQUEST, rivalsOf, TRACES_REQUEST } from './schema';

/**
 * Throws an `OtlpDecodeError` that says where the text stops being an ExportTraceServiceRequest. Ids that are neither
 * hex nor base64 become '': `validate.ts` rejects their spans alone.
 */
export function decodeTracesRequestJson(text: string, notes?: DecodeNotes): TracesRequest {
  return decode(TRACES_REQUEST, text, notes);
}

/** Throws like `decodeTracesRequestJson`. */
export function decodeLogsRequestJson(text: string, notes?: DecodeNotes): LogsRequest {
  return decode(LOGS_REQUEST, text, notes);
}

/** Throws like `decodeTracesRequestJson`. */
export function decodeMetricsRequestJson(text: string, notes?: DecodeNotes): MetricsRequest {
  return decode(METRICS_REQUEST, text, notes);
}

/** An export request of any signal. Throws like `decodeTracesRequestJson`. */
export function decodeRequestJson(signal: Signal, text: string, notes?: DecodeNotes): OtlpRequest {
  switch (signal) {
    case 'traces':
      return { signal, request: decodeTracesRequestJson(text, notes) };
    case 'logs':
      return { signal, request: decodeLogsRequestJson(text, notes) };
    case 'metrics':
      return { signal, request: decodeMetricsRequestJson(text, notes) };
  }
}

/**
 * Integers beyond 2^53 are rare, for the specification wants them in strings, and to look for them takes a tenth of the
 * time. So only a request in which one turns up is parsed once more, exactly.
 */
function decode<T extends object>(message: Message<T>, text: string, notes?: DecodeNotes): T {
  const budget = new RecordBudget();
  try {
    const request = read(message, parseJson(text), budget);
    if (!budget.rounded) {
      if (notes) budget.report(notes);
      return request;
    }
  } catch (error) {
    if (!budget.rounded) throw error;
  }
  const exactBudget = new RecordBudget();
  const request = read(message, parseExactJson(text), exactBudget);
  if (notes) exactBudget.report(notes);
  return request;
}

function read<T extends object>(message: Message<T>, json: unknown, budget: RecordBudget): T {
  const request = message.create();
  readFields(objectOf(json), request, fieldsOf(message), budget);
  return request;
}

/** Reads a field's JSON value; answers what the field's value is from now on. Throws an `OtlpDecodeError`. */
type Read<V> = (json: unknown, previous: V, budget: RecordBudget) => V;

interface Field {
  readonly key: string;
  readonly read: Read<unknown>;
  /** The other fields of its oneof. */
  readonly rivals: readonly string[] | undefined;
}
/** By every name that a field may have in JSON. */
type FieldTable = ReadonlyMap<string, Field>;

const SCALARS: Readonly<Record<string, Read<unknown>>> = {
  string: stringOf,
  id: (json) => idFromJson(stringOf(json)),
  zeroId: (json) => optionalIdFromJson(stringOf(json)),
  uint32: uint32Of,
  sint32: int32Of,
  fixed32: uint32Of,
  fixed64: (json, _, budget) => uint64Of(json, budget),
  bool: boolOf,
  double: doubleOf,
  optionalDouble: doubleOf,
  optionalSfixed64: (json, _, budget) => int64Of(json, budget),
  repeatedDouble: repeatedNumber(doubleOf),
  repeatedFixed64: repeatedNumber(uint64Of),
  repeatedUint64: repeatedNumber(uint64Of),
  attributes: (json, previous, budget) =>
    readKeyValues(json, previous as Attributes, MAX_ATTRIBUTES, 0, budget),
  anyValue: (json, _, budget) => anyValueOf(json, 0, budget),
};

/** The schema without the record's types: what the table is made from. */
type ErasedType = string | EnumType | RepeatedType<object> | EmbeddedType<object> | OptionalType<object>;
type ErasedFields = Readonly<Record<string, readonly [number: number, type: ErasedType]>>;

function readOf(type: ErasedType): Read<unknown> {
  if (typeof type !== 'string') {
    if ('names' in type) return (json) => enumOf(json, type);
    if ('repeated' in type) return repeated(type.repeated);
    return 'optional' in type ? embedded(type.optional) : embedded(type.embedded);
  }
  const scalar = SCALARS[type];
  if (!scalar) throw new Error(`The schema names an unknown type "${type}".`);
  return scalar;
}

function embedded(message: Message<object>): Read<unknown> {
  const fields = fieldsOf(message);
  return (json, previous, budget) => {
    const record = (previous as object | null) ?? message.create();
    readFields(objectOf(json), record, fields, budget);
    return record;
  };
}

function repeatedNumber(readOne: (json: unknown, budget: RecordBudget) => unknown): Read<unknown> {
  return (json, previous, budget) => {
    const list = previous as unknown[];
    forEach(json, (element) => {
      budget.takeValue();
      list.push(readOne(element, budget));
    });
    return list;
  };
}

function repeated(message: Message<object>): Read<unknown> {
  const fields = fieldsOf(message);
  return (json, previous, budget) => {
    const records = previous as object[];
    forEach(json, (element) => {
      budget.take();
      const record = message.create();
      readFields(objectOf(element), record, fields, budget);
      records.push(record);
    });
    return records;
  };
}

/** What OTLP before 0.16 (2022) called the same fields; some exporters still do. In protobuf only numbers count. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  scope: 'instrumentationLibrary',
  scopeSpans: 'instrumentationLibrarySpans',
  scopeLogs: 'instrumentationLibraryLogs',
  scopeMetrics: 'instrumentationLibraryMetrics',
};

const tables = new Map<object, FieldTable>();

function fieldsOf<T extends object>(message: Message<T>): FieldTable {
  let table = tables.get(message);
  if (!table) {
    const byName = new Map<string, Field>();
    for (const [key, [, type]] of Object.entries(message.fields as ErasedFields)) {
      const field = { key, read: readOf(type), rivals: rivalsOf(message, key) };
      byName.set(key, field);
      byName.set(protoFieldName(key), field);
      const former = FORMER_NAMES[key];
      if (former !== undefined) byName.set(former, field);
    }
    table = byName;
    tables.set(message, table);
  }
  return table;
}

function readFields(json: object, record: object, fields: FieldTable, budget: RecordBudget): void {
  const target = record as Record<string, unknown>;
  const droppedOutside = budget.droppedAttributes;
  budget.droppedAttributes = 0;
  const source = json as Record<string, unknown>;
  for (const name in source) {
    const field = fields.get(name);
    const value = source[name];
    if (!field || value === null) continue;
    try {
      target[field.key] = field.read(value, target[field.key], budget);
      if (field.rivals) for (const rival of field.rivals) target[rival] = null;
    } catch (error) {
      throw placed(error, field.key);
    }
  }
  if (budget.droppedAttributes > 0) budget.noteDropped(record);
  budget.droppedAttributes = droppedOutside;
}

/**
 * common/v1/common.proto, a list of KeyValue, of which there is room for `most`. `depth` counts the lists around it
 * within one attribute.
 */
function readKeyValues(
  json: unknown,
  attributes: Attributes,
  most: number,
  depth: number,
  budget: RecordBudget,
): Attributes {
  forEach(json, (entry) => {
    budget.takeValue();
    const { key, value } = objectOf(entry) as { key?: unknown; value?: unknown };
    const name = stringOf(key ?? '');
    if (attributes.size >= most && !attributes.has(name)) budget.droppedAttributes++;
    else attributes.set(name, anyValueOf(value ?? null, depth, budget));
  });
  return attributes;
}

/** common/v1/common.proto, AnyValue: an object with one of these keys, or with none for a value that is not set. */
const ANY_VALUE: Readonly<Record<string, (json: unknown, depth: number, budget: RecordBudget) => AnyValue>> =
  {
    stringValue: stringOf,
    boolValue: boolOf,
    intValue: (json, _, budget) => int64Of(json, budget),
    doubleValue: doubleOf,
    arrayValue: (json, depth, budget) => {
      if (depth >= MAX_VALUE_DEPTH) return budget.tooDeepValue();
      const values: AnyValue[] = [];
      forEach(valuesOf(json), (element) => {
        budget.takeValue();
        values.push(anyValueOf(element, depth + 1, budget));
      });
      return values;
    },
    kvlistValue: (json, depth, budget) =>
      depth >= MAX_VALUE_DEPTH
        ? budget.tooDeepValue()
        : readKeyValues(valuesOf(json), new Map(), Infinity, depth + 1, budget),
    bytesValue: bytesOf,
  };

const anyValueReaders = new Map(
  Object.entries(ANY_VALUE).flatMap(([key, read]) => [
    [key, read],
    [protoFieldName(key), read],
  ]),
);

function anyValueOf(json: unknown, depth: number, budget: RecordBudget): AnyValue {
  let value: AnyValue = null;
  if (json === null) return value;
  const source = objectOf(json) as Record<string, unknown>;
  for (const name in source) {
    const content = source[name];
    // What most values are.
    if (name === 'stringValue' && typeof content === 'string') {
      value = content;
      continue;
    }
    const read = anyValueReaders.get(name);
    if (!read || content === null) continue;
    try {
      value = read(content, depth, budget);
    } catch (error) {
      throw placed(error, name);
    }
  }
  return value;
}

/** The content of an ArrayValue or KeyValueList. */
function valuesOf(json: unknown): unknown {
  return (objectOf(json) as { values?: unknown }).values ?? [];
}

function forEach(json: unknown, visit: (element: unknown) => void): void {
  if (!Array.isArray(json)) throw expected('an array', json);
  let index = 0;
  try {
    for (; index < json.length; index++) visit(json[index]);
  } catch (error) {
    throw placed(error, `[${index}]`);
  }
}

function objectOf(json: unknown): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw expected('an object', json);
  return json;
}

function stringOf(json: unknown): string {
  if (typeof json !== 'string') throw expected('a string', json);
  return json;
}

function boolOf(json: unknown): boolean {
  if (typeof json !== 'boolean') throw expected('true or false', json);
  return json;
}

const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** A 64-bit integer, as a number or a string of digits. Notes in the budget when a number may have been rounded. */
function integerOf(json: unknown, least: bigint, greatest: bigint, budget?: RecordBudget): bigint {
  let value: bigint;
  if (typeof json === 'number' && Number.isInteger(json)) {
    if (budget && !Number.isSafeInteger(json)) budget.rounded = true;
    value = BigInt(json);
  } else if (typeof json === 'string') value = integerOfDigits(json);
  else throw expected('an integer', json);
  if (value < least || value > greatest) throw expected(`an integer from ${least} to ${greatest}`, json);
  return value;
}

/** Digits that a number holds exactly together; faster than what reads digits of any number. */
const DIGITS_AT_ONCE = 15;
const TEN_TO_THE_15 = 10n ** 15n;

function integerOfDigits(text: string): bigint {
  const { length } = text;
  let low = 0;
  let high = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9 || length > 20) return signedInteger(text);
    if (length - at > DIGITS_AT_ONCE) high = high * 10 + digit;
    else low = low * 10 + digit;
  }
  if (length === 0) throw expected('an integer', text);
  return high === 0 ? BigInt(low) : BigInt(high) * TEN_TO_THE_15 + BigInt(low);
}

function signedInteger(text: string): bigint {
  if (!/^-?\d{1,20}$/.test(text)) throw expected('an integer', text);
  return BigInt(text);
}

function uint64Of(json: unknown, budget: RecordBudget): bigint {
  return integerOf(json, 0n, MAX_UINT64, budget);
}

function int64Of(json: unknown, budget: RecordBudget): bigint {
  return integerOf(json, MIN_INT64, MAX_INT64, budget);
}

function int32Of(json: unknown): number {
  if (typeof json === 'number' && (json | 0) === json) return json | 0;
  return Number(integerOf(json, -(2n ** 31n), 2n ** 31n - 1n));
}

function uint32Of(json: unknown): number {
  if (typeof json === 'number' && json >>> 0 === json) return json >>> 0;
  return Number(integerOf(json, 0n, 0xffff_ffffn));
}

/** Numbers, and the strings that the JSON mapping of protobuf has for what JSON cannot write. */
function doubleOf(json: unknown): number {
  if (typeof json === 'number') return json;
  if (typeof json === 'string' && (json === 'NaN' || (json.trim() !== '' && !Number.isNaN(Number(json))))) {
    return Number(json);
  }
  throw expected('a number', json);
}

/** Base64 in the standard or the URL alphabet. */
function bytesOf(json: unknown): Uint8Array {
  const text = stringOf(json);
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw expected('base64', json);
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function enumOf(json: unknown, type: EnumType): number {
  if (typeof json === 'string') {
    const index = type.names.indexOf(json);
    if (index !== -1) return index;
    if (!/^-?\d+$/.test(json)) throw expected(`one of ${type.names.join(', ')}`, json);
  }
  return int32Of(json);
}

const LONGEST_QUOTE = 40;

function expected(what: string, json: unknown): OtlpDecodeError {
  return new OtlpDecodeError(`expected ${what}, found ${described(json)}`);
}

function described(json: unknown): string {
  if (Array.isArray(json)) return 'an array';
  if (typeof json === 'object' && json !== null) return 'an object';
  if (typeof json !== 'string') return String(json);
  return JSON.stringify(json.length > LONGEST_QUOTE ? `${json.slice(0, LONGEST_QUOTE)}…` : json);
}

function placed(error: unknown, segment: string): unknown {
  return error instanceof OtlpDecodeError ? error.within(segment) : error;
}
