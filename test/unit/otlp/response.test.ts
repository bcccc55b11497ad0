import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { encodeExportResponse, encodeStatus } from '../../../src/otlp/response';

const SIGNALS = [
  ['traces', 'rejectedSpans', ProtobufTraceSerializer, JsonTraceSerializer],
  ['logs', 'rejectedLogRecords', ProtobufLogsSerializer, JsonLogsSerializer],
  ['metrics', 'rejectedDataPoints', ProtobufMetricsSerializer, JsonMetricsSerializer],
] as const;

describe.each(SIGNALS)('encodeExportResponse of %s', (signal, field, protobuf, json) => {
  it('leaves partial_success unset when all was accepted', () => {
    expect(encodeExportResponse(signal, null, 'protobuf')).toHaveLength(0);
    expect(Buffer.from(encodeExportResponse(signal, null, 'json')).toString()).toBe('{}');
  });

  it("says how many were rejected in a way that OpenTelemetry's exporters read", () => {
    const partial = { rejected: 300, errorMessage: '300 of 300: invalid' };
    const { errorMessage } = partial;
    expect(protobuf.deserializeResponse(encodeExportResponse(signal, partial, 'protobuf'))).toMatchObject({
      partialSuccess: { [field]: 300, errorMessage },
    });
    // The JSON mapping of protobuf writes an int64 as a string.
    expect(json.deserializeResponse(encodeExportResponse(signal, partial, 'json'))).toEqual({
      partialSuccess: { [field]: '300', errorMessage },
    });
  });
});

describe('encodeStatus', () => {
  it('is google.rpc.Status in both encodings', () => {
    const status = { code: 3, message: 'not valid JSON' };
    expect(JSON.parse(Buffer.from(encodeStatus(status, 'json')).toString())).toEqual(status);
    const reader = new BinaryReader(encodeStatus(status, 'protobuf'));
    expect([
      reader.tag()[0],
      reader.int32(),
      reader.tag()[0],
      reader.string(),
      reader.pos === reader.len,
    ]).toEqual([1, 3, 2, 'not valid JSON', true]);
  });
  it('says where the request is wrong and when to send it again', () => {
    const status = { code: 14, message: 'no', badField: 'resourceSpans[0]', retryAfterSeconds: 5 };
    expect(JSON.parse(Buffer.from(encodeStatus(status, 'json')).toString())).toEqual({
      code: 14,
      message: 'no',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'resourceSpans[0]', description: 'no' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '5s' },
      ],
    });
    const fields = (bytes: Uint8Array) => {
      const reader = new BinaryReader(bytes);
      const found: [number, Uint8Array | number][] = [];
      while (reader.pos < reader.len) {
        const [number, wire] = reader.tag();
        found.push([number, wire === WireType.LengthDelimited ? reader.bytes() : reader.int32()]);
      }
      return found;
    };
    const details = fields(encodeStatus(status, 'protobuf')).filter(([number]) => number === 3);
    const [bad, retry] = details.map(([, any]) => fields(any as Uint8Array).map(([, value]) => value));
    const textOf = (value: unknown) => Buffer.from(value as Uint8Array).toString();
    expect(textOf(bad?.[0])).toBe('type.googleapis.com/google.rpc.BadRequest');
    const violation = fields(fields(bad?.[1] as Uint8Array)[0]![1] as Uint8Array);
    expect(violation.map(([, value]) => textOf(value))).toEqual(['resourceSpans[0]', 'no']);
    expect(textOf(retry?.[0])).toBe('type.googleapis.com/google.rpc.RetryInfo');
    expect(fields(fields(retry?.[1] as Uint8Array)[0]![1] as Uint8Array)).toEqual([[1, 5]]);
  });
});
