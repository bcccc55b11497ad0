/**
 * gRPC's Length-Prefixed-Message (PROTOCOL-HTTP2.md): a byte that is 1 when the message is compressed, its length in
 * four bytes, big-endian, and the message.
 */
import type { ServerHttp2Stream } from 'node:http2';
import type { BodyLease, BodyMemory } from './bodyMemory';
import { Refusal } from './refusal';

const PREFIX_BYTES = 5;

export interface GrpcMessage {
  compressed: boolean;
  bytes: Uint8Array;
}

export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX_BYTES + message.byteLength);
  frame.writeUInt32BE(message.byteLength, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/** The one message of a unary call. Rejects with a `Refusal`, as soon as it is clear that there will be none. */
export function readMessage(
  stream: ServerHttp2Stream,
  { memory, lease, timeoutMs }: { memory: BodyMemory; lease: BodyLease; timeoutMs: number },
): Promise<GrpcMessage> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let prefix: { compressed: boolean; length: number } | null = null;

    const settle = (finish: () => void) => {
      clearTimeout(timer);
      stream.off('data', onData);
      chunks.length = 0;
      finish();
    };
    const refuse = (refusal: Refusal) => {
      settle(() => {
        reject(refusal);
      });
    };
    const timer = setTimeout(() => {
      refuse(new Refusal(408, 'slow-body', `The message did not arrive within ${timeoutMs / 1_000} s.`));
    }, timeoutMs);

    const onData = (chunk: Buffer) => {
      try {
        lease.take(chunk.byteLength);
        chunks.push(chunk);
        size += chunk.byteLength;
        if (!prefix && size >= PREFIX_BYTES) {
          prefix = readPrefix(chunks.length === 1 ? chunk : Buffer.concat(chunks));
          memory.check(prefix.length, 'The message');
        }
        if (prefix && size > PREFIX_BYTES + prefix.length) {
          throw malformed('An export call carries one message, but there is more behind it.');
        }
      } catch (error) {
        refuse(error as Refusal);
      }
    };
    stream.on('data', onData);
    stream.on('end', () => {
      const missing = PREFIX_BYTES + (prefix?.length ?? 0) - size;
      if (!prefix || missing > 0) {
        refuse(incomplete(`The call ended ${missing} bytes before its message did.`));
        return;
      }
      const { compressed } = prefix;
      const bytes = Buffer.concat(chunks).subarray(PREFIX_BYTES);
      settle(() => {
        resolve({ compressed, bytes });
      });
    });
    stream.on('close', () => {
      refuse(incomplete('The call was cancelled before its message had arrived.'));
    });
  });
}

function readPrefix(bytes: Buffer): { compressed: boolean; length: number } {
  const flag = bytes[0] ?? 0;
  if (flag > 1) throw malformed(`A message begins with 0 or 1, not with ${flag}.`);
  return { compressed: flag === 1, length: bytes.readUInt32BE(1) };
}

function malformed(message: string): Refusal {
  return new Refusal(400, 'malformed-grpc', message);
}

function incomplete(message: string): Refusal {
  return new Refusal(400, 'incomplete-body', message);
}
