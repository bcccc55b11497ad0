import { describe, expect, it } from 'vitest';
import { decodeChunkList, encodeChunkList } from '../../../src/store/chunkList';
import { chunkEnds, contentHash, MAX_CHUNK_BYTES, MIN_CHUNK_BYTES } from '../../../src/store/chunking';
import { Random } from '../support/random';

/** Chunks as text, to be compared. */
function chunksOf(bytes: Uint8Array, required: number[] = []): string[] {
  let start = 0;
  return chunkEnds(bytes, required).map((end) => {
    const chunk = Buffer.from(bytes.subarray(start, end)).toString('latin1');
    start = end;
    return chunk;
  });
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe('chunkEnds', () => {
  it('covers any bytes once, in chunks neither too short nor too long', () => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const bytes = random.bytes(random.below(30_000));
      const chunks = chunksOf(bytes);
      expect(chunks.join('')).toBe(Buffer.from(bytes).toString('latin1'));
      for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(MAX_CHUNK_BYTES);
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBeGreaterThan(MIN_CHUNK_BYTES);
    }
  });

  it('makes chunks of about a quarter of a kilobyte', () => {
    const count = chunkEnds(new Random(1).bytes(1_000_000)).length;
    expect(1_000_000 / count).toBeGreaterThan(200);
    expect(1_000_000 / count).toBeLessThan(400);
  });

  it('changes few chunks where bytes are inserted, removed or replaced', () => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const bytes = random.bytes(60_000);
      const at = random.below(bytes.length);
      const removed = random.below(300);
      const put = random.bytes(random.below(300));
      const edited = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
      const before = new Set(chunksOf(bytes));
      expect(chunksOf(edited).filter((chunk) => !before.has(chunk)).length).toBeLessThanOrEqual(8);
    }
  });

  it('ends chunks where it is told to, and cuts what lies between like the same bytes elsewhere', () => {
    const random = new Random(3);
    const middle = random.bytes(5_000);
    const whole = Buffer.concat([random.bytes(777), middle, random.bytes(1_234)]);
    const ends = chunkEnds(whole, [777, 5_777]);
    expect(ends).toContain(777);
    expect(ends).toContain(5_777);
    expect(chunksOf(whole, [777, 5_777])).toEqual(expect.arrayContaining(chunksOf(middle)));
    expect(chunksOf(whole, [0, 0, 5, 5, whole.length]).join('')).toBe(whole.toString('latin1'));
  });

  it('cuts what never gives a reason to at the maximum', () => {
    expect(chunkEnds(new Uint8Array(10_000))).toEqual([MAX_CHUNK_BYTES, 2 * MAX_CHUNK_BYTES, 10_000]);
    expect(chunkEnds(new Uint8Array())).toEqual([]);
  });
});

describe('contentHash', () => {
  it('differs for bytes that differ anywhere, in length too', () => {
    const bytes = new Random(5).bytes(1_021);
    const seen = new Set<string>();
    const note = (content: Uint8Array) => {
      const { high, low } = contentHash(content);
      seen.add(`${high} ${low}`);
    };
    note(bytes);
    for (let at = 0; at < bytes.length; at++) {
      note(bytes.subarray(0, at));
      const edited = bytes.slice();
      edited[at]! ^= 1;
      note(edited);
      note(new Uint8Array(at + 2));
    }
    expect(seen.size).toBe(1 + 3 * bytes.length);
  });

  it('is that of the stretch alone', () => {
    const bytes = new Random(6).bytes(100);
    expect(contentHash(bytes, 13, 57)).toEqual(contentHash(bytes.slice(13, 57)));
  });
});

describe('lists of chunks', () => {
  it('come back as they were, and say where they end', () => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const lists = Array.from({ length: 5 }, () => {
        let next = random.below(1_000);
        return Array.from({ length: random.below(200) }, () => {
          next = random.below(4) > 0 ? next + 1 : random.below(2 ** 31) * (random.below(3) + 1);
          return next;
        });
      });
      const bytes = Buffer.concat(lists.map(encodeChunkList));
      let at = 0;
      for (const list of lists) {
        const { numbers, end } = decodeChunkList(bytes, at);
        expect(numbers).toEqual(list);
        at = end;
      }
      expect(at).toBe(bytes.length);
    }
  });

  it('take next to nothing for successive numbers', () => {
    const numbers = Array.from({ length: 1_000 }, (_, at) => 5_000 + at);
    expect(encodeChunkList(numbers).length).toBeLessThan(10);
  });

  it('are refused when cut off', () => {
    const bytes = encodeChunkList([1, 2, 3, 900]);
    expect(() => decodeChunkList(bytes.subarray(0, bytes.length - 1))).toThrow('cut off');
  });
});
