/** Where the code says what a tool is called. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import { foldName } from '../names';
import { NAME_KEYS } from '../vocabulary';
import type { FileContext, Name } from './fileContext';
import { literal } from './fileContext';

/** Longer strings, and strings with line breaks, are descriptions. */
const MAX_NAME_LENGTH = 64;
const MAX_NAME_WORDS = 6;

/** Methods and fields of a class that say its tool's name, folded: `NAME`, `get_name`, `toolId`; Langroid's messages say what they request. */
const CLASS_NAME_KEYS = [...NAME_KEYS.filter((key) => key !== 'id'), 'getName', 'toolId', 'request'].map(
  foldName,
);

export function isName(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= MAX_NAME_LENGTH &&
    !/[\n{}<>]/.test(text) &&
    text.split(' ').length <= MAX_NAME_WORDS
  );
}

/** `ToolNames.Search`: what a constant of one file is when another one has its value. */
export function isConstant(text: string): boolean {
  return /^(?:\w+\.)+[A-Z]\w*$/.test(text);
}

/** Null for what is no name: neither a short string nor a constant. */
export function nameOf(file: FileContext, written: Node): Name | null {
  const node = file.syntax.unwrap(written);
  const text = file.syntax.text(node);
  if (text !== null) return isName(text) ? literal(text) : null;
  if (file.syntax.reference(node) === null || !/^[\w.$]+$/.test(node.text)) return null;
  const value =
    file.constants.get(node.text) ?? file.constants.get(node.text.replace(/^(?:this|self|cls)\./, ''));
  if (value !== undefined) return literal(value);
  const constant = file.constantAliases.get(node.text) ?? node.text;
  return /[A-Z]/.test(constant) ? { name: null, constant } : null;
}

/** The name among a call's arguments: `name="…"`, `{ name: "…" }`, or a string that comes first or second. */
export function nameIn(file: FileContext, given: Node, keys: readonly string[]): Name | null {
  const node = nodeOfName(file, given, keys);
  return node ? nameOf(file, node) : null;
}

export function nodeOfName(file: FileContext, given: Node, keys: readonly string[]): Node | null {
  const items = file.syntax.items(given);
  const isLiteral = (node: Node | undefined) => node !== undefined && nameOf(file, node)?.name != null;
  const keyed = valueOfKeys(file, allMembers(file, given), keys);
  const first = items[0] && isLiteral(items[0]) ? items[0] : null;
  const second = items[1] && isLiteral(items[1]) && file.syntax.text(items[1]) !== null ? items[1] : null;
  // An explicit name beats a string that may be anything; a first string beats an object that is a schema.
  return (
    valueOfKeys(file, file.syntax.members(given), keys) ??
    nameOption(file, items) ??
    first ??
    keyed ??
    second ??
    constantFirst(items)
  );
}

export function nameOfMembers(
  file: FileContext,
  members: ReadonlyMap<string, Node>,
  keys: readonly string[],
): Name | null {
  const value = valueOfKeys(file, members, keys);
  return value ? nameOf(file, value) : null;
}

/** The members of an argument list and of the objects in it. */
export function allMembers({ syntax }: FileContext, given: Node): Map<string, Node> {
  const members = new Map(syntax.members(given));
  for (const item of syntax.items(given)) {
    const object = syntax.unwrap(item);
    if (!syntax.isObject(object)) continue;
    for (const [key, value] of syntax.members(object)) if (!members.has(key)) members.set(key, value);
  }
  return members;
}

/** `name = "x"`, `get name() { return "x" }`, `super("x", …)`, `base("x", …)`. */
export function nameOfClass(
  file: FileContext,
  members: ReadonlyMap<string, Node>,
  bases: Node | null,
): Name | null {
  const { syntax } = file;
  const folded = [...members].map(([key, member]) => ({ key: foldName(key), member }));
  for (const wanted of CLASS_NAME_KEYS) {
    const member = folded.find(({ key }) => key === wanted)?.member;
    const value = member && (syntax.isFunction(member) ? syntax.returned(member) : member);
    const said = value ? nameOf(file, value) : null;
    if (said) return said;
  }
  const constructed = members.get('constructor') ?? members.get('__init__');
  const set = constructed ? namedByConstructor(file, constructed) : null;
  if (set) return set;
  const parent = constructed
    ?.descendantsOfType(['call_expression', 'call', 'constructor_initializer'])
    .find((call) => /^super\b|^:?\s*base\b/.test(call?.text ?? ''));
  // C# gives a base's arguments beside its name, too: `class Search() : ToolBase("search")`.
  const given =
    parent?.childForFieldName('arguments') ??
    (parent ?? bases)?.namedChildren.find((child) => child?.type === 'argument_list');
  return given ? nameIn(file, given, NAME_KEYS) : null;
}

/** `self.name = "search"`, `def __init__(self, name="search")`. */
function namedByConstructor(file: FileContext, constructed: Node): Name | null {
  const values = constructed
    .descendantsOfType([
      'assignment',
      'assignment_expression',
      'default_parameter',
      'typed_default_parameter',
    ])
    .flatMap((child) => {
      const key = child?.childForFieldName('left') ?? child?.childForFieldName('name');
      const value = child?.childForFieldName('right') ?? child?.childForFieldName('value');
      return value && /^(?:(?:self|this)\.)?(?:name|agent_name|tool_name)$/.test(key?.text ?? '')
        ? [value]
        : [];
    });
  for (const value of values) {
    const said = nameOf(file, value);
    if (said?.name != null) return said;
  }
  return null;
}

/** `this.NAME` and `SearchTool.NAME` are the class's own constants. */
export function withinClass({ constants }: FileContext, said: Name, className: string): Name {
  if (said.constant === null) return said;
  const own = said.constant.replace(/^(?:this|self|cls)\./, `${className}.`);
  const value = constants.get(own) ?? constants.get(`${className}.${said.constant}`);
  return value === undefined ? { name: null, constant: own } : literal(value);
}

function valueOfKeys(
  file: FileContext,
  members: ReadonlyMap<string, Node>,
  keys: readonly string[],
): Node | null {
  return keys.map((key) => members.get(key)).find((value) => value && nameOf(file, value)) ?? null;
}

/** Go: `function.NewFunctionTool(run, function.WithName("search"))`. */
function nameOption(file: FileContext, items: readonly Node[]): Node | null {
  const option = items.find((item) =>
    /(?:^|\.)WithName$/.test(item.childForFieldName('function')?.text ?? ''),
  );
  const given = option?.childForFieldName('arguments');
  const value = given && file.syntax.items(given)[0];
  return value && nameOf(file, value) ? value : null;
}

/** `SEARCH_TOOL`, `ToolNames.Search`, `SearchTool.id`, and Go's `SearchToolName`, `tools.ToolSearch`. */
const CONSTANT =
  /^(?:\w+\.)*(?:[A-Z][A-Z0-9_]+|\w+ToolName|Tool[A-Z]\w*)$|\bToolNames?\.\w+$|^[A-Z]\w*Tool\.\w*(?:id|Id|[nN]ame)$/;

/** `server.registerTool(SEARCH_TOOL_NAME, …)`: only what is spelt as a constant is taken for a name. */
function constantFirst(items: readonly Node[]): Node | null {
  const first = items[0];
  return first && CONSTANT.test(first.text) ? first : null;
}
