/**
 * Haystack's own tracing: one span per component of a pipeline, its kind by the component's class. What went in and
 * out is only there when content tracing is on, the model's figures with it.
 * https://docs.haystack.deepset.ai/docs/tracing
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { ownValue } from '../protocol/ownValue';
import { at, firstText, isRecord, openJson } from './fields';
import { parseMessages, type Message, type MessageRole } from './messages';
import { usageNumbers } from './modelAnswer';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KEY = {
  type: 'haystack.component.type',
  name: 'haystack.component.name',
  input: 'haystack.component.input',
  output: 'haystack.component.output',
} as const;

const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  'haystack.pipeline.run': 'workflow',
  'haystack.async_pipeline.run': 'workflow',
  'haystack.agent.run': 'agent',
  'haystack.agent.step': 'step',
};

/** By the end of the component's class name. A `ToolInvoker` makes several calls in one span. */
const KIND_OF_COMPONENT: readonly [RegExp, SpanKind][] = [
  [/Agent$/, 'agent'],
  [/Generator$/, 'llm'],
  [/Retriever$/, 'retrieval'],
  [/Ranker$/, 'retrieval'],
  [/Embedder$/, 'embedding'],
  [/Evaluator$/, 'evaluation'],
];

export const haystack: Vocabulary = {
  name: 'Haystack',

  speaks: ({ span }) => span.name.startsWith('haystack.'),

  text: {},
  numbers: {},
  finishReasons: [],

  impliedKind({ span }) {
    const type = firstText(span.attributes, [KEY.type]);
    if (type === null) return ownValue(KIND_OF_SPAN_NAME, span.name) ?? null;
    return KIND_OF_COMPONENT.find(([name]) => name.test(type))?.[1] ?? 'step';
  },

  inputMessages({ span }) {
    const input = openJson(firstText(span.attributes, ['haystack.agent.input', KEY.input]));
    const messages = at(input, 'messages') ?? at(input, 'prompt');
    return messages === undefined ? [] : chatMessages(messages, 'user');
  },

  outputMessages: ({ span }) => chatMessages(repliesOf(span.attributes) ?? null, 'assistant'),

  read({ span }, kind) {
    if (kind === 'agent') return { text: { agent: firstText(span.attributes, [KEY.name]) } };
    return kind === 'llm' ? readReply(span) : {};
  },
};

function repliesOf(attributes: SpanFacts['span']['attributes']): JsonValue | undefined {
  return at(openJson(attributes.get(KEY.output)), 'replies');
}

/** A chat generator's replies carry their figures, a text generator's are in a list beside them. */
function readReply({ attributes }: SpanFacts['span']): ReadFields {
  const replies = repliesOf(attributes);
  const reply = Array.isArray(replies) ? replies[0] : undefined;
  const metas = at(openJson(attributes.get(KEY.output)), 'meta');
  const meta = at(reply, 'meta') ?? at(reply, '_meta') ?? (Array.isArray(metas) ? metas[0] : undefined);
  const usage = at(meta, 'usage');
  const model = at(meta, 'model');
  const finishReason = at(meta, 'finish_reason');
  return {
    text: { responseModel: typeof model === 'string' ? model : null },
    numbers: isRecord(usage) ? usageNumbers(usage) : {},
    finishReasons: typeof finishReason === 'string' ? [finishReason] : [],
  };
}

/** `ChatMessage`s: tool calls and results are parts under keys of their own; older versions have underscores. */
function chatMessages(value: JsonValue, role: MessageRole): Message[] {
  if (!Array.isArray(value)) return parseMessages(value, role);
  return value.flatMap((message) => {
    if (!isRecord(message)) return parseMessages(message, role);
    const content = message.content ?? message._content ?? null;
    return parseMessages(
      {
        role: message.role ?? message._role ?? null,
        content: Array.isArray(content) ? content.map(standardPart) : content,
      },
      role,
    );
  });
}

function standardPart(part: JsonValue): JsonValue {
  const call = at(part, 'tool_call');
  if (isRecord(call)) {
    return {
      type: 'tool_call',
      id: call.id ?? null,
      name: call.tool_name ?? null,
      arguments: call.arguments ?? null,
    };
  }
  const result = at(part, 'tool_call_result');
  if (isRecord(result)) {
    return {
      type: 'tool_result',
      id: at(result, 'origin', 'id') ?? null,
      name: at(result, 'origin', 'tool_name') ?? null,
      result: result.result ?? null,
    };
  }
  return part;
}
