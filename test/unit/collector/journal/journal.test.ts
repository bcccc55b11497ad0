import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../support/random';
import {
  diskWith,
  MIB,
  numbered,
  numberOf,
  openJournal,
  replayed,
  replayOf,
  temporaryDirectory,
  upTo,
} from './support';

describe('Journal', () => {
  it('gives back what was appended, over many segments, in order', async () => {
    const directory = await temporaryDirectory();
    const random = new Random(1);
    const journal = await openJournal(directory, { segmentBytes: 4096 });
    const records = upTo(500).map((number) => numbered(number, 4 + random.below(600)));
    for (const record of records) await journal.append(record);
    expect(journal.health().segments).toBeGreaterThan(20);
    await journal.close();

    const { records: kept, report } = await replayOf(directory);
    expect(kept).toEqual(records.map((record) => ({ ...record, payload: new Uint8Array(record.payload) })));
    expect(report).toMatchObject({ records: 500, skipped: [] });
    expect(report.bytes).toBe(records.reduce((sum, { payload }) => sum + payload.byteLength, 0));
  });

  it('keeps an empty payload, and one that is larger than a segment and than what is read at once', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory, { segmentBytes: 4096 });
    const large = new Random(2).bytes(3 * MIB + 17);
    for (const payload of [new Uint8Array(), large, new Uint8Array([1])]) {
      await journal.append({ signal: 'logs', receivedAt: 1.5, payload });
    }
    await journal.close();
    const { records } = await replayOf(directory);
    expect(records.map(({ payload }) => payload.byteLength)).toEqual([0, large.byteLength, 1]);
    expect(Buffer.compare(records[1]!.payload, large)).toBe(0);
  });

  it('knows what was imported', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    const received = numbered(1);
    const imported = { ...numbered(2), imported: true };
    for (const record of [received, imported]) await journal.append(record);
    await journal.close();
    const { records } = await replayOf(directory);
    expect(records.map((record) => record.imported)).toEqual([undefined, true]);
    expect(records.map(({ signal }) => signal)).toEqual([received.signal, imported.signal]);
  });

  it('never writes to the file of a former owner, and replays all former owners in order', async () => {
    const directory = await temporaryDirectory();
    for (const number of upTo(12)) {
      const journal = await openJournal(directory);
      await journal.append(numbered(number));
      await journal.close();
    }
    expect(await readdir(directory)).toHaveLength(12);
    const { records } = await replayOf(directory);
    expect(records.map(numberOf)).toEqual(upTo(12));
  });

  it('takes appends while it replays, and does not replay them', async () => {
    const directory = await temporaryDirectory();
    const before = await openJournal(directory);
    await Promise.all(upTo(50).map((number) => before.append(numbered(number))));
    await before.close();

    const journal = await openJournal(directory);
    const seen: number[] = [];
    await journal.replay(async (record) => {
      seen.push(numberOf(record));
      await journal.append(numbered(1000 + seen.length));
    });
    expect(seen).toEqual(upTo(50));
    await journal.close();
    expect((await replayOf(directory)).records).toHaveLength(100);
  });

  it('passes on what the receiver of a record throws, and can be replayed again', async () => {
    const directory = await temporaryDirectory();
    const before = await openJournal(directory);
    await before.append(numbered(7));
    await before.close();
    const journal = await openJournal(directory);
    const failing = journal.replay(() => {
      throw new Error('cannot take it');
    });
    await expect(failing).rejects.toThrow('cannot take it');
    expect((await replayed(journal)).records.map(numberOf)).toEqual([7]);
  });

  it('writes what is appended at once in few writes, in the order of the calls', async () => {
    const directory = await temporaryDirectory();
    let writes = 0;
    const fileSystem = diskWith({
      handle: (real) => ({
        writev: (buffers, position) => {
          writes++;
          return real.writev(buffers, position);
        },
      }),
    });
    const journal = await openJournal(directory, { fileSystem });
    const done: number[] = [];
    await Promise.all(
      upTo(1000).map(async (number) => {
        await journal.append(numbered(number));
        done.push(number);
      }),
    );
    expect(writes).toBe(1);
    expect(done).toEqual(upTo(1000));
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual(upTo(1000));
  });

  it('gathers what is appended during a write for the next one', async () => {
    const directory = await temporaryDirectory();
    const groups: number[] = [];
    const fileSystem = diskWith({
      handle: (real) => ({
        writev: async (buffers, position) => {
          groups.push(buffers.length);
          if (groups.length === 1) for (const number of upTo(20)) void journal.append(numbered(number + 1));
          return real.writev(buffers, position);
        },
      }),
    });
    const journal = await openJournal(directory, { fileSystem });
    await journal.append(numbered(0));
    await journal.close();
    // The header, and a head and a payload for each.
    expect(groups).toEqual([3, 40]);
    expect((await replayOf(directory)).records.map(numberOf)).toEqual(upTo(21));
  });

  it('stays within its bound: the oldest go first, and it says how many', async () => {
    const directory = await temporaryDirectory();
    const maxBytes = 64 * 1024;
    const journal = await openJournal(directory, { maxBytes });
    for (const number of upTo(200)) {
      await journal.append(numbered(number, 1000));
      expect(await bytesIn(directory)).toBeLessThanOrEqual(maxBytes);
    }
    const { bytes, segments, evicted } = journal.health();
    expect(bytes).toBe(await bytesIn(directory));
    expect(bytes).toBeGreaterThan(maxBytes * 0.8);
    await journal.close();
    const { records } = await replayOf(directory);
    const first = 200 - records.length;
    expect(records.map(numberOf)).toEqual(upTo(records.length).map((number) => first + number));
    // Three records in each segment.
    expect(evicted.segments).toBe(first / 3);
    expect(evicted.bytes).toBe(first * 1025 + evicted.segments * 20);
    expect(segments).toBe(Math.ceil(records.length / 3));
  });

  it('makes a lowered bound true with the first append', async () => {
    const directory = await temporaryDirectory();
    const before = await openJournal(directory, { segmentBytes: 10_000 });
    for (const number of upTo(100)) await before.append(numbered(number, 1000));
    await before.close();
    const journal = await openJournal(directory, { maxBytes: 40_000, segmentBytes: 10_000 });
    await journal.append(numbered(100));
    expect(await bytesIn(directory)).toBeLessThanOrEqual(40_000);
    // What went since it was opened is no damage.
    const { records, report } = await replayed(journal);
    expect(report.skipped).toEqual([]);
    expect(records.map(numberOf).at(-1)).toBe(99);
  });

  it('refuses a record that is larger than the whole journal may be, and keeps working', async () => {
    const journal = await openJournal(await temporaryDirectory(), { maxBytes: 10_000 });
    await expect(journal.append(numbered(1, 10_000))).rejects.toThrow(/10000 bytes is larger than/);
    expect(journal.health().writable).toBe(true);
    await journal.append(numbered(2));
  });

  it('hands what was written to the disk behind the appends, and on closing', async () => {
    const synced: string[] = [];
    const fileSystem = diskWith({
      handle: (real, path) => ({
        datasync: () => {
          synced.push(path.slice(-16));
          return real.datasync();
        },
      }),
    });
    const journal = await openJournal(await temporaryDirectory(), { fileSystem, segmentBytes: 1000 });
    await journal.append(numbered(0, 800));
    expect(synced).toEqual([]);
    await journal.append(numbered(1, 800));
    await expect.poll(() => synced).toEqual(['00000001.journal']);
    // By the timer.
    await expect.poll(() => synced, { timeout: 10_000 }).toEqual(['00000001.journal', '00000002.journal']);
    await journal.append(numbered(2, 20));
    await journal.close();
    expect(synced).toEqual(['00000001.journal', '00000002.journal', '00000002.journal']);
  }, 20_000);

  it('writes what waits when it is closed, and refuses what comes later', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    const early = journal.append(numbered(1));
    const closing = journal.close();
    const late = journal.append(numbered(2));
    await expect(late).rejects.toThrow('The journal is closed.');
    await Promise.all([early, closing, journal.close()]);
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([1]);
  });

  it('leaves no file where nothing was appended', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    await journal.close();
    expect(await readdir(directory)).toEqual([]);
  });
});

async function bytesIn(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.journal'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
