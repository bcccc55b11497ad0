import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK } from '../../../../src/collector/journal/fileSystem';
import { Journal, JournalWriteError } from '../../../../src/collector/journal/journal';
import { segmentPath } from '../../../../src/collector/journal/segments';
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

/** A disk with so many bytes left; writes take what fits and then fail, as on a real one. */
class SmallDisk {
  failTruncate = false;

  constructor(public bytesLeft: number) {}

  readonly fileSystem = diskWith({
    handle: (real) => ({
      writev: async (buffers, position) => {
        if (this.bytesLeft === 0) throw systemError('ENOSPC');
        const part = Buffer.concat(buffers.map(bytesOf)).subarray(0, this.bytesLeft);
        this.bytesLeft -= part.length;
        const { bytesWritten } = await real.write(part, 0, part.length, position);
        return { bytesWritten, buffers };
      },
      truncate: (length) => (this.failTruncate ? Promise.reject(systemError('EIO')) : real.truncate(length)),
    }),
  });
}

function bytesOf(view: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

describe('a disk that fills up', () => {
  it('refuses what does not fit, says why, and goes on by itself when there is space', async () => {
    const directory = await temporaryDirectory();
    const disk = new SmallDisk(1000);
    const journal = await openJournal(directory, { fileSystem: disk.fileSystem });
    const kept: number[] = [];
    for (const number of upTo(40)) {
      if (number === 30) disk.bytesLeft = 1_000_000;
      await journal.append(numbered(number, 50)).then(
        () => kept.push(number),
        (error: unknown) => {
          expect(error).toBeInstanceOf(JournalWriteError);
          expect(String(error)).toMatch(/cannot be written: ENOSPC.*Free some space/);
          expect(journal.health().writable).toBe(false);
        },
      );
    }
    expect(kept).toEqual([...upTo(13), ...upTo(10).map((number) => 30 + number)]);
    expect(journal.health()).toMatchObject({ writable: true, segments: 2 });
    expect(journal.health().lastError).toMatch(/ENOSPC/);
    await journal.close();
    const { records, report } = await replayOf(directory);
    expect(records.map(numberOf)).toEqual(kept);
    expect(report.skipped).toEqual([]);
  });

  it('refuses the whole group, and what was refused does not come back', async () => {
    const directory = await temporaryDirectory();
    const disk = new SmallDisk(500);
    const journal = await openJournal(directory, { fileSystem: disk.fileSystem });
    await journal.append(numbered(0, 50));
    const group = await Promise.allSettled(
      upTo(10).map((number) => journal.append(numbered(1 + number, 50))),
    );
    expect(group.every(({ status }) => status === 'rejected')).toBe(true);
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([0]);
  });

  it('loses nothing behind a torn end that cannot be cut off', async () => {
    const directory = await temporaryDirectory();
    const disk = new SmallDisk(130);
    disk.failTruncate = true;
    const journal = await openJournal(directory, { fileSystem: disk.fileSystem });
    await journal.append(numbered(0, 50));
    await expect(journal.append(numbered(1, 50))).rejects.toThrow(/ENOSPC/);
    disk.bytesLeft = 1000;
    await journal.append(numbered(2, 50));
    await journal.close();
    const { records, report } = await replayOf(directory);
    expect(records.map(numberOf)).toEqual([0, 2]);
    expect(report.skipped).toMatchObject([{ reason: 'torn-record', count: 1, bytes: 35 }]);
  });

  it('leaves no empty files behind', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory, { fileSystem: new SmallDisk(0).fileSystem });
    for (const number of upTo(5)) await expect(journal.append(numbered(number))).rejects.toThrow(/ENOSPC/);
    expect(await readdir(directory)).toEqual(['owner.lock']);
  });

  it('finishes a write that the system took a part of', async () => {
    const directory = await temporaryDirectory();
    const fileSystem = diskWith({
      handle: (real) => ({
        writev: async (buffers, position) => {
          const all = Buffer.concat(buffers.map(bytesOf));
          const { bytesWritten } = await real.write(all, 0, Math.min(7, all.length), position);
          return { bytesWritten, buffers };
        },
      }),
    });
    const journal = await openJournal(directory, { fileSystem });
    await Promise.all(upTo(20).map((number) => journal.append(numbered(number))));
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual(upTo(20));
  });
});

describe('a directory that changes under the journal', () => {
  it('is made anew when it was removed; what could not be kept was not acknowledged', async () => {
    const directory = join(await temporaryDirectory(), 'journal');
    const journal = await openJournal(directory);
    await journal.append(numbered(0));
    await rm(directory, { recursive: true });
    await expect(journal.append(numbered(1))).rejects.toThrow(/was removed while in use/);
    expect(journal.health()).toMatchObject({ writable: false, bytes: 0, segments: 0 });
    await journal.append(numbered(2));
    expect(journal.health().writable).toBe(true);
    await expect(Journal.open({ directory, maxBytes: 1e6 })).rejects.toThrow(/in use by process/);
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([2]);
  });

  it('is noticed when only the file was moved away', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    await journal.append(numbered(0));
    await rename(segmentPath(directory, 1), join(directory, 'elsewhere'));
    const { size } = await stat(join(directory, 'elsewhere'));
    await expect(journal.append(numbered(1))).rejects.toThrow(/was removed while in use/);
    expect((await stat(join(directory, 'elsewhere'))).size).toBe(size);
    await journal.append(numbered(2));
  });

  it('is refused, with the reason, when nothing may be created in it, and used again when it may', async () => {
    const directory = await temporaryDirectory();
    let denied = false;
    const fileSystem = diskWith({
      open: async (...args) => {
        if (denied && args[1] === 'wx') throw systemError('EACCES');
        return DISK.open(...args);
      },
    });
    const journal = await openJournal(directory, { fileSystem, segmentBytes: 200 });
    await journal.append(numbered(0, 150));
    denied = true;
    await expect(journal.append(numbered(1, 150))).rejects.toThrow(/EACCES.*Allow writing/);
    denied = false;
    await journal.append(numbered(2, 150));
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([0, 2]);
  });

  it('cannot be opened when it may not be written', async () => {
    const fileSystem = diskWith({ open: () => Promise.reject(systemError('EACCES')) });
    await expect(openJournal(await temporaryDirectory(), { fileSystem })).rejects.toThrow(/EACCES/);
  });

  it('refuses appends rather than grow beyond its bound when nothing can be deleted', async () => {
    const directory = await temporaryDirectory();
    let stuck = true;
    const fileSystem = diskWith({
      unlink: async (path) => {
        if (stuck && String(path).endsWith('.journal')) throw systemError('EPERM');
        return DISK.unlink(path);
      },
    });
    const journal = await openJournal(directory, { fileSystem, maxBytes: 4000, segmentBytes: 1000 });
    for (const number of upTo(4)) await journal.append(numbered(number, 900));
    await expect(journal.append(numbered(4, 900))).rejects.toThrow(/oldest files cannot be deleted.*EPERM/);
    stuck = false;
    await journal.append(numbered(5, 900));
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([1, 2, 3, 5]);
  });

  it('reports a disk that does not take what the cache holds', async () => {
    const fileSystem = diskWith({ handle: () => ({ datasync: () => Promise.reject(systemError('EIO')) }) });
    const journal = await openJournal(await temporaryDirectory(), { fileSystem });
    await journal.append(numbered(0));
    await journal.close();
    expect(journal.health().lastError).toMatch(/EIO/);
  });
});
