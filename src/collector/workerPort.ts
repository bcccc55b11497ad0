import type { MessagePort } from 'node:worker_threads';
import type { RpcMessage, RpcPort } from '../protocol/rpc';
import { messageOf, RPC_ERROR } from '../protocol/rpc';

/** How deep in a message binary data may lie to be handed over instead of copied: `result.frames.start` is at 3. */
const TRANSFER_DEPTH = 3;

/**
 * The RPC over a worker thread's message port. Typed arrays that own their buffer are handed over, not copied: they
 * are empty here afterwards. A reply that cannot be cloned becomes an error reply.
 */
export function workerPort(port: MessagePort): RpcPort {
  return {
    post: (message) => {
      try {
        port.postMessage(message, [...transferables(message, TRANSFER_DEPTH)]);
      } catch (error) {
        if (!('id' in message) || 'method' in message) throw error;
        port.postMessage(failed(message.id, error));
      }
    },
    onMessage: (listener) => {
      port.on('message', listener);
      return () => port.off('message', listener);
    },
  };
}

function failed(id: number, error: unknown): RpcMessage {
  return {
    id,
    error: { code: RPC_ERROR.internal, message: `The answer could not be sent: ${messageOf(error)}` },
  };
}

/** The buffers of typed arrays in plain objects; lists are not searched, for they can be long. */
function transferables(value: unknown, depth: number, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return found;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
  } else if (value instanceof ArrayBuffer) {
    found.add(value);
  } else if (depth > 0) {
    for (const each of Object.values(value)) transferables(each, depth - 1, found);
  }
  return found;
}
