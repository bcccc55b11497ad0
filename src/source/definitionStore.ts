/** What is known of every file, and which files have a name. Pure. */
import type { Definition, FileFacts } from './facts';
import { foldName, keysOf } from './names';
import type { Outline } from './outline';
import type { Candidate } from './ranking';
import { isTest } from './ranking';

/** A file is outlined first, and parsed when something in it may be asked for. */
type StoredFile = { facts: FileFacts; keys: Set<string> } | { facts: null; outline: Outline };

export class DefinitionStore {
  /** By absolute path. */
  private readonly files = new Map<string, StoredFile>();
  /** Key (see `keysOf`) → paths of parsed files. */
  private readonly byKey = new Map<string, Set<string>>();
  /** Constants of all parsed files: name → value; null when files disagree. Undefined until asked for. */
  private constants: Map<string, string | null> | undefined;
  /** Definitions whose name is a constant of another file. */
  private unnamed: Candidate[] = [];

  /** Absolute, as `paths` begin: where a workspace lies says nothing of its files. */
  private folders: readonly string[] = [];

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
  }

  /** The path below its workspace folder. */
  pathWithin(path: string): string {
    const folder = this.folders.find((one) => path.startsWith(one));
    return folder === undefined ? path : path.slice(folder.length);
  }

  isTest(path: string): boolean {
    return isTest(this.pathWithin(path));
  }

  get size(): number {
    return this.files.size;
  }

  paths(): string[] {
    return [...this.files.keys()];
  }

  set(path: string, facts: FileFacts): void {
    const keys = new Set(
      facts.definitions.flatMap((one) => (one.name === null ? [] : keysOf(one.name, isHolder(one)))),
    );
    this.delete(path);
    this.files.set(path, { facts, keys });
    for (const key of keys) {
      const paths = this.byKey.get(key) ?? new Set();
      this.byKey.set(key, paths.add(path));
    }
  }

  setOutline(path: string, outline: Outline): void {
    this.delete(path);
    this.files.set(path, { facts: null, outline });
  }

  delete(path: string): void {
    const file = this.files.get(path);
    this.constants = undefined;
    if (!file) return;
    for (const key of file.facts ? file.keys : []) {
      const paths = this.byKey.get(key);
      paths?.delete(path);
      if (paths?.size === 0) this.byKey.delete(key);
    }
    this.files.delete(path);
  }

  /** Paths of the files that have not been parsed, as far as they may matter. */
  unparsed(matters: (path: string, outline: Outline) => boolean): string[] {
    return [...this.files].flatMap(([path, file]) =>
      file.facts === null && matters(path, file.outline) ? [path] : [],
    );
  }

  /** Paths of the parsed files that have something of that key. */
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
      const parts = constant.split('.');
      // The type that has the constant tells more than the constant's name, and less than all of its name space.
      const spellings = [constant, parts.slice(-2).join('.'), parts.at(-1)!];
      const name = spellings.map((one) => constants.get(one)).find((value) => value != null);
      return name == null ? [] : [{ ...found, definition: { ...found.definition, name } }];
    });
  }

  /** Names of the constants whose values have one of these keys. */
  constantsOf(keys: ReadonlySet<string>): string[] {
    return [...this.allConstants()].flatMap(([name, value]) =>
      value !== null && keys.has(foldName(value)) ? [name] : [],
    );
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
  return evidence === 'holder' || evidence === 'alias' || evidence === 'declared';
}
