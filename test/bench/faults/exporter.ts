/** A program that keeps exporting spans, each told from all others, and remembers which were acknowledged. */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRequest } from '../../../src/otlp/protobuf';
import type { AnyValue, OtlpRequest } from '../../../src/otlp/records';
import type { Random } from '../../unit/support/random';
import { otlpSpan, resource, scope } from '../../unit/support/spans';
import { prose } from '../ingest/texts';
import { requestToJson } from '../support/otlpJson';

const MOST_SPANS = 12;
const MOST_CHARACTERS = 1_500;
/** After an answer that is not 200, or none. */
const PAUSE_MS = 5;

export interface Acknowledged {
  traceId: string;
  spanIds: string[];
  /** Of all of its spans. */
  text: string;
  /** When it was sent, by `performance.now()`. */
  sentAt: number;
}

export interface ExporterOptions {
  /** May change, as the port of a program that is started again. */
  port: () => number | null;
  random: Random;
  /** Two digits that no other exporter of the same store has. */
  name: string;
  connections?: number;
}

export class Exporter {
  readonly acknowledged: Acknowledged[] = [];
  /** How often each other answer came; "no answer" is a connection that was refused or cut. */
  readonly refusals = new Map<string, number>();

  private sent = 0;
  private stopping = false;
  private running: Promise<unknown> = Promise.resolve();
  private readonly agent: Agent;
  private waiting: { until: () => boolean; resolve: () => void }[] = [];

  constructor(private readonly options: ExporterOptions) {
    this.agent = new Agent({ keepAlive: true, maxSockets: options.connections ?? 2 });
  }

  start(): void {
    this.running = Promise.all(
      Array.from({ length: this.options.connections ?? 2 }, () => this.keepSending()),
    );
  }

  /** Resolves when the last answer has come. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    this.agent.destroy();
  }

  /** Resolves when so many more requests have been acknowledged. */
  untilAcknowledged(more: number): Promise<void> {
    const target = this.acknowledged.length + more;
    return this.until(() => this.acknowledged.length >= target);
  }

  /** Resolves when an answer like this has come once more. */
  untilRefused(answer: string): Promise<void> {
    const before = this.refusals.get(answer) ?? 0;
    return this.until(() => (this.refusals.get(answer) ?? 0) > before);
  }

  private until(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ until: reached, resolve }));
  }

  private async keepSending(): Promise<void> {
    while (!this.stopping) {
      const { body, json, entry } = this.next();
      const answer = await this.post(body, json);
      if (answer === '200') this.acknowledged.push(entry);
      else {
        this.refusals.set(answer, (this.refusals.get(answer) ?? 0) + 1);
        await sleep(PAUSE_MS);
      }
      const reached = this.waiting.filter(({ until }) => until());
      this.waiting = this.waiting.filter((each) => !reached.includes(each));
      for (const { resolve } of reached) resolve();
    }
  }

  private next(): { body: Buffer; json: boolean; entry: Acknowledged } {
    const { random, name } = this.options;
    const number = ++this.sent;
    const traceId = name + number.toString(16).padStart(30, '0');
    const text = prose(random, random.below(MOST_CHARACTERS));
    const spanIds = Array.from(
      { length: 1 + random.below(MOST_SPANS) },
      (_, n) => name + number.toString(16).padStart(10, '0') + n.toString(16).padStart(4, '0'),
    );
    const spans = spanIds.map((spanId) => ({
      ...otlpSpan({ traceId, spanId, name: 'fault' }),
      attributes: new Map<string, AnyValue>([['text', text]]),
    }));
    const request: OtlpRequest = {
      signal: 'traces',
      request: {
        resourceSpans: [
          {
            resource: resource({ 'service.name': 'faults' }),
            schemaUrl: '',
            scopeSpans: [{ scope: scope('faults'), schemaUrl: '', spans }],
          },
        ],
      },
    };
    const json = random.below(2) === 0;
    const body = json ? Buffer.from(requestToJson(request)) : Buffer.from(encodeRequest(request));
    return { body, json, entry: { traceId, spanIds, text, sentAt: performance.now() } };
  }

  private post(body: Buffer, json: boolean): Promise<string> {
    const port = this.options.port();
    if (port === null) return Promise.resolve('no answer');
    return new Promise((resolve) => {
      const headers = {
        'content-type': json ? 'application/json' : 'application/x-protobuf',
        'content-length': body.byteLength,
      };
      const request = httpRequest(
        { agent: this.agent, host: '127.0.0.1', port, method: 'POST', path: '/v1/traces', headers },
        (response) => {
          response.resume();
          response.on('end', () => {
            resolve(String(response.statusCode));
          });
          response.on('error', () => {
            resolve('no answer');
          });
        },
      );
      request.on('error', () => {
        resolve('no answer');
      });
      request.end(body);
    });
  }
}
