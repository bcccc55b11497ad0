/** What is known of every file, and which files have a name. Pure. */
import type { Definition, FileFacts } from './facts';
import { keysOf } from './names';
import type { Candidate } from './ranking';

interface StoredFile {
  /** Null for a file of which only the names of its functions are known. */
  facts: FileFacts | null;
  keys: Set<string>;
}

export class DefinitionStore {
  /** By absolute path. */
  private readonly files = new Map<string, StoredFile>();
  /** Key (see `keysOf`) → paths. */
  private readonly byKey = new Map<string, Set<string>>();
  /** Constants of all files: name → value; null when files disagree. Undefined until asked for. */
  private constants: Map<string, string | null> | undefined;
  /** Definitions whose name is a constant of another file. */
  private unnamed: Candidate[] = [];

  get size(): number {
    return this.files.size;
  }

  set(path: string, facts: FileFacts): void {
    const keys = new Set(
      facts.definitions.flatMap((one) => (one.name === null ? [] : keysOf(one.name, isHolder(one)))),
    );
    this.put(path, { facts, keys });
  }

  /** A file that needs no parser until one of its functions is asked for. */
  setNames(path: string, names: Iterable<string>): void {
    this.put(path, { facts: null, keys: new Set([...names].flatMap((name) => keysOf(name, false))) });
  }

  delete(path: string): void {
    const file = this.files.get(path);
    if (!file) return;
    for (const key of file.keys) {
      const paths = this.byKey.get(key);
      paths?.delete(path);
      if (paths?.size === 0) this.byKey.delete(key);
    }
    this.files.delete(path);
    this.constants = undefined;
  }

  isUnparsed(path: string): boolean {
    return this.files.get(path)?.facts === null;
  }

  /** Paths of the files that have something of that key. */
  filesWith(key: string): string[] {
    return [...(this.byKey.get(key) ?? [])];
  }

  /** Empty for a file that is not known, or not parsed. */
  definitionsIn(path: string): readonly Definition[] {
    return this.files.get(path)?.facts?.definitions ?? [];
  }

  /** Names of the MCP servers that a file makes. */
  serversIn(path: string): readonly string[] {
    return this.files.get(path)?.facts?.servers ?? [];
  }

  *all(): Iterable<[file: string, definition: Definition]> {
    for (const [file, { facts }] of this.files) {
      for (const definition of facts?.definitions ?? []) yield [file, definition];
    }
  }

  /** Definitions named by another file's constants, with their names. */
  namedByConstants(): Candidate[] {
    const constants = this.allConstants();
    return this.unnamed.flatMap((found) => {
      const constant = found.definition.nameConstant!;
      const name = constants.get(constant) ?? constants.get(lastPart(constant));
      return name == null ? [] : [{ ...found, definition: { ...found.definition, name } }];
    });
  }

  private put(path: string, file: StoredFile): void {
    this.delete(path);
    this.constants = undefined;
    this.files.set(path, file);
    for (const key of file.keys) {
      const paths = this.byKey.get(key) ?? new Set();
      this.byKey.set(key, paths.add(path));
    }
  }

  private allConstants(): Map<string, string | null> {
    if (this.constants) return this.constants;
    const constants = new Map<string, string | null>();
    this.unnamed = [];
    for (const [file, { facts }] of this.files) {
      for (const [name, value] of facts?.constants ?? []) {
        const known = constants.get(name);
        constants.set(name, known === undefined || known === value ? value : null);
      }
      for (const definition of facts?.definitions ?? []) {
        if (definition.nameConstant !== null) this.unnamed.push({ file, definition, weight: 0 });
      }
    }
    this.constants = constants;
    return constants;
  }
}

/** Whether a name may be a variable's or a class's, which say `Tool` where the tool's own name does not. */
export function isHolder({ evidence }: Definition): boolean {
  return evidence === 'holder' || evidence === 'declared';
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
