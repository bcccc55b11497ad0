/** Builders for the records that tests feed in: only what a test is about needs to be said. */
import type {
  AgentSpan,
  ModelCallFacts,
  RequestedCall,
  ToolCallFacts,
} from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { AnyValue, Attributes, Resource, Scope, Span, SpanEvent } from '../../../src/otlp/records';

/** Plain data to an AnyValue: integers become int values, objects key-value lists. */
export type Plain = null | string | number | bigint | boolean | Plain[] | { [key: string]: Plain };

function anyValue(value: Plain): AnyValue {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(anyValue);
  if (value !== null && typeof value === 'object') return attributes(value);
  return value;
}

export function attributes(values: Record<string, Plain>): Attributes {
  return new Map(Object.entries(values).map(([key, value]) => [key, anyValue(value)]));
}

export function event(name: string, values: Record<string, Plain> = {}): SpanEvent {
  return { timeUnixNano: 0n, name, attributes: attributes(values), droppedAttributesCount: 0 };
}

/** An OTLP span; `attributes` as plain data. */
export function otlpSpan(
  fields: Omit<Partial<Span>, 'attributes'> & { attributes?: Record<string, Plain> } = {},
): Span {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: 'span',
    kind: 1,
    startTimeUnixNano: 1_700_000_000_000_000_000n,
    endTimeUnixNano: 1_700_000_000_500_000_000n,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    ...fields,
    attributes: attributes(fields.attributes ?? {}),
  };
}

export function resource(values: Record<string, Plain> = {}): Resource {
  return { attributes: attributes(values), droppedAttributesCount: 0 };
}

export function scope(name = '', version = ''): Scope {
  return { name, version, attributes: new Map(), droppedAttributesCount: 0 };
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A span of the agent model. `id` is its span id; times are milliseconds from a fixed start. */
export function agentSpan(
  fields: Omit<Partial<AgentSpan>, 'model' | 'tool' | 'spanId' | 'parentSpanId' | 'startTime'> & {
    id: string;
    parent?: string;
    at?: number;
    model?: Partial<ModelCallFacts>;
    tool?: Partial<ToolCallFacts>;
  },
): AgentSpan {
  const { id, parent, at = 0, model, tool, ...rest } = fields;
  return {
    traceId: TRACE,
    name: id,
    kind: model ? 'llm' : tool ? 'tool' : 'other',
    durationMs: 10,
    status: 'unset',
    errorClass: null,
    errorMessage: null,
    service: 'test-service',
    sessionKey: null,
    agent: null,
    agentId: null,
    userMessage: null,
    source: null,
    handoff: null,
    totals: null,
    noise: false,
    links: [],
    ...rest,
    spanId: id,
    parentSpanId: parent ?? null,
    startTime: 1_700_000_000_000 + at,
    model: model
      ? {
          requestModel: 'gpt-4o-mini',
          responseModel: null,
          provider: 'openai',
          responseId: null,
          usage: UNKNOWN_USAGE,
          cacheWrite1h: null,
          reportedCostUsd: null,
          timeToFirstTokenMs: null,
          finishReason: null,
          requestedCalls: [],
          answerText: null,
          quotedCalls: [],
          attempts: 1,
          ...model,
        }
      : null,
    tool: tool
      ? {
          name: 'search_docs',
          callId: null,
          arguments: null,
          result: null,
          resultBytes: null,
          status: 'ok',
          errorClass: null,
          ...tool,
        }
      : null,
  };
}

/** What a model asked for, known by ids only. */
export function asked(...ids: string[]): RequestedCall[] {
  return ids.map((id) => ({ id, name: null, arguments: null }));
}

/** The same items in another order; the same seed gives the same order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed;
  for (let i = result.length - 1; i > 0; i--) {
    // Numerical Recipes' linear congruential generator: good enough to shuffle.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
