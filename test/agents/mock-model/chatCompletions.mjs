// OpenAI's chat completions API: POST /v1/chat/completions.
import { pieces } from './script.mjs';

/** 2026-01-01: answers do not depend on when they are given. */
const CREATED = 1_767_225_600;

export function instructionsOf({ messages }) {
  return messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ content }) => (typeof content === 'string' ? content : content.map(({ text }) => text).join('')))
    .join('\n');
}

export function callIdsOf({ messages }) {
  return messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
}

/** The whole answer as one body. */
export function bodyOf(answer, request) {
  return {
    ...envelope(answer, request, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text || null,
          ...(answer.calls.length > 0 && { tool_calls: answer.calls.map(toolCall) }),
        },
        finish_reason: finishReason(answer),
      },
    ],
    usage: usageOf(answer),
  };
}

/** The answer as server-sent events: `{ data }` each. */
export function* eventsOf(answer, request) {
  const chunk = (delta, finish_reason = null) => ({
    data: {
      ...envelope(answer, request, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, finish_reason }],
    },
  });
  yield chunk({ role: 'assistant', content: '' });
  for (const content of pieces(answer.text)) yield chunk({ content });
  for (const [index, call] of answer.calls.entries()) {
    const { id, type, function: named } = toolCall(call);
    yield chunk({ tool_calls: [{ index, id, type, function: { name: named.name, arguments: '' } }] });
    for (const piece of pieces(call.arguments)) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, finishReason(answer));
  if (request.stream_options?.include_usage) {
    yield {
      data: {
        ...envelope(answer, request, 'chat.completion.chunk'),
        choices: [],
        usage: usageOf(answer),
      },
    };
  }
  yield { data: '[DONE]' };
}

function envelope({ id }, { model }, object) {
  return { id: `chatcmpl-${id}`, object, created: CREATED, model };
}

function toolCall({ id, name, arguments: text }) {
  return { id, type: 'function', function: { name, arguments: text } };
}

function finishReason({ calls }) {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function usageOf({ usage: { input, cached, output, reasoning } }) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
