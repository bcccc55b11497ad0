/** What one model call was told, asked and answered, whichever vocabulary it is recorded in. */
import type { Conversation, Message } from '../protocol/messages';
import type { LogRecord, SpanEvent } from '../otlp/records';
import { eventNameOf } from './logs';
import { firstMessages, vocabulariesOf } from './normalise';
import { toolDefinitionsIn } from './toolDefinitions';
import type { SpanFacts, Vocabulary } from './vocabulary';

export const NO_CONVERSATION: Readonly<Conversation> = {
  system: [],
  input: [],
  output: [],
  tools: [],
  delta: false,
};

/**
 * `records`: log records about the span, for emitters that have the content there. Never throws; what a span does not
 * say is empty. Messages may be shared with other conversations: nobody may change them.
 */
export function conversationOf(facts: SpanFacts, records: readonly LogRecord[] = []): Conversation {
  const whole = records.length === 0 ? facts : withRecords(facts, records);
  const vocabularies = vocabulariesOf(whole);
  const messagesOf = (read: (vocabulary: Vocabulary) => Message[] | undefined): Message[] =>
    quietly(() => firstMessages(vocabularies, read), []);
  const input = messagesOf((vocabulary) => vocabulary.inputMessages?.(whole));
  const leading = input.findIndex(({ role }) => role !== 'system');
  const conversation = leading < 0 ? input.length : leading;
  const told = messagesOf((vocabulary) => vocabulary.systemInstructions?.(whole));
  return {
    system: systemMessages(told, input.slice(0, conversation)),
    input: input.slice(conversation),
    output: messagesOf((vocabulary) => vocabulary.outputMessages?.(whole)),
    tools: quietly(
      () =>
        toolDefinitionsIn(
          vocabularies
            .map((vocabulary) => vocabulary.toolDefinitions?.(whole))
            .find((definitions) => definitions !== undefined && definitions !== null),
        ),
      [],
    ),
    delta: vocabularies.some((vocabulary) => vocabulary.inputIsDelta?.(whole) === true),
  };
}

/** As events of the span: that is what they would be for emitters that put everything on the span. */
function withRecords(facts: SpanFacts, records: readonly LogRecord[]): SpanFacts {
  return { ...facts, span: { ...facts.span, events: [...facts.span.events, ...records.map(eventOf)] } };
}

function eventOf(record: LogRecord): SpanEvent {
  const { body } = record;
  const attributes = new Map(record.attributes);
  // A message is in the body, its fields where an event has attributes.
  if (body instanceof Map) for (const [key, value] of body) attributes.set(key, value);
  return {
    timeUnixNano: record.timeUnixNano,
    name: eventNameOf(record) ?? '',
    attributes,
    droppedAttributesCount: 0,
  };
}

/** Instructions come as one message of many parts, or one part each; some emitters send them twice. */
function systemMessages(told: readonly Message[], leading: readonly Message[]): Message[] {
  if (told.length === 0) return [...leading];
  const instructions: Message = {
    role: 'system',
    parts: told.flatMap(({ parts }) => parts),
    finishReason: null,
    ...(told.some(({ truncated }) => truncated) ? { truncated: true } : {}),
  };
  const again = JSON.stringify(leading.flatMap(({ parts }) => parts)) === JSON.stringify(instructions.parts);
  return again ? [instructions] : [instructions, ...leading];
}

/** What an emitter sends is no reason to fail: what cannot be read is as if it were not there. */
function quietly<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
