/** Finds keys by their shape. Ordinary text is passed over in strides, for a key has a long run of characters without spaces and most punctuation. */
import { characterTable } from './characterTable';
import { SHORTEST_ENCODED } from './encodedText';
import type { Finding } from './finding';
import { INSIDE_SIGNS, RULES } from './rules';
import type { SearchedText } from './searchedText';
import type { Place } from './valueReader';

/** Every shape has a run of so many letters, digits and signs of base64. */
export const SHORTEST_RUN = 20;

const RUN = characterTable('A-Za-z0-9_+/-');
/** What keys have besides: dots between their parts, base64, the path of a webhook, the colon of a bot's token. */
const AROUND = characterTable('A-Za-z0-9_.~+/=:-');

interface Start {
  text: string;
  /** Index into `RULES`. */
  rule: number;
}

/** What rules' keys start with, by `pairOf` its first two characters. */
const STARTS: (Start[] | undefined)[] = new Array<undefined>(128 * 128).fill(undefined);
for (const [rule, { starts }] of RULES.entries()) {
  for (const text of starts) {
    const pair = pairOf(text.charCodeAt(0), text.charCodeAt(1));
    (STARTS[pair] ??= []).push({ text, rule });
  }
}

/** Of rules without a start: `sign` is its bit in `TRAITS`. */
const INSIDE = RULES.flatMap(({ inside }, rule) =>
  inside === null
    ? []
    : [{ sign: signBit(INSIDE_SIGNS.indexOf(inside.sign)), pattern: inside.pattern, rule }],
);
/** By byte: the bit of a sign, and whether it is a letter or digit. */
const TRAITS = characterTable('A-Za-z0-9');
const IN_WORD = 1;
for (const [index, sign] of INSIDE_SIGNS.entries()) TRAITS[sign.charCodeAt(0)]! |= signBit(index);

/** By the index into `INSIDE_SIGNS`. */
function signBit(index: number): number {
  return 2 << index;
}

function pairOf(first: number, second: number): number {
  return first * 128 + second;
}

/** As far as an escape before a run can reach into it: `u003dsk-…`, and as many characters as are taken before it. */
const ESCAPE_REACH = 5;

/** `longRuns`: gets those that may encode a text. */
export function findShapes(text: SearchedText, found: Finding[], longRuns: Place[]): void {
  const {
    length,
    ascii: { bytes },
  } = text;
  let at = SHORTEST_RUN - 1;
  let passed = 0;
  while (at < length) {
    if (RUN[bytes[at]!] === 0) {
      at += SHORTEST_RUN;
      continue;
    }
    // Backwards from here: either all of a run's length, or the place after which the next one may begin.
    const earliest = at - SHORTEST_RUN + 1;
    let start = at;
    while (start > earliest && RUN[bytes[start - 1]!] === 1) start--;
    if (start > earliest) {
      at = start + SHORTEST_RUN - 1;
      continue;
    }
    let end = at + 1;
    while (end < length && AROUND[bytes[end]!] === 1) end++;
    while (start > passed && AROUND[bytes[start - 1]!] === 1) start--;
    const rules = rulesFor(text, start, end);
    if (rules !== null) findInRun(text.string, start, end, rules, found);
    if (end - start >= SHORTEST_ENCODED) longRuns.push({ start, end });
    passed = end;
    at = end + SHORTEST_RUN;
  }
}

/** Indexes of the rules that a run may match, in their order; null for none, as for most runs. */
function rulesFor(text: SearchedText, start: number, end: number): number[] | null {
  const { bytes } = text.ascii;
  let rules: Set<number> | null = null;
  let all = 0;
  let before = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const isInWord = (before & IN_WORD) !== 0 && at > start + ESCAPE_REACH;
    before = TRAITS[byte]!;
    all |= before;
    if (isInWord) continue;
    const starts = STARTS[pairOf(byte, bytes[at + 1]!)];
    if (starts === undefined) continue;
    for (const known of starts) {
      if (startsAt(text, at, known.text)) (rules ??= new Set()).add(known.rule);
    }
  }
  if (all > IN_WORD && end - start >= SHORTEST_INSIDE) {
    const run = text.string.slice(start, end);
    for (const { sign, pattern, rule } of INSIDE) {
      if ((all & sign) !== 0 && pattern.test(run)) (rules ??= new Set()).add(rule);
    }
  }
  return rules === null ? null : [...rules].sort((a, b) => a - b);
}

function startsAt({ length, ascii: { bytes } }: SearchedText, at: number, start: string): boolean {
  if (at + start.length > length) return false;
  for (let index = 0; index < start.length; index++) {
    if (bytes[at + index] !== start.charCodeAt(index)) return false;
  }
  return true;
}

/** Shortest key that tells itself by what is inside, in characters: an Azure client secret. */
const SHORTEST_INSIDE = 37;

/**
 * So much of a run is searched at once, in characters: patterns that follow a match for megabytes run out of the
 * regular expression engine's stack. No key has as many.
 */
const WINDOW = 32_768;
/** What is taken with a window of what stands before, for the patterns look at it. */
const BEFORE = 64;

function findInRun(text: string, start: number, end: number, rules: number[], found: Finding[]): void {
  for (let at = start; at < end; at += WINDOW) findInWindow(text, at, end, rules, found);
}

/** Finds keys that begin in the window at `start`; what goes on until the window's end goes to the run's. */
function findInWindow(text: string, start: number, end: number, rules: number[], found: Finding[]): void {
  const from = Math.max(0, start - BEFORE);
  const to = Math.min(end, start + 2 * WINDOW);
  const run = text.slice(from, to);
  for (const index of rules) {
    const { kind, pattern, accept } = RULES[index]!;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(run); match !== null; match = pattern.exec(run)) {
      if (from + match.index >= start + WINDOW) break;
      if (!accept(match[1] ?? match[0]) || isInsideBlob(run, match.index)) continue;
      const at = from + match.index;
      const matchEnd = at + match[0].length;
      found.push({ start: at, end: matchEnd === to ? end : matchEnd, kind, byShape: true });
      if (kind === 'aws-access-key-id') findSecretBeside(text, at, matchEnd, found);
    }
  }
}

/** How far from an access key's id its secret is looked for, in characters. */
const BESIDE = 160;
const AWS_SECRET = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/g;

/** AWS's secret access keys have no shape but their length: what has it beside an id is one. */
function findSecretBeside(text: string, start: number, end: number, found: Finding[]): void {
  const from = Math.max(0, start - BESIDE);
  for (const match of text.slice(from, end + BESIDE).matchAll(AWS_SECRET)) {
    const [secret] = match;
    if (!/[A-Z]/.test(secret) || !/[a-z]/.test(secret) || !/\d/.test(secret)) continue;
    const at = from + match.index;
    found.push({ start: at, end: at + secret.length, kind: 'aws-secret-access-key', byShape: true });
  }
}

/** Longest name that a `-` or `_` joins to a key, in characters. */
const LONGEST_LABEL = 40;
const BLOB = new RegExp(`[\\w-]{${LONGEST_LABEL}}[_-]$`);
/** Base64 of the other alphabet; a path has few capitals and digits. */
const BASE64_BLOB = new RegExp(`[A-Za-z0-9+/]{${LONGEST_LABEL}}[+/]$`);
const MIXED = /(?=(?:.*[A-Z]){5})(?=(?:.*\d){2}).*[a-z]/;

/** In base64 of some length, every prefix turns up after a `-`, `_`, `+` or `/` by chance. */
function isInsideBlob(run: string, at: number): boolean {
  if (at <= LONGEST_LABEL) return false;
  const before = run.slice(at - LONGEST_LABEL - 1, at);
  return BLOB.test(before) || (BASE64_BLOB.test(before) && MIXED.test(before));
}
