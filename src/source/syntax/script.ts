/** TypeScript's and JavaScript's syntax trees, as the reader of definitions sees them. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from './syntax';
import { named, ownerIn } from './syntax';

const WRAPPERS = [
  'as_expression',
  'satisfies_expression',
  'parenthesized_expression',
  'await_expression',
  'non_null_expression',
];
const FUNCTIONS = ['arrow_function', 'function_expression', 'generator_function', 'method_definition'];

export const scriptSyntax: Syntax = {
  text(node) {
    if (node.type !== 'string' && node.type !== 'template_string') return null;
    const parts = named(node);
    return parts.some(({ type }) => type === 'template_substitution')
      ? null
      : parts.map(({ text }) => text).join('');
  },

  pieces(node) {
    if (node.type === 'call_expression' || node.type === 'binary_expression') {
      const strings = node.descendantsOfType(['string', 'template_string']).filter((child) => child !== null);
      return strings.slice(0, 20).flatMap((child) => this.pieces(child));
    }
    if (node.type !== 'string' && node.type !== 'template_string') return [];
    return named(node)
      .filter(({ type }) => type === 'string_fragment')
      .map(({ text }) => text);
  },

  members(node) {
    const members = new Map<string, Node>();
    for (const child of named(node)) {
      const key =
        child.childForFieldName('key') ??
        child.childForFieldName('name') ??
        child.childForFieldName('property');
      if (child.type === 'shorthand_property_identifier') members.set(child.text, child);
      else if (child.type === 'method_definition' && key) {
        // `static toolName = "x"; get toolName() { return Search.toolName }`: the value says more than its reader.
        if (!members.has(key.text)) members.set(key.text, child);
      } else if (['pair', 'public_field_definition', 'field_definition'].includes(child.type) && key) {
        const value = child.childForFieldName('value');
        if (value) members.set(this.text(key) ?? key.text, value);
      }
    }
    return members;
  },

  items(node) {
    return named(node).filter(
      ({ type }) =>
        type !== 'pair' && type !== 'method_definition' && type !== 'shorthand_property_identifier',
    );
  },

  reference(node) {
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier') return node.text;
    // `new SearchTool(user)` is what its class makes it.
    if (node.type === 'new_expression') return node.childForFieldName('constructor')?.text ?? null;
    if (node.type !== 'member_expression') return null;
    const property = node.childForFieldName('property')?.text ?? null;
    // `this.run.bind(this)` is `run`.
    return property;
  },

  isObject(node) {
    return node.type === 'object';
  },

  isFunction(node) {
    return FUNCTIONS.includes(node.type);
  },

  holder(node) {
    const parent = node.parent;
    if (!parent) return null;
    if (WRAPPERS.includes(parent.type)) return this.holder(parent);
    // `const search = (user) => tool({…})`: what it returns goes by its name.
    if (parent.type === 'arrow_function' && parent.childForFieldName('body')?.id === node.id)
      return this.holder(parent);
    // A file's default export goes by the name of the file.
    if (parent.type === 'export_statement')
      return parent.children.find((child) => child?.type === 'default') ?? null;
    if (parent.type === 'variable_declarator') return nameNode(parent.childForFieldName('name'));
    if (parent.type === 'pair') return nameNode(parent.childForFieldName('key'));
    if (parent.type === 'public_field_definition') return nameNode(parent.childForFieldName('name'));
    if (parent.type === 'field_definition') return nameNode(parent.childForFieldName('property'));
    if (parent.type !== 'assignment_expression') return null;
    const left = parent.childForFieldName('left');
    return nameNode(left?.childForFieldName('property') ?? left);
  },

  declaredType(node) {
    return node.parent?.childForFieldName('type')?.text ?? null;
  },

  owner(node) {
    return ownerIn(node, ['class_declaration', 'abstract_class_declaration', 'class']);
  },

  returned(node) {
    const body = node.childForFieldName('body');
    if (body && body.type !== 'statement_block') return body;
    const statement = named(body).find(({ type }) => type === 'return_statement');
    return named(statement ?? null)[0] ?? null;
  },

  unwrap(node) {
    const inner = named(node)[0];
    if (inner && WRAPPERS.includes(node.type)) return this.unwrap(inner);
    const bound = boundFunction(node);
    return bound ? this.unwrap(bound) : node;
  },

  imports(node) {
    const source = node.childForFieldName('source');
    const module = source && this.text(source);
    if (module === null) return [];
    const specifiers = node.descendantsOfType('import_specifier').filter((child) => child !== null);
    const several = specifiers.flatMap((specifier): [string, string, string][] => {
      const name = specifier.childForFieldName('name')?.text;
      const local = specifier.childForFieldName('alias')?.text ?? name;
      return name === undefined || local === undefined ? [] : [[local, name, module]];
    });
    const clause = named(node).find(({ type }) => type === 'import_clause');
    const whole = named(clause ?? null).find(({ type }) => type === 'identifier');
    return whole ? [...several, [whole.text, whole.text, module]] : several;
  },

  isTopLevel(node) {
    let parent = node.parent;
    if (parent?.type === 'lexical_declaration' || parent?.type === 'variable_declaration')
      parent = parent.parent;
    if (parent?.type === 'export_statement') parent = parent.parent;
    return parent?.type === 'program';
  },
};

function nameNode(node: Node | null): Node | null {
  if (node?.type === 'string') return named(node).find(({ type }) => type === 'string_fragment') ?? null;
  return node && ['identifier', 'property_identifier'].includes(node.type) ? node : null;
}

/** `this.run` of `this.run.bind(this)`. */
function boundFunction(node: Node): Node | null {
  if (node.type !== 'call_expression') return null;
  const callee = node.childForFieldName('function');
  return callee?.type === 'member_expression' && callee.childForFieldName('property')?.text === 'bind'
    ? callee.childForFieldName('object')
    : null;
}
