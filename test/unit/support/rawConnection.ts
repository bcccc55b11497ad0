import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** A TCP connection on which anything can be said. */
export class RawConnection {
  private heard = Buffer.alloc(0);
  private readonly waiting = new Set<() => void>();
  private ended = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.heard = Buffer.concat([this.heard, chunk]);
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    // Not to hang up when the other side has said all that it will.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await new Promise((resolve) => socket.once('connect', resolve));
    return new RawConnection(socket);
  }

  say(bytes: Uint8Array | string): this {
    this.socket.write(bytes);
    return this;
  }

  /** Says no more, but listens. */
  hangUp(): this {
    this.socket.end();
    return this;
  }

  /** What has come, as Latin-1, once it matches. Rejects when the connection has closed before. */
  async hears(what: RegExp): Promise<string> {
    for (;;) {
      const text = this.heard.toString('latin1');
      if (what.test(text)) return text;
      if (this.ended) throw new Error(`The connection closed after ${JSON.stringify(text)}.`);
      await this.change();
    }
  }

  /** All that has come until the connection closed. */
  async untilClosed(): Promise<string> {
    this.socket.once('end', () => this.socket.end());
    if (this.socket.readableEnded) this.socket.end();
    while (!this.ended) await this.change();
    return this.heard.toString('latin1');
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
