/** The definitions of a workspace, by name. Pure: whoever reads the files tells what is in them. */
import type { Definition, FileFacts, Target } from './facts';
import { foldName, keysOf, readingsOf } from './names';
import type { Reading } from './names';
import { foldWhiteSpace } from './promptText';
import type { Candidate, Ranking } from './ranking';
import { DOUBTFUL_PREFIX, EXACT_NAME, PROMOTED, rank, SERVER_MATCHES, WEIGHT, weightOfPath } from './ranking';

export type SourceQuery =
  /** @property server the MCP server that the span names; null when it names none */
  | { kind: 'tool'; name: string; server: string | null }
  | { kind: 'agent'; name: string }
  /** @property text what the model was told; the beginning is enough */
  | { kind: 'prompt'; text: string };

interface IndexedFile {
  /** Null for a file of which only the names of its functions are known. */
  facts: FileFacts | null;
  keys: Set<string>;
}

const MAX_CANDIDATES = 50;

export class SourceIndex {
  /** By absolute path. */
  private readonly files = new Map<string, IndexedFile>();
  /** Key (see `keysOf`) → paths. */
  private readonly byKey = new Map<string, Set<string>>();
  /** Constants of all files: name → value; null when files disagree. */
  private constants: Map<string, string | null> | undefined;
  /** MCP server, folded → folders and files that its configuration names. */
  private serverPaths = new Map<string, string[]>();

  get fileCount(): number {
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

  setServers(servers: readonly { name: string; paths: string[] }[]): void {
    this.serverPaths = new Map(servers.map(({ name, paths }) => [foldName(name), paths]));
  }

  factsOf(path: string): FileFacts | null {
    return this.files.get(path)?.facts ?? null;
  }

  /** Every file whose facts matter for the query and have not been told: `set` them, and ask again. */
  missingFor(query: SourceQuery): string[] {
    if (query.kind !== 'tool') return [];
    const keys = new Set(readingsOf(query.name).map(({ key }) => key));
    for (const { definition } of this.named('tool', query.name)) {
      for (const { name } of definition.targets) keys.add(foldName(name));
    }
    const paths = [...keys].flatMap((key) => [...(this.byKey.get(key) ?? [])]);
    return [...new Set(paths)].filter((path) => this.files.get(path)?.facts === null);
  }

  find(query: SourceQuery): Ranking {
    if (query.kind === 'prompt') return this.findPrompt(query.text);
    return query.kind === 'agent' ? this.findAgent(query.name) : this.findTool(query.name, query.server);
  }

  private put(path: string, file: IndexedFile): void {
    this.delete(path);
    this.files.set(path, file);
    for (const key of file.keys) {
      const paths = this.byKey.get(key) ?? new Set();
      this.byKey.set(key, paths.add(path));
    }
  }

  private findAgent(name: string): Ranking {
    return rank(this.named('agent', name).map((found) => this.weighed(found)));
  }

  private findTool(name: string, server: string | null): Ranking {
    const named = [...this.named('tool', name), ...this.named('function', name)];
    const listed = named.filter(({ definition }) => definition.targets.length > 0);
    const resolved = listed.flatMap((found) => this.resolve(found));
    // What was followed to its code is not shown beside it.
    const replaced = new Set(resolved.map(({ from }) => from));
    const rest = named.filter(
      ({ definition }) => !replaced.has(definition) && definition.evidence !== 'listed',
    );
    const promoted = promotable(named);
    const found = [
      ...resolved.map(({ to, from }) => this.weighed({ ...to, weight: WEIGHT[from.evidence] + 1 }, server)),
      ...rest.map((one) => this.weighed(one === promoted ? { ...one, weight: PROMOTED } : one, server)),
    ];
    return rank(found.slice(0, MAX_CANDIDATES * 4));
  }

  private findPrompt(text: string): Ranking {
    const told = foldWhiteSpace(text);
    const found: Candidate[] = [];
    for (const [file, { facts }] of this.files) {
      for (const definition of facts?.definitions ?? []) {
        if (definition.promptText === null || !told.includes(definition.promptText)) continue;
        // The longer the text they have in common, the surer.
        found.push({ file, definition, weight: 60 + definition.promptText.length / 4 + weightOfPath(file) });
      }
    }
    return rank(found);
  }

  /** Definitions under any reading of the name. */
  private named(kind: Definition['kind'], name: string): Named[] {
    const found: Named[] = [];
    for (const reading of kind === 'tool' || kind === 'function'
      ? readingsOf(name)
      : readingsOf(name).slice(0, 1)) {
      for (const file of this.byKey.get(reading.key) ?? []) {
        for (const definition of this.files.get(file)?.facts?.definitions ?? []) {
          if (definition.kind !== kind || definition.name === null) continue;
          if (!keysOf(definition.name, isHolder(definition)).includes(reading.key)) continue;
          if (found.some((one) => one.definition === definition)) continue;
          found.push({ file, definition, reading, weight: WEIGHT[definition.evidence] });
        }
      }
      found.push(...this.namedByConstants(kind, reading));
    }
    return found;
  }

  /** Definitions whose name is a constant of another file. */
  private namedByConstants(kind: Definition['kind'], reading: Reading): Named[] {
    if (kind === 'function') return [];
    const constants = this.allConstants();
    const found: Named[] = [];
    for (const { file, definition } of this.withConstants()) {
      if (definition.kind !== kind) continue;
      const value =
        constants.get(definition.nameConstant!) ?? constants.get(lastPart(definition.nameConstant!));
      if (value == null || foldName(value) !== reading.key) continue;
      found.push({
        file,
        definition: { ...definition, name: value },
        reading,
        weight: WEIGHT[definition.evidence],
      });
    }
    return found;
  }

  private unresolved: Candidate[] | undefined;

  private withConstants(): Candidate[] {
    this.allConstants();
    return this.unresolved ?? [];
  }

  private allConstants(): Map<string, string | null> {
    if (this.constants) return this.constants;
    const constants = new Map<string, string | null>();
    this.unresolved = [];
    for (const [file, { facts }] of this.files) {
      for (const [name, value] of facts?.constants ?? []) {
        const known = constants.get(name);
        constants.set(name, known === undefined || known === value ? value : null);
      }
      for (const definition of facts?.definitions ?? []) {
        if (definition.nameConstant !== null) this.unresolved.push({ file, definition, weight: 0 });
      }
    }
    this.constants = constants;
    return constants;
  }

  /** Where a definition's code is: the function or the tool that its target names, in this file or where it is imported from. */
  private resolve(found: Named): { from: Definition; to: Named }[] {
    for (const target of found.definition.targets) {
      const places = this.targets(found.file, target, found.definition);
      if (places.length > 0) {
        return places.map((to) => ({ from: found.definition, to: { ...to, reading: found.reading } }));
      }
    }
    return [];
  }

  private targets(file: string, target: Target, from: Definition): Named[] {
    const all = [...(this.byKey.get(foldName(target.name)) ?? [])].flatMap((path) =>
      (this.files.get(path)?.facts?.definitions ?? [])
        .filter((one) => one.name === target.name && one !== from && one.evidence !== 'listed' && isCode(one))
        .map((definition) => ({ file: path, definition, weight: 0, reading: null })),
    );
    const here = all.filter((one) => one.file === file);
    if (target.module === null) {
      // Methods and functions of a package are not imported by their names.
      return here.length > 0 || all.length > 1 || !/\.(?:go|java|cs)$/.test(file) ? here : all;
    }
    const imported = all.filter((one) => isModule(one.file, target.module!));
    if (imported.length > 0) return imported;
    // Imported from a package that exports it from elsewhere.
    return all.length === 1 && isOfWorkspace(target.module) ? all : [];
  }

  private weighed({ file, definition, reading, weight }: Named, server: string | null = null): Candidate {
    let sum = weight + weightOfPath(file);
    if (definition.name === reading?.name) sum += EXACT_NAME;
    const prefix = reading?.prefix ?? (server === null ? null : foldName(server));
    if (prefix) {
      if (this.belongsTo(file, prefix)) sum += SERVER_MATCHES;
      else if (reading?.certain === false) sum += DOUBTFUL_PREFIX;
    }
    return { file, definition, weight: sum };
  }

  /** Whether a file makes the server of that (folded) name, is where its configuration says, or is called so. */
  private belongsTo(file: string, prefix: string): boolean {
    const servers = this.files.get(file)?.facts?.servers ?? [];
    if (servers.some((name) => foldName(name) === prefix)) return true;
    if ((this.serverPaths.get(prefix) ?? []).some((path) => file === path || file.startsWith(`${path}/`)))
      return true;
    const parts = file
      .replace(/\.\w+$/, '')
      .split(/[\\/]/)
      .slice(-3)
      .map(foldName);
    return parts.some(
      (part) =>
        part === prefix ||
        part === `${prefix}plugin` ||
        part === `${prefix}server` ||
        part === `${prefix}mcp`,
    );
  }
}

interface Named extends Candidate {
  /** Null for what a target names. */
  reading: Reading | null;
}

function isHolder({ evidence }: Definition): boolean {
  return evidence === 'holder' || evidence === 'declared';
}

function isCode({ kind, evidence }: Definition): boolean {
  return kind === 'function' || (kind === 'tool' && evidence !== 'schema');
}

/** The one function that can be the code of a tool which is only described, or listed where it is not imported. */
function promotable(named: readonly Named[]): Named | undefined {
  const told = named.some(
    ({ definition }) => definition.evidence === 'schema' || definition.evidence === 'listed',
  );
  const functions = named.filter(
    ({ definition, file }) => definition.kind === 'function' && weightOfPath(file) >= -4,
  );
  const exact = functions.filter(({ reading }) => reading?.prefix === null);
  return told && exact.length === 1 ? exact[0] : undefined;
}

/** Whether an import's module is that file: `./tools/search` is `…/tools/search.ts` and `…/tools/search/index.ts`. */
function isModule(file: string, module: string): boolean {
  const path = module
    .replace(/\.(?:[cm]?[jt]sx?)$/, '')
    .split(module.includes('/') || module.startsWith('@') ? '/' : '.')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && part !== '@' && part !== '~')
    .join('/');
  const bare = file.replace(/\\/g, '/').replace(/\.\w+$/, '');
  if (path === '') return true;
  return [path, `${path}/index`, `${path}/__init__`].some(
    (suffix) => bare === suffix || bare.endsWith(`/${suffix}`),
  );
}

function isOfWorkspace(module: string): boolean {
  return /^[.@~]|[./]/.test(module);
}

function lastPart(name: string): string {
  return name.split('.').slice(-2).join('.');
}
