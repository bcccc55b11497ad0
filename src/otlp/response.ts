/** What an OTLP server answers, in both encodings. */
import type { Signal } from './records';
import { WIRE, WireReader, WireWriter } from './wire';

export type OtlpEncoding = 'protobuf' | 'json';

export interface PartialSuccess {
  /** Spans, log records or data points. */
  rejected: number;
  /** English, for the developer who reads the exporter's log. */
  errorMessage: string;
}

/** google/rpc/code.proto: the codes that a receiver needs. */
export const RPC_CODE = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export interface RpcStatus {
  /** One of `RPC_CODE`. */
  code: number;
  message: string;
  /** Where in the request it is wrong: becomes a google.rpc.BadRequest in `details`. */
  badField?: string;
  /** When to send again: becomes a google.rpc.RetryInfo in `details`. */
  retryAfterSeconds?: number;
}

/** The one field that the partial successes of the signals do not share, by its JSON name. */
const REJECTED_FIELD: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** Field number << 3 | wire type, of Export…ServiceResponse and its partial success. */
const PARTIAL_SUCCESS_TAG = (1 << 3) | WIRE.lengthDelimited;
const REJECTED_TAG = (1 << 3) | WIRE.varint;
const ERROR_MESSAGE_TAG = (2 << 3) | WIRE.lengthDelimited;

/**
 * Export{Trace,Logs,Metrics}ServiceResponse (collector/trace/v1/trace_service.proto and its siblings; they have the
 * same field numbers). `partial_success` stays unset when all was accepted: no bytes at all in protobuf, `{}` in JSON.
 */
export function encodeExportResponse(
  signal: Signal,
  partialSuccess: PartialSuccess | null,
  encoding: OtlpEncoding,
): Uint8Array {
  if (encoding === 'json') {
    if (!partialSuccess) return json({});
    const { rejected, errorMessage } = partialSuccess;
    return json({ partialSuccess: { [REJECTED_FIELD[signal]]: String(rejected), errorMessage } });
  }
  const writer = new WireWriter();
  if (partialSuccess) {
    message(writer, 1, () => {
      writer.tag(1, WIRE.varint);
      writer.int64(BigInt(partialSuccess.rejected));
      text(writer, 2, partialSuccess.errorMessage);
    });
  }
  return writer.finish();
}

/** The same in protobuf, read; null when all was accepted, and for what is no such answer. */
export function decodeExportResponse(bytes: Uint8Array): PartialSuccess | null {
  let partial: PartialSuccess | null = null;
  try {
    const reader = new WireReader(bytes);
    while (reader.more) {
      const tag = reader.tag();
      if (tag === PARTIAL_SUCCESS_TAG) partial = readPartialSuccess(reader);
      else reader.skip(tag);
    }
  } catch {
    return null;
  }
  return partial;
}

function readPartialSuccess(reader: WireReader): PartialSuccess {
  const partial: PartialSuccess = { rejected: 0, errorMessage: '' };
  const outerEnd = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === REJECTED_TAG) partial.rejected = Number(reader.int64());
    else if (tag === ERROR_MESSAGE_TAG) partial.errorMessage = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  return partial;
}

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** google.rpc.Status (google/rpc/status.proto), the body of every 4xx and 5xx answer. */
export function encodeStatus(status: RpcStatus, encoding: OtlpEncoding): Uint8Array {
  return encoding === 'json' ? json(statusAsJson(status)) : statusAsProtobuf(status);
}

function statusAsJson({ code, message, badField, retryAfterSeconds }: RpcStatus): object {
  const details: object[] = [];
  if (badField !== undefined) {
    details.push({ '@type': BAD_REQUEST, fieldViolations: [{ field: badField, description: message }] });
  }
  if (retryAfterSeconds !== undefined) {
    details.push({ '@type': RETRY_INFO, retryDelay: `${retryAfterSeconds}s` });
  }
  return { code, message, ...(details.length > 0 && { details }) };
}

function statusAsProtobuf({ code, message: what, badField, retryAfterSeconds }: RpcStatus): Uint8Array {
  const writer = new WireWriter();
  writer.tag(1, WIRE.varint);
  writer.int32(code);
  text(writer, 2, what);
  /** google.protobuf.Any in `details`. */
  const detail = (type: string, write: () => void) => {
    message(writer, 3, () => {
      text(writer, 1, type);
      message(writer, 2, write);
    });
  };
  if (badField !== undefined) {
    // google/rpc/error_details.proto, BadRequest.field_violations.
    detail(BAD_REQUEST, () => {
      message(writer, 1, () => {
        text(writer, 1, badField);
        text(writer, 2, what);
      });
    });
  }
  if (retryAfterSeconds !== undefined) {
    // google/rpc/error_details.proto, RetryInfo.retry_delay; google/protobuf/duration.proto.
    detail(RETRY_INFO, () => {
      message(writer, 1, () => {
        writer.tag(1, WIRE.varint);
        writer.int64(BigInt(retryAfterSeconds));
      });
    });
  }
  return writer.finish();
}

function text(writer: WireWriter, number: number, value: string): void {
  writer.tag(number, WIRE.lengthDelimited);
  writer.string(value);
}

function message(writer: WireWriter, number: number, write: () => void): void {
  writer.tag(number, WIRE.lengthDelimited);
  const start = writer.begin();
  write();
  writer.end(start);
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
