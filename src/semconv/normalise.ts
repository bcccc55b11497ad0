/** One OTLP span into the agent model. Every vocabulary is asked; field by field the first that knows wins. */
import type {
  AgentSpan,
  ModelCallFacts,
  RunTotals,
  SpanKind,
  ToolCallFacts,
  Usage,
} from '../protocol/agentModel';
import type { Resource, Scope, Span } from '../otlp/records';
import { agentops } from './agentops';
import { agentTask } from './agentTask';
import { claudeCode } from './claudeCode';
import { codex } from './codex';
import { copilot } from './copilot';
import { failureOf, NO_FAILURE, toolOutcome, type Failure } from './failure';
import { finishReasonOf } from './finishReason';
import { FieldTable, type Fields } from './fieldTable';
import { firstText, openEncoded } from './fields';
import { agentFromSpanName, genai } from './genai';
import { geminiCli } from './geminiCli';
import { genkit } from './genkit';
import { googleAdk } from './googleAdk';
import { goose } from './goose';
import { mastra } from './mastra';
import { handoffOf } from './handoff';
import { haystack } from './haystack';
import { laminar } from './laminar';
import { langfuse } from './langfuse';
import { langsmith } from './langsmith';
import { answerTextIn, lastUserText, requestedCalls, type Message } from './messages';
import { microsoft } from './microsoft';
import { mlflow } from './mlflow';
import { opencode } from './opencode';
import { isMachinery, isNoise } from './noise';
import { openInference } from './openInference';
import { openlit } from './openlit';
import { makerOf, providerName } from './providers';
import { pydanticAi } from './pydanticAi';
import { qwenCode } from './qwenCode';
import { quotedCalls } from './quotedCalls';
import { resultFailure } from './resultFailure';
import { sessionKeyOf } from './sessionKey';
import { sourceOf } from './source';
import { strands } from './strands';
import { durationMs, epochMs } from './time';
import { traceloop } from './traceloop';
import { normaliseUsage } from './usage';
import { vercelAiSdk } from './vercelAiSdk';
import { voltAgent } from './voltAgent';
import type { SpanFacts, Vocabulary } from './vocabulary';

/** In order of precedence, those first that speak only for certain spans. */
const VOCABULARIES: readonly Vocabulary[] = [
  claudeCode,
  codex,
  geminiCli,
  qwenCode,
  copilot,
  opencode,
  goose,
  openInference,
  traceloop,
  langsmith,
  langfuse,
  laminar,
  openlit,
  mlflow,
  agentops,
  haystack,
  googleAdk,
  strands,
  genkit,
  pydanticAi,
  voltAgent,
  genai,
  vercelAiSdk,
  mastra,
  microsoft,
  agentTask,
];
const SHARED = VOCABULARIES.filter((vocabulary) => !('speaks' in vocabulary));
const PARTICULAR = VOCABULARIES.filter((vocabulary) => 'speaks' in vocabulary);

/** The vocabularies that a span may use, and their keys as one table. */
interface Language {
  vocabularies: readonly Vocabulary[];
  table: FieldTable;
}

/** By the places in `PARTICULAR` of those that speak. */
const LANGUAGES = new Map<string, Language>();

/** Longest user message kept, in UTF-16 units: it titles a session and tells requests apart, no more. */
const MAX_USER_MESSAGE = 1_000;

/** Never throws: a span that no vocabulary knows becomes one of kind `other`, with its name, times and failure. */
export function normaliseSpan(span: Span, resource: Resource, scope: Scope): AgentSpan {
  const facts: SpanFacts = { span, resource, scope };
  const { vocabularies, table } = languageOf(facts);
  const kind = kindOf(facts, vocabularies);
  const fields = readFields(facts, kind, vocabularies, table);
  const { text } = fields;
  const service = firstText(resource.attributes, ['service.name']);
  const failure = failureIn(facts, kind, vocabularies);
  const isModelCall =
    kind === 'llm' || vocabularies.some((vocabulary) => vocabulary.recordsModelCall?.(facts));
  const input =
    isModelCall || (kind === 'agent' && text.userMessage === null) ? inputOf(facts, vocabularies) : [];
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
    service,
    sessionKey: vocabularies.some((vocabulary) => vocabulary.namesPartOfSession?.(facts))
      ? null
      : sessionKeyOf({ attributes: span.attributes, resource, scope }),
    agent: agentOf(facts, kind, text.agent, vocabularies),
    agentId: text.agentId,
    userMessage: kind === 'llm' || kind === 'agent' ? userMessageOf(text, input) : null,
    model: isModelCall ? modelCallOf(facts, fields, service, vocabularies, input) : null,
    tool: kind === 'tool' || isMcpCall(facts, kind) ? toolCallOf(span.name, text, failure) : null,
    handoff: kind === 'handoff' ? handoffOf(span) : null,
    totals: kind === 'agent' || kind === 'workflow' ? totalsOf(facts, fields.numbers, vocabularies) : null,
    noise: isBelowAgents(facts, kind),
    source: sourceOf(facts),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

/** Those that a span may use, in order of precedence. */
export function vocabulariesOf(facts: SpanFacts): readonly Vocabulary[] {
  return languageOf(facts).vocabularies;
}

function languageOf(facts: SpanFacts): Language {
  const speaking = PARTICULAR.filter((vocabulary) => vocabulary.speaks?.(facts));
  const id = speaking.map((vocabulary) => PARTICULAR.indexOf(vocabulary)).join();
  let language = LANGUAGES.get(id);
  if (!language) {
    const vocabularies = [...speaking, ...SHARED];
    LANGUAGES.set(id, (language = { vocabularies, table: new FieldTable(vocabularies) }));
  }
  return language;
}

function failureIn(facts: SpanFacts, kind: SpanKind, vocabularies: readonly Vocabulary[]): Failure {
  const failure = failureOf(facts.span);
  if (failure.failed) {
    const isOthers = vocabularies.some((vocabulary) => vocabulary.tellsOfOthersFailure?.(facts));
    return isOthers ? NO_FAILURE : failure;
  }
  const own = firstOf(vocabularies, (vocabulary) => vocabulary.failure?.(facts, kind));
  return own === null ? failure : { ...failure, failed: true, ...own };
}

/** A declared kind outweighs an implied one, whichever vocabulary it comes from. */
function kindOf(facts: SpanFacts, vocabularies: readonly Vocabulary[]): SpanKind {
  return (
    firstOf(vocabularies, (vocabulary) => vocabulary.declaredKind?.(facts)) ??
    firstOf(vocabularies, (vocabulary) => vocabulary.impliedKind?.(facts)) ??
    'other'
  );
}

function readFields(
  facts: SpanFacts,
  kind: SpanKind,
  vocabularies: readonly Vocabulary[],
  table: FieldTable,
): Fields {
  const fields = table.read(facts.span.attributes);
  // From the last, so that the first has the last word.
  for (let i = vocabularies.length - 1; i >= 0; i--) {
    const read = vocabularies[i]!.read?.(facts, kind);
    if (read === undefined) continue;
    overwrite(fields.text, read.text);
    overwrite(fields.numbers, read.numbers);
    if (read.finishReasons !== undefined && read.finishReasons.length > 0) {
      fields.finishReasons = read.finishReasons;
    }
  }
  return fields;
}

/** With what is known. */
function overwrite<F extends string, V>(
  fields: Record<F, V | null>,
  read: Partial<Record<F, V | null>> = {},
): void {
  for (const field in read) {
    const value = read[field];
    if (value !== undefined && value !== null) fields[field] = value;
  }
}

function firstOf<T>(
  vocabularies: readonly Vocabulary[],
  read: (vocabulary: Vocabulary) => T | null | undefined,
): T | null {
  for (const vocabulary of vocabularies) {
    const value = read(vocabulary);
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** Of the first vocabulary that has any. */
export function firstMessages(
  vocabularies: readonly Vocabulary[],
  read: (vocabulary: Vocabulary) => Message[] | undefined,
): Message[] {
  return (
    firstOf(vocabularies, (vocabulary) => {
      const messages = read(vocabulary);
      return messages !== undefined && messages.length > 0 ? messages : null;
    }) ?? []
  );
}

function inputOf(facts: SpanFacts, vocabularies: readonly Vocabulary[]): Message[] {
  return firstMessages(vocabularies, (vocabulary) => vocabulary.inputMessages?.(facts));
}

function userMessageOf(text: Fields['text'], input: readonly Message[]): string | null {
  const message = text.userMessage ?? lastUserText(input);
  return message === null ? null : message.slice(0, MAX_USER_MESSAGE);
}

function agentOf(
  facts: SpanFacts,
  kind: SpanKind,
  named: string | null,
  vocabularies: readonly Vocabulary[],
): string | null {
  const knowing = vocabularies.find((vocabulary) => vocabulary.agent !== undefined);
  if (knowing) return knowing.agent!(facts, kind);
  return named ?? (kind === 'agent' ? agentFromSpanName(facts) : null);
}

function usageOf(
  facts: SpanFacts,
  numbers: Fields['numbers'],
  provider: string | null,
  vocabularies: readonly Vocabulary[],
): Usage {
  return normaliseUsage(numbers, provider, {
    inputExcludesCache: firstOf(vocabularies, (vocabulary) => vocabulary.inputExcludesCache?.(facts)),
    outputExcludesReasoning: firstOf(vocabularies, (vocabulary) =>
      vocabulary.outputExcludesReasoning?.(facts),
    ),
  });
}

function totalsOf(
  facts: SpanFacts,
  numbers: Fields['numbers'],
  vocabularies: readonly Vocabulary[],
): RunTotals | null {
  const { inputTokens, outputTokens, totalTokens, costUsd } = numbers;
  if (inputTokens === null && outputTokens === null && totalTokens === null && costUsd === null) return null;
  return { usage: usageOf(facts, numbers, null, vocabularies), costUsd };
}

function modelCallOf(
  facts: SpanFacts,
  { text, numbers, finishReasons }: Fields,
  service: string | null,
  vocabularies: readonly Vocabulary[],
  input: readonly Message[],
): ModelCallFacts {
  const provider = text.provider === null ? null : providerName(text.provider, service);
  const answer = firstMessages(vocabularies, (vocabulary) => vocabulary.outputMessages?.(facts));
  const calls = requestedCalls(answer);
  return {
    requestModel: text.requestModel,
    responseModel: text.responseModel,
    provider,
    responseId: text.responseId,
    usage: usageOf(
      facts,
      numbers,
      provider ?? makerOf(text.requestModel ?? text.responseModel),
      vocabularies,
    ),
    cacheWrite1h: numbers.cacheWrite1hTokens,
    reportedCostUsd: numbers.costUsd,
    timeToFirstTokenMs:
      numbers.msToFirstToken ??
      (numbers.secondsToFirstToken === null ? null : numbers.secondsToFirstToken * 1_000),
    finishReason: finishReasonOf(finishReasons, answer, calls),
    requestedCalls: calls,
    answerText: calls.length > 0 ? null : answerTextIn(answer),
    quotedCalls: quotedCalls(input),
    attempts: Math.max(1, numbers.attempt ?? (numbers.resends ?? 0) + 1),
  };
}

/** Not the agent's doing: see `AgentSpan.noise`. */
function isBelowAgents(facts: SpanFacts, kind: SpanKind): boolean {
  switch (kind) {
    case 'other':
      return isNoise(facts);
    case 'step':
    case 'hook':
      return isMachinery(facts);
    case 'mcp':
      return !isMcpCall(facts, kind);
    default:
      return false;
  }
}

/** The other methods of MCP (`initialize`, `tools/list`, …) are the protocol's own business. */
function isMcpCall({ span }: SpanFacts, kind: SpanKind): boolean {
  return kind === 'mcp' && firstText(span.attributes, ['mcp.method.name']) === 'tools/call';
}

function toolCallOf(spanName: string, text: Fields['text'], failure: Failure): ToolCallFacts {
  const failed = failure.failed || text.toolStatus === 'error';
  const isSilent = !failed && failure.status === 'unset' && text.toolStatus === null;
  const told = isSilent ? resultFailure(text.toolResult) : null;
  return {
    name: text.toolName ?? spanName.replace(/^(?:execute_tool|tool|tools\/call) /, ''),
    callId: text.toolCallId,
    arguments: openEncoded(text.toolArguments),
    result: text.toolResult,
    // Known from log records only.
    resultBytes: null,
    status: failed || told !== null ? toolOutcome(failure.errorClass, failure.errorMessage ?? told) : 'ok',
    errorClass: failure.errorClass,
  };
}
