/**
 * OpenInference (Arize): instrumentations of OpenAI, Anthropic, LangChain and LangGraph, OpenAI Agents, the Claude
 * Agent SDK, CrewAI, smolagents, AutoGen, Haystack, DSPy, and a processor that adds it to the AI SDK's spans.
 * https://arize-ai.github.io/openinference/spec/semantic_conventions.html
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { at, firstText, openJson } from './fields';
import { agentNameInState, graphRole, type GraphRole } from './langGraph';
import { readMessages } from './messageList';
import { requestedCalls, type Message } from './messages';
import { modelAnswer } from './modelAnswer';
import { flattenedMessages } from './openInferenceMessages';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KIND = 'openinference.span.kind';
const INPUT = 'input.value';
const OUTPUT = 'output.value';
const TOOL = /^llm\.tools\.\d+\.tool\.(?:json_schema|definition)$/;

/** A chain is any step of a framework: see `chainKind`. */
const KIND_OF_KIND: Readonly<Record<string, SpanKind>> = {
  LLM: 'llm',
  RETRIEVER: 'retrieval',
  RERANKER: 'retrieval',
  EMBEDDING: 'embedding',
  GUARDRAIL: 'guardrail',
  EVALUATOR: 'evaluation',
  PROMPT: 'other',
};

/** Where figures may be, OpenInference's own and those of instrumentations that share its spans. */
const FINISH_REASONS = [
  'llm.finish_reason',
  'gen_ai.response.finish_reasons',
  'ai.response.finishReason',
  'anthropic.message.stop_reason',
];
const INPUT_TOKENS = ['llm.token_count.prompt', 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'];

export const openInference: Vocabulary = {
  name: 'OpenInference',

  speaks: ({ span }) => span.attributes.has(KIND),

  text: {
    requestModel: ['llm.request.model_name'],
    responseModel: ['llm.response.model_name', 'llm.model_name', 'embedding.model_name'],
    provider: ['llm.provider', 'llm.system'],
    toolName: ['tool.name'],
    toolCallId: ['tool_call.id', 'tool.id'],
  },

  numbers: {
    inputTokens: ['llm.token_count.prompt'],
    outputTokens: ['llm.token_count.completion'],
    totalTokens: ['llm.token_count.total'],
    cacheReadTokens: ['llm.token_count.prompt_details.cache_read'],
    cacheWriteTokens: ['llm.token_count.prompt_details.cache_write'],
    reasoningTokens: ['llm.token_count.completion_details.reasoning'],
    costUsd: ['llm.cost.total'],
  },

  finishReasons: ['llm.finish_reason'],

  declaredKind(facts) {
    const kind = kindOf(facts);
    if (kind === 'TOOL') return isHandoff(facts) ? 'handoff' : 'tool';
    if (kind === 'AGENT') return agentKind(facts);
    return ownValue(KIND_OF_KIND, kind) ?? null;
  },

  /** Only implied, so that who else described the span may say more than "chain". */
  impliedKind: (facts) => (kindOf(facts) === 'CHAIN' ? chainKind(facts) : null),

  inputMessages({ span }) {
    const { attributes } = span;
    const flattened = flattenedMessages(attributes, 'llm.input_messages', 'user');
    if (flattened.length > 0) return flattened;
    return readMessages(attributes.get(INPUT), 'user');
  },

  toolDefinitions({ span }) {
    const { attributes } = span;
    const flattened = [...attributes]
      .filter(([key]) => TOOL.test(key))
      .map(([, value]) => openJson(value) ?? null);
    if (flattened.length > 0) return flattened;
    return (
      at(openJson(attributes.get('llm.invocation_parameters')), 'tools') ??
      at(openJson(attributes.get(INPUT)), 'tools')
    );
  },

  outputMessages({ span }) {
    const flattened = flattenedMessages(span.attributes, 'llm.output_messages', 'assistant');
    if (flattened.length > 0 && !flattened.some(hasCallWithoutId)) return flattened;
    // The AI SDK's own attributes, where they are on the span as well, have the ids.
    if (span.attributes.has('ai.response.toolCalls')) return [];
    const recorded = readMessages(span.attributes.get(OUTPUT), 'assistant');
    const isBetter = flattened.length === 0 || requestedCalls(recorded).length > 0;
    return isBetter ? recorded : flattened;
  },

  read(facts, kind) {
    switch (kind) {
      case 'agent':
        return { text: { agent: agentName(facts) } };
      case 'llm':
        return readModelCall(facts);
      case 'tool':
        return readToolCall(facts);
      default:
        return {};
    }
  },

  /**
   * The processor that adds OpenInference to the AI SDK's spans hands an error on to later spans of the trace. The AI
   * SDK itself records an exception wherever one is.
   */
  tellsOfOthersFailure: ({ span }) =>
    span.attributes.has('ai.operationId') && !span.events.some(({ name }) => name === 'exception'),

  /** The Claude Agent SDK's figures are those of Anthropic's API. */
  inputExcludesCache: ({ scope }) => (scope.name.includes('claude-agent-sdk') ? true : undefined),
};

function kindOf({ span }: SpanFacts): string {
  return firstText(span.attributes, [KIND])?.toUpperCase() ?? '';
}

function isHandoff({ span }: SpanFacts): boolean {
  return /^handoff(?: to |_to_)/i.test(firstText(span.attributes, ['tool.name']) ?? span.name);
}

function agentKind(facts: SpanFacts): SpanKind {
  // The root of an OpenAI Agents trace stands for the program, not for one of its agents.
  const { span, scope } = facts;
  const isTraceRoot = span.parentSpanId === '' && /openai[-_]agents/.test(scope.name);
  if (isTraceRoot && !span.attributes.has('graph.node.id')) return 'workflow';
  // LangChain's instrumentation calls every run with "agent" in its name one: a graph's node `agent` is a step.
  return graphRoleOf(facts) === 'node' ? 'step' : 'agent';
}

function graphRoleOf({ span }: SpanFacts): GraphRole | null {
  const { attributes, name } = span;
  const io = [INPUT, OUTPUT].map((key) => firstText(attributes, [key]));
  return graphRole(name, firstText(attributes, ['metadata']), io);
}

function chainKind(facts: SpanFacts): SpanKind {
  const role = graphRoleOf(facts);
  if (role === 'graph') return 'agent';
  if (role === 'plumbing') return 'other';
  return role === null && facts.span.parentSpanId === '' ? 'workflow' : 'step';
}

/** What instrumentations append to the name of the agent: `researcher._execute_core`, `CodeAgent.run`. */
const METHOD = /\.(?:_?execute\w*|kickoff|run|arun|query|forward|invoke|on_messages(?:_stream)?)$/;
/** Names that frameworks give to a graph or agent that has none. */
const NAMELESS = /^(?:LangGraph|CompiledStateGraph|AgentExecutor|agent)$/i;
const OPAQUE_ID = /^[0-9a-f-]{16,}$/i;
/** Where others who describe the same span name the agent. */
const OTHER_NAMES = ['gen_ai.agent.name', 'ai.telemetry.functionId'];

function agentName({ span }: SpanFacts): string | null {
  const { attributes } = span;
  const declared = firstText(attributes, ['agent.name', 'graph.node.name', 'graph.node.id']);
  if (declared !== null && !OPAQUE_ID.test(declared)) return declared;
  if (OTHER_NAMES.some((key) => attributes.has(key))) return null;
  const name = span.name.replace(METHOD, '');
  return NAMELESS.test(name) ? agentNameInState(openJson(attributes.get(OUTPUT))) : name;
}

function hasCallWithoutId({ parts }: Message): boolean {
  return parts.some((part) => part.type === 'tool_call' && part.id === null);
}

function readModelCall({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const lacksFigures = !INPUT_TOKENS.some((key) => attributes.has(key));
  const lacksReason = !FINISH_REASONS.some((key) => attributes.has(key));
  // The attribute limit cuts off figures first on a long conversation; OpenAI's Responses have no reason of their own.
  const answer = lacksFigures || lacksReason ? modelAnswer(openJson(attributes.get(OUTPUT))) : null;
  return {
    text: {
      requestModel: requestedModel(firstText(attributes, ['llm.invocation_parameters'])),
      responseId: answer?.responseId ?? idAtStart(firstText(attributes, [OUTPUT])),
      provider: declaresProvider(attributes) ? null : langChainProvider(attributes),
    },
    numbers: lacksFigures ? (answer?.numbers ?? {}) : {},
    finishReasons: lacksReason ? (answer?.finishReasons ?? []) : [],
  };
}

function declaresProvider(attributes: SpanFacts['span']['attributes']): boolean {
  return attributes.has('llm.provider') || attributes.has('llm.system');
}

function langChainProvider(attributes: SpanFacts['span']['attributes']): string | null {
  return /"ls_provider":\s*"([^"]+)"/.exec(firstText(attributes, ['metadata']) ?? '')?.[1] ?? null;
}

/** `llm.model_name` becomes the model that answered; the one asked for is in the parameters, before anything nested. */
function requestedModel(invocationParameters: string | null): string | null {
  return /^\{[^[{]*?"model(?:_name)?":\s*"([^"\\]+)"/.exec(invocationParameters ?? '')?.[1] ?? null;
}

/** The provider's id is what its answer begins with: found without reading all of it. */
function idAtStart(answer: string | null): string | null {
  return /^\s*\{\s*"id":\s*"([^"\\]+)"/.exec(answer ?? '')?.[1] ?? null;
}

function readToolCall({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const output = readToolOutput(firstText(attributes, [OUTPUT]));
  return {
    text: {
      ...output,
      toolName: firstText(attributes, ['tool.name']) ?? output.toolName ?? null,
      toolArguments: unwrapArguments(firstText(attributes, [INPUT])),
    },
  };
}
