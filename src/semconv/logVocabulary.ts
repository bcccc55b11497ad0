/** What a vocabulary of log records is: which records it speaks for, and a reader for each of their names. */
import type { AgentEvent, AgentEventKind } from '../protocol/agentEvents';
import { UNKNOWN_USAGE, type ModelCallFacts, type ToolCallFacts } from '../protocol/agentModel';
import { numberOf } from '../otlp/attributes';
import type { Attributes, LogRecord, Resource, Scope } from '../otlp/records';
import { toolOutcome } from './failure';
import { firstText, parseJson } from './fields';

/** What was received about one log record. */
export interface LogFacts {
  record: LogRecord;
  resource: Resource;
  scope: Scope;
}

/** What a reader knows; the rest is null. */
export type EventFields = { kind: AgentEventKind } & Partial<
  Omit<AgentEvent, 'kind' | 'name' | 'time' | 'severity' | 'traceId' | 'spanId' | 'service'>
>;
export type EventReader = (attributes: Attributes, facts: LogFacts) => EventFields;

export interface LogVocabulary {
  /** The name that its users know it by. */
  name: string;
  speaks(facts: LogFacts): boolean;
  /** Where records have their names elsewhere than all others do; null for one without. */
  nameOf?(facts: LogFacts): string | null;
  /** By the event's name, without `prefix`. Records with another name are events of kind `other`. */
  readers: Readonly<Record<string, EventReader>>;
  /** Of the names of all events. */
  prefix: string;
  /** Attributes that every record has. */
  common: EventReader | null;
}

/** A count or amount; some emitters send them as text. */
export function count(attributes: Attributes, key: string): number | null {
  const number = numberOf(attributes.get(key));
  return number !== null && number >= 0 ? number : null;
}

/** JSON text without the spacing of pretty-printers, so that it equals what a span has; any other text as it is. */
export function compactJson(text: string | null): string | null {
  if (text === null) return null;
  // Numbers beyond a double's precision would change.
  const value = /\d{16,}/.test(text) ? undefined : parseJson(text);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : text;
}

export function modelCall(known: Partial<ModelCallFacts>): ModelCallFacts {
  return {
    requestModel: null,
    responseModel: null,
    provider: null,
    responseId: null,
    usage: { ...UNKNOWN_USAGE },
    cacheWrite1h: null,
    reportedCostUsd: null,
    timeToFirstTokenMs: null,
    finishReason: null,
    requestedCalls: [],
    answerText: null,
    quotedCalls: [],
    attempts: 1,
    ...known,
  };
}

/** Why a tool call failed, as far as the record says. */
export interface ToolFailure {
  errorClass: string | null;
  errorMessage: string | null;
}

/** `failure`: undefined when the call did not fail. */
export function toolCall(
  known: Pick<ToolCallFacts, 'name'> & Partial<ToolCallFacts>,
  failure?: ToolFailure,
): ToolCallFacts {
  return {
    callId: null,
    arguments: null,
    result: null,
    resultBytes: null,
    status: failure === undefined ? 'ok' : toolOutcome(failure.errorClass, failure.errorMessage),
    errorClass: failure?.errorClass ?? null,
    ...known,
  };
}

/** A tool call that is over, or a decision about one. `failure`: null when it did not fail. */
export function toolEvent(
  kind: 'tool_call' | 'tool_decision',
  known: Pick<ToolCallFacts, 'name'> & Partial<ToolCallFacts>,
  failure: ToolFailure | null,
): EventFields {
  const tool = toolCall(known, failure ?? undefined);
  return failure === null
    ? { kind, text: tool.result, tool }
    : { kind, text: tool.result ?? failure.errorMessage, tool, ...failure };
}

/** A prompt as an event. */
export function userMessage(attributes: Attributes, ...keys: string[]): EventFields {
  const text = firstText(attributes, keys);
  return { kind: 'user_message', text, userMessage: text };
}

/** An error as an event. */
export function errorEvent(attributes: Attributes, classKeys: string[], messageKeys: string[]): EventFields {
  const errorMessage = firstText(attributes, messageKeys);
  const errorClass = firstText(attributes, classKeys);
  return { kind: 'error', errorClass: errorClass ?? 'error', errorMessage, text: errorMessage ?? errorClass };
}

export function isTrue(attributes: Attributes, key: string): boolean | null {
  const value = attributes.get(key);
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}
