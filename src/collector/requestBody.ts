/** The body of a request, decompressed, bounded before and after decompression. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { messageOf } from '../protocol/rpc';
import { Refusal } from './refusal';

/** 64 MiB, the limit that the OTLP specification 1.11.0 recommends ("OTLP/HTTP Request"), on both sides of decompression. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

type Decompress = (bytes: Uint8Array) => Promise<Buffer>;

// The one-shot functions stop at `maxOutputLength`; the streams ignore it.
const OUTPUT_LIMIT = { maxOutputLength: MAX_BODY_BYTES };
const gunzipBounded: Decompress = (bytes) => promisify(gunzip)(bytes, OUTPUT_LIMIT);

/** By Content-Encoding (RFC 9110, 8.4.1); null for none. */
const DECOMPRESSION = new Map<string, Decompress | null>([
  ['', null],
  ['identity', null],
  ['gzip', gunzipBounded],
  ['x-gzip', gunzipBounded],
  [
    'deflate',
    // "deflate" is the zlib format, but some clients send the bare stream. The low half of zlib's first byte is 8.
    (bytes) =>
      (bytes[0] ?? 8) % 16 === 8
        ? promisify(inflate)(bytes, OUTPUT_LIMIT)
        : promisify(inflateRaw)(bytes, OUTPUT_LIMIT),
  ],
]);

/** Rejects with a `Refusal`. What is refused is still read to its end and dropped, so that the answer gets through. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  const decompress = DECOMPRESSION.get(encoding);
  if (decompress === undefined) {
    throw new Refusal(
      400,
      'unsupported-content-encoding',
      `Content-Encoding "${encoding}" is not supported: send gzip, deflate or no compression.`,
    );
  }
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) throw tooLarge('The body');
  const body = await collect(request);
  if (!decompress) return body;
  try {
    return await decompress(body);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('The decompressed body');
    throw new Refusal(400, 'corrupt-compression', `The body is no valid ${encoding}: ${messageOf(error)}.`);
  }
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const cutOff = () => {
      reject(new Refusal(400, 'incomplete-body', 'The connection closed before the whole body had arrived.'));
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      reject(tooLarge('The body'));
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
}

function tooLarge(what: string): Refusal {
  return new Refusal(
    413,
    'body-too-large',
    `${what} is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB: export smaller batches.`,
  );
}
