/** What the index knows of one source file. Pure. */

export type DefinitionKind = 'tool' | 'agent' | 'prompt' | 'function';

/**
 * What speaks for a definition being the tool (or agent) of its name. How much each counts is `WEIGHT` in `ranking.ts`.
 *
 * - `declared`: the code says so: decorated, wrapped in `tool(…)`, registered at a server.
 * - `runnable`: an object or class that carries the name and something to run.
 * - `holder`: the variable, key or class that holds a tool which says no name of its own.
 * - `alias`: the same of a tool that says another name, which some frameworks report, too.
 * - `listed`: an entry of `tools=[…]`; the code is where its `targets` are.
 * - `function`, `inner`: a function of that name in the module's own scope; a method or a function in another.
 * - `type`: a class of that name, which nothing says to be a tool: some frameworks take any for one.
 * - `schema`: the name beside a parameter schema: what the model is told, not what runs.
 * - `described`: the name beside a description alone, as commands, settings and pages have one, too.
 */
export type Evidence =
  | 'declared'
  | 'runnable'
  | 'holder'
  | 'alias'
  | 'listed'
  | 'function'
  | 'inner'
  | 'type'
  | 'schema'
  | 'described';

/** Whether it is only what a model is told of a tool: no code. */
export function isOnlyTold(evidence: Evidence): boolean {
  return evidence === 'schema' || evidence === 'described';
}

/** The name of what goes by the name of its file: `export default tool({…})`. */
export const DEFAULT_EXPORT = 'default';

/** 1-based lines and columns, columns in UTF-16 units; the end is behind the last character. */
export interface TextRange {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** An identifier that stands for code elsewhere: in this file, or imported. */
export interface Target {
  /** As the defining file calls it. */
  name: string;
  /** As written: `./tools/search`, `..tools.search`; null when it is not imported. */
  module: string | null;
  /** The type that it is a member of, where the code says which. */
  owner?: string;
}

export interface Definition {
  kind: DefinitionKind;
  /** As written in the code. Null while `nameConstant` is not resolved. */
  name: string | null;
  /** The constant that holds the name, defined in another file: `ToolNames.SEARCH`. */
  nameConstant: string | null;
  evidence: Evidence;
  /** Of the name, or of what holds it. */
  at: TextRange;
  /** Of all of the definition. */
  range: TextRange;
  /** The class or type that it is a member of; null for what stands by itself. */
  owner: string | null;
  /** What may run, likeliest first. */
  targets: Target[];
  /** Of a prompt: its longest piece without placeholders, white space folded. Null for everything else. */
  promptText: string | null;
}

export interface FileFacts {
  definitions: Definition[];
  /** Strings that are named in the module's scope, in an enumeration or in a constant object, by their name. */
  constants: [name: string, value: string][];
  /** Names of the MCP servers that are made here. */
  servers: string[];
}
