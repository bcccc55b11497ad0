/** Finds text in the keys and values of a JSON tree, folded parts included. Pure. */
import type { JsonValue, ValuePath } from '../../../src/protocol/spans';
import { structureIn, type JsonFilter, type JsonNode } from './jsonNode';

/** Nobody steps through more; it bounds memory. */
export const MAX_MATCHES = 10_000;

/** Parts of the work between which other things may be done. */
const STEP = 2_000;

/**
 * Paths of the entries whose key or value contains `query` (any case), in the order of the tree. Yields now and then,
 * so that the caller can let the page breathe; returns at most `MAX_MATCHES`.
 */
export function* findMatches(root: JsonValue, query: string): Generator<undefined, ValuePath[]> {
  const needle = query.toLowerCase();
  const matches: ValuePath[] = [];
  const stack: { value: JsonValue; path: ValuePath }[] = [{ value: root, path: [] }];
  let visited = 0;
  for (let top = stack.pop(); top && matches.length < MAX_MATCHES; top = stack.pop()) {
    const { value, path } = top;
    const inside = typeof value === 'string' ? structureIn(value) : value;
    const structured = typeof inside === 'object' && inside !== null;
    const name = path.at(-1);
    const named = typeof name === 'string' && name.toLowerCase().includes(needle);
    if (named || (!structured && scalarText(value).toLowerCase().includes(needle))) matches.push(path);
    if (structured) {
      const entries: [string | number, JsonValue][] = Array.isArray(inside)
        ? inside.map((item, place) => [place, item])
        : Object.entries(inside);
      for (const [step, item] of entries.reverse()) stack.push({ value: item, path: [...path, step] });
    }
    if (++visited % STEP === 0) yield;
  }
  return matches;
}

function scalarText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Leaves what was found and what leads to it. */
export function filterOf(matches: readonly ValuePath[]): JsonFilter {
  const found = new Set<string>();
  const leading = new Set<string>();
  for (const path of matches) {
    found.add(JSON.stringify(path));
    for (let length = 1; length < path.length; length++) leading.add(JSON.stringify(path.slice(0, length)));
  }
  return {
    keeps: (node: JsonNode) => {
      const key = JSON.stringify(node.path);
      if (found.has(key)) return 'match';
      return leading.has(key) ? 'ancestor' : 'no';
    },
  };
}
