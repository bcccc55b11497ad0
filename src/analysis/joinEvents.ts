/**
 * A session's spans and log records as one: what a span lacks is filled from the records about it. Which record is
 * about which span: the span that it was written in; else a shared id of the answer or of the tool call; else the
 * nearest in time of the same session. The same spans and records give the same result in any order.
 *
 * Metrics are not joined: they are sums over many calls and know neither span nor conversation.
 */
import type { AgentEvent, ToolResult } from '../protocol/agentEvents';
import type { AgentSpan, RequestedCall, ToolCallFacts } from '../protocol/agentModel';
import type { EpochMs } from '../protocol/units';
import { isHooks, nameAgents, type Naming } from './agentNames';
import { canonicalArguments } from './canonicalArguments';
import { completedByResult, completedModelCall, completedToolCall } from './completeFacts';
import { spansOfEvents } from './eventSpans';
import { hasFailed } from './outcome';
import { MAX_APART_MS, pairByTime, type Pairable } from './pairing';
import type { ToldResult } from './quotedCalls';
import { SpanIndex } from './spanIndex';
import { hasSpanRecords, joinSpanRecords } from './spanRecords';
import { spanKey } from './spanNode';
import { answersOf, NOTHING_TOLD, type ToldContent } from './toldContent';

export interface JoinedSession {
  spans: AgentSpan[];
  /** Behind spans that nobody sent, by `spanKey`: those of a session that has records only. */
  eventOfSpan: ReadonlyMap<string, AgentEvent>;
  /** What tools gave back, by call id, as later requests to the model quote it. */
  toolResults: ReadonlyMap<string, ToldResult>;
  told: ToldContent;
}

/** What there is beside the spans where nothing is joined. */
export const NOT_JOINED: Omit<JoinedSession, 'spans'> & { spans: [] } = {
  spans: [],
  eventOfSpan: new Map(),
  toolResults: new Map(),
  told: NOTHING_TOLD,
};

/**
 * Whether spans tell of each other, so that they are to be joined even without any records. `callIds`: those of spans
 * that were looked at before; new ones are added.
 */
export function mustBeJoined(spans: readonly AgentSpan[], callIds: Set<string>): boolean {
  return hasSpanRecords(spans, callIds) || spans.some(({ agentId }) => agentId !== null);
}

export function joinEvents(
  sessionId: string,
  spans: readonly AgentSpan[],
  unordered: readonly AgentEvent[],
): JoinedSession {
  const index = new SpanIndex(spans);
  joinSpanRecords(index);
  const events = [...unordered].sort(compareEvents);
  const toolResults = new Map<string, ToldResult>();
  for (const event of events) {
    for (const { callId, result, status = 'ok' } of event.toolResults) {
      if (!toolResults.has(callId)) toolResults.set(callId, { result, status });
    }
  }
  const join = new Join(index, events, toolResults);
  if (events.length > 0 && hasCalls(spans)) join.run();
  nameAgents(index, [...events, ...join.namings]);
  // With spans about, a record without one is of a span that is still to come.
  const made = hasCalls(spans) ? undefined : spansOfEvents(sessionId, events);
  const all = made && made.spans.length > 0 ? [...index.all(), ...made.spans] : index.all();
  const eventOfSpan = made?.eventOfSpan ?? new Map<string, AgentEvent>();
  const calls = made ? new Set(eventOfSpan.keys()) : join.told;
  return { spans: all, eventOfSpan, toolResults, told: { calls, answers: answersOf(all, events) } };
}

function hasCalls(spans: readonly AgentSpan[]): boolean {
  return spans.some(({ kind }) => kind === 'llm' || kind === 'tool' || kind === 'agent');
}

/** By time, then by what they say: records of one moment have no order of their own. */
export function compareEvents(a: AgentEvent, b: AgentEvent): number {
  return (
    a.time - b.time ||
    compareText(a.name, b.name) ||
    compareText(a.spanId, b.spanId) ||
    compareText(a.tool?.callId, b.tool?.callId) ||
    compareText(a.model?.responseId, b.model?.responseId) ||
    compareText(a.text, b.text) ||
    compareText(identityOf(a.toolResults), identityOf(b.toolResults))
  );
}

function compareText(a: string | null | undefined, b: string | null | undefined): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}

function identityOf(results: readonly ToolResult[]): string {
  return results.length === 0 ? '' : JSON.stringify(results);
}

class Join {
  /** Calls that records tell of, by `spanKey`. */
  readonly told = new Set<string>();
  /** Records that name the agent of a span, which alone knows its id. */
  readonly namings: Naming[] = [];

  constructor(
    private readonly index: SpanIndex,
    private readonly events: readonly AgentEvent[],
    private readonly toolResults: ReadonlyMap<string, ToldResult>,
  ) {}

  run(): void {
    this.joinAgents();
    this.joinMessages();
    this.joinModelCalls();
    this.joinToolCalls();
    this.joinResults();
    this.joinErrors();
    this.joinPrompts();
  }

  private of(kind: AgentEvent['kind']): AgentEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }

  private span(key: string | undefined): AgentSpan | undefined {
    return key === undefined ? undefined : this.index.get(key);
  }

  /** The model call that the record was written in. */
  private modelAround(event: AgentEvent): string | undefined {
    const key = contextOf(event);
    return key === undefined ? undefined : this.index.modelInStep(key, event.time);
  }

  private tellModelCall(key: string, event: AgentEvent): void {
    const span = this.index.get(key)!;
    this.told.add(key);
    // Some versions of Claude Code say the id of a sub-agent in spans and its name in records.
    if (event.agentId === null) this.namings.push({ ...event, agentId: span.agentId });
    this.index.set(key, { ...span, model: completedModelCall(span.model!, event.model!) });
  }

  /** Who is at work where a record was written: in a run of an agent, or with a request to a model. */
  private joinAgents(): void {
    for (const event of this.events) {
      const { kind, agent, agentId } = event;
      if (agent === null || (kind !== 'other' && kind !== 'request')) continue;
      const key = kind === 'request' ? this.modelAround(event) : contextOf(event);
      const span = this.span(key);
      if (span === undefined || (kind === 'other' && span.kind !== 'agent')) continue;
      if (isHooks(this.index, key!)) continue;
      this.index.set(key!, { ...span, agent, agentId: span.agentId ?? agentId });
      if (kind === 'request') this.nameRun(key!, agent);
    }
  }

  /** Of the run that the call is part of: only records know what a sub-agent is called. */
  private nameRun(call: string, agent: string): void {
    const run = this.index.around(call, ['agent', 'hook']);
    if (run === undefined || this.index.get(run)!.kind !== 'agent') return;
    this.index.set(run, { ...this.index.get(run)!, agent });
  }

  /** One record per message, all of them again with each request: of those in one span the newest prompt counts. */
  private joinMessages(): void {
    const firstSaid = new Map<string, number>();
    const asked = new Map<string, AgentEvent>();
    for (const event of this.events) {
      const { kind, userMessage } = event;
      // The record of a whole call is one of its answer.
      if (kind !== 'request' && kind !== 'answer') continue;
      if (userMessage === null) continue;
      if (!firstSaid.has(userMessage)) firstSaid.set(userMessage, firstSaid.size);
      const key = this.modelAround(event);
      if (key === undefined) continue;
      const before = asked.get(key)?.userMessage ?? null;
      if (before === null || firstSaid.get(userMessage)! > firstSaid.get(before)!) asked.set(key, event);
    }
    for (const [key, { userMessage }] of asked) this.index.set(key, { ...this.index.get(key)!, userMessage });
    for (const event of this.of('answer')) {
      const key = event.model === null ? undefined : this.modelAround(event);
      if (key !== undefined) this.tellAnswer(key, event);
    }
  }

  /** An answer with several choices is several records: all that they ask for counts. */
  private tellAnswer(key: string, event: AgentEvent): void {
    const span = this.index.get(key)!;
    const asked = span.model!.requestedCalls;
    const more = event.model!.requestedCalls.filter(
      ({ id }) => id === null || !asked.some((call) => call.id === id),
    );
    const told = { ...event.model!, requestedCalls: [...asked, ...more] };
    this.index.set(key, {
      ...span,
      model: completedModelCall({ ...span.model!, requestedCalls: [] }, told),
    });
  }

  private joinModelCalls(): void {
    const open: AgentEvent[] = [];
    const joined = new Set<string>();
    for (const event of this.of('model_call')) {
      const key = this.modelAround(event);
      if (key === undefined) open.push(event);
      else {
        joined.add(key);
        this.tellModelCall(key, event);
      }
    }
    const models = this.ends('llm').filter(({ item }) => !joined.has(item));
    const byId = pairByTime(open.map(atTime), models, Infinity, (event, key) => {
      const id = event.model!.responseId;
      return id !== null && id === this.index.get(key)!.model!.responseId;
    });
    const byTime = this.rest(open, models, byId);
    const pairs = [
      ...byId,
      ...pairByTime(byTime.records, byTime.spans, MAX_APART_MS, (event, key) => this.mayBeCall(event, key)),
    ];
    for (const [event, key] of pairs) this.tellModelCall(key, event);
  }

  private rest<T>(
    records: readonly AgentEvent[],
    spans: readonly Pairable<T>[],
    pairs: readonly [AgentEvent, T][],
  ): { records: Pairable<AgentEvent>[]; spans: Pairable<T>[] } {
    const taken = new Set<unknown>(pairs.flat());
    return {
      records: records.filter((record) => !taken.has(record)).map(atTime),
      spans: spans.filter(({ item }) => !taken.has(item)),
    };
  }

  /** Where only the time tells: not where an id, the agent or the tokens say otherwise. */
  private mayBeCall(event: AgentEvent, key: string): boolean {
    const own = this.index.get(key)!.model!;
    const told = event.model!;
    if (own.responseId !== null && told.responseId !== null) return false;
    if (own.usage.input !== null && told.usage.input !== null && own.usage.input !== told.usage.input)
      return false;
    const thread = this.span(this.index.around(key, ['agent']))?.agentId ?? null;
    return thread === null || event.agentId === null || thread === event.agentId;
  }

  /**
   * Spans of a kind by their end, calls inside of the same call left out. Where a model call goes on while its tools
   * run inside of it, its answer was there when the first of them started.
   */
  private ends(kind: 'llm' | 'tool'): Pairable<string>[] {
    const firstTools = kind === 'llm' ? this.index.firstToolsInside() : new Map<string, EpochMs>();
    return this.index
      .keys()
      .filter((key) => this.index.get(key)!.kind === kind && !this.isInner(key))
      .map((key) => {
        const { startTime, durationMs } = this.index.get(key)!;
        return { item: key, time: firstTools.get(key) ?? startTime + durationMs };
      })
      .sort((a, b) => a.time - b.time);
  }

  private isInner(key: string): boolean {
    const id = this.index.get(key)!.tool?.callId;
    if (id == null) return false;
    return this.span(this.index.around(key, ['tool']))?.tool?.callId === id;
  }

  private joinToolCalls(): void {
    const records = [...this.of('tool_call'), ...this.of('tool_decision')];
    const requests = this.requests();
    /** Parallel calls of one tool end at about the same time. */
    const isAsRequested = (id: string | null, { arguments: args }: ToolCallFacts): boolean => {
      const request = id === null ? undefined : requests.get(id);
      if (request?.arguments == null || args === null) return true;
      return canonicalArguments(request.arguments) === canonicalArguments(args);
    };
    const tools = this.ends('tool');
    for (const kind of ['tool_decision', 'tool_call'] as const) {
      const told = records.filter((event) => event.kind === kind);
      const byId = pairByTime(told.map(atTime), tools, Infinity, (event, key) => {
        const id = event.tool!.callId;
        return id !== null && id === this.index.get(key)!.tool!.callId;
      });
      const { records: open, spans } = this.rest(told, tools, byId);
      const byTime = pairByTime(open, spans, MAX_APART_MS, (event, key) => {
        const own = this.index.get(key)!;
        const told = event.tool!;
        if (own.tool!.callId !== null && told.callId !== null) return false;
        const inside = event.traceId === null || event.traceId === own.traceId;
        return inside && own.tool!.name === told.name && isAsRequested(own.tool!.callId, told);
      });
      for (const [event, key] of [...byId, ...byTime]) this.tellToolCall(key, event);
    }
  }

  /** What models asked for, by id. */
  private requests(): Map<string, RequestedCall> {
    const requests = new Map<string, RequestedCall>();
    for (const key of this.index.keys()) {
      for (const call of this.index.get(key)!.model?.requestedCalls ?? []) {
        if (call.id !== null) requests.set(call.id, call);
      }
    }
    return requests;
  }

  private tellToolCall(key: string, event: AgentEvent): void {
    this.told.add(key);
    this.index.set(key, completedToolCall(this.index.get(key)!, event.tool!, event.errorMessage));
    if (event.agent !== null) this.nameRun(key, event.agent);
  }

  /** What the next request quotes as the result of a call whose span has none. */
  private joinResults(): void {
    for (const key of this.toolResults.size === 0 ? [] : this.index.keys()) {
      const span = this.index.get(key)!;
      const { tool } = span;
      if (tool?.callId == null || tool.result !== null) continue;
      const told = this.toolResults.get(tool.callId);
      if (told !== undefined) this.index.set(key, completedByResult(span, told));
    }
  }

  /** A failure of a model call that has no answer, for emitters whose spans do not tell. */
  private joinErrors(): void {
    for (const event of this.of('error')) {
      const key = this.modelAround(event);
      const span = this.span(key);
      if (!span?.model || hasFailed(span) || span.model.usage.output !== null) continue;
      this.index.set(key!, { ...span, errorClass: event.errorClass, errorMessage: event.errorMessage });
    }
  }

  /**
   * A prompt belongs to the agent run that it was written in, or which began inside of the span that it was written
   * in; where there is none, to the model calls without a run of their own up to the next prompt. Of several the first
   * has started the run; others were said while it went on.
   */
  private joinPrompts(): void {
    const outside: AgentEvent[] = [];
    const started = new Set<string>();
    for (const event of this.of('user_message')) {
      if (event.userMessage === null) continue;
      const key = contextOf(event);
      const kind = this.span(key)?.kind;
      const run =
        key === undefined || kind === 'agent'
          ? key
          : (this.index.around(key, ['agent']) ?? this.index.firstRunInside(key));
      const span = this.span(run);
      if (span === undefined) outside.push(event);
      else if (!started.has(run!)) {
        started.add(run!);
        this.index.set(run!, { ...span, userMessage: event.userMessage });
      }
    }
    if (outside.length === 0) return;
    for (const { item: key } of this.ends('llm')) {
      const span = this.index.get(key)!;
      const prompt = outside.findLast(({ time }) => time <= span.startTime);
      if (prompt === undefined || this.index.around(key, ['agent', 'tool']) !== undefined) continue;
      this.index.set(key, { ...span, userMessage: prompt.userMessage });
    }
  }
}

function contextOf({ traceId, spanId }: AgentEvent): string | undefined {
  return traceId === null || spanId === null ? undefined : spanKey({ traceId, spanId });
}

function atTime(event: AgentEvent): Pairable<AgentEvent> {
  return { item: event, time: event.time };
}
