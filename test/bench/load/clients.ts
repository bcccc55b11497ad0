/** All the programs that export, in a thread of their own. */
import type { MessagePort } from 'node:worker_threads';
import { encodeRequest } from '../../../src/otlp/protobuf';
import type { OtlpRequest } from '../../../src/otlp/records';
import { Random } from '../../unit/support/random';
import { spansRequest } from '../ingest/spans';
import { requestToJson } from '../support/otlpJson';
import type { Answer, Kind } from './client';
import { LoadClient } from './client';

export interface LoadTask {
  httpPort: number;
  grpcPort: number;
  clients: number;
  seconds: number;
  seed: number;
}

export interface LoadReport {
  seconds: number;
  answers: Map<string, number>;
  /** Of acknowledged requests, ms, ascending. */
  latencies: Float64Array;
  acknowledgedSpans: number;
  /** Trace ids of acknowledged requests, each with the number of its spans. */
  acknowledged: Map<string, number>;
}

/** Of each ten programs. */
const KINDS: readonly Kind[] = [
  ...(['protobuf', 'protobuf', 'protobuf', 'json', 'json', 'gzip', 'gzip', 'grpc', 'grpc', 'slow'] as const),
];
/** Batches are like those of agents: mostly a few spans, sometimes all that fit. */
const SIZES = [1, 1, 2, 4, 8, 8, 16, 32, 64, 512];

export async function runClients(task: LoadTask, port: MessagePort): Promise<void> {
  const answers = new Map<string, number>();
  const latencies: number[] = [];
  const acknowledged = new Map<string, number>();
  const onAnswer = (answer: Answer) => {
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
    if (answer.acknowledged === null) return;
    latencies.push(answer.ms);
    acknowledged.set(answer.acknowledged, answer.spans);
  };
  // Content is made once: making it for each request would be most of this thread's work.
  const { spans } = spansRequest(task.seed, 0).resourceSpans[0]!.scopeSpans[0]!;
  let batches = 0;
  const clientOf = (number: number) => {
    const random = new Random(task.seed * 7_919 + number);
    const kind = KINDS[number % KINDS.length]!;
    const next = () => {
      const id = `b${(++batches).toString(16).padStart(31, '0')}`;
      const request = batchOf(spans, random, id);
      const body =
        kind === 'json' ? Buffer.from(requestToJson(request)) : Buffer.from(encodeRequest(request));
      return { body, spans: countOf(request), id };
    };
    return new LoadClient({ ...task, kind, random, next, onAnswer });
  };
  const clients = Array.from({ length: task.clients }, (_, number) => clientOf(number));
  const start = performance.now();
  await Promise.all(clients.map((client) => client.run(start + task.seconds * 1000)));
  const report: LoadReport = {
    seconds: (performance.now() - start) / 1000,
    answers,
    latencies: Float64Array.from(latencies).sort(),
    acknowledgedSpans: [...acknowledged.values()].reduce((sum, count) => sum + count, 0),
    acknowledged,
  };
  port.postMessage(report);
}

type Spans = ReturnType<typeof spansRequest>['resourceSpans'][number]['scopeSpans'][number]['spans'];

function batchOf(all: Spans, random: Random, traceId: string): OtlpRequest {
  const count = random.pick(SIZES);
  const first = random.below(all.length - count + 1);
  const spans = all.slice(first, first + count).map((span, n) => ({
    ...span,
    traceId,
    spanId: `b${n.toString(16).padStart(15, '0')}`,
    parentSpanId: '',
    attributes: new Map(span.attributes).set('gen_ai.conversation.id', `load-${traceId.slice(-4, -1)}`),
  }));
  const resource = { attributes: new Map([['service.name', 'load']]), droppedAttributesCount: 0 };
  const scope = { name: 'load', version: '', attributes: new Map(), droppedAttributesCount: 0 };
  return {
    signal: 'traces',
    request: { resourceSpans: [{ resource, schemaUrl: '', scopeSpans: [{ scope, schemaUrl: '', spans }] }] },
  };
}

function countOf({ request }: OtlpRequest): number {
  return 'resourceSpans' in request ? request.resourceSpans[0]!.scopeSpans[0]!.spans.length : 0;
}
