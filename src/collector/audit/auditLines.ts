/** Where the lines of the audit trail are: a file that grows, or memory. */
import { open } from 'node:fs/promises';
import type { AuditEntry } from '../../protocol/audit';
import { AuditIndex } from './auditIndex';

export interface AuditLines {
  readonly index: AuditIndex;
  /** The lines of these rows, which are in the order of the file. */
  read(rows: readonly number[]): AsyncIterable<{ row: number; line: string }>;
}

/** How much is read, and understood, at a time: others get their turn in between. */
const PIECE_BYTES = 256 * 1024;
const LINE_BREAK = '\n'.charCodeAt(0);

export class AuditFile implements AuditLines {
  readonly index = new AuditIndex();
  /** So much of it is in the index. */
  private indexed = 0;

  /** `inode`: the file may be renamed. */
  constructor(
    public path: string,
    readonly inode: bigint,
  ) {}

  /** Whether the file, which has so many bytes now, is one that has grown since. */
  hasGrownTo(bytes: number): boolean {
    return bytes >= this.indexed;
  }

  /** Brings what was added to the file since into the index. `onEntry` is told of each entry. */
  async readOn(onEntry: (entry: AuditEntry) => void): Promise<void> {
    const file = await open(this.path);
    try {
      let rest: Buffer = Buffer.alloc(0);
      for (;;) {
        const position = this.indexed + rest.length;
        const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(PIECE_BYTES), position });
        if (bytesRead === 0) break;
        rest = this.addLines(Buffer.concat([rest, buffer.subarray(0, bytesRead)]), onEntry);
      }
      // A crash may have cut off the line break alone; of a line that is cut itself the rest may still come.
      if (this.addLine(rest, onEntry)) this.indexed += rest.length;
    } finally {
      await file.close();
    }
  }

  async *read(rows: readonly number[]): AsyncGenerator<{ row: number; line: string }> {
    if (rows.length === 0) return;
    const file = await open(this.path);
    try {
      let piece: Buffer = Buffer.alloc(0);
      let from = 0;
      for (const row of rows) {
        const { at, bytes } = this.index.placeOf(row);
        if (at < from || at + bytes > from + piece.length) {
          const { buffer, bytesRead } = await file.read({
            buffer: Buffer.alloc(Math.max(PIECE_BYTES, bytes)),
            position: at,
          });
          piece = buffer.subarray(0, bytesRead);
          from = at;
        }
        yield { row, line: piece.toString('utf8', at - from, at - from + bytes) };
      }
    } finally {
      await file.close();
    }
  }

  /** All but the last line, which may not be complete: that is left over. */
  private addLines(data: Buffer, onEntry: (entry: AuditEntry) => void): Buffer {
    let from = 0;
    for (let to = data.indexOf(LINE_BREAK); to >= 0; to = data.indexOf(LINE_BREAK, from)) {
      this.addLine(data.subarray(from, to), onEntry);
      this.indexed += to + 1 - from;
      from = to + 1;
    }
    return data.subarray(from);
  }

  private addLine(data: Buffer, onEntry: (entry: AuditEntry) => void): boolean {
    const line = data.toString('utf8');
    const entry = parseLine(line);
    if (!entry) return false;
    this.index.add(entry, line, { at: this.indexed, bytes: data.length });
    onEntry(entry);
    return true;
  }
}

/** So many of the last lines at least are kept, and at most twice as many. */
const KEPT_LINES = 10_000;

export class AuditMemory implements AuditLines {
  index = new AuditIndex();
  private lines: string[] = [];

  add(entry: AuditEntry, line: string): void {
    this.index.add(entry, line, { at: this.lines.length, bytes: 0 });
    this.lines.push(line);
    if (this.lines.length < 2 * KEPT_LINES) return;
    const kept = this.lines.slice(-KEPT_LINES);
    this.index = new AuditIndex();
    this.lines = [];
    for (const text of kept) this.add(parseLine(text)!, text);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- Files have to be waited for.
  async *read(rows: readonly number[]): AsyncGenerator<{ row: number; line: string }> {
    for (const row of rows) yield { row, line: this.lines[this.index.placeOf(row).at]! };
  }
}

/** Null for a line that a crash cut off. */
export function parseLine(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line) as AuditEntry | null;
    return typeof entry?.id === 'string' && typeof entry.time === 'number' ? entry : null;
  } catch {
    return null;
  }
}
