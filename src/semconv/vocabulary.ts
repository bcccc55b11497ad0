/**
 * What a vocabulary is: tables of attribute keys, first hit wins, and a few functions for what a table cannot say.
 * `normalise.ts` asks every vocabulary and merges their answers field by field.
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import type { Resource, Scope, Span } from '../otlp/records';
import type { Failure } from './failure';
import type { Message } from './messages';

/** What was received about one span. */
export interface SpanFacts {
  span: Span;
  resource: Resource;
  scope: Scope;
}

/** Fields that are text on the wire. */
export const TEXT_FIELDS = [
  'agent',
  'agentId',
  'userMessage',
  'requestModel',
  'responseModel',
  'provider',
  'responseId',
  'toolName',
  'toolCallId',
  'toolArguments',
  'toolResult',
  'toolStatus',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Fields that are numbers on the wire, or numeric strings. */
export const NUMBER_FIELDS = [
  'inputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'outputTokens',
  'reasoningTokens',
  'totalTokens',
  'costUsd',
  'secondsToFirstToken',
  'msToFirstToken',
  /** Which try of the request brought the answer, 1 for the first; or how many there were before it. */
  'attempt',
  'resends',
] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** What a function of a vocabulary read; it wins over what the key tables found. */
export interface ReadFields {
  text?: Partial<Record<TextField, string | null>>;
  numbers?: Partial<Record<NumberField, number | null>>;
  finishReasons?: string[];
}

export interface Vocabulary {
  /** The name that its users know it by. */
  name: string;
  /**
   * For a vocabulary whose keys mean something else elsewhere (`model`, `input_tokens`): whether this span speaks it.
   * Where it does, it goes before all others. Without this function the vocabulary is always asked.
   */
  speaks?(facts: SpanFacts): boolean;
  /** Attribute keys per field, in order of precedence. */
  text: Partial<Record<TextField, readonly string[]>>;
  numbers: Partial<Record<NumberField, readonly string[]>>;
  /**
   * Who acts, for an emitter whose agent attributes do not say it; null leaves it to what is around the span. Where a
   * vocabulary that speaks has this function, `text.agent` does not count.
   */
  agent?(facts: SpanFacts, kind: SpanKind): string | null;
  /** Whether the conversation that the span names may be part of another, which it does not name. */
  namesPartOfSession?(facts: SpanFacts): boolean;
  /** Keys of finish reasons: a list, a JSON list, a comma-separated list or a single text. */
  finishReasons: readonly string[];
  /** The kind that the span declares in an attribute made for that. */
  declaredKind?(facts: SpanFacts): SpanKind | null;
  /** The kind by other signs (span name, telling attributes), asked only when no vocabulary saw a declaration. */
  impliedKind?(facts: SpanFacts): SpanKind | null;
  /** Whether the span, which is no model call, tells of the one beside it: see `AgentSpan.model`. */
  recordsModelCall?(facts: SpanFacts): boolean;
  /** Messages of the request and of the answer; empty where it has none. */
  inputMessages?(facts: SpanFacts): Message[];
  outputMessages?(facts: SpanFacts): Message[];
  /** What the model is told before the conversation, where that is not among the input messages. */
  systemInstructions?(facts: SpanFacts): Message[];
  /** In any of the shapes that `toolDefinitionsIn` reads; undefined where there are none. */
  toolDefinitions?(facts: SpanFacts): JsonValue | undefined;
  /** True when this emitter's input messages are known to be only those that are new since the call before. */
  inputIsDelta?(facts: SpanFacts): boolean | undefined;
  /** What no key table reaches, e.g. inside a JSON attribute or an event. `kind`: the span's. */
  read?(facts: SpanFacts, kind: SpanKind): ReadFields;
  /**
   * How the span failed, for emitters that neither set a status nor `error.type`; null when it did not. Asked only of
   * spans that OpenTelemetry's own signs do not call failed. Class or message must say something.
   */
  failure?(facts: SpanFacts, kind: SpanKind): Pick<Failure, 'errorClass' | 'errorMessage'> | null;
  /** Whether the status of the span, which says that it failed, is about another one. */
  tellsOfOthersFailure?(facts: SpanFacts): boolean;
  /** True when this emitter's input tokens are known to exclude cached ones; undefined when it is not known. */
  inputExcludesCache?(facts: SpanFacts): boolean | undefined;
  /** True when this emitter's output tokens are known to exclude reasoning; undefined when it is not known. */
  outputExcludesReasoning?(facts: SpanFacts): boolean | undefined;
}
