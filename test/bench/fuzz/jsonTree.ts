/** JSON as a tree whose parts can be replaced by any text, valid or not. */

export interface JsonNode {
  /** Of everything but a list and an object. */
  text: string;
  elements: JsonNode[] | null;
  entries: { key: string; value: JsonNode }[] | null;
}

export function parseJsonTree(text: string): JsonNode {
  return nodeOf(JSON.parse(text));
}

function nodeOf(value: unknown): JsonNode {
  if (Array.isArray(value)) return { text: '', elements: value.map(nodeOf), entries: null };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => ({ key, value: nodeOf(each) }));
    return { text: '', elements: null, entries };
  }
  return { text: JSON.stringify(value), elements: null, entries: null };
}

/** The node and those inside it. */
export function allNodes(node: JsonNode): JsonNode[] {
  const inside = node.elements ?? node.entries?.map(({ value }) => value) ?? [];
  return [node, ...inside.flatMap(allNodes)];
}

export function writeJson(node: JsonNode, replacements?: ReadonlyMap<JsonNode, string>): string {
  const replacement = replacements?.get(node);
  if (replacement !== undefined) return replacement;
  if (node.elements) return `[${node.elements.map((each) => writeJson(each, replacements)).join(',')}]`;
  if (!node.entries) return node.text;
  return `{${node.entries
    .map(({ key, value }) => `${JSON.stringify(key)}:${writeJson(value, replacements)}`)
    .join(',')}}`;
}
