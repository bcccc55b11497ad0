/** Tool definitions in Python. Pure. */
import type { Member } from './brackets';
import { enclosing, endOfBrackets, membersOf, partsIn } from './brackets';
import type { Definition } from './definition';
import { CONFIDENCE } from './definition';
import type { SourceText } from './sourceText';
import { pythonText, stringAt } from './sourceText';
import { makesTools, NAME_KEYS, RUN_KEYS, SCHEMA_KEYS } from './toolVocabulary';

const FUNCTION = /^([ \t]*)(?:async[ \t]+)?def[ \t]+([A-Za-z_]\w*)/gm;
const DECORATOR = /[ \t]*@[ \t]*((?:\w+[ \t]*\.[ \t]*)*)(\w+)[ \t]*/y;
const TOOL_CLASS = /^[ \t]*class[ \t]+(\w+)[ \t]*\([^)]*Tool\w*[^)]*\)[ \t]*:/gm;
const CLASS_NAME_FIELD = /^[ \t]+name[ \t]*(?::[^=\n]+)?=[ \t]*(?=["'])/gm;
const CALL = /((?:\w+[ \t]*\.[ \t]*)*)\b([A-Za-z_]\w*)[ \t]*\(/g;
const KEYWORD = /([A-Za-z_]\w*)[ \t]*=(?!=)\s*/y;
const IDENTIFIER = /[A-Za-z_]\w*(?=\s*[,)])/y;
const NAME_KEY_STRING = /["']name["']\s*:\s*(?=["'])/g;

export function pythonDefinitions(text: string): Definition[] {
  const source = pythonText(text);
  const functions = functionsIn(source);
  return [
    ...functions.flatMap((found) => definitionsOfFunction(source, found)),
    ...toolClasses(source),
    ...toolCalls(source, functions),
    ...toolDictionaries(source),
  ];
}

interface PythonFunction {
  name: string;
  /** Offset of the name. */
  at: number;
  inner: boolean;
  /** Offset of the line that `def` stands on. */
  lineAt: number;
}

interface Decorator {
  name: string;
  /** Offset of the opening bracket; -1 when it has none. */
  open: number;
}

function functionsIn({ code }: SourceText): PythonFunction[] {
  return [...code.matchAll(FUNCTION)].map((match) => ({
    name: match[2]!,
    at: match.index + match[0].length - match[2]!.length,
    inner: match[1] !== '',
    lineAt: match.index,
  }));
}

function definitionsOfFunction(
  source: SourceText,
  { name, at, inner, lineAt }: PythonFunction,
): Definition[] {
  const plain = { name, at, confidence: inner ? CONFIDENCE.innerFunction : CONFIDENCE.moduleFunction };
  const decorator = decoratorsAbove(source, lineAt).find((one) => makesTools(one.name));
  if (!decorator) return [plain];
  const declared = decorator.open < 0 ? null : nameInCall(source, decorator.open);
  if (declared === null) return [{ ...plain, confidence: CONFIDENCE.declaredTool }];
  return [{ name: declared.name, at, confidence: CONFIDENCE.declaredTool }, plain];
}

/** Nearest first. A decorator may spread over lines, so this goes up to the last line that cannot belong to one. */
function decoratorsAbove({ code }: SourceText, lineAt: number): Decorator[] {
  const decorators: Decorator[] = [];
  let below = lineAt;
  while (below > 0) {
    const start = startOfDecorator(code, below);
    if (start === null) break;
    decorators.push(start.decorator);
    below = start.at;
  }
  return decorators;
}

/** The decorator that ends right above the line at `below`. */
function startOfDecorator(code: string, below: number): { at: number; decorator: Decorator } | null {
  let lineEnd = below;
  while (lineEnd > 0) {
    const at = startOfLineAbove(code, lineEnd);
    DECORATOR.lastIndex = at;
    const match = DECORATOR.exec(code);
    if (match) {
      const open = code[DECORATOR.lastIndex] === '(' ? DECORATOR.lastIndex : -1;
      const end = open < 0 ? DECORATOR.lastIndex : endOfBrackets(code, open);
      if (code.slice(end, below).trim() !== '') return null;
      return { at, decorator: { name: match[2]!, open } };
    }
    // Inside brackets, or where they close, the line may continue a decorator further up; other code ends the search.
    const line = code.slice(at, lineEnd).trim();
    if (line !== '' && !/^[)\]}]/.test(line) && enclosing(code, lineEnd - 1) < 0) return null;
    lineEnd = at;
  }
  return null;
}

/** @param lineStart offset of a line's first character, not 0 */
function startOfLineAbove(code: string, lineStart: number): number {
  return lineStart < 2 ? 0 : code.lastIndexOf('\n', lineStart - 2) + 1;
}

/** The tool's name among a call's arguments: `name="…"`, or a string that comes first. */
function nameInCall(source: SourceText, open: number): { name: string; at: number } | null {
  const { positional, keywords } = argumentsOf(source.code, open);
  for (const key of [...NAME_KEYS, 'name_override']) {
    const at = keywords.get(key);
    const name = at === undefined ? null : stringAt(source, at);
    if (at !== undefined && name !== null) return { name, at: at + 1 };
  }
  const first = positional[0];
  const name = first === undefined ? null : stringAt(source, first);
  return first === undefined || name === null ? null : { name, at: first + 1 };
}

function argumentsOf(code: string, open: number): { positional: number[]; keywords: Map<string, number> } {
  const positional: number[] = [];
  const keywords = new Map<string, number>();
  for (const part of partsIn(code, open)) {
    KEYWORD.lastIndex = part;
    const keyword = KEYWORD.exec(code);
    if (keyword) keywords.set(keyword[1]!, KEYWORD.lastIndex);
    else positional.push(part);
  }
  return { positional, keywords };
}

/** `class SearchDocs(BaseTool): name: str = "search_docs"`. */
function toolClasses(source: SourceText): Definition[] {
  const { code } = source;
  return [...code.matchAll(TOOL_CLASS)].flatMap((match) => {
    const body = bodyAfter(code, match.index, match.index + match[0].length);
    CLASS_NAME_FIELD.lastIndex = body.from;
    const field = CLASS_NAME_FIELD.exec(code);
    if (!field || field.index >= body.to) return [];
    const name = stringAt(source, CLASS_NAME_FIELD.lastIndex);
    const at = code.indexOf(match[1]!, match.index + match[0].indexOf('class') + 5);
    return name === null ? [] : [{ name, at, confidence: CONFIDENCE.declaredTool }];
  });
}

/** The lines that are indented deeper than the statement at `start`. */
function bodyAfter(code: string, start: number, from: number): { from: number; to: number } {
  const indent = /^[ \t]*/.exec(code.slice(start))![0].length;
  const next = new RegExp(`^[ \\t]{0,${indent}}\\S`, 'gm');
  next.lastIndex = from;
  return { from, to: next.exec(code)?.index ?? code.length };
}

/** `StructuredTool.from_function(func=search, name="search_docs")`, `Tool(search_docs)`, `types.Tool(name="…")`. */
function toolCalls(source: SourceText, functions: readonly PythonFunction[]): Definition[] {
  const { code } = source;
  const definitions: Definition[] = [];
  for (const match of code.matchAll(CALL)) {
    if (!callMakesTool(match[1]!, match[2]!) || isDeclaration(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const { positional, keywords } = argumentsOf(code, open);
    const named = nameInCall(source, open);
    const runKey = RUN_KEYS.find((key) => keywords.has(key));
    const runAt =
      runKey === undefined ? positional.find((at) => stringAt(source, at) === null) : keywords.get(runKey);
    const target = runAt === undefined ? undefined : functionAt(code, runAt, functions);
    const confidence = runAt === undefined ? CONFIDENCE.schemaOnly : CONFIDENCE.declaredTool;
    if (named) definitions.push({ name: named.name, at: target?.at ?? named.at, confidence });
    else if (target) definitions.push({ name: target.name, at: target.at, confidence });
  }
  return definitions;
}

function callMakesTool(owner: string, name: string): boolean {
  if (name === 'from_function' || name === 'from_defaults') return /Tool\s*\.\s*$/.test(owner);
  return makesTools(name);
}

/** Whether the "call" is the head of a function or class, or a decorator: those are seen to elsewhere. */
function isDeclaration(code: string, at: number): boolean {
  const line = code.slice(code.lastIndexOf('\n', at - 1) + 1, at);
  return /(?:\b(?:def|class)[ \t]+|@[ \t]*)$/.test(line);
}

function functionAt(
  code: string,
  at: number,
  functions: readonly PythonFunction[],
): PythonFunction | undefined {
  IDENTIFIER.lastIndex = at;
  const name = IDENTIFIER.exec(code)?.[0];
  return functions.find((one) => one.name === name);
}

/** `{"name": "search_docs", "description": …}`, with or without something to run. */
function toolDictionaries(source: SourceText): Definition[] {
  return dictionaryMatches(source).flatMap(({ open, valueAt }) => {
    const members = membersOf(source, open);
    const name = stringAt(source, valueAt);
    const confidence = confidenceOfMembers(members);
    return name === null || confidence === null ? [] : [{ name, at: valueAt + 1, confidence }];
  });
}

function dictionaryMatches({ text, code }: SourceText): { open: number; valueAt: number }[] {
  return [...text.matchAll(NAME_KEY_STRING)].flatMap((match) => {
    // In a comment or in another string the quote is blank.
    if (code[match.index] === ' ') return [];
    const open = enclosing(code, match.index);
    return open >= 0 && code[open] === '{' ? [{ open, valueAt: match.index + match[0].length }] : [];
  });
}

function confidenceOfMembers(members: ReadonlyMap<string, Member>): number | null {
  if (RUN_KEYS.some((key) => key !== 'function' && members.has(key))) return CONFIDENCE.runnableObject;
  return SCHEMA_KEYS.some((key) => members.has(key)) ? CONFIDENCE.schemaOnly : null;
}
