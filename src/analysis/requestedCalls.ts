/** What a model asked for, against the tool calls that followed. */
import type { AgentSpan, RequestedCall } from '../protocol/agentModel';
import { canonicalArguments } from './canonicalArguments';
import type { SpanNode } from './spanNode';
import { compareSpans } from './spanOrder';

/**
 * Gives each tool call what its own span leaves out and its request has: the id, and the arguments as JSON (some
 * emitters send the bare value of a single argument). `tools`: those that were made for `requests`, in any order.
 */
export function completeByRequest(tools: readonly SpanNode[], requests: readonly RequestedCall[]): void {
  if (requests.length === 0) return;
  const open = new Set(requests);
  for (const tool of tools) {
    const { callId } = tool.span!.tool!;
    const request = callId === null ? undefined : requests.find(({ id }) => id === callId);
    if (request) answer(tool, request, open);
  }
  let unknown = tools
    .filter(({ span }) => span!.tool!.callId === null)
    .sort((a, b) => compareSpans(a.span!, b.span!));
  // Those that surely belong together first, so that none of them is given away.
  for (const fits of FITS) {
    unknown = unknown.filter((tool) => {
      const request = [...open].find((candidate) => fits(tool, candidate));
      if (request) answer(tool, request, open);
      return !request;
    });
  }
}

/** From the surest to the least sure. */
const FITS: readonly ((tool: SpanNode, request: RequestedCall) => boolean)[] = [
  (tool, request) => hasSameName(tool, request) && hasSameArguments(tool, request),
  (tool, request) => hasSameName(tool, request) && mayHaveSameArguments(tool, request),
  (tool, request) => isNameOfClass(tool) && hasSameArguments(tool, request),
];

function hasSameName({ span }: SpanNode, { name }: RequestedCall): boolean {
  return span!.tool!.name === name;
}

/** LangChain's classes of tools: some instrumentations know a tool that failed by nothing else. */
function isNameOfClass({ span }: SpanNode): boolean {
  return /^(?:Dynamic(?:Structured)?|Structured|Base)?Tool$/.test(span!.tool!.name);
}

/**
 * By the span as it was sent. A session that grows is completed again in the same way: what is known of a completed
 * span (`loops/stretchLoops.ts`) is not worked out again.
 */
const answered = new WeakMap<AgentSpan, { request: RequestedCall; completed: AgentSpan }>();

/** Completes the call and takes the request from those that wait for theirs. */
function answer(node: SpanNode, request: RequestedCall, open: Set<RequestedCall>): void {
  open.delete(request);
  const sent = node.span!;
  const known = answered.get(sent);
  const completed = known?.request === request ? known.completed : completedBy(request, node);
  answered.set(sent, { request, completed });
  node.span = completed;
}

function completedBy(request: RequestedCall, node: SpanNode): AgentSpan {
  const span = node.span!;
  const tool = span.tool!;
  const args = isObject(tool.arguments) ? tool.arguments : (request.arguments ?? tool.arguments);
  const name = isNameOfClass(node) ? (request.name ?? tool.name) : tool.name;
  return { ...span, tool: { ...tool, name, callId: tool.callId ?? request.id, arguments: args } };
}

function hasSameArguments({ span }: SpanNode, request: RequestedCall): boolean {
  const own = span!.tool!.arguments;
  if (own === null || request.arguments === null) return false;
  if (canonicalArguments(own) === canonicalArguments(request.arguments)) return true;
  return !isObject(own) && valuesOf(request.arguments).includes(own);
}

/** Other arguments are another call; where there are none to compare, the order has to do. */
function mayHaveSameArguments({ span }: SpanNode, request: RequestedCall): boolean {
  return request.arguments === null || !isObject(span!.tool!.arguments);
}

function isObject(json: string | null): boolean {
  return json?.startsWith('{') === true;
}

function valuesOf(json: string): string[] {
  try {
    const opened: unknown = JSON.parse(json);
    if (typeof opened !== 'object' || opened === null) return [];
    return Object.values(opened).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  } catch {
    return [];
  }
}
