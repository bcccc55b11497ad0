/** Decompression that stops at a limit. Content-Encoding (RFC 9110, 8.4.1) and grpc-encoding have the same names. */
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { messageOf } from '../protocol/rpc';
import type { BodyMemory } from './bodyMemory';
import { Refusal } from './refusal';

// The one-shot functions stop at `maxOutputLength`; the streams ignore it.
type Decompress = (bytes: Uint8Array, limit: { maxOutputLength: number }) => Promise<Buffer>;

const gunzipBounded: Decompress = promisify(gunzip);

/** By encoding in lower case; null for none. */
const DECOMPRESSION = new Map<string, Decompress | null>([
  ['', null],
  ['identity', null],
  ['gzip', gunzipBounded],
  ['x-gzip', gunzipBounded],
  [
    'deflate',
    // "deflate" is the zlib format, but some clients send the bare stream. The low half of zlib's first byte is 8.
    (bytes, limit) =>
      (bytes[0] ?? 8) % 16 === 8 ? promisify(inflate)(bytes, limit) : promisify(inflateRaw)(bytes, limit),
  ],
]);

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

/** Rejects with a `Refusal` when the bytes are corrupt or become too many. */
export async function decompressed(
  bytes: Uint8Array,
  { encoding, decompress }: Compression,
  memory: BodyMemory,
): Promise<Uint8Array> {
  if (!decompress) return bytes;
  try {
    return await decompress(bytes, { maxOutputLength: memory.maxBodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      memory.check(memory.maxBodyBytes + 1, 'The decompressed body');
    }
    throw new Refusal(400, 'corrupt-compression', `The body is no valid ${encoding}: ${messageOf(error)}.`);
  }
}
