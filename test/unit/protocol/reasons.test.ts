import { describe, expect, it } from 'vitest';
import type { RefusalReason } from '../../../src/collector/refusal';
import type { TruncationReason } from '../../../src/otlp/limits';
import type { RejectionReason, RepairReason } from '../../../src/otlp/validate';
import { counted, rejectionText, truncationText } from '../../../src/protocol/reasons';

/** The compiler wants every reason here. */
const REASONS: Record<RefusalReason | RejectionReason, true> = {
  'forbidden-host': true,
  'forbidden-origin': true,
  'missing-token': true,
  'wrong-token': true,
  'grpc-on-http-port': true,
  'http-on-grpc-port': true,
  'tls-not-supported': true,
  'headers-too-large': true,
  'unknown-path': true,
  'unsupported-signal': true,
  'method-not-allowed': true,
  'unsupported-content-type': true,
  'unsupported-content-encoding': true,
  'body-too-large': true,
  'too-many-records': true,
  'corrupt-compression': true,
  'unexpected-compression': true,
  'incomplete-body': true,
  'slow-body': true,
  'malformed-protobuf': true,
  'malformed-json': true,
  'malformed-http': true,
  'malformed-grpc': true,
  'too-many-connections': true,
  overloaded: true,
  'journal-unavailable': true,
  'memory-limit': true,
  'internal-error': true,
  'invalid-trace-id': true,
  'invalid-span-id': true,
  'missing-metric-name': true,
};

const SHORTENED: Record<TruncationReason | RepairReason, true> = {
  'too-many-attributes': true,
  'nested-too-deep': true,
  'invalid-trace-id': true,
  'invalid-span-id': true,
};

describe('rejectionText', () => {
  it.each(Object.keys(REASONS))('says why and what to do for %s', (reason) => {
    const { why, advice } = rejectionText(reason);
    expect(advice).not.toContain('The log says more');
    expect(advice).toMatch(/\.$/);
    expect(why).not.toMatch(/\.$/);
  });
});

describe('truncationText', () => {
  it.each(Object.keys(SHORTENED))('says why and what to do for %s', (reason) => {
    expect(truncationText(reason).advice).not.toContain('The log says more');
  });
});

describe('counted', () => {
  it.each([
    [0, '0 requests'],
    [1, '1 request'],
    [1200, '1,200 requests'],
  ])('%i', (count, text) => {
    expect(counted(count, ['request', 'requests'])).toBe(text);
  });
});
