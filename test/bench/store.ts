/**
 * npm run bench -- store [--large]
 *
 * The store by itself: spans per second in and out, bytes kept for each byte received, what is kept of a long
 * conversation whose every request sends the whole history again, and how long it takes to make room. `--large`:
 * sessions of a million small spans instead of a thousand.
 *
 * Figures are for each second of processor time, garbage collection included, so that what else the machine does
 * matters less. Making, encoding, decoding and understanding the spans is not measured.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { understandSpans } from '../../src/collector/understand';
import { decodeTracesRequest, encodeTracesRequest } from '../../src/otlp/protobuf';
import type { Span } from '../../src/otlp/records';
import { SpanStore } from '../../src/store/store';
import { Random } from '../unit/support/random';
import { CARRIERS, conversation } from './store/conversation';
import { callAttributes, hexId, otlpSpan, requestOf, stepAttributes, Texts } from './store/spans';

const BATCH_SPANS = 512;
const SPANS = 100_000;
const SESSION_SPANS = 1_000;
const LARGE_SESSION_SPANS = 1_000_000;
const TURNS = 300;
const RECEIVED_AT = 1_760_000_000_000;
const MIB = 1024 * 1024;

/** Benchmarks run in the root folder. */
const wasm = readFileSync('node_modules/sql.js/dist/sql-wasm.wasm');

interface Workload {
  spans: number;
  /** Characters of content in each span; 0 for steps of a framework. */
  content: number;
  /** Of one trace, which is a session here. */
  sessionSpans: number;
}

function* batches({ spans: count, content, sessionSpans }: Workload): Generator<Span[]> {
  const random = new Random(1);
  const texts = new Texts(random);
  let traceId = '';
  let root = '';
  for (let at = 0; at < count;) {
    const spans: Span[] = [];
    for (; spans.length < BATCH_SPANS && at < count; at++) {
      if (at % sessionSpans === 0) {
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

/** Adds up processor time. */
class Stopwatch {
  seconds = 0;

  run<T>(work: () => T): T {
    const start = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(start);
    this.seconds += (user + system) / 1e6;
    return result;
  }
}

const rounded = (value: number) => Math.round(value).toLocaleString('en');

function insert(store: SpanStore, spans: Span[], watch: Stopwatch): number {
  const bytes = encodeTracesRequest(requestOf(spans));
  const understood = understandSpans(decodeTracesRequest(bytes));
  watch.run(() => store.insert(understood, RECEIVED_AT));
  return bytes.byteLength;
}

async function measureSpans(workload: Workload): Promise<void> {
  const store = await SpanStore.open(wasm);
  const empty = store.memoryBytes();
  const watch = new Stopwatch();
  let received = 0;
  for (const spans of batches(workload)) received += insert(store, spans, watch);
  const { spans: count } = workload;
  const stored = store.memoryBytes() - empty;
  console.log(
    `${rounded(count)} spans of ${rounded(received / count)} B, ${rounded(workload.sessionSpans)} a session`,
  );
  console.log(`  stored         ${rounded(count / watch.seconds)} spans/s`);
  console.log(
    `  kept           ${rounded(stored / count)} B each, ${(stored / received).toFixed(2)} for each received`,
  );

  const ids = store.sessions().map(({ id }) => id);
  for (const round of ['read', 'read again']) {
    const reading = new Stopwatch();
    for (const id of ids) reading.run(() => store.sessionSpans(id));
    console.log(`  ${round.padEnd(14)} ${rounded(count / reading.seconds)} spans/s`);
  }
  const refs = store.sessionSpans(ids[0]!).spans.slice(0, SESSION_SPANS);
  const opening = new Stopwatch();
  opening.run(() => {
    for (const ref of refs) store.span(ref);
  });
  console.log(`  one span       ${rounded((opening.seconds / refs.length) * 1e6)} µs with all its content`);

  const evicting = new Stopwatch();
  // Of many sessions half; the only one goes because of the last request.
  const limitBytes = ids.length > 1 ? store.memoryBytes() / 2 : store.memoryBytes() - MIB;
  const { spans: evicted } = evicting.run(() => store.makeRoom({ limitBytes, isLive: () => false }));
  console.log(`  evicted        ${rounded(evicted)} spans in ${rounded(evicting.seconds * 1000)} ms`);
  const pieces: number[] = [];
  for (let more = true; more;) {
    const piece = new Stopwatch();
    more = piece.run(() => store.evictSome());
    pieces.push(piece.seconds * 1000);
  }
  console.log(
    `  behind that    ${pieces.length} times, ${rounded(pieces.reduce((sum, ms) => sum + ms))} ms in all, ` +
      `${rounded(Math.max(...pieces))} ms the longest`,
  );
  store.close();
}

async function measureConversation(carrier: string): Promise<void> {
  const store = await SpanStore.open(wasm);
  const empty = store.memoryBytes();
  const watch = new Stopwatch();
  let received = 0;
  for (const span of conversation(TURNS, CARRIERS[carrier]!, new Random(2))) {
    received += insert(store, [span], watch);
  }
  const kept = (store.memoryBytes() - empty) / received;
  const { id } = store.sessions()[0]!;
  const reading = new Stopwatch();
  reading.run(() => store.sessionSpans(id));
  console.log(
    `${TURNS} turns, ${carrier.padEnd(18)} ${(received / MIB).toFixed(1)} MiB received, ${(kept * 100).toFixed(1)} % kept,` +
      ` ${rounded(received / MIB / watch.seconds)} MiB/s, read in ${(reading.seconds * 1000).toFixed(1)} ms`,
  );
  store.close();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { large: { type: 'boolean', default: false } } });
  if (values.large) {
    const sessionSpans = LARGE_SESSION_SPANS;
    await measureSpans({ spans: sessionSpans, content: 0, sessionSpans });
    return;
  }
  await measureSpans({ spans: SPANS, content: 1_000, sessionSpans: SESSION_SPANS });
  await measureSpans({ spans: SPANS, content: 0, sessionSpans: SESSION_SPANS });
  for (const carrier of Object.keys(CARRIERS)) await measureConversation(carrier);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
