/**
 * goose: the GenAI conventions, with the run's request and answer under keys of its own. Versions before those (1.34 at
 * least) name spans after their own functions, and say neither model nor tokens. https://block.github.io/goose
 */
import type { SpanKind } from '../protocol/agentModel';
import { at, firstText, parseJson } from './fields';
import { readMessages } from './messageList';
import { promptText } from './promptText';
import type { Vocabulary } from './vocabulary';

/** Of the versions without conventions. `reply` has the prompt, and ends when the answer begins to stream. */
const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  reply: 'agent',
  reply_stream: 'agent',
  stream_response_from_provider: 'llm',
  complete: 'llm',
  dispatch_tool_call: 'tool',
};

export const goose: Vocabulary = {
  name: 'goose',

  speaks: ({ resource }) => firstText(resource.attributes, ['service.name']) === 'goose',

  text: {},
  numbers: {},
  finishReasons: [],

  declaredKind({ span }) {
    if (span.attributes.has('gen_ai.operation.name')) return null;
    return Object.hasOwn(KIND_OF_SPAN_NAME, span.name) ? KIND_OF_SPAN_NAME[span.name]! : null;
  },

  read({ span }, kind) {
    const { attributes } = span;
    if (kind === 'tool') return { text: calledTool(firstText(attributes, ['input'])) };
    if (kind !== 'agent') return {};
    const asked = readMessages(attributes.get('trace_input'), 'user');
    const isNamed = Object.hasOwn(KIND_OF_SPAN_NAME, span.name);
    return { text: { userMessage: promptText(asked), ...(isNamed && { agent: 'goose' }) } };
  },
};

/** `{"tool":"shell","arguments":{…}}` in the versions without conventions. */
function calledTool(input: string | null): { toolName?: string; toolArguments?: string } {
  const call = input === null ? undefined : parseJson(input);
  const name = at(call, 'tool');
  if (typeof name !== 'string') return {};
  return { toolName: name, toolArguments: JSON.stringify(at(call, 'arguments') ?? {}) };
}
