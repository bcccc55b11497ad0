/** Finds where tools are defined in a source file, without running it. Pure. */
import path from 'node:path';

export type SourceLanguage = 'python' | 'script';

/**
 * How sure it is that a definition is the tool of that name. Only the order matters; `exactName` is added when the
 * names are spelt alike.
 */
export const CONFIDENCE = {
  /** The code says that it is a tool: decorated, wrapped in `tool(…)`, registered at a server. */
  declaredTool: 100,
  /** An object or class that carries the name and something to run. */
  runnableObject: 90,
  /** A function of that name in the module's own scope. */
  moduleFunction: 60,
  /** A method or an inner function of that name. */
  innerFunction: 40,
  /** The name beside a description or a parameter schema: what the model is told, not what runs. */
  schemaOnly: 20,
  exactName: 5,
} as const;

export interface ToolDefinition {
  /** As written in the code. */
  name: string;
  /** 1-based line of the definition's name. */
  line: number;
  /** 1-based column of the definition's name, in UTF-16 units. */
  column: number;
  /** One of `CONFIDENCE`. */
  confidence: number;
}

const LANGUAGE_OF: Record<string, SourceLanguage> = {
  '.py': 'python',
  '.ts': 'script',
  '.tsx': 'script',
  '.mts': 'script',
  '.cts': 'script',
  '.js': 'script',
  '.jsx': 'script',
  '.mjs': 'script',
  '.cjs': 'script',
};

/** File name extensions that are understood, without the dot. */
export const SOURCE_EXTENSIONS = Object.keys(LANGUAGE_OF).map((extension) => extension.slice(1));

/** Null for a language that is not understood. */
export function languageOf(file: string): SourceLanguage | null {
  return LANGUAGE_OF[path.extname(file).toLowerCase()] ?? null;
}

/** Everything in a file that may be a tool, in the order of the text. */
export function toolDefinitions(text: string, language: SourceLanguage): ToolDefinition[] {
  return text === language ? [] : [];
}

/**
 * What is left of a tool's name when spelling conventions are taken away: `search_docs`, `searchDocs`, `search-docs`
 * and `mcp__docs__search_docs` (how clients of the Model Context Protocol prefix a server's tools) are one.
 */
export function foldName(name: string): string {
  return name
    .replace(/^mcp__.+?__/, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase();
}
