/**
 * The journal: what was acknowledged, in files that outlive the process.
 *
 * An append is done when write(2) has returned for its bytes. They are in the system's page cache then, which survives
 * the death of this process in any way. To survive a power failure they must be on the disk itself; waiting for that
 * costs milliseconds per append, so it is done behind the appends: at most `SYNC_MS` after the first byte that is not
 * on the disk, and whenever a segment is full. A power failure can cost what was acknowledged in that time.
 *
 * What fails is refused, never half kept: the segment is cut back to its last whole record and abandoned, and the next
 * append begins a new one. That is all the recovery there is, from a full disk as from a vanished directory.
 */
import { messageOf } from '../../protocol/rpc';
import type { FileSystem } from './fileSystem';
import { codeOf, DISK } from './fileSystem';
import type { JournalPosition, JournalRecord } from './format';
import { recordBytes, SEGMENT_HEADER_BYTES } from './format';
import { DirectoryLock } from './lock';
import type { SkippedBytes, SkipReason } from './segmentReader';
import { endOfSegment, readSegment } from './segmentReader';
import type { Segment } from './segments';
import { listSegments, totalBytes } from './segments';
import { SegmentWriter } from './segmentWriter';
import { removeUnderstood, removeUnderstoodOf, understoodBytes } from './understoodFile';

export type { JournalPosition, JournalRecord } from './format';
export { JournalLockedError } from './lock';

const SYNC_MS = 1000;
const LARGEST_SEGMENT_BYTES = 16 * 1024 * 1024;
/** So that going over the bound costs a small part of what is kept. */
const SEGMENTS_IN_BOUND = 16;
/** Of one reason; the others are counted. */
const PLACES_LISTED = 10;

export interface JournalOptions {
  /** Created when there is none. One live process may have it. */
  directory: string;
  /** Of all files together: the oldest segments are deleted to stay within. */
  maxBytes: number;
  /** A segment is this large at most, unless a single record is larger. Default 16 MiB or a 16th of `maxBytes`. */
  segmentBytes?: number;
  /** For tests. */
  fileSystem?: FileSystem;
}

export interface Skipped {
  reason: SkipReason;
  /** Segments or stretches of bytes; how many records were in them cannot be known. */
  count: number;
  bytes: number;
  /** The first few, such as "00000003.journal at byte 4096". */
  places: string[];
}

export interface ReplayReport {
  segments: number;
  records: number;
  /** Of the payloads. */
  bytes: number;
  skipped: Skipped[];
}

export interface JournalHealth {
  directory: string;
  /** Of all segments. */
  bytes: number;
  segments: number;
  /** By the last replay. */
  skipped: { reason: SkipReason; count: number }[];
  /** Deleted by this process to stay within the bound. */
  evicted: { segments: number; bytes: number };
  /** Whether the last append was kept. */
  writable: boolean;
  /** What went wrong last, even when it works again. */
  lastError: string | null;
}

/** An append that was not kept; the message says why, and what to do. */
export class JournalWriteError extends Error {
  override readonly name = 'JournalWriteError';
}

interface Waiting<T> {
  resolve: (result: T) => void;
  reject: (error: Error) => void;
}

interface WaitingAppend extends Waiting<JournalPosition> {
  record: JournalRecord;
}

export class Journal {
  /** The segments that are full, or of former owners; oldest first. */
  private finished: Segment[];
  /** What `replay` reads: the segments of former owners. */
  private readonly inherited: readonly Segment[];
  private readonly segmentBytes: number;

  private readonly waiting: WaitingAppend[] = [];
  private readonly waitingClears: Waiting<void>[] = [];
  /** While appends are being written, or everything is deleted. */
  private draining: Promise<void> | undefined;
  /** undefined before the first append and after a failed one. */
  private current: SegmentWriter | undefined;
  /** The sync and close of the segment before the current one. */
  private finishing: Promise<void> = Promise.resolve();
  private syncTimer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  private readonly evicted = { segments: 0, bytes: 0 };
  private readonly deletedPaths = new Set<string>();
  private skipped: Skipped[] = [];
  private writable = true;

  private constructor(
    readonly directory: string,
    private readonly maxBytes: number,
    segmentBytes: number | undefined,
    private readonly fs: FileSystem,
    private readonly lock: DirectoryLock,
    found: Segment[],
    private lastError: string | null,
  ) {
    this.segmentBytes = Math.min(
      segmentBytes ?? Math.min(LARGEST_SEGMENT_BYTES, Math.floor(maxBytes / SEGMENTS_IN_BOUND)),
      maxBytes,
    );
    this.finished = found;
    this.inherited = found;
  }

  /**
   * Takes the directory. Throws a `JournalLockedError` when a live process has it, and the system's error when it
   * cannot be made or written.
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const lock = await DirectoryLock.acquire(options.directory, options.fileSystem ?? DISK);
    return Journal.openLocked(lock, options);
  }

  /** The same with a lock that is held already, and what went wrong before, for `health`. */
  static async openLocked(
    lock: DirectoryLock,
    options: JournalOptions,
    problem: string | null = null,
  ): Promise<Journal> {
    const { directory, maxBytes, segmentBytes, fileSystem: fs = DISK } = options;
    try {
      const found = await listSegments(directory, fs);
      return new Journal(directory, maxBytes, segmentBytes, fs, lock, found, problem);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Hands over what was kept before this journal was opened, in order, one record at a time; appends may go on
   * meanwhile and are not replayed. What cannot be read is skipped and reported. Rejects only when `onRecord` does.
   * `position`: behind the record.
   *
   * A payload is a view into a larger piece of memory that nothing writes to: copy it to keep it for long.
   */
  async replay(
    onRecord: (record: JournalRecord, position: JournalPosition) => void | Promise<void>,
  ): Promise<ReplayReport> {
    const report: ReplayReport = { segments: 0, records: 0, bytes: 0, skipped: [] };
    for (const { path } of this.inherited) {
      if (this.deletedPaths.has(path)) continue;
      report.segments++;
      const onSkipped = (skipped: SkippedBytes) => {
        countSkipped(report.skipped, path, skipped);
        if (skipped.error !== undefined) this.lastError = `${path} cannot be read: ${skipped.error}`;
      };
      for await (const { record, position } of readSegment(this.fs, path, onSkipped)) {
        report.records++;
        report.bytes += record.payload.byteLength;
        await onRecord(record, position);
      }
    }
    this.skipped = report.skipped;
    return report;
  }

  /** Where the segments end that are there now and can be read. */
  async ends(): Promise<JournalPosition[]> {
    const { current } = this;
    const ends = current ? [{ salt: current.salt, end: current.size }] : [];
    for (const { path } of this.finished) {
      const end = await endOfSegment(this.fs, path);
      if (end) ends.push(end);
    }
    return ends;
  }

  /**
   * Resolves when the record is on file, in the order of the calls, with the place behind it; the payload must stay as
   * it is until then. Rejects with a `JournalWriteError` when it was not kept. Appends that wait for a write to end go
   * together into the next.
   */
  append(record: JournalRecord): Promise<JournalPosition> {
    const { byteLength } = record.payload;
    if (this.closing) return Promise.reject(new JournalWriteError('The journal is closed.'));
    if (SEGMENT_HEADER_BYTES + recordBytes(byteLength) > this.maxBytes) {
      return Promise.reject(
        new JournalWriteError(
          `A request of ${byteLength} bytes is larger than the whole journal may be (${this.maxBytes} bytes).`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      this.draining ??= this.drain();
    });
  }

  /**
   * Deletes all that was kept, but for appends that are not resolved yet. Rejects with a `JournalWriteError` when a
   * file cannot be deleted; some may be gone then.
   */
  clear(): Promise<void> {
    if (this.closing) return Promise.reject(new JournalWriteError('The journal is closed.'));
    return new Promise((resolve, reject) => {
      this.waitingClears.push({ resolve, reject });
      this.draining ??= this.drain();
    });
  }

  health(): JournalHealth {
    return {
      directory: this.directory,
      bytes: totalBytes(this.finished) + (this.current?.size ?? 0),
      segments: this.finished.length + (this.current ? 1 : 0),
      skipped: this.skipped.map(({ reason, count }) => ({ reason, count })),
      evicted: { ...this.evicted },
      writable: this.writable,
      lastError: this.lastError,
    };
  }

  /** Writes what waits, hands it to the disk and gives the directory back. Never rejects: see `health`. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await this.draining;
    clearTimeout(this.syncTimer);
    const { current } = this;
    if (current) await this.report(current.finish());
    await this.finishing;
    await this.report(this.lock.release());
  }

  private async drain(): Promise<void> {
    // What is appended in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.waiting.length > 0 || this.waitingClears.length > 0) {
      await this.clearWhenAsked();
      if (this.waiting.length === 0) continue;
      const group = this.nextGroup();
      try {
        const ends = await this.write(group.map(({ record }) => record));
        this.writable = true;
        for (const [index, { resolve }] of group.entries()) resolve(ends[index]!);
      } catch (error) {
        const failure = this.describe(error);
        this.writable = false;
        this.lastError = failure.message;
        await this.abandonCurrent();
        for (const { reject } of group) reject(failure);
      }
    }
    this.draining = undefined;
  }

  private async clearWhenAsked(): Promise<void> {
    const asked = this.waitingClears.splice(0);
    if (asked.length === 0) return;
    try {
      await this.deleteAll();
      for (const { resolve } of asked) resolve();
    } catch (error) {
      const failure = this.describe(error);
      this.lastError = failure.message;
      for (const { reject } of asked) reject(failure);
    }
  }

  private async deleteAll(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await this.finishing;
    if (current) await this.report(current.finish());
    this.finished = await listSegments(this.directory, this.fs);
    await removeUnderstood(this.directory, this.fs);
    for (const segment of [...this.finished]) {
      await this.fs.unlink(segment.path);
      this.forget(segment);
    }
  }

  private forget(segment: Segment): void {
    this.finished = this.finished.filter((other) => other !== segment);
    this.deletedPaths.add(segment.path);
  }

  /** As many as fit in the segment they will go to: the current one when the first fits, else a new one. */
  private nextGroup(): WaitingAppend[] {
    const first = recordBytes(this.waiting[0]!.record.payload.byteLength);
    let room = this.roomInCurrent();
    if (first > room) room = this.segmentBytes - SEGMENT_HEADER_BYTES;
    let count = 1;
    for (let bytes = first; count < this.waiting.length; count++) {
      bytes += recordBytes(this.waiting[count]!.record.payload.byteLength);
      if (bytes > room) break;
    }
    return this.waiting.splice(0, count);
  }

  private roomInCurrent(): number {
    return this.current ? this.segmentBytes - this.current.size : 0;
  }

  private async write(records: JournalRecord[]): Promise<JournalPosition[]> {
    const bytes = records.reduce((sum, { payload }) => sum + recordBytes(payload.byteLength), 0);
    if (bytes > this.roomInCurrent()) await this.startSegment(SEGMENT_HEADER_BYTES + bytes);
    const ends = await this.current!.write(records);
    this.syncTimer ??= setTimeout(() => {
      this.syncTimer = undefined;
      if (this.current) void this.report(this.current.sync());
    }, SYNC_MS).unref();
    return ends;
  }

  /** `bytes`: what is to be written to it at once. */
  private async startSegment(bytes: number): Promise<void> {
    if (this.current) {
      const full = this.current;
      this.current = undefined;
      // One at a time: a disk that cannot keep up slows the appends down here, before the cache takes all memory.
      await this.finishing;
      this.finishing = this.report(full.finish());
    }
    await this.lock.confirm();
    this.finished = await listSegments(this.directory, this.fs);
    await this.evictFor(Math.max(bytes, this.segmentBytes));
    const last = this.finished.at(-1)?.number ?? 0;
    this.current = await SegmentWriter.create(this.fs, this.directory, last + 1);
  }

  /** Deletes the oldest segments, with what was understood of them, until `bytes` more fit within the bound. */
  private async evictFor(bytes: number): Promise<void> {
    let ofUnderstood = await understoodBytes(this.directory, this.fs);
    // As much as of the others will be understood of what comes.
    const share = ofUnderstood / Math.max(totalBytes(this.finished), 1);
    const target = Math.max(this.maxBytes - bytes * (1 + Math.min(share, 1)), 0);
    for (const segment of [...this.finished]) {
      if (totalBytes(this.finished) + ofUnderstood <= target) return;
      try {
        const end = await endOfSegment(this.fs, segment.path);
        if (end) ofUnderstood -= await removeUnderstoodOf(this.directory, end.salt, this.fs);
        await this.fs.unlink(segment.path);
      } catch (error) {
        // Perhaps the next can go.
        this.lastError = `${segment.path} cannot be deleted: ${messageOf(error)}`;
        continue;
      }
      this.forget(segment);
      this.evicted.segments++;
      this.evicted.bytes += segment.bytes;
    }
    // That of no segment, which another process has left.
    if (totalBytes(this.finished) + ofUnderstood > target) await removeUnderstood(this.directory, this.fs);
    if (totalBytes(this.finished) > target) {
      throw new Error(
        `it is full, and its oldest files cannot be deleted (${this.lastError ?? 'no reason'})`,
      );
    }
  }

  private async abandonCurrent(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await current?.abandon();
    try {
      this.finished = await listSegments(this.directory, this.fs);
    } catch {
      // Of the failure that led here, which is reported.
    }
  }

  private describe(error: unknown): JournalWriteError {
    const advice = ADVICE[codeOf(error) ?? ''] ?? 'It is tried anew with the next request.';
    const message = `The journal in ${this.directory} cannot be written: ${messageOf(error)}. ${advice}`;
    return new JournalWriteError(message, { cause: error });
  }

  /** For what nobody waits for. */
  private async report(action: Promise<void>): Promise<void> {
    try {
      await action;
    } catch (error) {
      this.lastError = this.describe(error).message;
    }
  }
}

const ADVICE: Record<string, string> = {
  ENOSPC: 'Free some space on that disk; it goes on by itself.',
  EDQUOT: 'Free some space of your quota; it goes on by itself.',
  EACCES: 'Allow writing to that directory; it goes on by itself.',
  EPERM: 'Allow writing to that directory; it goes on by itself.',
  EROFS: 'That disk is mounted read-only: make it writable; it goes on by itself.',
  ENOENT:
    'Its directory or file was removed: what it held is lost to the next start. It is made anew by itself.',
};

function countSkipped(all: Skipped[], path: string, { reason, offset, bytes }: SkippedBytes): void {
  let entry = all.find((other) => other.reason === reason);
  if (!entry) all.push((entry = { reason, count: 0, bytes: 0, places: [] }));
  entry.count++;
  entry.bytes += bytes;
  if (entry.places.length < PLACES_LISTED) entry.places.push(`${path} at byte ${offset}`);
}
