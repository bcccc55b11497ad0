import { beforeEach, describe, expect, it } from 'vitest';
import { decodeChunkList } from '../../../src/store/chunkList';
import { ChunkStore } from '../../../src/store/chunkStore';
import { Database } from '../../../src/store/database';
import { Random } from '../support/random';

let db: Database;
let chunks: ChunkStore;

beforeEach(async () => {
  db = await Database.open();
  chunks = new ChunkStore(db);
});

const stored = () => db.row('SELECT count(*), coalesce(sum(length(content)), 0) FROM chunk')!;

describe('ChunkStore', () => {
  it('gives back any bytes', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const bytes = random.bytes(random.below(20_000));
      const cuts = [random.below(bytes.length + 1), random.below(bytes.length + 1)].sort((a, b) => a - b);
      const { list } = chunks.put(bytes, cuts);
      expect(Buffer.compare(chunks.readList(list), bytes)).toBe(0);
    }
  });

  it('stores the same piece once, wherever it stands', () => {
    const random = new Random(1);
    const history = random.bytes(50_000);
    expect(chunks.put(history).newBytes).toBe(50_000);
    expect(chunks.put(history).newBytes).toBe(0);
    const longer = Buffer.concat([random.bytes(40), history, random.bytes(1_000)]);
    expect(chunks.put(longer).newBytes).toBeLessThan(5_000);
    expect(stored()[1]).toBeLessThan(55_000);
  });

  it('knows chunks by the numbers that they had elsewhere, where they are still here', async () => {
    const random = new Random(4);
    const history = random.bytes(50_000);
    const there = new ChunkStore(await Database.open());
    const all = [history, Buffer.concat([history, random.bytes(3_000)])].map((bytes) => {
      const { list, ends } = there.put(bytes);
      return { bytes, ends, numbers: decodeChunkList(list).numbers };
    });
    const putAll = (run: number) =>
      all.map(({ bytes, ends, numbers }) => {
        const { list } = chunks.putAgain(bytes, ends, run, numbers);
        expect(Buffer.compare(chunks.readList(list), bytes)).toBe(0);
      });
    chunks.put(random.bytes(1_000));
    putAll(1);
    const count = stored()[0];
    // Gone, but for their numbers; and the same numbers of other chunks.
    chunks.noteDropped();
    chunks.sweep();
    putAll(1);
    expect(stored()[0]).toBeLessThan(count as number);
    chunks.putAgain(random.bytes(100), [100], 2, [1]);
    putAll(1);
    const { ends, bytes } = all[0]!;
    expect(() => chunks.putAgain(bytes, ends, 1, [1])).toThrow('Another list');
  });

  it('does not take different pieces of the same hash for one', () => {
    // As long as one chunk at least is.
    const bytes = new Random(2).bytes(100);
    const { list } = chunks.put(bytes);
    db.run('UPDATE chunk SET content = ?', [new Uint8Array(100)]);
    expect(chunks.put(bytes).newBytes).toBe(100);
    expect(Buffer.compare(chunks.readList(list), new Uint8Array(100))).toBe(0);
  });

  it('sweeps out what is in no list', () => {
    const random = new Random(3);
    const shared = random.bytes(10_000);
    const kept = Buffer.concat([shared, random.bytes(10_000)]);
    const gone = Buffer.concat([shared, random.bytes(10_000)]);
    const small = random.bytes(500);
    const lists = [kept, small].map((bytes) => chunks.put(bytes).list);
    db.run("INSERT INTO pack_content VALUES (1, x'', ?, x'')", [Buffer.concat(lists)]);
    const before = stored();
    chunks.put(gone);
    chunks.noteDropped();
    chunks.sweep();
    expect(stored()).toEqual(before);
    expect(Buffer.compare(chunks.readList(lists[0]!), kept)).toBe(0);
    expect(Buffer.compare(chunks.readList(lists[1]!), small)).toBe(0);
    db.run('DELETE FROM pack_content');
    chunks.noteDropped();
    chunks.sweep();
    expect(stored()).toEqual([0, 0]);
  });
});
