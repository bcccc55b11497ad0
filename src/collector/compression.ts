/** Decompression that stops at a limit. Content-Encoding (RFC 9110, 8.4.1) and grpc-encoding have the same names. */
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { messageOf } from '../protocol/rpc';
import type { BodyLease, BodyMemory } from './bodyMemory';
import { Refusal } from './refusal';

/**
 * Synchronous, so that only one body at a time can grow to the limit before it is counted, however many bombs arrive
 * together; and several times faster than Node's asynchronous functions. The streams ignore `maxOutputLength`.
 */
type Decompress = (bytes: Uint8Array, limit: { maxOutputLength: number }) => Buffer;

/** By encoding in lower case; null for none. */
const DECOMPRESSION = new Map<string, Decompress | null>([
  ['', null],
  ['identity', null],
  // What exporters' settings call no compression; some send the word on.
  ['none', null],
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflate],
  // What the OpenTelemetry Collector's exporters call it.
  ['zlib', inflate],
]);

/** "deflate" is the zlib format, but some clients send the bare stream. The low half of zlib's first byte is 8. */
function inflate(bytes: Uint8Array, limit: { maxOutputLength: number }): Buffer {
  return (bytes[0] ?? 8) % 16 === 8 ? inflateSync(bytes, limit) : inflateRawSync(bytes, limit);
}

export interface Compression {
  /** In lower case; '' for none. */
  encoding: string;
  /** null for none. */
  decompress: Decompress | null;
}

/** Throws a `Refusal` for an encoding that cannot be undone. `header`: where it is named, for the message. */
export function compressionNamed(encoding: string | undefined, header: string): Compression {
  const name = encoding?.trim().toLowerCase() ?? '';
  const decompress = DECOMPRESSION.get(name);
  if (decompress !== undefined) return { encoding: name, decompress };
  throw new Refusal(
    400,
    'unsupported-content-encoding',
    `${header} "${name}" is not supported: send gzip, deflate or no compression.`,
  );
}

/** Throws a `Refusal` when the bytes are corrupt or become too many. */
export function decompressed(
  bytes: Uint8Array,
  { encoding, decompress }: Compression,
  { memory, lease }: { memory: BodyMemory; lease: BodyLease },
): Uint8Array {
  if (!decompress) return bytes;
  let content: Buffer;
  try {
    content = decompress(bytes, { maxOutputLength: memory.maxBodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      memory.check(memory.maxBodyBytes + 1, 'The decompressed body');
    }
    throw new Refusal(400, 'corrupt-compression', `The body is no valid ${encoding}: ${messageOf(error)}.`);
  }
  lease.take(content.byteLength);
  return content;
}
