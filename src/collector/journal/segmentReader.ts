/** Reads one segment from front to back in pieces, and around what is damaged. */
import type { FileHandle } from 'node:fs/promises';
import { messageOf } from '../../protocol/rpc';
import { crc32 } from './checksum';
import type { FileSystem } from './fileSystem';
import type { HeaderProblem, JournalPosition, JournalRecord, RecordHead } from './format';
import {
  decodeRecordHead,
  decodeSegmentHeader,
  RECORD_HEAD_BYTES,
  RECORD_MARKER,
  recordBytes,
  SEGMENT_HEADER_BYTES,
} from './format';

export type SkipReason =
  /** The last record was being written when the writer died; it was never acknowledged. */
  | 'torn-record'
  /** A stretch of bytes that holds no record that checks out. */
  | 'damaged-record'
  /** A file without a byte: its writer died, or its disk was full, before the first record. */
  | 'empty-segment'
  /** A file, or the rest of one, that the system does not let us read. */
  | 'unreadable-segment'
  | HeaderProblem;

export interface SkippedBytes {
  reason: SkipReason;
  /** In the file. */
  offset: number;
  bytes: number;
  /** What the system said of an unreadable segment. */
  error?: string;
}

/** As much is read at once; a longer record is read whole. */
const PIECE_BYTES = 1024 * 1024;

/** What a segment tells of itself; undefined when it cannot be read or is none. */
export async function endOfSegment(fs: FileSystem, path: string): Promise<JournalPosition | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await fs.open(path, 'r');
    const { size } = await handle.stat();
    const salt = await readSalt(new Pieces(handle, size, SEGMENT_HEADER_BYTES), () => undefined);
    return salt === undefined ? undefined : { salt, end: size };
  } catch {
    // Whoever reads it for its records reports that.
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** A record, and the place behind it. */
export interface ReadRecord {
  record: JournalRecord;
  position: JournalPosition;
}

/**
 * The records that check out, in order; all else is reported. A payload is a view into a larger piece of memory that
 * nothing writes to: copy it to keep it for long.
 */
export async function* readSegment(
  fs: FileSystem,
  path: string,
  onSkipped: (skipped: SkippedBytes) => void,
): AsyncGenerator<ReadRecord, void, undefined> {
  let handle: FileHandle | undefined;
  let size = 0;
  let at = 0;
  try {
    handle = await fs.open(path, 'r');
    ({ size } = await handle.stat());
    const file = new Pieces(handle, size);
    const salt = await readSalt(file, onSkipped);
    if (salt === undefined) return;
    at = SEGMENT_HEADER_BYTES;
    /** Where the stretch began that makes no sense, and whether it looks like a record cut short. */
    let skipping: { from: number; cutShort: boolean } | undefined;
    while (at < size) {
      const head = await readHead(file, at, salt);
      const end = head && at + recordBytes(head.payloadLength);
      if (head && end !== undefined && end <= size) {
        const start = at + RECORD_HEAD_BYTES;
        const payload =
          file.loaded(start, head.payloadLength) ?? (await file.load(start, head.payloadLength));
        if (crc32(payload, 0) === head.payloadCrc) {
          if (skipping) onSkipped(damaged(skipping.from, at));
          skipping = undefined;
          const { signal, receivedAt, imported } = head;
          const record = { signal, receivedAt, ...(imported && { imported }), payload };
          yield { record, position: { salt, end } };
          at = end;
          continue;
        }
      }
      const cutShort = size - at < RECORD_HEAD_BYTES || (end !== undefined && end > size);
      skipping ??= { from: at, cutShort };
      // Not from the end of the record: its length may be right and bytes be missing.
      at = await findMarker(file, at + 1);
    }
    if (skipping?.cutShort) onSkipped({ ...damaged(skipping.from, size), reason: 'torn-record' });
    else if (skipping) onSkipped(damaged(skipping.from, size));
  } catch (error) {
    // Only what failed here: what the receiver of a record throws ends the reading, and does not come by.
    onSkipped({ reason: 'unreadable-segment', offset: at, bytes: size - at, error: messageOf(error) });
  } finally {
    await handle?.close();
  }
}

/** undefined, and reported, when the file has no header that we can use. */
async function readSalt(
  file: Pieces,
  onSkipped: (skipped: SkippedBytes) => void,
): Promise<number | undefined> {
  const { size } = file;
  if (size < SEGMENT_HEADER_BYTES) {
    onSkipped({ reason: size === 0 ? 'empty-segment' : 'damaged-header', offset: 0, bytes: size });
    return undefined;
  }
  const header = decodeSegmentHeader(await file.load(0, SEGMENT_HEADER_BYTES));
  if ('salt' in header) return header.salt;
  onSkipped({ reason: header.problem, offset: 0, bytes: size });
  return undefined;
}

function damaged(from: number, to: number): SkippedBytes {
  return { reason: 'damaged-record', offset: from, bytes: to - from };
}

async function readHead(file: Pieces, at: number, salt: number): Promise<RecordHead | undefined> {
  if (file.size - at < RECORD_HEAD_BYTES) return undefined;
  const bytes = file.loaded(at, RECORD_HEAD_BYTES) ?? (await file.load(at, RECORD_HEAD_BYTES));
  return decodeRecordHead(bytes, salt);
}

/** Where the next record may begin, at `from` or after; the file's size when nowhere. */
async function findMarker(file: Pieces, from: number): Promise<number> {
  let at = from;
  while (file.size - at >= RECORD_MARKER.length) {
    const piece = file.loadedFrom(at);
    const found = piece.indexOf(RECORD_MARKER);
    if (found >= 0) return at + found;
    // A marker may lie across two pieces.
    at += Math.max(piece.length - RECORD_MARKER.length + 1, 0);
    if (file.size - at >= RECORD_MARKER.length) await file.load(at, RECORD_MARKER.length);
  }
  return file.size;
}

/** A window that moves through a file. Its memory is never reused, for payloads are views into it. */
class Pieces {
  private piece: Buffer = Buffer.alloc(0);
  /** Of the piece's first byte, in the file. */
  private offset = 0;

  constructor(
    private readonly handle: FileHandle,
    /** Of the file, when reading began. */
    readonly size: number,
    /** Read at once. */
    private readonly pieceBytes = PIECE_BYTES,
  ) {}

  /** These bytes when they are in memory. */
  loaded(at: number, count: number): Buffer | undefined {
    const from = at - this.offset;
    return from >= 0 && from + count <= this.piece.length
      ? this.piece.subarray(from, from + count)
      : undefined;
  }

  /** What is in memory from there on, perhaps nothing. */
  loadedFrom(at: number): Buffer {
    const from = at - this.offset;
    return from >= 0 ? this.piece.subarray(from) : this.piece.subarray(0, 0);
  }

  /** Moves the window there. Rejects when the file has become shorter. */
  async load(at: number, count: number): Promise<Buffer> {
    const known = this.loadedFrom(at);
    const length = Math.min(Math.max(count, this.pieceBytes), this.size - at);
    const piece = Buffer.allocUnsafeSlow(length);
    let filled = known.copy(piece);
    while (filled < length) {
      const { bytesRead } = await this.handle.read(piece, filled, length - filled, at + filled);
      if (bytesRead === 0) throw new Error(`the file ends at byte ${at + filled} of ${this.size}`);
      filled += bytesRead;
    }
    this.piece = piece;
    this.offset = at;
    return piece.subarray(0, count);
  }
}
