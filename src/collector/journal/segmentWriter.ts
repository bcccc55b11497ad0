/** Writes one segment. After a failure it is to be abandoned: what is on file then ends with its last whole record. */
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { FileSystem } from './fileSystem';
import { codeOf } from './fileSystem';
import type { JournalPosition, JournalRecord } from './format';
import { encodeRecordHead, encodeSegmentHeader, newSalt, recordBytes, SEGMENT_HEADER_BYTES } from './format';
import { segmentPath } from './segments';

export class SegmentWriter {
  readonly salt = newSalt();
  /** Bytes of the header and of all records that were written whole. */
  private written = 0;
  private syncedBytes = 0;
  /** Of the last sync: one goes on at a time. */
  private syncing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly fs: FileSystem,
    private readonly directory: string,
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly identity: BigIntStats,
  ) {}

  /** A new file with this number, or the next that is free. A file that exists is never written to. */
  static async create(fs: FileSystem, directory: string, number: number): Promise<SegmentWriter> {
    for (let candidate = number; ; candidate++) {
      const path = segmentPath(directory, candidate);
      let handle: FileHandle;
      try {
        // The bytes are what was received, less the secrets that were recognised: for their owner's eyes only.
        handle = await fs.open(path, 'wx', 0o600);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') continue;
        throw error;
      }
      return new SegmentWriter(fs, directory, path, handle, await handle.stat({ bigint: true }));
    }
  }

  /** In bytes, with the header that comes with the first record. */
  get size(): number {
    return Math.max(this.written, SEGMENT_HEADER_BYTES);
  }

  /**
   * Resolves when the operating system has all bytes and the file is where the next start will look for it: writing
   * to a file that was deleted or moved away succeeds, and keeps nothing. Answers where each record ends.
   */
  async write(records: readonly JournalRecord[]): Promise<JournalPosition[]> {
    const parts: Uint8Array[] = this.written === 0 ? [encodeSegmentHeader(this.salt)] : [];
    for (const record of records) parts.push(encodeRecordHead(record, this.salt), record.payload);
    await this.writeAll(parts.filter((part) => part.byteLength > 0));
    if (!(await this.isInPlace())) {
      throw new Error(`${this.path} was removed while in use, and what it held with it`);
    }
    let end = this.size;
    const ends = records.map(({ payload }) => {
      end += recordBytes(payload.byteLength);
      return { salt: this.salt, end };
    });
    this.written = end;
    return ends;
  }

  private async writeAll(parts: Uint8Array[]): Promise<void> {
    let position = this.written;
    let rest = parts;
    while (rest.length > 0) {
      const { bytesWritten } = await this.handle.writev(rest, position);
      // The disk took a part only; the next try says why.
      if (bytesWritten === 0) throw new Error('the disk takes no more bytes');
      position += bytesWritten;
      rest = after(bytesWritten, rest);
    }
  }

  /** Hands what was written to the disk itself. */
  sync(): Promise<void> {
    this.syncing = this.syncing
      .catch(() => undefined)
      .then(async () => {
        const target = this.written;
        if (target === this.syncedBytes) return;
        await this.handle.datasync();
        if (this.syncedBytes === 0) await this.syncDirectory();
        this.syncedBytes = target;
      });
    return this.syncing;
  }

  /** So that the file's name, too, survives a power failure. Not every system lets a directory be opened. */
  private async syncDirectory(): Promise<void> {
    try {
      const directory = await this.fs.open(this.directory, 'r');
      await directory.sync().finally(() => directory.close());
    } catch {
      // The name gets to the disk in the system's own time.
    }
  }

  /** Syncs and closes the file; it stays as it is. */
  async finish(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.handle.close();
    }
  }

  /**
   * After a failed write: cuts off what was written of it, so that what was refused does not come back at the next
   * start, and removes a file without a record. Where even that fails the reader skips the torn end; nothing is
   * written behind it.
   */
  async abandon(): Promise<void> {
    await ignoreFailure(this.handle.truncate(this.written));
    await ignoreFailure(this.finish());
    if (this.written === 0) await ignoreFailure(this.remove());
  }

  private async remove(): Promise<void> {
    if (await this.isInPlace()) await this.fs.unlink(this.path);
  }

  private async isInPlace(): Promise<boolean> {
    try {
      const { dev, ino } = await this.fs.stat(this.path, { bigint: true });
      return dev === this.identity.dev && ino === this.identity.ino;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }
}

/** What is left of `parts` when `count` bytes of them are done. */
function after(count: number, parts: readonly Uint8Array[]): Uint8Array[] {
  let done = count;
  let index = 0;
  for (; index < parts.length && done >= parts[index]!.byteLength; index++) done -= parts[index]!.byteLength;
  return parts.slice(index).map((part, at) => (at === 0 ? part.subarray(done) : part));
}

async function ignoreFailure(action: Promise<unknown>): Promise<void> {
  try {
    await action;
  } catch {
    // Reported already: it is for a failure that this is being done.
  }
}
