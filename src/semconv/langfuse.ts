/**
 * Langfuse's SDKs (version 3 and later are OpenTelemetry): everything is in `langfuse.observation.*`, figures in JSON.
 * https://langfuse.com/integrations/native/opentelemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { ownValue } from '../protocol/ownValue';
import { at, firstText, isRecord, openJson } from './fields';
import { agentNameInState, graphRole, isGraphClass, type GraphRole } from './langGraph';
import { readMessages } from './messageList';
import { readToolOutput, unwrapArguments } from './toolIo';
import { epochMs } from './time';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KEY = {
  type: 'langfuse.observation.type',
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
} as const;

const USAGE = 'langfuse.observation.usage_details';
const METADATA = 'langfuse.observation.metadata.';

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
    requestModel: [`${METADATA}ls_model_name`],
    responseModel: ['langfuse.observation.model.name'],
    provider: [`${METADATA}ls_provider`],
  },
  numbers: {},
  finishReasons: [],

  declaredKind(facts) {
    const type = firstText(facts.span.attributes, [KEY.type])?.toLowerCase() ?? '';
    const kind = ownValue(KIND_OF_TYPE, type) ?? null;
    return kind === null || kind === 'step' ? (graphKind(facts) ?? kind) : kind;
  },

  inputMessages: ({ span }) => readMessages(span.attributes.get(KEY.input), 'user'),
  toolDefinitions: ({ span }) => at(openJson(span.attributes.get(KEY.input)), 'tools'),
  outputMessages: ({ span }) => readMessages(span.attributes.get(KEY.output), 'assistant'),

  read(facts, kind) {
    const { span } = facts;
    switch (kind) {
      case 'agent':
        return { text: { agent: agentName(facts) } };
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

  /** Added up in `usageOf`. */
  inputExcludesCache: ({ span }) => (span.attributes.has(USAGE) ? false : undefined),

  failure({ span }) {
    if (firstText(span.attributes, ['langfuse.observation.level']) !== 'ERROR') return null;
    return {
      errorClass: 'ERROR',
      errorMessage: firstText(span.attributes, ['langfuse.observation.status_message']),
    };
  },
};

const KIND_OF_ROLE: Readonly<Record<GraphRole, SpanKind>> = {
  graph: 'agent',
  node: 'step',
  plumbing: 'other',
};

/** LangChain's metadata comes as one attribute each. */
function graphKind({ span }: SpanFacts): SpanKind | null {
  const { attributes, name } = span;
  if (!attributes.has(`${METADATA}ls_integration`) && !attributes.has(`${METADATA}langgraph_node`))
    return null;
  const node = firstText(attributes, [`${METADATA}langgraph_node`]);
  const integration = firstText(attributes, [`${METADATA}ls_integration`]);
  const metadata = JSON.stringify({ integration, ...(node === null ? {} : { langgraph_node: node }) });
  const io = [KEY.input, KEY.output].map((key) => firstText(attributes, [key]));
  const role = graphRole(name, metadata, io);
  return role === null ? null : KIND_OF_ROLE[role];
}

function agentName({ span }: SpanFacts): string | null {
  const declared = firstText(span.attributes, ['gen_ai.agent.name']);
  if (declared !== null) return declared;
  return isGraphClass(span.name) ? agentNameInState(openJson(span.attributes.get(KEY.output))) : span.name;
}

function readGeneration({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const cost = openJson(attributes.get('langfuse.observation.cost_details'));
  return {
    numbers: {
      ...usageOf(openJson(attributes.get(USAGE))),
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
  const allOutput = withParts(output, OF_OUTPUT);
  const allInput = withParts(input, OF_INPUT);
  return {
    // An integration that takes more cached tokens off the input than it has ends at 0, which is too much with them.
    inputTokens:
      allInput === null || total === null
        ? allInput
        : Math.min(allInput, Math.max(total - (allOutput ?? 0), 0)),
    outputTokens: allOutput,
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
