/**
 * The exporters, in a thread of their own so that their work is not the collector's: bodies are made first, then sent
 * as fast as they are acknowledged, one request at a time on each connection.
 */
import { Agent, request as httpRequest } from 'node:http';
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { encodeRequest } from '../../../src/otlp/protobuf';
import type { OtlpRequest, TracesRequest } from '../../../src/otlp/records';
import type { OtlpEncoding } from '../../../src/otlp/response';
import { requestToJson } from '../support/otlpJson';
import type { ConversationForm } from './spans';
import { conversationRequests, SPANS_PER_REQUEST, spansRequest } from './spans';

/** Sent before the clock starts: nobody's first requests are as fast as the later ones. */
const WARM_UP_REQUESTS = 10;
const WARM_UP_SEED = 99;

export interface Load {
  seed: number;
  encoding: OtlpEncoding;
  content:
    { kind: 'spans'; requests: number } | { kind: 'conversation'; turns: number; form: ConversationForm };
}

interface SendOrder {
  port: number;
  connections: number;
}

/** What was sent after the warm-up, and how long it took until all was acknowledged. */
export interface Sent {
  spans: number;
  bytes: number;
  seconds: number;
  /** Epoch ms. */
  startedAt: number;
}

/** In the thread. */
export function runSender(load: Load, port: MessagePort): void {
  const { spans, bodies } = bodiesOf(load);
  const warmUp =
    load.content.kind === 'spans'
      ? Array.from({ length: WARM_UP_REQUESTS }, (_, n) =>
          encoded(spansRequest(WARM_UP_SEED, n), load.encoding),
        )
      : [];
  const bytes = bodies.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const contentType = load.encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  port.on('message', (order: SendOrder) => {
    void (async () => {
      await sendAll(warmUp, order, contentType);
      const startedAt = Date.now();
      const start = performance.now();
      await sendAll(bodies, order, contentType);
      const sent: Sent = { spans, bytes, seconds: (performance.now() - start) / 1000, startedAt };
      port.postMessage(sent);
    })();
  });
  port.postMessage('ready');
}

/** The other end. */
export class Sender {
  private constructor(private readonly worker: Worker) {}

  /** Resolves when the bodies are made. `script` runs `runSender` with the load. */
  static async start(script: string, load: Load): Promise<Sender> {
    const sender = new Sender(new Worker(script, { workerData: load }));
    await sender.next();
    return sender;
  }

  /** Rejects when something is not acknowledged. */
  async send(order: SendOrder): Promise<Sent> {
    const sent = this.next();
    this.worker.postMessage(order);
    return (await sent) as Sent;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onError = (error: Error) => {
        reject(error);
      };
      this.worker.once('error', onError);
      this.worker.once('message', (message) => {
        this.worker.off('error', onError);
        resolve(message);
      });
    });
  }
}

function bodiesOf({ seed, encoding, content }: Load): { spans: number; bodies: Buffer[] } {
  const bodies: Buffer[] = [];
  if (content.kind === 'spans') {
    for (let n = 0; n < content.requests; n++) bodies.push(encoded(spansRequest(seed, n), encoding));
    return { spans: content.requests * SPANS_PER_REQUEST, bodies };
  }
  for (const request of conversationRequests(seed, content.turns, content.form)) {
    bodies.push(encoded(request, encoding));
  }
  return { spans: content.turns, bodies };
}

function encoded(traces: TracesRequest, encoding: OtlpEncoding): Buffer {
  const request: OtlpRequest = { signal: 'traces', request: traces };
  return encoding === 'json' ? Buffer.from(requestToJson(request)) : Buffer.from(encodeRequest(request));
}

async function sendAll(
  bodies: readonly Buffer[],
  { port, connections }: SendOrder,
  contentType: string,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let body = bodies[next++]; body; body = bodies[next++]) await post(agent, port, contentType, body);
      agent.destroy();
    }),
  );
}

function post(agent: Agent, port: number, contentType: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, 'content-length': body.byteLength };
    const request = httpRequest(
      { agent, host: '127.0.0.1', port, method: 'POST', path: '/v1/traces', headers },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`A request was answered ${response.statusCode ?? 'nothing'}.`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
