/** Reads the shapes that a language's query finds: which of them define something, under which names. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Definition, Evidence, FileFacts, Target, TextRange } from './facts';
import { promptText } from './promptText';
import type { Syntax } from './syntax/syntax';
import { around } from './syntax/syntax';
import type { Role } from './vocabulary';
import {
  AGENT_NAME_KEYS,
  isToolList,
  NAME_KEYS,
  roleOf,
  roleOfBase,
  RUN_KEYS,
  SCHEMA_KEYS,
} from './vocabulary';

/** Captured nodes of one match of a query, by the capture's name. */
export type Shape = Partial<Record<string, Node>>;

/** Longer strings, and strings with line breaks, are descriptions. */
const MAX_NAME_LENGTH = 64;

/** What makes a Go type with a name something that runs. */
const GO_RUN_METHODS = ['Call', 'Run', 'Execute', 'Invoke', 'InvokableRun', 'Handle', 'Declaration'];

interface Name {
  name: string | null;
  constant: string | null;
}

/** Reads one file's shapes. Used once. */
export class Interpreter {
  private readonly definitions: Definition[] = [];
  private readonly constants = new Map<string, string>();
  private readonly imports = new Map<string, Target>();
  private readonly servers: string[] = [];
  /** Calls such as `server.AddTool(tool, handler)`: what they register has its name elsewhere. */
  private readonly namingMethods: { at: Node; name: Name }[] = [];
  private readonly registrations: { held: string; targets: Target[] }[] = [];

  constructor(private readonly syntax: Syntax) {}

  /** @param shapes in the order of the text */
  read(shapes: readonly Shape[]): FileFacts {
    // What names stand for comes first: it may stand below its use.
    for (const shape of shapes) this.readNames(shape);
    for (const shape of shapes) this.readDefinition(shape);
    this.readNamingMethods();
    this.linkRegistrations();
    return {
      definitions: withoutRepeats(this.definitions),
      constants: [...this.constants],
      servers: this.servers,
    };
  }

  private readNames(shape: Shape): void {
    const { import: imported } = shape;
    const value = shape['constant.value'];
    const name = shape['constant.name'];
    if (imported) {
      for (const [local, original, module] of this.syntax.imports(imported)) {
        this.imports.set(local, { name: original, module });
      }
    } else if (name && value) {
      const text = this.syntax.text(this.syntax.unwrap(value));
      if (text === null || !isName(text)) return;
      const owner = shape['constant.owner'];
      this.constants.set(owner ? `${owner.text}.${name.text}` : name.text, text);
    }
  }

  private readDefinition(shape: Shape): void {
    const { decorated, call, object, list, plain, prompt, server } = shape;
    if (decorated) this.readDecorated(shape, decorated);
    else if (call) this.readCall(shape, call);
    else if (shape.class) this.readClass(shape, shape.class);
    else if (object) this.readObject(object);
    else if (list) this.readList(shape, list);
    else if (plain) this.readFunction(shape, plain);
    else if (prompt) this.readPrompt(shape, prompt);
    else if (server) this.readServer(server);
    else if (shape.built) this.readBuilder(shape, shape.built);
    else if (shape['method.name']) this.readNamingMethod(shape, shape['method.name']);
  }

  /** Java: `ToolSpecification.builder().name("x")`. */
  private readBuilder(shape: Shape, built: Node): void {
    const value = shape['builder.name'];
    const said = value ? this.nameOf(value) : null;
    const [, type = ''] = /(\w+)\s*\.\s*(?:<[^>]*>\s*)?builder\s*\(/.exec(shape.builder?.text ?? '') ?? [];
    const agent = type.endsWith('Agent');
    if (!said || !value || (!agent && !/Tool|Function/.test(type))) return;
    const evidence = agent || /^(?:FunctionTool|Tool)$/.test(type) ? 'declared' : 'schema';
    this.add({ kind: agent ? 'agent' : 'tool', evidence, at: value, range: built, name: said });
  }

  /** Go: `func (t *Search) Name() string { return "search" }` of a type that can run. */
  private readNamingMethod(shape: Shape, method: Node): void {
    const value = shape['method.value'];
    const said = value && /^(?:Name|ToolName)$/.test(method.text) ? this.nameOf(value) : null;
    if (!said) return;
    this.namingMethods.push({ at: method, name: said });
  }

  private readNamingMethods(): void {
    const runs = this.definitions.some(
      ({ evidence, name }) => evidence === 'inner' && GO_RUN_METHODS.includes(name ?? ''),
    );
    if (!runs) return;
    for (const { at, name } of this.namingMethods)
      this.add({ evidence: 'declared', at, range: at.parent ?? at, name });
  }

  private readDecorated(shape: Shape, decorated: Node): void {
    const { maker, owner, function: name } = shape;
    if (!maker || !name || roleOf(maker.text, owner?.text ?? '') !== 'tool') return;
    const said = shape.arguments ? this.nameIn(shape.arguments, NAME_KEYS) : null;
    this.add({ evidence: 'declared', at: name, range: decorated, name: said ?? literal(name.text) });
  }

  private readCall(shape: Shape, call: Node): void {
    const { maker, owner, arguments: given } = shape;
    const role = maker ? roleOf(maker.text, owner?.text ?? '') : null;
    // A decorator's call is read with what it decorates.
    if (!role || !given || call.parent?.type === 'decorator') return;
    if (role === 'agent') {
      this.readAgentCall(call, given);
      return;
    }
    const members = this.allMembers(given);
    const said = this.nameIn(given, NAME_KEYS);
    const targets = this.targetsOf(given, members);
    // Java: `FunctionTool.create(Search.class, "search")` names a method.
    if (said?.name != null && this.syntax.items(given)[0]?.type === 'class_literal') {
      targets.push({ name: said.name, module: null });
    }
    const holder = this.syntax.holder(call);
    const runs = targets.length > 0 || this.hasInlineCode(given, members);
    const evidence: Evidence = role === 'tool' ? 'declared' : runs ? 'runnable' : 'schema';
    if (said) {
      this.add({ evidence, at: this.nodeOfName(given, NAME_KEYS) ?? call, range: call, name: said, targets });
      if (holder) this.addHolder(holder, call, targets);
    } else if (holder && role === 'tool') {
      const anonymous = targets.length === 0 || this.hasInlineCode(given, members);
      this.add({
        evidence: 'declared',
        at: holder,
        range: call,
        name: literal(holder.text),
        targets: anonymous ? [] : targets,
      });
    }
    if (!said && targets.length > 0) {
      for (const target of targets.slice(0, 1)) {
        this.add({ evidence: 'listed', at: call, range: call, name: literal(target.name), targets });
      }
    }
    if (!said && targets.length > 1) {
      this.registrations.push({ held: targets.at(-1)!.name, targets: targets.slice(0, -1) });
    }
  }

  private readAgentCall(call: Node, given: Node): void {
    const said = this.nameIn(given, AGENT_NAME_KEYS);
    const holder = this.syntax.holder(call);
    if (said) {
      const at = this.nodeOfName(given, AGENT_NAME_KEYS) ?? call;
      this.add({ kind: 'agent', evidence: 'declared', at, range: call, name: said });
    }
    if (holder) {
      const evidence = said ? 'holder' : 'declared';
      this.add({ kind: 'agent', evidence, at: holder, range: call, name: literal(holder.text) });
    }
  }

  private readClass(shape: Shape, node: Node): void {
    const { 'class.name': name, bases, body } = shape;
    if (!name || !body) return;
    const role = bases ? roleOfBase(bases.text) : null;
    const members = this.syntax.members(body);
    const runnable = RUN_KEYS.some((key) => members.has(key));
    const described = SCHEMA_KEYS.some((key) => members.has(key)) || members.has('inputs');
    if (!role && !(runnable && described)) return;
    const kind = role === 'agent' ? 'agent' : 'tool';
    const said = this.nameOfClass(members);
    if (said) {
      const evidence = role ? 'declared' : 'runnable';
      this.add({ kind, evidence, at: name, range: node, name: this.withinClass(said, name.text) });
    }
    if (role) this.add({ kind, evidence: 'holder', at: name, range: node, name: literal(name.text) });
  }

  /** `name = "x"`, `get name() { return "x" }`, `super("x", …)`. */
  private nameOfClass(members: ReadonlyMap<string, Node>): Name | null {
    for (const key of [...NAME_KEYS, 'getName', 'GetName', 'NAME', 'tool_id']) {
      const member = members.get(key);
      const value = member && (this.syntax.isFunction(member) ? this.syntax.returned(member) : member);
      const said = value && key !== 'id' ? this.nameOf(value) : null;
      if (said) return said;
    }
    const constructed = members.get('constructor') ?? members.get('__init__');
    const parent = constructed
      ?.descendantsOfType(['call_expression', 'call'])
      .find((call) => /^super\b/.test(call?.text ?? ''));
    const given = parent?.childForFieldName('arguments');
    return given ? this.nameIn(given, NAME_KEYS) : null;
  }

  /** `this.NAME` and `SearchTool.NAME` are the class's own constants. */
  private withinClass(said: Name, className: string): Name {
    if (said.constant === null) return said;
    const own = said.constant.replace(/^(?:this|self|cls)\./, `${className}.`);
    const value = this.constants.get(own) ?? this.constants.get(`${className}.${said.constant}`);
    return value === undefined ? { name: null, constant: own } : literal(value);
  }

  private readObject(object: Node): void {
    const members = this.syntax.members(object);
    const said = this.nameOfMembers(members, NAME_KEYS);
    const described = SCHEMA_KEYS.some((key) => members.has(key));
    const runKey = RUN_KEYS.find((key) => this.runs(members.get(key)));
    if (!said || (!described && runKey === undefined) || this.isArgumentOfMaker(object)) return;
    const run = runKey === undefined ? undefined : members.get(runKey);
    const targets = run ? this.targetOf(run) : [];
    // A message or an event has a name and something to call, too; a tool is described.
    if (!described && targets.length === 0 && runKey !== 'execute' && runKey !== 'handler') return;
    const evidence = runKey === undefined ? 'schema' : 'runnable';
    const at = members.get(NAME_KEYS.find((key) => members.has(key))!) ?? object;
    this.add({ evidence, at, range: object, name: said, targets });
    const holder = runKey === undefined ? null : this.syntax.holder(object);
    if (holder) this.addHolder(holder, object, targets);
  }

  private readList(shape: Shape, written: Node): void {
    const key = shape['list.key'];
    if (!key || !isToolList(key.text)) return;
    const list = this.syntax.unwrap(written);
    for (const item of this.syntax.items(list)) {
      const target = this.targetOf(item)[0];
      if (target)
        this.add({
          evidence: 'listed',
          at: item,
          range: item,
          name: literal(target.name),
          targets: [target],
        });
    }
    if (!this.syntax.isObject(list)) return;
    for (const [name, value] of this.syntax.members(list)) this.readEntry(name, this.syntax.unwrap(value));
  }

  /** `tools: { search: searchTool, now: () => …, ask: { description, execute } }`. */
  private readEntry(name: string, value: Node): void {
    const entry = literal(name);
    const targets = this.targetOf(value);
    if (!isName(name)) return;
    if (targets.length > 0) this.add({ evidence: 'listed', at: value, range: value, name: entry, targets });
    else if (this.syntax.isFunction(value)) {
      this.add({ evidence: 'declared', at: this.syntax.holder(value) ?? value, range: value, name: entry });
    } else if (this.syntax.isObject(value)) {
      const members = this.syntax.members(value);
      if (this.nameOfMembers(members, NAME_KEYS)) return;
      const runKey = RUN_KEYS.find((key) => members.has(key));
      const described = SCHEMA_KEYS.some((key) => members.has(key));
      if (runKey === undefined && !described) return;
      const evidence = runKey === undefined ? 'schema' : 'declared';
      const run = runKey === undefined ? undefined : members.get(runKey);
      const at = this.syntax.holder(value) ?? value;
      this.add({ evidence, at, range: value, name: entry, targets: run ? this.targetOf(run) : [] });
    }
  }

  private readFunction(shape: Shape, node: Node): void {
    const name = shape['plain.name'];
    if (!name) return;
    const evidence = this.syntax.isTopLevel(node) ? 'function' : 'inner';
    this.add({ kind: 'function', evidence, at: name, range: node, name: literal(name.text) });
  }

  private readPrompt(shape: Shape, node: Node): void {
    const name = shape['prompt.name'];
    const text = promptText(this.syntax.pieces(node));
    if (!name || text === null) return;
    this.add({
      kind: 'prompt',
      evidence: 'declared',
      at: name,
      range: node,
      name: literal(name.text),
      promptText: text,
    });
  }

  private readServer(given: Node): void {
    const said = this.nameIn(given, ['name', 'Name']);
    if (said?.name != null) this.servers.push(said.name);
  }

  private addHolder(holder: Node, range: Node, targets: Target[]): void {
    this.add({ evidence: 'holder', at: holder, range, name: literal(holder.text), targets });
  }

  private add(found: {
    kind?: Definition['kind'];
    evidence: Evidence;
    at: Node;
    range: Node;
    name: Name;
    targets?: Target[];
    promptText?: string;
  }): void {
    const { name, constant } = found.name;
    if (name !== null && (name === '' || name.length > 200)) return;
    this.definitions.push({
      kind: found.kind ?? 'tool',
      name,
      nameConstant: constant,
      evidence: found.evidence,
      at: rangeOf(found.at),
      range: rangeOf(found.range),
      targets: found.targets ?? [],
      promptText: found.promptText ?? null,
    });
  }

  /** The members of an argument list and of the objects in it. */
  private allMembers(given: Node): Map<string, Node> {
    const members = new Map(this.syntax.members(given));
    for (const item of this.syntax.items(given)) {
      const object = this.syntax.unwrap(item);
      if (!this.syntax.isObject(object)) continue;
      for (const [key, value] of this.syntax.members(object)) if (!members.has(key)) members.set(key, value);
    }
    return members;
  }

  /** The name among a call's arguments: `name="…"`, `{ name: "…" }`, or a string that comes first or second. */
  private nameIn(given: Node, keys: readonly string[]): Name | null {
    const node = this.nodeOfName(given, keys);
    return node ? this.nameOf(node) : null;
  }

  private nodeOfName(given: Node, keys: readonly string[]): Node | null {
    const items = this.syntax.items(given);
    const members = this.allMembers(given);
    const first = items[0] && this.nameOf(items[0])?.name != null ? items[0] : null;
    const keyed = keys.map((key) => members.get(key)).find((value) => value && this.nameOf(value));
    const second =
      items[1] && this.nameOf(items[1])?.name != null && this.syntax.text(items[1]) !== null
        ? items[1]
        : null;
    // An explicit name beats a string that may be anything; a first string beats an object that is a schema.
    return this.ownMember(given, keys) ?? first ?? keyed ?? second ?? this.constantFirst(items);
  }

  private ownMember(given: Node, keys: readonly string[]): Node | null {
    const members = this.syntax.members(given);
    return keys.map((key) => members.get(key)).find((value) => value && this.nameOf(value)) ?? null;
  }

  /** `server.registerTool(SEARCH_TOOL_NAME, …)`: only what is spelt as a constant is taken for a name. */
  private constantFirst(items: readonly Node[]): Node | null {
    const first = items[0];
    return first && /^(?:\w+\.)*[A-Z][A-Z0-9_]+$|\bToolNames?\.\w+$/.test(first.text) ? first : null;
  }

  private nameOfMembers(members: ReadonlyMap<string, Node>, keys: readonly string[]): Name | null {
    for (const key of keys) {
      const value = members.get(key);
      const said = value ? this.nameOf(value) : null;
      if (said) return said;
    }
    return null;
  }

  private nameOf(written: Node): Name | null {
    const node = this.syntax.unwrap(written);
    const text = this.syntax.text(node);
    if (text !== null) return isName(text) ? literal(text) : null;
    if (this.syntax.reference(node) === null || !/^[\w.$]+$/.test(node.text)) return null;
    const value =
      this.constants.get(node.text) ?? this.constants.get(node.text.replace(/^(?:this|self|cls)\./, ''));
    if (value !== undefined) return literal(value);
    return /[A-Z]/.test(node.text) ? { name: null, constant: node.text } : null;
  }

  /** What may run a tool, likeliest first: what a member says runs it, else references that stand by their place, the last first. */
  private targetsOf(given: Node, members: ReadonlyMap<string, Node>): Target[] {
    const run = RUN_KEYS.map((key) => members.get(key)).find(
      (value) => value && this.targetOf(value).length > 0,
    );
    if (run) return this.targetOf(run);
    return this.syntax
      .items(given)
      .flatMap((item) => this.targetOf(item))
      .reverse();
  }

  private targetOf(written: Node): Target[] {
    const name = this.syntax.reference(this.syntax.unwrap(written));
    if (name === null) return [];
    return [this.imports.get(name) ?? { name, module: null }];
  }

  private hasInlineCode(given: Node, members: ReadonlyMap<string, Node>): boolean {
    return (
      this.syntax.items(given).some((item) => this.syntax.isFunction(this.syntax.unwrap(item))) ||
      RUN_KEYS.some((key) => {
        const value = members.get(key);
        return value !== undefined && this.syntax.isFunction(this.syntax.unwrap(value));
      })
    );
  }

  private runs(value: Node | undefined): boolean {
    if (!value) return false;
    const run = this.syntax.unwrap(value);
    return this.syntax.isFunction(run) || this.syntax.reference(run) !== null;
  }

  /** Whether an object is handed to a call that makes tools: the call has been read. */
  private isArgumentOfMaker(object: Node): boolean {
    const call = around(object.parent ?? object, ['call_expression', 'call', 'new_expression'], 3);
    const callee = call?.childForFieldName('function') ?? call?.childForFieldName('constructor');
    if (!callee) return false;
    const [, owner = '', maker = ''] = /^(?:([\s\S]*)\.)?\s*(\w+)$/.exec(callee.text) ?? [];
    const role: Role | null = roleOf(maker, owner);
    return role !== null;
  }

  /** `tool := mcp.NewTool("x")` and `server.AddTool(tool, handler)`: the handler is the code of `x`. */
  private linkRegistrations(): void {
    for (const { held, targets } of this.registrations) {
      const holder = this.definitions.find(({ evidence, name }) => evidence === 'holder' && name === held);
      const same =
        holder && this.definitions.find((one) => one !== holder && sameRange(one.range, holder.range));
      if (same?.targets.length === 0) same.targets = targets;
    }
  }
}

function literal(name: string): Name {
  return { name, constant: null };
}

function isName(text: string): boolean {
  return (
    text.length > 0 && text.length <= MAX_NAME_LENGTH && !/[\n{}<>]/.test(text) && text.split(' ').length <= 6
  );
}

function rangeOf({ startPosition, endPosition }: Node): TextRange {
  return {
    line: startPosition.row + 1,
    column: startPosition.column + 1,
    endLine: endPosition.row + 1,
    endColumn: endPosition.column + 1,
  };
}

function sameRange(a: TextRange, b: TextRange): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

/** Several patterns may find one definition: the first of each place, name and evidence is kept. */
function withoutRepeats(definitions: readonly Definition[]): Definition[] {
  const seen = new Set<string>();
  return definitions.filter(({ kind, name, nameConstant, evidence, at }) => {
    const key = [kind, name, nameConstant, evidence, at.line, at.column].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}
