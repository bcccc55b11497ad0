/** Sends changed requests to a collector in a process of its own, which must answer each and outlive them all. */
import type { ClientHttp2Session } from 'node:http2';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { encodeRequest } from '../../../src/otlp/protobuf';
import type { SessionSummary } from '../../../src/protocol/sessions';
import { answerTo, begin, EXPORT_PATH, openSession } from '../../unit/support/grpcCall';
import type { Span } from '../../../src/otlp/records';
import { otlpSpan, resource, scope } from '../../unit/support/spans';
import type { CollectorProcess } from '../support/collectorProcess';
import { startCollector } from '../support/collectorProcess';
import type { BodyInputs } from './bodyInputs';
import { randomOf } from './bodyInputs';
import type { WireInput } from './wireInputs';
import { makeWireInput } from './wireInputs';

const CONCURRENT = 8;
/** For one answer. The collector's own patience with a body that does not come is longer, so none is left open. */
const DEADLINE_MS = 20_000;
/** A good request goes in between so many. */
const PROBE_EACH = 500;
const SESSIONS_READ = 60;
/** Memory is measured when everything is warm, and at the end. */
const WARM_SHARE = 0.3;
const MAX_RESIDENT_GROWTH = 256 * 1024 * 1024;

const HTTP_EXPECTED = new Set([200, 400, 403, 404, 405, 408, 413, 415, 503]);
/** google.rpc codes: OK, INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE. */
const GRPC_EXPECTED = new Set([0, 3, 7, 8, 12, 13, 14]);
const CONTENT_TYPE = { protobuf: 'application/x-protobuf', json: 'application/json' };
/** What a listener says when something failed that should not. */
const OWN_FAILURE = 'failed to store';

export interface WireReport {
  seconds: number;
  /** By transport and status. */
  answers: Map<string, number>;
  failures: { index: number; problem: string }[];
  slowest: { index: number; ms: number };
  /** Bytes. */
  warmResident: number;
  endResident: number;
  storedSpans: number;
}

export async function runWire(
  inputs: BodyInputs,
  seed: number,
  { first, end }: { first: number; end: number },
): Promise<WireReport> {
  const collector = await startCollector(['--http', '0', '--grpc', '0']);
  const clients = new Clients(collector);
  const report: WireReport = {
    seconds: 0,
    answers: new Map(),
    failures: [],
    slowest: { index: -1, ms: 0 },
    warmResident: 0,
    endResident: 0,
    storedSpans: 0,
  };
  const fail = (index: number, problem: string) => report.failures.push({ index, problem });
  const start = performance.now();
  const warm = first + (end - first) * WARM_SHARE;
  let next = first;
  const keepSending = async () => {
    for (let index = next++; index < end && report.failures.length < 20; index = next++) {
      const input = makeWireInput(inputs, randomOf(seed, index));
      const sent = performance.now();
      try {
        const answer = await withDeadline(clients.send(input));
        report.answers.set(answer, (report.answers.get(answer) ?? 0) + 1);
      } catch (error) {
        fail(index, `${input.label}: ${error instanceof Error ? error.message : String(error)}`);
      }
      const ms = performance.now() - sent;
      if (ms > report.slowest.ms) report.slowest = { index, ms };
      if ((index - first) % PROBE_EACH === 0)
        await clients.probe(index).catch((error: unknown) => fail(index, String(error)));
      if (report.warmResident === 0 && index >= warm)
        report.warmResident = (await collector.memory()).resident;
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENT }, keepSending));
    report.seconds = (performance.now() - start) / 1000;
    await clients.probe(end);
    const before = (await collector.rpc.request('status')).memoryBytes;
    await readEverything(collector);
    report.endResident = (await collector.memory()).resident;
    const status = await collector.rpc.request('status');
    report.storedSpans = status.stored.spans;
    for (const { reason, count } of status.rejected) {
      if (reason === 'internal-error') fail(end, `${count} requests failed inside: ${collector.errors()}`);
    }
    if (collector.errors().includes('Unexpected')) fail(end, collector.errors().slice(0, 4_000));
    const growth = report.endResident - report.warmResident - before;
    if (growth > MAX_RESIDENT_GROWTH)
      fail(end, `its memory grew by ${Math.round(growth / 1024 / 1024)} MiB beside what it stores`);
  } catch (error) {
    fail(
      end,
      `${error instanceof Error ? error.message : String(error)} ${collector.errors().slice(-2_000)}`,
    );
  } finally {
    clients.close();
    await collector.kill();
  }
  return report;
}

class Clients {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
  private session: ClientHttp2Session | undefined;

  constructor(private readonly collector: CollectorProcess) {}

  close(): void {
    this.agent.destroy();
    this.session?.destroy();
  }

  /** What was answered, in short. Rejects when that must not be. */
  send(input: WireInput): Promise<string> {
    switch (input.transport) {
      case 'http':
        return this.sendHttp(input);
      case 'grpc':
        return this.sendGrpc(input);
      case 'socket':
        return this.sendRaw(input);
    }
  }

  /** A good request, whose span must be there when it is answered. */
  async probe(index: number): Promise<void> {
    const span = otlpSpan({
      traceId: `f${index.toString(16).padStart(31, '0')}`,
      spanId: `f${index.toString(16).padStart(15, '0')}`,
      name: `probe ${index}`,
    });
    const answer = await withDeadline(
      this.sendHttp({
        transport: 'http',
        input: { signal: 'traces', encoding: 'protobuf', body: Buffer.alloc(0), label: 'probe' },
        headers: {},
        payload: Buffer.from(requestWith(span)),
        label: 'probe',
      }),
    );
    if (answer !== 'HTTP 200') throw new Error(`A good request was answered ${answer}.`);
    const { traceId, spanId } = span;
    const { raw } = await this.collector.rpc.request('span/get', { traceId, spanId });
    if (raw.startTimeUnixNano !== String(span.startTimeUnixNano))
      throw new Error('A good span is not as it was sent.');
  }

  private sendHttp({ input, headers, payload }: WireInput): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port: this.collector.ports.http,
          host: '127.0.0.1',
          method: 'POST',
          path: `/v1/${input.signal}`,
          agent: this.agent,
          headers: {
            'content-type': CONTENT_TYPE[input.encoding],
            ...(headers['transfer-encoding'] === undefined && { 'content-length': payload.length }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            const body = Buffer.concat(chunks).toString('utf8');
            if (!HTTP_EXPECTED.has(status) || body.includes(OWN_FAILURE))
              reject(new Error(`answered ${status}: ${body}`));
            else resolve(`HTTP ${status}`);
          });
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  private async sendGrpc({ input, headers, payload }: WireInput): Promise<string> {
    if (!this.session || this.session.destroyed || this.session.closed) {
      this.session = openSession(this.collector.ports.grpc!);
    }
    const stream = begin(this.session, { ':path': EXPORT_PATH[input.signal], ...headers });
    const answer = answerTo(stream);
    stream.end(payload);
    const { code, message } = await answer;
    if (code === null) throw new Error('the call was cut without an answer');
    if (!GRPC_EXPECTED.has(code) || message.includes(OWN_FAILURE))
      throw new Error(`answered ${code}: ${message}`);
    return `gRPC ${code}`;
  }

  /** The connection must end: with an answer or, where nobody could say what was asked, without. */
  private sendRaw({ payload }: WireInput): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(this.collector.ports.http!, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
      // Reset while the rest of what it does not understand is still being sent.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(`socket ${/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'closed'}`);
      });
      socket.end(payload);
    });
  }
}

/** Asks for all that views ask for, of what is in the store now. Rejects when an answer is an error. */
async function readEverything({ rpc }: CollectorProcess): Promise<void> {
  const sessions = await rpc.request('sessions/list', { limit: 10_000 });
  for (const { id } of [...sessions].sort(bySpans).slice(0, SESSIONS_READ)) {
    const turns = await rpc.request('session/turns', { sessionId: id });
    await rpc.request('session/loops', { sessionId: id });
    for (const mode of ['time', 'tokens', 'cost'] as const) {
      await rpc.request('session/frames', { sessionId: id, mode, widthPx: 1_000 });
    }
    for (const { traceId, spanId } of turns.slice(0, 5)) await rpc.request('span/get', { traceId, spanId });
  }
  for (const view of ['spans', 'logs', 'metrics', 'sessions', 'turns', 'tool_calls', 'loops']) {
    await rpc.request('sql/query', { sql: `SELECT * FROM ${view}`, limit: 2_000 });
  }
}

function bySpans(a: SessionSummary, b: SessionSummary): number {
  return b.spanCount - a.spanCount;
}

function requestWith(span: Span): Uint8Array {
  const scopeSpans = [{ scope: scope('probe'), schemaUrl: '', spans: [span] }];
  return encodeRequest({
    signal: 'traces',
    request: { resourceSpans: [{ resource: resource({}), schemaUrl: '', scopeSpans }] },
  });
}

function withDeadline<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`hangs: no answer within ${DEADLINE_MS / 1000} s`));
    }, DEADLINE_MS);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
