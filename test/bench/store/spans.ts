/** Spans as an agent's instrumentation sends them, in the GenAI semantic conventions. */
import type { AnyValue, Span, TracesRequest } from '../../../src/otlp/records';
import type { Random } from '../../unit/support/random';

const NANOS_PER_MS = 1_000_000n;
const START = 1_760_000_000_000_000_000n;
const WORDS = 3_000;
const SYLLABLES = [
  'ka',
  'lo',
  'ment',
  'tri',
  'ser',
  'vo',
  'nal',
  'pre',
  'dus',
  'ing',
  'ta',
  'el',
  'con',
  'fi',
];

/** Text of words from a vocabulary as large as a novel's, so that compression by repetition finds little. */
export class Texts {
  private readonly words: string[];

  constructor(private readonly random: Random) {
    this.words = Array.from({ length: WORDS }, () =>
      Array.from({ length: 1 + random.below(4) }, () => random.pick(SYLLABLES)).join(''),
    );
  }

  /** At least `length` characters, less than a word more. */
  text(length: number): string {
    let text = this.random.pick(this.words);
    while (text.length < length) text += ` ${this.random.pick(this.words)}`;
    return text;
  }
}

export interface SpanParts {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** ms after the start of all */
  at: number;
  attributes: [string, AnyValue][];
}

export function otlpSpan({ traceId, spanId, parentSpanId, name, at, attributes }: SpanParts): Span {
  const start = START + BigInt(at) * NANOS_PER_MS;
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState: '',
    flags: 0,
    name,
    kind: 1,
    startTimeUnixNano: start + 123_456n,
    endTimeUnixNano: start + 25n * NANOS_PER_MS + 654_321n,
    attributes: new Map(attributes),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  };
}

export function hexId(random: Random, bytes: 8 | 16): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}

/** Model and tool calls in turns, with `content` characters of their own each. */
export function callAttributes(at: number, content: number, texts: Texts): [string, AnyValue][] {
  if (at % 2 === 0) {
    return [
      ['gen_ai.operation.name', 'execute_tool'],
      ['gen_ai.tool.name', `tool_${at % 7}`],
      ['gen_ai.tool.call.id', `call_${at}`],
      ['gen_ai.tool.call.arguments', JSON.stringify({ query: texts.text(content * 0.3) })],
      ['gen_ai.tool.call.result', texts.text(content * 0.7)],
    ];
  }
  return [
    ['gen_ai.operation.name', 'chat'],
    ['gen_ai.provider.name', 'openai'],
    ['gen_ai.request.model', 'gpt-4o-mini'],
    ['gen_ai.response.model', 'gpt-4o-mini-2024-07-18'],
    ['gen_ai.usage.input_tokens', BigInt(1_000 + at)],
    ['gen_ai.usage.output_tokens', BigInt(at % 300)],
    [
      'gen_ai.input.messages',
      JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: texts.text(content * 0.6) }] }]),
    ],
    [
      'gen_ai.output.messages',
      JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: texts.text(content * 0.4) }] }]),
    ],
  ];
}

/** Steps of a framework: numerous, and without content. */
export function stepAttributes(at: number): [string, AnyValue][] {
  return [
    ['langgraph.node', `node_${at % 9}`],
    ['langgraph.step', BigInt(at % 50)],
    ['langgraph.path', `__pregel_pull/node_${at % 9}`],
    ['thread.id', BigInt(at % 8)],
    ['code.function.name', 'app.graph.run_node'],
  ];
}

export function requestOf(spans: Span[]): TracesRequest {
  const nothing = { attributes: new Map(), droppedAttributesCount: 0 };
  const scope = { name: 'bench', version: '1.0', ...nothing };
  const resource = { attributes: new Map([['service.name', 'shop']]), droppedAttributesCount: 0 };
  return {
    resourceSpans: [{ resource, schemaUrl: '', scopeSpans: [{ scope, schemaUrl: '', spans }] }],
  };
}
