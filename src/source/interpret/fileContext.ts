/** What one file is known to say while its shapes are read. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Definition, Evidence, FileFacts, Target, TextRange } from '../facts';
import type { Syntax } from '../syntax/syntax';

/** Captured nodes of one match of a query, by the capture's name. */
export type Shape = Partial<Record<string, Node>>;

/** A name as it is written, or the constant that holds it. */
export interface Name {
  name: string | null;
  /** Null for a name that is known. */
  constant: string | null;
}

export interface NewDefinition {
  /** A tool when left out. */
  kind?: Definition['kind'];
  evidence: Evidence;
  at: Node;
  range: Node;
  name: Name;
  targets?: Target[];
  promptText?: string;
}

/** Names that nobody gives a tool are this long. */
const MAX_WRITTEN_NAME = 200;

export class FileContext {
  readonly definitions: Definition[] = [];
  readonly constants = new Map<string, string>();
  /** Constants that are other files' constants: name → as written. */
  readonly constantAliases = new Map<string, string>();
  /** Local name → what it stands for. */
  readonly imports = new Map<string, Target>();
  readonly servers: string[] = [];

  constructor(readonly syntax: Syntax) {}

  add({ kind = 'tool', evidence, at, range, name: said, targets = [], promptText }: NewDefinition): void {
    const { name, constant } = said;
    if (name !== null && (name === '' || name.length > MAX_WRITTEN_NAME)) return;
    this.definitions.push({
      kind,
      name,
      nameConstant: constant,
      evidence,
      at: rangeOf(at),
      range: rangeOf(range),
      owner: this.syntax.owner(range),
      targets,
      promptText: promptText ?? null,
    });
  }

  addAlias(holder: Node, range: Node, targets: Target[]): void {
    this.add({ evidence: 'alias', at: holder, range, name: literal(holder.text), targets });
  }

  facts(): FileFacts {
    return {
      definitions: withoutRepeats(this.definitions),
      constants: [...this.constants],
      servers: this.servers,
    };
  }
}

export function literal(name: string): Name {
  return { name, constant: null };
}

export function sameRange(a: TextRange, b: TextRange): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

export function rangeOf({ startPosition, endPosition }: Node): TextRange {
  return {
    line: startPosition.row + 1,
    column: startPosition.column + 1,
    endLine: endPosition.row + 1,
    endColumn: endPosition.column + 1,
  };
}

/** Several patterns may find one definition: the first of each place, name and evidence is kept. */
function withoutRepeats(definitions: readonly Definition[]): Definition[] {
  const seen = new Set<string>();
  return definitions.filter(({ kind, name, nameConstant, evidence, at }) => {
    const key = [kind, name, nameConstant, evidence, at.line, at.column].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}
