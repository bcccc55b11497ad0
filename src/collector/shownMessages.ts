/** Messages as they are handed out: bounded, and without what they hold in base64. */
import type {
  Conversation,
  Message,
  MessagePart,
  ShownMessage,
  ShownPart,
  ShownToolDefinition,
  SpanMessages,
} from '../protocol/messages';
import { clipped } from './cutTexts';

/** Of all texts of an answer: beyond that each is cut to `SHORT_CHARS`. A conversation may be many megabytes. */
const MAX_ANSWER_CHARS = 4 * 1024 * 1024;
const SHORT_CHARS = 200;

/** Texts are cut to `maxChars` each; where that is too much, the oldest of the history are cut shortest. */
export function shownConversation(conversation: Conversation, maxChars: number): SpanMessages {
  let left = MAX_ANSWER_CHARS;
  const cut = (text: string): string => {
    const shown = clipped(text, left > 0 ? maxChars : Math.min(maxChars, SHORT_CHARS));
    left -= shown.length;
    return shown;
  };
  const newestFirst = (list: readonly Message[]): ShownMessage[] =>
    list
      .toReversed()
      .map((message) => ({ ...message, parts: message.parts.map((part) => shownPart(part, cut)) }))
      .reverse();
  const { system, input, output, tools, delta } = conversation;
  // In the order in which they may use up what an answer can hold.
  const [shownOutput, shownSystem, shownInput] = [output, system, input].map(newestFirst);
  return {
    system: shownSystem!,
    input: shownInput!,
    output: shownOutput!,
    tools: tools.map((tool): ShownToolDefinition => {
      if (tool.schema === null) return tool;
      const schema = cut(tool.schema);
      return schema.length < tool.schema.length ? { ...tool, schema, chars: tool.schema.length } : tool;
    }),
    delta,
    truncated: [system, input, output].some((list) => list.some(({ truncated }) => truncated)),
  };
}

/** The fields of parts that hold their text. */
const TEXT_FIELDS = ['text', 'arguments', 'result', 'json', 'uri'] as const;

function shownPart(part: MessagePart, cut: (text: string) => string): ShownPart {
  if ('data' in part) {
    const reference = { ...part };
    delete reference.data;
    return reference;
  }
  for (const field of TEXT_FIELDS) {
    const text = (part as unknown as Record<string, unknown>)[field];
    if (typeof text !== 'string') continue;
    const shown = cut(text);
    return shown.length < text.length ? { ...part, [field]: shown, chars: text.length } : part;
  }
  return part;
}
