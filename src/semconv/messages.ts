/**
 * Messages of model requests and answers, from every shape that emitters use, in one shape. Shapes differ in three
 * places: how a message holds its content, what a content part looks like (`messageParts.ts`), and where tool calls
 * and results sit. Of JSON that was cut off everything before the cut is read; nothing here throws.
 */
import type { RequestedCall } from '../protocol/agentModel';
import type { Message, MessagePart, MessageRole } from '../protocol/messages';
import type { JsonValue } from '../protocol/spans';
import type { Attributes } from '../otlp/records';
import { toJsonValue } from '../otlp/attributes';
import { getOrInsert } from '../protocol/maps';
import { ownValue } from '../protocol/ownValue';
import { parseCutJson, wasCut } from './cutJson';
import { isRecord, parseJson } from './fields';
import { inIndexOrder, newFields, type IndexedFields } from './indexed';
import { langChainFields, langChainType } from './langChain';
import { parseContent, parsePart, text, toolCallPart, toolResultPart } from './messageParts';

export type { Message, MessagePart, MessageRole };

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

/** Nothing nests messages deeper; parsing recurses. */
const MAX_DEPTH = 32;

/**
 * Reads a message list, a single message, an object that holds one (`{messages}`, `{message}`, `{system, prompt}`, a
 * provider's whole request or answer), or bare text. `role` is for messages that do not name theirs.
 */
export function parseMessages(value: JsonValue | undefined, role: MessageRole): Message[] {
  return parseNested(value, role, MAX_DEPTH);
}

function parseNested(value: JsonValue | undefined, role: MessageRole, depth: number): Message[] {
  if (value === undefined || value === null || value === '' || depth === 0) return [];
  if (typeof value === 'string') return parseText(value, role, depth);
  if (Array.isArray(value)) {
    // Every model call passes here twice, and `flatMap` takes several times as long.
    const messages: Message[] = [];
    for (const item of value) {
      for (const message of parseNested(item, role, depth - 1)) messages.push(message);
    }
    return wasCut(value) ? endingCut(messages) : messages;
  }
  if (!isRecord(value)) return [];
  const constructed = langChainFields(value);
  if (constructed) return [parseMessage(constructed, role)];
  if (isContainer(value)) {
    return CONTAINERS.flatMap(({ key, role: own }) => parseNested(value[key], own ?? role, depth - 1));
  }
  if (isRecord(value.message)) {
    const finishReason = text(value.finish_reason);
    return parseNested(value.message, role, depth - 1).map((message) => ({
      ...message,
      finishReason: message.finishReason ?? finishReason,
    }));
  }
  return [parseMessage(value, role)];
}

/** Messages are objects, perhaps in lists. */
const OPENS_OBJECT = /^[\s[]*\{/;
const OPENS_MESSAGE_LIST = /^\s*\[\s*\{\s*(?:"|$)/;

/** JSON, JSON that was cut off, or what somebody said. */
function parseText(written: string, role: MessageRole, depth: number): Message[] {
  const opened = parseJson(written);
  if (typeof opened === 'object' && opened !== null) return parseNested(opened, role, depth - 1);
  const said = typeof opened === 'string' ? opened : written;
  const rescued = opened === undefined && OPENS_OBJECT.test(written) ? parseCutJson(written) : undefined;
  const messages = rescued === undefined ? [] : parseNested(rescued, role, depth - 1);
  // Text that begins with an object (`{"a": 1} is what I got`) is no message.
  if (messages.some(({ parts }) => parts.some(({ type }) => type !== 'other'))) return messages;
  const isCutList = rescued !== undefined && OPENS_MESSAGE_LIST.test(written);
  return [
    {
      role,
      parts: [{ type: 'text', text: said }],
      finishReason: null,
      ...(isCutList ? { truncated: true } : {}),
    },
  ];
}

/** The list ended without its end: something is missing in its last message or behind it. */
function endingCut(messages: Message[]): Message[] {
  if (messages.at(-1)?.parts.length === 0) messages.pop();
  const last = messages.at(-1);
  if (last) last.truncated = true;
  return messages;
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
  const finishReason = text(message.finish_reason) ?? text(message.finishReason) ?? text(message.stop_reason);
  const named = text(message.role) ?? langChainType(message);
  const declared = named === null ? null : (ownValue(ROLES, named.toLowerCase()) ?? 'other');
  const parts = partsOf(message, declared);
  const role = roleOf(declared, parts, fallback);
  const name = role === 'tool' ? null : text(message.name);
  return {
    role,
    ...(name === null ? {} : { name }),
    parts,
    finishReason,
    ...(isCut(message) ? { truncated: true } : {}),
  };
}

function partsOf(message: Record<string, JsonValue>, role: MessageRole | null): MessagePart[] {
  const content = message.parts ?? message.content;
  // OpenAI chat and the older `gen_ai.tool.message` event: the whole message is the result of one call.
  const resultOf = text(message.tool_call_id) ?? (role === 'tool' ? text(message.id) : null);
  const isItem = message.role === undefined && typeof message.type === 'string';
  if (!isItem || langChainType(message) !== null) {
    if (resultOf !== null || (role === 'tool' && typeof content === 'string')) {
      return [{ ...toolResultPart({ ...message, content: content ?? null }), id: resultOf }];
    }
  } else if (message.type !== 'message') {
    // An item that is itself a part, as in OpenAI's Responses API: `{type: 'function_call', …}`.
    return parsePart(message);
  }
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.flatMap(parseToolCall) : [];
  return [...reasoningOf(message), ...parseContent(content ?? message.refusal ?? null), ...calls];
}

/** Beside the content, as OpenAI-compatible servers of reasoning models have it. */
function reasoningOf(message: Record<string, JsonValue>): MessagePart[] {
  const shown = text(message.reasoning_content) ?? text(message.reasoning);
  return shown === null ? [] : [{ type: 'reasoning', text: shown }];
}

/** A message of tool results is the tool's, whoever's name it travels in; of items without a role the type says it. */
function roleOf(
  declared: MessageRole | null,
  parts: readonly MessagePart[],
  fallback: MessageRole,
): MessageRole {
  const isAll = (...types: MessagePart['type'][]) =>
    parts.length > 0 && parts.every(({ type }) => types.includes(type));
  if (isAll('tool_result')) return 'tool';
  if (declared !== null) return declared;
  return isAll('tool_call', 'reasoning') ? 'assistant' : fallback;
}

function isCut(message: Record<string, JsonValue>): boolean {
  return (
    wasCut(message) || [message.parts, message.content].some((inner) => isObject(inner) && wasCut(inner))
  );
}

function isObject(value: JsonValue | undefined): value is JsonValue[] | Record<string, JsonValue> {
  return typeof value === 'object' && value !== null;
}

/** One entry of a message's `tool_calls`: OpenAI's `{id, function: {name, arguments}}`, or flat. */
function parseToolCall(call: JsonValue): MessagePart[] {
  return isRecord(call) ? [toolCallPart(call)] : [];
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

interface IndexedMessage {
  fields: IndexedFields;
  calls: Map<number, IndexedFields>;
}

function newIndexedMessage(): IndexedMessage {
  return { fields: newFields(), calls: new Map() };
}

/** The text of the last message that a person wrote; tool results that travel in the user's role do not count. */
export function lastUserText(messages: readonly Message[]): string | null {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i]!;
    if (message.role !== 'user') continue;
    if (message.parts.some((part) => part.type === 'tool_result')) continue;
    const written = textsOf(message).join('\n').trim();
    if (written !== '') return written;
  }
  return null;
}

function textsOf({ parts }: Message): string[] {
  return parts.filter((part) => part.type === 'text').map((part) => part.text);
}

/** Of an answer that is kept beside its span, in UTF-16 units: enough to tell whether it says the same as another. */
const MAX_ANSWER_TEXT = 1_000;

/** What an answer says to whom asked; null when it says nothing. */
export function answerTextIn(messages: readonly Message[]): string | null {
  const texts: string[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') for (const written of textsOf(message)) texts.push(written);
  }
  const text = texts.join('\n').trim();
  return text === '' ? null : text.slice(0, MAX_ANSWER_TEXT);
}

/** Longest arguments that are kept with a request, in UTF-16 units: as a rule the tool's own span has them. */
const MAX_REQUESTED_ARGUMENTS = 2_000;

/** The tool calls that the messages ask for, in order, each id once. */
export function requestedCalls(messages: readonly Message[]): RequestedCall[] {
  const seen = new Set<string>();
  const calls: RequestedCall[] = [];
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type !== 'tool_call' || (part.id !== null && seen.has(part.id))) continue;
      if (part.id !== null) seen.add(part.id);
      const isLong = (part.arguments?.length ?? 0) > MAX_REQUESTED_ARGUMENTS;
      calls.push({ id: part.id, name: part.name, arguments: isLong ? null : part.arguments });
    }
  }
  return calls;
}
