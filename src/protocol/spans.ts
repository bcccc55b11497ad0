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

/** Keys and places from the outside inwards. */
export type ValuePath = (string | number)[];

export type SpanGetParams = SpanRef & {
  /** Longest text; all of everything when absent. */
  maxChars?: number;
};

export type SpanValueParams = SpanRef & {
  /** In `SpanDetails`, such as `['raw', 'attributes', 'input.value']`. */
  path: ValuePath;
};

/** A text of which only the beginning is here. */
export interface CutText {
  path: ValuePath;
  /** Length of the whole, in UTF-16 units. */
  chars: number;
}

/** Who recorded a span, and how its users switch on what it leaves out. */
export interface SpanEmitter {
  /** As its users call it. */
  name: string;
  /** What to do where prompts, answers, arguments or results are missing. */
  contentSwitch: string;
  /** It never records answers. */
  withoutAnswers: boolean;
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
  emitter: SpanEmitter;
  /** Log records that were written inside of the span (`session/events`). */
  logs: number;
  /** Only where `maxChars` was given; `span/value` has the whole. */
  cut: CutText[];
}
