import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pins } from '../../../src/collector/pins';

let directory: string;
let problems: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'turnline-pins-'));
  problems = [];
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const open = (where: string | null = directory) => Pins.open(where, (problem) => problems.push(problem));

describe('Pins', () => {
  it('are there after a restart', async () => {
    const pins = await open();
    await pins.set(['a', 'b'], true);
    await pins.set(['a'], false);
    expect(pins.all()).not.toContain('a');
    expect(pins.all()).toContain('b');
    const later = await open();
    expect(later.all()).not.toContain('a');
    expect(later.all()).toContain('b');
    expect(await readdir(directory)).toEqual(['pins.json']);
    expect(problems).toEqual([]);
  });

  it('of another collector with the same directory stay', async () => {
    const [ours, theirs] = [await open(), await open()];
    await Promise.all([ours.set(['a'], true), ours.set(['b'], true)]);
    await theirs.set(['c'], true);
    await ours.set(['b'], false);
    expect(JSON.parse(await readFile(join(directory, 'pins.json'), 'utf8'))).toEqual({
      sessionIds: ['a', 'c'],
    });
  });

  it('stay in memory without a directory, or with one that cannot be written', async () => {
    const pins = await open(null);
    await pins.set(['a'], true);
    expect(pins.all()).toContain('a');
    await writeFile(join(directory, 'file'), '');
    const unwritable = await open(join(directory, 'file'));
    await unwritable.set(['a'], true);
    expect(unwritable.all()).toContain('a');
    expect(problems.at(-1)).toContain('Pins are forgotten when Turnline ends');
  });

  it.each(['{"sessionIds": [1, "a"]}', 'null', '{"sessionIds', '[]'])(
    'in a damaged file (%s) are not believed, and no reason to fail',
    async (content) => {
      await writeFile(join(directory, 'pins.json'), content);
      const pins = await open();
      await pins.set(['b'], true);
      expect((await open()).all()).toContain('b');
    },
  );
});
