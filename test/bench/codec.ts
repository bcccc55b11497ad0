/**
 * npm run bench -- codec
 *
 * Decodes, redacts and encodes requests of 512 spans with 1 kB of distinct content each, as the receiver does:
 * spans per second by one thread, the best of several stretches.
 */
import { decodeTracesRequestJson } from '../../src/otlp/json';
import { decodeTracesRequest, encodeTracesRequest } from '../../src/otlp/protobuf';
import type { AnyValue, TracesRequest } from '../../src/otlp/records';
import { createRedactor } from '../../src/redaction/redact';
import { agentContents } from './redaction/contents';
import { Random } from './redaction/random';

const SPANS = 512;
const REQUESTS = 8;
const STRETCHES = 60;
const STRETCH_MS = 40;

const random = new Random(1);
const redactor = createRedactor({ userPatterns: [] });
const requests = Array.from({ length: REQUESTS }, () => requestOf(agentContents(random, SPANS)));
const protobuf = requests.map(encodeTracesRequest);
const json = requests.map((request) => JSON.stringify(toOtlpJson(request)));

console.log(
  `requests of ${SPANS} spans, ${Math.round(sum(protobuf.map(({ length }) => length)) / REQUESTS / SPANS)} bytes each in protobuf, ${Math.round(sum(json.map(({ length }) => length)) / REQUESTS / SPANS)} in JSON; spans/s`,
);
report('decode protobuf', (at) => decodeTracesRequest(protobuf[at]!));
report('decode JSON', (at) => decodeTracesRequestJson(json[at]!));
report('encode protobuf', (at) => encodeTracesRequest(requests[at]!));
report('redact', (at) => redactor.redactRequest({ request: requests[at]! }));

function report(name: string, work: (request: number) => unknown): void {
  let best = 0;
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const start = performance.now();
    let rounds = 0;
    while (performance.now() - start < STRETCH_MS) work(rounds++ % REQUESTS);
    best = Math.max(best, (rounds * SPANS * 1000) / (performance.now() - start));
  }
  console.log(`  ${name.padEnd(16)} ${Math.round(best).toLocaleString('en').padStart(9)}`);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Spans as GenAI instrumentations write them. */
function requestOf(contents: string[]): TracesRequest {
  const attributes = (entries: [string, AnyValue][]) => ({
    attributes: new Map(entries),
    droppedAttributesCount: 0,
  });
  const traceId = random.hex(32);
  const spans = contents.map((content, index) => ({
    traceId,
    spanId: random.hex(16),
    parentSpanId: random.hex(16),
    traceState: '',
    flags: 257,
    name: 'chat gpt-4o-mini',
    kind: 3,
    startTimeUnixNano: 1_767_225_600_000_000_000n + BigInt(random.below(1e9)),
    endTimeUnixNano: 1_767_225_601_000_000_000n + BigInt(random.below(1e9)),
    ...attributes([
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.provider.name', 'openai'],
      ['gen_ai.request.model', 'gpt-4o-mini'],
      ['gen_ai.response.model', 'gpt-4o-mini-2024-07-18'],
      ['gen_ai.response.id', `chatcmpl-${random.hex(29)}`],
      ['gen_ai.response.finish_reasons', ['stop']],
      ['gen_ai.request.temperature', 0.2],
      ['gen_ai.usage.input_tokens', BigInt(random.below(20_000))],
      ['gen_ai.usage.output_tokens', BigInt(random.below(2_000))],
      ['gen_ai.conversation.id', random.uuid()],
      ['gen_ai.input.messages', content],
    ]),
    events:
      index % 8 === 0
        ? [{ timeUnixNano: 1_767_225_600_500_000_000n, name: 'first token', ...attributes([['index', 1n]]) }]
        : [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 1, message: '' },
  }));
  return {
    resourceSpans: [
      {
        resource: attributes([['service.name', 'agent']]),
        schemaUrl: '',
        scopeSpans: [{ scope: { name: 'bench', version: '1', ...attributes([]) }, schemaUrl: '', spans }],
      },
    ],
  };
}

/** As the OpenTelemetry SDKs write it. */
function toOtlpJson({ resourceSpans }: TracesRequest): object {
  return {
    resourceSpans: resourceSpans.map(({ resource, scopeSpans }) => ({
      resource: { attributes: keyValues(resource.attributes) },
      scopeSpans: scopeSpans.map(({ scope, spans }) => ({
        scope: { name: scope.name, version: scope.version },
        spans: spans.map((span) => ({
          ...span,
          startTimeUnixNano: String(span.startTimeUnixNano),
          endTimeUnixNano: String(span.endTimeUnixNano),
          attributes: keyValues(span.attributes),
          events: span.events.map((event) => ({
            ...event,
            timeUnixNano: String(event.timeUnixNano),
            attributes: keyValues(event.attributes),
          })),
        })),
      })),
    })),
  };
}

function keyValues(attributes: ReadonlyMap<string, AnyValue>): object[] {
  return Array.from(attributes, ([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AnyValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  throw new Error('The benchmark has no other values.');
}
