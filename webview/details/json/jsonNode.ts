/** JSON values as nodes of a tree, made when they are first looked at. Pure. */
import type { JsonValue, ValuePath } from '../../../src/protocol/spans';

/** Longer texts are not tried: nobody unfolds that inside of a tree. In UTF-16 units. */
const MAX_EMBEDDED_CHARS = 8 * 1024 * 1024;

type Structure = JsonValue[] | Record<string, JsonValue>;

export class JsonNode {
  expanded = false;
  private kids: JsonNode[] | null = null;
  private opened: Structure | null | undefined;

  constructor(
    /** null for the root. */
    readonly parent: JsonNode | null,
    /** Key or place in the parent; null for the root. */
    readonly name: string | number | null,
    readonly value: JsonValue,
    /** Place among the parent's entries, 0-based, and how many those are. */
    readonly position = 0,
    readonly siblings = 1,
  ) {}

  /** 0 for the root. */
  get depth(): number {
    let depth = 0;
    for (let at = this.parent; at; at = at.parent) depth++;
    return depth;
  }

  get path(): ValuePath {
    const path: ValuePath = [];
    if (this.name !== null) path.push(this.name);
    for (let at = this.parent; at !== null && at.name !== null; at = at.parent) path.push(at.name);
    return path.reverse();
  }

  /** The list or object that unfolds below: the value, or the JSON that a text holds. */
  get structure(): Structure | null {
    if (this.opened === undefined) {
      this.opened = typeof this.value === 'string' ? structureIn(this.value) : structureOf(this.value);
    }
    return this.opened;
  }

  /** A text that holds JSON. */
  get embedded(): boolean {
    return typeof this.value === 'string' && this.structure !== null;
  }

  get size(): number {
    const { structure } = this;
    if (!structure) return 0;
    return Array.isArray(structure) ? structure.length : Object.keys(structure).length;
  }

  children(): JsonNode[] {
    const { structure } = this;
    if (!structure) return [];
    if (this.kids) return this.kids;
    const entries: [string | number, JsonValue][] = Array.isArray(structure)
      ? structure.map((value, place) => [place, value])
      : Object.entries(structure);
    this.kids = entries.map(
      ([name, value], position) => new JsonNode(this, name, value, position, entries.length),
    );
    return this.kids;
  }

  /** The node at a path from here; null when there is none. */
  at(path: ValuePath): JsonNode | null {
    const [step, ...rest] = path;
    if (step === undefined) return this;
    const child = Array.isArray(this.structure)
      ? this.children()[Number(step)]
      : this.children().find(({ name }) => name === step);
    return child?.at(rest) ?? null;
  }
}

function structureOf(value: JsonValue): Structure | null {
  return typeof value === 'object' ? value : null;
}

/** What a text holds when it is JSON with something in it. */
export function structureIn(text: string): Structure | null {
  if (text.length > MAX_EMBEDDED_CHARS || !/^\s*[[{]/.test(text)) return null;
  try {
    const value = structureOf(JSON.parse(text) as JsonValue);
    return value !== null && Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

/** The rows that are seen, in order: entries of everything expanded; the root has no row unless it is a scalar. */
export function visibleNodes(root: JsonNode, filter: JsonFilter | null = null): JsonNode[] {
  if (!root.structure) return [root];
  const rows: JsonNode[] = [];
  // Not recursive: values may be nested as deep as the collector lets them.
  const stack: { node: JsonNode; free: boolean }[] = [];
  const push = (parent: JsonNode, free: boolean) => {
    for (const node of parent.children().toReversed()) stack.push({ node, free });
  };
  push(root, filter === null);
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node } = top;
    let { free } = top;
    if (!free) {
      const kept = filter!.keeps(node);
      if (kept === 'no') continue;
      free = kept === 'match';
    }
    rows.push(node);
    if (node.expanded) push(node, free);
  }
  return rows;
}

/** Which nodes a filter leaves: matches with all below them, and what leads to them. */
export interface JsonFilter {
  keeps(node: JsonNode): 'match' | 'ancestor' | 'no';
}

/** `messages[3].content`, as one would write it in code; empty for the root. */
export function pathText(path: ValuePath): string {
  return path
    .map((step, place) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return place === 0 ? step : `.${step}`;
    })
    .join('');
}

/** As one would paste it: text as it is, everything else as indented JSON. */
export function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** `{query: "invoice…", limit: 5}`: what a folded node has, in at most some `length` characters. */
export function preview(node: JsonNode, length = 48): string {
  const { structure } = node;
  if (!structure) return '';
  const isList = Array.isArray(structure);
  const names = isList ? [] : Object.keys(structure);
  const count = isList ? structure.length : names.length;
  const parts: string[] = [];
  let used = 0;
  for (let i = 0; i < count && used < length; i++) {
    const name = names[i];
    const value = isList ? structure[i]! : structure[name!]!;
    const part = name === undefined ? brief(value) : `${name}: ${brief(value)}`;
    parts.push(part);
    used += part.length;
  }
  if (parts.length < count) parts.push('…');
  const [open, close] = isList ? '[]' : '{}';
  return `${open}${parts.join(', ')}${close}`;
}

const BRIEF_CHARS = 24;

function brief(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : '{…}';
  if (typeof value !== 'string') return String(value);
  const line = value.slice(0, BRIEF_CHARS + 1).replace(/\s+/g, ' ');
  return value.length > BRIEF_CHARS ? `"${line.slice(0, BRIEF_CHARS)}…"` : `"${line}"`;
}
