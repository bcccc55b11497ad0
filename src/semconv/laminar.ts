/**
 * Laminar's SDK: GenAI attributes, with its own for the span's kind, input and output.
 * https://docs.lmnr.ai/tracing
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { firstNumber, firstText } from './fields';
import { readMessages } from './messageList';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { Vocabulary } from './vocabulary';

const TYPE = 'lmnr.span.type';
const INPUT = 'lmnr.span.input';
const OUTPUT = 'lmnr.span.output';

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  LLM: 'llm',
  TOOL: 'tool',
  EVALUATOR: 'evaluation',
  HUMAN_EVALUATOR: 'evaluation',
  EVALUATION: 'evaluation',
};

export const laminar: Vocabulary = {
  name: 'Laminar',

  speaks: ({ span }) => [TYPE, INPUT, OUTPUT, 'lmnr.span.path'].some((key) => span.attributes.has(key)),

  text: {},
  numbers: {},
  finishReasons: [],

  declaredKind: ({ span }) =>
    ownValue(KIND_OF_TYPE, firstText(span.attributes, [TYPE])?.toUpperCase() ?? '') ?? null,

  inputMessages: ({ span }) => readMessages(span.attributes.get(INPUT), 'user'),
  outputMessages: ({ span }) => readMessages(span.attributes.get(OUTPUT), 'assistant'),

  read({ span }, kind) {
    const { attributes } = span;
    if (kind === 'tool') {
      return {
        text: {
          ...readToolOutput(firstText(attributes, [OUTPUT])),
          toolArguments: unwrapArguments(firstText(attributes, [INPUT])),
        },
      };
    }
    if (kind !== 'llm' || attributes.has('gen_ai.usage.cost')) return {};
    const parts = ['input', 'output'].map((side) => firstNumber(attributes, [`gen_ai.usage.${side}_cost`]));
    return { numbers: { costUsd: parts.includes(null) ? null : parts[0]! + parts[1]! } };
  },
};
