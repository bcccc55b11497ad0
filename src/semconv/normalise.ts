/** One OTLP span into the agent model. Every vocabulary is asked; field by field the first that knows wins. */
import type {
  AgentSpan,
  FinishReason,
  ModelCallFacts,
  SpanKind,
  ToolCallFacts,
} from '../protocol/agentModel';
import type { Resource, Scope, Span } from '../otlp/records';
import { agentTask } from './agentTask';
import { failureOf, toolOutcome, type Failure } from './failure';
import { firstNumber, firstText, textList } from './fields';
import { agentFromSpanName, genai } from './genai';
import { lastUserText, requestedCallIds, type Message } from './messages';
import { providerName } from './providers';
import { sessionKeyOf } from './sessionKey';
import { sourceOf } from './source';
import { durationMs, epochMs } from './time';
import { normaliseUsage } from './usage';
import { vercelAiSdk } from './vercelAiSdk';
import {
  NUMBER_FIELDS,
  TEXT_FIELDS,
  type NumberField,
  type SpanFacts,
  type TextField,
  type Vocabulary,
} from './vocabulary';

/** In order of precedence. */
const VOCABULARIES: readonly Vocabulary[] = [genai, vercelAiSdk, agentTask];

/** Longest user message kept, in UTF-16 units: it titles a session and tells requests apart, no more. */
const MAX_USER_MESSAGE = 1_000;

/** Never throws: a span that no vocabulary knows becomes one of kind `other`, with its name, times and failure. */
export function normaliseSpan(span: Span, resource: Resource, scope: Scope): AgentSpan {
  const facts: SpanFacts = { span, resource, scope };
  const text = readText(facts);
  const kind = kindOf(facts);
  const failure = failureOf(span);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === '' ? null : span.parentSpanId,
    name: span.name,
    kind,
    startTime: epochMs(span.startTimeUnixNano),
    durationMs: durationMs(span.startTimeUnixNano, span.endTimeUnixNano),
    status: failure.status,
    errorClass: failure.errorClass,
    errorMessage: failure.errorMessage,
    service: firstText(resource.attributes, ['service.name']),
    sessionKey: sessionKeyOf({ attributes: span.attributes, resource, scope }),
    agent: text.agent ?? (kind === 'agent' ? agentFromSpanName(facts) : null),
    agentId: text.agentId,
    userMessage: kind === 'llm' || kind === 'agent' ? userMessageOf(facts, text) : null,
    model: kind === 'llm' ? modelCallOf(facts, text) : null,
    tool: kind === 'tool' ? toolCallOf(span.name, text, failure) : null,
    source: sourceOf(facts),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

/** A declared kind outweighs an implied one, whichever vocabulary it comes from. */
function kindOf(facts: SpanFacts): SpanKind {
  for (const vocabulary of VOCABULARIES) {
    const kind = vocabulary.declaredKind(facts);
    if (kind !== null) return kind;
  }
  for (const vocabulary of VOCABULARIES) {
    const kind = vocabulary.impliedKind(facts);
    if (kind !== null) return kind;
  }
  return 'other';
}

function readText({ span }: SpanFacts): Record<TextField, string | null> {
  return mergeFields(TEXT_FIELDS, (field) =>
    firstOf((vocabulary) => firstText(span.attributes, vocabulary.text[field] ?? [])),
  );
}

function readNumbers(facts: SpanFacts): Record<NumberField, number | null> {
  const special = VOCABULARIES.map((vocabulary) => vocabulary.readNumbers?.(facts) ?? {});
  return mergeFields(NUMBER_FIELDS, (field) => {
    const known = special.find((numbers) => numbers[field] != null)?.[field];
    return (
      known ?? firstOf((vocabulary) => firstNumber(facts.span.attributes, vocabulary.numbers[field] ?? []))
    );
  });
}

function mergeFields<F extends string, V>(fields: readonly F[], read: (field: F) => V): Record<F, V> {
  return Object.fromEntries(fields.map((field) => [field, read(field)])) as Record<F, V>;
}

function firstOf<T>(read: (vocabulary: Vocabulary) => T | null): T | null {
  for (const vocabulary of VOCABULARIES) {
    const value = read(vocabulary);
    if (value !== null) return value;
  }
  return null;
}

function firstMessages(read: (vocabulary: Vocabulary) => Message[]): Message[] {
  return firstOf((vocabulary) => nonEmpty(read(vocabulary))) ?? [];
}

function nonEmpty<T>(list: T[]): T[] | null {
  return list.length > 0 ? list : null;
}

function userMessageOf(facts: SpanFacts, text: Record<TextField, string | null>): string | null {
  const message =
    text.userMessage ?? lastUserText(firstMessages((vocabulary) => vocabulary.inputMessages(facts)));
  return message === null ? null : message.slice(0, MAX_USER_MESSAGE);
}

function modelCallOf(facts: SpanFacts, text: Record<TextField, string | null>): ModelCallFacts {
  const numbers = readNumbers(facts);
  const provider = text.provider === null ? null : providerName(text.provider);
  const answer = firstMessages((vocabulary) => vocabulary.outputMessages(facts));
  const callIds = requestedCallIds(answer);
  return {
    requestModel: text.requestModel,
    responseModel: text.responseModel,
    provider,
    responseId: text.responseId,
    usage: normaliseUsage(
      numbers,
      provider,
      VOCABULARIES.map((vocabulary) => vocabulary.inputExcludesCache?.(facts)).find(
        (known) => known !== undefined,
      ),
    ),
    reportedCostUsd: numbers.costUsd,
    timeToFirstTokenMs:
      numbers.msToFirstToken ??
      (numbers.secondsToFirstToken === null ? null : numbers.secondsToFirstToken * 1_000),
    finishReason: finishReasonOf(facts, answer, callIds),
    requestedCallIds: callIds,
  };
}

function toolCallOf(
  spanName: string,
  text: Record<TextField, string | null>,
  failure: Failure,
): ToolCallFacts {
  const failed = failure.failed || text.toolStatus === 'error';
  return {
    name: text.toolName ?? spanName.replace(/^(?:execute_tool|tool) /, ''),
    callId: text.toolCallId,
    arguments: text.toolArguments,
    result: text.toolResult,
    status: failed ? toolOutcome(failure.errorClass, failure.errorMessage) : 'ok',
    errorClass: failure.errorClass,
  };
}

/** Every provider's word for why an answer ended, in lower case without separators. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  endturn: 'stop',
  stopsequence: 'stop',
  complete: 'stop',
  completed: 'stop',
  length: 'length',
  maxtokens: 'length',
  maxoutputtokens: 'length',
  toolcalls: 'tool',
  toolcall: 'tool',
  tooluse: 'tool',
  functioncall: 'tool',
  contentfilter: 'filter',
  safety: 'filter',
  refusal: 'filter',
  error: 'error',
};

function finishReasonOf(facts: SpanFacts, answer: Message[], callIds: string[]): FinishReason | null {
  const emitted =
    firstOf((vocabulary) =>
      nonEmpty(vocabulary.finishReasons.flatMap((key) => textList(facts.span.attributes.get(key)))),
    )?.[0] ?? answer.findLast((message) => message.finishReason !== null)?.finishReason;
  if (emitted === undefined || emitted === null) return null;
  const reason = FINISH_REASONS[emitted.toLowerCase().replace(/[^a-z]/g, '')] ?? 'other';
  // Some emitters say "stop" although the model asked for tools.
  return reason === 'stop' && callIds.length > 0 ? 'tool' : reason;
}
