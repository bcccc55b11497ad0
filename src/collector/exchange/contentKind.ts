/** What a file is, by its first bytes: names and endings say nothing reliable. */
import { LONGEST_TOKEN_BYTES } from './sections';

export type Compression = 'gzip' | 'zstd';

/** Bytes that are looked at; fewer only where there are no more. */
export const HEAD_BYTES = 512;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** RFC 1952, section 2.3.1, and RFC 8878, section 3.1.1. */
const MAGIC: readonly [Compression, Buffer][] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];

export function compressionOf(head: Buffer): Compression | null {
  const found = MAGIC.find(([, magic]) => head.subarray(0, magic.length).equals(magic));
  return found?.[0] ?? null;
}

/** `framed`: protobuf messages with their lengths before them. `start`: behind a byte order mark. */
export type ContentKind = { encoding: 'json'; start: number } | { encoding: 'protobuf'; framed: boolean };

/** `head`: decompressed. A text says what is wrong with it. */
export function contentKind(head: Buffer): ContentKind | string {
  const start = head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  if (head.length === start) return 'The file is empty.';
  if (isJson(head.toString('latin1', start))) return { encoding: 'json', start };
  if (isMessage(head)) return { encoding: 'protobuf', framed: false };
  if (isFramed(head)) return { encoding: 'protobuf', framed: true };
  if (isUtf16(head)) return 'The file is UTF-16 text: save it as UTF-8.';
  return 'The file is no OTLP: neither JSON nor protobuf of traces, logs or metrics.';
}

/**
 * An object or list begins, and nothing is there that no text contains. The second is for protobuf, whose first byte
 * may be a line feed and whose second, a length, an opening brace.
 */
function isJson(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  const hasControls = /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text);
  return !hasControls && /^[ \t\r\n]*(?:\{[ \t\r\n]*["}]|\[[ \t\r\n]*[{\]])/.test(text);
}

/** A field of a request with the first field of a ResourceSpans or its like in it. */
function isMessage(head: Buffer): boolean {
  // Field 1, or one of those of `otlp/sessionMessage.ts`, each with bytes.
  const tags = [[0x0a], [0x8a, 0xb5, 0x18], [0x92, 0xb5, 0x18]];
  const tag = tags.find((each) => each.every((byte, at) => head[at] === byte));
  if (!tag) return false;
  let at = tag.length;
  let length = 0;
  for (let factor = 1; at < head.length && at < tag.length + 5; factor *= 0x80) {
    const byte = head[at++]!;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  if (length === 0) return true;
  // Resource, scopes or the schema's URL.
  return [0x0a, 0x12, 0x1a].includes(head[at] ?? 0);
}

function isFramed(head: Buffer): boolean {
  if (head.length < 5) return false;
  const length = head.readUInt32BE(0);
  if (length === 0 || length > 16 * LONGEST_TOKEN_BYTES) return false;
  const message = head.subarray(4, 4 + length);
  return isMessage(message) || isBlock(message);
}

/** A message of a framed file that is compressed, or JSON, as the file exporter writes them with `compression`. */
export function isBlock(head: Buffer): boolean {
  return compressionOf(head) !== null || head[0] === 0x7b;
}

function isUtf16(head: Buffer): boolean {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  return mark === 0xfffe || mark === 0xfeff;
}
