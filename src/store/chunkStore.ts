/**
 * Large payloads in pieces, each distinct piece once (see `chunking.ts`). Nobody counts how often a chunk is used:
 * `sweep` deletes those that are in no list any more.
 */
import { decodeChunkList, encodeChunkList } from './chunkList';
import { chunkEnds, contentHash } from './chunking';
import type { Database } from './database';
import { bits64 } from './spanIds';

/** Below this a payload is kept as it is: most spans are not worth a search. */
export const CHUNKED_FROM_BYTES = 2048;

export interface StoredChunks {
  list: Uint8Array;
  /** Positions where chunks end. */
  ends: number[];
  /** Of chunks that were not there before. */
  newBytes: number;
}

export class ChunkStore {
  private nextNo = 1;

  constructor(private readonly db: Database) {}

  /** To be called inside a transaction. Chunks end at `required`, ascending positions, too. */
  put(bytes: Uint8Array, required: readonly number[] = []): StoredChunks {
    const ends = chunkEnds(bytes, required);
    const numbers: number[] = [];
    let newBytes = 0;
    let start = 0;
    for (const end of ends) {
      const { high, low } = contentHash(bytes, start, end);
      const content = bytes.subarray(start, end);
      const known = this.db.row(
        `SELECT chunk_no FROM chunk WHERE hash = ${bits64('?1', '?2')} AND content = ?3`,
        [high, low, content],
      );
      if (known) numbers.push(known[0] as number);
      else {
        const number = this.nextNo++;
        this.db.run(`INSERT INTO chunk (hash, content, chunk_no) VALUES (${bits64('?1', '?2')}, ?3, ?4)`, [
          high,
          low,
          content,
          number,
        ]);
        numbers.push(number);
        newBytes += end - start;
      }
      start = end;
    }
    return { list: encodeChunkList(numbers), ends, newBytes };
  }

  /** The bytes of the chunks with these numbers, one after the other. */
  read(numbers: readonly number[]): Buffer {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < numbers.length;) {
      const first = numbers[at]!;
      let last = first;
      while (numbers[++at] === last + 1) last++;
      const run = this.db.rows(
        'SELECT content FROM chunk WHERE chunk_no BETWEEN ? AND ? ORDER BY chunk_no',
        [first, last],
        (row) => row[0] as Uint8Array,
      );
      if (run.length !== last - first + 1) throw new Error(`Chunks of ${first}–${last} are missing.`);
      for (const content of run) parts.push(content);
    }
    return Buffer.concat(parts);
  }

  readList(list: Uint8Array): Buffer {
    return this.read(decodeChunkList(list).numbers);
  }

  /** Deletes all chunks that are in none of these lists; several may stand one after the other in one array. */
  sweep(lists: Iterable<Uint8Array>): void {
    const used = new Uint8Array(Math.ceil(this.nextNo / 8));
    for (const bytes of lists) {
      for (let at = 0; at < bytes.length;) {
        const { numbers, end } = decodeChunkList(bytes, at);
        for (const number of numbers) used[number >>> 3]! |= 1 << (number & 7);
        at = end;
      }
    }
    const unused = this.db
      .rows('SELECT chunk_no FROM chunk INDEXED BY chunk_hash', [], (row) => row[0] as number)
      .filter((number) => (used[number >>> 3]! & (1 << (number & 7))) === 0);
    for (const number of unused) this.db.run('DELETE FROM chunk WHERE chunk_no = ?', [number]);
  }
}
