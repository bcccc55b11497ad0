/**
 * A file's content as the cutters see it, whatever its encoding: sections, which are ResourceSpans, ResourceLogs or
 * ResourceMetrics, with scopes, with records. Everything that is not a record is small and called a member here.
 */
import type { Signal } from '../../otlp/records';
import type { OtlpEncoding } from '../../otlp/response';

export interface Place {
  /** 1-based; null where the content is binary. */
  line: number | null;
  /** In bytes from the start of the content, decompressed. */
  offset: number;
}

/**
 * What a cutter finds, in the order of the file. Bytes are views that stay as they are. Methods that answer a boolean:
 * whether the section has to be read once more from its start, see `Cutter`.
 */
export interface SectionReader {
  /** `signal`: null where only the records can tell. */
  sectionStart(encoding: OtlpEncoding, signal: Signal | null): void;
  /** Raw: `"key": value` of JSON, a field with its tag of protobuf. */
  sectionMember(bytes: Uint8Array): void;
  scopeStart(): void;
  scopeMember(bytes: Uint8Array): void;
  record(bytes: Uint8Array, place: Place): void;
  sectionEnd(): boolean;
  /** What is open ends here: the content is cut off or damaged. */
  broken(place: Place, message: string): boolean;
  /** Something is passed over; what is around it is fine. */
  skipped(place: Place, message: string): void;
}

/**
 * Cuts content that comes in chunks. `push` and `end` answer false when the section that they have just left is to be
 * read once more: `again` answers where that starts, and the next `push` brings the content from there.
 */
export interface Cutter {
  push(chunk: Buffer): boolean;
  /** The content has ended. */
  end(): boolean;
  /** In bytes from the start of the content. */
  again(): number;
}

const MIB = 1024 * 1024;
/** What is kept in memory whole: the limit that one request has over the wire, too. */
export const LONGEST_TOKEN_BYTES = 64 * MIB;

export const TOO_LONG = `longer than ${LONGEST_TOKEN_BYTES / MIB} MiB`;
export const CUT_OFF = 'The content ends in the middle: it is cut off.';
