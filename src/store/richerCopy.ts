/**
 * Of two copies of one span the richer is kept: emitters re-send on a retry, and some send a span when it starts and
 * again when it ends. The order is total, so that it does not matter which copy comes first.
 */
import type { Span } from '../otlp/records';

export interface SpanCopy {
  record: Span;
  /** `record` as protobuf. */
  payload: Uint8Array;
}

/** The later end wins, then more attributes, more events, the longer encoding, the greater bytes. */
export function richer(a: SpanCopy, b: SpanCopy): boolean {
  if (a.record.endTimeUnixNano !== b.record.endTimeUnixNano) {
    return a.record.endTimeUnixNano > b.record.endTimeUnixNano;
  }
  if (a.record.attributes.size !== b.record.attributes.size) {
    return a.record.attributes.size > b.record.attributes.size;
  }
  if (a.record.events.length !== b.record.events.length) {
    return a.record.events.length > b.record.events.length;
  }
  if (a.payload.length !== b.payload.length) return a.payload.length > b.payload.length;
  return Buffer.compare(a.payload, b.payload) > 0;
}
