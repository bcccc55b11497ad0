/** C#'s syntax tree, as the reader of definitions sees it. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Syntax } from './syntax';
import { lastName, MAX_PIECES, named, ownerIn } from './syntax';

const STRINGS = ['string_literal', 'verbatim_string_literal', 'raw_string_literal'];
const FUNCTIONS = [
  'lambda_expression',
  'anonymous_method_expression',
  'method_declaration',
  'property_declaration',
];

export const csharpSyntax: Syntax = {
  text(node) {
    if (node.type === 'invocation_expression') return nameof(node);
    if (!STRINGS.includes(node.type)) return null;
    return node.text.replace(/^@?"+/, '').replace(/"+$/, '');
  },

  pieces(node) {
    return node
      .descendantsOfType([...STRINGS, 'interpolated_string_expression'])
      .filter((child) => child !== null)
      .slice(0, MAX_PIECES)
      .map(({ text }) => text.replace(/^[$@]*"+/, '').replace(/"+$/, ''));
  },

  members(node) {
    const members = new Map<string, Node>();
    const children =
      node.type === 'object_creation_expression' || node.type === 'implicit_object_creation_expression'
        ? named(node)
            .filter(({ type }) => type === 'initializer_expression')
            .flatMap((child) => named(child))
        : named(node);
    for (const child of children) {
      const inner = child.type === 'attribute_argument' ? named(child)[0] : child;
      // `[KernelFunction(name: "search")]`
      const given = child.type === 'attribute_argument' ? named(child)[1] : undefined;
      if (inner && given) members.set(inner.text, given);
      if (inner?.type === 'assignment_expression') {
        const key = inner.childForFieldName('left');
        const value = inner.childForFieldName('right');
        if (key && value) members.set(key.text, value);
      } else if (child.type === 'argument' || child.type === 'attribute_argument') {
        const key = child.childForFieldName('name');
        const value = named(child).at(-1);
        if (key && value && value.id !== key.id) members.set(key.text, value);
      } else if (child.type === 'constructor_declaration') {
        members.set('constructor', child);
      } else if (child.type === 'property_declaration' || child.type === 'method_declaration') {
        const key = child.childForFieldName('name');
        if (key) members.set(key.text, child);
      }
    }
    return members;
  },

  items(node) {
    return named(node)
      .filter(
        (child) =>
          child.type !== 'assignment_expression' &&
          !child.childForFieldName('name') &&
          !(child.type === 'attribute_argument' && named(child).length > 1) &&
          named(child)[0]?.type !== 'assignment_expression',
      )
      .map((child) =>
        child.type === 'argument' || child.type === 'attribute_argument' ? (named(child)[0] ?? child) : child,
      );
  },

  reference(node) {
    if (node.type === 'identifier') return node.text;
    // `string.Empty` is a value.
    if (node.type !== 'member_access_expression' || named(node)[0]?.type === 'predefined_type') return null;
    return node.childForFieldName('name')?.text ?? null;
  },

  typeOf(node) {
    const held = node.type === 'member_access_expression' ? node.childForFieldName('expression') : null;
    if (held?.type === 'object_creation_expression')
      return lastName(held.childForFieldName('type')?.text ?? '');
    if (held?.type === 'member_access_expression') return held.childForFieldName('name')?.text ?? null;
    return held?.type === 'identifier' ? (typeOfVariable(held) ?? held.text) : null;
  },

  isObject(node) {
    return node.type === 'object_creation_expression' || node.type === 'implicit_object_creation_expression';
  },

  isFunction(node) {
    return FUNCTIONS.includes(node.type);
  },

  holder(node) {
    const parent = node.parent;
    if (parent?.type === 'variable_declarator') return parent.childForFieldName('name');
    if (parent?.type === 'await_expression' || parent?.type === 'cast_expression') return this.holder(parent);
    if (parent?.type !== 'assignment_expression') return null;
    const left = parent.childForFieldName('left');
    return left?.type === 'identifier' ? left : null;
  },

  owner(node) {
    return ownerIn(node, ['class_declaration', 'record_declaration', 'struct_declaration']);
  },

  returned(node) {
    const value = node.childForFieldName('value') ?? node.childForFieldName('body');
    if (value?.type === 'arrow_expression_clause') return named(value)[0] ?? null;
    if (value && value.type !== 'block') return value;
    const returns = node.descendantsOfType('return_statement').filter((child) => child !== null);
    return named(returns[0] ?? null)[0] ?? null;
  },

  unwrap(node) {
    const inner = named(node).at(-1);
    const wraps = ['parenthesized_expression', 'await_expression', 'cast_expression'].includes(node.type);
    return inner && wraps ? this.unwrap(inner) : node;
  },

  imports() {
    // C# imports namespaces; types and their members are found by their names.
    return [];
  },

  isTopLevel(node) {
    return node.parent?.type === 'global_statement';
  },
};

/** `nameof(GetWeather)`. */
function nameof(node: Node): string | null {
  const [, name] = /^nameof\s*\(\s*(?:\w+\.)*(\w+)\s*\)$/.exec(node.text) ?? [];
  return name ?? null;
}

/** `Tools tools = new()`, `(Tools tools)`, `var tools = new Tools()`, `var tools = services.GetRequiredService<Tools>()`. */
const DECLARED =
  /(?<type>[A-Z]\w*)(?:<[^<>]*>)?\??\s+(?<typed>\w+)\s*[=;,){]|\bvar\s+(?<inferred>\w+)\s*=\s*(?:await\s+)?(?:new\s+(?:\w+\.)*(?<made>\w+)|[\w.]+<(?<asked>\w+)>\()/g;

/** Variable → its type, of files as long as they are read: a file of tools has many references. */
const typesOfFiles = new WeakMap<Node['tree'], Map<string, string>>();

/** As it is first declared in the file. */
function typeOfVariable({ text: name, tree }: Node): string | null {
  let types = typesOfFiles.get(tree);
  if (!types) {
    types = new Map();
    for (const { groups = {} } of tree.rootNode.text.matchAll(DECLARED)) {
      const variable = groups.typed ?? groups.inferred;
      const type = groups.type ?? groups.made ?? groups.asked;
      if (variable !== undefined && type !== undefined && !types.has(variable)) types.set(variable, type);
    }
    typesOfFiles.set(tree, types);
  }
  return types.get(name) ?? null;
}
