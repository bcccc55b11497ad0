import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK } from '../../../../src/collector/journal/fileSystem';
import { openFirstFree } from '../../../../src/collector/journal/openFirstFree';
import { segmentPath } from '../../../../src/collector/journal/segments';
import {
  closeLater,
  diskWith,
  MIB,
  numbered,
  numberOf,
  openJournal,
  replayed,
  replayOf,
  systemError,
  temporaryDirectory,
  upTo,
} from './support';

/** Beyond what any system hands out. */
const NOBODYS_PID = 2 ** 30;

async function writeLock(directory: string, lock: object | string): Promise<void> {
  await writeFile(
    join(directory, 'owner.lock'),
    typeof lock === 'string' ? lock : JSON.stringify({ token: 't', createdAt: Date.now(), ...lock }),
  );
}

describe('the lock', () => {
  it('keeps a second journal out until the first is closed', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    await expect(openJournal(directory)).rejects.toThrow(
      `The journal in ${directory} is in use by process ${process.pid}.`,
    );
    await journal.append(numbered(1));
    await journal.close();
    await openJournal(directory);
  });

  it.each([
    ['of a dead process', { pid: NOBODYS_PID }],
    ['of our own process without that journal', { pid: process.pid }],
    ['of an impossible process', { pid: -1 }],
    ['that was never finished', '{"pid":'],
    ['without content', ''],
  ])('%s is taken over', async (_, lock) => {
    const directory = await temporaryDirectory();
    await writeLock(directory, lock);
    const journal = await openJournal(directory);
    await journal.append(numbered(1));
    expect(await readdir(directory)).toEqual(['00000001.journal', 'owner.lock']);
  });

  it.runIf(process.platform === 'linux')(
    'of an earlier process with the same number is taken over',
    async () => {
      const directory = await temporaryDirectory();
      await writeLock(directory, { pid: process.ppid, started: '1' });
      await openJournal(directory);
    },
  );

  it('from before the last boot is taken over where the start of a process is not known', async () => {
    const directory = await temporaryDirectory();
    await writeLock(directory, { pid: process.ppid, createdAt: Date.now() });
    await expect(openJournal(directory)).rejects.toThrow(/in use/);
    await writeLock(directory, { pid: process.ppid, createdAt: 1 });
    await openJournal(directory);
  });

  it('is had by exactly one of many who find a stale one', async () => {
    for (let round = 0; round < 8; round++) {
      const directory = await temporaryDirectory();
      await writeLock(directory, { pid: NOBODYS_PID });
      const tries = await Promise.allSettled(upTo(8).map(() => openJournal(directory)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  }, 30_000);

  it('that another has taken is noticed at the next segment, and left to it', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory, { segmentBytes: 100 });
    await journal.append(numbered(0, 50));
    await writeLock(directory, { pid: process.ppid });
    await expect(journal.append(numbered(1, 50))).rejects.toThrow(/in use by process/);
    await journal.close();
    expect(await readFile(join(directory, 'owner.lock'), 'utf8')).toContain(String(process.ppid));
  });
});

describe('openFirstFree', () => {
  const options = { maxBytes: 64 * MIB };

  it('gives every journal a directory of its own', async () => {
    const base = join(await temporaryDirectory(), 'journal');
    const journals = await Promise.all(upTo(4).map(() => openFirstFree(base, options)));
    journals.forEach(closeLater);
    const directories = journals.map(({ directory }) => directory).sort();
    expect(directories).toEqual(upTo(4).map((index) => join(base, String(index + 1))));
  });

  it('takes in what nobody owns, behind its own, and leaves alone what somebody does', async () => {
    const base = await temporaryDirectory();
    for (const name of ['1', '2', '10', 'other']) {
      const journal = await openJournal(join(base, name), { segmentBytes: 100 });
      for (const number of upTo(3)) await journal.append(numbered(Number(name) * 10 + number || 0, 50));
      if (name === '2') closeLater(journal);
      else await journal.close();
    }
    const journal = closeLater(await openFirstFree(base, options));
    expect((await replayed(journal)).records.map(numberOf)).toEqual([10, 11, 12, 100, 101, 102]);
    expect((await readdir(base)).sort()).toEqual(['1', '2', 'other']);
    await journal.append(numbered(13));
    await journal.close();
    expect((await replayOf(journal.directory)).records.map(numberOf)).toEqual([
      10, 11, 12, 100, 101, 102, 13,
    ]);
  });

  it('loses and doubles nothing when taking in is interrupted', async () => {
    const base = await temporaryDirectory();
    const left = await openJournal(join(base, '2'), { segmentBytes: 100 });
    for (const number of upTo(5)) await left.append(numbered(number, 50));
    await left.close();
    let moved = 0;
    const fileSystem = diskWith({
      rename: async (from, to) => {
        if (++moved > 2) throw systemError('EIO');
        return DISK.rename(from, to);
      },
    });
    const interrupted = closeLater(await openFirstFree(base, { ...options, fileSystem }));
    expect((await replayed(interrupted)).records.map(numberOf)).toEqual([0, 1]);
    expect(interrupted.health().lastError).toMatch(/2 cannot be taken in: EIO/);
    await interrupted.close();
    const next = closeLater(await openFirstFree(base, options));
    expect((await replayed(next)).records.map(numberOf)).toEqual(upTo(5));
  });

  it('does not acknowledge what goes to a file that was taken from its writer', async () => {
    const base = await temporaryDirectory();
    const suspended = await openJournal(join(base, '2'));
    await suspended.append(numbered(0));
    // As if the writer had been taken for dead.
    await writeLock(join(base, '2'), { pid: NOBODYS_PID });
    const journal = closeLater(await openFirstFree(base, options));
    await expect(suspended.append(numbered(1))).rejects.toThrow(/was removed while in use/);
    await suspended.append(numbered(2));
    expect((await replayed(journal)).records.map(numberOf)).toEqual([0]);
    await suspended.close();
    expect((await replayOf(join(base, '2'))).records.map(numberOf)).toEqual([2]);
  });

  it('leaves other people’s files in a directory that it takes in', async () => {
    const base = await temporaryDirectory();
    await mkdir(join(base, '2'));
    await writeFile(join(base, '2', 'notes.txt'), 'mine');
    await writeFile(segmentPath(join(base, '2'), 1), 'damaged');
    const journal = closeLater(await openFirstFree(base, options));
    expect(journal.health().lastError).toBeNull();
    expect(await readdir(join(base, '2'))).toEqual(['notes.txt']);
    const { report } = await replayed(journal);
    expect(report.skipped).toMatchObject([{ reason: 'damaged-header', count: 1, bytes: 7 }]);
  });
});
