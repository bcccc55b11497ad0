/**
 * Finds the values of Kubernetes' Secrets, in YAML and JSON: all that stands under `data` and `stringData` beside
 * `kind: Secret`. It looks no further than to the next `kind` on either side, so that no text is walked twice.
 */
import type { Finding } from './finding';
import { lineFrom } from './lines';
import type { Trigger } from './trigger';
import type { Place } from './valueReader';
import { ValueReader } from './valueReader';
import { isPlaceholder } from './values';

/** Largest manifest on one side of its kind, in characters: etcd takes no more than 1 MiB, most have a few lines. */
const LONGEST_SIDE = 65_536;
const KIND = 'kind';

/** `kind: Secret`, `"kind":"Secret"` at any depth of escaping. */
const IS_SECRET =
  /kind(\\{0,63}["'])?\s{0,4}:\s{0,4}\\{0,63}["']?(?:Sealed)?Secret\\{0,63}["']?\s{0,20}(?:[,}\r\n\\]|$)/y;
const FIELD = /(\\{0,63}["'])(?:data|stringData)\1\s{0,20}:\s{0,20}\{/g;
const ENTRY =
  /\s{0,80}(?:\\{1,63}[nrt]\s{0,80}){0,4}\\{0,63}["'][\w.-]{1,253}\\{0,63}["']\s{0,20}:\s{0,20}(?=\\{0,63}["'])/y;
const NEXT_ENTRY = /\\{0,63}["']\s{0,20},/y;

export const KUBERNETES_SECRET: Trigger = {
  word: KIND,
  look: (text, at, found, bytes) => {
    IS_SECRET.lastIndex = at;
    const match = IS_SECRET.exec(text);
    if (match === null) return;
    const before = text.lastIndexOf(KIND, at - 1);
    const after = text.indexOf(KIND, IS_SECRET.lastIndex);
    const from = Math.max(at === 0 ? 0 : before + 1, at - LONGEST_SIDE);
    const to = Math.min(after < 0 ? text.length : after, at + LONGEST_SIDE);
    if (match[1] === undefined) findInYaml(text, { start: from, end: to }, at, found);
    else findInJson(new ValueReader(text, bytes), { start: from, end: to }, at, found);
  },
};

/** The fields of the object that the kind is in. */
function findInJson(reader: ValueReader, { start, end }: Place, kind: number, found: Finding[]): void {
  const { text } = reader;
  const first = edgeOfObject(text, kind, start - 1, -1) + 1;
  const last = edgeOfObject(text, kind, end, 1);
  FIELD.lastIndex = 0;
  for (const field of text.slice(first, last).matchAll(FIELD)) {
    let at = first + field.index + field[0].length;
    for (;;) {
      ENTRY.lastIndex = at;
      if (!ENTRY.test(text)) break;
      const value = reader.quoted(ENTRY.lastIndex);
      if (value?.quoted !== true) break;
      add(text, value, found);
      NEXT_ENTRY.lastIndex = value.end;
      if (!NEXT_ENTRY.test(text)) break;
      at = NEXT_ENTRY.lastIndex;
    }
  }
}

/** Where the object around a place ends, or begins; the limit when it does not before. */
function edgeOfObject(text: string, from: number, limit: number, step: 1 | -1): number {
  let depth = 0;
  let at = from;
  for (; at !== limit; at += step) {
    const sign = text[at];
    if (sign === (step === 1 ? '{' : '}')) depth++;
    else if (sign === (step === 1 ? '}' : '{') && --depth < 0) return at;
  }
  return at;
}

const DATA_LINE = /^[ -]*["']?(?:data|stringData)["']?:\s*$/;
const ENTRY_LINE = /^ *(?:["']?[\w.-]{1,253}["']?) *: *(?:!!\w+ +)?/;
const BLOCK = /^[|>][+-]?\d?[+-]?\s*$/;

/** The lines under `data`, of the mapping that the kind is in. */
function findInYaml(text: string, { start, end }: Place, kind: number, found: Finding[]): void {
  const lines = linesOf(text, start, end);
  const own = lines.findIndex((line) => line.start <= kind && kind < line.end);
  if (own < 0) return;
  const indent = kind - lines[own]!.start;
  let first = own;
  while (first > 0 && belongs(text, lines[first - 1]!, indent)) {
    first--;
    if (startsItem(text, lines[first]!, indent)) break;
  }
  for (let index = first; index < lines.length; index++) {
    const line = lines[index]!;
    if (index > own && (!belongs(text, line, indent) || startsItem(text, line, indent))) return;
    if (indentOf(text, line) === indent && DATA_LINE.test(text.slice(line.start, line.end)))
      findInMapping(text, lines, index + 1, indent, found);
  }
}

function findInMapping(
  text: string,
  lines: readonly Place[],
  from: number,
  indent: number,
  found: Finding[],
): void {
  let blockIndent = -1;
  for (let index = from; index < lines.length; index++) {
    const { start, end } = lines[index]!;
    const line = text.slice(start, end);
    const lineIndent = indentOf(text, lines[index]!);
    if (line.trim() === '') continue;
    if (lineIndent <= indent) return;
    if (blockIndent >= 0 && lineIndent > blockIndent) {
      add(text, { start: start + lineIndent, end }, found);
      continue;
    }
    blockIndent = -1;
    const name = ENTRY_LINE.exec(line)?.[0];
    if (name === undefined) continue;
    const value = line.slice(name.length);
    if (BLOCK.test(value)) blockIndent = lineIndent;
    else add(text, withoutQuotes(text, start + name.length, end), found);
  }
}

function add(text: string, { start, end }: Place, found: Finding[]): void {
  if (!isPlaceholder(text.slice(start, end)))
    found.push({ start, end, kind: 'kubernetes-secret', byShape: false });
}

function withoutQuotes(text: string, start: number, end: number): Place {
  while (end > start && /[\s"'\\]/.test(text[end - 1]!)) end--;
  while (start < end && /["'\\]/.test(text[start]!)) start++;
  return { start, end };
}

/** The lines of a part of a text; the first may be cut. A quote of JSON before the first line is none of it. */
function linesOf(text: string, start: number, end: number): Place[] {
  const lines: Place[] = [];
  for (let at = start; at >= 0 && at < end;) {
    const line = lineFrom(text, at, end - at);
    const from = at === start ? at + text.slice(at, Math.min(line.end, end)).lastIndexOf('"') + 1 : at;
    lines.push({ start: Math.min(from, line.end), end: Math.min(line.end, end) });
    at = line.next;
  }
  return lines;
}

/** Whether a line is inside the mapping of that indentation. */
function belongs(text: string, line: Place, indent: number): boolean {
  const content = text.slice(line.start, line.end);
  return content.trim() === '' || (indentOf(text, line) >= indent && !content.startsWith('---'));
}

/** Whether an item of the list that the mapping is in begins here. */
function startsItem(text: string, { start }: Place, indent: number): boolean {
  return indent >= 2 && text[start + indent - 2] === '-';
}

/** Of a line's first key; the dash of a list's item belongs to it. */
function indentOf(text: string, { start, end }: Place): number {
  let at = start;
  while (at < end && (text[at] === ' ' || (text[at] === '-' && text[at + 1] === ' '))) at++;
  return at - start;
}
