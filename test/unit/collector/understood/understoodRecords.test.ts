/** What was understood, kept beside the journal: through the deaths of collectors, damage, and other builds. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UnderstoodHead } from '../../../../src/collector/understood/format';
import {
  decodePacked,
  encodeHead,
  encodePacked,
  readFrames,
} from '../../../../src/collector/understood/format';
import { UnderstoodRecords } from '../../../../src/collector/understood/understoodRecords';
import type { PackedScope } from '../../../../src/store/packedScope';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';

const MIB = 1024 * 1024;
const HEAD: UnderstoodHead = { program: 'this build', salt: 7 };
const SCOPES: PackedScope[] = [
  {
    run: 0xfffffffe,
    packs: [
      { facts: Buffer.from('[["ü"],[]]'), chunkEnds: [], chunkLists: Buffer.alloc(0) },
      {
        facts: Buffer.from('[[],[1]]'),
        chunkEnds: [[10, 200, 70_000], [], [5]],
        chunkLists: Buffer.from([3, 2, 3, 0, 1, 8, 1]),
      },
    ],
    spans: [0, 2, 3, 1],
  },
  { run: 1, packs: [], spans: [] },
];

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'turnline-understood-'));
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

/** Without the kinds of arrays that went through a file. */
const plain = (scopes: readonly PackedScope[]) =>
  scopes.map(({ run, packs, spans }) => ({
    run,
    packs: packs.map(({ facts, chunkEnds, chunkLists }) => ({
      facts: Buffer.from(facts).toString(),
      chunkEnds: chunkEnds.map((ends) => Array.from(ends)),
      chunkLists: Array.from(chunkLists),
    })),
    spans: Array.from(spans),
  }));

describe('a file of what was understood', () => {
  const file = Buffer.concat([...encodeHead(HEAD), ...encodePacked(100, SCOPES), ...encodePacked(300, [])]);

  it('is read as it was written', () => {
    const { frames, bytes } = readFrames(file, HEAD)!;
    expect(bytes).toBe(file.length);
    expect([...frames.keys()]).toEqual([100, 300]);
    expect(plain(decodePacked(frames.get(100)!))).toEqual(plain(SCOPES));
    expect(decodePacked(frames.get(300)!)).toEqual([]);
  });

  it('is nothing to another build, or for another segment', () => {
    expect(readFrames(file, { ...HEAD, program: 'another' })).toBeNull();
    expect(readFrames(file, { ...HEAD, salt: 8 })).toBeNull();
    expect(readFrames(Buffer.from('something else that is no such file'), HEAD)).toBeNull();
  });

  it('is read up to where it is cut off or damaged', () => {
    for (let length = 0; length < file.length; length++) {
      const frames = readFrames(file.subarray(0, length), HEAD)?.frames;
      if (frames) for (const value of frames.values()) decodePacked(value);
      expect(frames?.has(300) ?? false).toBe(false);
    }
    for (let at = 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged[at]! ^= 0x10;
      const frames = readFrames(damaged, HEAD)?.frames;
      if (frames) for (const value of frames.values()) decodePacked(value);
      expect(frames?.size ?? 0).toBeLessThan(2);
    }
  });
});

describe('UnderstoodRecords', () => {
  const problems: string[] = [];
  let ends: { salt: number; end: number }[];

  async function opened(program = 'this build'): Promise<UnderstoodRecords> {
    const records = new UnderstoodRecords({
      program: () => Promise.resolve(program),
      segments: () => Promise.resolve({ directory: base, ends }),
      onProblem: (message) => problems.push(message),
    });
    await records.open();
    return records;
  }

  beforeEach(() => {
    ends = [
      { salt: 7, end: 1_000 },
      { salt: 0xfedcba98, end: 500 },
    ];
    problems.length = 0;
  });

  it('know after the next start what was noted before', async () => {
    const before = await opened();
    before.note({ salt: 7, end: 100 }, SCOPES);
    before.note({ salt: 7, end: 200 }, []);
    before.note({ salt: 0xfedcba98, end: 100 }, []);
    await before.close();
    expect((await readdir(base)).sort()).toEqual(['00000007.understood', 'fedcba98.understood']);
    expect((await stat(join(base, '00000007.understood'))).mode & 0o077).toBe(0);

    const after = await opened();
    expect(plain(after.read({ salt: 7, end: 100 })!)).toEqual(plain(SCOPES));
    expect(after.read({ salt: 7, end: 200 })).toEqual([]);
    expect(after.read({ salt: 7, end: 300 })).toBeNull();
    expect(after.read({ salt: 0xfedcba98, end: 100 })).toEqual([]);
    expect(after.read({ salt: 9, end: 100 })).toBeNull();
    expect((await opened('another')).read({ salt: 7, end: 100 })).toBeNull();
    expect(problems).toEqual([]);
  });

  it('are written while nobody closes them', async () => {
    const before = await opened();
    before.note({ salt: 7, end: 100 }, SCOPES);
    const after = () => opened().then((records) => records.read({ salt: 7, end: 100 }));
    await expect.poll(after).not.toBeNull();
    await before.close();
  });

  it('are completed by what was understood anew of a segment, behind what can be read of its file', async () => {
    const before = await opened();
    for (const at of [100, 200, 300]) before.note({ salt: 7, end: at }, SCOPES);
    before.note({ salt: 0xfedcba98, end: 100 }, SCOPES);
    await before.close();
    const file = join(base, '00000007.understood');
    await truncate(file, (await stat(file)).size - 10);

    const during = await opened();
    // Two segments are read before the first of them is written to.
    expect(during.read({ salt: 7, end: 200 })).not.toBeNull();
    expect(during.read({ salt: 7, end: 300 })).toBeNull();
    expect(during.read({ salt: 0xfedcba98, end: 100 })).not.toBeNull();
    during.note({ salt: 7, end: 300 }, [], true);
    during.note({ salt: 1, end: 100 }, [], false);
    during.note({ salt: 7, end: 400 }, SCOPES, true);
    await during.close();

    const after = await opened();
    expect(plain(after.read({ salt: 7, end: 100 })!)).toEqual(plain(SCOPES));
    expect(plain(after.read({ salt: 7, end: 200 })!)).toEqual(plain(SCOPES));
    expect(after.read({ salt: 7, end: 300 })).toEqual([]);
    expect(plain(after.read({ salt: 7, end: 400 })!)).toEqual(plain(SCOPES));
    expect(problems).toEqual([]);
  });

  it('of another build make room for those of this one', async () => {
    const before = await opened('another');
    before.note({ salt: 7, end: 100 }, SCOPES);
    before.note({ salt: 7, end: 200 }, SCOPES);
    await before.close();
    const during = await opened();
    expect(during.read({ salt: 7, end: 100 })).toBeNull();
    during.note({ salt: 7, end: 100 }, [], true);
    during.endReading();
    await during.close();
    const after = await opened();
    expect(after.read({ salt: 7, end: 100 })).toEqual([]);
    expect(after.read({ salt: 7, end: 200 })).toBeNull();
  });

  it('go with their segments', async () => {
    const before = await opened();
    before.note({ salt: 7, end: 100 }, SCOPES);
    before.note({ salt: 0xfedcba98, end: 100 }, SCOPES);
    await before.close();
    ends = ends.slice(1);
    await opened();
    expect(await readdir(base)).toEqual(['fedcba98.understood']);
  });

  it('are gone when the journal is emptied, but for what came after', async () => {
    const records = await opened();
    records.note({ salt: 7, end: 100 }, SCOPES);
    ends = [{ salt: 1, end: 100 }];
    const cleared = records.clear();
    records.note({ salt: 1, end: 100 }, SCOPES);
    await cleared;
    await records.close();
    expect(await readdir(base)).toEqual(['00000001.understood']);
  });

  it('do without a file that cannot be written or read', async () => {
    await mkdir(join(base, '00000007.understood'));
    const records = await opened();
    records.note({ salt: 7, end: 100 }, SCOPES);
    await records.close();
    expect((await opened()).read({ salt: 7, end: 100 })).toBeNull();
    expect(problems).toHaveLength(1);
  });
});

describe('a collector that starts anew', { timeout: 60_000 }, () => {
  let collector: CollectorUnderTest | undefined;

  const directory = () => join(base, '1');

  afterEach(async () => {
    await collector?.close();
    collector = undefined;
  });

  async function start(maxBytes = 64 * MIB): Promise<CollectorUnderTest> {
    return (collector = await startCollectorUnderTest({ journal: { directory: base, maxBytes } }));
  }

  async function end(): Promise<void> {
    await collector?.close();
    collector = undefined;
  }

  async function send(numbers: readonly number[]): Promise<void> {
    const spans = numbers.map((n) => ({
      traceId: 'ab'.repeat(16),
      spanId: n.toString(16).padStart(16, '0'),
      name: `before ${n}`,
      startTimeUnixNano: `${1_763_600_000_000_000_000n + BigInt(n)}`,
      attributes: [{ key: 'session.id', value: { stringValue: 'run' } }],
    }));
    const response = await fetch(`${collector!.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    expect(response.status).toBe(200);
  }

  const names = async () =>
    (await collector!.handlers['sql/query']({ sql: 'SELECT name FROM spans ORDER BY span_id' })).rows.flat();

  async function understoodFiles(): Promise<string[]> {
    return (await readdir(directory())).filter((name) => name.endsWith('.understood'));
  }

  /** What is back then was not understood from the journal: it says so. */
  async function forgeNames(): Promise<void> {
    for (const name of await understoodFiles()) {
      const path = join(directory(), name);
      const bytes = await readFile(path);
      const head = headOf(bytes);
      const forged = [...readFrames(bytes, head)!.frames].flatMap(([at, value]) =>
        encodePacked(
          at,
          decodePacked(value).map((scope) => ({
            ...scope,
            packs: scope.packs.map((pack) => ({
              ...pack,
              facts: Buffer.from(Buffer.from(pack.facts).toString().replaceAll('before', 'forged')),
            })),
          })),
        ),
      );
      await writeFile(path, Buffer.concat([...encodeHead(head), ...forged]));
    }
  }

  const headOf = (bytes: Buffer) =>
    deserialize(bytes.subarray(16, 16 + bytes.readUInt32LE(0))) as UnderstoodHead;

  it('takes what was understood before, and understands the rest', async () => {
    await start();
    await send([1, 2]);
    await send([3]);
    await end();
    await forgeNames();
    await start();
    expect(await names()).toEqual(['forged 1', 'forged 2', 'forged 3']);
    await send([4]);
    await end();

    const [file] = await understoodFiles();
    await truncate(join(directory(), file!), 200);
    await start();
    expect((await names()).length).toBe(4);
  });

  it('understands anew once what was not kept, as after an update', async () => {
    await start();
    await send([1, 2]);
    await send([3]);
    await end();
    for (const name of await understoodFiles()) await rm(join(directory(), name));
    await start();
    expect(await names()).toEqual(['before 1', 'before 2', 'before 3']);
    await end();
    await forgeNames();
    await start();
    expect(await names()).toEqual(['forged 1', 'forged 2', 'forged 3']);
  });

  it('has each span once when a file says of a record what is there already', async () => {
    await start();
    await send([1, 2]);
    await send([3]);
    await end();
    // The same segment once more, as if its spans had been sent twice.
    const [segment] = (await readdir(directory())).filter((name) => name.endsWith('.journal'));
    await copyFile(join(directory(), segment!), join(directory(), '00000099.journal'));
    await start();
    expect(await names()).toEqual(['before 1', 'before 2', 'before 3']);
  });

  it('forgets what was understood with all else', async () => {
    await start();
    await send([1]);
    await expect.poll(understoodFiles).toHaveLength(1);
    await collector!.handlers['sessions/clear'](undefined);
    expect(await understoodFiles()).toEqual([]);
    await send([2]);
    await end();
    await start();
    expect(await names()).toEqual(['before 2']);
  });
});
