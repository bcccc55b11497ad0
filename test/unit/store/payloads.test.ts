/** What spans carry: that it comes back as it was, and is not stored more often than it is different. */
import { describe, expect, it } from 'vitest';
import { understandSpans } from '../../../src/collector/understand';
import { decodeTracesRequest, encodeTracesRequest } from '../../../src/otlp/protobuf';
import type { Span } from '../../../src/otlp/records';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { SpanStore } from '../../../src/store/store';
import { CARRIERS, conversation } from '../../bench/store/conversation';
import { requestOf } from '../../bench/store/spans';
import { Random } from '../support/random';
import type { Plain } from '../support/spans';
import { otlpSpan, resource, scope, shuffled } from '../support/spans';

const random = new Random(1);
const text = (length: number) => Buffer.from(random.bytes(length)).toString('base64').slice(0, length);

function toolSpan(spanId: string, args: string, result: string, more: Record<string, Plain> = {}): Span {
  return otlpSpan({
    spanId,
    name: 'execute_tool search',
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'gen_ai.tool.call.arguments': args,
      'gen_ai.tool.call.result': result,
      ...more,
    },
  });
}

/** As the collector does it with bytes from the wire. */
function insert(store: SpanStore, spans: Span[]): number {
  const bytes = encodeTracesRequest(requestOf(spans));
  store.insert(understandSpans(decodeTracesRequest(bytes)), 1_000);
  return bytes.byteLength;
}

const idOf = (number: number) => number.toString(16).padStart(16, 'f');

describe('span ids', () => {
  it('are the same in every view, whichever of their bits are set', async () => {
    const store = await SpanStore.open();
    const ids = [
      '0000000000000001',
      '7fffffffffffffff',
      '8000000000000000',
      'ffffffffffffffff',
      '00000000ffffffff',
    ];
    const spans = ids.map((spanId, at) => ({ ...toolSpan(spanId, '', ''), parentSpanId: ids[at - 1] ?? '' }));
    insert(store, spans);
    const { rows } = store.query(
      { sql: 'SELECT span_id, parent_span_id FROM spans ORDER BY span_id' },
      () => 0,
    );
    expect(rows).toEqual(spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId || null]).sort());
    for (const [at, { traceId, spanId }] of spans.entries()) {
      const child = ids[at + 1];
      expect(store.span({ traceId, spanId })?.children).toEqual(child ? [{ traceId, spanId: child }] : []);
    }
  });
});

describe('the content of spans', () => {
  it.each([
    ['short', 'a', 'b'],
    ['long', text(500), text(1_000)],
    ['larger than a payload is kept whole', text(5_000), text(300_000)],
    ['with characters of several bytes', '☃ü𝄞'.repeat(50), 'ü☃'.repeat(3_000)],
    ['the same twice', 'x'.repeat(700), 'x'.repeat(700)],
    ['one within the other', text(300), `${'y'.repeat(3_000)}${'z'.repeat(300)}`],
    ['with lone surrogates', `${'q'.repeat(400)}\ud800`, `\udc00${'r'.repeat(4_000)}`],
    ['with NUL and quotes', `"\0"${'\\'.repeat(100)}`, `\0${'"'.repeat(5_000)}`],
  ])('comes back: %s', async (_, args, result) => {
    const store = await SpanStore.open();
    const record = toolSpan(idOf(1), args, result);
    const agentSpan = normaliseSpan(record, resource(), scope());
    const batch = { resource: resource(), resourceSchemaUrl: '', scope: scope(), scopeSchemaUrl: '' };
    const others = [toolSpan(idOf(2), text(200), text(4_000)), toolSpan(idOf(3), text(200), text(200))];
    const spans = [others[0]!, record, others[1]!].map((each) => ({
      record: each,
      agentSpan: each === record ? agentSpan : normaliseSpan(each, resource(), scope()),
      sessionKeyFromResource: false,
    }));
    store.insert([{ ...batch, spans }], 1);
    expect(agentSpan.tool).toMatchObject({ arguments: args, result });
    expect(store.sessionSpans(record.traceId).spans).toContainEqual(agentSpan);
    expect(store.span(record)?.agentSpan).toEqual(agentSpan);
    expect(store.span(others[0]!)?.record).toEqual(others[0]);
    expect(store.span(others[1]!)?.record).toEqual(others[1]);
  });

  it('is the same whatever the order in which copies of spans came', async () => {
    const large = text(6_000);
    const copies = [1, 2, 3, 4].flatMap((number) => [
      toolSpan(idOf(number), `${number} ${large}`, ''),
      toolSpan(idOf(number), `${number} ${large}`, 'short', { more: 'x' }),
      toolSpan(idOf(number), `${number}`, `other ${number}`, { more: 'x' }),
      toolSpan(idOf(number), `${number}`, `other! ${number}`, { more: 'x' }),
    ]);
    const contents: unknown[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const store = await SpanStore.open();
      const order = new Random(seed);
      const left = shuffled([...copies, ...copies], seed);
      while (left.length > 0) insert(store, left.splice(0, 1 + order.below(6)));
      expect(store.counts().spans).toBe(4);
      contents.push(
        [1, 2, 3, 4].map((number) => store.span({ traceId: copies[0]!.traceId, spanId: idOf(number) })),
      );
      store.setPinned(copies[0]!.traceId, true);
      store.makeRoom({ limitBytes: 1, isLive: () => false });
      expect(store.sessionSpans(copies[0]!.traceId).spans).toHaveLength(4);
      store.close();
    }
    for (const each of contents) expect(each).toEqual(contents[0]);
  });

  it('takes no more than 1.6 times its size', async () => {
    const store = await SpanStore.open();
    const empty = store.memoryBytes();
    let received = 0;
    for (let batch = 0; batch < 10; batch++) {
      const spans = Array.from({ length: 200 }, (_, at) =>
        toolSpan(idOf(batch * 200 + at), text(300), text(700)),
      );
      received += insert(store, spans);
    }
    expect((store.memoryBytes() - empty) / received).toBeLessThan(1.6);
  });

  it.each(Object.keys(CARRIERS))(
    'is not stored again with every turn of a conversation: %s',
    async (carrier) => {
      const store = await SpanStore.open();
      const empty = store.memoryBytes();
      let received = 0;
      const spans = [...conversation(120, CARRIERS[carrier]!, new Random(7))];
      for (const span of spans) received += insert(store, [span]);
      expect((store.memoryBytes() - empty) / received).toBeLessThan(0.05);
      const last = spans.at(-1)!;
      expect(store.span(last)?.record).toEqual(last);
      store.close();
    },
  );
});
