import type { Readable, Writable } from 'node:stream';
import type { RpcMessage, RpcPort } from '../protocol/rpc';
import { messageOf, RPC_ERROR } from '../protocol/rpc';

export interface StdioPort extends RpcPort {
  /** Resolves when the input has ended and every request that came in has been answered. */
  readonly done: Promise<void>;
}

/**
 * The RPC as one JSON object per line. Bytes and typed arrays leave as `{"base64":"…"}`, little-endian. A line that
 * is no JSON gets an error reply with id 0, for nobody knows which request it was meant to be.
 */
export function stdioPort(input: Readable, output: Writable): StdioPort {
  const listeners = new Set<(message: unknown) => void>();
  /** Lines that came in and are not answered yet; each gets exactly one reply. */
  let unanswered = 0;
  let ended = false;
  let finish: () => void;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const finishWhenIdle = () => {
    if (ended && unanswered <= 0) finish();
  };

  const post = (message: RpcMessage) => {
    output.write(`${toLine(message)}\n`);
    if ('id' in message && !('method' in message)) {
      unanswered--;
      finishWhenIdle();
    }
  };

  const receive = (line: string) => {
    if (line.trim() === '') return;
    unanswered++;
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch (error) {
      const text = `The line is no JSON object (${messageOf(error)}). Send one request per line.`;
      post({ id: 0, error: { code: RPC_ERROR.invalidMessage, message: text } });
      return;
    }
    for (const listener of listeners) listener(message);
  };

  forEachLine(input, receive, () => {
    ended = true;
    finishWhenIdle();
  });

  return {
    post,
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    done,
  };
}

/**
 * Lines end with `\n` alone: JSON may contain U+2028 as it is, which `node:readline` takes for a line's end. A line
 * may be as long as memory allows.
 */
export function forEachLine(input: Readable, onLine: (line: string) => void, onEnd: () => void): void {
  let pieces: string[] = [];
  input.setEncoding('utf8');
  input.on('data', (chunk: string) => {
    const parts = chunk.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      pieces.push(part);
      const line = pieces.join('');
      pieces = [];
      onLine(line);
    }
    pieces.push(last);
  });
  input.once('end', () => {
    onLine(pieces.join(''));
    onEnd();
  });
  input.once('error', onEnd);
}

function toLine(message: RpcMessage): string {
  try {
    return JSON.stringify(message, bytesToBase64);
  } catch (error) {
    if (!('id' in message) || 'method' in message) throw error;
    const text = `The answer could not be written as JSON: ${messageOf(error)}`;
    return JSON.stringify({ id: message.id, error: { code: RPC_ERROR.internal, message: text } });
  }
}

/** Looks at the value as it was before `toJSON`, which Buffers have. */
function bytesToBase64(this: unknown, key: string, json: unknown): unknown {
  const value = (this as Record<string, unknown>)[key];
  if (ArrayBuffer.isView(value)) {
    return { base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (value instanceof ArrayBuffer) return { base64: Buffer.from(value).toString('base64') };
  return json;
}
