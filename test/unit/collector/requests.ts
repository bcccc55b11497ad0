/** Requests for the tests of the collector: an agent that calls a model, which calls a tool. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Collector } from '../../../src/collector/collector';
import type { OtlpRequest, Span } from '../../../src/otlp/records';
import type { Plain } from '../support/spans';
import { otlpSpan, resource, scope } from '../support/spans';

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');

export function openCollector(): Promise<Collector> {
  return Collector.open({ wasm: readFileSync(wasmPath) });
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

function span(id: string, at: number, ms: number, name: string, attributes: Record<string, Plain>): Span {
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
