/** The receiver and the collector together, in one thread; `main.test.ts` has them in two. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';

const MIB = 1024 * 1024;

let collector: CollectorUnderTest | undefined;
const directories: string[] = [];

afterEach(async () => {
  await collector?.close();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${collector!.endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'an exporter/1.0', ...headers },
    body,
  });
  return response;
}

const traces = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const span = (n: number, attributes: object[] = []) => ({
  traceId: n.toString(16).padStart(32, '0'),
  spanId: n.toString(16).padStart(16, '0'),
  name: `span ${n}`,
  attributes,
});

describe('the collector with its receiver', () => {
  it('answers at once with what was just acknowledged, and what was just rejected', async () => {
    collector = await startCollectorUnderTest();
    for (let n = 1; n <= 20; n++) {
      expect((await post(traces(span(n), { ...span(n), spanId: 'ab' }))).status).toBe(200);
      expect((await post('{')).status).toBe(400);
      const status = await collector.handlers.status(undefined);
      expect(status).toMatchObject({ received: { spans: n }, stored: { spans: n } });
      expect(status.rejected.map(({ reason, count }) => [reason, count])).toEqual([
        ['invalid-span-id', n],
        ['malformed-json', n],
      ]);
    }
  });

  it('announces what it refused, for nothing else would', async () => {
    collector = await startCollectorUnderTest();
    const announced = new Promise<string[]>((resolve) => {
      collector!.onChanged(({ sessionIds }) => {
        resolve(sessionIds);
      });
    });
    expect((await post('{')).status).toBe(400);
    expect(await announced).toEqual([]);
  });

  it('refuses with 503 while all that fills the memory is live, and counts it', async () => {
    collector = await startCollectorUnderTest({ memoryLimitBytes: 2 * MIB });
    const large = (n: number) => {
      const words = Array.from({ length: 10_000 }, (_, word) => `${n}.${word}`).join(' ');
      return traces(span(n, [{ key: 'text', value: { stringValue: words } }]));
    };
    let response: Response | undefined;
    let sent = 0;
    while (sent < 200) {
      response = await post(large(++sent));
      // So that it is stored, and the receiver has been told.
      await collector.handlers.status(undefined);
      await new Promise(setImmediate);
      if (response.status !== 200) break;
    }
    expect(response?.status).toBe(503);
    expect(response?.headers.get('Retry-After')).toBe('2');
    expect(await response?.text()).toContain('memory limit');
    const status = await collector.handlers.status(undefined);
    expect(status.stored.spans).toBe(sent - 1);
    expect(status.evicted.sessions).toBe(0);
    expect(status.rejected).toMatchObject([{ reason: 'memory-limit', count: 1 }]);
    await collector.handlers['sessions/clear'](undefined);
    await new Promise(setImmediate);
    expect((await post(large(1_000))).status).toBe(200);
  });

  it('has its sessions back after a restart, with the time at which they were received', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'turnline-journal-'));
    directories.push(directory);
    const journal = { directory, maxBytes: 16 * MIB };
    collector = await startCollectorUnderTest({ journal });
    for (let n = 1; n <= 50; n++) await post(traces(span(n)));
    const before = await collector.handlers['sessions/list'](undefined);
    expect(before).toHaveLength(50);
    const { journalBytes } = await collector.handlers.status(undefined);
    await collector.close();
    collector = await startCollectorUnderTest({ journal });
    const status = await collector.handlers.status(undefined);
    expect(status).toMatchObject({
      received: { spans: 0 },
      stored: { spans: 50 },
      journalBytes,
      journal: { writable: true, skipped: [], replayed: { records: 50 } },
    });
    const notLive = (sessions: typeof before) => sessions.map((session) => ({ ...session, live: false }));
    expect(notLive(await collector.handlers['sessions/list'](undefined))).toEqual(notLive(before));
  });
});
