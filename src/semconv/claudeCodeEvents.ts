/** Log records of Claude Code. Numbers and booleans are texts in some of them. */
import type { Attributes } from '../otlp/records';
import type { ToolCallFacts } from '../protocol/agentModel';
import { ARGUMENT_OF_ATTRIBUTE, denialIn, subAgentOf, written } from './claudeCode';
import { firstText, isRecord, parseJson } from './fields';
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

/** What `tool_parameters` has besides arguments. */
const NO_ARGUMENTS = new Set(['bash_command', 'git_commit_id', 'mcp_server_name', 'mcp_tool_name']);

export const claudeCodeEvents: LogVocabulary = {
  name: 'Claude Code',
  speaks: ({ scope }) => scope.name.startsWith('com.anthropic.claude_code'),
  prefix: 'claude_code.',

  common: (attributes) => ({
    kind: 'other',
    promptId: firstText(attributes, ['prompt.id']),
    agentId: firstText(attributes, ['agent_id']),
    agent: subAgentOf(firstText(attributes, ['query_source'])),
  }),

  readers: {
    user_prompt: (attributes) => {
      const text = written(firstText(attributes, ['prompt', 'prompt_text']));
      return { kind: 'user_message', text, userMessage: text };
    },

    api_request: (attributes) => ({
      kind: 'model_call',
      durationMs: count(attributes, 'duration_ms'),
      model: modelCall({
        requestModel: firstText(attributes, ['model']),
        provider: 'anthropic',
        responseId: firstText(attributes, ['request_id']),
        usage: normaliseUsage(
          {
            inputTokens: count(attributes, 'input_tokens'),
            outputTokens: count(attributes, 'output_tokens'),
            cacheReadTokens: count(attributes, 'cache_read_tokens'),
            cacheWriteTokens: count(attributes, 'cache_creation_tokens'),
            reasoningTokens: null,
            totalTokens: null,
          },
          'anthropic',
          { inputExcludesCache: true, outputExcludesReasoning: null },
        ),
        cacheWrite1h: count(attributes, 'cache_creation_1h_tokens'),
        reportedCostUsd: count(attributes, 'cost_usd'),
        timeToFirstTokenMs: count(attributes, 'ttft_ms'),
      }),
    }),

    api_error: (attributes) => errorEvent(attributes, ['error_class', 'status_code'], ['error']),
    api_retries_exhausted: (attributes) => errorEvent(attributes, ['error_class', 'status_code'], ['error']),
    internal_error: (attributes) => errorEvent(attributes, ['error_code', 'error_name'], ['error']),

    assistant_response: (attributes) => ({
      kind: 'answer',
      text: written(firstText(attributes, ['response'])),
      model: modelCall({ responseId: firstText(attributes, ['request_id']) }),
    }),

    tool_decision: (attributes) => ({
      ...toolEvent('tool_decision', calledTool(attributes), denialIn(attributes)),
      text: firstText(attributes, ['decision']),
    }),

    tool_result: (attributes) => {
      const failed = isTrue(attributes, 'success') === false;
      const failure = {
        errorClass: firstText(attributes, ['error_type', 'error_class']),
        errorMessage: firstText(attributes, ['error']),
      };
      return {
        ...toolEvent(
          'tool_call',
          { ...calledTool(attributes), resultBytes: count(attributes, 'tool_result_size_bytes') },
          failed ? failure : null,
        ),
        durationMs: count(attributes, 'duration_ms'),
      };
    },

    compaction: () => ({ kind: 'compaction' }),
  },
};

function calledTool(attributes: Attributes): Pick<ToolCallFacts, 'name' | 'callId' | 'arguments'> {
  return {
    name: firstText(attributes, ['tool_name']) ?? 'tool',
    callId: firstText(attributes, ['tool_use_id']),
    arguments: compactJson(firstText(attributes, ['tool_input'])) ?? parametersIn(attributes),
  };
}

/** Of a shell's command all that there is; of other tools next to nothing. */
function parametersIn(attributes: Attributes): string | null {
  const parameters = parseJson(firstText(attributes, ['tool_parameters']) ?? '');
  if (!isRecord(parameters)) return null;
  const known = Object.entries(parameters).filter(([key]) => !NO_ARGUMENTS.has(key));
  if (known.length === 0) return null;
  return JSON.stringify(
    Object.fromEntries(known.map(([key, value]) => [ARGUMENT_OF_ATTRIBUTE[key] ?? key, value])),
  );
}
