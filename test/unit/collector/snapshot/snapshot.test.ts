/** The collector with its journal and the snapshot beside it, through ends, damage and what else happens to files. */
import { copyFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SnapshotReader, writeSnapshot } from '../../../../src/collector/snapshot/format';
import type { TableRows } from '../../../../src/store/tableRows';
import { Random } from '../../support/random';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';

const MIB = 1024 * 1024;
/** Together well above what is worth a snapshot. */
const SPANS = 40;
const SPAN_BYTES = 60_000;

let base: string;
let collector: CollectorUnderTest | undefined;
let random: Random;

/** The journal's own part of the base. */
const directory = () => join(base, '1');
const snapshot = () => join(directory(), 'snapshot');

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'turnline-snapshot-'));
  random = new Random(1);
});

afterEach(async () => {
  await end();
  await rm(base, { recursive: true, force: true });
});

async function start(maxBytes = 64 * MIB): Promise<CollectorUnderTest> {
  collector = await startCollectorUnderTest({ journal: { directory: base, maxBytes } });
  return collector;
}

async function end(): Promise<void> {
  await collector?.close();
  collector = undefined;
}

/** Once it has written a snapshot, for which an end does not wait on a slow machine. */
async function endWithSnapshot(own = directory()): Promise<void> {
  await expect.poll(() => readdir(own), { timeout: 30_000 }).toContain('snapshot');
  await end();
}

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(`${collector!.endpoint}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function send(from: number, to: number, bytes = SPAN_BYTES): Promise<void> {
  for (let n = from; n < to; n++) {
    const text = Buffer.from(random.bytes(bytes / 2)).toString('hex');
    const span = {
      traceId: n.toString(16).padStart(32, '0'),
      spanId: n.toString(16).padStart(16, '0'),
      name: `span ${n}`,
      startTimeUnixNano: `${1_763_600_000_000_000_000n + BigInt(n)}`,
      attributes: [
        { key: 'session.id', value: { stringValue: `session ${n % 4}` } },
        { key: 'text', value: { stringValue: text } },
      ],
    };
    await post('/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  }
}

async function sendLog(body: string): Promise<void> {
  const logRecords = [{ body: { stringValue: body }, timeUnixNano: '1763600000000000001' }];
  await post('/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

async function sendMetric(asInt: string): Promise<void> {
  const metrics = [{ name: 'tokens', sum: { dataPoints: [{ asInt, timeUnixNano: '1763600000000000001' }] } }];
  await post('/v1/metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}

async function rows(sql: string): Promise<unknown[][]> {
  return (await collector!.handlers['sql/query']({ sql })).rows;
}

/** All that can be asked for, but for what depends on the clock. */
async function contents() {
  const sessions = await collector!.handlers['sessions/list'](undefined);
  return {
    sessions: sessions.map((session) => ({ ...session, live: false })),
    spans: await rows('SELECT * FROM spans ORDER BY span_id'),
    logs: await rows('SELECT * FROM logs'),
    metrics: await rows('SELECT * FROM metrics'),
    bytes: await rows('SELECT sum(length(text)), count(*) FROM messages'),
  };
}

async function spanIds(): Promise<number[]> {
  return (await rows('SELECT span_id FROM spans ORDER BY 1')).map(([id]) => parseInt(String(id), 16));
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function segments(): Promise<string[]> {
  return (await readdir(directory())).filter((name) => name.endsWith('.journal')).sort();
}

/** Makes the journal's records unreadable, without a change of its size: what is back then is from the snapshot. */
async function damageJournal(): Promise<void> {
  for (const name of await segments()) {
    const path = join(directory(), name);
    const bytes = await readFile(path);
    bytes.fill(0, 100, bytes.length);
    await writeFile(path, bytes);
  }
}

describe('a snapshot', { timeout: 60_000 }, () => {
  it('brings everything back', async () => {
    await start();
    await send(1, SPANS + 1);
    await sendLog('hello');
    await sendMetric('9007199254740993');
    const before = await contents();
    const { journal } = await collector!.handlers.status(undefined);
    await endWithSnapshot();
    expect((await stat(snapshot())).mode & 0o077).toBe(0);

    await damageJournal();
    await start();
    expect(await contents()).toEqual(before);
    const after = await collector!.handlers.status(undefined);
    expect(after.journal).toMatchObject({
      bytes: journal!.bytes,
      skipped: [],
      replayed: { records: SPANS + 2 },
    });
    // What is there already is known, and what is new goes on from there.
    await sendLog('hello');
    await send(3, 4);
    await send(SPANS + 1, SPANS + 2);
    expect(await spanIds()).toEqual(upTo(SPANS + 1));
    expect((await collector!.handlers.status(undefined)).stored).toMatchObject({ logs: 1, metrics: 1 });
  });

  it('is completed by what the journal has after it, through several ends', async () => {
    await start();
    await send(1, SPANS + 1);
    await endWithSnapshot();
    for (let round = 1; round <= 3; round++) {
      const inode = (await stat(snapshot())).mtimeMs;
      await start();
      await send(SPANS + round, SPANS + round + 1, 100);
      await end();
      // So little is not worth another.
      expect((await stat(snapshot())).mtimeMs).toBe(inode);
    }
    await start();
    expect(await spanIds()).toEqual(upTo(SPANS + 3));
  });

  it('is no good when torn or damaged anywhere, and the journal has it all', async () => {
    await start();
    await send(1, SPANS + 1);
    const before = await contents();
    await endWithSnapshot();
    const whole = join(base, 'whole');
    await copyFile(snapshot(), whole);
    const { size } = await stat(whole);
    const lengths = [0, 7, 8, 9, Math.floor(size / 2), size - 1];
    const places = [0, 4, 20, Math.floor(size / 3), size - 3];
    for (const spoil of [
      ...lengths.map((length) => () => truncate(snapshot(), length)),
      ...places.map((place) => () => flip(snapshot(), place)),
      () => writeFile(snapshot(), 'more', { flag: 'a' }),
    ]) {
      await copyFile(whole, snapshot());
      await spoil();
      await start();
      expect(await contents()).toEqual(before);
      await end();
      await rm(snapshot(), { force: true });
    }
  });

  it('is no good without a segment that it has, which was deleted to be gone', async () => {
    await start();
    await send(1, SPANS + 1);
    await endWithSnapshot();
    await start();
    await send(SPANS + 1, SPANS + 2, 100);
    await end();
    const [first, second] = await segments();
    expect(second).toBeDefined();
    await rm(join(directory(), first!));
    await start();
    expect(await spanIds()).toEqual([SPANS + 1]);
    expect(await readdir(directory())).not.toContain('snapshot');
  });

  it('is no good when a segment is shorter than it was, or is another', async () => {
    await start();
    await send(1, SPANS + 1);
    await endWithSnapshot();
    const path = join(directory(), (await segments())[0]!);
    await truncate(path, (await stat(path)).size - 10);
    await start();
    expect(await spanIds()).toEqual(upTo(SPANS - 1));
  });

  it('is no good for another build of the collector', async () => {
    await start();
    await send(1, SPANS + 1);
    await endWithSnapshot();
    const reader = await SnapshotReader.open(snapshot());
    const head = await reader.head();
    const all: TableRows[] = [];
    for await (const some of reader.rows()) all.push(some);
    await reader.close();
    const paths = { path: snapshot(), unfinished: `${snapshot()}.tmp` };
    await writeSnapshot(paths, { ...head, program: 'another' }, all, () => false);
    await damageJournal();
    await start();
    expect(await spanIds()).toEqual([]);
    expect(await readdir(directory())).not.toContain('snapshot');
  });

  it('goes with the sessions when all are cleared', async () => {
    await start();
    await send(1, SPANS + 1);
    await endWithSnapshot();
    await start();
    await collector!.handlers['sessions/clear'](undefined);
    expect(await readdir(directory())).not.toContain('snapshot');
    await end();
    await start();
    expect(await spanIds()).toEqual([]);
  });

  it('is not there where it would be beyond the bound of the journal', async () => {
    await start(4 * MIB);
    await send(1, SPANS + 1);
    await end();
    expect(await readdir(directory())).not.toContain('snapshot');
    await start(4 * MIB);
    expect(await spanIds()).toEqual(upTo(SPANS));
  });

  it('goes before a segment of the journal does', async () => {
    await start(6 * MIB);
    await send(1, SPANS + 1);
    await endWithSnapshot();
    await start(6 * MIB);
    await send(SPANS + 1, 2 * SPANS + 1);
    expect(await readdir(directory())).not.toContain('snapshot');
    expect((await collector!.handlers.status(undefined)).journal?.evicted.segments).toBe(0);
  });

  it('of a journal that another takes in is removed', async () => {
    await start();
    const first = collector!;
    const second = await startCollectorUnderTest({ journal: { directory: base, maxBytes: 64 * MIB } });
    collector = second;
    await send(1, SPANS + 1);
    await endWithSnapshot(join(base, '2'));
    await first.close();
    await start();
    expect(await spanIds()).toEqual(upTo(SPANS));
    expect(await readdir(base)).not.toContain('2');
  });
});

async function flip(path: string, place: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, place);
  byte[0]! ^= 0x10;
  await file.write(byte, 0, 1, place);
  await file.close();
}
