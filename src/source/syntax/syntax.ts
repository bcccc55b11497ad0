/** What the reader of definitions needs to know of a language beside its query file. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';

export interface Syntax {
  /** The text of a string literal; null for anything else, and for text that is put together. */
  text(node: Node): string | null;
  /** The pieces of a string between its placeholders; empty for anything that is no string. */
  pieces(node: Node): string[];
  /** What is named in an argument list, an object, a class body: keyword or key → value. A method is its own value. */
  members(node: Node): Map<string, Node>;
  /** What stands by its place alone: positional arguments, entries of a list. */
  items(node: Node): Node[];
  /** The identifier that a value refers to: `run`, `self.run`, `Tools::run`; null for anything else. */
  reference(node: Node): string | null;
  /** The type that a reference is a member of: `Tools` of `Tools.Run`, and of `tools.Run` where `tools` is one; null when nothing says it. */
  typeOf?(node: Node): string | null;
  /** What the members of an object are keyed by when it is a map, without `members` of nested ones. */
  isObject(node: Node): boolean;
  isFunction(node: Node): boolean;
  /** The name of the variable, field or key that a value is given to. */
  holder(node: Node): Node | null;
  /** The type that the variable which holds a value is declared as, as written; null when nothing says it. */
  declaredType?(node: Node): string | null;
  /** Name of the class or type that a node is a member of. */
  owner(node: Node): string | null;
  /** Value of a method or accessor that returns one literal. */
  returned(node: Node): Node | null;
  /** Casts, brackets, `await`, `&` taken away. */
  unwrap(node: Node): Node;
  /** Of an import statement: local name → where it is from. */
  imports(node: Node): [local: string, name: string, module: string][];
  /** Whether a function stands in the module's own scope. */
  isTopLevel(node: Node): boolean;
}

/** Of one prompt: what is put together of more is a table. */
export const MAX_PIECES = 20;

export function named(node: Node | null): Node[] {
  return node
    ? node.namedChildren.filter((child) => child !== null).filter(({ type }) => type !== 'comment')
    : [];
}

/** The nearest node of one of the types that is `node` or around it. */
export function around(node: Node, types: readonly string[], reach = 8): Node | null {
  let at: Node | null = node;
  for (let step = 0; at && step < reach; step += 1, at = at.parent) {
    if (types.includes(at.type)) return at;
  }
  return null;
}

/** Name of the nearest declaration of one of the types around a node. */
export function ownerIn(node: Node, types: readonly string[]): string | null {
  const owner = node.parent ? around(node.parent, types, 6) : null;
  return owner?.childForFieldName('name')?.text ?? null;
}

/** The last identifier of a qualified name. */
export function lastName(text: string): string {
  return /([A-Za-z_$][\w$]*)\W*$/.exec(text)?.[1] ?? text;
}
