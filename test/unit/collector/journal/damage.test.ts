import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { crc32, crc32ByTable } from '../../../../src/collector/journal/checksum';
import type { JournalRecord } from '../../../../src/collector/journal/journal';
import { segmentPath } from '../../../../src/collector/journal/segments';
import { Random } from '../../support/random';
import {
  diskWith,
  numbered,
  numberOf,
  openJournal,
  replayOf,
  systemError,
  temporaryDirectory,
  upTo,
} from './support';

/** Hundreds of replays: the disk may be busy. */
const PATIENCE_MS = 30_000;

const HEADER = 20;
const HEAD = 25;

/** Appends the records one by one and returns the bytes of the only segment. */
async function segmentWith(directory: string, records: readonly JournalRecord[]): Promise<Buffer> {
  const journal = await openJournal(directory);
  for (const record of records) await journal.append(record);
  await journal.close();
  return readFile(segmentPath(directory, 1));
}

describe('damage', () => {
  it('costs the torn record only, wherever it is cut', async () => {
    const directory = await temporaryDirectory();
    const bytes = await segmentWith(
      directory,
      upTo(5).map((number) => numbered(number)),
    );
    const lastAt = bytes.length - HEAD - 20;
    for (let length = lastAt; length < bytes.length; length++) {
      await writeFile(segmentPath(directory, 1), bytes.subarray(0, length));
      const { records, report } = await replayOf(directory);
      expect(records.map(numberOf)).toEqual(upTo(4));
      const torn = {
        reason: 'torn-record',
        count: 1,
        bytes: length - lastAt,
        places: [`${segmentPath(directory, 1)} at byte ${lastAt}`],
      };
      expect(report.skipped).toEqual(length === lastAt ? [] : [torn]);
    }
  });

  it(
    'of one flipped bit costs at most the record it is in, and never gives wrong bytes',
    async () => {
      const directory = await temporaryDirectory();
      const records = upTo(5).map((number) => numbered(number, 30));
      const bytes = await segmentWith(directory, records);
      const random = new Random(3);
      for (let at = HEADER; at < bytes.length; at++) {
        const damaged = Buffer.from(bytes);
        damaged[at] = damaged[at]! ^ (1 << random.below(8));
        await writeFile(segmentPath(directory, 1), damaged);
        const { records: kept, report } = await replayOf(directory);
        const hit = Math.floor((at - HEADER) / (HEAD + 30));
        expect(kept.map(numberOf)).toEqual(upTo(5).filter((number) => number !== hit));
        expect(report.skipped).toMatchObject([{ reason: 'damaged-record', count: 1, bytes: HEAD + 30 }]);
      }
    },
    PATIENCE_MS,
  );

  it(
    'of any kind never crashes and never gives wrong bytes',
    async () => {
      const directory = await temporaryDirectory();
      const random = new Random(4);
      const records = upTo(40).map((number) => numbered(number, 4 + random.below(200)));
      const bytes = await segmentWith(directory, records);
      const valid = new Set(records.map(show));
      for (let round = 0; round < 150; round++) {
        const damaged = mangle(bytes, random);
        await writeFile(segmentPath(directory, 1), damaged);
        const { records: kept, report } = await replayOf(directory);
        for (const record of kept) expect(valid).toContain(show(record));
        // Where bytes are missing, it may be whole records.
        if (damaged.length === bytes.length && kept.length < records.length)
          expect(report.skipped).not.toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  it('in one segment leaves the others whole, and what cannot be read is reported and left where it is', async () => {
    const directory = await temporaryDirectory();
    for (const number of upTo(6)) {
      const journal = await openJournal(directory);
      await journal.append(numbered(number));
      await journal.close();
    }
    const good = await readFile(segmentPath(directory, 1));
    const newer = Buffer.from(good);
    newer.writeUInt32LE(2, 8);
    const salted = Buffer.from(good);
    salted[13] = salted[13]! ^ 1;
    const broken = [Buffer.alloc(0), Buffer.from('not a journal, but long enough to be'), newer, salted];
    for (const [index, content] of broken.entries())
      await writeFile(segmentPath(directory, index + 2), content);

    const { records, report } = await replayOf(directory);
    expect(records.map(numberOf)).toEqual([0, 5]);
    expect(report.skipped.map(({ reason, count, bytes }) => ({ reason, count, bytes }))).toEqual([
      { reason: 'empty-segment', count: 1, bytes: 0 },
      { reason: 'not-a-segment', count: 1, bytes: broken[1]!.length },
      { reason: 'newer-format', count: 1, bytes: newer.length },
      { reason: 'damaged-header', count: 1, bytes: salted.length },
    ]);
    for (const [index, content] of broken.entries()) {
      expect(await readFile(segmentPath(directory, index + 2))).toEqual(content);
    }
  });

  it('does not hide what may not be read', async () => {
    const directory = await temporaryDirectory();
    for (const number of upTo(3)) {
      const journal = await openJournal(directory);
      await journal.append(numbered(number));
      await journal.close();
    }
    const denied = segmentPath(directory, 2);
    const fileSystem = diskWith({
      open: async (path, ...rest) => {
        if (path === denied) throw systemError('EACCES');
        return diskWith({}).open(path, ...rest);
      },
    });
    const journal = await openJournal(directory, { fileSystem });
    const seen: number[] = [];
    const report = await journal.replay((record) => {
      seen.push(numberOf(record));
    });
    expect(seen).toEqual([0, 2]);
    expect(report.skipped).toMatchObject([{ reason: 'unreadable-segment', places: [`${denied} at byte 0`] }]);
    expect(journal.health().skipped).toEqual([{ reason: 'unreadable-segment', count: 1 }]);
    expect(journal.health().lastError).toMatch(/00000002\.journal cannot be read: EACCES/);
  });

  it('does not turn records inside a payload into records', async () => {
    const other = await segmentWith(
      await temporaryDirectory(),
      upTo(3).map((number) => numbered(number)),
    );
    const directory = await temporaryDirectory();
    const bytes = await segmentWith(directory, [
      { signal: 'traces', receivedAt: 1, payload: other.subarray(HEADER) },
      numbered(99),
    ]);
    // The head of the record around them.
    bytes[HEADER + 9] = 0xff;
    await writeFile(segmentPath(directory, 1), bytes);
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([99]);
  });

  it(
    'of millions of bytes full of markers is passed quickly',
    async () => {
      const directory = await temporaryDirectory();
      const marker = Buffer.from('\xf5TL\xfa', 'latin1');
      const payload = Buffer.alloc(8 * 1024 * 1024, marker);
      const bytes = await segmentWith(directory, [{ signal: 'traces', receivedAt: 1, payload }, numbered(5)]);
      bytes[HEADER] = 0;
      await writeFile(segmentPath(directory, 1), bytes);
      const { records, report } = await replayOf(directory);
      expect(records.map(numberOf)).toEqual([5]);
      expect(report.skipped).toMatchObject([
        { reason: 'damaged-record', count: 1, bytes: HEAD + payload.length },
      ]);
    },
    PATIENCE_MS,
  );
});

describe('the checksum', () => {
  it('is the CRC-32 of zlib, with and without it', () => {
    const random = new Random(5);
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
    for (const checksum of [crc32, crc32ByTable])
      expect(checksum(Buffer.from('123456789'), 0)).toBe(0xcbf43926);
    for (const length of [0, 1, 7, 1000]) {
      const bytes = random.bytes(length);
      const seed = Math.floor(random.next() * 2 ** 32);
      expect(crc32ByTable(bytes, seed)).toBe(crc32(bytes, seed));
    }
  });
});

function show({ signal, receivedAt, payload }: JournalRecord): string {
  return `${signal} ${receivedAt} ${Buffer.from(payload).toString('hex')}`;
}

function mangle(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length);
  const length = random.below(300);
  const damaged = Buffer.from(bytes);
  switch (random.below(5)) {
    case 0:
      for (let flips = 0; flips < 10; flips++) damaged[random.below(bytes.length)] = random.below(256);
      return damaged;
    case 1:
      return damaged.fill(0, at, Math.min(at + length, bytes.length));
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(length), bytes.subarray(at)]);
    default:
      return bytes.subarray(0, at);
  }
}
