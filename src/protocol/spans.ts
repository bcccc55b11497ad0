import type { AgentSpan } from './agentModel';
import type { EpochMs, SpanRef } from './units';

/**
 * An OTLP AnyValue as JSON: 64-bit integers beyond 2^53 are strings, bytes are `{base64}`, a key-value list is an
 * object.
 */
export type JsonValue = null | string | number | boolean | JsonValue[] | { [key: string]: JsonValue };

export interface RawEvent {
  time: EpochMs;
  /** Exact Unix nanoseconds as a decimal string. */
  timeUnixNano: string;
  name: string;
  attributes: Record<string, JsonValue>;
}

export interface RawLink extends SpanRef {
  traceState: string;
  attributes: Record<string, JsonValue>;
}

/** Everything known of one span. */
export interface SpanDetails {
  sessionId: string;
  /** What Turnline made of it, agent inherited from its ancestors where the span itself names none. */
  span: AgentSpan;
  /** The span as it was received. */
  raw: {
    /** OTLP SpanKind name, lower case: `internal`, `server`, `client`, `producer`, `consumer`, `unspecified`. */
    kind: string;
    /** Exact Unix nanoseconds as decimal strings. */
    startTimeUnixNano: string;
    endTimeUnixNano: string;
    traceState: string;
    statusMessage: string;
    attributes: Record<string, JsonValue>;
    events: RawEvent[];
    links: RawLink[];
    droppedAttributesCount: number;
    droppedEventsCount: number;
    droppedLinksCount: number;
    resource: Record<string, JsonValue>;
    scope: { name: string; version: string; attributes: Record<string, JsonValue> };
  };
  /** 1-based index of the turn that the span belongs to; null outside any turn. */
  turn: number | null;
  /** Loop and iteration (1-based) that the span is part of. */
  loop: { id: string; iteration: number; iterations: number } | null;
  children: SpanRef[];
}
