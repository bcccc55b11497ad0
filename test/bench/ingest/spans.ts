/** Spans as agents send them, made by a seed: requests of 512 with a kilobyte of content each, and long conversations. */
import type { AnyValue, Span, TracesRequest } from '../../../src/otlp/records';
import { Random } from '../../unit/support/random';
import { otlpSpan, resource, scope } from '../../unit/support/spans';
import { hex, prose } from './texts';

export const SPANS_PER_REQUEST = 512;
const SPANS_PER_TRACE = 8;
/** Of the messages in one span together. */
const CONTENT_CHARACTERS = 1_000;

const START_NANO = 1_763_600_000_000_000_000n;
const SECOND_NANO = 1_000_000_000n;

/** Model calls, all distinct. `number`: of the request; other numbers have other spans. */
export function spansRequest(seed: number, number: number): TracesRequest {
  const random = new Random(seed * 1_000_003 + number);
  const spans: Span[] = [];
  let traceId = '';
  let root = '';
  for (let n = 0; n < SPANS_PER_REQUEST; n++) {
    const spanId = hex(random, 16);
    if (n % SPANS_PER_TRACE === 0) {
      traceId = hex(random, 32);
      root = spanId;
    }
    const startTimeUnixNano = START_NANO + BigInt(number * SPANS_PER_REQUEST + n) * SECOND_NANO;
    const question = prose(random, CONTENT_CHARACTERS * 0.45);
    const answer = prose(random, CONTENT_CHARACTERS * 0.45);
    spans.push({
      ...otlpSpan({
        traceId,
        spanId,
        parentSpanId: spanId === root ? '' : root,
        name: 'chat gpt-4o-mini',
        kind: 3,
        startTimeUnixNano,
        endTimeUnixNano: startTimeUnixNano + SECOND_NANO / 2n + BigInt(random.below(400_000_000)),
      }),
      attributes: new Map<string, AnyValue>([
        ...modelCall(random),
        ['gen_ai.conversation.id', `conversation-${traceId.slice(0, 12)}`],
        ['gen_ai.input.messages', JSON.stringify([message('user', question)])],
        ['gen_ai.output.messages', JSON.stringify([message('assistant', answer)])],
      ]),
    });
  }
  return tracesOf(spans);
}

export type ConversationForm = 'gen_ai' | 'openinference';

/** One request per turn, each with one model call that carries all messages so far. */
export function* conversationRequests(
  seed: number,
  turns: number,
  form: ConversationForm,
): Generator<TracesRequest> {
  const random = new Random(seed);
  const traceId = hex(random, 32);
  const history: { role: string; content: string }[] = [{ role: 'system', content: prose(random, 2_000) }];
  for (let turn = 0; turn < turns; turn++) {
    history.push({ role: turn % 3 === 0 ? 'user' : 'tool', content: prose(random, 300 + random.below(900)) });
    const answer = { role: 'assistant', content: prose(random, 100 + random.below(300)) };
    const startTimeUnixNano = START_NANO + BigInt(turn) * SECOND_NANO;
    const messages = form === 'gen_ai' ? asGenAi(history, answer) : asOpenInference(history, answer);
    yield tracesOf([
      {
        ...otlpSpan({
          traceId,
          spanId: hex(random, 16),
          name: 'chat gpt-4o-mini',
          kind: 3,
          startTimeUnixNano,
          endTimeUnixNano: startTimeUnixNano + SECOND_NANO / 2n,
        }),
        attributes: new Map<string, AnyValue>([
          ...modelCall(random),
          ['gen_ai.conversation.id', 'long'],
          ...messages,
        ]),
      },
    ]);
    history.push(answer);
  }
}

type Message = { role: string; content: string };

function asGenAi(history: readonly Message[], answer: Message): [string, AnyValue][] {
  const all = history.map(({ role, content }) => message(role, content));
  return [
    ['gen_ai.input.messages', JSON.stringify(all)],
    ['gen_ai.output.messages', JSON.stringify([message(answer.role, answer.content)])],
  ];
}

/** OpenInference: each message in attributes of its own, numbered from 0. */
function asOpenInference(history: readonly Message[], answer: Message): [string, AnyValue][] {
  const attributes: [string, AnyValue][] = [['openinference.span.kind', 'LLM']];
  for (const [index, { role, content }] of history.entries()) {
    attributes.push([`llm.input_messages.${index}.message.role`, role]);
    attributes.push([`llm.input_messages.${index}.message.content`, content]);
  }
  attributes.push(['llm.output_messages.0.message.role', answer.role]);
  attributes.push(['llm.output_messages.0.message.content', answer.content]);
  return attributes;
}

function modelCall(random: Random): [string, AnyValue][] {
  return [
    ['gen_ai.operation.name', 'chat'],
    ['gen_ai.provider.name', 'openai'],
    ['gen_ai.request.model', 'gpt-4o-mini'],
    ['gen_ai.response.model', 'gpt-4o-mini-2024-07-18'],
    ['gen_ai.response.id', `chatcmpl-${hex(random, 28)}`],
    ['gen_ai.response.finish_reasons', ['stop']],
    ['gen_ai.usage.input_tokens', BigInt(200 + random.below(5_000))],
    ['gen_ai.usage.output_tokens', BigInt(20 + random.below(500))],
  ];
}

function message(role: string, content: string) {
  return { role, parts: [{ type: 'text', content }] };
}

function tracesOf(spans: Span[]): TracesRequest {
  return {
    resourceSpans: [
      {
        resource: resource({
          'service.name': 'bench-agent',
          'telemetry.sdk.name': 'opentelemetry',
          'telemetry.sdk.language': 'nodejs',
          'telemetry.sdk.version': '2.12.0',
        }),
        schemaUrl: '',
        scopeSpans: [{ scope: scope('bench', '1.0.0'), schemaUrl: '', spans }],
      },
    ],
  };
}
