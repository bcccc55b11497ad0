/** The body of an HTTP request as it is sent, bounded in size and time. */
import type { IncomingMessage } from 'node:http';
import type { BodyLease, BodyMemory } from './bodyMemory';
import { Refusal } from './refusal';

/** Rejects with a `Refusal`. What is refused is still read to its end and dropped, so that the answer gets through. */
export function readBody(
  request: IncomingMessage,
  { memory, lease, timeoutMs }: { memory: BodyMemory; lease: BodyLease; timeoutMs: number },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let refused = false;
    const refuse = (refusal: Refusal) => {
      clearTimeout(timer);
      refused = true;
      chunks = [];
      reject(refusal);
    };
    const timer = setTimeout(() => {
      refuse(new Refusal(408, 'slow-body', `The body did not arrive within ${timeoutMs / 1_000} s.`));
    }, timeoutMs);
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
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
}
