/** The keys and plain values of a YAML file, with their places: as much as definitions of agents need. Pure. */

export interface YamlEntry {
  /** Keys from the outermost to its own. */
  path: string[];
  /** Text of a scalar, of a block (`|`, `>`) with its line breaks; empty for what holds other entries. */
  value: string;
  /** 1-based, of the key. */
  line: number;
  column: number;
  endLine: number;
}

const ENTRY = /^(\s*)((?:-\s+)*)(?:"([^"]+)"|'([^']+)'|([\w$./ -]+?))\s*:(?:\s+(.*))?$/;
const BLOCK = /^[|>][+-]?\d?\s*(?:#.*)?$/;

/** Anchors, flow collections and scalars of several lines without a mark are not read: they give fewer entries. */
export function yamlEntries(text: string): YamlEntry[] {
  const lines = text.split(/\r?\n/);
  const entries: YamlEntry[] = [];
  const around: { indent: number; key: string }[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, space = '', dashes = '', double, single, bare, rest = ''] = ENTRY.exec(lines[at]!) ?? [];
    const key = double ?? single ?? bare;
    if (key === undefined) continue;
    const indent = space.length + dashes.length;
    while (around.length > 0 && around.at(-1)!.indent >= indent) around.pop();
    // Each entry of a list is a mapping of its own.
    if (dashes !== '') around.push({ indent: indent - 1, key: `#${at}` });
    around.push({ indent, key });
    const block = BLOCK.test(rest.trim()) ? blockAt(lines, at + 1, space.length) : null;
    entries.push({
      path: around.map((one) => one.key),
      value: block === null ? scalar(rest) : block.join('\n'),
      line: at + 1,
      column: indent + 1,
      endLine: at + 1 + (block?.length ?? 0),
    });
    at += block?.length ?? 0;
  }
  return entries;
}

/** The lines that are further in than their key. */
function blockAt(lines: readonly string[], start: number, indent: number): string[] {
  let end = start;
  while (end < lines.length && (lines[end]!.trim() === '' || lines[end]!.search(/\S/) > indent)) end += 1;
  return lines.slice(start, end).map((line) => line.trim());
}

function scalar(written: string): string {
  const text = written.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(text);
  return quoted ? (quoted[1] ?? quoted[2]!) : text.replace(/\s+#.*$/, '');
}
