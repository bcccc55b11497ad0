/** Which frames have what somebody looks for. */
import { uint32Column } from './columns';
import type { FlameLayout } from './flameLayout';
import { NONE, type FlameNodes, type TextColumn } from './flameNodes';
import { SPAN_KINDS } from '../protocol/agentModel';

const KIND_AGENT = SPAN_KINDS.indexOf('agent');

export interface FrameMatches {
  count: number;
  /** How many of the frames before this one match; one entry more than there are frames. */
  before: Uint32Array;
}

/** Case does not matter. An agent is found where its work begins, not in everything that it does. */
export function findMatches(layout: FlameLayout, query: string): FrameMatches {
  const { nodes, node } = layout;
  const isMatch = matcher(nodes, query);
  const before = uint32Column(node.length + 1);
  let count = 0;
  for (let frame = 0; frame < node.length; frame++) {
    if (isMatch(node[frame]!)) count++;
    before[frame + 1] = count;
  }
  return { count, before };
}

function matcher({ label, error, agent, model, tool, parent, kind }: FlameNodes, query: string) {
  const wanted = query.toLowerCase();
  const has = ({ texts }: TextColumn) =>
    Uint8Array.from(texts, (text) => (text.toLowerCase().includes(wanted) ? 1 : 0));
  const own = [label, error, model, tool].map((column) => ({ indexes: column.indexes, has: has(column) }));
  const agents = has(agent);
  const beginsAgent = (node: number) =>
    kind[node] === KIND_AGENT ||
    parent[node] === NONE ||
    agent.indexes[parent[node]!] !== agent.indexes[node];
  return (node: number): boolean =>
    own.some(({ indexes, has }) => has[indexes[node]!] === 1) ||
    (agents[agent.indexes[node]!] === 1 && beginsAgent(node));
}
