/** A conversation whose every model request carries all messages so far, as agent frameworks send it. */
import type { AnyValue, Span, SpanEvent } from '../../../src/otlp/records';
import type { Random } from '../../unit/support/random';
import { hexId, otlpSpan, Texts } from './spans';

interface Message {
  role: string;
  content: string;
}

const SHORTEST = 200;
const LONGEST = 1_500;

/** Where a vocabulary puts the messages. */
type Carrier = (messages: Message[]) => { attributes: [string, AnyValue][]; events?: SpanEvent[] };

export const CARRIERS: Readonly<Record<string, Carrier>> = {
  'one JSON attribute': (messages) => ({
    attributes: [
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.request.model', 'gpt-4o-mini'],
      [
        'gen_ai.input.messages',
        JSON.stringify(messages.map(({ role, content }) => ({ role, parts: [{ type: 'text', content }] }))),
      ],
    ],
  }),
  'indexed attributes': (messages) => ({
    attributes: [
      ['openinference.span.kind', 'LLM'],
      ['llm.model_name', 'gpt-4o-mini'],
      ...messages.flatMap(({ role, content }, at): [string, AnyValue][] => [
        [`llm.input_messages.${at}.message.role`, role],
        [`llm.input_messages.${at}.message.content`, content],
      ]),
    ],
  }),
  'span events': (messages) => ({
    attributes: [
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.request.model', 'gpt-4o-mini'],
    ],
    events: messages.map(({ role, content }) => ({
      timeUnixNano: 1_760_000_000_000_000_000n,
      name: `gen_ai.${role}.message`,
      attributes: new Map([['content', content]]),
      droppedAttributesCount: 0,
    })),
  }),
};

/** One span per turn: the question, and from the second on all that was said before it. */
export function* conversation(turns: number, carrier: Carrier, random: Random): Generator<Span> {
  const texts = new Texts(random);
  const traceId = hexId(random, 16);
  const root = hexId(random, 8);
  const messages: Message[] = [];
  const say = (role: string) => {
    messages.push({ role, content: texts.text(SHORTEST + random.below(LONGEST - SHORTEST)) });
  };
  for (let turn = 0; turn < turns; turn++) {
    say('user');
    const { attributes, events = [] } = carrier(messages);
    const span = otlpSpan({
      traceId,
      spanId: hexId(random, 8),
      parentSpanId: root,
      name: 'chat',
      at: turn * 1_000,
      attributes,
    });
    yield { ...span, events };
    say('assistant');
  }
}
