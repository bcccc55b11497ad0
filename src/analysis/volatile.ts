/**
 * What differs between two results that say the same: when it was, how long it took, which process and which random
 * id. Masked before results are compared. Figures that may be progress (counts, percentages, sizes, cursors) stay: a
 * result in which one of those changed is a changed result.
 */

/** JSON fields that hold such a value whatever it looks like: `"took": 12`. The second group is the value. */
const VOLATILE_FIELD = new RegExp(
  `("(?:${[
    'timestamp|now|(?:generated|fetched|started|finished|completed)_?at',
    '(?:duration|elapsed|took|latency|runtime)(?:_?(?:ns|us|ms|s|sec|secs|seconds|millis|time))?',
    'pid|process_?id',
    '(?:request|trace|span|correlation|run|invocation|shell|chunk)_?id',
  ].join('|')})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)`,
  'gi',
);

/** Values that are recognised by their form, longer forms first. */
const VOLATILE_FORMS: readonly RegExp[] = [
  // UUID
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  // Date and time of day: `2026-11-21T00:14:25.000Z`, `2026-11-21 00:14:25,123 +01:00`
  /\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?/g,
  // HTTP date: `Sat, 21 Nov 2026 00:14:25 GMT`
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(?: GMT)?/g,
  // Time of day with seconds: `00:14:25`, `00:14:25.123`
  /\b\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g,
  // Unix time between 2017 and 2033, in seconds or milliseconds
  /\b1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?\b/g,
  // Duration of several units: `1m 3s`, `2h5m`
  /\b\d+h ?\d+m(?: ?\d+s)?\b|\b\d+m ?\d+(?:\.\d+)?s\b/g,
  // Duration with its unit, single `m` and `h` apart, which may be anything: `12ms`, `0.53 s`, `4 minutes`
  /\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|secs?|milliseconds?|seconds?|minutes?|hours?)\b/g,
  // Process id: `pid 4711`, `PID=4711`; `worker[4711]:` as in system logs
  /\bpid[ =:#]*\d+\b/gi,
  /(?<=\w)\[\d+\](?=:)/g,
  // What agents' shell tools say of the process around a command's output: `Chunk ID: ae1bb6` (Codex),
  // `<shellId: 0 completed …>` (Copilot), `Process Group PGID: 4711`, `Background PIDs: 12, 13` (Gemini, Qwen)
  /\bChunk ID: [0-9a-f]+\b|\bshellId: \w+|\b(?:Process Group PGID|Background PIDs): \d+(?:, ?\d+)*/gi,
  // Memory address: `0x7ffd2a3c`
  /\b0x[0-9a-f]{6,}\b/gi,
];

/**
 * A tool's result as it is compared with another: volatile parts masked, its lines in an order of their own, since
 * searches that run in parallel find the same in any order.
 */
export function comparableResult(text: string): string {
  // In JSON a line break is written out.
  return maskVolatile(text)
    .split(/\r?\n|(?:\\r)?\\n/)
    .sort()
    .join('\n');
}

/** The text with a mark in place of every volatile part. */
export function maskVolatile(text: string): string {
  let masked = text.replace(VOLATILE_FIELD, '$1~');
  for (const form of VOLATILE_FORMS) masked = masked.replace(form, '~');
  return masked;
}
