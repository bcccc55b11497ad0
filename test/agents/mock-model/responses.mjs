// OpenAI's responses API: POST /v1/responses.
import { pieces } from './script.mjs';

/** 2026-01-01: answers do not depend on when they are given. */
const CREATED = 1_767_225_600;

export function instructionsOf({ instructions = '', input }) {
  const messages = Array.isArray(input) ? input : [];
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer');
  return [instructions, ...system.map(({ content }) => textOf(content))].join('\n');
}

/** Calls may come back as references to stored items; the results name them in any case. */
export function callIdsOf({ input }) {
  const items = Array.isArray(input) ? input : [];
  return items.filter(({ type }) => type === 'function_call_output').map(({ call_id: id }) => id);
}

/** The whole answer as one body. */
export function bodyOf(answer, request) {
  return response(answer, request, 'completed', itemsOf(answer));
}

/** The answer as server-sent events: `{ event, data }` each. */
export function* eventsOf(answer, request) {
  let sequence = 0;
  const event = (type, fields) => ({
    event: type,
    data: { type, sequence_number: sequence++, ...fields },
  });

  yield event('response.created', { response: response(answer, request, 'in_progress', []) });
  for (const [output_index, item] of itemsOf(answer).entries()) {
    const place = { item_id: item.id, output_index };
    yield event('response.output_item.added', { output_index, item: begun(item) });
    if (item.type === 'message') {
      for (const delta of pieces(answer.text)) {
        yield event('response.output_text.delta', { ...place, content_index: 0, delta });
      }
    }
    if (item.type === 'function_call') {
      for (const delta of pieces(item.arguments)) {
        yield event('response.function_call_arguments.delta', { ...place, delta });
      }
      yield event('response.function_call_arguments.done', { ...place, arguments: item.arguments });
    }
    yield event('response.output_item.done', { output_index, item });
  }
  yield event('response.completed', { response: bodyOf(answer, request) });
}

function itemsOf(answer) {
  const items = [];
  if (answer.usage.reasoning > 0) items.push({ type: 'reasoning', id: `rs_${answer.id}`, summary: [] });
  if (answer.text) {
    items.push({
      type: 'message',
      id: `msg_${answer.id}`,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: answer.text, annotations: [] }],
    });
  }
  for (const call of answer.calls) {
    items.push({
      type: 'function_call',
      id: `fc_${call.id}`,
      status: 'completed',
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    });
  }
  return items;
}

/** An item as it is announced, before its content. */
function begun(item) {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] };
  if (item.type === 'function_call') return { ...item, status: 'in_progress', arguments: '' };
  return item;
}

function response(answer, { model }, status, output) {
  const { input, cached, output: written, reasoning } = answer.usage;
  return {
    id: `resp_${answer.id}`,
    object: 'response',
    created_at: CREATED,
    status,
    error: null,
    incomplete_details: null,
    model,
    output,
    usage: status === 'completed' && {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: written,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + written,
    },
  };
}

function textOf(content) {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}
