/**
 * Google's Agent Development Kit: the GenAI conventions for agents and tools, attributes of its own
 * (`gcp.vertex.agent.*`) for everything that a model call says. https://google.github.io/adk-docs/
 *
 * It reports no failure of any kind: a tool that threw has no response, a model call that failed has no answer.
 */
import type { JsonValue } from '../protocol/spans';
import { openContent } from './cutJson';
import { at, firstText, numberAt, openJson, textAt } from './fields';
import { parseMessages } from './messages';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const LLM_REQUEST = 'gcp.vertex.agent.llm_request';
const LLM_RESPONSE = 'gcp.vertex.agent.llm_response';
const TOOL_ARGUMENTS = 'gcp.vertex.agent.tool_call_args';
const TOOL_RESPONSE = 'gcp.vertex.agent.tool_response';

/** One of these is on every call that came to its end. */
const TOOL_ANSWER = [TOOL_RESPONSE, 'gen_ai.tool.call.result'];
const MODEL_ANSWER = [
  LLM_RESPONSE,
  'gen_ai.output.messages',
  'gen_ai.usage.output_tokens',
  'gen_ai.response.finish_reasons',
];

export const googleAdk: Vocabulary = {
  name: 'Google ADK',

  speaks: ({ scope }) => scope.name === 'gcp.vertex.agent',

  text: {},

  numbers: {},

  finishReasons: [],

  /** What parallel calls gave back, as one event: no call of its own. */
  declaredKind: ({ span }) => (/^execute_tool \(merged\b/.test(span.name) ? 'other' : null),

  /** By name: a call that threw leaves a span without any attribute. */
  impliedKind({ span }) {
    if (span.name === 'call_llm') return 'llm';
    if (span.name.startsWith('execute_tool ')) return 'tool';
    return span.name === 'invocation' ? 'workflow' : null;
  },

  inputMessages: ({ span }) => {
    const request = openContent(span.attributes.get(LLM_REQUEST));
    return [
      ...parseMessages(at(request, 'config', 'systemInstruction'), 'system'),
      ...parseMessages(at(request, 'contents'), 'user'),
    ];
  },

  toolDefinitions: ({ span }) => at(openContent(span.attributes.get(LLM_REQUEST)), 'config', 'tools'),

  outputMessages: (facts) => parseMessages(at(responseOf(facts), 'content'), 'assistant'),

  /** The attributes leave out what Gemini read from its cache and thought; the response has it. */
  read(facts, kind) {
    if (kind === 'tool') return readToolCall(facts);
    if (kind !== 'llm') return {};
    const response = responseOf(facts);
    return {
      text: { provider: 'gcp.gemini', responseModel: textAt(response, 'modelVersion') },
      numbers: {
        cacheReadTokens: numberAt(response, 'usageMetadata', 'cachedContentTokenCount'),
        reasoningTokens: thoughtsIn(response),
      },
    };
  },

  /** `output_tokens` is Gemini's `candidatesTokenCount`, which does not count thoughts. */
  outputExcludesReasoning: () => true,

  /** With content capture off, request and response are there all the same, as `{}`. */
  failure({ span }, kind) {
    const says = (keys: readonly string[]) => keys.some((key) => span.attributes.has(key));
    if (kind === 'tool' && !says(TOOL_ANSWER)) {
      return { errorClass: null, errorMessage: 'The tool gave no response: it threw an error.' };
    }
    if (kind === 'llm' && !says(MODEL_ANSWER)) {
      return { errorClass: null, errorMessage: 'The model call has no answer: it failed.' };
    }
    return null;
  },
};

/** With content capture off, both are `{}`: nothing is known then, least of all that calls are the same. */
function readToolCall({ span }: SpanFacts): ReadFields {
  const toolArguments = firstText(span.attributes, [TOOL_ARGUMENTS]);
  const toolResult = firstText(span.attributes, [TOOL_RESPONSE]);
  if (toolArguments === '{}' && toolResult === '{}') return {};
  return { text: { toolArguments, toolResult } };
}

function responseOf({ span }: SpanFacts): JsonValue | undefined {
  return openJson(span.attributes.get(LLM_RESPONSE));
}

/** Left out when there are none: what the total counts beyond prompt and candidates. */
function thoughtsIn(response: JsonValue | undefined): number | null {
  const stated = numberAt(response, 'usageMetadata', 'thoughtsTokenCount');
  const [prompt, candidates, total] = ['promptTokenCount', 'candidatesTokenCount', 'totalTokenCount'].map(
    (key) => numberAt(response, 'usageMetadata', key),
  );
  if (stated !== null || prompt == null || candidates == null || total == null) return stated;
  return Math.max(total - prompt - candidates, 0);
}
