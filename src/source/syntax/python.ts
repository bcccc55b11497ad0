/** Python's syntax tree, as the reader of definitions sees it. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from './syntax';
import { lastName, named, ownerIn } from './syntax';

export const pythonSyntax: Syntax = {
  text(node) {
    if (node.type !== 'string') return null;
    const parts = named(node).filter(({ type }) => type !== 'string_start' && type !== 'string_end');
    return parts.every(({ type }) => type === 'string_content')
      ? parts.map(({ text }) => text).join('')
      : null;
  },

  pieces(node) {
    if (node.type === 'parenthesized_expression') return named(node).flatMap((child) => this.pieces(child));
    if (node.type === 'call') return stringsOf(node).flatMap((child) => this.pieces(child));
    if (node.type === 'binary_operator') {
      const [left, right] = named(node);
      return [left, right].flatMap((side) => (side ? this.pieces(side) : []));
    }
    if (node.type === 'concatenated_string') {
      // Literals beside each other are one text.
      return named(node)
        .map((child) => this.pieces(child))
        .reduce(joined, []);
    }
    if (node.type !== 'string') return [];
    return named(node)
      .filter(({ type }) => type === 'string_content')
      .map(({ text }) => text);
  },

  members(node) {
    const members = new Map<string, Node>();
    for (const child of named(node)) {
      const statement = child.type === 'expression_statement' ? (named(child)[0] ?? child) : child;
      const definition =
        child.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
      if (statement.type === 'keyword_argument' || statement.type === 'assignment') {
        const key = statement.childForFieldName(statement.type === 'assignment' ? 'left' : 'name');
        const value = statement.childForFieldName(statement.type === 'assignment' ? 'right' : 'value');
        if (key && value && !members.has(key.text)) members.set(key.text, value);
      } else if (statement.type === 'pair') {
        const key = statement.childForFieldName('key');
        const text = key && (this.text(key) ?? this.reference(key));
        const value = statement.childForFieldName('value');
        if (text !== null && value) members.set(text, value);
      } else if (definition?.type === 'function_definition') {
        const key = definition.childForFieldName('name');
        if (key && !members.has(key.text)) members.set(key.text, definition);
      }
    }
    return members;
  },

  items(node) {
    return named(node).filter(({ type }) => type !== 'keyword_argument' && type !== 'pair');
  },

  reference(node) {
    if (node.type === 'identifier') return node.text;
    return node.type === 'attribute' ? lastName(node.text) : null;
  },

  isObject(node) {
    return node.type === 'dictionary';
  },

  isFunction(node) {
    return node.type === 'lambda' || node.type === 'function_definition';
  },

  holder(node) {
    const parent = node.parent;
    if (parent?.type === 'assignment') return nameOf(parent.childForFieldName('left'));
    if (parent?.type === 'pair') return keyOf(parent.childForFieldName('key'));
    if (parent?.type === 'await') return this.holder(parent);
    return null;
  },

  owner(node) {
    return ownerIn(node, ['class_definition']);
  },

  returned(node) {
    const body = node.childForFieldName('body');
    const statement = named(body).find(({ type }) => type === 'return_statement');
    return named(statement ?? null)[0] ?? null;
  },

  unwrap(node) {
    const inner = named(node)[0];
    if (inner && (node.type === 'parenthesized_expression' || node.type === 'await'))
      return this.unwrap(inner);
    return node;
  },

  imports(node) {
    const module = node.childForFieldName('module_name')?.text;
    if (module === undefined) return [];
    return named(node)
      .slice(1)
      .flatMap((child) => {
        const name = child.type === 'aliased_import' ? child.childForFieldName('name')?.text : child.text;
        const local = child.type === 'aliased_import' ? child.childForFieldName('alias')?.text : child.text;
        return name === undefined || local === undefined ? [] : [[local, name, module]];
      });
  },

  isTopLevel(node) {
    const parent = node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent;
    return (
      parent?.type === 'module' ||
      (parent?.parent?.parent?.type === 'module' && parent.parent.type === 'if_statement')
    );
  },
};

function nameOf(node: Node | null): Node | null {
  if (node?.type === 'attribute') return node.childForFieldName('attribute');
  return node?.type === 'identifier' ? node : null;
}

function keyOf(node: Node | null): Node | null {
  return node?.type === 'string' ? (named(node).find(({ type }) => type === 'string_content') ?? null) : null;
}

/** The texts that a call is given: `ChatPromptTemplate.from_messages([("system", "…")])`, `dedent("…")`. */
function stringsOf(node: Node): Node[] {
  return node
    .descendantsOfType(['string', 'concatenated_string'])
    .filter((child) => child !== null)
    .slice(0, 20);
}

function joined(before: string[], after: string[]): string[] {
  const last = before.at(-1);
  const first = after[0];
  if (last === undefined || first === undefined) return [...before, ...after];
  return [...before.slice(0, -1), last + first, ...after.slice(1)];
}
