/** Finds where tools are defined in a source file, without running it. Pure. */
import path from 'node:path';
import type { Definition } from './definition';
import { pythonDefinitions } from './pythonDefinitions';
import { scriptDefinitions } from './scriptDefinitions';
import { positions } from './sourceText';

export type SourceLanguage = 'python' | 'script';

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

const MAX_MEAN_LINE_LENGTH = 300;

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

/** Null for a language that is not understood, and for TypeScript's declaration files, which define nothing. */
export function languageOf(file: string): SourceLanguage | null {
  if (/\.d\.[cm]?ts$/i.test(file)) return null;
  return LANGUAGE_OF[path.extname(file).toLowerCase()] ?? null;
}

/** Everything in a file that may be a tool, each place and name once, in the order of the text. */
export function toolDefinitions(text: string, language: SourceLanguage): ToolDefinition[] {
  if (isGenerated(text)) return [];
  const found = language === 'python' ? pythonDefinitions(text) : scriptDefinitions(text);
  const best = new Map<string, Definition>();
  for (const definition of found) {
    const key = `${definition.at} ${definition.name}`;
    if (definition.confidence > (best.get(key)?.confidence ?? 0)) best.set(key, definition);
  }
  const positionOf = positions(text);
  return [...best.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ name, at, confidence }) => ({ name, ...positionOf(at), confidence }));
}

/** Nobody writes lines this long; a bundler does. */
function isGenerated(text: string): boolean {
  const lines = text.split('\n').length;
  return text.length / lines > MAX_MEAN_LINE_LENGTH;
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
