/** The languages that are understood: which files are theirs, and what reading them takes. Pure. */
import type { SourceRuntime } from '../protocol/source';
import { csharpSyntax } from './syntax/csharp';
import { goSyntax } from './syntax/go';
import { javaSyntax } from './syntax/java';
import { pythonSyntax } from './syntax/python';
import { scriptSyntax } from './syntax/script';
import type { Syntax } from './syntax/syntax';

export type LanguageId = 'python' | 'typescript' | 'tsx' | 'javascript' | 'go' | 'java' | 'csharp';

export interface SourceLanguage {
  /** Of `@vscode/tree-sitter-wasm`: `tree-sitter-NAME.wasm`. */
  grammar: string;
  /** Files in `queries/`, read one after the other. */
  queries: string[];
  syntax: Syntax;
  /** Finds the names of functions without a parser; may find more than there are, but no fewer. */
  functionNames: RegExp;
}

const SCRIPT_FUNCTIONS =
  /\bfunction\s*\*?\s*([\w$]+)|\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=]{1,200})?=\s*(?:async\s*)?(?:function|\(|<|[\w$]+\s*=>)|^[ \t]+(?:(?:public|private|protected|static|override|async)\s+)*\*?#?([\w$]+)\s*(?:<[^>()]*>)?\(|([\w$]+)\s*:\s*(?:async\s*)?(?:function|\(|[\w$]+\s*=>)/gm;

/** A name between a type and a bracket. What stands in the brackets is not looked into: descriptions of parameters say anything. */
const TYPED_FUNCTIONS =
  /(?<=[\w>\])?])(?<!\b(?:return|await|new|throw|else|case|yield|in))\s+(\w+)\s*(?:<[^>()]*>)?\(/g;

export const LANGUAGES: Record<LanguageId, SourceLanguage> = {
  python: {
    grammar: 'python',
    queries: ['python'],
    syntax: pythonSyntax,
    functionNames: /\b(?:def|class)\s+(\w+)/g,
  },
  typescript: {
    grammar: 'typescript',
    queries: ['javascript', 'typescript'],
    syntax: scriptSyntax,
    functionNames: SCRIPT_FUNCTIONS,
  },
  tsx: {
    grammar: 'tsx',
    queries: ['javascript', 'typescript'],
    syntax: scriptSyntax,
    functionNames: SCRIPT_FUNCTIONS,
  },
  javascript: {
    grammar: 'javascript',
    queries: ['javascript', 'javascriptOnly'],
    syntax: scriptSyntax,
    functionNames: SCRIPT_FUNCTIONS,
  },
  go: {
    grammar: 'go',
    queries: ['go'],
    syntax: goSyntax,
    functionNames: /\bfunc\s+(?:\([^)]*\)\s*)?(\w+)/g,
  },
  java: {
    grammar: 'java',
    queries: ['java'],
    syntax: javaSyntax,
    functionNames: TYPED_FUNCTIONS,
  },
  csharp: {
    grammar: 'c-sharp',
    queries: ['csharp'],
    syntax: csharpSyntax,
    functionNames: TYPED_FUNCTIONS,
  },
};

const LANGUAGE_OF: Record<string, LanguageId> = {
  py: 'python',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  go: 'go',
  java: 'java',
  cs: 'csharp',
};

/** File name extensions that are understood, without the dot; those of notebooks are, too. */
export const SOURCE_EXTENSIONS = [...Object.keys(LANGUAGE_OF), 'ipynb'];

/** Null for a language that is not understood, and for declaration files, which define nothing. */
export function languageOf(path: string): LanguageId | null {
  if (/\.d\.[cm]?ts$|\.pyi$|\.min\.js$/i.test(path)) return null;
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return extension === 'ipynb' ? 'python' : (LANGUAGE_OF[extension] ?? null);
}

const RUNTIME_OF: Record<LanguageId, SourceRuntime> = {
  python: 'python',
  typescript: 'nodejs',
  tsx: 'nodejs',
  javascript: 'nodejs',
  go: 'go',
  java: 'java',
  csharp: 'dotnet',
};

/** Which runtime a file's code runs in. */
export function runtimeOf(path: string): SourceRuntime | null {
  const language = languageOf(path);
  return language && RUNTIME_OF[language];
}

/** Names of functions that a text may declare, found without a parser. */
export function functionNamesIn(text: string, language: LanguageId): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(LANGUAGES[language].functionNames)) {
    const name = match.slice(1).find(Boolean);
    if (name !== undefined) names.add(name);
  }
  return names;
}
