/** When a snapshot is written, and when it is not. */
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotHead } from '../../../../src/collector/snapshot/format';
import type { SnapshotStore } from '../../../../src/collector/snapshot/snapshots';
import { Snapshots } from '../../../../src/collector/snapshot/snapshots';
import type { TableRows } from '../../../../src/store/tableRows';

const ROWS: TableRows[] = [1, 2, 3].map((n) => ({ table: 'session', rows: [[n, `session ${n}`, n]] }));

let directory: string;
/** What the store is asked and told. */
let events: string[];
let revision: number;
let rows: () => Iterable<TableRows>;
let ends: { salt: number; end: number }[];
let problems: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'turnline-snapshots-'));
  [events, problems, revision, rows] = [[], [], 1, () => ROWS];
  ends = [{ salt: 7, end: 5_000 }];
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function snapshots(store: Partial<SnapshotStore> = {}): Snapshots {
  return new Snapshots({
    store: {
      rows: () => rows(),
      putRows: ({ rows: some }) => events.push(`row ${Number(some[0]![0])}`),
      imported: () => [['session 1', 12]],
      resume: ({ imported }: SnapshotHead) => events.push(`resumed with ${imported.join()}`),
      discard: () => events.push('discarded'),
      memoryBytes: () => 100,
      revision: () => revision,
      settled: () => true,
      ...store,
    },
    program: () => Promise.resolve('this'),
    segments: () => Promise.resolve({ directory, maxBytes: 1_000_000, ends }),
    onProblem: (message) => problems.push(message),
    quietMs: 1,
    leastBytes: 1_000,
  });
}

const written = () =>
  access(join(directory, 'snapshot')).then(
    () => true,
    () => false,
  );

describe('Snapshots', () => {
  it('writes one when it is quiet, and gives it back', async () => {
    snapshots().note([{ salt: 7, end: 4_000 }], 3);
    await expect.poll(written, { timeout: 10_000 }).toBe(true);
    const next = snapshots();
    expect(await next.restore()).toEqual([{ salt: 7, end: 4_000 }]);
    expect(next.records).toBe(3);
    expect(events).toEqual(['row 1', 'row 2', 'row 3', 'resumed with session 1,12']);
    expect(problems).toEqual([]);
  });

  it('writes none for little', async () => {
    const few = snapshots();
    few.note([{ salt: 7, end: 900 }], 1);
    await few.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it('writes none of a store that changes meanwhile, and tries again when it is quiet', async () => {
    let changes = 3;
    rows = function* () {
      for (const row of ROWS) {
        if (changes-- > 0) revision++;
        yield row;
      }
    };
    snapshots().note([{ salt: 7, end: 4_000 }], 1);
    await expect.poll(written, { timeout: 10_000 }).toBe(true);
    expect(changes).toBeLessThan(0);
    await snapshots().restore();
    expect(events).toEqual(['row 1', 'row 2', 'row 3', 'resumed with session 1,12']);
  });

  it('writes none of a store that lacks something, or is deleting something', async () => {
    const spoilt = snapshots();
    spoilt.note([{ salt: 7, end: 4_000 }], 1);
    spoilt.spoil();
    await spoilt.close();
    const unsettled = snapshots({ settled: () => false });
    unsettled.note([{ salt: 7, end: 4_000 }], 1);
    await unsettled.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it('covers no segment that is gone, whose numbers would never be found again', async () => {
    const before = snapshots();
    before.note([{ salt: 6, end: 9_000 }, ...ends], 1);
    await expect.poll(written, { timeout: 10_000 }).toBe(true);
    expect(await snapshots().restore()).toEqual(ends);
  });

  it('empties a store into which not all could be put', async () => {
    const before = snapshots();
    before.note([{ salt: 7, end: 4_000 }], 1);
    await expect.poll(written, { timeout: 10_000 }).toBe(true);
    const failing = snapshots({
      putRows: ({ rows: some }) => {
        if (some[0]![0] === 2) throw new Error('it is full');
      },
    });
    expect(await failing.restore()).toEqual([]);
    expect(events).toEqual(['discarded']);
    expect(problems).toEqual([expect.stringContaining('it is full')]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('says what is wrong when it cannot write, and goes on', async () => {
    const nowhere = snapshots();
    await rm(directory, { recursive: true });
    nowhere.note([{ salt: 7, end: 4_000 }], 1);
    await nowhere.close();
    expect(problems).toEqual([expect.stringContaining('ENOENT')]);
  });
});
