/** What an OTLP/HTTP server answers, in both encodings. */
import { WIRE, WireWriter } from './wire';

export type OtlpEncoding = 'protobuf' | 'json';

export interface PartialSuccess {
  rejectedSpans: number;
  /** English, for the developer who reads the exporter's log. */
  errorMessage: string;
}

/** google/rpc/code.proto: the codes that a receiver needs. */
export const RPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
} as const;

export interface RpcStatus {
  /** One of `RPC_CODE`. */
  code: number;
  message: string;
}

/**
 * ExportTraceServiceResponse (collector/trace/v1/trace_service.proto). `partial_success` stays unset when all was
 * accepted: no bytes at all in protobuf, `{}` in JSON.
 */
export function encodeTracesResponse(
  partialSuccess: PartialSuccess | null,
  encoding: OtlpEncoding,
): Uint8Array {
  if (encoding === 'json') {
    if (!partialSuccess) return json({});
    const { rejectedSpans, errorMessage } = partialSuccess;
    return json({ partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage } });
  }
  const writer = new WireWriter();
  if (partialSuccess) {
    writer.tag(1, WIRE.lengthDelimited);
    const start = writer.begin();
    writer.tag(1, WIRE.varint);
    writer.int64(BigInt(partialSuccess.rejectedSpans));
    writer.tag(2, WIRE.lengthDelimited);
    writer.string(partialSuccess.errorMessage);
    writer.end(start);
  }
  return writer.finish();
}

/** google.rpc.Status (google/rpc/status.proto), the body of every 4xx and 5xx answer. */
export function encodeStatus(status: RpcStatus, encoding: OtlpEncoding): Uint8Array {
  if (encoding === 'json') return json(status);
  const writer = new WireWriter();
  writer.tag(1, WIRE.varint);
  writer.int32(status.code);
  writer.tag(2, WIRE.lengthDelimited);
  writer.string(status.message);
  return writer.finish();
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
