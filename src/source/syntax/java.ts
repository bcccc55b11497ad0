/** Java's syntax tree, as the reader of definitions sees it. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from './syntax';
import { MAX_PIECES, named, ownerIn } from './syntax';

export const javaSyntax: Syntax = {
  text(node) {
    if (node.type !== 'string_literal') return null;
    return node.text.startsWith('"""') ? node.text.slice(3, -3) : node.text.slice(1, -1);
  },

  pieces(node) {
    return node
      .descendantsOfType('string_literal')
      .filter((child) => child !== null)
      .slice(0, MAX_PIECES)
      .map((child) => this.text(child) ?? '');
  },

  members(node) {
    const members = new Map<string, Node>();
    for (const child of named(node)) {
      if (child.type === 'element_value_pair') {
        const key = child.childForFieldName('key');
        const value = child.childForFieldName('value');
        if (key && value) members.set(key.text, value);
      } else if (child.type === 'field_declaration') {
        const declarator = child.childForFieldName('declarator');
        const key = declarator?.childForFieldName('name');
        const value = declarator?.childForFieldName('value');
        if (key && value) members.set(key.text, value);
      } else if (child.type === 'method_declaration') {
        const key = child.childForFieldName('name');
        if (key) members.set(key.text, child);
      }
    }
    return members;
  },

  items(node) {
    // The only argument of an annotation is its `value`, which describes: `@Tool("Adds two numbers")`.
    if (node.type === 'annotation_argument_list') return [];
    return named(node);
  },

  reference(node) {
    if (node.type === 'identifier') return node.text;
    if (node.type === 'field_access') return node.childForFieldName('field')?.text ?? null;
    return node.type === 'method_reference' ? (named(node).at(-1)?.text ?? null) : null;
  },

  isObject() {
    return false;
  },

  isFunction(node) {
    return node.type === 'lambda_expression' || node.type === 'method_declaration';
  },

  holder(node) {
    const parent = node.parent;
    if (parent?.type === 'variable_declarator') return parent.childForFieldName('name');
    // `Tool.builder(…).build()` is held as a whole.
    if (parent?.type === 'method_invocation' && parent.childForFieldName('object')?.id === node.id)
      return this.holder(parent);
    return null;
  },

  owner(node) {
    return ownerIn(node, ['class_declaration', 'record_declaration', 'interface_declaration']);
  },

  returned(node) {
    const statement = named(node.childForFieldName('body')).find(({ type }) => type === 'return_statement');
    return named(statement ?? null)[0] ?? null;
  },

  unwrap(node) {
    const inner = named(node)[0];
    return inner && node.type === 'parenthesized_expression' ? this.unwrap(inner) : node;
  },

  imports() {
    // Java imports types; their members are found by their names.
    return [];
  },

  isTopLevel() {
    return false;
  },
};
