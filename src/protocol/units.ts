/** Unix epoch milliseconds with a microsecond fraction. The store keeps exact nanoseconds beside it. */
export type EpochMs = number;
/** A duration in milliseconds, fractions allowed. */
export type DurationMs = number;
/** US dollars. */
export type Usd = number;
/** A count of model tokens. */
export type Tokens = number;
/** 32 lower-case hex digits. */
export type TraceId = string;
/** 16 lower-case hex digits. */
export type SpanId = string;
/** CSS pixels. */
export type CssPixels = number;

/** A span is only unique together with its trace. */
export interface SpanRef {
  traceId: TraceId;
  spanId: SpanId;
}
