/** Reads calls and decorators that make, describe or register tools and agents. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Evidence, Target, TextRange } from '../facts';
import { around } from '../syntax/syntax';
import {
  AGENT_NAME_KEYS,
  DESCRIPTION_KEYS,
  isPlainAgentMaker,
  NAME_KEYS,
  roleOf,
  roleOfDecorator,
  SCHEMA_KEYS,
} from '../vocabulary';
import type { FileContext, Shape } from './fileContext';
import { literal, rangeOf, sameRange } from './fileContext';
import { hasInlineCode, targetOf, targetsOf } from './runTargets';
import { allMembers, nameIn, nameOf, nameOfMembers, nodeOfName } from './writtenNames';

/** A call such as `server.AddTool(tool, handler)`: what it registers has its name elsewhere. */
export interface Registration {
  /** The variable that holds the tool, or the call that makes it. */
  held: string | TextRange;
  targets: Target[];
}

/** `@tool`, `@mcp.tool(name="x")`, `[KernelFunction("x")]`. */
export function readDecorated(file: FileContext, shape: Shape, decorated: Node): void {
  const { maker, owner, function: name } = shape;
  const made = maker ? roleOfDecorator(maker.text, owner?.text ?? '') : null;
  const role = made ?? (shape.arguments && tellsOfTool(file, shape.arguments) ? 'tool' : null);
  if (!name || role === null || role === 'specification') return;
  if (role === 'agent') {
    readDecoratedAgent(file, shape, decorated, name);
    return;
  }
  const said = shape.arguments && role !== 'marker' ? nameIn(file, shape.arguments, NAME_KEYS) : null;
  const own = literal(name.text);
  if (!said && role === 'named-tool') return;
  // `@telemetry_tool("x")` beside `@mcp.tool()` measures a tool: what makes it says the name.
  if (role === 'maybe-tool' && hasSurerDecorator(decorated)) return;
  file.add({ evidence: 'declared', at: name, range: decorated, name: said ?? own });
  // Some frameworks report the function's name, whatever else the tool is called.
  if (said && said.name !== name.text) file.addAlias(name, decorated, []);
}

/** `@CreateAction({ name: "swap", description: "…", schema: Swap })`: whatever it is called, a model is told of it. */
function tellsOfTool(file: FileContext, given: Node): boolean {
  const members = allMembers(file, given);
  const hasSchema = [...SCHEMA_KEYS, 'schema'].some((key) => members.has(key));
  return hasSchema && members.has('name') && members.has('description');
}

function hasSurerDecorator(decorated: Node): boolean {
  return decorated.namedChildren.some((child) => {
    const [, owner = '', maker = ''] = /^@\s*(?:([\w.]+)\.)?(\w+)/.exec(child?.text ?? '') ?? [];
    const role = child?.type === 'decorator' ? roleOf(maker, owner) : null;
    return role === 'tool' || role === 'marker';
  });
}

/** Java: `@Agent(name = "writer") String write(…)`, `@Agent class Writer`; Python: `@fast.agent("writer")`, CrewAI's `@agent`. */
function readDecoratedAgent(file: FileContext, shape: Shape, decorated: Node, name: Node): void {
  const { maker, arguments: given } = shape;
  const { syntax } = file;
  const said = given ? nameOfMembers(file, syntax.members(given), NAME_KEYS) : null;
  const [first] = given && maker?.text !== 'Agent' ? syntax.items(given) : [];
  const named = said ?? (first ? nameOf(file, first) : null);
  // `@app.router()` and `@app.chain` are other frameworks' words.
  if (!named && maker && !/agent$/i.test(maker.text)) return;
  // Several decorators of one function define several agents.
  const at = named && given && decorated.type === 'decorated_definition' ? given : name;
  file.add({
    kind: 'agent',
    evidence: 'declared',
    at,
    range: at === name ? decorated : at,
    name: named ?? literal(name.text),
  });
}

/** AutoGen's `[Function]`: Azure Functions write the same above what is no tool, so that it is asked about. */
export function readContracted(file: FileContext, shape: Shape, decorated: Node): void {
  const { function: name } = shape;
  if (!name) return;
  const said = shape.arguments ? nameIn(file, shape.arguments, NAME_KEYS) : null;
  file.add({ evidence: 'described', at: name, range: decorated, name: said ?? literal(name.text) });
}

/** @returns what the call registers under a name that it does not say; null for every other call */
export function readCall(file: FileContext, shape: Shape, call: Node): Registration | null {
  const { maker, owner, arguments: given } = shape;
  const made = maker ? roleOf(maker.text, owner ? ownerOf(owner) : '') : null;
  if (maker && given && made === null && isPlainAgentMaker(maker.text) && call.parent?.type !== 'decorator') {
    if (nameOfMembers(file, allMembers(file, given), AGENT_NAME_KEYS))
      readAgentCall(file, call, given, maker.text);
    return null;
  }
  // What a list of tools has is told and run as its members say; a type's own description is told to models.
  const tells = shape.listing !== undefined || (given !== undefined && describesItself(file, call, given));
  const role = made ?? (tells ? 'specification' : null);
  // A decorator's call is read with what it decorates.
  if (!role || role === 'marker' || !given || call.parent?.type === 'decorator') return null;
  if (role === 'agent') {
    readAgentCall(file, call, given, maker?.text ?? '');
    return null;
  }
  const { syntax } = file;
  const members = allMembers(file, given);
  const said = nameIn(file, given, NAME_KEYS);
  const nameNode = said ? nodeOfName(file, given, NAME_KEYS) : null;
  const targets = targetsOf(file, given, members, nameNode);
  // Java: `FunctionTool.create(Search.class, "search")` names a method.
  if (said?.name != null && syntax.items(given)[0]?.type === 'class_literal') {
    targets.push({ name: said.name, module: null });
  }
  const holder = syntax.holder(call);
  const hasCode = hasInlineCode(file, given, members);
  if (said) {
    const at = nameNode ?? call;
    const runs = targets.length > 0 || hasCode;
    // MCP: `Tool(name="search", inputSchema={…})` is what a server tells of a tool.
    const isTold = maker?.text === 'Tool' && SCHEMA_KEYS.some((key) => members.has(key)) && !runs;
    const declares = (role === 'tool' && !isTold) || describesItsType(call);
    // `addTool("search", (found) => …)` may add what is done with a tool's results.
    const isBare = hasCode && syntax.items(given).length === 2 && members.size === 0;
    const evidence: Evidence = declares && !isBare ? 'declared' : runs ? 'runnable' : 'schema';
    file.add({ evidence, at, range: call, name: said, targets });
    if (holder) file.addAlias(holder, call, targets);
    return null;
  }
  if (role === 'named-tool') return null;
  if (holder && role !== 'specification') {
    // `const searchTool = makeSearchTool(model)` may hold anything: what makes it says what.
    const makers = role === 'maybe-tool' && maker ? targetOf(file, maker) : [];
    const likely = hasCode ? 'runnable' : targets.length > 0 ? 'alias' : 'inner';
    const evidence = role === 'tool' ? 'declared' : likely;
    const own = hasCode ? [] : [...makers, ...targets];
    file.add({ evidence, at: holder, range: call, name: literal(holder.text), targets: own });
  }
  const [first] = targets;
  // Go: `server.AddTool(mcp.NewTool("x"), handle)`, `server.ServerTool{Tool: tool, Handler: handle}`.
  const tool = members.get('Tool') ?? syntax.items(given)[0];
  if (
    first &&
    tool &&
    (members.has('Tool') ? syntax.reference(tool) === null : tool.childForFieldName('arguments'))
  )
    return { held: rangeOf(tool), targets };
  if (!first || role === 'maybe-tool') return null;
  file.add({ evidence: 'listed', at: call, range: call, name: literal(first.name), targets });
  return targets.length > 1 ? { held: targets.at(-1)!.name, targets: targets.slice(0, -1) } : null;
}

/** `tool := mcp.NewTool("x")` and `server.AddTool(tool, handler)`: the handler is the code of `x`. */
export function linkRegistrations(
  { definitions }: FileContext,
  registrations: readonly Registration[],
): void {
  for (const { held, targets } of registrations) {
    const holder =
      typeof held === 'string'
        ? definitions.find(({ evidence, name }) => evidence === 'alias' && name === held)
        : undefined;
    const range = typeof held === 'string' ? holder?.range : held;
    const same = range && definitions.find((one) => one !== holder && sameRange(one.range, range));
    if (same?.targets.length === 0) same.targets = targets;
  }
}

/** Java: `ToolSpecification.builder().name("x")`. */
export function readBuilder(file: FileContext, shape: Shape, built: Node): void {
  const value = shape['builder.name'];
  const said = value ? nameOf(file, value) : null;
  const [, type = ''] = /(\w+)\s*\.\s*(?:<[^>]*>\s*)?builder\s*\(/.exec(shape.builder?.text ?? '') ?? [];
  const isAgent = type.endsWith('Agent');
  if (!said || !value || (!isAgent && !/Tool|Function/.test(type))) return;
  const evidence = isAgent || /^(?:FunctionTool|Tool)$/.test(type) ? 'declared' : 'schema';
  file.add({ kind: isAgent ? 'agent' : 'tool', evidence, at: value, range: built, name: said });
}

/** What a call is made on; in a class that calls itself, what the class is: `self.register(search)` in a `Toolkit`. */
function ownerOf(owner: Node): string {
  if (!/^(?:self|this)$/.test(owner.text)) return owner.text;
  const type = around(owner, ['class_definition', 'class_declaration'], 16);
  return type?.childForFieldName('superclasses')?.text.replace(/[()]/g, '') ?? owner.text;
}

/** `func (a *Search) Definition() ActionDefinition { return ActionDefinition{Name: "search", Description: "…"} }`. */
function describesItself(file: FileContext, call: Node, given: Node): boolean {
  return describesItsType(call) && DESCRIPTION_KEYS.some((key) => file.syntax.members(given).has(key));
}

/** `func (t *Search) Info(…) { return &schema.ToolInfo{Name: "search"} }`: the type around it is the tool. */
function describesItsType(call: Node): boolean {
  const name = around(call, ['method_declaration'])?.childForFieldName('name')?.text ?? '';
  return /^(?:get)?(?:tool)?(?:info|definition|declaration|spec(?:ification)?)$/i.test(name);
}

function readAgentCall(file: FileContext, call: Node, given: Node, maker: string): void {
  const written = nodeOfAgentName(file, given, maker);
  const said = written && nameOf(file, written);
  const holder = file.syntax.holder(call);
  if (said) {
    const at = written;
    // A card tells others of an agent that is made elsewhere.
    const evidence = maker.endsWith('Card') ? 'schema' : 'declared';
    file.add({ kind: 'agent', evidence, at, range: call, name: said });
    const id = nameOfMembers(file, allMembers(file, given), ['id']);
    if (id && id.name !== said.name) file.add({ kind: 'agent', evidence, at, range: call, name: id });
  }
  if (holder) {
    const evidence = said ? 'alias' : 'holder';
    file.add({ kind: 'agent', evidence, at: holder, range: call, name: literal(holder.text) });
  }
}

/** Of any type: what has a name and is told something is an agent. */
export function readToldAgent(file: FileContext, members: Node): void {
  const written = nodeOfName(file, members, AGENT_NAME_KEYS);
  const said = written && nameOf(file, written);
  if (said) file.add({ kind: 'agent', evidence: 'declared', at: written, range: members, name: said });
}

/** `client.CreateAIAgent("Write poems.", "Poet")`, `new ChatClientAgent(client, "Write poems.", "Poet")`: told before it is named. */
function nodeOfAgentName(file: FileContext, given: Node, maker: string): Node | null {
  const { syntax } = file;
  if (/^(?:(?:Create|As)AIAgent|ChatClientAgent)$/.test(maker) && !syntax.members(given).has('name')) {
    const items = syntax.items(given);
    const told = items.findIndex((item) => syntax.pieces(item).length > 0);
    const next = told < 0 ? undefined : items[told + 1];
    if (next && nameOf(file, next)) return next;
    if (told >= 0) return null;
  }
  return nodeOfName(file, given, AGENT_NAME_KEYS);
}
