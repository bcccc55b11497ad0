/**
 * Genkit: a vocabulary of its own, keys with colons, nothing of the GenAI conventions. A generation that uses tools
 * recurses: every turn is a `generate` inside the one before. https://genkit.dev/docs/observability/
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { openContent } from './cutJson';
import { at, firstText, numberAt, openJson, textAt } from './fields';
import { parseMessages } from './messages';
import type { SpanFacts, Vocabulary } from './vocabulary';

/** `genkit:metadata:subtype` of an action. */
const KIND_OF_SUBTYPE: Readonly<Record<string, SpanKind>> = {
  flow: 'workflow',
  model: 'llm',
  'background-model': 'llm',
  tool: 'tool',
  'tool.v2': 'tool',
  retriever: 'retrieval',
  indexer: 'retrieval',
  reranker: 'retrieval',
  embedder: 'embedding',
  evaluator: 'evaluation',
  prompt: 'step',
  'executable-prompt': 'step',
  resource: 'retrieval',
};

export const genkit: Vocabulary = {
  name: 'Genkit',

  speaks: ({ span }) => span.attributes.has('genkit:type'),

  text: {
    toolArguments: ['genkit:input'],
    toolResult: ['genkit:output'],
  },

  numbers: {},

  finishReasons: [],

  declaredKind({ span }) {
    const subtype = firstText(span.attributes, ['genkit:metadata:subtype']);
    if (subtype !== null && Object.hasOwn(KIND_OF_SUBTYPE, subtype)) return KIND_OF_SUBTYPE[subtype]!;
    return firstText(span.attributes, ['genkit:type']) === 'util' ? 'step' : 'other';
  },

  inputMessages: ({ span }) => parseMessages(openJson(span.attributes.get('genkit:input')), 'user'),

  toolDefinitions: ({ span }) => at(openContent(span.attributes.get('genkit:input')), 'tools'),

  outputMessages: (facts) => parseMessages(at(outputOf(facts), 'message'), 'assistant'),

  read(facts, kind) {
    const name = firstText(facts.span.attributes, ['genkit:name']);
    if (kind === 'tool') return { text: { toolName: name } };
    if (kind !== 'llm') return {};
    const output = outputOf(facts);
    const usage = at(output, 'usage');
    // `openai/gpt-4o-mini`: the plugin, then the model as that plugin calls it.
    const [, plugin, model] = /^([^/]+)\/(.+)$/.exec(name ?? '') ?? [];
    const finishReason = textAt(output, 'finishReason');
    return {
      text: { requestModel: model ?? name, provider: plugin ?? null, ...responseText(output) },
      numbers: {
        inputTokens: numberAt(usage, 'inputTokens'),
        outputTokens: numberAt(usage, 'outputTokens'),
        totalTokens: numberAt(usage, 'totalTokens'),
        reasoningTokens:
          numberAt(usage, 'thoughtsTokens') ??
          numberAt(output, 'raw', 'usage', 'completion_tokens_details', 'reasoning_tokens'),
        cacheReadTokens:
          numberAt(usage, 'cachedContentTokens') ??
          numberAt(output, 'raw', 'usage', 'prompt_tokens_details', 'cached_tokens') ??
          numberAt(output, 'raw', 'usage', 'cache_read_input_tokens'),
        cacheWriteTokens: numberAt(output, 'raw', 'usage', 'cache_creation_input_tokens'),
      },
      finishReasons: finishReason === null ? [] : [finishReason],
    };
  },

  /** Gemini's count of the answer leaves its thoughts out, and Genkit passes it on. */
  outputExcludesReasoning(facts) {
    return numberAt(outputOf(facts), 'usage', 'thoughtsTokens') === null ? undefined : true;
  },
};

function outputOf({ span }: SpanFacts): JsonValue | undefined {
  return openJson(span.attributes.get('genkit:output'));
}

/** Of the provider's own answer, where the plugin keeps it. */
function responseText(output: JsonValue | undefined) {
  return { responseId: textAt(output, 'raw', 'id'), responseModel: textAt(output, 'raw', 'model') };
}
