import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TraceFacts } from '../../../../src/collector/doctor/traceFacts';
import { gatherTraceFacts, SETTLED_MS } from '../../../../src/collector/doctor/traceFacts';
import { understandLogs, understandSpans } from '../../../../src/collector/understand';
import { decodeLogsRequest } from '../../../../src/otlp/protobuf';
import type { Span, TracesRequest } from '../../../../src/otlp/records';
import { SpanStore } from '../../../../src/store/store';
import { readRequests } from '../../support/recordings';
import type { Plain } from '../../support/spans';
import { otlpSpan, resource, scope } from '../../support/spans';

const RECEIVED = 1_800_000_000_000;
const FIXTURES = path.join(import.meta.dirname, '../../../fixtures/otlp');

let store: SpanStore;
beforeEach(async () => {
  store = await SpanStore.open();
});
afterEach(() => {
  store.close();
});

function keep(...requests: TracesRequest[]): void {
  for (const request of requests) store.insert(understandSpans(request), RECEIVED);
}

function keepLogs(recording: string): void {
  const folder = path.join(FIXTURES, recording);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('-logs.pb'))) {
    const request = decodeLogsRequest(readFileSync(path.join(folder, file)));
    store.insertLogs(understandLogs(request, RECEIVED), RECEIVED);
  }
}

/** As of long after everything was received. */
function gather(now = RECEIVED + SETTLED_MS): TraceFacts {
  return gatherTraceFacts(store, now);
}

/** Without attributes whose keys fit, on the span and its events. */
function without(request: TracesRequest, keys: RegExp): TracesRequest {
  const strip = (from: Span['attributes']) => new Map([...from].filter(([key]) => !keys.test(key)));
  return {
    resourceSpans: request.resourceSpans.map((ofResource) => ({
      ...ofResource,
      scopeSpans: ofResource.scopeSpans.map((ofScope) => ({
        ...ofScope,
        spans: ofScope.spans.map((span) => ({ ...span, attributes: strip(span.attributes) })),
      })),
    })),
  };
}

function spansOf(service: string, ...spans: Span[]): TracesRequest {
  return {
    resourceSpans: [
      {
        resource: resource({ 'service.name': service }),
        schemaUrl: '',
        scopeSpans: [{ scope: scope('test', '1.0'), schemaUrl: '', spans }],
      },
    ],
  };
}

function modelCall(spanId: string, values: Record<string, Plain>): Span {
  return otlpSpan({
    spanId,
    name: 'chat',
    attributes: { 'gen_ai.operation.name': 'chat', ...values },
  });
}

describe('content capture', () => {
  it.each([
    ['ai-sdk-v5/happy', 'ai-sdk'],
    ['ai-sdk-v6/loop', 'ai-sdk'],
    ['ai-sdk-v7/happy', 'ai-sdk-7'],
    ['openinference-openai/run', 'openinference'],
    ['handwritten-b-agent-task/happy', 'genai'],
    ['handwritten-c-summary/happy', 'genai'],
  ])('is found in %s, by %s', (recording, id) => {
    keep(...readRequests(recording));
    const { emitters } = gather();
    expect(emitters.map(({ emitter, prompts, answers }) => [emitter.id, prompts, answers])).toEqual([
      [id, true, true],
    ]);
    expect(emitters[0]?.modelCalls).toBeGreaterThan(0);
  });

  it.each([
    ['ai-sdk-v5/happy', /^ai\.(prompt|response\.(text|toolCalls|object))/, 'recordInputs: true'],
    ['ai-sdk-v7/happy', /^gen_ai\.(input|output)\.messages|system_instructions/, 'recordInputs: true'],
    [
      'openinference-openai/run',
      /^(input|output)\.value|llm\.(input|output)_messages/,
      'OPENINFERENCE_HIDE_INPUTS',
    ],
  ])('is missed in %s once it is off', (recording, content, theSwitch) => {
    keep(...readRequests(recording).map((request) => without(request, content)));
    const { emitters } = gather();
    expect(emitters).toMatchObject([{ prompts: false, answers: false }]);
    expect(emitters[0]?.emitter.contentSwitch).toContain(theSwitch);
  });

  it('is missed where the emitter keeps it to itself', () => {
    keep(...readRequests('anthropic-sdk-native/happy'));
    expect(gather().emitters).toMatchObject([
      { emitter: { id: 'anthropic-sdk' }, prompts: false, answers: false, modelCalls: 3 },
    ]);
  });

  it('is found in log records', () => {
    keep(...readRequests('otel-openai-chat/happy'));
    expect(gather().emitters).toMatchObject([{ emitter: { id: 'otel-js-openai' }, prompts: false }]);
    keepLogs('otel-openai-chat/happy');
    expect(gather().emitters).toMatchObject([{ prompts: true, answers: true }]);
  });

  it('is that of the instrumentation whose span the log record belongs to, not of another in the same service', () => {
    keep(...readRequests('otel-openai-chat/happy'), ...readRequests('anthropic-sdk-native/happy'));
    keepLogs('otel-openai-chat/happy');
    const found = gather().emitters.map(({ emitter, prompts }) => [emitter.id, prompts]);
    expect(new Map(found as [string, boolean][])).toEqual(
      new Map([
        ['otel-js-openai', true],
        ['anthropic-sdk', false],
      ]),
    );
  });

  it('does not take a placeholder for content', () => {
    keep(
      spansOf(
        'shop',
        modelCall('0000000000000001', {
          'gen_ai.input.messages': '<REDACTED>',
          'gen_ai.output.messages': '[]',
        }),
      ),
    );
    expect(gather().emitters).toMatchObject([{ prompts: false, answers: false }]);
  });

  it('goes by the newest session of an emitter', () => {
    const call = (
      spanId: string,
      traceId: string,
      startTimeUnixNano: bigint,
      values: Record<string, Plain>,
    ) => ({
      ...modelCall(spanId, values),
      traceId,
      startTimeUnixNano,
      endTimeUnixNano: startTimeUnixNano,
    });
    const off = call('0000000000000001', '1'.repeat(32), 1_000_000_000n, {});
    const on = call('0000000000000002', '2'.repeat(32), 2_000_000_000n, {
      'gen_ai.input.messages': '[{"role":"user"}]',
      'gen_ai.output.messages': '[{"role":"assistant"}]',
    });
    keep(spansOf('shop', off, on));
    expect(gather().emitters).toMatchObject([{ prompts: true, answers: true, modelCalls: 1 }]);
  });
});

describe('spans', () => {
  it('without GenAI attributes are counted, with their scopes', () => {
    keep(spansOf('shop', otlpSpan({ name: 'GET /' })), ...readRequests('handwritten-a-prompt-tokens/happy'));
    const { spans, modelCalls, unknown } = gather();
    expect({ spans, modelCalls }).toEqual({ spans: 7, modelCalls: 3 });
    expect(unknown.scopes).toContainEqual({ name: 'test', count: 1 });
  });

  it('are orphans when their parent has not come long after the last of the session', () => {
    keep(spansOf('shop', otlpSpan({ name: 'lost', parentSpanId: 'f'.repeat(16) })));
    expect(gather(RECEIVED + SETTLED_MS - 1).orphans).toEqual({ spans: 0, of: 0, parents: 0, examples: [] });
    expect(gather().orphans).toMatchObject({
      spans: 1,
      of: 1,
      parents: 1,
      examples: [{ name: 'lost', service: 'shop' }],
    });
  });

  it('that start before their parents tell of clocks, between services only', () => {
    const parentId = '00000000000000aa';
    const parent = otlpSpan({ spanId: parentId, startTimeUnixNano: 5_000_000_000n });
    const child = (spanId: string, startTimeUnixNano: bigint) =>
      otlpSpan({ spanId, parentSpanId: parentId, startTimeUnixNano });
    keep(
      spansOf('shop', parent, child('00000000000000bb', 4_000_000_000n)),
      spansOf('stock', child('00000000000000cc', 4_700_000_000n), child('00000000000000dd', 4_999_000_000n)),
    );
    expect(gather().clockSkew).toEqual([
      { parentService: 'shop', childService: 'stock', spans: 1, worstMs: 300 },
    ]);
  });

  it('of models without a price are named, those of one’s own machine not', () => {
    const call = (spanId: string, model: string, provider: string) =>
      modelCall(spanId, {
        'gen_ai.request.model': model,
        'gen_ai.provider.name': provider,
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
      });
    keep(
      spansOf(
        'shop',
        call('0000000000000001', 'acme-large-9', 'acme'),
        call('0000000000000002', 'llama3', 'ollama'),
        call('0000000000000003', 'gpt-4o', 'openai'),
      ),
    );
    expect(gather().unpriced).toEqual([{ name: 'acme-large-9', count: 1 }]);
  });
});

describe('log records', () => {
  it('of services without spans are named', () => {
    keepLogs('otel-openai-chat/happy');
    const [only] = gather().logsOnly;
    expect(only?.logs).toBeGreaterThan(0);
    keep(...readRequests('otel-openai-chat/happy'));
    expect(gather().logsOnly).toEqual([]);
  });
});
