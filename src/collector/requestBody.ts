/** The body of an HTTP request, decompressed, bounded before and after decompression. */
import type { IncomingMessage } from 'node:http';
import type { BodyLease, BodyMemory } from './bodyMemory';
import { compressionNamed, decompressed } from './compression';
import { Refusal } from './refusal';

/** Rejects with a `Refusal`. What is refused is still read to its end and dropped, so that the answer gets through. */
export async function readBody(
  request: IncomingMessage,
  memory: BodyMemory,
  lease: BodyLease,
): Promise<Uint8Array> {
  const compression = compressionNamed(request.headers['content-encoding'], 'Content-Encoding');
  memory.check(Number(request.headers['content-length'] ?? 0), 'The body');
  const body = await collect(request, memory, lease);
  if (!compression.decompress) return body;
  const content = await decompressed(body, compression, memory);
  lease.take(content.byteLength);
  return content;
}

function collect(request: IncomingMessage, memory: BodyMemory, lease: BodyLease): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let refused = false;
    const refuse = (refusal: Refusal) => {
      refused = true;
      chunks = [];
      reject(refusal);
    };
    const cutOff = () => {
      refuse(new Refusal(400, 'incomplete-body', 'The connection closed before the whole body had arrived.'));
    };
    request.on('data', (chunk: Buffer) => {
      if (refused) return;
      try {
        size += chunk.byteLength;
        memory.check(size, 'The body');
        lease.take(chunk.byteLength);
        chunks.push(chunk);
      } catch (error) {
        // Only the checks above throw in here.
        refuse(error as Refusal);
      }
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
}
