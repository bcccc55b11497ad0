/** Log records of Gemini CLI and of Qwen Code, which comes from it: the same names and keys, other counting habits. */
import type { Attributes } from '../otlp/records';
import type { JsonValue } from '../protocol/spans';
import { at, firstText, parseJson, textList } from './fields';
import { finishReasonOf } from './finishReason';
import { GEMINI_CLI } from './geminiCli';
import {
  compactJson,
  count,
  errorEvent,
  isTrue,
  modelCall,
  toolEvent,
  userMessage,
  type EventFields,
  type EventReader,
  type LogVocabulary,
} from './logVocabulary';
import { parseMessages, requestedCalls, type Message } from './messages';
import { QWEN_CODE } from './qwenCode';
import { normaliseUsage } from './usage';

interface Habits {
  provider: string | null;
  outputExcludesReasoning: boolean;
}

function readers(habits: Habits): Record<string, EventReader> {
  return {
    user_prompt: (attributes) => userMessage(attributes, 'prompt'),
    api_response: (attributes) => readResponse(attributes, habits),
    api_error: (attributes) => ({
      durationMs: count(attributes, 'duration_ms'),
      ...errorEvent(
        attributes,
        ['error_type', 'error.type', 'status_code'],
        ['error', 'error_message', 'error.message'],
      ),
    }),
    tool_call: readToolCall,
    /** Written inside of the sub-agent's run. */
    'agent.start': (attributes) => ({
      kind: 'other',
      agent: firstText(attributes, ['agent_name']),
      agentId: firstText(attributes, ['agent_id']),
    }),
    chat_compression: () => ({ kind: 'compaction' }),
    loop_detected: (attributes) => ({
      kind: 'loop_detected',
      text: firstText(attributes, ['loop_type']),
    }),
  };
}

const common: EventReader = (attributes) => ({
  kind: 'other',
  promptId: firstText(attributes, ['prompt_id']),
  agent: firstText(attributes, ['subagent_name']),
});

export const geminiCliEvents: LogVocabulary = {
  name: 'Gemini CLI',
  speaks: ({ scope }) => scope.name === GEMINI_CLI,
  prefix: 'gemini_cli.',
  common,
  readers: readers({ provider: 'gcp.gemini', outputExcludesReasoning: true }),
};

export const qwenCodeEvents: LogVocabulary = {
  name: 'Qwen Code',
  speaks: ({ scope }) => scope.name === QWEN_CODE,
  prefix: 'qwen-code.',
  common,
  readers: readers({ provider: null, outputExcludesReasoning: false }),
};

function readResponse(attributes: Attributes, habits: Habits): EventFields {
  const answer = answerOf(firstText(attributes, ['response_text']));
  const calls = requestedCalls(answer);
  return {
    kind: 'model_call',
    durationMs: count(attributes, 'duration_ms'),
    model: modelCall({
      responseModel: firstText(attributes, ['model']),
      provider: habits.provider,
      responseId: firstText(attributes, ['response_id']),
      usage: normaliseUsage(
        {
          inputTokens: count(attributes, 'input_token_count'),
          outputTokens: count(attributes, 'output_token_count'),
          cacheReadTokens: count(attributes, 'cached_content_token_count'),
          cacheWriteTokens: null,
          reasoningTokens: count(attributes, 'thoughts_token_count'),
          totalTokens: count(attributes, 'total_token_count'),
        },
        habits.provider,
        { inputExcludesCache: false, outputExcludesReasoning: habits.outputExcludesReasoning },
      ),
      timeToFirstTokenMs: count(attributes, 'ttft_ms'),
      // One per piece of the stream: the last tells how it ended.
      finishReason: finishReasonOf(textList(attributes.get('finish_reasons')).slice(-1), answer, calls),
      requestedCalls: calls,
    }),
  };
}

/** Gemini CLI records the pieces of the stream as they came, Qwen Code the text. */
function answerOf(text: string | null): Message[] {
  const pieces = text?.startsWith('[') ? parseJson(text) : undefined;
  if (!Array.isArray(pieces)) return [];
  const contents = pieces.flatMap((piece): JsonValue[] => {
    const candidates = at(piece, 'candidates');
    return Array.isArray(candidates) ? candidates.slice(0, 1).map((each) => at(each, 'content') ?? null) : [];
  });
  return parseMessages(contents, 'assistant');
}

function readToolCall(attributes: Attributes): EventFields {
  const decision = firstText(attributes, ['decision']);
  const status = firstText(attributes, ['status', 'execution_status']);
  const failed = isTrue(attributes, 'success') === false;
  const stopped = decision === 'reject' ? 'denied' : status === 'cancelled' ? 'cancelled' : null;
  const failure = {
    errorClass: stopped ?? firstText(attributes, ['error_type']),
    errorMessage: firstText(attributes, ['error', 'error_message']),
  };
  const tool = {
    name: firstText(attributes, ['function_name']) ?? 'tool',
    callId: firstText(attributes, ['call_id']),
    arguments: compactJson(firstText(attributes, ['function_args'])),
  };
  return {
    ...toolEvent('tool_call', tool, failed || stopped !== null ? failure : null),
    durationMs: count(attributes, 'duration_ms'),
  };
}
