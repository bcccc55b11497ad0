/**
 * Messages as OpenInference flattens them into attributes: `llm.input_messages.0.message.role`,
 * `….message.contents.1.message_content.text`, `….message.tool_calls.0.tool_call.function.name`, … Indices may have
 * gaps, and attributes come in any order.
 */
import type { Attributes } from '../otlp/records';
import { getOrInsert } from '../protocol/maps';
import type { JsonValue } from '../protocol/spans';
import { toJsonValue } from '../otlp/attributes';
import { inIndexOrder, newFields, type IndexedFields } from './indexed';
import { parseMessages, type Message, type MessageRole } from './messages';

interface FlattenedMessage {
  fields: IndexedFields;
  contents: Map<number, IndexedFields>;
  calls: Map<number, IndexedFields>;
}

const KEY =
  /^\.(\d+)\.message\.(?:contents\.(\d+)\.message_content\.|tool_calls\.(\d+)\.tool_call\.(?:function\.)?)?([\w.]+)$/;

/** `prefix`: `llm.input_messages` or `llm.output_messages`. `role` is for messages that do not name theirs. */
export function flattenedMessages(attributes: Attributes, prefix: string, role: MessageRole): Message[] {
  const messages = new Map<number, FlattenedMessage>();
  for (const [key, value] of attributes) {
    // Some emitters send every key that there is, most of them with an empty value.
    if (value === null || !key.startsWith(prefix)) continue;
    const match = KEY.exec(key.slice(prefix.length));
    if (!match) continue;
    const [, index, contentIndex, callIndex, field] = match;
    const message = getOrInsert(messages, Number(index), newMessage);
    const target =
      contentIndex !== undefined
        ? getOrInsert(message.contents, Number(contentIndex), newFields)
        : callIndex !== undefined
          ? getOrInsert(message.calls, Number(callIndex), newFields)
          : message.fields;
    target[field!] = toJsonValue(value);
  }
  return inIndexOrder(messages).flatMap((message) => parseMessages(messageOf(message), role));
}

function messageOf({ fields, contents, calls }: FlattenedMessage): JsonValue {
  const parts = inIndexOrder(contents);
  return {
    ...fields,
    role: fields.role ?? null,
    content: parts.length > 0 ? parts : (fields.content ?? ''),
    ...(calls.size > 0 ? { tool_calls: inIndexOrder(calls) } : {}),
  };
}

function newMessage(): FlattenedMessage {
  return { fields: newFields(), contents: new Map(), calls: new Map() };
}
