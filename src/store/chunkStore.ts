/**
 * Large payloads in pieces, each distinct piece once (see `chunking.ts`). Nobody counts how often a chunk is used:
 * `sweep` deletes those that are in no list any more.
 */
import { randomInt } from 'node:crypto';
import { getOrInsert } from '../protocol/maps';
import { decodeChunkList, encodeChunkList, forEachRun } from './chunkList';
import { chunkEnds, contentHash } from './chunking';
import type { Database, Row } from './database';
import { NumberSet } from './numberSet';
import { RecentChunks } from './recentChunks';
import { bits64 } from './spanIds';

/** Below this a payload is kept as it is: most spans are not worth a search. */
export const CHUNKED_FROM_BYTES = 2048;

const RUNS = 2 ** 32;

const FIND_CHUNK = `SELECT chunk_no FROM chunk WHERE hash = ${bits64('?1', '?2')} AND content = ?3`;
const INSERT_CHUNK = `INSERT INTO chunk (hash, content, chunk_no) VALUES (${bits64('?1', '?2')}, ?3, ?4)`;

const READ_RUN = 'SELECT content FROM chunk WHERE chunk_no BETWEEN ? AND ? ORDER BY chunk_no';

/** What 300 turns of a conversation say in all, and not much beside the database. */
const RECENT_BYTES = 8 * 1024 * 1024;

/** Every list of chunks in use; one value may hold several, one after the other. */
const LISTS = [
  'SELECT chunk_lists FROM pack_content WHERE chunk_lists IS NOT NULL',
  'SELECT chunk_list FROM log WHERE chunk_list IS NOT NULL',
  'SELECT chunk_list FROM data_point WHERE chunk_list IS NOT NULL',
];

export interface StoredChunks {
  list: Uint8Array;
  /** Of chunks that were not there before. */
  newBytes: number;
}

export interface CutChunks extends StoredChunks {
  /** Positions where chunks end. */
  ends: readonly number[];
}

export class ChunkStore {
  /** Tells the numbers of this store from those of others. */
  readonly run = randomInt(RUNS);
  private nextNo = 1;
  /** Chunks that are in the table, and perhaps some that are not because their transaction failed. */
  private present = new NumberSet();
  private dropped = false;
  /** By run: the numbers here of chunks that had others there. */
  private readonly formerRuns = new Map<number, Map<number, number>>();
  /** Numbers are never used again, so nothing in here gets out of date. */
  private readonly recent = new RecentChunks(RECENT_BYTES);

  constructor(private readonly db: Database) {}

  /** To be called inside a transaction. Chunks end at `required`, ascending positions, too. */
  put(bytes: Uint8Array, required: readonly number[] = []): CutChunks {
    const ends = chunkEnds(bytes, required);
    const numbers: number[] = [];
    let newBytes = 0;
    let start = 0;
    for (const end of ends) {
      const { number, isNew } = this.putChunk(bytes, start, end);
      numbers.push(number);
      if (isNew) newBytes += end - start;
      start = end;
    }
    return { list: encodeChunkList(numbers), newBytes, ends };
  }

  /**
   * The same with the ends that `put` has found before. `former`: the numbers that it has given in that `run`: a chunk
   * that has come from there already is not looked for again.
   */
  putAgain(bytes: Uint8Array, ends: ArrayLike<number>, run: number, former: readonly number[]): StoredChunks {
    if (former.length !== ends.length) throw new Error('Another list of chunks was given for these bytes.');
    const known = getOrInsert(this.formerRuns, run, () => new Map<number, number>());
    const numbers: number[] = [];
    let newBytes = 0;
    let start = 0;
    for (const [at, formerNo] of former.entries()) {
      const end = ends[at]!;
      let number = known.get(formerNo);
      if (number === undefined || !this.present.has(number)) {
        const put = this.putChunk(bytes, start, end);
        number = put.number;
        known.set(formerNo, number);
        if (put.isNew) newBytes += end - start;
      }
      numbers.push(number);
      start = end;
    }
    return { list: encodeChunkList(numbers), newBytes };
  }

  /** The bytes of the chunks with these numbers, one after the other. */
  read(numbers: readonly number[]): Buffer {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < numbers.length;) {
      const first = numbers[at++]!;
      const known = this.recent.get(first);
      if (known) {
        parts.push(known);
        continue;
      }
      let last = first;
      while (numbers[at] === last + 1 && !this.recent.get(last + 1)) {
        last++;
        at++;
      }
      this.readRun(first, last, parts);
    }
    return Buffer.concat(parts);
  }

  readList(list: Uint8Array): Buffer {
    return this.read(decodeChunkList(list).numbers);
  }

  /** Rows with lists were deleted, or will be by the transaction that runs: the next `sweep` may find something. */
  noteDropped(): void {
    this.dropped = true;
  }

  /**
   * Deletes all chunks that are in no list any more. In a transaction of its own: what could not be deleted now is
   * tried again the next time.
   */
  sweep(): void {
    if (!this.dropped) return;
    const used = new NumberSet();
    const markAll = ([list]: Row) => {
      const bytes = list as Uint8Array;
      for (let at = 0; at < bytes.length;) {
        at = forEachRun(bytes, at, (first, length) => {
          used.addRun(first, length);
        });
      }
    };
    for (const lists of LISTS) this.db.rows(lists, [], markAll);
    const unused = this.present.without(used);
    this.db.transaction(() => {
      for (const number of unused) this.db.run('DELETE FROM chunk WHERE chunk_no = ?', [number]);
    });
    for (const number of unused) this.present.remove(number);
    this.dropped = false;
  }

  /** What `putAgain` knows: it is over, or a transaction has failed that put some of them in. */
  forgetFormer(): void {
    this.formerRuns.clear();
  }

  /** There are no chunks any more. */
  forget(): void {
    this.present = new NumberSet();
    this.dropped = false;
    this.recent.clear();
  }

  /** Of what is held outside the database. */
  memoryBytes(): number {
    return this.present.memoryBytes();
  }

  private readRun(first: number, last: number, parts: Uint8Array[]): void {
    const contents = this.db.rows(READ_RUN, [first, last], (row) => row[0] as Uint8Array);
    if (contents.length !== last - first + 1) throw new Error(`Chunks of ${first}–${last} are missing.`);
    for (const [at, content] of contents.entries()) {
      parts.push(content);
      this.recent.add(first + at, content);
    }
  }

  private putChunk(bytes: Uint8Array, start: number, end: number): { number: number; isNew: boolean } {
    const { high, low } = contentHash(bytes, start, end);
    const content = bytes.subarray(start, end);
    const known = this.db.row(FIND_CHUNK, [high, low, content]);
    if (known) return { number: known[0] as number, isNew: false };
    const number = this.nextNo++;
    this.db.run(INSERT_CHUNK, [high, low, content, number]);
    this.present.addRun(number, 1);
    return { number, isNew: true };
  }
}
