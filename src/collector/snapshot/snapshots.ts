/**
 * A copy of the store beside the journal, from which the next start has it again several times faster than by
 * understanding all that was received once more. The journal stays the truth: a snapshot counts only while every
 * segment that it covers is there, as long as it was at least, and only for the same build of the collector. What came
 * later is replayed from the journal, and so is everything where a snapshot turns out to be no good.
 */
import { rm } from 'node:fs/promises';
import { messageOf } from '../../protocol/rpc';
import type { DurationMs } from '../../protocol/units';
import type { TableRows } from '../../store/tableRows';
import { codeOf, DISK } from '../journal/fileSystem';
import type { JournalPosition } from '../journal/format';
import { removeSnapshot, snapshotPath, unfinishedSnapshotPath } from '../journal/snapshotFile';
import type { SnapshotHead } from './format';
import { SnapshotReader, writeSnapshot } from './format';

/** Nothing has come for so long: whoever sends goes first. */
const QUIET_MS = 2_000;
/** At the end of the collector, which others wait for. */
const LONGEST_END_MS = 1_500;
/** Less is replayed in no time. */
const LEAST_BYTES = 1024 * 1024;
/** Of the journal that is covered: so much more must have come, or each request would have all others written again. */
const LEAST_SHARE = 1 / 8;

export interface JournalSegments {
  directory: string;
  /** Of the segments and the snapshot together. */
  maxBytes: number;
  ends: JournalPosition[];
}

/** What a snapshot is made of, and fills. */
export interface SnapshotStore {
  rows: () => Iterable<TableRows>;
  putRows: (rows: TableRows) => void;
  imported: () => SnapshotHead['imported'];
  /** After the last of the rows. */
  resume: (head: SnapshotHead) => void;
  /** Empties it: the rows that were put in are no good. */
  discard: () => void;
  memoryBytes: () => number;
  /** Grows with every change. */
  revision: () => number;
  /** Whether nothing is being deleted. */
  settled: () => boolean;
}

export interface SnapshotOptions {
  store: SnapshotStore;
  /** See `programId`. */
  program: () => Promise<string>;
  /** Of the journal, as it is now; null without one. */
  segments: () => Promise<JournalSegments | null>;
  /** A line for the log. */
  onProblem: (message: string) => void;
  /** For tests. */
  quietMs?: DurationMs;
  leastBytes?: number;
}

export class Snapshots {
  /** How far the store has each segment, by its salt. */
  private readonly covered = new Map<number, number>();
  /** Of the journal that the store was made from. */
  records = 0;
  /** Of the journal: what the snapshot has, and what has been stored since. */
  private savedBytes = 0;
  private newBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private lastChange = 0;
  private writing: Promise<void> = Promise.resolve();
  /** Nothing is written any more. */
  private ended = false;

  constructor(private readonly options: SnapshotOptions) {}

  /** Fills the store, which is empty. Answers how far it has the journal now: all behind must be replayed. */
  async restore(): Promise<JournalPosition[]> {
    const segments = await this.options.segments().catch(() => null);
    if (!segments) return [];
    try {
      await rm(unfinishedSnapshotPath(segments.directory), { force: true });
      const covered = await this.read(segments);
      if (covered) return covered;
      await removeSnapshot(segments.directory, DISK);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      this.options.onProblem(
        `The snapshot in ${segments.directory} cannot be used, so this start takes longer: ${messageOf(error)}`,
      );
      await removeSnapshot(segments.directory, DISK).catch(() => undefined);
    }
    return [];
  }

  /** The store has all of the journal up to these places. `records`: of those that are new. */
  note(positions: readonly JournalPosition[], records: number): void {
    this.records += records;
    for (const { salt, end } of positions) {
      const before = this.covered.get(salt) ?? 0;
      if (end <= before) continue;
      this.covered.set(salt, end);
      this.newBytes += end - before;
    }
    this.lastChange = performance.now();
    if (this.isDue()) this.startTimer(this.options.quietMs ?? QUIET_MS);
  }

  /** The store has not taken something that the journal has: what it has is no copy. */
  spoil(): void {
    this.ended = true;
  }

  /** The journal was emptied, and the store with it. */
  async clear(): Promise<void> {
    this.covered.clear();
    this.records = this.savedBytes = this.newBytes = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
    // One that was being written when the journal deleted the file may have come after.
    await this.writing;
    const segments = await this.options.segments();
    if (segments && this.savedBytes === 0) await removeSnapshot(segments.directory, DISK);
  }

  /** Writes the last one, where that is worth it and takes no longer than a moment. Nothing is written after it. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    const until = performance.now() + LONGEST_END_MS;
    await this.write(() => performance.now() > until);
    this.ended = true;
    await this.writing;
  }

  private async read({ directory, ends }: JournalSegments): Promise<JournalPosition[] | undefined> {
    const { store, program } = this.options;
    const reader = await SnapshotReader.open(snapshotPath(directory));
    try {
      const head = await reader.head();
      if (head.program !== (await program()) || !isCovered(head.covered, ends)) return undefined;
      try {
        for await (const rows of reader.rows()) store.putRows(rows);
      } catch (error) {
        store.discard();
        throw error;
      }
      store.resume(head);
      this.note(head.covered, head.records);
      this.savedBytes = this.newBytes;
      this.newBytes = 0;
      return head.covered;
    } finally {
      await reader.close();
    }
  }

  private isDue(): boolean {
    const { leastBytes = LEAST_BYTES } = this.options;
    return !this.ended && this.newBytes >= Math.max(leastBytes, this.savedBytes * LEAST_SHARE);
  }

  private startTimer(afterMs: DurationMs): void {
    const quietMs = this.options.quietMs ?? QUIET_MS;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const rest = this.lastChange + quietMs - performance.now();
      if (rest > 0) this.startTimer(rest);
      else void this.write(() => false);
    }, afterMs).unref();
  }

  /** One after the other. */
  private write(isLate: () => boolean): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (!this.isDue()) return;
      try {
        await this.writeNow(isLate);
      } catch (error) {
        this.options.onProblem(
          `No snapshot can be written, so the next start takes longer: ${messageOf(error)}`,
        );
      }
    });
    return this.writing;
  }

  private async writeNow(isLate: () => boolean): Promise<void> {
    const { store, program, segments: ask } = this.options;
    const segments = await ask();
    if (!segments) return;
    const { directory, maxBytes, ends } = segments;
    const id = await program();
    // From here to the last of the rows the store must stay as it is.
    const revision = store.revision();
    const covered = ends.flatMap(({ salt }) => {
      const end = this.covered.get(salt);
      return end === undefined ? [] : [{ salt, end }];
    });
    if (!store.settled() || sumOf(ends) + store.memoryBytes() > maxBytes) return;
    const { records, newBytes } = this;
    const head: SnapshotHead = { program: id, covered, records, imported: store.imported() };
    const paths = { path: snapshotPath(directory), unfinished: unfinishedSnapshotPath(directory) };
    const isOutdated = () => isLate() || store.revision() !== revision;
    const written = await writeSnapshot(paths, head, store.rows(), isOutdated);
    if (written !== null) {
      this.savedBytes = sumOf(covered);
      this.newBytes -= newBytes;
      this.forgetAllBut(ends);
    } else if (!isLate()) this.startTimer(this.options.quietMs ?? QUIET_MS);
  }

  /** Segments that were deleted do not come back. */
  private forgetAllBut(ends: readonly JournalPosition[]): void {
    const there = new Set(ends.map(({ salt }) => salt));
    for (const salt of this.covered.keys()) if (!there.has(salt)) this.covered.delete(salt);
  }
}

function sumOf(positions: readonly JournalPosition[]): number {
  return positions.reduce((sum, { end }) => sum + end, 0);
}

/** Whether what the snapshot has of the journal is all still there. */
function isCovered(covered: readonly JournalPosition[], ends: readonly JournalPosition[]): boolean {
  const sizes = new Map(ends.map(({ salt, end }) => [salt, end]));
  return covered.every(({ salt, end }) => end <= (sizes.get(salt) ?? 0));
}
