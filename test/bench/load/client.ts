/** One program that exports: sends its next batch when the last is answered, and again what is refused for now. */
import { Agent, request as httpRequest } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Random } from '../../unit/support/random';
import { call, framed, openSession } from '../../unit/support/grpcCall';

export type Kind = 'protobuf' | 'json' | 'gzip' | 'grpc' | 'slow';

export interface ClientOptions {
  kind: Kind;
  httpPort: number;
  grpcPort: number;
  random: Random;
  /** The next batch in the encoding of `kind`, with the number of its spans. */
  next: () => { body: Buffer; spans: number; id: string };
  onAnswer: (answer: Answer) => void;
}

export interface Answer {
  /** HTTP status, or `gRPC N`. */
  status: string;
  ms: number;
  spans: number;
  /** Set when it is acknowledged. */
  acknowledged: string | null;
}

/** SDKs give a batch up after a minute. */
const GIVE_UP_MS = 60_000;
/** Between two batches of one program: many agents, none of them a flood. */
const MOST_PAUSE_MS = 200;
/** A slow program writes its body in pieces. */
const PIECES = 8;
const PIECE_PAUSE_MS = 50;

export class LoadClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private session: ClientHttp2Session | undefined;

  constructor(private readonly options: ClientOptions) {}

  /** Until the time, by `performance.now()`; resolves when the last batch is acknowledged or given up. */
  async run(until: number): Promise<void> {
    const { random, next } = this.options;
    await sleep(random.below(MOST_PAUSE_MS));
    while (performance.now() < until) {
      await this.deliver(next());
      await sleep(random.below(MOST_PAUSE_MS));
    }
    this.agent.destroy();
    this.session?.destroy();
  }

  private async deliver({ body, spans, id }: { body: Buffer; spans: number; id: string }): Promise<void> {
    const giveUp = performance.now() + GIVE_UP_MS;
    for (;;) {
      const start = performance.now();
      const { status, ok, retryAfter } = await this.send(body);
      this.options.onAnswer({ status, ms: performance.now() - start, spans, acknowledged: ok ? id : null });
      if (ok || retryAfter === null || performance.now() > giveUp) return;
      await sleep(retryAfter * 1000);
    }
  }

  private send(body: Buffer): Promise<{ status: string; ok: boolean; retryAfter: number | null }> {
    return this.options.kind === 'grpc' ? this.sendGrpc(body) : this.sendHttp(body);
  }

  private async sendGrpc(body: Buffer) {
    if (!this.session || this.session.closed || this.session.destroyed) {
      this.session = openSession(this.options.grpcPort);
    }
    const { code, retryAfter } = await call(this.session, framed(body));
    return { status: `gRPC ${code ?? 'none'}`, ok: code === 0, retryAfter: code === null ? 1 : retryAfter };
  }

  private sendHttp(body: Buffer): Promise<{ status: string; ok: boolean; retryAfter: number | null }> {
    const { kind, httpPort } = this.options;
    const content = kind === 'gzip' ? gzipSync(body) : body;
    return new Promise((resolve) => {
      const request = httpRequest(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: httpPort,
          method: 'POST',
          path: '/v1/traces',
          headers: {
            'content-type': kind === 'json' ? 'application/json' : 'application/x-protobuf',
            'content-length': content.byteLength,
            ...(kind === 'gzip' && { 'content-encoding': 'gzip' }),
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => {
            const { statusCode, headers } = response;
            const after = headers['retry-after'];
            resolve({
              status: `HTTP ${statusCode ?? 'none'}`,
              ok: statusCode === 200,
              retryAfter: after === undefined ? null : Number(after),
            });
          });
        },
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        resolve({ status: error.code ?? 'HTTP none', ok: false, retryAfter: 1 });
      });
      void this.write(request, content);
    });
  }

  private async write(request: ReturnType<typeof httpRequest>, content: Buffer): Promise<void> {
    if (this.options.kind === 'slow') {
      const size = Math.ceil(content.length / PIECES);
      for (let at = 0; at + size < content.length; at += size) {
        request.write(content.subarray(at, at + size));
        await sleep(PIECE_PAUSE_MS);
      }
      request.end(content.subarray(size * Math.floor((content.length - 1) / size)));
    } else request.end(content);
  }
}
