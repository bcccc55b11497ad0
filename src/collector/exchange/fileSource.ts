/** A file's content, decompressed, in chunks from any place on. */
import type { ReadStream } from 'node:fs';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { messageOf } from '../../protocol/rpc';
import type { Compression } from './contentKind';
import { compressionOf, HEAD_BYTES } from './contentKind';
import { LONGEST_TOKEN_BYTES } from './sections';

const CHUNK_BYTES = 256 * 1024;

/** A file that cannot be read, or no further; the message says why. */
export class FileReadError extends Error {
  override readonly name = 'FileReadError';
}

/** Node has these from 22.15 on. */
const ZSTD = zlib as typeof zlib & {
  createZstdDecompress?: () => Transform;
  zstdDecompressSync?: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
};

const NO_ZSTD =
  'It is compressed with zstd, which this version of VS Code or Node.js cannot read. Decompress it first: zstd -d FILE.';

export class FileSource {
  private stream: Readable | null = null;
  private file: { stream: ReadStream; from: number } | null = null;

  private constructor(
    private readonly path: string,
    readonly totalBytes: number,
    private readonly compression: Compression | null,
  ) {}

  /** Bytes of the file, compressed. */
  get bytesRead(): number {
    return this.file ? this.file.from + this.file.stream.bytesRead : 0;
  }

  /** Rejects with a `FileReadError`. */
  static async open(path: string): Promise<FileSource> {
    try {
      const file = await open(path, 'r');
      try {
        const stat = await file.stat();
        if (stat.isDirectory()) throw new FileReadError('It is a folder. Name the files in it.');
        if (!stat.isFile()) throw new FileReadError('It is no file but a device or a pipe.');
        const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return new FileSource(path, stat.size, compressionOf(buffer.subarray(0, bytesRead)));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw asReadError(error);
    }
  }

  /** From so many decompressed bytes on. Ends what was read before. Throws a `FileReadError`. */
  async *read(from: number): AsyncGenerator<Buffer> {
    this.close();
    const { compression } = this;
    const start = compression ? 0 : from;
    const file = createReadStream(this.path, { start, highWaterMark: CHUNK_BYTES });
    this.file = { stream: file, from: start };
    // What goes wrong comes out of the last stream.
    const stream = compression ? pipeline(file, decompressor(compression), () => undefined) : file;
    this.stream = stream;
    let toSkip = compression ? from : 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const skipped = Math.min(toSkip, chunk.length);
        toSkip -= skipped;
        if (skipped < chunk.length) yield chunk.subarray(skipped);
      }
    } catch (error) {
      throw asReadError(error, compression);
    }
  }

  close(): void {
    this.stream?.destroy();
    this.stream = null;
  }
}

/** A block that was compressed by itself. Throws a `FileReadError`. */
export function decompressBlock(bytes: Buffer): Buffer {
  const compression = compressionOf(bytes);
  const limit = { maxOutputLength: LONGEST_TOKEN_BYTES };
  try {
    if (compression === 'gzip') return zlib.gunzipSync(bytes, limit);
    if (compression === null) return bytes;
    if (!ZSTD.zstdDecompressSync) throw new FileReadError(NO_ZSTD);
    return ZSTD.zstdDecompressSync(bytes, limit);
  } catch (error) {
    throw asReadError(error, compression);
  }
}

/** Whether this Node.js can read zstd. */
export const READS_ZSTD = ZSTD.createZstdDecompress !== undefined;

function decompressor(compression: Compression): Transform {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize: CHUNK_BYTES });
  if (!ZSTD.createZstdDecompress) throw new FileReadError(NO_ZSTD);
  return ZSTD.createZstdDecompress();
}

function asReadError(error: unknown, compression: Compression | null = null): FileReadError {
  if (error instanceof FileReadError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new FileReadError('There is no such file.');
  if (code === 'Z_BUF_ERROR') return new FileReadError(`Its ${compression} content is cut off.`);
  if (compression !== null)
    return new FileReadError(`Its ${compression} content is damaged: ${messageOf(error)}.`);
  return new FileReadError(`It cannot be read: ${messageOf(error)}.`);
}
