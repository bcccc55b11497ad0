/** A request in which every field of every message is set, by the tables of the schema, in both encodings. */
import { encodeRequest } from '../../../src/otlp/protobuf';
import type { AnyValue, OtlpRequest, Signal } from '../../../src/otlp/records';
import type { FieldType, SomeMessage } from '../support/otlpJson';
import { REQUEST_MESSAGES, requestToJson } from '../support/otlpJson';

const VALUE: AnyValue = new Map<string, AnyValue>([
  ['text', 'Grüße 🌍'],
  ['flag', false],
  ['int', -9_007_199_254_740_993n],
  ['double', 0.1],
  ['bytes', Uint8Array.of(0, 255)],
  ['list', ['a', 1n, [null]]],
  ['empty', null],
]);
const ID = '0af7651916cd43dd8448eb211c80319c';

export function everythingSet(signal: Signal): { protobuf: Uint8Array; json: string } {
  const request = filled(REQUEST_MESSAGES[signal]);
  return {
    protobuf: encodeRequest({ signal, request } as unknown as OtlpRequest),
    json: requestToJson({ signal, request } as unknown as OtlpRequest),
  };
}

function filled(message: SomeMessage, member = 0): Record<string, unknown> {
  const record = message.create() as Record<string, unknown>;
  for (const [key, [number, type]] of Object.entries(message.fields)) {
    if (message.oneof && message.oneof.includes(key) && message.oneof[member] !== key) continue;
    record[key] = fieldValue(key, number, type);
  }
  return record;
}

function fieldValue(key: string, number: number, type: FieldType): unknown {
  if (typeof type === 'string') return scalar(key, number, type);
  if ('names' in type) return 1;
  if ('embedded' in type) return filled(type.embedded);
  if ('optional' in type) return filled(type.optional);
  // One for each member of a oneof.
  return (type.repeated.oneof ?? ['']).map((_, member) => filled(type.repeated, member));
}

function scalar(key: string, number: number, type: string): unknown {
  switch (type) {
    case 'id':
    case 'zeroId':
      return key === 'traceId' ? ID : ID.slice(16);
    case 'string':
      return `${key} ${number}`;
    case 'bool':
      return true;
    case 'double':
    case 'optionalDouble':
      return number + 0.25;
    case 'fixed64':
      return 1_763_600_000_123_456_789n;
    case 'optionalSfixed64':
      return -7n;
    case 'repeatedDouble':
      return [0.5, -1, Number.MAX_VALUE];
    case 'repeatedFixed64':
    case 'repeatedUint64':
      return [0n, 1n, 2n ** 64n - 1n];
    case 'attributes':
      return VALUE;
    case 'anyValue':
      return VALUE;
    default:
      return number;
  }
}
