/**
 * Puts what a cutter finds together to pieces that are decoded and stored in some milliseconds, however large or small
 * the sections of the file are.
 *
 * What a section says of all its records may stand behind them: the Collector writes `schemaUrl` last. So the records
 * of a section wait for its end. Those of one that is too large for that are let go, and read once more when it is
 * known what stands around them.
 */
import type { Signal } from '../../otlp/records';
import type { OtlpEncoding } from '../../otlp/response';
import type { Place, SectionReader } from './sections';

/** Encoded, of one piece. */
const PIECE_BYTES = 256 * 1024;
/** Encoded, of records that wait for their section's end. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** So that empty records count, too. */
const RECORD_BYTES = 64;

/** Raw members of a section or scope. */
export interface Surroundings {
  members: Uint8Array[];
}

/** A record with what surrounds it. */
export interface PlacedRecord {
  section: Surroundings;
  scope: Surroundings;
  bytes: Uint8Array;
  place: Place;
}

/** Records of one signal, of one or more sections. */
export interface Piece {
  encoding: OtlpEncoding;
  signal: Signal;
  records: PlacedRecord[];
}

export interface FoundProblem {
  place: Place;
  message: string;
}

export class PieceMaker implements SectionReader {
  private pieces: Piece[] = [];
  private problems: FoundProblem[] = [];

  private section: Surroundings = { members: [] };
  private scopes: Surroundings[] = [];
  private encoding: OtlpEncoding = 'json';
  /** Of the section; null until a record tells. */
  private signal: Signal | null = null;
  /** Of the scope that is being read. */
  private scopeAt = -1;
  private waiting: PlacedRecord[] = [];
  private waitingBytes = 0;
  /** `overflown`: records of this section were let go; `second`: all around them is known now. */
  private reading: 'first' | 'overflown' | 'second' = 'first';

  private open: Piece | null = null;
  private openBytes = 0;

  /** `signalOf`: of a record in a section whose signal its cutter cannot tell. */
  constructor(
    private readonly signalOf: (record: Uint8Array) => Signal,
    private readonly maxWaitingBytes = MAX_WAITING_BYTES,
  ) {}

  /** What is ready since the last time; with `rest`, all that there is. */
  take(rest = false): { pieces: Piece[]; problems: FoundProblem[] } {
    if (rest) this.closePiece();
    const { pieces, problems } = this;
    this.pieces = [];
    this.problems = [];
    return { pieces, problems };
  }

  sectionStart(encoding: OtlpEncoding, signal: Signal | null): void {
    this.scopeAt = -1;
    if (this.reading === 'second') return;
    this.section = { members: [] };
    this.scopes = [];
    this.encoding = encoding;
    this.signal = signal;
  }

  sectionMember(bytes: Uint8Array): void {
    if (this.reading !== 'second') this.section.members.push(bytes);
  }

  scopeStart(): void {
    this.scopeAt++;
    if (this.reading !== 'second') this.scopes.push({ members: [] });
  }

  scopeMember(bytes: Uint8Array): void {
    if (this.reading !== 'second') this.scopes[this.scopeAt]!.members.push(bytes);
  }

  record(bytes: Uint8Array, place: Place): void {
    this.signal ??= this.signalOf(bytes);
    if (this.reading === 'overflown') return;
    const { section } = this;
    const record = { section, scope: this.scopes[this.scopeAt]!, bytes, place };
    if (this.reading === 'second') {
      this.add(record);
      return;
    }
    this.waiting.push(record);
    this.waitingBytes += bytes.byteLength + RECORD_BYTES;
    if (this.waitingBytes <= this.maxWaitingBytes) return;
    this.reading = 'overflown';
    this.letGo();
  }

  sectionEnd(): boolean {
    if (this.reading === 'overflown') {
      this.reading = 'second';
      return true;
    }
    this.reading = 'first';
    for (const record of this.waiting) this.add(record);
    this.letGo();
    return false;
  }

  broken(place: Place, message: string): boolean {
    if (this.sectionEnd()) return true;
    this.skipped(place, message);
    return false;
  }

  skipped(place: Place, message: string): void {
    // The first reading has said so already.
    if (this.reading !== 'second') this.problems.push({ place, message });
  }

  private add(record: PlacedRecord): void {
    const { encoding } = this;
    const signal = this.signal!;
    const fits = this.open?.signal === signal && this.open.encoding === encoding;
    if (!fits || this.openBytes >= PIECE_BYTES) this.closePiece();
    this.open ??= { encoding, signal, records: [] };
    this.open.records.push(record);
    this.openBytes += record.bytes.byteLength + RECORD_BYTES;
  }

  private closePiece(): void {
    if (this.open) this.pieces.push(this.open);
    this.open = null;
    this.openBytes = 0;
  }

  private letGo(): void {
    this.waiting = [];
    this.waitingBytes = 0;
  }
}
