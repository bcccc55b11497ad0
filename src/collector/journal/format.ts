/**
 * What a segment file of the journal looks like. All numbers are little-endian.
 *
 *     segment  = header record*
 *     header   = magic (8 bytes) · format version (u32) · salt (u32) · CRC-32 of the 16 bytes before (u32)
 *     record   = head payload
 *     head     = marker (4 bytes) · CRC-32 of the rest of the head, seeded with the salt (u32)
 *                · payload length (u32) · CRC-32 of the payload (u32) · received at (f64, epoch ms) · signal (u8),
 *                whose highest bit is set when a file was imported
 *     payload  = OTLP export request in protobuf
 *
 * The head has a checksum of its own, so that a damaged length is never believed, and after damage every place that
 * looks like a record is judged by a few bytes. The salt is random for each segment: bytes of another journal, be it
 * inside a payload or in a reused disk block, are not mistaken for records of this one.
 */
import { randomInt } from 'node:crypto';
import type { Signal } from '../../otlp/records';
import type { EpochMs } from '../../protocol/units';
import { crc32 } from './checksum';

/** The code of a signal in a file is its place in this list: add at the end only. */
const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const IMPORTED = 0x80;

export interface JournalRecord {
  signal: Signal;
  receivedAt: EpochMs;
  /** From a file: nobody is sending it. False when absent. */
  imported?: boolean;
  /** An OTLP export request of this signal in protobuf, redacted. */
  payload: Uint8Array;
}

/**
 * A place in a journal: behind a record, or at a segment's end. Segments are told apart by their salts, for their
 * numbers change when another journal takes them in.
 */
export interface JournalPosition {
  salt: number;
  /** Bytes of the segment before it. */
  end: number;
}

/** To be raised when an older reader would misread what a newer writer wrote. */
export const FORMAT_VERSION = 1;

/** The first byte is not valid in UTF-8 and the line ends break when a file is mangled as text. */
const MAGIC = Buffer.from('\x89TLJ\r\n\x1a\n', 'latin1');
/** Likewise rare in protobuf full of text. */
export const RECORD_MARKER = Buffer.from('\xf5TL\xfa', 'latin1');

export const SEGMENT_HEADER_BYTES = 20;
export const RECORD_HEAD_BYTES = 25;
const MAXIMUM_UINT32 = 0xffff_ffff;

/** What a payload of this length takes in a segment. */
export function recordBytes(payloadLength: number): number {
  return RECORD_HEAD_BYTES + payloadLength;
}

/** A 32-bit number nobody can guess. */
export function newSalt(): number {
  return randomInt(MAXIMUM_UINT32);
}

export function encodeSegmentHeader(salt: number): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(FORMAT_VERSION, 8);
  header.writeUInt32LE(salt, 12);
  header.writeUInt32LE(crc32(header.subarray(0, 16), 0), 16);
  return header;
}

export type HeaderProblem = 'not-a-segment' | 'newer-format' | 'damaged-header';

/** `header` has `SEGMENT_HEADER_BYTES` bytes. */
export function decodeSegmentHeader(header: Buffer): { salt: number } | { problem: HeaderProblem } {
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return { problem: 'not-a-segment' };
  // Before the checksum, for a newer format may put it elsewhere.
  const version = header.readUInt32LE(8);
  if (version > FORMAT_VERSION) return { problem: 'newer-format' };
  const intact = header.readUInt32LE(16) === crc32(header.subarray(0, 16), 0);
  return version === FORMAT_VERSION && intact
    ? { salt: header.readUInt32LE(12) }
    : { problem: 'damaged-header' };
}

/** The head of a record whose payload has at most 2³² − 1 bytes. */
export function encodeRecordHead(record: JournalRecord, salt: number): Buffer {
  const head = Buffer.allocUnsafe(RECORD_HEAD_BYTES);
  RECORD_MARKER.copy(head);
  head.writeUInt32LE(record.payload.byteLength, 8);
  head.writeUInt32LE(crc32(record.payload, 0), 12);
  head.writeDoubleLE(record.receivedAt, 16);
  head.writeUInt8(SIGNALS.indexOf(record.signal) | (record.imported ? IMPORTED : 0), 24);
  head.writeUInt32LE(crc32(head.subarray(8), salt), 4);
  return head;
}

export interface RecordHead extends Omit<JournalRecord, 'payload'> {
  payloadLength: number;
  payloadCrc: number;
}

/** `bytes` has `RECORD_HEAD_BYTES` bytes; undefined when they are not the head of a record of this segment. */
export function decodeRecordHead(bytes: Buffer, salt: number): RecordHead | undefined {
  if (!bytes.subarray(0, RECORD_MARKER.length).equals(RECORD_MARKER)) return undefined;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8), salt)) return undefined;
  const code = bytes.readUInt8(24);
  const signal = SIGNALS[code & ~IMPORTED];
  if (signal === undefined) return undefined;
  return {
    signal,
    ...(code & IMPORTED ? { imported: true } : {}),
    receivedAt: bytes.readDoubleLE(16),
    payloadLength: bytes.readUInt32LE(8),
    payloadCrc: bytes.readUInt32LE(12),
  };
}
