/**
 * What a snapshot of the store looks like in its file:
 *
 *     snapshot = frame*
 *     frame    = length (u32) · CRC-32 of the value (u32) · value, as `v8.serialize` writes it
 *
 * The first frame is the head, the last one says how many there are before it, and those between are rows of tables.
 * Numbers are little-endian. Whatever is not exactly so makes the whole file worthless: the journal has it all.
 */
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { EpochMs } from '../../protocol/units';
import type { TableRows } from '../../store/tableRows';
import { crc32 } from '../journal/checksum';
import type { JournalPosition } from '../journal/format';

export interface SnapshotHead {
  /** What understood the spans, see `programId`: another would perhaps understand them differently. */
  program: string;
  /** The journal up to these places is in the snapshot, less what was evicted. */
  covered: JournalPosition[];
  /** Records of the journal that it was made from. */
  records: number;
  /** When something of a session was last imported, by its id. */
  imported: [sessionId: string, at: EpochMs][];
}

interface End {
  frames: number;
}

const FRAME_HEAD_BYTES = 8;

/** The file is torn, damaged or none. */
export class SnapshotDamagedError extends Error {
  override readonly name = 'SnapshotDamagedError';
}

/**
 * Writes the file anew, at once visible as a whole; `unfinished` is where it is until then. Answers how many bytes it
 * has; null, with nothing written, when `isOutdated` says so, which is asked before each of the rows, and at the end.
 */
export async function writeSnapshot(
  { path, unfinished }: { path: string; unfinished: string },
  head: SnapshotHead,
  rows: Iterable<TableRows>,
  isOutdated: () => boolean,
): Promise<number | null> {
  let bytes = 0;
  // What is in it is what the journal has: for their owner's eyes only.
  const file = await open(unfinished, 'w', 0o600);
  try {
    const write = async (value: SnapshotHead | TableRows | End) => {
      bytes += await writeFrame(file, serialize(value));
    };
    let frames = 1;
    await write(head);
    for (const some of rows) {
      await write(some);
      frames++;
      if (isOutdated()) break;
    }
    await write({ frames });
    await file.datasync();
  } finally {
    await file.close();
  }
  if (isOutdated()) {
    await rm(unfinished, { force: true });
    return null;
  }
  await rename(unfinished, path);
  return bytes;
}

async function writeFrame(file: FileHandle, value: Buffer): Promise<number> {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32LE(value.byteLength, 0);
  head.writeUInt32LE(crc32(value, 0), 4);
  const bytes = head.byteLength + value.byteLength;
  const { bytesWritten } = await file.writev([head, value]);
  if (bytesWritten !== bytes) throw new Error('the disk takes no more bytes');
  return bytes;
}

/** An open snapshot. Its methods throw a `SnapshotDamagedError` where it is none. */
export class SnapshotReader {
  private position = 0;

  private constructor(
    private readonly file: FileHandle,
    readonly size: number,
  ) {}

  /** Rejects with the system's error when there is no such file, or it cannot be read. */
  static async open(path: string): Promise<SnapshotReader> {
    const file = await open(path, 'r');
    return new SnapshotReader(file, (await file.stat()).size);
  }

  async head(): Promise<SnapshotHead> {
    const head = (await this.next()) as Partial<SnapshotHead> | null;
    if (!Array.isArray(head?.covered) || !Array.isArray(head.imported)) throw damaged('has no head');
    return head as SnapshotHead;
  }

  /** After the head. What came before it throws may be put into a store, and must be deleted then. */
  async *rows(): AsyncGenerator<TableRows, void, undefined> {
    for (let frames = 1; ; frames++) {
      const value = (await this.next()) as TableRows | End;
      if ('table' in value) yield value;
      else if (value.frames === frames && this.position === this.size) return;
      else throw damaged('has another end');
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async next(): Promise<unknown> {
    const head = await this.read(FRAME_HEAD_BYTES);
    const value = await this.read(head.readUInt32LE(0));
    if (crc32(value, 0) !== head.readUInt32LE(4)) throw damaged('has another checksum');
    return deserialize(value);
  }

  private async read(length: number): Promise<Buffer> {
    if (this.position + length > this.size) throw damaged('is torn');
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await this.file.read(bytes, filled, length - filled, this.position + filled);
      if (bytesRead === 0) throw damaged('has become shorter');
      filled += bytesRead;
    }
    this.position += length;
    return bytes;
  }
}

function damaged(how: string): SnapshotDamagedError {
  return new SnapshotDamagedError(`the file ${how}`);
}
