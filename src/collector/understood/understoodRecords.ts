/**
 * What was understood of the journal's records is kept beside its segments, so that a start after the death of the
 * process need not understand all that came since the last snapshot once more, which takes several times longer than to
 * store it. It is written behind the acknowledgements, as it is worth nothing without the journal: what is not in a
 * file, or in one of another build of the collector, is understood anew.
 */
import { readFileSync } from 'node:fs';
import type { PackedScope } from '../../store/packedScope';
import { messageOf } from '../../protocol/rpc';
import { codeOf, DISK } from '../journal/fileSystem';
import type { JournalPosition } from '../journal/format';
import { removeUnderstood, understoodPath } from '../journal/understoodFile';
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

interface Place {
  directory: string;
  program: string;
}

export class UnderstoodRecords {
  /** undefined before it is open, and where nothing is kept. */
  private place: Place | undefined;
  /** The file of the segment that is being replayed. */
  private reading: { salt: number; frames: Map<number, Uint8Array> } | undefined;
  /** That of the segment that is being written. */
  private writing: UnderstoodWriter | undefined;

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
    if (this.reading?.salt !== salt) this.reading = { salt, frames: this.framesOf(salt, this.place) };
    const value = this.reading.frames.get(end);
    return value ? decodePacked(value) : null;
  }

  /** Nothing is read any more. */
  endReading(): void {
    this.reading = undefined;
  }

  /** Keeps what was understood of a new record, in their order. */
  note({ salt, end }: JournalPosition, scopes: readonly PackedScope[]): void {
    if (!this.place) return;
    if (this.writing?.salt !== salt) {
      const { directory, program } = this.place;
      void this.writing?.close();
      this.writing = new UnderstoodWriter(understoodPath(directory, salt), { program, salt });
    }
    this.writing.add(end, scopes);
  }

  /** The journal was emptied. */
  async clear(): Promise<void> {
    const { writing } = this;
    this.reading = undefined;
    this.writing = undefined;
    // It may have come after the journal removed the others.
    await writing?.close();
    await this.removeForeign();
  }

  /** Resolves when all that was noted is in its file. */
  async close(): Promise<void> {
    await this.writing?.close();
    this.place = undefined;
  }

  /** Removes the files that belong to no segment. Answers where the journal is; null without one. */
  private async removeForeign(): Promise<string | null> {
    const segments = await this.options.segments();
    if (!segments) return null;
    const { directory, ends } = segments;
    await removeUnderstood(directory, DISK, new Set(ends.map(({ salt }) => salt)));
    return directory;
  }

  private framesOf(salt: number, { directory, program }: Place): Map<number, Uint8Array> {
    const none = new Map<number, Uint8Array>();
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
