/** Tool definitions in TypeScript and JavaScript. Pure. */
import type { Member } from './brackets';
import { enclosing, endOfBrackets, membersOf, partsIn } from './brackets';
import type { Definition } from './definition';
import { CONFIDENCE } from './definition';
import type { SourceText } from './sourceText';
import { scriptText, stringAt } from './sourceText';
import { makesTools, NAME_KEYS, RUN_KEYS, SCHEMA_KEYS } from './toolVocabulary';

const FUNCTION = /(?<![\w$.])function\s*\*?\s*([A-Za-z_$][\w$]*)\s*[(<]/g;
const VARIABLE = /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=;]{1,200})?=\s*/g;
const METHOD =
  /^[ \t]+(?=[\w$#*"'])(?:(?:async|static|public|private|protected|override)[ \t]+)*\*?[ \t]*(?:#?([A-Za-z_$][\w$]*)|(["'])[ \t]*\2)\s*(?:<[^<>()]*>)?\(/gm;
const KEY_WITH_FUNCTION = /[{,]\s*(?:([A-Za-z_$][\w$]*)|(["'])\s*\2)\s*:\s*/g;
const FUNCTION_VALUE = /(?:async\b\s*)?(?:function\b|[A-Za-z_$][\w$]*\s*=>|(?:<[^<>()]*>\s*)?(?=\())/y;
const AFTER_PARAMETERS = /\s*(?::[^;={}]{1,200})?\s*=>/y;
const METHOD_BODY = /\s*(?::[^;=]{1,200}?)?\s*\{/y;
const NOT_METHODS = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'function',
  'with',
  'return',
  'constructor',
]);
const CALL = /(?<![\w$])([A-Za-z_$][\w$]*)\s*(?:<[^()=]{0,200}>)?\s*\(/g;
const TOOL_CLASS = /\bclass\s+([A-Za-z_$][\w$]*)[^{;]*?\bextends\s+[\w$.]*Tool\b[^{;]*\{/g;
const CLASS_NAME_FIELD = /\bname\s*(?::\s*[^=;\n]+)?=\s*(?=["'`])/g;
const RUN_KEY = new RegExp(`(?<![\\w$.])(?:${RUN_KEYS.join('|')})\\s*[:(,]`, 'g');
const NAME_KEY = new RegExp(`(?<![\\w$.])(?:${NAME_KEYS.join('|')})["']?\\s*:\\s*(?=["'\`])`, 'g');

/** What a value is called: `const x = `, `x = `, `x: `, `'x': `, with `await`, `new` and a qualifier in between. */
const OWNER =
  /(?:(?<![\w$])([A-Za-z_$][\w$]*)\s*(?::[^=;{}()]{1,120})?=|(?:^|[{,])\s*([A-Za-z_$][\w$]*)\s*:|(["'])(\s*)\3\s*:)\s*(?:await\s+)?(?:new\s+)?(?:[A-Za-z_$][\w$]*\s*\.\s*)*$/;
const OWNER_REACH = 240;

export function scriptDefinitions(text: string): Definition[] {
  const source = scriptText(text);
  return [
    ...functionDeclarations(source),
    ...functionVariables(source),
    ...methods(source),
    ...functionMembers(source),
    ...toolCalls(source),
    ...toolClasses(source),
    ...toolObjects(source),
  ];
}

function functionDeclarations({ code }: SourceText): Definition[] {
  return [...code.matchAll(FUNCTION)].map((match) => ({
    name: match[1]!,
    at: match.index + match[0].lastIndexOf(match[1]!),
    confidence: confidenceOfFunction(code, match.index),
  }));
}

/** `export const searchDocs = async (query) => …`. */
function functionVariables({ code }: SourceText): Definition[] {
  return [...code.matchAll(VARIABLE)].flatMap((match) => {
    if (!isFunctionAt(code, match.index + match[0].length)) return [];
    const at = match.index + /\s[A-Za-z_$]/.exec(match[0])!.index + 1;
    return [{ name: match[1]!, at, confidence: confidenceOfFunction(code, match.index) }];
  });
}

/** `async search_docs(query) {` in a class or an object. */
function methods(source: SourceText): Definition[] {
  const { code } = source;
  return [...code.matchAll(METHOD)].flatMap((match) => {
    const key = keyIn(source, match, match[1]);
    METHOD_BODY.lastIndex = endOfBrackets(code, match.index + match[0].length - 1);
    if (key === null || NOT_METHODS.has(key.name) || !METHOD_BODY.test(code)) return [];
    return [{ ...key, confidence: CONFIDENCE.innerFunction }];
  });
}

/** `search_docs: async (query) => …`. */
function functionMembers(source: SourceText): Definition[] {
  return [...source.code.matchAll(KEY_WITH_FUNCTION)].flatMap((match) => {
    if (!isFunctionAt(source.code, match.index + match[0].length)) return [];
    const key = keyIn(source, match, match[1]);
    return key === null ? [] : [{ ...key, confidence: CONFIDENCE.innerFunction }];
  });
}

/** `searchDocs: tool({…})`, `tool(run, { name: '…' })`, `server.registerTool('…', …)`, `new FunctionTool({…})`. */
function toolCalls(source: SourceText): Definition[] {
  const { code } = source;
  return [...code.matchAll(CALL)].flatMap((match) => {
    if (!makesTools(match[1]!) || isDeclared(code, match)) return [];
    const owner = ownerOf(source, match.index);
    const named = nameInCall(source, match.index + match[0].length - 1);
    return definitionsOf(owner, named, CONFIDENCE.declaredTool);
  });
}

/** `class SearchDocs extends StructuredTool { name = 'search_docs' }`. */
function toolClasses(source: SourceText): Definition[] {
  const { code } = source;
  return [...code.matchAll(TOOL_CLASS)].flatMap((match) => {
    const open = match.index + match[0].length - 1;
    CLASS_NAME_FIELD.lastIndex = open;
    const field = CLASS_NAME_FIELD.exec(code);
    const owner = { name: match[1]!, at: match.index + match[0].indexOf(match[1]!, 'class'.length) };
    const valueAt = CLASS_NAME_FIELD.lastIndex;
    const inside = field !== null && field.index < endOfBrackets(code, open);
    const name = inside ? stringAt(source, valueAt) : null;
    return definitionsOf(owner, name === null ? null : { name, at: valueAt + 1 }, CONFIDENCE.declaredTool);
  });
}

/** Objects that carry a name beside something to run, or beside what the model is told. */
function toolObjects(source: SourceText): Definition[] {
  const { code } = source;
  const opens = new Set<number>();
  for (const pattern of [RUN_KEY, NAME_KEY]) {
    for (const match of code.matchAll(pattern)) {
      const open = enclosing(code, match.index);
      if (open >= 0 && code[open] === '{' && !isToolArgument(code, open)) opens.add(open);
    }
  }
  return [...opens].flatMap((open) => {
    const members = membersOf(source, open);
    const described = SCHEMA_KEYS.some((key) => members.has(key));
    const runnable = RUN_KEYS.some((key) => key !== 'function' && members.has(key));
    const named = nameInMembers(source, members);
    if (runnable && (named || described)) {
      return definitionsOf(ownerOf(source, open), named, CONFIDENCE.runnableObject);
    }
    return described && named ? [{ ...named, confidence: CONFIDENCE.schemaOnly }] : [];
  });
}

/** Whether the object is handed to a function that makes tools: `toolCalls` has seen it. */
function isToolArgument(code: string, open: number): boolean {
  const call = enclosing(code, open);
  if (call < 0 || code[call] !== '(') return false;
  const callee = /([A-Za-z_$][\w$]*)\s*(?:<[^()=]{0,200}>)?\s*$/.exec(
    code.slice(Math.max(0, call - 240), call),
  );
  return callee !== null && makesTools(callee[1]!);
}

interface Named {
  name: string;
  /** Offset of the name. */
  at: number;
}

/** A tool may be known by the name it declares or by the variable or key that holds it; the place is the holder's. */
function definitionsOf(owner: Named | null, named: Named | null, confidence: number): Definition[] {
  if (!owner) return named ? [{ ...named, confidence }] : [];
  return [{ ...owner, confidence }, ...(named ? [{ name: named.name, at: owner.at, confidence }] : [])];
}

function ownerOf(source: SourceText, valueAt: number): Named | null {
  const from = Math.max(0, valueAt - OWNER_REACH);
  const match = OWNER.exec(source.code.slice(from, valueAt));
  if (!match) return null;
  const name = match[1] ?? match[2];
  if (name !== undefined) return { name, at: from + match.index + match[0].indexOf(name) };
  const quoteAt = from + match.index;
  const quoted = stringAt(source, quoteAt);
  return quoted === null ? null : { name: quoted, at: quoteAt + 1 };
}

/** The tool's name among a call's arguments: a string that comes first, or a `name` in an object. */
function nameInCall(source: SourceText, open: number): Named | null {
  for (const [index, part] of partsIn(source.code, open).entries()) {
    const string = index === 0 ? stringAt(source, part) : null;
    if (string !== null) return { name: string, at: part + 1 };
    const named = source.code[part] === '{' ? nameInMembers(source, membersOf(source, part)) : null;
    if (named) return named;
  }
  return null;
}

function nameInMembers(source: SourceText, members: ReadonlyMap<string, Member>): Named | null {
  for (const key of NAME_KEYS) {
    const valueAt = members.get(key)?.valueAt;
    const name = valueAt === undefined ? null : stringAt(source, valueAt);
    if (valueAt !== undefined && name !== null) return { name, at: valueAt + 1 };
  }
  return null;
}

/** The key that a match begins with: group `identifier`, or a quoted one. */
function keyIn(source: SourceText, match: RegExpExecArray, identifier: string | undefined): Named | null {
  if (identifier !== undefined)
    return { name: identifier, at: match.index + match[0].lastIndexOf(identifier) };
  const quoteAt = match.index + match[0].search(/["']/);
  const name = stringAt(source, quoteAt);
  return name === null ? null : { name, at: quoteAt + 1 };
}

function isFunctionAt(code: string, at: number): boolean {
  FUNCTION_VALUE.lastIndex = at;
  const match = FUNCTION_VALUE.exec(code);
  if (!match) return false;
  const end = FUNCTION_VALUE.lastIndex;
  if (code[end] !== '(' || match[0].endsWith('function')) return true;
  AFTER_PARAMETERS.lastIndex = endOfBrackets(code, end);
  return AFTER_PARAMETERS.test(code);
}

/** Whether the "call" is the head of a function, method or class of that name. */
function isDeclared(code: string, match: RegExpExecArray): boolean {
  const before = code.slice(Math.max(0, match.index - 20), match.index);
  if (/\b(?:function\s*\*?|class)\s*$/.test(before)) return true;
  if (/[=.(,:?&|!]\s*$|\b(?:new|await|return|yield|export)\s+$/.test(before)) return false;
  METHOD_BODY.lastIndex = endOfBrackets(code, match.index + match[0].length - 1);
  return METHOD_BODY.test(code);
}

/** What stands at the start of its line, `export` and `async` aside, is in the module's scope. */
function confidenceOfFunction(code: string, at: number): number {
  const line = code.slice(code.lastIndexOf('\n', at - 1) + 1, at);
  return /^(?:(?:export|default|async|declare)\s+)*$/.test(line)
    ? CONFIDENCE.moduleFunction
    : CONFIDENCE.innerFunction;
}
