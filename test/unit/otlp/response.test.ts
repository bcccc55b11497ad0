import { BinaryReader } from '@bufbuild/protobuf/wire';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { encodeStatus, encodeTracesResponse } from '../../../src/otlp/response';

describe('encodeTracesResponse', () => {
  it('leaves partial_success unset when all was accepted', () => {
    expect(encodeTracesResponse(null, 'protobuf')).toHaveLength(0);
    expect(Buffer.from(encodeTracesResponse(null, 'json')).toString()).toBe('{}');
  });

  it("says how many spans were rejected in a way that OpenTelemetry's exporters read", () => {
    const partial = { rejectedSpans: 300, errorMessage: '300 spans: invalid-span-id' };
    expect(
      ProtobufTraceSerializer.deserializeResponse(encodeTracesResponse(partial, 'protobuf')),
    ).toMatchObject({
      partialSuccess: partial,
    });
    // The JSON mapping of protobuf writes an int64 as a string.
    expect(JsonTraceSerializer.deserializeResponse(encodeTracesResponse(partial, 'json'))).toEqual({
      partialSuccess: { rejectedSpans: '300', errorMessage: partial.errorMessage },
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
});
