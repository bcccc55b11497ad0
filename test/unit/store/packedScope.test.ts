/** Spans that are put in again as they were packed: the store must be as if they had been understood anew. */
import { beforeEach, describe, expect, it } from 'vitest';
import { packedSpans, understandEncodedSpans } from '../../../src/collector/understand';
import { encodeTracesRequest } from '../../../src/otlp/protobuf';
import type { Span, TracesRequest } from '../../../src/otlp/records';
import type { InsertResult } from '../../../src/store/store';
import { SpanStore } from '../../../src/store/store';
import { CARRIERS, conversation } from '../../bench/store/conversation';
import { requestOf } from '../../bench/store/spans';
import { Random } from '../support/random';
import { otlpSpan, resource, scope } from '../support/spans';

const TRACES = ['a', 'b', 'c'].map((digit) => digit.repeat(32));

let random: Random;

beforeEach(() => {
  random = new Random(1);
});

function span(number: number, fields: { traceId?: string; session?: string; text?: string } = {}): Span {
  const { traceId = TRACES[number % TRACES.length]!, session, text = `text ${number}` } = fields;
  return otlpSpan({
    traceId,
    spanId: number.toString(16).padStart(16, 'f'),
    parentSpanId: number % 2 === 0 ? '' : (number - 1).toString(16).padStart(16, 'f'),
    name: `chat ${number % 4}`,
    attributes: {
      'gen_ai.operation.name': number % 3 === 0 ? 'execute_tool' : 'chat',
      'gen_ai.tool.name': 'search',
      'gen_ai.agent.name': 'planner',
      'gen_ai.request.model': 'asked',
      ...(number % 2 === 0 && { 'gen_ai.response.model': 'answered' }),
      ...(session !== undefined && { 'session.id': session }),
      'gen_ai.output.messages': JSON.stringify([
        { role: 'assistant', parts: [{ type: 'text', content: text }] },
      ]),
    },
  });
}

const hex = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex');

function insert(store: SpanStore, request: TracesRequest): InsertResult & { bytes: Uint8Array } {
  const bytes = encodeTracesRequest(request);
  return { bytes, ...store.insert(understandEncodedSpans(bytes), 1_000) };
}

function contents(store: SpanStore) {
  const { rows } = store.query({ sql: 'SELECT * FROM spans ORDER BY span_id' }, () => 0);
  return {
    rows,
    counts: store.counts(),
    sessions: store.sessions().map((session) => ({ ...session, ...store.sessionSpans(session.id) })),
    spans: rows.map(([traceId, spanId]) =>
      store.span({ traceId: traceId as string, spanId: spanId as string }),
    ),
  };
}

/** Puts the requests into one store, and what it packed of them into another. */
async function twice(requests: TracesRequest[], before: TracesRequest[] = []) {
  const [first, second] = [await SpanStore.open(), await SpanStore.open()];
  for (const request of before) insert(second, request);
  for (const request of requests) {
    const { bytes, packed, ...result } = insert(first, request);
    const again = second.insertPacked(packedSpans(bytes, packed!), 1_000);
    if (before.length === 0) expect(again).toEqual({ ...result, packed: null });
  }
  return { first, second };
}

describe('packed spans', () => {
  it('make the same store again', async () => {
    const spans = Array.from({ length: 40 }, (_, n) => span(n, n % 5 === 0 ? { session: 'named' } : {}));
    const { first, second } = await twice([
      requestOf(spans.slice(0, 25)),
      requestOf([]),
      requestOf(spans.slice(25)),
    ]);
    expect(contents(second)).toEqual(contents(first));
    expect(second.memoryBytes()).toBe(first.memoryBytes());
    insert(second, requestOf([span(99)]));
    expect(second.counts().spans).toBe(41);
  });

  it('are of several resources and scopes, and know when a session is only the resource’s', async () => {
    const scoped = (name: string, ...spans: Span[]) => ({ scope: scope(name), schemaUrl: 'u', spans });
    const ofResource = (service: string, session: string, ...scopeSpans: ReturnType<typeof scoped>[]) => ({
      resource: resource({ 'service.name': service, 'session.id': session }),
      schemaUrl: '',
      scopeSpans,
    });
    const request = {
      resourceSpans: [
        ofResource('one', 'of the resource', scoped('x', span(0)), scoped('y'), scoped('z', span(1))),
        // The span's own key outweighs that of a resource, whichever comes first.
        ofResource('two', 'other', scoped('x', span(3, { session: 'own' }), span(2))),
      ],
    };
    const { first, second } = await twice([request]);
    expect(contents(second)).toEqual(contents(first));
    expect(second.session('own')).toBeDefined();
    expect(second.session('other')).toBeDefined();
  });

  it.each(Object.entries(CARRIERS))(
    'find their pieces in a store that has others, by %s',
    async (_, carrier) => {
      const requests = [...conversation(12, carrier, random)].map((each) => requestOf([each]));
      const others = [requestOf([span(500, { text: hex(9_000) })])];
      const { first, second } = await twice(requests, others);
      for (const { id } of first.sessions()) {
        expect(second.sessionSpans(id).spans).toEqual(first.sessionSpans(id).spans);
        for (const { traceId, spanId } of first.sessionSpans(id).spans) {
          expect(second.span({ traceId, spanId })).toEqual(first.span({ traceId, spanId }));
        }
      }
    },
  );

  it('are not put in when one of them is there', async () => {
    const store = await SpanStore.open();
    insert(store, requestOf([span(1)]));
    const { bytes, packed } = insert(await SpanStore.open(), requestOf([span(0), span(1), span(2)]));
    const before = contents(store);
    expect(() => store.insertPacked(packedSpans(bytes, packed!), 2_000)).toThrow();
    expect(contents(store)).toEqual(before);
    expect(insert(store, requestOf([span(0), span(1), span(2)]))).toMatchObject({
      inserted: 2,
      duplicates: 1,
    });
  });

  it('are all there after several came together of which one could not be put in', async () => {
    const [first, second] = [await SpanStore.open(), await SpanStore.open()];
    const requests = [...conversation(12, Object.values(CARRIERS)[0]!, random)].map((each) =>
      requestOf([each]),
    );
    const inserted = requests.map((request) => insert(first, request));
    const putIn = ({ bytes, packed }: (typeof inserted)[number]) =>
      second.insertPacked(packedSpans(bytes, packed!), 1_000);
    const tooMany = () => {
      for (const each of [...inserted, inserted[0]!]) putIn(each);
    };
    expect(() => {
      second.together(tooMany);
    }).toThrow('already');
    expect(second.counts()).toEqual({ sessions: 0, spans: 0 });
    second.together(() => inserted.map(putIn));
    second.endReplay();
    const [{ rows, spans, counts }, expected] = [contents(second), contents(first)];
    expect({ rows, spans, counts }).toEqual({
      rows: expected.rows,
      spans: expected.spans,
      counts: expected.counts,
    });
  });

  it('are not told of a request with copies', async () => {
    const store = await SpanStore.open();
    expect(insert(store, requestOf([span(0), span(1), span(0)])).packed).toBeNull();
    expect(insert(store, requestOf([span(2), span(1)])).packed).toBeNull();
    expect(insert(store, requestOf([span(3)])).packed).not.toBeNull();
  });

  it('are refused for another request', async () => {
    const store = await SpanStore.open();
    const { packed } = insert(await SpanStore.open(), requestOf([span(0), span(1)]));
    const other = encodeTracesRequest(requestOf([span(0)]));
    expect(() => store.insertPacked(packedSpans(other, packed!), 2_000)).toThrow();
    expect(() => store.insertPacked(packedSpans(other, []), 2_000)).toThrow();
    expect(store.counts().spans).toBe(0);
  });
});
