/**
 * Spans of a session that has log records only, as Claude Code's usual set-up exports it: one agent run per request of
 * the user, its model calls and tool calls inside. A record is written when the call ends and says how long it took.
 */
import type { AgentEvent } from '../protocol/agentEvents';
import type { AgentSpan, SpanKind } from '../protocol/agentModel';
import type { EpochMs } from '../protocol/units';
import { spanKey } from './spanNode';
import { syntheticSpanId, syntheticTraceId } from './syntheticIds';

export interface EventSpans {
  spans: AgentSpan[];
  /** The record behind each, by `spanKey`. */
  eventOfSpan: Map<string, AgentEvent>;
}

/** One request of the user, with all that is part of it. */
interface Run {
  id: string;
  events: AgentEvent[];
}

/** `events`: in order. Their ids stem from what the records say, never from where they are kept. */
export function spansOfEvents(sessionId: string, events: readonly AgentEvent[]): EventSpans {
  const result: EventSpans = { spans: [], eventOfSpan: new Map() };
  const starts = startsOf(events);
  for (const run of runsOf(sessionId, events)) addRun(sessionId, run, starts, result);
  return result;
}

/**
 * When what each event tells of began. An answer that does not say how long it took began with the request before it;
 * a tool call with the decision to make it, which calls side by side are decided on in the model's order.
 */
function startsOf(events: readonly AgentEvent[]): Map<AgentEvent, EpochMs> {
  const starts = new Map<AgentEvent, EpochMs>();
  const requests = new Map<string | null, EpochMs>();
  const decisions = new Map<string, EpochMs>();
  for (const event of events) {
    const { kind, time, durationMs, agentId, tool } = event;
    const asked = kind === 'model_call' && durationMs === null ? requests.get(agentId) : undefined;
    const decided = kind === 'tool_call' && tool?.callId != null ? decisions.get(tool.callId) : undefined;
    const start = asked ?? decided ?? time - (durationMs ?? 0);
    starts.set(event, start);
    if (kind === 'request' && durationMs !== null) requests.set(agentId, start);
    if (kind === 'model_call') requests.delete(agentId);
    if (kind === 'tool_decision' && tool?.callId != null) decisions.set(tool.callId, time);
  }
  return starts;
}

/** Whether a call of a tool, a model or a person's request is what the event tells of. */
function isCall({ kind, tool }: AgentEvent, made: ReadonlySet<string>): boolean {
  if (kind !== 'tool_decision')
    return kind === 'user_message' || kind === 'model_call' || kind === 'tool_call';
  // Of a call that was not made there is nothing else.
  return tool !== null && tool.status !== 'ok' && (tool.callId === null || !made.has(tool.callId));
}

function runsOf(sessionId: string, events: readonly AgentEvent[]): Run[] {
  const runs = new Map<string, Run>();
  const runOfAgent = new Map<string, string>();
  const made = new Set(
    events.flatMap(({ kind, tool }) => (kind === 'tool_call' ? (tool?.callId ?? []) : [])),
  );
  let prompts = 0;
  for (const event of events) {
    if (!isCall(event, made)) continue;
    if (event.kind === 'user_message' && event.promptId === null) prompts++;
    const agent = agentKey(sessionId, event);
    // A sub-agent may work on while its user says something new.
    const id = runOfAgent.get(agent) ?? event.promptId ?? `#${prompts}`;
    if (agent !== '') runOfAgent.set(agent, id);
    const run = runs.get(id);
    if (run) run.events.push(event);
    else runs.set(id, { id, events: [event] });
  }
  return [...runs.values()];
}

function addRun(
  sessionId: string,
  { id, events }: Run,
  starts: ReadonlyMap<AgentEvent, EpochMs>,
  { spans, eventOfSpan }: EventSpans,
): void {
  const traceId = syntheticTraceId(sessionId, id);
  const agents = new Map<string, AgentSpan>();
  const ids = new Set<string>();
  /** Of an id that several records share (repeated calls of a scripted model) each gets its own. */
  const spanId = (...content: unknown[]): string => {
    for (let copy = 0; ; copy++) {
      const made = syntheticSpanId(sessionId, id, ...content, copy);
      if (ids.has(made)) continue;
      ids.add(made);
      return made;
    }
  };
  const add = (span: AgentSpan, event: AgentEvent) => {
    spans.push(span);
    eventOfSpan.set(spanKey(span), event);
  };

  /** `key`: the sub-agent's id; '' for the agent that the user speaks to. */
  const agentOf = (key: string, event: AgentEvent): AgentSpan => {
    const known = agents.get(key);
    if (known) return known;
    const parent = key === '' ? null : agentOf('', event);
    const isOwn = key === agentKey(sessionId, event);
    const agent = (isOwn ? event.agent : null) ?? (key === '' ? event.service : null);
    const span: AgentSpan = {
      ...blank('agent', event, traceId),
      spanId: spanId('agent', key),
      parentSpanId: parent?.spanId ?? null,
      name: agent ?? 'agent',
      agent,
      agentId: key === '' ? null : key,
      startTime: starts.get(event)!,
    };
    agents.set(key, span);
    add(span, event);
    return span;
  };

  for (const event of events) {
    const agent = agentOf(agentKey(sessionId, event), event);
    const start = starts.get(event)!;
    agent.userMessage ??= event.userMessage;
    for (let outer: AgentSpan | undefined = agent; outer; outer = parentIn(agents, outer))
      stretch(outer, start, event.time);
    if (event.kind === 'user_message') continue;
    const { model, tool } = event;
    const name = tool?.name ?? model?.requestModel ?? model?.responseModel ?? event.name;
    add(
      {
        ...blank(tool ? 'tool' : 'llm', event, traceId),
        spanId: spanId(event.kind, model?.responseId ?? tool?.callId, event.time),
        parentSpanId: agent.spanId,
        name: tool ? name : `chat ${name}`,
        startTime: start,
        durationMs: event.time - start,
        status: event.errorClass === null && event.errorMessage === null ? 'unset' : 'error',
        errorClass: event.errorClass,
        errorMessage: event.errorMessage,
        model,
        tool,
      },
      event,
    );
  }
}

/** Some emitters have the conversation as the id of its main agent. */
function agentKey(sessionId: string, { agentId }: AgentEvent): string {
  return agentId === sessionId ? '' : (agentId ?? '');
}

function parentIn(
  agents: ReadonlyMap<string, AgentSpan>,
  { parentSpanId }: AgentSpan,
): AgentSpan | undefined {
  return parentSpanId === null ? undefined : agents.get('');
}

/** Makes the run reach from the earliest start to the latest end. */
function stretch(span: AgentSpan, start: EpochMs, end: EpochMs): void {
  const until = Math.max(end, span.startTime + span.durationMs);
  span.startTime = Math.min(span.startTime, start);
  span.durationMs = until - span.startTime;
}

function blank(kind: SpanKind, event: AgentEvent, traceId: string): AgentSpan {
  return {
    traceId,
    spanId: '',
    parentSpanId: null,
    name: '',
    kind,
    startTime: event.time,
    durationMs: 0,
    status: 'unset',
    errorClass: null,
    errorMessage: null,
    service: event.service,
    sessionKey: null,
    agent: null,
    agentId: null,
    userMessage: null,
    model: null,
    tool: null,
    handoff: null,
    totals: null,
    noise: false,
    source: null,
    links: [],
  };
}
