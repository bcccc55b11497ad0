/**
 * Messages of model requests and answers, from every shape that emitters use, in one shape. Shapes differ in three
 * places: how a message holds its content, what a content part looks like, and where tool calls and results sit.
 * Truncated or malformed JSON becomes text; nothing here throws.
 */
import type { RequestedCall } from '../protocol/agentModel';
import type { Attributes } from '../otlp/records';
import type { JsonValue } from '../protocol/spans';
import { toJsonValue } from '../otlp/attributes';
import { isRecord, openEncoded, parseJson } from './fields';
import { langChainFields, langChainType } from './langChain';

export type MessageRole = 'system' | 'user' | 'assistant' | 'tool' | 'other';

export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** `arguments` and `result` are JSON text, or plain text where the emitter sent that. */
  | { type: 'tool_call'; id: string | null; name: string | null; arguments: string | null }
  | { type: 'tool_result'; id: string | null; name: string | null; result: string | null }
  /** Images, files, server-side tools, compaction marks, … `kind` is the emitter's own name for it. */
  | { type: 'other'; kind: string };

export interface Message {
  role: MessageRole;
  parts: MessagePart[];
  /** As emitted inside the message; null in most shapes. */
  finishReason: string | null;
}

/** Where requests and answers hold their messages, in the order of the conversation, and whose those are. */
const CONTAINERS: readonly { key: string; role: MessageRole | null }[] = [
  { key: 'system', role: 'system' },
  { key: 'instructions', role: 'system' },
  { key: 'messages', role: null },
  { key: 'prompt', role: null },
  // OpenAI's Responses API, then its Chat Completions, then LangChain's answers.
  { key: 'input', role: null },
  { key: 'output', role: 'assistant' },
  { key: 'choices', role: 'assistant' },
  { key: 'generations', role: 'assistant' },
];

/**
 * Reads a message list, a single message, an object that holds one (`{messages}`, `{message}`, `{system, prompt}`, a
 * provider's whole request or answer), or bare text. `role` is for messages that do not name theirs.
 */
export function parseMessages(value: JsonValue | undefined, role: MessageRole): Message[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') {
    const opened = parseJson(value);
    return typeof opened === 'object' && opened !== null
      ? parseMessages(opened, role)
      : [{ role, parts: [{ type: 'text', text: value }], finishReason: null }];
  }
  if (Array.isArray(value)) return value.flatMap((item) => parseMessages(item, role));
  if (!isRecord(value)) return [];
  const constructed = langChainFields(value);
  if (constructed) return [parseMessage(constructed, role)];
  if (isContainer(value)) {
    return CONTAINERS.flatMap(({ key, role: own }) => parseMessages(value[key], own ?? role));
  }
  if (isRecord(value.message)) {
    const finishReason = text(value.finish_reason);
    return parseMessages(value.message, role).map((message) => ({
      ...message,
      finishReason: message.finishReason ?? finishReason,
    }));
  }
  return [parseMessage(value, role)];
}

function isContainer(value: Record<string, JsonValue>): boolean {
  if (value.messages !== undefined || value.prompt !== undefined) return true;
  // `input` and `output` are also what tool calls and their results have.
  if (value.type !== undefined || value.role !== undefined) return false;
  const { choices, generations, input, output } = value;
  if ([choices, generations, input, output].some(Array.isArray)) return true;
  return typeof input === 'string' && typeof value.model === 'string';
}

const ROLES: Readonly<Record<string, MessageRole>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
};

function parseMessage(message: Record<string, JsonValue>, fallback: MessageRole): Message {
  const named = text(message.role) ?? langChainType(message);
  const role = named === null ? fallback : (ROLES[named.toLowerCase()] ?? 'other');
  const finishReason = text(message.finish_reason) ?? text(message.finishReason) ?? text(message.stop_reason);

  // OpenAI chat and the older `gen_ai.tool.message` event: the whole message is the result of one call.
  const resultOf = text(message.tool_call_id) ?? (role === 'tool' ? text(message.id) : null);
  const content = message.parts ?? message.content;
  if (resultOf !== null || (role === 'tool' && typeof content === 'string')) {
    const result = jsonText(content);
    return {
      role,
      finishReason,
      parts: [{ type: 'tool_result', id: resultOf, name: text(message.name), result }],
    };
  }

  const parts = content === undefined ? barePart(message) : parseContent(content);
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.flatMap(parseToolCall) : [];
  return { role, parts: [...parts, ...calls], finishReason };
}

/** An item that is itself a part, as in OpenAI's Responses API: `{type: 'function_call', …}`. */
function barePart(message: Record<string, JsonValue>): MessagePart[] {
  return message.role === undefined && typeof message.type === 'string' ? [parsePart(message)] : [];
}

function parseContent(content: JsonValue): MessagePart[] {
  if (typeof content === 'string') {
    if (content === '') return [];
    // Flattened attributes and span events carry part lists as JSON text.
    const opened = content.startsWith('[') ? parseJson(content) : undefined;
    return isPartList(opened) ? opened.map(parsePart) : [{ type: 'text', text: content }];
  }
  if (Array.isArray(content))
    return content.map((part) => (isRecord(part) ? parsePart(part) : plainPart(part)));
  return isRecord(content) ? [parsePart(content)] : [];
}

function isPartList(value: JsonValue | undefined): value is Record<string, JsonValue>[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => isRecord(part) && isKnownPart(part))
  );
}

function plainPart(part: JsonValue): MessagePart {
  return { type: 'text', text: jsonText(part) ?? '' };
}

/** Content parts by their `type`, whoever's: GenAI semconv, AI SDK, OpenAI, Anthropic. */
const PARTS_BY_TYPE: Readonly<Record<string, (part: Record<string, JsonValue>) => MessagePart>> = {
  text: textPart,
  input_text: textPart,
  output_text: textPart,
  reasoning: reasoningPart,
  thinking: reasoningPart,
  tool_call: toolCallPart,
  'tool-call': toolCallPart,
  tool_use: toolCallPart,
  function_call: toolCallPart,
  function: toolCallPart,
  tool_call_response: toolResultPart,
  'tool-result': toolResultPart,
  tool_result: toolResultPart,
  function_call_output: toolResultPart,
};

/** Content parts that are recognised by the key that holds them: Bedrock, Gemini, Genkit. */
const PARTS_BY_KEY: Readonly<Record<string, (inner: JsonValue) => MessagePart>> = {
  toolUse: (inner) => toolCallPart(isRecord(inner) ? inner : {}),
  functionCall: (inner) => toolCallPart(isRecord(inner) ? inner : {}),
  toolResult: (inner) => toolResultPart(isRecord(inner) ? inner : {}),
  functionResponse: (inner) => toolResultPart(isRecord(inner) ? inner : {}),
  toolRequest: (inner) => toolCallPart(isRecord(inner) ? inner : {}),
  toolResponse: (inner) => toolResultPart(isRecord(inner) ? inner : {}),
  text: plainPart,
};

function isKnownPart(part: Record<string, JsonValue>): boolean {
  return typeof part.type === 'string' || Object.keys(PARTS_BY_KEY).some((key) => Object.hasOwn(part, key));
}

function parsePart(part: Record<string, JsonValue>): MessagePart {
  const type = text(part.type);
  if (type !== null) return PARTS_BY_TYPE[type]?.(part) ?? { type: 'other', kind: type };
  // Gemini marks its reasoning so.
  if (part.thought === true) return reasoningPart(part);
  for (const [key, read] of Object.entries(PARTS_BY_KEY)) {
    if (Object.hasOwn(part, key)) return read(part[key] ?? null);
  }
  return { type: 'other', kind: Object.keys(part)[0] ?? 'empty' };
}

function textPart(part: Record<string, JsonValue>): MessagePart {
  return { type: 'text', text: jsonText(part.content ?? part.text) ?? '' };
}

function reasoningPart(part: Record<string, JsonValue>): MessagePart {
  return { type: 'reasoning', text: jsonText(part.content ?? part.text ?? part.thinking) ?? '' };
}

/** One entry of a message's `tool_calls`: OpenAI's `{id, function: {name, arguments}}`, or flat. */
function parseToolCall(call: JsonValue): MessagePart[] {
  return isRecord(call) ? [toolCallPart(call)] : [];
}

function toolCallPart(call: Record<string, JsonValue>): MessagePart {
  const body = isRecord(call.function) ? call.function : call;
  return {
    type: 'tool_call',
    // The Responses API gives the item an `id` of its own; results refer to `call_id`.
    id:
      text(call.call_id) ?? text(call.toolCallId) ?? text(call.toolUseId) ?? text(call.id) ?? text(call.ref),
    name: text(body.name) ?? text(body.toolName),
    arguments: openEncoded(jsonText(body.arguments ?? body.args ?? body.input)),
  };
}

function toolResultPart(part: Record<string, JsonValue>): MessagePart {
  return {
    type: 'tool_result',
    id:
      text(part.call_id) ??
      text(part.toolCallId) ??
      text(part.toolUseId) ??
      text(part.tool_use_id) ??
      text(part.id) ??
      text(part.ref),
    name: text(part.name) ?? text(part.toolName),
    result: jsonText(part.response ?? part.result ?? part.output ?? part.content),
  };
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function jsonText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Messages that were flattened into indexed attributes: `gen_ai.prompt.0.role`, `….0.content`,
 * `….0.tool_calls.0.name`, … in the order of their indices.
 */
export function indexedMessages(attributes: Attributes, prefix: string, role: MessageRole): Message[] {
  const messages = new Map<number, IndexedMessage>();
  for (const [key, value] of attributes) {
    if (!key.startsWith(prefix)) continue;
    const match = /^\.(\d+)\.(?:tool_calls\.(\d+)\.)?(\w+)$/.exec(key.slice(prefix.length));
    if (!match) continue;
    const [, index, callIndex, field] = match;
    const message = getOrInsert(messages, Number(index), newIndexedMessage);
    const target =
      callIndex === undefined ? message.fields : getOrInsert(message.calls, Number(callIndex), newFields);
    target[field!] = toJsonValue(value);
  }
  return inIndexOrder(messages).map(({ fields, calls }) =>
    parseMessage(calls.size > 0 ? { ...fields, tool_calls: inIndexOrder(calls) } : fields, role),
  );
}

type Fields = Record<string, JsonValue>;

interface IndexedMessage {
  fields: Fields;
  calls: Map<number, Fields>;
}

function newFields(): Fields {
  return {};
}

function newIndexedMessage(): IndexedMessage {
  return { fields: newFields(), calls: new Map() };
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}

function inIndexOrder<V>(map: Map<number, V>): V[] {
  return [...map].sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** The text of the last message that a person wrote; tool results that travel in the user's role do not count. */
export function lastUserText(messages: readonly Message[]): string | null {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i]!;
    if (message.role !== 'user') continue;
    if (message.parts.some((part) => part.type === 'tool_result')) continue;
    const written = message.parts
      .flatMap((part) => (part.type === 'text' ? [part.text] : []))
      .join('\n')
      .trim();
    if (written !== '') return written;
  }
  return null;
}

/** Longest arguments that are kept with a request, in UTF-16 units: as a rule the tool's own span has them. */
const MAX_REQUESTED_ARGUMENTS = 2_000;

/** The tool calls that the messages ask for, in order, each id once. */
export function requestedCalls(messages: readonly Message[]): RequestedCall[] {
  const seen = new Set<string>();
  return messages.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      if (part.type !== 'tool_call' || (part.id !== null && seen.has(part.id))) return [];
      if (part.id !== null) seen.add(part.id);
      const isLong = (part.arguments?.length ?? 0) > MAX_REQUESTED_ARGUMENTS;
      return [{ id: part.id, name: part.name, arguments: isLong ? null : part.arguments }];
    }),
  );
}
