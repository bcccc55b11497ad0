/** LangGraph's runs, as LangChain's callbacks report them to whoever instruments: by name and `metadata`. */
import type { JsonValue } from '../protocol/spans';
import { at } from './fields';
import { langChainFields } from './langChain';

/** What a run is: a whole graph, one of its nodes, or machinery in between; null outside of LangChain. */
export type GraphRole = 'graph' | 'node' | 'plumbing';

/** LangChain's own building blocks. */
const BUILDING_BLOCK =
  /^(?:Runnable\w*|Channel(?:Write|Read)\b.*|Pregel\w*|__start__|__end__|_write|prompt|\w*PromptTemplate|\w*OutputParser|should_continue|tools_condition)(?:<.*)?$/i;
const GRAPH_CLASS = /^(?:LangGraph|CompiledStateGraph|CompiledGraph|AgentExecutor)$/;
const NODE = /"langgraph_node":\s*"([^"]*)"/;

/** Whether a run has its class for a name: nobody gave it one. */
export function isGraphClass(name: string): boolean {
  return GRAPH_CLASS.test(name);
}

/**
 * By the run's name, and by its metadata, which says the node that it runs in (a graph inside of a node too). `io`:
 * JSON text of what went in and came out.
 */
export function graphRole(
  name: string,
  metadata: string | null,
  io: readonly (string | null)[] = [],
): GraphRole | null {
  if (BUILDING_BLOCK.test(name)) return 'plumbing';
  if (GRAPH_CLASS.test(name)) return 'graph';
  if (!metadata?.includes('langgraph')) return null;
  const node = NODE.exec(metadata)?.[1];
  if (node === undefined) return 'graph';
  if (node === name) return 'node';
  return passesState(io) ? 'graph' : 'plumbing';
}

/** A graph takes a state with messages and answers with one; what else runs inside of a node does not. */
function passesState([input, output = null]: readonly (string | null)[]): boolean {
  const isState = (value: string | null | undefined) => /^\s*\{\s*"messages":/.test(value ?? '');
  return isState(input) && (output === null || isState(output));
}

/** The name that an agent's graph gives to the answers in its state, for graphs that are known by their class only. */
export function agentNameInState(state: JsonValue | undefined): string | null {
  const messages = at(state, 'messages');
  if (!Array.isArray(messages)) return null;
  const answer = messages.map(langChainFields).findLast((fields) => fields?.type === 'ai');
  const name = answer?.name;
  return typeof name === 'string' && name !== '' && name !== UNNAMED_AGENT ? name : null;
}

/** What `createAgent` of LangChain for JavaScript calls an agent without a name (langchain 1.x, agents/nodes/AgentNode). */
const UNNAMED_AGENT = 'model';
