import { beforeEach, describe, expect, it } from 'vitest';
import type { DecodedExport, ExportRequest } from '../../../../src/collector/exportRequest';
import { acceptExport } from '../../../../src/collector/exportRequest';
import { JournalWriteError } from '../../../../src/collector/journal/journal';
import type { JournalRecord } from '../../../../src/collector/journal/journal';
import { acceptedOf, ExportCounters } from '../../../../src/collector/receiver/exportCounters';
import { ExportPipeline } from '../../../../src/collector/receiver/exportPipeline';
import { RecordRoom } from '../../../../src/collector/receiver/recordRoom';
import type { Sender } from '../../../../src/collector/receiver/report';
import { DecodeNotes } from '../../../../src/otlp/limits';
import { decodeRequest, encodeRequest } from '../../../../src/otlp/protobuf';
import type { OtlpRequest, Span } from '../../../../src/otlp/records';
import { createRedactor } from '../../../../src/redaction/redact';
import { otlpSpan } from '../../support/spans';
import { agentRun, request, START, turn } from '../requests';

const SENDER: Sender = {
  protocol: 'http',
  encoding: 'protobuf',
  compression: 'gzip',
  userAgent: 'OTel-OTLP-Exporter-Python/1.38.0',
  peerPort: 50_000,
};
const SECRET = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

let counters: ExportCounters;
/** What happened, in order. */
let events: string[];
let journaled: JournalRecord[];
let sent: { record: JournalRecord; replayed: boolean }[];
/** Replaced by tests whose disk fails. */
let append: (record: JournalRecord) => Promise<void>;
let kept: JournalRecord[];
let room: RecordRoom;

beforeEach(() => {
  counters = new ExportCounters();
  [events, journaled, sent, kept] = [[], [], [], []];
  room = new RecordRoom();
  append = (record) => {
    journaled.push({ ...record, payload: new Uint8Array(record.payload) });
    return Promise.resolve();
  };
});

function pipeline(options: { journal?: null; userPatterns?: string[] } = {}): ExportPipeline {
  return new ExportPipeline({
    redactor: createRedactor({ userPatterns: options.userPatterns ?? [] }),
    journal:
      options.journal === null
        ? null
        : {
            append: async (record) => {
              await append(record);
              events.push('journaled');
              return { salt: 1, end: 100 * journaled.length };
            },
            replay: async (onRecord) => {
              for (const [index, record] of kept.entries())
                await onRecord(record, { salt: 1, end: index + 1 });
              return { segments: 1, records: kept.length, bytes: 0, skipped: [], whole: [] };
            },
          },
    room,
    counters,
    forward: null,
    send: (record, replayed) => {
      events.push('sent');
      sent.push({ record, replayed });
    },
    now: () => START,
  });
}

async function send(body: Uint8Array | string, to = pipeline()): Promise<Uint8Array> {
  const source: ExportRequest = {
    signal: 'traces',
    encoding: typeof body === 'string' ? 'json' : 'protobuf',
    body: typeof body === 'string' ? Buffer.from(body) : body,
    sender: { ...SENDER, encoding: typeof body === 'string' ? 'json' : 'protobuf' },
  };
  const answer = await acceptExport(source, to);
  events.push('answered');
  return answer;
}

const traces = (spans: Span[]) => encodeRequest(request(spans));
const sentRequest = (): OtlpRequest => decodeRequest('traces', sent[0]!.record.payload);

describe('ExportPipeline', () => {
  it('journals before it hands over, and hands over before it answers', async () => {
    await send(traces(turn(1)));
    expect(events).toEqual(['journaled', 'sent', 'answered']);
  });

  it('keeps protobuf as it came when there is nothing to change, and never hands over shared memory', async () => {
    const body = traces(turn(1));
    await send(body);
    expect(sent[0]).toMatchObject({ record: { signal: 'traces', receivedAt: START }, replayed: false });
    expect(sent[0]!.record.payload).toEqual(body);
    expect(journaled[0]!.payload).toEqual(body);
    // A small buffer of Node's lies in one that it shares with others.
    const pooled = Buffer.from(body);
    await send(pooled);
    const { payload } = sent[1]!.record;
    expect(payload).toEqual(body);
    expect(payload.buffer.byteLength).toBe(body.byteLength);
  });

  it('keeps JSON as protobuf', async () => {
    const span = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), name: 'from JSON' };
    await send(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    expect(sentRequest().request).toMatchObject({
      resourceSpans: [{ scopeSpans: [{ spans: [span] }] }],
    });
    expect(journaled[0]!.payload).toEqual(sent[0]!.record.payload);
  });

  it('takes secrets out before it journals, and counts them', async () => {
    const body = traces([otlpSpan({ attributes: { note: `with ${SECRET}`, customer: 'customer-4711' } })]);
    await send(body, pipeline({ userPatterns: ['customer-\\d+'] }));
    for (const { payload } of [journaled[0]!, sent[0]!.record]) {
      const text = Buffer.from(payload).toString('latin1');
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('4711');
      expect(text).toContain('with (redacted:');
    }
    const { redacted } = counters.report();
    expect(redacted).toContainEqual({ kind: 'user-pattern', count: 1 });
    expect(redacted).toHaveLength(2);
  });

  it('keeps no bytes that nobody has read', async () => {
    // Field 99, of which no schema knows.
    const unknown = Buffer.concat([Buffer.of(0x9a, 0x06, SECRET.length), Buffer.from(SECRET)]);
    await send(Buffer.concat([traces(turn(1)), unknown]));
    expect(journaled[0]!.payload).toEqual(traces(turn(1)));
    expect(sent[0]!.record.payload).toEqual(traces(turn(1)));
  });

  it('leaves out what no store could make sense of, says so and counts it', async () => {
    const bad = otlpSpan({ traceId: '', spanId: '' });
    const answer = await send(traces([bad, agentRun(), bad]));
    expect(Buffer.from(answer).toString('latin1')).toContain(
      'did not accept 2 of 3 spans: invalid-trace-id (2)',
    );
    expect(sentRequest()).toEqual(request([agentRun()]));
    expect(counters.report()).toMatchObject({
      received: { spans: 1 },
      rejected: [{ reason: 'invalid-trace-id', count: 2, last: START }],
    });
  });

  it('keeps what it had to shorten or repair as it is now, and counts it', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 10_003 }, (_, n) => [`key ${n}`, n]));
    await send(traces([otlpSpan({ attributes })]));
    expect(counters.report().truncated).toEqual([{ reason: 'too-many-attributes', count: 3, last: START }]);
    expect(Buffer.from(journaled[0]!.payload).toString('latin1')).not.toContain('key 10002');

    const log = { traceId: 'abcd', body: { stringValue: 'a log' } };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] });
    const source: ExportRequest = {
      signal: 'logs',
      encoding: 'json',
      body: Buffer.from(body),
      sender: SENDER,
    };
    await acceptExport(source, pipeline());
    expect(counters.report().truncated[1]).toEqual({ reason: 'invalid-trace-id', count: 1, last: START });
  });

  it('keeps nothing of a request without items', async () => {
    await send(traces([]));
    await send(traces([otlpSpan({ traceId: '', spanId: '' })]));
    expect(events).toEqual(['answered', 'answered']);
  });

  it('tells the sender to come again when the journal cannot be written, as if nothing had come', async () => {
    append = () => Promise.reject(new JournalWriteError('The journal in /x cannot be written: ENOSPC.'));
    const refused = expect(send(traces([agentRun(), otlpSpan({ traceId: '' })])));
    await refused.rejects.toMatchObject({
      httpStatus: 503,
      reason: 'journal-unavailable',
      message: 'The journal in /x cannot be written: ENOSPC.',
      count: 1,
      retryAfterSeconds: 2,
    });
    expect(sent).toEqual([]);
    expect(counters.report()).toMatchObject({ received: { spans: 0 }, rejected: [], lastExport: null });
  });

  it('gives the room of a request back, however it ends', async () => {
    room = new RecordRoom(10_000);
    const to = pipeline();
    for (let n = 0; n < 100; n++) {
      await send(traces(turn(1)), to);
      room.stored(sent.at(-1)!.record.payload.byteLength);
    }
    append = () => Promise.reject(new JournalWriteError('full'));
    for (let n = 0; n < 100; n++) {
      await send(traces(turn(1)), to).catch(() => undefined);
      await send(Uint8Array.of(0xff), to).catch(() => undefined);
    }
    // All of it at once fits again.
    const leave = await room.admit(10_000);
    leave();
  });

  it('works without a journal', async () => {
    await send(traces(turn(1)), pipeline({ journal: null }));
    await pipeline({ journal: null }).replay();
    expect(events).toEqual(['sent', 'answered']);
  });

  it('hands over what the journal kept, with its time, in memory of its own, no faster than it is stored', async () => {
    const file = Buffer.concat([traces([agentRun()]), traces(turn(1)), traces(turn(2))]);
    let from = 0;
    kept = [[agentRun()], turn(1), turn(2)].map((spans, index) => {
      const to = from + traces(spans).byteLength;
      const payload = file.subarray(from, to);
      from = to;
      return { signal: 'traces', receivedAt: 1_000 + index, payload };
    });
    room = new RecordRoom(2 * 512 + file.byteLength - 1);
    const replayed = pipeline().replay();
    await new Promise(setImmediate);
    expect(sent.map(({ record }) => record.receivedAt)).toEqual([1_000, 1_001]);
    for (const { record } of sent.slice()) room.stored(record.payload.byteLength);
    await replayed;
    expect(sent.map(({ record, replayed: again }) => [record.receivedAt, again])).toEqual([
      [1_000, true],
      [1_001, true],
      [1_002, true],
    ]);
    for (const { record } of sent) expect(record.payload.buffer.byteLength).toBe(record.payload.byteLength);
    expect(counters.report().received.spans).toBe(0);
  });
});

describe('ExportCounters', () => {
  it('know who sent what last, and how', async () => {
    const ending = (ms: number) => otlpSpan({ endTimeUnixNano: BigInt(START + ms) * 1_000_000n });
    await send(traces([ending(-1_500), ending(-3_000)]));
    await send(traces([ending(200)]));
    await send(JSON.stringify({ resourceSpans: [] }));
    const json = { ...SENDER, encoding: 'json', at: START, signal: 'traces' };
    expect(counters.report()).toMatchObject({
      received: { spans: 3, logs: 0, metrics: 0 },
      lastExport: json,
      exports: [
        { protocol: 'http', encoding: 'protobuf', compression: 'gzip', signal: 'traces', count: 2 },
        { protocol: 'http', encoding: 'json', compression: 'gzip', signal: 'traces', count: 1 },
      ],
      userAgents: [{ userAgent: SENDER.userAgent, count: 3, last: START }],
      arrivalDelay: { last: -200, smallest: -200, largest: 1_500 },
    });
  });

  it('remember a bounded number of names', () => {
    const source = (userAgent: string): DecodedExport => ({
      notes: new DecodeNotes(),
      signal: 'traces',
      encoding: 'protobuf',
      body: new Uint8Array(),
      sender: { ...SENDER, userAgent },
    });
    const nothing = acceptedOf(request([]));
    for (let n = 0; n < 1_000; n++) counters.accept(nothing, source(`agent ${n}`), START);
    counters.accept(nothing, source('x'.repeat(10_000)), START);
    const { userAgents } = counters.report();
    expect(userAgents).toHaveLength(50);
    expect(userAgents[0]!.userAgent).toHaveLength(256);
    expect(userAgents[1]!.userAgent).toBe('agent 999');
  });
});
