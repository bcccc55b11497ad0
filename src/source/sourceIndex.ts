/** The definitions of a workspace, by name. Pure: whoever reads the files tells what is in them. */
import type { SourceContext, SourceQuestion } from '../protocol/source';
import { DefinitionStore } from './definitionStore';
import type { Definition, Evidence, FileFacts } from './facts';
import { DEFAULT_EXPORT } from './facts';
import { runtimeOf } from './languages';
import { codeOf } from './modules';
import type { Named } from './namedDefinitions';
import { namedDefinitions } from './namedDefinitions';
import type { Reading } from './names';
import { foldName, handedTo, isSpeltSo, readingsOf } from './names';
import type { Outline } from './outline';
import { mayDefine, mayUse } from './outline';
import { stemOf } from './paths';
import { promoted } from './promotion';
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
  rank,
  SERVER_MATCHES,
  WEIGHT,
  weightOfPath,
} from './ranking';
import { contextWeight } from './spanContext';
import { mentionsOwner, ToolOwners } from './toolOwners';

/** Of files that are parsed only because they have a word in common with the question. */
const MAX_GUESSES = 300;

/** From a list of tools over variables to their code; more are a circle. */
const MAX_HOPS = 2;

export class SourceIndex {
  private readonly store = new DefinitionStore();
  private readonly owners = new ToolOwners(this.store);

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
    this.owners.setServers(servers);
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
      ...this.store.unparsed(belonging((file, _, prefix) => this.owners.isPathOf(file, prefix))),
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
      for (const { definition } of namedDefinitions(this.store, ['tool'], name))
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
    const named = namedDefinitions(this.store, ['tool', 'function'], name);
    const agentFiles = this.filesOfAgent(context);
    const weighed = (found: Named) => this.weighed(found, server, context, agentFiles);
    const resolved = named.flatMap((found) => this.resolve(found));
    // What was followed to its code is not shown beside it.
    const replaced = new Set(resolved.map(({ from }) => from));
    const rest = named.filter(
      ({ definition }) => !replaced.has(definition) && definition.evidence !== 'listed',
    );
    const weights = promoted(this.store, named);
    const ranking = this.ranked([
      ...resolved.map(({ to, from }) => weighed({ ...to, weight: WEIGHT[from.evidence] + 1 })),
      ...rest.map((one) => weighed({ ...one, weight: weights.get(one) ?? one.weight })),
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

  /** An agent of that name; where there is none, a class of it, which may be one without saying so. */
  private findAgent(name: string, context: SourceContext | undefined): Ranking {
    const agents = this.agents(name, context);
    if (agents.length > 0) return this.ranked(agents);
    const types = namedDefinitions(this.store, ['function'], name).filter(
      ({ definition, reading }) => definition.evidence === 'type' && reading.prefix === null,
    );
    return this.ranked(types.map((found) => this.weighed(found, null, context, new Set())));
  }

  private agents(name: string, context: SourceContext | undefined): Candidate[] {
    return namedDefinitions(this.store, ['agent'], name).map((found) =>
      this.weighed(found, null, context, new Set()),
    );
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

  /**
   * `createSearch()` returns `{ name: "search", execute }`, `searchTool` is `tool({ name: "search" })`: the tool that a
   * function makes or a variable holds, where it says its name.
   */
  private madeIn({ file, definition }: Candidate, { key }: Reading): Pick<Candidate, 'definition'> | null {
    if (definition.kind !== 'function' && !isVariable(definition)) return null;
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
      sum += this.owners.belongsTo(file, definition, prefix) ? LIKELY_PREFIX : DOUBTFUL_PREFIX;
    } else {
      const owner = prefix ?? (server === null ? null : foldName(server));
      if (owner !== null && this.owners.belongsTo(file, definition, owner)) sum += SERVER_MATCHES;
      if (prefix !== null && definition.owner !== null && foldName(definition.owner) === prefix)
        sum += OWNER_NAMED;
    }
    const mayBeServer = prefix !== null || server !== null || this.store.serversIn(file).length > 0;
    sum += contextWeight(context, [file, listedIn], agentFiles, mayBeServer);
    return { file, definition, weight: sum };
  }

  private filesOfAgent(context: SourceContext | undefined): ReadonlySet<string> {
    if (context?.agent == null) return new Set();
    return new Set(namedDefinitions(this.store, ['agent'], context.agent).map(({ file }) => file));
  }
}

/** What says of itself which tool it is. */
const MADE: readonly Evidence[] = ['declared', 'runnable', 'schema', 'described'];

/** Whether it only holds what something else makes. */
function isVariable({ kind, evidence }: Definition): boolean {
  return kind === 'tool' && (evidence === 'alias' || evidence === 'inner');
}
