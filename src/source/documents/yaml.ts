/** The keys and plain values of a YAML file, with their places. Pure. */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

export interface YamlEntry {
  /** Keys from the outermost to its own; an entry of a list is one of its place in it, such as `#0`. */
  path: string[];
  /** Text of a scalar as a program that reads it has it; empty for what holds other entries. */
  value: string;
  /** 1-based, of the key. */
  line: number;
  column: number;
}

/** Deeper than anybody writes. The parser recurses, and a stack that runs out in a regular expression ends the process. */
const MOST_DEPTH = 64;
/** Lists in lists in one line, and what is indented further than so many levels. */
const DEEP_BLOCK = new RegExp(`(?:- ){${MOST_DEPTH}}|^ {${4 * MOST_DEPTH}}`, 'm');

/** Never throws for what is no YAML, such as a template of it: there are fewer entries then. */
export function yamlEntries(text: string): YamlEntry[] {
  if (DEEP_BLOCK.test(text) || flowDepth(text) > MOST_DEPTH) return [];
  const lineCounter = new LineCounter();
  const entries: YamlEntry[] = [];
  const read = (node: unknown, path: readonly string[]) => {
    if (isSeq(node)) {
      for (const [at, item] of node.items.entries()) read(item, [...path, `#${at}`]);
    }
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key) || !key.range) continue;
      const own = [...path, key.source ?? ''];
      const written = isScalar(value) ? (value.source ?? '') : '';
      const { line, col } = lineCounter.linePos(key.range[0]);
      entries.push({ path: own, value: written, line, column: col });
      read(value, own);
    }
  };
  const documents = parseAllDocuments(text, {
    lineCounter,
    logLevel: 'silent',
    prettyErrors: false,
    uniqueKeys: false,
  });
  for (const { contents } of documents) read(contents, []);
  return entries;
}

/** At least as many as there are flow collections in one another; brackets in texts count, too. */
function flowDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (sign === '[' || sign === '{' ? 1 : -1));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
