/**
 * What differs between two results that say the same: when it was, how long it took, which process and which random
 * id. Masked before results are compared. Figures that may be progress (counts, percentages, sizes, cursors) stay: a
 * result in which only those change is a changed result.
 */

/** JSON fields that hold such a value whatever it looks like, in JSON text as emitted. */
const VOLATILE_FIELD =
  /"(?:timestamps?|time|date|now|created_?at|updated_?at|generated_?at|fetched_?at|started_?at|finished_?at|duration(?:_?(?:ms|s|seconds))?|elapsed(?:_?(?:ms|s|seconds|time))?|took(?:_?ms)?|latency(?:_?ms)?|pid|process_?id|(?:request|trace|span|correlation|run)_?id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)/gi;

/** Values that are recognised by their form, most specific first. */
const VOLATILE_FORM: readonly RegExp[] = [
  // UUID
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  // ISO 8601 date and time, `2026-11-21T00:14:25.000Z`, `2026-11-21 00:14:25,123 +01:00`
  /\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?/g,
  // HTTP date, `Sat, 21 Nov 2026 00:14:25 GMT`
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2}(?: GMT)?/g,
  // Time of day, `00:14:25`, `00:14:25.123`
  /\b\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g,
  // Unix time of 2001 to 2033 in seconds, in milliseconds
  /\b1\d{9}(?:\d{3})?\b(?!\.\d)/g,
  // Duration with its unit, `12ms`, `0.53 s`, `1m 3s`
  /\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|milliseconds?|secs?|seconds?|mins?|minutes?|s|m|h)\b/g,
  // Process id, `pid 4711`, `PID=4711`, `[4711]` after a program's name
  /\bpid[ =:#]*\d+\b/gi,
  /(?<=\w)\[\d+\](?=:)/g,
  // Memory address
  /\b0x[0-9a-f]{6,}\b/gi,
];

/** The text with every volatile part replaced by a mark. */
export function maskVolatile(text: string): string {
  let masked = text.replace(VOLATILE_FIELD, (field, value: string) => `${field.slice(0, -value.length)}"~"`);
  for (const form of VOLATILE_FORM) masked = masked.replace(form, '~');
  return masked;
}
