/**
 * Langfuse's SDKs (version 3 and later are OpenTelemetry): everything is in `langfuse.observation.*`, figures in JSON.
 * https://langfuse.com/integrations/native/opentelemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { at, firstText, isRecord, openJson } from './fields';
import { readMessages } from './messageList';
import { readToolOutput, unwrapArguments } from './toolIo';
import { epochMs } from './time';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KEY = {
  type: 'langfuse.observation.type',
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
} as const;

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  generation: 'llm',
  agent: 'agent',
  tool: 'tool',
  chain: 'step',
  retriever: 'retrieval',
  embedding: 'embedding',
  evaluator: 'evaluation',
  guardrail: 'guardrail',
};

export const langfuse: Vocabulary = {
  name: 'Langfuse',

  speaks: ({ span }) => span.attributes.has(KEY.type),

  text: {
    responseModel: ['langfuse.observation.model.name'],
  },
  numbers: {},
  finishReasons: [],

  declaredKind({ span }) {
    const type = firstText(span.attributes, [KEY.type])?.toLowerCase() ?? '';
    return KIND_OF_TYPE[type] ?? null;
  },

  inputMessages: ({ span }) => readMessages(span.attributes.get(KEY.input), 'user'),
  toolDefinitions: ({ span }) => at(openJson(span.attributes.get(KEY.input)), 'tools'),
  outputMessages: ({ span }) => readMessages(span.attributes.get(KEY.output), 'assistant'),

  read(facts, kind) {
    const { span } = facts;
    switch (kind) {
      case 'agent':
        return { text: { agent: firstText(span.attributes, ['gen_ai.agent.name']) ?? span.name } };
      case 'llm':
        return readGeneration(facts);
      case 'tool':
        return {
          text: {
            ...readToolOutput(firstText(span.attributes, [KEY.output])),
            toolArguments: unwrapArguments(firstText(span.attributes, [KEY.input])),
          },
        };
      default:
        return {};
    }
  },

  failure({ span }) {
    if (firstText(span.attributes, ['langfuse.observation.level']) !== 'ERROR') return null;
    return {
      errorClass: 'ERROR',
      errorMessage: firstText(span.attributes, ['langfuse.observation.status_message']),
    };
  },
};

function readGeneration({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const cost = openJson(attributes.get('langfuse.observation.cost_details'));
  return {
    numbers: {
      ...usageOf(openJson(attributes.get('langfuse.observation.usage_details'))),
      costUsd: isRecord(cost) ? (countOf(cost.total) ?? sumOf(cost, () => true)) : null,
      msToFirstToken: timeToFirstToken(span),
    },
  };
}

/** Spellings of the parts of `input` and `output`, by the SDK's integrations. */
const CACHE_READ = /^(?:input_cached_tokens|input_cache_read|cache_read_input_tokens)$/;
const CACHE_WRITE = /^(?:input_cache_creation|input_cache_write|cache_creation_input_tokens)(?:_\w+)?$/;
const REASONING = /^output_reasoning(?:_tokens)?$/;
const OF_INPUT = /^input_|_input_tokens$/;
const OF_OUTPUT = /^output_/;

/**
 * No two keys of `usage_details` count the same token: `input` is what none of the `input_…` has, `output` likewise.
 * Programs that fill it by hand may mean sums: then the `total` that they give says so.
 */
function usageOf(details: JsonValue | undefined): NonNullable<ReadFields['numbers']> {
  if (!isRecord(details)) return {};
  const input = countOf(details.input);
  const output = countOf(details.output);
  const total = countOf(details.total);
  const areSums = total !== null && (input ?? 0) + (output ?? 0) === total;
  const withParts = (own: number | null, parts: RegExp) =>
    own === null || areSums ? own : own + (sumOf(details, (key) => parts.test(key)) ?? 0);
  return {
    inputTokens: withParts(input, OF_INPUT),
    outputTokens: withParts(output, OF_OUTPUT),
    totalTokens: total,
    cacheReadTokens: sumOf(details, (key) => CACHE_READ.test(key)),
    cacheWriteTokens: sumOf(details, (key) => CACHE_WRITE.test(key)),
    reasoningTokens: sumOf(details, (key) => REASONING.test(key)),
  };
}

function countOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}

/** Null when there is nothing to add up. */
function sumOf(record: Record<string, JsonValue>, counts: (key: string) => boolean): number | null {
  const values = Object.entries(record).flatMap(([key, value]) =>
    counts(key) ? (countOf(value) ?? []) : [],
  );
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** From the time that the SDK notes in ISO 8601, to the millisecond. */
function timeToFirstToken(span: SpanFacts['span']): number | null {
  const noted = openJson(span.attributes.get('langfuse.observation.completion_start_time'));
  const at = typeof noted === 'string' ? Date.parse(noted) : Number.NaN;
  const elapsed = at - epochMs(span.startTimeUnixNano);
  return elapsed >= 0 ? elapsed : null;
}
