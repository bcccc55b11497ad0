import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { JournalWriteError } from '../../../../src/collector/journal/journal';
import { DISK } from '../../../../src/collector/journal/fileSystem';
import { numbered, numberOf, openJournal, replayed, replayOf, temporaryDirectory, upTo } from './support';

describe('Journal.clear', () => {
  it('deletes what was kept, of former owners too, and keeps what is appended afterwards', async () => {
    const directory = await temporaryDirectory();
    const before = await openJournal(directory);
    await before.append(numbered(1));
    await before.close();
    const journal = await openJournal(directory, { segmentBytes: 4096 });
    for (const number of upTo(20)) await journal.append(numbered(number, 1000));
    await journal.clear();
    expect(journal.health()).toMatchObject({ bytes: 0, segments: 0, evicted: { segments: 0, bytes: 0 } });
    expect((await readdir(directory)).filter((name) => name.endsWith('.journal'))).toEqual([]);
    await journal.append(numbered(21));
    // A file of the same name as a former owner's is not one of his.
    expect((await replayed(journal)).records).toEqual([]);
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([21]);
  });

  it('resolves between the appends that came before and after it', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    const events: string[] = [];
    const note = (what: string) => () => events.push(what);
    await Promise.all([
      journal.append(numbered(1)).then(note('first')),
      new Promise((resolve) => setImmediate(resolve)).then(() => journal.clear()).then(note('cleared')),
      new Promise((resolve) => setTimeout(resolve, 20))
        .then(() => journal.append(numbered(2)))
        .then(note('second')),
    ]);
    expect(events.at(-1)).toBe('second');
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([2]);
  });

  it('says what cannot be deleted, and keeps on working', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory, {
      fileSystem: {
        ...DISK,
        unlink: (path) =>
          String(path).endsWith('.journal')
            ? Promise.reject(Object.assign(new Error('EPERM: no'), { code: 'EPERM' }))
            : DISK.unlink(path),
      },
    });
    await journal.append(numbered(1));
    await expect(journal.clear()).rejects.toBeInstanceOf(JournalWriteError);
    expect(journal.health().lastError).toContain('EPERM');
    await journal.append(numbered(2));
    await journal.close();
    expect((await replayOf(directory)).records.map(numberOf)).toEqual([1, 2]);
    await expect(journal.clear()).rejects.toThrow('closed');
  });
});
