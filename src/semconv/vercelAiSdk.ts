/**
 * Vercel AI SDK 5 and 6 (`experimental_telemetry`), and 7 with its legacy integration. AI SDK 7's own integration
 * speaks the GenAI conventions.
 * https://ai-sdk.dev/docs/ai-sdk-core/telemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { ownValue } from '../protocol/ownValue';
import { at, firstNumber, firstText, firstValue, numberAt, openJson } from './fields';
import { readMessages } from './messageList';
import { parseMessages } from './messages';
import type { SpanFacts, Vocabulary } from './vocabulary';

/** `ai.operationId`. The outer span of a generation is the agent's run; each request to the model is a child. */
const KIND_OF_OPERATION: Readonly<Record<string, SpanKind>> = {
  'ai.generateText': 'agent',
  'ai.streamText': 'agent',
  'ai.generateObject': 'agent',
  'ai.streamObject': 'agent',
  'ai.generateText.doGenerate': 'llm',
  'ai.streamText.doStream': 'llm',
  'ai.generateObject.doGenerate': 'llm',
  'ai.streamObject.doStream': 'llm',
  'ai.toolCall': 'tool',
  'ai.embed': 'step',
  'ai.embedMany': 'step',
  'ai.embed.doEmbed': 'embedding',
  'ai.embedMany.doEmbed': 'embedding',
  'ai.rerank': 'step',
  'ai.rerank.doRerank': 'retrieval',
};

const INPUT_TOKENS = ['ai.usage.inputTokens', 'ai.usage.promptTokens'];

export const vercelAiSdk: Vocabulary = {
  name: 'Vercel AI SDK',

  text: {
    agent: ['ai.telemetry.functionId'],
    requestModel: ['ai.model.id'],
    responseModel: ['ai.response.model'],
    provider: ['ai.model.provider'],
    responseId: ['ai.response.id'],
    toolName: ['ai.toolCall.name'],
    toolCallId: ['ai.toolCall.id'],
    toolArguments: ['ai.toolCall.args'],
    toolResult: ['ai.toolCall.result'],
  },

  numbers: {
    inputTokens: INPUT_TOKENS,
    outputTokens: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
    cacheReadTokens: ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
    cacheWriteTokens: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
    reasoningTokens: ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
    totalTokens: ['ai.usage.totalTokens'],
    msToFirstToken: ['ai.response.msToFirstChunk'],
  },

  finishReasons: ['ai.response.finishReason'],

  declaredKind({ span }) {
    const operation = firstText(span.attributes, ['ai.operationId']);
    return operation === null ? null : (ownValue(KIND_OF_OPERATION, operation) ?? null);
  },

  inputMessages({ span }) {
    return readMessages(firstValue(span.attributes, ['ai.prompt.messages', 'ai.prompt']), 'user');
  },

  toolDefinitions: ({ span }) => openJson(span.attributes.get('ai.prompt.tools')),

  outputMessages({ span }) {
    const { attributes } = span;
    const calls = openJson(attributes.get('ai.response.toolCalls'));
    const text = firstText(attributes, ['ai.response.text', 'ai.response.object']);
    const reasoning = firstText(attributes, ['ai.response.reasoning']);
    if (text === null && reasoning === null && calls === undefined) return [];
    const content =
      reasoning === null
        ? text
        : [{ type: 'reasoning', text: reasoning }, ...(text === null ? [] : [{ type: 'text', text }])];
    return parseMessages({ role: 'assistant', content, tool_calls: calls ?? null }, 'assistant');
  },

  /** AI SDK 5 leaves Anthropic's cache figures in the provider's metadata alone. */
  read(facts) {
    const metadata = anthropicMetadata(facts);
    if (metadata === undefined) return {};
    return {
      numbers: {
        cacheReadTokens: numberAt(metadata, 'usage', 'cache_read_input_tokens'),
        cacheWriteTokens:
          numberAt(metadata, 'usage', 'cache_creation_input_tokens') ??
          numberAt(metadata, 'cacheCreationInputTokens'),
        cacheWrite1hTokens: numberAt(metadata, 'usage', 'cache_creation', 'ephemeral_1h_input_tokens'),
      },
    };
  },

  /**
   * Anthropic's API reports input without cached tokens. AI SDK 5 passes that on, later versions add them up: the
   * provider's own figure beside the SDK's tells which.
   */
  inputExcludesCache(facts) {
    // Since version 6 beside a figure of its own for what was not cached.
    if (facts.span.attributes.has('ai.usage.inputTokenDetails.noCacheTokens')) return false;
    const raw = numberAt(anthropicMetadata(facts), 'usage', 'input_tokens');
    const reported = firstNumber(facts.span.attributes, ['gen_ai.usage.input_tokens', ...INPUT_TOKENS]);
    return raw === null || reported === null ? undefined : raw === reported;
  },
};

function anthropicMetadata({ span }: SpanFacts): JsonValue | undefined {
  return at(openJson(span.attributes.get('ai.response.providerMetadata')), 'anthropic');
}
