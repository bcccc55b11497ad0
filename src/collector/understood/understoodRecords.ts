/**
 * What was understood of the journal's records is kept beside its segments, so that a start need not understand it once
 * more, which takes several times longer than to store it. It is written behind the acknowledgements, as it is worth
 * nothing without the journal: what is not in a file, or in one of another build of the collector, is understood anew,
 * and kept then.
 */
import { readFileSync } from 'node:fs';
import type { PackedScope } from '../../store/packedScope';
import { messageOf } from '../../protocol/rpc';
import { codeOf, DISK } from '../journal/fileSystem';
import type { JournalPosition } from '../journal/format';
import { removeUnderstood, understoodPath } from '../journal/understoodFile';
import type { Frames } from './format';
import { decodePacked, readFrames } from './format';
import { UnderstoodWriter } from './understoodWriter';

export interface UnderstoodOptions {
  /** See `programId`. */
  program: () => Promise<string>;
  /** Of the journal, as it is now; null without one. */
  segments: () => Promise<{ directory: string; ends: JournalPosition[] } | null>;
  /** A line for the log. */
  onProblem: (message: string) => void;
}

/** Where a record comes from. */
type Source = 'new' | 'replayed';

interface Place {
  directory: string;
  program: string;
}

export class UnderstoodRecords {
  /** undefined before it is open, and where nothing is kept. */
  private place: Place | undefined;
  /** The file of the segment that is being replayed. */
  private reading: { salt: number; frames: Frames['frames'] } | undefined;
  /** Of the files that were read, by salt: what of them can be read, in bytes. */
  private readonly readable = new Map<number, number>();
  /** Those of the segments that are written, and replayed. */
  private readonly writing: Record<Source, UnderstoodWriter | undefined> = {
    new: undefined,
    replayed: undefined,
  };
  /** Of the files that were left. */
  private closed: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: UnderstoodOptions) {}

  /** To be called before anything else. Removes what belongs to no segment. */
  async open(): Promise<void> {
    try {
      const directory = await this.removeForeign();
      if (directory !== null) this.place = { directory, program: await this.options.program() };
    } catch (error) {
      this.options.onProblem(`What is understood is not kept for the next start: ${messageOf(error)}`);
    }
  }

  /** What was understood of the record that ends there; null when that is not known. */
  read({ salt, end }: JournalPosition): PackedScope[] | null {
    if (!this.place) return null;
    if (this.reading?.salt !== salt) {
      const { frames, bytes } = this.framesOf(salt, this.place);
      this.reading = { salt, frames };
      this.readable.set(salt, bytes);
    }
    const value = this.reading.frames.get(end);
    return value ? decodePacked(value) : null;
  }

  /** Nothing is read any more. */
  endReading(): void {
    this.reading = undefined;
    this.readable.clear();
    this.leave('replayed');
  }

  /** Keeps what was understood of a record, in their order. `replayed`: `read` knew nothing of it. */
  note({ salt, end }: JournalPosition, scopes: readonly PackedScope[], replayed = false): void {
    if (!this.place) return;
    const source = replayed ? 'replayed' : 'new';
    let writer = this.writing[source];
    if (writer?.salt !== salt) {
      const { directory, program } = this.place;
      this.leave(source);
      writer = new UnderstoodWriter(
        understoodPath(directory, salt),
        { program, salt },
        this.readable.get(salt),
      );
      this.writing[source] = writer;
    }
    writer.add(end, scopes);
  }

  /** The journal was emptied. */
  async clear(): Promise<void> {
    this.reading = undefined;
    this.readable.clear();
    // They may have come after the journal removed the others.
    await this.leaveAll();
    await this.removeForeign();
  }

  /** Resolves when all that was noted is in its file. */
  async close(): Promise<void> {
    await this.leaveAll();
    this.place = undefined;
  }

  private async leaveAll(): Promise<void> {
    this.leave('new');
    this.leave('replayed');
    await this.closed;
  }

  private leave(source: Source): void {
    const writer = this.writing[source];
    if (!writer) return;
    this.writing[source] = undefined;
    this.closed = Promise.all([this.closed, writer.close()]);
  }

  /** Removes the files that belong to no segment. Answers where the journal is; null without one. */
  private async removeForeign(): Promise<string | null> {
    const segments = await this.options.segments();
    if (!segments) return null;
    const { directory, ends } = segments;
    await removeUnderstood(directory, DISK, new Set(ends.map(({ salt }) => salt)));
    return directory;
  }

  private framesOf(salt: number, { directory, program }: Place): Frames {
    const none: Frames = { frames: new Map(), bytes: 0 };
    try {
      return readFrames(readFileSync(understoodPath(directory, salt)), { program, salt }) ?? none;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        this.options.onProblem(
          `What was understood cannot be read, so this start takes longer: ${messageOf(error)}`,
        );
      }
      return none;
    }
  }
}
