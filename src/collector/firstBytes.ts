/** What a new connection speaks, by its first bytes. */
import type { Socket } from 'node:net';

export type Spoken =
  | 'http1'
  | 'http2'
  /** A TLS handshake: the sender was told https. */
  | 'tls';

/** Of the 24 bytes that begin every HTTP/2 connection (RFC 9113, 3.4), as many as no HTTP/1 request begins with. */
const HTTP2_PREFACE = Buffer.from('PRI');
/** ContentType of a TLS record with a handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;

/**
 * Waits for the first bytes and puts them back, so that whoever takes the connection over reads it from its beginning;
 * it is paused then.
 * A connection that says nothing is ended after `timeoutMs`; `heard` is not called for it then.
 */
export function listenIn(
  socket: Socket,
  timeoutMs: number,
  heard: (what: Spoken, bytes: Buffer) => void,
): void {
  let bytes: Buffer = Buffer.alloc(0);
  const end = () => {
    socket.destroy();
  };
  const timer = setTimeout(end, timeoutMs);
  const onData = (chunk: Buffer) => {
    bytes = bytes.byteLength === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const spoken = spokenIn(bytes);
    if (!spoken) return;
    clearTimeout(timer);
    socket.off('data', onData).off('end', end);
    socket.pause();
    socket.unshift(bytes);
    heard(spoken, bytes);
  };
  socket.on('data', onData);
  socket.once('end', end);
  socket.once('close', () => {
    clearTimeout(timer);
  });
  // Whoever takes the connection over has a listener of its own.
  socket.on('error', () => undefined);
}

/** null when more bytes are needed to tell. */
function spokenIn(bytes: Buffer): Spoken | null {
  if (bytes[0] === TLS_HANDSHAKE) return 'tls';
  const length = Math.min(bytes.byteLength, HTTP2_PREFACE.byteLength);
  if (!bytes.subarray(0, length).equals(HTTP2_PREFACE.subarray(0, length))) return 'http1';
  return length === HTTP2_PREFACE.byteLength ? 'http2' : null;
}
