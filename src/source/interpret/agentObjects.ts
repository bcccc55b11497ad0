/** Reads objects that are agents, and maps of them. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import { AGENT_KEYS, AGENT_NAME_KEYS, INSTRUCTION_KEYS, isAgentType } from '../vocabulary';
import type { FileContext, Name } from './fileContext';
import { literal } from './fileContext';
import { nameOfMembers } from './writtenNames';

type Members = ReadonlyMap<string, Node>;

/** `{ name: "writer", instructions: "…", tools }`, or whatever is declared to be an agent. */
export function isAgent({ syntax }: FileContext, object: Node, members: Members): boolean {
  return isInstructed(members) || isAgentType(syntax.declaredType?.(object) ?? '');
}

/** Where it says its name. */
export function addAgent(file: FileContext, object: Node, members: Members): void {
  const name = nameOfMembers(file, members, AGENT_NAME_KEYS);
  if (name) add(file, object, members, name);
}

/** `agents: { writer: { prompt: "…", tools } }`: they are called by their keys. */
export function readAgents(file: FileContext, list: Node): void {
  const { syntax } = file;
  for (const [name, value] of syntax.isObject(list) ? syntax.members(list) : []) {
    const agent = syntax.unwrap(value);
    const members: Members = syntax.isObject(agent) ? syntax.members(agent) : new Map();
    if (isInstructed(members)) add(file, agent, members, literal(name));
  }
}

function add(file: FileContext, object: Node, members: Members, name: Name): void {
  const key = AGENT_NAME_KEYS.find((one) => members.has(one));
  const at = (key === undefined ? file.syntax.holder(object) : members.get(key)) ?? object;
  file.add({ kind: 'agent', evidence: 'declared', at, range: object, name });
}

/** Whether an object says what a model is told, and what else an agent has: a prompt alone is no agent. */
function isInstructed(members: Members): boolean {
  return INSTRUCTION_KEYS.some((key) => members.has(key)) && AGENT_KEYS.some((key) => members.has(key));
}
