/** Sends a made session to a collector, as exporters do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeTracesRequest } from '../../../src/otlp/protobuf';
import type { AnyValue, Span } from '../../../src/otlp/records';
import { OTLP_STATUS } from '../../../src/otlp/records';
import { resource, scope } from '../../unit/support/spans';
import { SESSION_ID, type BenchSpan } from './session';

const SPANS_PER_REQUEST = 2_000;
const NANOS_PER_MICRO = 1_000n;
const BUSY_MS = 50;

/** Resolves when all is acknowledged. `startNano`: epoch of the session's start. */
export async function sendSession(
  port: number,
  spans: readonly BenchSpan[],
  startNano: bigint,
): Promise<void> {
  for (let from = 0; from < spans.length; from += SPANS_PER_REQUEST) {
    const part = spans.slice(from, from + SPANS_PER_REQUEST).map((span) => otlpSpanOf(span, startNano));
    const body = encodeTracesRequest({
      resourceSpans: [
        {
          resource: resource({ 'service.name': 'bench' }),
          scopeSpans: [{ scope: scope('bench', '1'), spans: part, schemaUrl: '' }],
          schemaUrl: '',
        },
      ],
    });
    await post(port, body);
  }
}

async function post(port: number, body: Uint8Array): Promise<void> {
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(body),
    });
    if (status === 200) return;
    if (status !== 429 && status !== 503) throw new Error(`The collector answered ${status}.`);
    await sleep(BUSY_MS);
  }
}

function otlpSpanOf(span: BenchSpan, startNano: bigint): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceState: '',
    flags: 0,
    name: span.name,
    kind: 1,
    startTimeUnixNano: startNano + BigInt(span.start) * NANOS_PER_MICRO,
    endTimeUnixNano: startNano + BigInt(span.end) * NANOS_PER_MICRO,
    attributes: new Map<string, AnyValue>([...span.attributes, ['gen_ai.conversation.id', SESSION_ID]]),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: span.failed
      ? { code: OTLP_STATUS.error, message: 'it failed' }
      : { code: OTLP_STATUS.unset, message: '' },
  };
}
