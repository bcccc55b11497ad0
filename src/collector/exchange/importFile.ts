/** Reads a file of OTLP and takes in what is in it, piece by piece, never more of it in memory than some. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OtlpDecodeError } from '../../otlp/decodeError';
import { decodeRequestJson } from '../../otlp/json';
import { DecodeNotes } from '../../otlp/limits';
import { decodeRequest } from '../../otlp/protobuf';
import type { OtlpRequest } from '../../otlp/records';
import type { ImportProblem, ImportState } from '../../protocol/exchange';
import { MAX_IMPORT_PROBLEMS } from '../../protocol/exchange';
import type { SignalCounts } from '../../protocol/status';
import type { DecodedExport, IngestResult } from '../exportRequest';
import { Refusal } from '../refusal';
import type { ContentKind } from './contentKind';
import { contentKind, HEAD_BYTES, isBlock } from './contentKind';
import { decompressBlock, FileReadError, FileSource } from './fileSource';
import { JsonCutter } from './jsonCutter';
import { ITEMS, jsonBody, protobufBody } from './pieceBodies';
import type { FoundProblem, Piece } from './pieces';
import { PieceMaker } from './pieces';
import { ProtobufCutter } from './protobufCutter';
import { signalOfRecord } from './recordSignal';
import type { Cutter, SectionReader } from './sections';

/** How `status` counts what is no OTLP. */
export const MALFORMED = 'malformed-file';

/** How far it is; changes until the import ends. */
export interface ImportProgress {
  state: ImportState;
  error: string | null;
  bytesDone: number;
  bytesTotal: number;
  imported: SignalCounts;
  rejected: IngestResult['rejected'];
  problems: ImportProblem[];
  problemCount: number;
}

/** What a request was decoded from. */
export type ImportedBody = Pick<DecodedExport, 'encoding' | 'body' | 'notes'>;

export interface ImportOptions {
  /** Resolves when there is room for a request of so many bytes, with what gives the room back. */
  admit: (bytes: number) => Promise<() => void>;
  /** Rejects with a `Refusal` when nothing can be taken in any more. */
  ingest: (request: OtlpRequest, body: ImportedBody) => Promise<IngestResult & { accepted: number }>;
  /** What could not be read is counted. */
  onMalformed: () => void;
  onProgress: (progress: ImportProgress) => void;
  /** Ends the import after the piece that is being taken in. */
  cancelled: () => boolean;
}

const COUNTED_AS = { traces: 'spans', logs: 'logs', metrics: 'metrics' } as const;

export function notStarted(): ImportProgress {
  return {
    state: 'running',
    error: null,
    bytesDone: 0,
    bytesTotal: 0,
    imported: { spans: 0, logs: 0, metrics: 0 },
    rejected: [],
    problems: [],
    problemCount: 0,
  };
}

/** Resolves with how it ended; does not reject for anything that a file can be. */
export async function importFile(path: string, options: ImportOptions): Promise<ImportProgress> {
  const { progress, run } = new FileImport(path, options);
  try {
    await run();
    progress.state = options.cancelled() ? 'cancelled' : 'finished';
  } catch (error) {
    if (!(error instanceof FileReadError || error instanceof Refusal)) throw error;
    progress.state = 'failed';
    progress.error = error.message;
  }
  return progress;
}

class FileImport {
  readonly progress = notStarted();
  private readonly maker = new PieceMaker(signalOfRecord);

  constructor(
    private readonly path: string,
    private readonly options: ImportOptions,
  ) {}

  readonly run = async (): Promise<void> => {
    const source = await FileSource.open(this.path);
    this.progress.bytesTotal = source.totalBytes;
    try {
      await this.readAll(source);
    } finally {
      source.close();
    }
  };

  private async readAll(source: FileSource): Promise<void> {
    const kind = contentKind(await headOf(source));
    if (typeof kind === 'string') throw new FileReadError(kind);
    const cutter = cutterFor(kind, this.maker);
    let from: number | null = kind.encoding === 'json' ? kind.start : 0;
    while (from !== null && !this.options.cancelled()) from = await this.readFrom(source, cutter, from);
    if (!this.options.cancelled()) this.progress.bytesDone = source.totalBytes;
  }

  /** Answers from where to read again; null at the end. */
  private async readFrom(source: FileSource, cutter: Cutter, from: number): Promise<number | null> {
    try {
      for await (const chunk of source.read(from)) {
        const on = cutter.push(chunk);
        await this.takeIn(source);
        if (this.options.cancelled()) return null;
        if (!on) return cutter.again();
      }
    } catch (error) {
      if (!(error instanceof FileReadError)) throw error;
      // A compressed file that is cut off: what came before is good.
      const on = cutter.end();
      await this.takeIn(source, on);
      if (!on) return cutter.again();
      throw error;
    }
    const on = cutter.end();
    await this.takeIn(source, on);
    return on ? null : cutter.again();
  }

  private async takeIn(source: FileSource, rest = false): Promise<void> {
    const { pieces, problems } = this.maker.take(rest);
    for (const piece of pieces) {
      if (this.options.cancelled()) return;
      await this.takePiece(piece);
      this.progress.bytesDone = Math.max(this.progress.bytesDone, source.bytesRead);
      this.options.onProgress(this.progress);
      // What others send has its turn.
      await nextTurn();
    }
    for (const problem of problems) this.note(problem);
  }

  private async takePiece(piece: Piece): Promise<void> {
    const { records } = piece;
    const error = await this.tryPiece(piece);
    if (!error) return;
    if (records.length === 1) {
      this.note(malformed(piece, error));
      return;
    }
    const middle = records.length >> 1;
    await this.takePiece({ ...piece, records: records.slice(0, middle) });
    await this.takePiece({ ...piece, records: records.slice(middle) });
  }

  /** Answers why nothing of it can be decoded. */
  private async tryPiece(piece: Piece): Promise<OtlpDecodeError | null> {
    const { signal, encoding } = piece;
    const text = encoding === 'json' ? jsonBody(piece) : '';
    const body = encoding === 'json' ? new Uint8Array() : protobufBody(piece);
    const leave = await this.options.admit(text.length + body.byteLength);
    try {
      const notes = new DecodeNotes();
      const request =
        encoding === 'json' ? decodeRequestJson(signal, text, notes) : decodeRequest(signal, body, notes);
      const { accepted, rejected } = await this.options.ingest(request, { encoding, body, notes });
      this.progress.imported[COUNTED_AS[signal]] += accepted;
      for (const { reason, count } of rejected) this.reject(reason, count);
      return null;
    } catch (error) {
      if (error instanceof OtlpDecodeError) return error;
      throw error;
    } finally {
      leave();
    }
  }

  private note({ place, message }: FoundProblem): void {
    const { progress } = this;
    progress.problemCount++;
    if (progress.problems.length < MAX_IMPORT_PROBLEMS) {
      progress.problems.push({ ...place, message });
      // What is wrong inside of a record is found after what is wrong around it.
      progress.problems.sort((a, b) => a.offset - b.offset);
    }
    this.reject(MALFORMED, 1);
    this.options.onMalformed();
  }

  private reject(reason: string, count: number): void {
    const known = this.progress.rejected.find((each) => each.reason === reason);
    if (known) known.count += count;
    else this.progress.rejected.push({ reason, count });
  }
}

async function headOf(source: FileSource): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const chunk of source.read(0)) {
    head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
    if (head.length >= HEAD_BYTES) break;
  }
  return head.subarray(0, HEAD_BYTES);
}

function cutterFor(kind: ContentKind, reader: SectionReader, base = 0): Cutter {
  if (kind.encoding === 'json') return new JsonCutter(reader, base + kind.start);
  const { framed } = kind;
  const readBlock = (block: Buffer, offset: number) => {
    cutBlock(block, offset, reader);
  };
  return new ProtobufCutter(reader, { framed, isBlock, readBlock }, base);
}

/** A message of a framed file by itself. Its places are those of its content, from where the block is. */
function cutBlock(block: Buffer, offset: number, reader: SectionReader): void {
  const content = decompressBlock(block);
  const kind = contentKind(content.subarray(0, HEAD_BYTES));
  if (typeof kind === 'string') throw new FileReadError(kind);
  const cutter = cutterFor(kind, reader, offset);
  const start = kind.encoding === 'json' ? kind.start : 0;
  let from = start;
  while (!(cutter.push(content.subarray(from)) && cutter.end())) from = cutter.again() - offset;
}

function malformed({ signal, records }: Piece, error: OtlpDecodeError): FoundProblem {
  return { place: records[0]!.place, message: `Here is no ${ITEMS[signal]}: ${error.message}.` };
}
