/** Requests for the tests of the collector: an agent that calls a model, which calls a tool. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CollectorOptions } from '../../../src/collector/collector';
import { Collector } from '../../../src/collector/collector';
import { AuditTrail } from '../../../src/collector/audit/auditTrail';
import { Pins } from '../../../src/collector/pins';
import type { ReceiverReport } from '../../../src/collector/receiver/report';
import type { OtlpRequest, Span } from '../../../src/otlp/records';
import { DEFAULT_MEMORY_LIMIT_BYTES } from '../../../src/protocol/collectorWorker';
import { DEFAULT_LOOP_THRESHOLDS } from '../../../src/protocol/loops';
import type { Plain } from '../support/spans';
import { otlpSpan, resource, scope } from '../support/spans';

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');

/** What a receiver reports that has received nothing. */
export const EMPTY_REPORT: ReceiverReport = {
  at: 0,
  ports: { http: null, grpc: null },
  received: { spans: 0, logs: 0, metrics: 0 },
  lastExport: null,
  exports: [],
  userAgents: [],
  rejected: [],
  truncated: [],
  redacted: [],
  refusedPatterns: [],
  journal: null,
  forward: null,
  arrivalDelay: null,
};

/** Without a receiver: `report` is what it would say. */
export async function openCollector(
  options: Partial<CollectorOptions> & {
    report?: Partial<ReceiverReport>;
    setFull?: (full: boolean) => void;
  } = {},
): Promise<Collector> {
  const { report, setFull = () => undefined, ...others } = options;
  const collector = await Collector.open({
    wasm: readFileSync(wasmPath),
    pins: await Pins.open(null, () => undefined),
    audit: new AuditTrail(null, () => undefined),
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
    prices: [],
    loopThresholds: DEFAULT_LOOP_THRESHOLDS,
    receiver: {
      report: () => Promise.resolve({ ...EMPTY_REPORT, ...report }),
      listeners: () => Promise.reject(new Error('There is no receiver.')),
      clear: () => {
        collector.clear();
        return Promise.resolve();
      },
      startImport: () => Promise.reject(new Error('There is no receiver.')),
      cancelImport: () => Promise.resolve(),
      stored: () => Promise.resolve(),
      setFull,
    },
    onError: (message) => {
      throw new Error(message);
    },
    ...others,
  });
  return collector;
}

export function request(spans: Span[], resourceAttributes: Record<string, Plain> = {}): OtlpRequest {
  return {
    signal: 'traces',
    request: {
      resourceSpans: [
        {
          resource: resource({ 'service.name': 'shop', ...resourceAttributes }),
          schemaUrl: '',
          scopeSpans: [{ scope: scope('test', '1.0'), schemaUrl: '', spans }],
        },
      ],
    },
  };
}

export const TRACE = 'abcdef0123456789abcdef0123456789';
export const ROOT = '00000000000000aa';
/** Epoch ms of the session's start. */
export const START = 1_763_600_000_000;

const nanos = (ms: number) => BigInt(START + ms) * 1_000_000n;

export function span(
  id: string,
  at: number,
  ms: number,
  name: string,
  attributes: Record<string, Plain>,
): Span {
  return otlpSpan({
    traceId: TRACE,
    spanId: id,
    parentSpanId: id === ROOT ? '' : ROOT,
    name,
    startTimeUnixNano: nanos(at),
    endTimeUnixNano: nanos(at + ms),
    attributes,
  });
}

export function agentRun(key: string | null = 'chat-1'): Span {
  return span(ROOT, 0, 10_000, 'invoke_agent researcher', {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'researcher',
    ...(key === null ? {} : { 'gen_ai.conversation.id': key }),
  });
}

/** Turn `n` (1-based): a model call, and the same search as every turn. */
export function turn(n: number): Span[] {
  const at = (n - 1) * 100;
  const id = (prefix: string) => prefix + n.toString(16).padStart(14, '0');
  const message = [
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: `call_${n}`, name: 'search_docs', arguments: { q: 'otel' } }],
    },
  ];
  return [
    span(id('c1'), at, 50, 'chat gpt-4o-mini', {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', parts: [{ type: 'text', content: 'Find the docs' }] },
      ]),
      'gen_ai.output.messages': JSON.stringify(message),
    }),
    span(id('70'), at + 50, 40, 'execute_tool search_docs', {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search_docs',
      'gen_ai.tool.call.id': `call_${n}`,
      'gen_ai.tool.call.arguments': '{"q":"otel"}',
      'gen_ai.tool.call.result': 'nothing found',
    }),
  ];
}

export const chatId = (n: number) => 'c1' + n.toString(16).padStart(14, '0');
export const toolId = (n: number) => '70' + n.toString(16).padStart(14, '0');
