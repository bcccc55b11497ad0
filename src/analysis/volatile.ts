/**
 * What differs between two results that say the same: when it was, how long it took, which process, which random id,
 * and the how manieth attempt it is. Masked before results are compared. Figures that may be progress (counts of
 * things, percentages, sizes, cursors) stay: a result in which one of those changed is a changed result.
 */

import { textHash } from '../protocol/textHash';
import { Sign, signsIn } from './volatileSigns';

/** JSON fields that hold such a value whatever it looks like: `"took": 12`. The first group is all but the value. */
const VOLATILE_FIELD = new RegExp(
  `("(?:${[
    '(?:server_?)?time_?stamp|now|ts|epoch|(?:server|current|local)_?time',
    '(?:generated|fetched|started|finished|completed|checked|retrieved|last_?(?:checked|polled|seen))_?(?:at|on)?',
    '(?:duration|elapsed|took|latency|runtime|uptime)(?:_?(?:ns|us|ms|s|sec|secs|seconds|millis|time))?',
    '(?:response|query|execution|processing|search|total|wall|cpu)_?time(?:_?(?:ns|us|ms|s|sec|secs|seconds|millis))?',
    'pid|process_?id|nonce',
    '(?:x-)?(?:request|trace|span|correlation|run|invocation|execution|shell|chunk)[_-]?id',
    '(?:attempt|retry|call|request|sequence)s?_?(?:count|no|number)?|retries|seq',
    '(?:x-)?(?:rate_?limit|requests?|quota)[_-]?remaining',
  ].join('|')})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)`,
  'gi',
);

/**
 * Values that are recognised by their form, longer forms first. Each has a digit or the name of an id. What is in all
 * values of a form, and quicker to look for: `sign`, or one of the texts of `has`.
 */
const VOLATILE_FORMS: readonly { form: RegExp; sign?: number; has?: readonly string[] }[] = [
  // UUID
  {
    form: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    sign: Sign.HexadecimalGroups,
  },
  // Date and time of day: `2026-11-21T00:14:25.000Z`, `2026-11-21 00:14:25,123 +01:00`
  {
    form: /\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?/g,
    sign: Sign.Clock,
  },
  // The same with slashes or dots: `21/11/2026 00:14`, `2026/11/21 00:14:25`
  { form: /\b\d{1,4}[/.]\d{1,2}[/.]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?/g, sign: Sign.Clock },
  // HTTP date: `Sat, 21 Nov 2026 00:14:25 GMT`
  {
    form: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(?: GMT)?/g,
    sign: Sign.Clock,
  },
  // Time of day with seconds, or with its half of the day: `00:14:25`, `00:14:25.123`, `12:14 AM`
  { form: /\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b|\b\d{1,2}:\d{2} ?[AP]M\b/gi, sign: Sign.Clock },
  // Unix time between 2017 and 2033, in seconds or milliseconds
  { form: /\b1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?\b/g, sign: Sign.LongNumber },
  // Duration of several units: `1m 3s`, `2h5m`
  { form: /\b\d+h ?\d+m(?: ?\d+s)?\b|\b\d+m ?\d+(?:\.\d+)?s\b/g, sign: Sign.Unit },
  // Duration with its unit, single `m` and `h` apart, which may be anything: `12ms`, `0.53 s`, `4 minutes`, `1,204 ms`
  {
    form: /\b\d+(?:,\d{3})*(?:\.\d+)? ?(?:ns|µs|us|ms|s|secs?|millis(?:econds?)?|seconds?|mins?|minutes?|hrs?|hours?)\b/g,
    sign: Sign.Unit,
  },
  // `2m ago`
  { form: /\b\d+[mhd] ago\b/g, has: [' ago'] },
  // Process id: `pid 4711`, `PID=4711`, `process 4711`; `worker[4711]:` as in system logs
  { form: /\b(?:pid|process)(?: id)?[ =:#]*\d+\b/gi, sign: Sign.NumberedWord },
  { form: /(?<=\w)\[\d+\](?=:)/g, has: [']:'] },
  // How manieth line a shell that stays open was given: `/bin/bash: line 4711: javac: command not found`
  { form: /(?<=\b(?:ba|da|z|k)?sh: )(?:line )?\d+(?=: )/g, has: ['sh: '] },
  // What agents' shell tools say of the process around a command's output: `Chunk ID: ae1bb6` (Codex),
  // `<shellId: 0 completed …>` (Copilot), `Process Group PGID: 4711`, `Background PIDs: 12, 13` (Gemini, Qwen)
  {
    form: /\bChunk ID: [0-9a-f]+\b|\bshellId: \w+|\b(?:Process Group PGID|Background PIDs): \d+(?:, ?\d+)*/gi,
    has: [': '],
  },
  // How often it was tried: `attempt 3`, `retry 2/5`, `request #17`, and a notebook's cell `In [4]`
  {
    form: /\b(?:attempt|retry|try)(?:ing)?[ :#]*\d+(?: ?(?:of|\/) ?\d+)?/gi,
    sign: Sign.NumberedWord,
  },
  { form: /\b(?:request|run|call|build|job|execution) ?#\d+/gi, has: ['#'] },
  { form: /\b(?:In|Out) ?\[\d+\]/g, has: ['['] },
  // What a limit leaves: `x-ratelimit-remaining: 41`
  { form: /\bx-rate-?limit-[a-z-]+: *\d+/gi, has: ['x-', 'X-'] },
  // Ids of requests by their prefix: `req_8d1Q3z`, `chatcmpl-9aB…`
  {
    form: /\b(?:req|request|trace|span|run|corr|txn|msg|sess|evt|chatcmpl|call|toolu|resp|exec|inv)[_-](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{6,}\b/g,
    sign: Sign.MarkedNumber,
  },
  // Folders and files that exist for one run: `/tmp/tmp8f3kq1`, `/tmp/pytest-of-me/pytest-12`
  {
    form: /\/tmp\/(?:tmp[\w.-]{4,}|pytest-of-[\w-]+\/pytest-\d+|[\w-]+\.[A-Za-z0-9]{6,10}\b)|\/var\/folders\/[\w/+.-]+/g,
    has: ['/tmp/', '/var/folders/'],
  },
  // A port that the system picked
  { form: /(?<=\b(?:127\.0\.0\.1|localhost|0\.0\.0\.0):)\d{5}\b/g, has: ['localhost:', '0.0.1:', '0.0.0:'] },
  // Memory address: `0x7ffd2a3c`
  { form: /\b0x[0-9a-f]{6,}\b/gi, has: ['0x', '0X'] },
];

/**
 * A tool's result as it is compared with another: volatile parts masked, its lines in an order of their own, since
 * searches that run in parallel find the same in any order.
 */
export function comparableResult(text: string): string {
  return sortedLines(maskVolatile(text));
}

/** `masked` by `maskVolatile`. */
export function sortedLines(masked: string): string {
  if (!hasLines(masked)) return masked;
  return masked.split(LINE_BREAK).sort().join('\n');
}

/** Equal for texts that `sortedLines` makes equal. `masked` by `maskVolatile`. */
export function linesHash(masked: string): number {
  if (!hasLines(masked)) return textHash(masked);
  // Sums do not depend on the order of the lines; halves, because their sums are exact.
  let high = 0;
  let low = 0;
  for (const line of masked.split(LINE_BREAK)) {
    const hash = textHash(line);
    high = (high + Math.floor(hash / LOW_HALF)) >>> 0;
    low = (low + (hash % LOW_HALF)) % LOW_HALF;
  }
  return high * LOW_HALF + low;
}

/** 21 of a hash's 53 bits. */
const LOW_HALF = 0x200000;
const LINE_BREAK = /\r?\n|(?:\\r)?\\n/;

function hasLines(text: string): boolean {
  // In JSON a line break is written out.
  return text.includes('\n') || text.includes('\\n');
}

/** The text with a mark in place of every volatile part. */
export function maskVolatile(text: string): string {
  let masked = text.includes('"') ? text.replace(VOLATILE_FIELD, '$1~') : text;
  // What is masked makes no new signs: no value reaches over a mark.
  const signs = signsIn(masked);
  if ((signs & Sign.Digit) === 0 && !/ID: |shellId/i.test(masked)) return masked;
  for (const { form, sign, has } of VOLATILE_FORMS) {
    if (sign !== undefined && (signs & sign) === 0) continue;
    if (has === undefined || hasAny(masked, has)) masked = masked.replace(form, '~');
  }
  return masked;
}

function hasAny(text: string, parts: readonly string[]): boolean {
  for (const part of parts) if (text.includes(part)) return true;
  return false;
}
