import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Collector } from '../../../src/collector/collector';
import type { JournalRecord } from '../../../src/collector/journal/format';
import { decodeRequestJson } from '../../../src/otlp/json';
import { encodeRequest } from '../../../src/otlp/protobuf';
import { otlpSpan } from '../support/spans';
import { agentRun, openCollector, request, START, TRACE, turn } from './requests';

let collector: Collector;
let changes: { revision: number; sessionIds: string[] }[];

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  collector = await openCollector();
  changes = [];
  collector.onChanged((change) => changes.push(change));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Collector', () => {
  it('says what it holds, beside what its receiver says', async () => {
    collector = await openCollector({
      report: {
        ports: { http: 4318, grpc: null },
        received: { spans: 5, logs: 0, metrics: 0 },
        rejected: [{ reason: 'malformed-json', count: 1, last: START }],
        redacted: [{ kind: 'jwt', count: 2 }],
        refusedPatterns: [{ pattern: '(', problem: 'not a regular expression' }],
      },
      memoryLimitBytes: 1e9,
    });
    collector.ingest(request([agentRun(), ...turn(1)]));
    collector.ingest(request(turn(1)));
    expect(await collector.handlers.status(undefined)).toEqual({
      http: 4318,
      grpc: null,
      received: { spans: 5, logs: 0, metrics: 0 },
      stored: { spans: 3, logs: 0, metrics: 0 },
      rejected: [{ reason: 'malformed-json', count: 1, last: START }],
      truncated: [],
      evicted: { sessions: 0, spans: 0, logs: 0, metrics: 0, reasons: [] },
      redacted: [{ kind: 'jwt', count: 2 }],
      refusedPatterns: [{ pattern: '(', problem: 'not a regular expression' }],
      memoryBytes: expect.any(Number) as number,
      memoryLimitBytes: 1e9,
      journalBytes: 0,
      journal: null,
      forward: null,
      revision: 1,
    });
  });

  const take = (record: JournalRecord, replayed: boolean) =>
    collector.take([{ record, known: null }], replayed);

  it('takes records as they were journaled, with the time at which they were received', async () => {
    const record = (payload: Uint8Array): JournalRecord => ({ signal: 'traces', receivedAt: START, payload });
    vi.setSystemTime(START + 3_600_000);
    take(record(encodeRequest(request([agentRun(), ...turn(1)]))), true);
    const [session] = await collector.handlers['sessions/list'](undefined);
    expect(session).toMatchObject({ id: 'chat-1', spanCount: 3, live: false });
  });

  it('counts and reports what it cannot make sense of, and goes on', async () => {
    const errors: string[] = [];
    const journal = {
      ...{
        directory: '/journal',
        bytes: 100,
        maxBytes: 1_000,
        segments: 1,
        open: true,
        writable: true,
        lastError: null,
      },
      skipped: [{ reason: 'torn-record', count: 1 }],
      evicted: { segments: 0, bytes: 0 },
      replayed: { records: 2, durationMs: 1 },
    };
    collector = await openCollector({ report: { journal }, onError: (message) => errors.push(message) });
    const broken: JournalRecord = { signal: 'traces', receivedAt: START, payload: Uint8Array.of(0xff) };
    take(broken, true);
    take(broken, false);
    take({ ...broken, payload: encodeRequest(request(turn(1))) }, true);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatch(/^A request of 1 bytes with traces cannot be stored: /);
    expect(await collector.handlers.status(undefined)).toMatchObject({
      stored: { spans: 2 },
      rejected: [{ reason: 'internal-error', count: 1 }],
      journalBytes: 100,
      journal: {
        skipped: [
          { reason: 'torn-record', count: 1 },
          { reason: 'undecodable', count: 1 },
        ],
      },
    });
  });

  it('stores all others of the records that come together with one that it cannot make sense of', async () => {
    const errors: string[] = [];
    collector = await openCollector({ onError: (message) => errors.push(message) });
    const record = (payload: Uint8Array): JournalRecord => ({ signal: 'traces', receivedAt: START, payload });
    const all = [
      record(encodeRequest(request([agentRun(), ...turn(1)]))),
      record(Uint8Array.of(0xff)),
      record(encodeRequest(request(turn(2)))),
    ];
    const taken = collector.take(
      all.map((each) => ({ record: each, known: null })),
      true,
    );
    expect(taken.map((each) => each !== null)).toEqual([true, false, true]);
    expect(errors).toHaveLength(1);
    const [session] = await collector.handlers['sessions/list'](undefined);
    expect(session).toMatchObject({ spanCount: 5 });
  });

  const CHAT = [{ key: 'session.id', value: { stringValue: 'chat-1' } }];
  const logs = (...logRecords: object[]) =>
    decodeRequestJson('logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
  const metrics = (...dataPoints: object[]) =>
    decodeRequestJson(
      'metrics',
      JSON.stringify({
        resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'calls', sum: { dataPoints } }] }] }],
      }),
    );
  const query = async (sql: string) => (await collector.handlers['sql/query']({ sql })).rows;

  it('keeps logs and metrics, and counts them', async () => {
    collector.ingest(logs({ timeUnixNano: '1500000000000000000' }, {}));
    collector.ingest(metrics({ asInt: 3, timeUnixNano: '1500000000000000000' }, { asDouble: 0.5 }));
    expect(await collector.handlers.status(undefined)).toMatchObject({
      stored: { spans: 0, logs: 2, metrics: 2 },
    });
    // What does not know its time has the time of arrival.
    expect(await query('SELECT time FROM logs ORDER BY 1')).toEqual([[1_500_000_000_000], [START]]);
    expect(await query('SELECT time, value FROM metrics ORDER BY 1')).toEqual([
      [1_500_000_000_000, 3],
      [START, 0.5],
    ]);
  });

  it('keeps integers of data points exact', async () => {
    collector.ingest(metrics({ asInt: '9007199254740993' }));
    expect(await query('SELECT CAST(value AS TEXT) FROM metrics')).toEqual([['9007199254740993']]);
  });

  it('finds the session of a log by its trace, before the key that it names, and of nothing else', async () => {
    collector.ingest(request([agentRun('chat-2')]));
    collector.ingest(
      logs(
        { body: { stringValue: 'by trace' }, traceId: TRACE, attributes: CHAT },
        { body: { stringValue: 'by key' }, attributes: CHAT },
        { body: { stringValue: 'by key, trace unknown' }, traceId: '12'.repeat(16), attributes: CHAT },
        { body: { stringValue: 'none' } },
      ),
    );
    expect(await query('SELECT body, session_id, trace_id FROM logs ORDER BY body')).toEqual([
      ['by key', 'chat-1', null],
      ['by key, trace unknown', 'chat-1', '12'.repeat(16)],
      ['by trace', 'chat-2', TRACE],
      ['none', null, null],
    ]);
    const sessions = await collector.handlers['sessions/list'](undefined);
    expect(sessions.map(({ id }) => id)).toEqual(['chat-2']);
  });

  it('takes logs and metrics of a session as a sign of life', async () => {
    const other = otlpSpan({ attributes: { 'session.id': 'chat-1' } });
    collector.ingest(request([other]));
    const live = async () => (await collector.handlers['sessions/list'](undefined))[0]?.live;
    vi.advanceTimersByTime(8_000);
    collector.ingest(logs({ traceId: other.traceId }));
    vi.advanceTimersByTime(8_000);
    expect(await live()).toBe(true);
    collector.ingest(metrics({ asInt: 1, attributes: CHAT }));
    changes.length = 0;
    vi.advanceTimersByTime(8_000);
    expect(await live()).toBe(true);
    expect(changes[0]?.sessionIds).toEqual(['chat-1']);
    vi.advanceTimersByTime(60_000);
    expect(await live()).toBe(false);
  });

  it('announces changes together, at least 50 ms apart', () => {
    collector.ingest(request([agentRun()]));
    collector.ingest(request(turn(1)));
    collector.ingest(request([otlpSpan()]));
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(49);
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(changes).toEqual([{ revision: 3, sessionIds: ['chat-1', otlpSpan().traceId] }]);

    collector.ingest(request(turn(2)));
    vi.advanceTimersByTime(50);
    expect(changes).toHaveLength(2);
    expect(changes[1]).toEqual({ revision: 4, sessionIds: ['chat-1'] });
  });

  it('announces neither duplicates nor requests without spans', () => {
    collector.ingest(request(turn(1)));
    vi.advanceTimersByTime(50);
    collector.ingest(request(turn(1)));
    collector.ingest(request([]));
    collector.ingest({ signal: 'traces', request: { resourceSpans: [] } });
    vi.advanceTimersByTime(1_000);
    expect(changes).toHaveLength(1);
  });

  it('stops telling a listener that stopped listening', () => {
    const listener = vi.fn();
    const stop = collector.onChanged(listener);
    stop();
    collector.ingest(request(turn(1)));
    vi.advanceTimersByTime(100);
    expect(listener).not.toHaveBeenCalled();
  });

  it('announces both sessions when a late key moves a trace', async () => {
    collector.ingest(request(turn(1)));
    vi.advanceTimersByTime(50);
    expect(changes[0]?.sessionIds).toEqual([TRACE]);
    collector.ingest(request([agentRun('chat-1')]));
    vi.advanceTimersByTime(50);
    expect(new Set(changes[1]?.sessionIds)).toEqual(new Set([TRACE, 'chat-1']));
    const sessions = await collector.handlers['sessions/list'](undefined);
    expect(sessions.map(({ id, spanCount }) => [id, spanCount])).toEqual([['chat-1', 3]]);
  });

  it('lets a session go by its resource’s key only while no span names one', async () => {
    collector.ingest(request(turn(1), { 'session.id': 'process-7' }));
    const ids = async () => (await collector.handlers['sessions/list'](undefined)).map(({ id }) => id);
    expect(await ids()).toEqual(['process-7']);
    collector.ingest(request([agentRun('chat-1')], { 'session.id': 'process-7' }));
    expect(await ids()).toEqual(['chat-1']);
  });

  it('announces the end of sessions that were shown as live, each in its time', async () => {
    const live = async () => {
      const sessions = await collector.handlers['sessions/list'](undefined);
      return Object.fromEntries(sessions.map((session) => [session.id, session.live]));
    };
    collector.ingest(request(turn(1)));
    expect(await live()).toEqual({ [TRACE]: true });
    const other = otlpSpan();
    collector.ingest(request([other]));
    expect(await live()).toEqual({ [TRACE]: true, [other.traceId]: true });
    vi.advanceTimersByTime(50);
    changes.length = 0;

    // Complete: over after some silence. The other one waits for its root, which may still run.
    vi.advanceTimersByTime(30_000);
    expect(changes.map(({ sessionIds }) => sessionIds)).toEqual([[other.traceId]]);
    expect(await live()).toEqual({ [TRACE]: true, [other.traceId]: false });
    vi.advanceTimersByTime(10 * 60_000);
    expect(changes.map(({ sessionIds }) => sessionIds)).toEqual([[other.traceId], [TRACE]]);
    expect(await live()).toEqual({ [TRACE]: false, [other.traceId]: false });
  });

  it('does not watch restlessly over sessions that end in years, because the clock was set back', async () => {
    collector.ingest(request(turn(1)));
    vi.advanceTimersByTime(50);
    vi.setSystemTime(Date.now() - 3 * 365 * 86_400_000);
    await collector.handlers['sessions/list'](undefined);
    const from = Date.now();
    vi.advanceTimersToNextTimer();
    vi.advanceTimersToNextTimer();
    expect(Date.now() - from).toBeGreaterThan(5_000);
  });

  it('survives a request that cannot be stored', async () => {
    const broken = { ...agentRun(), links: undefined } as unknown as ReturnType<typeof agentRun>;
    expect(() => {
      collector.ingest(request([broken]));
    }).toThrow();
    collector.ingest(request(turn(1)));
    expect((await collector.handlers.status(undefined)).stored.spans).toBe(2);
  });

  describe('with a memory limit', () => {
    const MIB = 1024 * 1024;
    /** A finished run of a session of its own, about 0.7 MiB. */
    const large = (n: number) => {
      const spans = Array.from({ length: 7 }, (_, index) => {
        const words = Array.from({ length: 10_000 }, (_, word) => `${n}.${index}.${word}`);
        return otlpSpan({
          traceId: n.toString(16).padStart(32, '0'),
          spanId: (index + 1).toString(16).padStart(16, '0'),
          attributes: { 'session.id': `session-${n}`, text: words.join(' ') },
        });
      });
      return request(spans);
    };
    const ids = async () => {
      const sessions = await collector.handlers['sessions/list']({ limit: 1_000 });
      return sessions.map(({ id }) => Number(id.split('-')[1])).sort((a, b) => a - b);
    };
    let full: boolean[];

    beforeEach(async () => {
      full = [];
      collector = await openCollector({ memoryLimitBytes: 8 * MIB, setFull: (now) => full.push(now) });
      collector.onChanged((change) => changes.push(change));
    });

    it('lets the sessions that were silent for longest go, counts them and says so', async () => {
      for (let n = 1; n <= 30; n++) {
        collector.ingest(large(n));
        vi.advanceTimersByTime(11_000);
      }
      const status = await collector.handlers.status(undefined);
      expect(status.memoryBytes).toBeLessThanOrEqual(8 * MIB);
      expect(status.memoryLimitBytes).toBe(8 * MIB);
      const left = await ids();
      expect(left.at(-1)).toBe(30);
      expect(left).toEqual(Array.from(left, (_, index) => 31 - left.length + index));
      const gone = 30 - left.length;
      expect(status.evicted).toMatchObject({
        sessions: gone,
        spans: gone * 7,
        reasons: [{ reason: 'memory-limit', count: gone * 7, last: expect.any(Number) as number }],
      });
      expect(status.stored.spans).toBe(left.length * 7);
      expect(changes.flatMap(({ sessionIds }) => sessionIds)).toContain('session-1');
      expect(() => collector.handlers['session/turns']({ sessionId: 'session-1' })).toThrow(/no session/);
      expect(full).toEqual([]);
    });

    it('keeps what is pinned', async () => {
      collector.ingest(large(1));
      await collector.handlers['session/pin']({ sessionId: 'session-1', pinned: true });
      for (let n = 2; n <= 30; n++) {
        vi.advanceTimersByTime(11_000);
        collector.ingest(large(n));
      }
      const [first] = await ids();
      expect(first).toBe(1);
      const listed = await collector.handlers['sessions/list']({ query: 'session-1', limit: 1_000 });
      expect(listed.find(({ id }) => id === 'session-1')?.pinned).toBe(true);
      await collector.handlers['session/pin']({ sessionId: 'session-1', pinned: false });
      collector.ingest(large(31));
      collector.ingest(large(32));
      expect((await ids())[0]).toBeGreaterThan(1);
    });

    it('keeps what is live, tells the receiver that it is full, and that there is room again', async () => {
      for (let n = 1; n <= 15; n++) collector.ingest(large(n));
      expect(await ids()).toHaveLength(15);
      expect(full).toEqual([true]);
      // One that is more than silent: its parent may still run.
      collector.ingest(request([otlpSpan({ traceId: 'cd'.repeat(16), parentSpanId: '12'.repeat(8) })]));
      vi.advanceTimersByTime(12_000);
      expect(full).toEqual([true, false]);
      const { stored, memoryBytes } = await collector.handlers.status(undefined);
      expect(stored.spans).toBeLessThan(15 * 7);
      expect(memoryBytes).toBeLessThanOrEqual(8 * MIB);
      for (let n = 16; n <= 30; n++) collector.ingest(large(n));
      expect((await collector.handlers['sessions/list']({ limit: 1_000 })).map(({ id }) => id)).toContain(
        'cd'.repeat(16),
      );
    });

    it('is not filled by logs and metrics of no session', () => {
      const text = 'x'.repeat(100_000);
      for (let n = 0; n < 200; n++) {
        collector.ingest(logs({ body: { stringValue: `${n} ${text}` } }));
        collector.ingest(
          metrics({ asInt: n, attributes: [{ key: 'a', value: { stringValue: `${n} ${text}` } }] }),
        );
      }
      expect(full).toEqual([]);
    });
  });

  it('forgets everything when it is told to, and takes in what comes afterwards', async () => {
    collector.ingest(request([agentRun(), ...turn(1)]));
    collector.ingest(request([otlpSpan()]));
    collector.ingest(logs({ body: { stringValue: 'a log' } }));
    await collector.handlers['session/pin']({ sessionId: 'chat-1', pinned: true });
    expect(await collector.handlers['session/turns']({ sessionId: 'chat-1' })).toHaveLength(1);
    vi.advanceTimersByTime(100);
    changes.length = 0;
    expect(await collector.handlers['sessions/clear'](undefined)).toEqual({ sessions: 2 });
    vi.advanceTimersByTime(50);
    expect(changes.flatMap(({ sessionIds }) => sessionIds)).toContain('chat-1');
    expect((await collector.handlers.status(undefined)).stored).toEqual({ spans: 0, logs: 0, metrics: 0 });
    expect(await query('SELECT count(*) FROM turns')).toEqual([[0]]);
    collector.ingest(request([agentRun(), ...turn(2)]));
    expect(await collector.handlers['sessions/list'](undefined)).toMatchObject([
      { id: 'chat-1', turnCount: 1, spanCount: 3, pinned: false },
    ]);
  });
});
