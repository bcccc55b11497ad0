/**
 * Calls of MCP servers' tools. Below the agent's own span of the tool call an MCP span is a detail of it, and knows
 * what that leaves out; by itself it is the tool call, of which a client and a server may both tell.
 */
import type { AgentSpan } from '../protocol/agentModel';
import { completedToolCall } from './completeFacts';
import type { SpanNode } from './spanNode';
import type { TraceTree } from './traceTree';

/** Changes the tree accordingly. */
export function placeMcpCalls(tree: TraceTree): void {
  if (!tree.preorder.some(({ span }) => isMcpCall(span))) return;
  /** The tool call around each node, within its agent's run. */
  const callAround = new Map<SpanNode, SpanNode>();
  for (const node of tree.preorder) {
    const { parent } = node;
    const kind = parent?.span?.kind;
    const outer = kind === 'tool' ? parent : kind === 'agent' || !parent ? undefined : callAround.get(parent);
    if (outer) callAround.set(node, outer);
    if (!isMcpCall(node.span)) continue;
    if (!outer) node.span = { ...node.span, kind: 'tool' };
    else if (isNameOf(outer.span!.tool!.name, node.span.tool!.name)) {
      outer.span = completedToolCall(outer.span!, node.span.tool!, node.span.errorMessage);
    }
  }
}

function isMcpCall(span: AgentSpan | null): span is AgentSpan {
  return span?.kind === 'mcp' && span.tool !== null;
}

/** Agents call a server's tool by its name, or with the server's before it: `mcp__docs__search`. */
function isNameOf(outer: string, inner: string): boolean {
  return outer === inner || (outer.endsWith(inner) && /[_.:/-]$/.test(outer.slice(0, -inner.length)));
}
