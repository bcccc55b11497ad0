import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFirstFree } from '../../../../src/collector/journal/openFirstFree';
import { Random } from '../../support/random';
import { closeLater, MIB, numbered, numberOf, openJournal, replayed, temporaryDirectory } from './support';

let bundles: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'turnline-appender-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'appender.ts')],
    outfile: join(bundles, 'appender.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});

afterAll(() => rm(bundles, { recursive: true, force: true }));

/** An appender in a process of its own. */
function startAppender(directory: string) {
  const child = spawn(process.execPath, [join(bundles, 'appender.cjs'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const closed = once(child, 'close').then(() => children.delete(child));
  return {
    pid: child.pid!,
    /** The whole lines written so far. */
    lines: () => output.split('\n').slice(0, -1),
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    closed,
  };
}

describe('a collector that is killed', () => {
  it('has kept all that it acknowledged, exactly once and in order', async () => {
    const random = new Random(6);
    let acknowledged = 0;
    for (let round = 0; round < 20; round++) {
      const directory = await temporaryDirectory();
      const appender = startAppender(directory);
      await expect.poll(appender.lines, { interval: 2, timeout: 5000 }).not.toEqual([]);
      await sleep(random.below(40));
      await appender.kill();

      const reported = appender.lines().slice(1).map(Number);
      const journal = await openJournal(directory);
      const { records, report } = await replayed(journal);
      await journal.close();
      const kept = records.map(numberOf);
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      expect(reported.filter((number) => !kept.includes(number))).toEqual([]);
      for (const record of records) {
        const number = numberOf(record);
        expect(record).toMatchObject({ receivedAt: number, signal: 'traces' });
        expect(record.payload.byteLength).toBe(4 + ((number * 37) % 2000));
      }
      expect(report.skipped.filter(({ reason }) => reason === 'damaged-record')).toEqual([]);
      acknowledged += reported.length;
    }
    expect(acknowledged).toBeGreaterThan(500);
  }, 60_000);
});

describe('two processes', () => {
  it('do not write to one directory; the second may when the first is dead', async () => {
    const directory = await temporaryDirectory();
    const first = startAppender(directory);
    await expect.poll(first.lines, { timeout: 5000 }).toContain('10');
    const second = startAppender(directory);
    await second.closed;
    expect(second.lines()).toEqual(['locked']);
    await expect(openJournal(directory)).rejects.toMatchObject({
      name: 'JournalLockedError',
      directory,
      pid: first.pid,
    });
    await first.kill();
    const journal = await openJournal(directory);
    expect((await replayed(journal)).records.length).toBeGreaterThanOrEqual(11);
  });

  it('get a directory each, and the next start takes in what a dead one left', async () => {
    const base = await temporaryDirectory();
    const other = startAppender(join(base, '1'));
    await expect.poll(other.lines, { timeout: 5000 }).toContain('10');
    const options = { maxBytes: 64 * MIB };

    const journal = closeLater(await openFirstFree(base, options));
    expect(journal.directory).toBe(join(base, '2'));
    expect((await replayed(journal)).records).toEqual([]);
    await journal.append(numbered(1_000_000));
    await journal.close();
    await other.kill();

    const next = closeLater(await openFirstFree(base, options));
    expect(next.directory).toBe(join(base, '1'));
    const numbers = (await replayed(next)).records.map(numberOf);
    expect(numbers.at(-1)).toBe(1_000_000);
    const reported = other.lines().slice(1).map(Number);
    expect(reported.filter((number) => !numbers.includes(number))).toEqual([]);
    expect(await readdir(base)).toEqual(['1']);
  });
});
