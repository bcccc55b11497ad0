/**
 * LangSmith in OpenTelemetry mode. Inputs and outputs of every run are whole objects in `gen_ai.prompt` and
 * `gen_ai.completion`; operations follow from the run's type and are wrong for prompts and retrievers.
 * https://docs.smith.langchain.com/observability/how_to_guides/trace_with_opentelemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { at, firstText, isRecord, openJson } from './fields';
import { parseMessages } from './messages';
import { usageNumbers } from './modelAnswer';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KIND = 'langsmith.span.kind';
const INPUTS = 'gen_ai.prompt';
const OUTPUTS = 'gen_ai.completion';

const KIND_OF_RUN: Readonly<Record<string, SpanKind>> = {
  llm: 'llm',
  tool: 'tool',
  retriever: 'retrieval',
  embedding: 'embedding',
  prompt: 'other',
  parser: 'other',
};

export const langsmith: Vocabulary = {
  name: 'LangSmith',

  speaks: ({ span }) => span.attributes.has(KIND),

  text: {},
  numbers: {},
  finishReasons: [],

  /** There is no run of type agent: the chain that a trace begins with is the nearest to it. */
  declaredKind({ span }) {
    const kind = firstText(span.attributes, [KIND])?.toLowerCase() ?? '';
    if (kind === 'chain') return span.parentSpanId === '' ? 'agent' : 'step';
    return ownValue(KIND_OF_RUN, kind) ?? null;
  },

  inputMessages({ span }) {
    const inputs = openJson(span.attributes.get(INPUTS));
    const only = isRecord(inputs) && Object.keys(inputs).length === 1 ? inputs.input : undefined;
    return parseMessages(only ?? inputs, 'user');
  },

  read(facts, kind) {
    switch (kind) {
      case 'agent':
        return { text: { agent: facts.span.name } };
      case 'llm':
        return readUsage(facts);
      case 'tool':
        return readToolCall(facts);
      default:
        return {};
    }
  },

  /** Failed runs end with status OK beside their exception. */
  failure({ span }) {
    const exception = span.events.findLast(({ name }) => name === 'exception');
    if (exception === undefined) return null;
    return {
      errorClass: firstText(exception.attributes, ['exception.type']) ?? 'Error',
      errorMessage: firstText(exception.attributes, ['exception.message']),
    };
  },
};

function readUsage({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const usage = openJson(attributes.get('langsmith.usage_metadata'));
  if (isRecord(usage)) return { numbers: usageNumbers(usage) };
  const details = (side: string) => openJson(attributes.get(`gen_ai.usage.${side}_token_details`)) ?? null;
  const { cacheReadTokens, cacheWriteTokens, reasoningTokens } = usageNumbers({
    input_token_details: details('input'),
    output_token_details: details('output'),
  });
  return {
    numbers: {
      cacheReadTokens: cacheReadTokens ?? null,
      cacheWriteTokens: cacheWriteTokens ?? null,
      reasoningTokens: reasoningTokens ?? null,
    },
  };
}

function readToolCall({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const recorded = firstText(attributes, [OUTPUTS]);
  const opened = openJson(recorded);
  // A function that returns no object has its value under `outputs`.
  const inner = isRecord(opened) && Object.keys(opened).length === 1 ? at(opened, 'outputs') : undefined;
  const output = inner === undefined ? recorded : typeof inner === 'string' ? inner : JSON.stringify(inner);
  return {
    text: {
      ...(typeof inner === 'string' ? { toolResult: inner } : readToolOutput(output)),
      toolArguments: unwrapArguments(firstText(attributes, [INPUTS])),
    },
  };
}
