/**
 * Log records of Grok CLI, its only account of a session: it sends no spans. Prompts, answers and what tools were given
 * and gave back are there with the switches that it shares with Claude Code (its own guide, `~/.grok`, explains them).
 */
import type { Attributes } from '../otlp/records';
import type { ToolCallFacts } from '../protocol/agentModel';
import { denialIn } from './claudeCode';
import { firstText } from './fields';
import { finishReasonOf } from './finishReason';
import {
  compactJson,
  count,
  errorEvent,
  isTrue,
  modelCall,
  toolEvent,
  type LogVocabulary,
} from './logVocabulary';
import { normaliseUsage } from './usage';

const GROK = 'grok';
/** What the prompt is wrapped in. */
const WRAPPED = /^\s*<user_query>([^]*)<\/user_query>\s*$/;

export const grokEvents: LogVocabulary = {
  name: 'Grok CLI',
  speaks: ({ resource }) => firstText(resource.attributes, ['service.name']) === 'grok-cli',
  prefix: 'grok_code.',

  common: (attributes) => ({
    kind: 'other',
    agent: GROK,
    promptId: firstText(attributes, ['prompt.id']),
  }),

  readers: {
    user_prompt: (attributes) => {
      const text = firstText(attributes, ['prompt'])?.replace(WRAPPED, '$1').trim() ?? null;
      return { kind: 'user_message', text, userMessage: text };
    },

    api_request: (attributes) => ({
      kind: 'model_call',
      durationMs: count(attributes, 'duration_ms'),
      model: modelCall({
        requestModel: firstText(attributes, ['model']),
        provider: 'x_ai',
        finishReason: finishReasonOf(reasonsIn(attributes), [], []),
        usage: normaliseUsage(
          {
            inputTokens: count(attributes, 'input_tokens'),
            outputTokens: count(attributes, 'output_tokens'),
            cacheReadTokens: count(attributes, 'cache_read_tokens'),
            cacheWriteTokens: count(attributes, 'cache_creation_tokens'),
            reasoningTokens: count(attributes, 'reasoning_tokens'),
            totalTokens: null,
          },
          'x_ai',
          { inputExcludesCache: false, outputExcludesReasoning: false },
        ),
      }),
    }),

    api_error: (attributes) =>
      errorEvent(attributes, ['error_type', 'status_code'], ['error_message', 'error']),

    assistant_response: (attributes) => ({ kind: 'answer', text: firstText(attributes, ['response']) }),

    tool_decision: (attributes) => ({
      ...toolEvent('tool_decision', calledTool(attributes), denialIn(attributes)),
      text: firstText(attributes, ['decision']),
    }),

    tool_result: (attributes) => {
      const failed = isTrue(attributes, 'success') === false;
      const failure = {
        errorClass: firstText(attributes, ['error_type']),
        errorMessage: firstText(attributes, ['error_message']),
      };
      const tool = { ...calledTool(attributes), result: firstText(attributes, ['tool_output']) };
      return {
        ...toolEvent('tool_call', tool, failed ? failure : null),
        durationMs: count(attributes, 'duration_ms'),
      };
    },
  },
};

function reasonsIn(attributes: Attributes): string[] {
  const reason = firstText(attributes, ['stop_reason']);
  return reason === null ? [] : [reason];
}

function calledTool(attributes: Attributes): Pick<ToolCallFacts, 'name' | 'callId' | 'arguments'> {
  return {
    name: firstText(attributes, ['tool_name']) ?? 'tool',
    callId: firstText(attributes, ['tool_use_id']),
    arguments: compactJson(firstText(attributes, ['tool_input', 'tool_parameters'])),
  };
}
