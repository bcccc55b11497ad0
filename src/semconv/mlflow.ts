/**
 * MLflow Tracing: every attribute is JSON, texts in quotes too.
 * https://mlflow.org/docs/latest/genai/tracing/
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import { ownValue } from '../protocol/ownValue';
import { at, isRecord, numberAt, openJson, textAt } from './fields';
import { parseMessages } from './messages';
import { modelAnswer } from './modelAnswer';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KEY = {
  type: 'mlflow.spanType',
  inputs: 'mlflow.spanInputs',
  outputs: 'mlflow.spanOutputs',
} as const;

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  LLM: 'llm',
  CHAT_MODEL: 'llm',
  AGENT: 'agent',
  TOOL: 'tool',
  CHAIN: 'step',
  TASK: 'step',
  WORKFLOW: 'workflow',
  RETRIEVER: 'retrieval',
  RERANKER: 'retrieval',
  EMBEDDING: 'embedding',
  MEMORY: 'memory',
  GUARDRAIL: 'guardrail',
  EVALUATOR: 'evaluation',
  PARSER: 'other',
};

export const mlflow: Vocabulary = {
  name: 'MLflow',

  speaks: ({ span }) => span.attributes.has(KEY.type),

  text: {},
  numbers: {},
  finishReasons: [],

  declaredKind: (facts) =>
    ownValue(KIND_OF_TYPE, textAt(jsonAt(facts, KEY.type))?.toUpperCase() ?? '') ?? null,

  inputMessages: (facts) => parseMessages(jsonAt(facts, KEY.inputs), 'user'),
  toolDefinitions: (facts) => jsonAt(facts, 'mlflow.chat.tools') ?? at(jsonAt(facts, KEY.inputs), 'tools'),
  outputMessages: (facts) => parseMessages(jsonAt(facts, KEY.outputs), 'assistant'),

  read(facts, kind) {
    switch (kind) {
      case 'agent':
        return { text: { agent: facts.span.name } };
      case 'llm':
        return readModelCall(facts);
      case 'tool':
        return {
          text: {
            ...readToolOutput(compactText(jsonAt(facts, KEY.outputs))),
            toolArguments: unwrapArguments(compactText(jsonAt(facts, KEY.inputs))),
          },
        };
      default:
        return {};
    }
  },
};

function readModelCall(facts: SpanFacts): ReadFields {
  const usage = jsonAt(facts, 'mlflow.chat.tokenUsage');
  const cost = jsonAt(facts, 'mlflow.llm.cost');
  const answer = modelAnswer(jsonAt(facts, KEY.outputs));
  const requested = at(jsonAt(facts, KEY.inputs), 'model');
  return {
    text: {
      requestModel: typeof requested === 'string' ? requested : null,
      responseModel: textAt(jsonAt(facts, 'mlflow.llm.model')) ?? answer?.responseModel ?? null,
      provider: textAt(jsonAt(facts, 'mlflow.llm.provider')),
      responseId: answer?.responseId ?? null,
    },
    numbers: {
      ...answer?.numbers,
      ...(isRecord(usage)
        ? {
            inputTokens: numberAt(usage, 'input_tokens'),
            outputTokens: numberAt(usage, 'output_tokens'),
            totalTokens: numberAt(usage, 'total_tokens'),
            cacheReadTokens:
              numberAt(usage, 'cache_read_input_tokens') ?? answer?.numbers.cacheReadTokens ?? null,
            cacheWriteTokens:
              numberAt(usage, 'cache_creation_input_tokens') ?? answer?.numbers.cacheWriteTokens ?? null,
          }
        : {}),
      costUsd: numberAt(cost, 'total_cost'),
    },
    finishReasons: answer?.finishReasons ?? [],
  };
}

function jsonAt({ span }: SpanFacts, key: string): JsonValue | undefined {
  return openJson(span.attributes.get(key));
}

function compactText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
