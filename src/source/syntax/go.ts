/** Go's syntax tree, as the reader of definitions sees it. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from './syntax';
import { around, MAX_PIECES, named } from './syntax';

const STRINGS = ['interpreted_string_literal', 'raw_string_literal'];

export const goSyntax: Syntax = {
  text(node) {
    return STRINGS.includes(node.type) ? node.text.slice(1, -1) : null;
  },

  pieces(node) {
    return node
      .descendantsOfType(STRINGS)
      .filter((child) => child !== null)
      .slice(0, MAX_PIECES)
      .map((child) => this.text(child) ?? '');
  },

  members(node) {
    const members = new Map<string, Node>();
    for (const child of named(node.type === 'composite_literal' ? node.childForFieldName('body') : node)) {
      if (child.type !== 'keyed_element') continue;
      const [key, value] = named(child).map((element) => named(element)[0] ?? element);
      if (key && value) members.set(this.text(key) ?? key.text, value);
    }
    return members;
  },

  items(node) {
    return named(node)
      .filter(({ type }) => type !== 'keyed_element')
      .map((child) => (child.type === 'literal_element' ? (named(child)[0] ?? child) : child));
  },

  reference(node) {
    if (node.type === 'identifier') return node.text;
    return node.type === 'selector_expression' ? (node.childForFieldName('field')?.text ?? null) : null;
  },

  isObject(node) {
    return node.type === 'composite_literal' || node.type === 'literal_value';
  },

  isFunction(node) {
    return node.type === 'func_literal';
  },

  holder(node) {
    if (node.parent?.type === 'unary_expression') return this.holder(node.parent);
    const list = node.parent?.type === 'expression_list' ? node.parent : null;
    const statement = list?.parent;
    const names = statement?.childForFieldName('left') ?? statement?.childForFieldName('name');
    const first = names?.type === 'identifier' ? names : named(names ?? null)[0];
    return first?.type === 'identifier' && first.text !== '_' ? first : null;
  },

  owner(node) {
    const method = around(node, ['method_declaration']);
    // `(t *Search)`
    return /(\w+)(?:\[[^\]]*\])?\s*\)$/.exec(method?.childForFieldName('receiver')?.text ?? '')?.[1] ?? null;
  },

  returned() {
    return null;
  },

  unwrap(node) {
    const inner = named(node)[0];
    if (inner && (node.type === 'unary_expression' || node.type === 'parenthesized_expression'))
      return this.unwrap(inner);
    return node;
  },

  imports() {
    // Go imports packages, and what is in them is written with the package's name.
    return [];
  },

  isTopLevel(node) {
    return node.type === 'function_declaration';
  },
};
