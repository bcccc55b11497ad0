/**
 * The store by itself: spans per second in and out, bytes kept for each byte received, and what is kept of a long
 * conversation whose every request sends the whole history again.
 */
import { understandSpans } from '../../src/collector/understand';
import { decodeTracesRequest, encodeTracesRequest } from '../../src/otlp/protobuf';
import type { Span } from '../../src/otlp/records';
import { SpanStore } from '../../src/store/store';
import { Random } from '../unit/support/random';
import { CARRIERS, conversation } from './store/conversation';
import { callAttributes, hexId, otlpSpan, requestOf, stepAttributes, Texts } from './store/spans';

const BATCH_SPANS = 512;
const SPANS = 100_000;
/** Spans of one trace, and of what is one session here. */
const TRACE_SPANS = 1_000;
const TURNS = 300;
const RECEIVED_AT = 1_760_000_000_000;
const MIB = 1024 * 1024;

function* batches(count: number, content: number): Generator<Span[]> {
  const random = new Random(1);
  const texts = new Texts(random);
  let traceId = '';
  let root = '';
  for (let at = 0; at < count;) {
    const spans: Span[] = [];
    for (; spans.length < BATCH_SPANS && at < count; at++) {
      if (at % TRACE_SPANS === 0) {
        traceId = hexId(random, 16);
        root = '';
      }
      const spanId = hexId(random, 8);
      const attributes = content === 0 ? stepAttributes(at) : callAttributes(at, content, texts);
      const name = at % 2 === 0 ? `execute_tool tool_${at % 7}` : 'chat gpt-4o-mini';
      spans.push(otlpSpan({ traceId, spanId, parentSpanId: root, name, at, attributes }));
      root ||= spanId;
    }
    yield spans;
  }
}

/** Only the store is measured: making, encoding, decoding and understanding the spans is not. */
function insert(store: SpanStore, spans: Span[]): { bytes: number; ms: number } {
  const bytes = encodeTracesRequest(requestOf(spans));
  const understood = understandSpans(decodeTracesRequest(bytes));
  const start = performance.now();
  store.insert(understood, RECEIVED_AT);
  return { bytes: bytes.byteLength, ms: performance.now() - start };
}

function timed<T>(work: () => T): { result: T; ms: number } {
  const start = performance.now();
  const result = work();
  return { result, ms: performance.now() - start };
}

const perSecond = (count: number, ms: number) => `${Math.round((count / ms) * 1000).toLocaleString('en')}/s`;

async function measureSpans(content: number, count: number): Promise<void> {
  const store = await SpanStore.open();
  const empty = store.memoryBytes();
  const rates: number[] = [];
  let received = 0;
  let total = 0;
  for (const spans of batches(count, content)) {
    const { bytes, ms } = insert(store, spans);
    received += bytes;
    total += ms;
    rates.push((spans.length / ms) * 1000);
  }
  rates.sort((a, b) => a - b);
  const stored = store.memoryBytes() - empty;
  console.log(
    `${count} spans of ${Math.round(received / count)} B: insert ${perSecond(count, total)}` +
      ` (median batch ${Math.round(rates[rates.length >> 1]!).toLocaleString('en')}/s),` +
      ` ${(stored / count).toFixed(0)} B each, ${(stored / received).toFixed(2)} B per byte received`,
  );
  const ids = store.sessions().map(({ id }) => id);
  for (const round of ['first', 'again']) {
    const { result, ms } = timed(() =>
      ids.reduce((spans, id) => spans + store.sessionSpans(id).spans.length, 0),
    );
    console.log(`  ${round}: read ${result} spans of ${ids.length} sessions: ${perSecond(result, ms)}`);
  }
  const refs = store.sessionSpans(ids[0]!).spans;
  const { ms } = timed(() => {
    for (const ref of refs) store.span(ref);
  });
  console.log(`  one span with all its content: ${((ms / refs.length) * 1000).toFixed(0)} µs`);
  store.close();
}

async function measureConversation(carrier: string): Promise<void> {
  const store = await SpanStore.open();
  const empty = store.memoryBytes();
  let received = 0;
  let total = 0;
  for (const span of conversation(TURNS, CARRIERS[carrier]!, new Random(2))) {
    const { bytes, ms } = insert(store, [span]);
    received += bytes;
    total += ms;
  }
  const stored = store.memoryBytes() - empty;
  const { id } = store.sessions()[0]!;
  const { ms } = timed(() => store.sessionSpans(id));
  console.log(
    `${TURNS} turns, ${carrier}: ${(received / MIB).toFixed(1)} MiB received, ${((stored / received) * 100).toFixed(1)} % kept,` +
      ` ${(received / MIB / (total / 1000)).toFixed(0)} MiB/s in, session read in ${ms.toFixed(1)} ms`,
  );
  store.close();
}

async function main(): Promise<void> {
  await measureSpans(1_000, SPANS);
  await measureSpans(0, SPANS);
  for (const carrier of Object.keys(CARRIERS)) await measureConversation(carrier);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
