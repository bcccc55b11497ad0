/** Reads objects that are tools, and lists and maps of tools. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Evidence, Target } from '../facts';
import { around, lastName } from '../syntax/syntax';
import {
  DESCRIPTION_KEYS,
  isAgentList,
  isToolList,
  NAME_KEYS,
  roleOf,
  RUN_KEYS,
  SCHEMA_KEYS,
} from '../vocabulary';
import { addAgent, isAgent, readAgents } from './agentObjects';
import type { FileContext, Shape } from './fileContext';
import { literal } from './fileContext';
import { hasInlineCode, runs, targetOf } from './runTargets';
import { allMembers, isName, nameOfMembers } from './writtenNames';

/** `{ name: "search", description: …, execute() {} }`, `{ name: "writer", instructions: "…", tools }`. */
export function readObject(file: FileContext, object: Node): void {
  const { syntax } = file;
  const members = syntax.members(object);
  if (isAgent(file, object, members)) {
    if (!isArgumentOfMaker(object)) addAgent(file, object, members);
    return;
  }
  const said = nameOfMembers(file, members, NAME_KEYS);
  const described = isDescribed(members);
  const runKey = RUN_KEYS.find((key) => runs(file, members.get(key)));
  if (!said || (!described && runKey === undefined) || isArgumentOfMaker(object) || isResource(members))
    return;
  const run = runKey === undefined ? undefined : members.get(runKey);
  const targets = run ? targetOf(file, run) : [];
  // A message or an event has a name and something to call, too; a tool is described.
  if (!described && targets.length === 0 && runKey !== 'execute' && runKey !== 'handler') return;
  const evidence = runKey === undefined ? toldBy(members) : 'runnable';
  const at = members.get(NAME_KEYS.find((key) => members.has(key))!) ?? object;
  file.add({ evidence, at, range: object, name: said, targets });
  // What has an id beside its name is called by either.
  const id = nameOfMembers(file, members, ['id']);
  if (id && id.name !== said.name) file.add({ evidence, at, range: object, name: id, targets });
  const holder = runKey === undefined ? null : syntax.holder(object);
  if (holder) file.addAlias(holder, object, targets);
}

/** `Skill(name="search", description="…", handler=search)`: what has a name, a description and code is one, whatever makes it. */
export function readGiven(file: FileContext, given: Node): void {
  const members = file.syntax.members(given);
  if (isDescribed(members) && RUN_KEYS.some((key) => runs(file, members.get(key)))) readObject(file, given);
}

/** `tools=[search]`, `const tools = { search: … }`. */
export function readList(file: FileContext, shape: Shape, written: Node): void {
  const { syntax } = file;
  const key = shape['list.key'];
  if (!key) return;
  const list = syntax.unwrap(written);
  if (isAgentList(key.text)) readAgents(file, list);
  if (!isToolList(key.text)) return;
  for (const item of syntax.items(list)) {
    const targets = targetOf(file, item).slice(0, 1);
    for (const { name } of targets)
      file.add({ evidence: 'listed', at: item, range: item, name: literal(name), targets });
  }
  if (!syntax.isObject(list)) return;
  for (const [name, value] of syntax.members(list)) readEntry(file, name, syntax.unwrap(value));
}

/** `tools: { search: searchTool, now: () => …, ask: { description, execute } }`. */
function readEntry(file: FileContext, name: string, value: Node): void {
  const { syntax } = file;
  const entry = literal(name);
  const targets = madeBy(file, value) ?? targetOf(file, value);
  if (!isName(name)) return;
  if (targets.length > 0) file.add({ evidence: 'listed', at: value, range: value, name: entry, targets });
  else if (syntax.isFunction(value) || isGivenCode(file, value)) {
    file.add({ evidence: 'declared', at: syntax.holder(value) ?? value, range: value, name: entry });
  } else if (syntax.isObject(value)) {
    const members = syntax.members(value);
    if (nameOfMembers(file, members, NAME_KEYS)) return;
    const runKey = RUN_KEYS.find((key) => members.has(key));
    if (runKey === undefined && !isDescribed(members)) return;
    const evidence = runKey === undefined ? toldBy(members) : 'declared';
    const run = runKey === undefined ? undefined : members.get(runKey);
    const at = syntax.holder(value) ?? value;
    file.add({ evidence, at, range: value, name: entry, targets: run ? targetOf(file, run) : [] });
  }
}

/** What makes a tool for a map: `search: createSearch(user)`; null for the calls that are tools themselves. */
function madeBy(file: FileContext, value: Node): Target[] | null {
  const callee = value.childForFieldName('function');
  if (!callee || roleOf(lastName(callee.text), '') === 'tool' || isGivenCode(file, value)) return null;
  return targetOf(file, callee);
}

/** `search: withAccount({ execute() {} })`: what it is given runs. */
function isGivenCode(file: FileContext, call: Node): boolean {
  const given = call.childForFieldName('arguments');
  return given !== null && hasInlineCode(file, given, allMembers(file, given));
}

export function isDescribed(members: ReadonlyMap<string, Node>): boolean {
  return [...DESCRIPTION_KEYS, ...SCHEMA_KEYS].some((key) => members.has(key));
}

/** MCP: what a model reads is described, and handled, too. */
function isResource(members: ReadonlyMap<string, Node>): boolean {
  return ['uri', 'uriTemplate', 'mimeType'].some((key) => members.has(key));
}

/** Of what is described: whether a model could call it. */
function toldBy(members: ReadonlyMap<string, Node>): Evidence {
  // Parameters of an HTTP interface have a description and a schema, too: they say where they stand.
  const isTold = members.has('description') && members.has('schema') && !members.has('in');
  return isTold || SCHEMA_KEYS.some((key) => members.has(key)) ? 'schema' : 'described';
}

/** Whether an object is handed to a call that makes tools: the call has been read. */
function isArgumentOfMaker(object: Node): boolean {
  const call = around(object.parent ?? object, ['call_expression', 'call', 'new_expression'], 3);
  const callee = call?.childForFieldName('function') ?? call?.childForFieldName('constructor');
  if (!callee) return false;
  const [, owner = '', maker = ''] = /^(?:([\s\S]*)\.)?\s*(\w+)$/.exec(callee.text) ?? [];
  return roleOf(maker, owner) !== null;
}
