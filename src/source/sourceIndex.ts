/** The definitions of a workspace, by name. Pure: whoever reads the files tells what is in them. */
import type { SourceContext, SourceQuestion } from '../protocol/source';
import { DefinitionStore, isHolder } from './definitionStore';
import type { Definition, Evidence, FileFacts } from './facts';
import { DEFAULT_EXPORT, isOnlyTold } from './facts';
import { runtimeOf } from './languages';
import { codeOf } from './modules';
import { folderOf, stemOf } from './paths';
import type { Reading } from './names';
import { foldName, handedTo, isSpeltSo, keysOf, readingsOf } from './names';
import type { Outline } from './outline';
import { mayDefine, mayUse } from './outline';
import { foldWhiteSpace } from './promptText';
import type { Candidate, Ranking } from './ranking';
import {
  AGENT_AS_TOOL,
  AGENT_HANDED_TO,
  CERTAIN,
  contains,
  DOUBTFUL_PREFIX,
  EXACT_NAME,
  LIKELY_PREFIX,
  OWNER_NAMED,
  PROMOTED,
  PROMOTED_METHOD,
  rank,
  SERVER_MATCHES,
  WEIGHT,
  weightOfPath,
} from './ranking';
import { contextWeight } from './spanContext';

/** Of files that are parsed only because they have a word in common with the question. */
const MAX_GUESSES = 300;

/** From a list of tools over variables to their code; more are a circle. */
const MAX_HOPS = 2;

interface Named extends Candidate {
  reading: Reading;
  /** Where it is listed as a tool; the same as `file` for what stands by itself. */
  listedIn: string;
  /** What the tool is called where it is listed: its code may be called otherwise. */
  toolName: string | null;
}

export class SourceIndex {
  private readonly store = new DefinitionStore();
  /** MCP server, folded → folders and files that its configuration names. */
  private serverPaths = new Map<string, string[]>();

  get fileCount(): number {
    return this.store.size;
  }

  set(path: string, facts: FileFacts): void {
    const definitions = facts.definitions.map((one) =>
      one.name === DEFAULT_EXPORT ? { ...one, name: stemOf(path) } : one,
    );
    this.store.set(path, { ...facts, definitions });
  }

  /** A file that needs no parser until something that it may define is asked for. */
  setOutline(path: string, outline: Outline): void {
    this.store.setOutline(path, outline);
  }

  delete(path: string): void {
    this.store.delete(path);
  }

  /** Absolute paths of the folders that the files lie in. */
  setFolders(folders: readonly string[]): void {
    this.store.setFolders(folders);
  }

  /** Paths of the files that end like this, folder by folder. */
  endingWith(path: string): string[] {
    const ending = `/${path}`;
    return this.store.paths().filter((file) => file.replaceAll('\\', '/').endsWith(ending));
  }

  setServers(servers: readonly { name: string; paths: string[] }[]): void {
    this.serverPaths = new Map(servers.map(({ name, paths }) => [foldName(name), paths]));
  }

  /**
   * Files whose facts matter for the question and have not been told: `set` them, and ask again, until there are none.
   * A prefix that may be none is looked into only when what the whole name says leaves a doubt.
   */
  missingFor(question: SourceQuestion): string[] {
    if (question.kind === 'prompt') return this.store.unparsed((_, { prompts }) => prompts);
    const ofName = this.missingForName(question.kind, question.name);
    if (ofName.length > 0 || question.kind === 'agent') return ofName;
    const { candidates, certain } = this.find(question);
    if (certain && candidates[0]!.weight >= PROMOTED) return [];
    const prefixed = readingsOf(question.name).filter((reading) => !reading.certain);
    const belonging = (belongs: (file: string, outline: Outline, prefix: string) => boolean) => {
      return (file: string, outline: Outline) =>
        prefixed.some(({ key, prefix }) => mayDefine(outline, key) && belongs(file, outline, prefix ?? ''));
    };
    const likely = [
      ...this.store.unparsed(belonging((file, _, prefix) => this.isPathOf(file, prefix))),
      ...this.few(belonging((_, outline, prefix) => mentionsOwner(outline, prefix))),
    ];
    if (likely.length > 0) return [...new Set(likely)];
    if (candidates.length === 0)
      return this.few((_, outline) => prefixed.some(({ key }) => mayDefine(outline, key)));
    const agent = certain ? null : (question.context?.agent ?? null);
    return agent === null ? [] : this.store.unparsed((_, outline) => mayDefine(outline, foldName(agent)));
  }

  private missingForName(kind: 'tool' | 'agent', name: string): string[] {
    const keys = new Set(readingsOf(name).flatMap(({ key, certain }) => (certain ? [key] : [])));
    if (kind === 'tool') {
      const handed = handedTo(name);
      if (handed !== null) keys.add(foldName(handed));
      for (const { definition } of this.named(['tool'], name))
        for (const target of definition.targets) keys.add(foldName(target.name));
    }
    const named = this.store.unparsed((_, outline) => [...keys].some((key) => mayDefine(outline, key)));
    if (named.length > 0) return named;
    const constants = this.store.constantsOf(keys).filter((constant) => /[A-Z]/.test(constant));
    return constants.flatMap((constant) => this.few((_, outline) => mayUse(outline, constant)));
  }

  /** None when there are many: a word that so many files have says nothing. */
  private few(matters: (path: string, outline: Outline) => boolean): string[] {
    const paths = this.store.unparsed(matters);
    return paths.length > MAX_GUESSES ? [] : paths;
  }

  find(question: SourceQuestion): Ranking {
    if (question.kind === 'prompt') return this.findPrompt(question.text);
    if (question.kind === 'agent') return this.findAgent(question.name, question.context);
    return this.findTool(question.name, question.server, question.context);
  }

  private findTool(name: string, server: string | null, context: SourceContext | undefined): Ranking {
    const named = this.named(['tool', 'function'], name);
    const agentFiles = this.filesOfAgent(context);
    const weighed = (found: Named) => this.weighed(found, server, context, agentFiles);
    const resolved = named.flatMap((found) => this.resolve(found));
    // What was followed to its code is not shown beside it.
    const replaced = new Set(resolved.map(({ from }) => from));
    const rest = named.filter(
      ({ definition }) => !replaced.has(definition) && definition.evidence !== 'listed',
    );
    const promoted = this.promotable(named);
    const ranking = this.ranked([
      ...resolved.map(({ to, from }) => weighed({ ...to, weight: WEIGHT[from.evidence] + 1 })),
      ...rest.map((one) => weighed({ ...one, weight: promoted.get(one) ?? one.weight })),
      ...this.agentsAsTools(name, context),
    ]);
    return context?.runtime == null && this.isInSeveralLanguages(ranking)
      ? { ...ranking, certain: false }
      : ranking;
  }

  /** Whether a tool is told or runs in more than one language: where nothing says which ran, any of them may have. */
  private isInSeveralLanguages({ candidates }: Ranking): boolean {
    const runtimes = candidates
      .filter(({ file, weight }) => weight >= CERTAIN && !this.store.isTest(file))
      .map(({ file }) => runtimeOf(file));
    return new Set(runtimes.filter((runtime) => runtime !== null)).size > 1;
  }

  /**
   * The functions that can be the code of a tool which is only described, or listed where it is not imported: those of
   * its name beside it in its file, or else the only one that is written in the same language, in a folder beside or
   * below; spelt otherwise, in its own folder or below.
   */
  private promotable(named: readonly Named[]): ReadonlyMap<Named, number> {
    const told = named.filter(
      ({ definition: { kind, evidence }, file }) =>
        kind === 'tool' && (isOnlyTold(evidence) || evidence === 'listed') && !this.store.isTest(file),
    );
    const isTold = ({ definition, reading, file }: Named, where: (tool: Named) => boolean) =>
      definition.kind === 'function' &&
      definition.evidence !== 'type' &&
      reading.certain &&
      !this.store.isTest(file) &&
      // What tells a model of a tool does not run it.
      told.some((tool) => where(tool) && !(tool.file === file && contains(definition, tool.definition)));
    const isExact = ({ definition, reading }: Named) => isSpeltSo(definition.name, reading.name);
    const beside = named.filter(
      (one) =>
        isExact(one) &&
        isTold(
          one,
          ({ file, definition: { owner } }) =>
            file === one.file && (one.definition.evidence === 'function' || owner === one.definition.owner),
        ),
    );
    if (beside.length > 0) return new Map(beside.map((one) => [one, WEIGHT.runnable]));
    const functions = named.filter((one) =>
      isTold(
        one,
        ({ file }) =>
          runtimeOf(file) === runtimeOf(one.file) &&
          one.file.startsWith(isExact(one) ? folderOf(folderOf(file)) : folderOf(file)),
      ),
    );
    const [only] = functions;
    if (only === undefined || functions.length > 1) return new Map();
    // Where some code spells the name as the span does, code that spells it otherwise is not what runs.
    const hasExact = named.some(
      (one) => one.definition.kind === 'function' && isExact(one) && !this.store.isTest(one.file),
    );
    if (hasExact && !isExact(only)) return new Map();
    const isNear = only.definition.owner === null || told.some(({ file }) => file === only.file);
    return new Map([[only, isNear ? PROMOTED : PROMOTED_METHOD]]);
  }

  /** An agent of that name; where there is none, a class of it, which may be one without saying so. */
  private findAgent(name: string, context: SourceContext | undefined): Ranking {
    const agents = this.agents(name, context);
    const types = this.named(['function'], name).filter(
      ({ definition, reading }) => definition.evidence === 'type' && reading.prefix === null,
    );
    const weighed = types.map((found) => this.weighed(found, null, context, new Set()));
    return this.ranked(agents.length > 0 ? agents : weighed);
  }

  private agents(name: string, context: SourceContext | undefined): Candidate[] {
    return this.named(['agent'], name).map((found) => this.weighed(found, null, context, new Set()));
  }

  /** `transfer_to_billing` hands over to an agent; some frameworks call an agent as a tool by its own name. */
  private agentsAsTools(name: string, context: SourceContext | undefined): Candidate[] {
    const handed = handedTo(name);
    const lowered = (found: Candidate[], to: number) =>
      found.map((one) => ({ ...one, weight: one.weight - WEIGHT.declared + to }));
    return [
      ...lowered(this.agents(name, context), AGENT_AS_TOOL),
      ...(handed === null ? [] : lowered(this.agents(handed, context), AGENT_HANDED_TO)),
    ];
  }

  private findPrompt(text: string): Ranking {
    const told = foldWhiteSpace(text);
    const found: Candidate[] = [];
    for (const [file, definition] of this.store.all()) {
      if (definition.promptText === null || !told.includes(definition.promptText)) continue;
      // The longer the text they have in common, the surer.
      found.push({
        file,
        definition,
        weight: 60 + definition.promptText.length / 4 + weightOfPath(this.store.pathWithin(file)),
      });
    }
    return this.ranked(found);
  }

  /** Definitions under any reading of the name; agents have no prefixes. */
  private named(kinds: readonly Definition['kind'][], name: string): Named[] {
    const readings = readingsOf(name);
    const found = new Map<Definition, Named>();
    const add = (file: string, definition: Definition, reading: Reading) => {
      if (!kinds.includes(definition.kind) || found.has(definition)) return;
      const weight = WEIGHT[definition.evidence];
      found.set(definition, { file, definition, reading, weight, listedIn: file, toolName: definition.name });
    };
    const byConstants = kinds.includes('function') && kinds.length === 1 ? [] : this.store.namedByConstants();
    for (const reading of kinds.includes('agent') ? readings.slice(0, 1) : readings) {
      for (const file of this.store.filesWith(reading.key)) {
        for (const definition of this.store.definitionsIn(file)) {
          const { name: own } = definition;
          if (own !== null && keysOf(own, isHolder(definition)).includes(reading.key))
            add(file, definition, reading);
        }
      }
      for (const { file, definition } of byConstants) {
        if (foldName(definition.name!) === reading.key) add(file, definition, reading);
      }
    }
    return [...found.values()];
  }

  private ranked(found: readonly Candidate[]): Ranking {
    return rank(found, (file) => this.store.isTest(file));
  }

  /** Where a definition's code is: the function or the tool that its target names; of a variable, what makes its value. */
  private resolve(found: Named, hops = MAX_HOPS): { from: Definition; to: Named }[] {
    const { definition: from, reading, listedIn, toolName } = found;
    for (const target of from.targets) {
      const places = codeOf(this.store, found.file, target, from);
      if (places.length === 0) continue;
      return places.flatMap((place) => {
        const to = { ...place, ...this.madeIn(place, reading), reading, listedIn, toolName };
        const further = hops > 0 && isVariable(to.definition) ? this.resolve(to, hops - 1) : [];
        return further.length > 0 ? further.map((one) => ({ ...one, from })) : [{ from, to }];
      });
    }
    return [];
  }

  /** `createSearch()` returns `{ name: "search", execute }`: the tool that a function makes, where it says its name. */
  private madeIn({ file, definition }: Candidate, { key }: Reading): Pick<Candidate, 'definition'> | null {
    if (definition.kind !== 'function') return null;
    const made = this.store
      .definitionsIn(file)
      .find(
        (one) =>
          one.kind === 'tool' &&
          MADE.includes(one.evidence) &&
          foldName(one.name ?? '') === key &&
          contains(definition, one),
      );
    return made ? { definition: made } : null;
  }

  private weighed(
    { file, definition, reading, weight, listedIn, toolName }: Named,
    server: string | null,
    context: SourceContext | undefined,
    agentFiles: ReadonlySet<string>,
  ): Candidate {
    let sum = weight + weightOfPath(this.store.pathWithin(file));
    if (isSpeltSo(toolName, reading.name)) sum += EXACT_NAME;
    const prefix = reading.prefix === '' ? null : reading.prefix;
    if (prefix !== null && !reading.certain) {
      sum += this.belongsTo(file, definition, prefix) ? LIKELY_PREFIX : DOUBTFUL_PREFIX;
    } else {
      const owner = prefix ?? (server === null ? null : foldName(server));
      if (owner !== null && this.belongsTo(file, definition, owner)) sum += SERVER_MATCHES;
      if (prefix !== null && definition.owner !== null && foldName(definition.owner) === prefix)
        sum += OWNER_NAMED;
    }
    const mayBeServer = prefix !== null || server !== null || this.store.serversIn(file).length > 0;
    sum += contextWeight(context, [file, listedIn], agentFiles, mayBeServer);
    return { file, definition, weight: sum };
  }

  private filesOfAgent(context: SourceContext | undefined): ReadonlySet<string> {
    if (context?.agent == null) return new Set();
    return new Set(this.named(['agent'], context.agent).map(({ file }) => file));
  }

  /** Whether a definition is the (folded) server's, plugin's or class's: by its class, its file's server, its path. */
  private belongsTo(file: string, { owner }: Definition, prefix: string): boolean {
    if (this.store.serversIn(file).some((name) => foldName(name) === prefix)) return true;
    return this.isPathOf(file, prefix) || (owner !== null && isNamedAfter(owner, prefix));
  }

  private isPathOf(file: string, prefix: string): boolean {
    const configured = this.serverPaths.get(prefix) ?? [];
    // A module is named without its extension: `-m docs.server`.
    if (
      configured.some(
        (path) => file === path || (/^[\\/.]/.test(file.slice(path.length)) && file.startsWith(path)),
      )
    )
      return true;
    return file
      .replace(/\.\w+$/, '')
      .split(/[\\/]/)
      .slice(-3)
      .some((part) => isNamedAfter(part, prefix));
  }
}

/** What says of itself which tool it is. */
const MADE: readonly Evidence[] = ['declared', 'runnable', 'schema', 'described'];

/** Whether it only holds what something else makes. */
function isVariable({ kind, evidence }: Definition): boolean {
  return kind === 'tool' && (evidence === 'alias' || evidence === 'inner');
}

/** What comes behind the name of a group of tools in the names of classes and files. */
const OWNER_SUFFIXES = ['', 'mcp'].flatMap((before) =>
  ['', 'plugin', 'server', 'mcp', 'tool', 'tools', 'toolkit', 'toolset', 'provider'].map(
    (suffix) => before + suffix,
  ),
);

function isNamedAfter(name: string, prefix: string): boolean {
  const folded = foldName(name);
  return folded.startsWith(prefix) && OWNER_SUFFIXES.includes(folded.slice(prefix.length));
}

/** Whether a file that has not been parsed may make that server, or have a class that is called so. */
function mentionsOwner(outline: Outline, prefix: string): boolean {
  return OWNER_SUFFIXES.some((suffix) => mayDefine(outline, prefix + suffix));
}
