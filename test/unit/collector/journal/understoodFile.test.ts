/** What is kept beside the segments, and the journal itself can do without, goes where they go. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../../src/collector/journal/journal';
import { openFirstFree } from '../../../../src/collector/journal/openFirstFree';
import { understoodPath } from '../../../../src/collector/journal/understoodFile';
import { closeLater, MIB, numbered, openJournal, temporaryDirectory } from './support';

const SEGMENT_BYTES = 1_000;
const PAYLOAD_BYTES = 500;

/** Appends one record, which fills a segment, and writes a file of so many bytes beside each segment. */
async function appendWith(journal: Journal, number: number, bytes: number): Promise<void> {
  const { salt } = await journal.append(numbered(number, PAYLOAD_BYTES));
  await writeFile(understoodPath(journal.directory, salt), Buffer.alloc(bytes));
}

async function bytesIn(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => /\.(?:journal|understood)$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function namesOf(directory: string, ending: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(ending)).sort();
}

describe('what is kept beside segments', () => {
  it('counts against the bound, and goes with the oldest', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory, { maxBytes: 10_000, segmentBytes: SEGMENT_BYTES });
    for (let n = 0; n < 60; n++) {
      await appendWith(journal, n, 400);
      expect(await bytesIn(directory)).toBeLessThanOrEqual(10_000);
    }
    expect(journal.health().evicted.segments).toBeGreaterThan(20);
    const salts = (await journal.ends()).map(({ salt }) => understoodPath('', salt)).sort();
    expect(await namesOf(directory, '.understood')).toEqual(salts);
    // There is room for more of them than for none.
    expect(salts.length).toBeGreaterThan(4);
  });

  it('does not stand in the way of records when it belongs to no segment', async () => {
    const directory = await temporaryDirectory();
    await writeFile(understoodPath(directory, 5), Buffer.alloc(20_000));
    const journal = await openJournal(directory, { maxBytes: 10_000, segmentBytes: SEGMENT_BYTES });
    for (let n = 0; n < 4; n++) await journal.append(numbered(n, PAYLOAD_BYTES));
    expect(journal.health()).toMatchObject({ segments: 4, writable: true });
    expect(await namesOf(directory, '.understood')).toEqual([]);
  });

  it('is deleted with all records', async () => {
    const directory = await temporaryDirectory();
    const journal = await openJournal(directory);
    await appendWith(journal, 1, 100);
    await journal.clear();
    expect(await namesOf(directory, '.understood')).toEqual([]);
  });

  it('comes along when another journal takes the segments in', async () => {
    const base = await temporaryDirectory();
    const options = { maxBytes: MIB };
    const [first, second] = [await openFirstFree(base, options), await openFirstFree(base, options)];
    await appendWith(first, 1, 10);
    await appendWith(second, 2, 20);
    await first.close();
    await second.close();
    const both = closeLater(await openFirstFree(base, options));
    for (const { salt } of await both.ends()) {
      expect((await readFile(understoodPath(both.directory, salt))).length).toBeGreaterThan(0);
    }
    expect((await both.ends()).length).toBe(2);
    expect(await readdir(base)).toEqual(['1']);
  });
});
