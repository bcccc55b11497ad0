/**
 * OpenTelemetry GenAI semantic conventions, every generation of them: attribute names moved several times
 * (`prompt_tokens` → `input_tokens`, `gen_ai.system` → `gen_ai.provider.name`, `cache_creation` → `cache_write`),
 * and content moved from indexed attributes over span events to JSON attributes. Emitters of all of these are in use.
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import type { AnyValue, Attributes, Span, SpanEvent } from '../otlp/records';
import { ownValue } from '../protocol/ownValue';
import { firstText, firstValue, openJson, textList } from './fields';
import { readMessages } from './messageList';
import { indexedMessages, parseMessages, type Message, type MessageRole } from './messages';
import type { SpanFacts, Vocabulary } from './vocabulary';

/** `gen_ai.operation.name`: the conventions' own values, then those of frameworks that follow them. */
const KIND_OF_OPERATION: Readonly<Record<string, SpanKind>> = {
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  embeddings: 'embedding',
  retrieval: 'retrieval',
  invoke_agent: 'agent',
  execute_tool: 'tool',
  invoke_workflow: 'workflow',
  plan: 'step',
  create_memory: 'memory',
  update_memory: 'memory',
  upsert_memory: 'memory',
  delete_memory: 'memory',
  search_memory: 'memory',
  create_memory_store: 'memory',
  delete_memory_store: 'memory',
  'chat.completions': 'llm',
  'text.completions': 'llm',
  conversation: 'workflow',
  initiate_chats: 'workflow',
  chain: 'step',
  agent_step: 'step',
  workflow_step: 'step',
  execute_node: 'step',
  handoff: 'handoff',
  rerank: 'retrieval',
  guardrail: 'guardrail',
  execute_hook: 'hook',
  // Administration and bookkeeping: named here so that no later vocabulary takes them for a model call.
  create_agent: 'other',
  fetch_response: 'other',
  model_generation: 'step',
  model_chunk: 'other',
};

/** Requests that ask how long a prompt would be, and get no answer from the model. */
const COUNTS_TOKENS = /\bcount_?tokens$/i;

const KEY = {
  operation: 'gen_ai.operation.name',
  requestModel: 'gen_ai.request.model',
  toolName: 'gen_ai.tool.name',
} as const;

/** Content as one attribute on the span (or, the same keys, on an event). */
const INPUT_KEYS = ['gen_ai.input.messages', 'gen_ai.prompt'];
const OUTPUT_KEYS = ['gen_ai.output.messages', 'gen_ai.completion'];
const SYSTEM_KEYS = ['gen_ai.system_instructions', 'system_prompt'];
const TOOL_KEYS = ['gen_ai.tool.definitions', 'gen_ai.request.tools'];

/** One event per message, as the conventions had it up to 1.36; the role is in the event's name. */
const INPUT_EVENTS: Readonly<Record<string, MessageRole>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};
const CHOICE_EVENT = 'gen_ai.choice';

export const genai: Vocabulary = {
  name: 'OpenTelemetry GenAI',

  text: {
    agent: ['gen_ai.agent.name'],
    agentId: ['gen_ai.agent.id'],
    requestModel: [KEY.requestModel],
    responseModel: ['gen_ai.response.model'],
    provider: ['gen_ai.provider.name', 'gen_ai.system'],
    responseId: ['gen_ai.response.id'],
    toolName: [KEY.toolName],
    toolCallId: ['gen_ai.tool.call.id', 'gen_ai.tool.call_id'],
    toolArguments: ['gen_ai.tool.call.arguments', 'gen_ai.tool.input', 'gen_ai.tool.args'],
    toolResult: ['gen_ai.tool.call.result', 'gen_ai.tool.output'],
    toolStatus: ['gen_ai.tool.status'],
  },

  numbers: {
    inputTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
    outputTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
    cacheReadTokens: [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.cache_read_tokens',
      'gen_ai.usage.details.cache_read_tokens',
      'gen_ai.usage.prompt_tokens_details.cache_read',
    ],
    cacheWriteTokens: [
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'gen_ai.usage.cache_write_input_tokens',
      'gen_ai.usage.cache_write_tokens',
      'gen_ai.usage.details.cache_write_tokens',
    ],
    cacheWrite1hTokens: [
      'gen_ai.usage.cache_creation.1h_input_tokens',
      'anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
    ],
    reasoningTokens: [
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.reasoning_output_tokens',
      'gen_ai.usage.details.reasoning_tokens',
    ],
    totalTokens: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens'],
    costUsd: ['operation.cost', 'gen_ai.usage.cost'],
    secondsToFirstToken: [
      'gen_ai.response.time_to_first_chunk',
      'gen_ai.client.operation.time_to_first_chunk',
    ],
    resends: ['http.request.resend_count'],
  },

  finishReasons: [
    'gen_ai.response.finish_reasons',
    'gen_ai.response.finish_reason',
    // Anthropic's own SDK follows the conventions in all but this.
    'anthropic.message.stop_reason',
  ],

  declaredKind({ span }) {
    const operation = firstText(span.attributes, [KEY.operation]);
    if (operation !== null && Object.hasOwn(KIND_OF_OPERATION, operation))
      return KIND_OF_OPERATION[operation]!;
    return span.attributes.has('mcp.method.name') ? 'mcp' : null;
  },

  impliedKind({ span }) {
    if (span.attributes.has(KEY.toolName)) return 'tool';
    if (!span.attributes.has(KEY.requestModel) || COUNTS_TOKENS.test(span.name)) return null;
    const answered = [
      'llm.request.type',
      'gen_ai.response.model',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.prompt_tokens',
    ].some((key) => span.attributes.has(key));
    return answered ? 'llm' : null;
  },

  /** Emitters that end the span of a failed call as if nothing were wrong still give this as the reason of its end. */
  failure({ span }, kind) {
    if (kind !== 'llm') return null;
    const reasons = textList(firstValue(span.attributes, genai.finishReasons));
    if (reasons.length !== 1 || reasons[0]!.toLowerCase() !== 'error') return null;
    return { errorClass: 'error', errorMessage: firstText(span.attributes, ['error.message']) };
  },

  systemInstructions: ({ span }) => readMessages(contentAt(span, SYSTEM_KEYS), 'system'),

  toolDefinitions({ span }) {
    const definitions = contentAt(span, TOOL_KEYS);
    return definitions === null ? indexedFunctions(span.attributes) : openJson(definitions);
  },

  inputMessages({ span }) {
    const { attributes, events } = span;
    const found = messagesAt(attributes, INPUT_KEYS, 'user');
    if (found.length > 0) return found;
    const indexed = indexedMessages(attributes, 'gen_ai.prompt', 'user');
    if (indexed.length > 0) return indexed;
    return events.flatMap((event) => {
      const role = ownValue(INPUT_EVENTS, event.name);
      return role === undefined
        ? messagesAt(event.attributes, INPUT_KEYS, 'user')
        : messageOfEvent(event, role);
    });
  },

  outputMessages({ span }) {
    const { attributes, events } = span;
    const found = messagesAt(attributes, OUTPUT_KEYS, 'assistant');
    if (found.length > 0) return found;
    const indexed = indexedMessages(attributes, 'gen_ai.completion', 'assistant');
    if (indexed.length > 0) return indexed;
    return events.flatMap((event) =>
      event.name === CHOICE_EVENT
        ? messageOfEvent(event, 'assistant')
        : messagesAt(event.attributes, OUTPUT_KEYS, 'assistant'),
    );
  },
};

function messagesAt(attributes: Attributes, keys: readonly string[], role: MessageRole): Message[] {
  return readMessages(firstValue(attributes, keys), role);
}

/** On the span, or on one of its events. */
function contentAt({ attributes, events }: Span, keys: readonly string[]): AnyValue {
  const own = firstValue(attributes, keys);
  if (own !== null) return own;
  for (const event of events) {
    const value = firstValue(event.attributes, keys);
    if (value !== null) return value;
  }
  return null;
}

/** `llm.request.functions.0.name`, … of the time before `gen_ai.tool.definitions`. */
function indexedFunctions(attributes: Attributes): JsonValue | undefined {
  const functions = new Map<number, Record<string, JsonValue>>();
  for (const [key, value] of attributes) {
    if (!key.startsWith('llm.request.functions.')) continue;
    const match = /^(\d{1,4})\.(name|description|parameters|input_schema)$/.exec(
      key.slice('llm.request.functions.'.length),
    );
    if (!match) continue;
    const index = Number(match[1]);
    functions.set(index, { ...functions.get(index), [match[2]!]: openJson(value) ?? null });
  }
  return functions.size === 0 ? undefined : [...functions.values()];
}

/** The event's attributes are the message: `content`, `tool_calls`, `id`; `gen_ai.choice` nests it in `message`. */
function messageOfEvent(event: SpanEvent, role: MessageRole): Message[] {
  const fields = Object.fromEntries(
    Array.from(event.attributes, ([key, value]) => [key, openJson(value) ?? null]),
  );
  if (fields.content === undefined && fields.message === undefined && fields.tool_calls === undefined)
    return [];
  // A choice whose `message` is plain text or a list of parts is the content itself.
  const choice = fields.message;
  if (choice !== undefined && (typeof choice !== 'object' || Array.isArray(choice))) fields.content = choice;
  return parseMessages({ ...fields }, role);
}

/** The agent's name in `invoke_agent <name>`, for emitters that put it nowhere else. */
export function agentFromSpanName({ span }: SpanFacts): string | null {
  const name = /^invoke_agent (.+)$/.exec(span.name)?.[1]?.trim();
  // Without an agent name, some emitters put the model there.
  return name === undefined || name === firstText(span.attributes, [KEY.requestModel]) ? null : name;
}
