/** Reads classes, and Go's types, that are tools. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import { roleOfBase, roleOfClassName, RUN_KEYS } from '../vocabulary';
import type { FileContext, Name, Shape } from './fileContext';
import { literal } from './fileContext';
import { isDescribed } from './objects';
import { nameOf, nameOfClass, withinClass } from './writtenNames';

/** What makes a Go type with a name something that runs. */
const GO_RUN_METHODS = ['Call', 'Run', 'Execute', 'Invoke', 'InvokableRun', 'Handle', 'Declaration'];

/** Go: a method that says what its type is called. */
export interface NamingMethod {
  at: Node;
  name: Name;
}

/** `class Search(BaseTool): name = "search"`. */
export function readClass(file: FileContext, shape: Shape, node: Node): void {
  const { 'class.name': name, bases, body } = shape;
  if (!name || !body) return;
  const ofBase = bases ? roleOfBase(bases.text) : null;
  const members = file.syntax.members(body);
  const runnable = RUN_KEYS.some((key) => members.has(key));
  const described = isDescribed(members) || members.has('inputs');
  const role = ofBase ?? roleOfClassName(name.text);
  if (!role && !(runnable && described)) return;
  const kind = role === 'agent' ? 'agent' : 'tool';
  const said = nameOfClass(file, members, bases ?? null);
  if (said) {
    // What only its own name says to be a tool may be something of one.
    const evidence = ofBase ? 'declared' : runnable && described ? 'runnable' : 'holder';
    file.add({ kind, evidence, at: name, range: node, name: withinClass(file, said, name.text) });
  }
  if (!role) return;
  const evidence = said || (!ofBase && role === 'tool') ? 'alias' : 'holder';
  file.add({ kind, evidence, at: name, range: node, name: literal(name.text) });
}

/** `func (t *Search) Name() string { return "search" }`; null for other methods. */
export function namingMethod(file: FileContext, shape: Shape, method: Node): NamingMethod | null {
  const value = shape['method.value'];
  const said = value && /^(?:Name|ToolName)$/.test(method.text) ? nameOf(file, value) : null;
  return said && { at: method, name: said };
}

/** Names what the file's types are called, when one of them can run. Comes after its functions have been read. */
export function readNamingMethods(file: FileContext, methods: readonly NamingMethod[]): void {
  const runs = file.definitions.some(
    ({ evidence, name }) => evidence === 'inner' && GO_RUN_METHODS.includes(name ?? ''),
  );
  if (!runs) return;
  for (const { at, name } of methods) file.add({ evidence: 'declared', at, range: at.parent ?? at, name });
}
