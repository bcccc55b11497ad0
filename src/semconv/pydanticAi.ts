/**
 * Pydantic AI, and Logfire around it. From version 3 of its instrumentation it speaks the GenAI conventions; version
 * 2's spans and the names that never moved are here. https://ai.pydantic.dev/logfire/
 */
import type { SpanKind } from '../protocol/agentModel';
import { at, openJson } from './fields';
import { readMessages } from './messageList';
import type { Vocabulary } from './vocabulary';

/** Spans of version 2, by their names. */
const KIND_OF_SPAN_NAME: readonly [RegExp, SpanKind][] = [
  [/^agent run$/, 'agent'],
  [/^running tool(?:: .*)?$/, 'tool'],
  [/^running output function(?:: .*)?$/, 'tool'],
  [/^running \d+ tools?$/, 'step'],
];

export const pydanticAi: Vocabulary = {
  name: 'Pydantic AI',

  speaks: ({ scope }) => scope.name === 'pydantic-ai',

  text: {
    agent: ['agent_name'],
    toolArguments: ['tool_arguments'],
    toolResult: ['tool_response'],
    requestModel: ['model_name'],
  },

  numbers: {
    // A run's sums, under names of their own.
    inputTokens: ['gen_ai.aggregated_usage.input_tokens'],
    outputTokens: ['gen_ai.aggregated_usage.output_tokens'],
    costUsd: ['operation.cost'],
  },

  finishReasons: [],

  impliedKind: ({ span }) => KIND_OF_SPAN_NAME.find(([name]) => name.test(span.name))?.[1] ?? null,

  toolDefinitions: ({ span }) =>
    at(openJson(span.attributes.get('model_request_parameters')), 'function_tools'),

  inputMessages: ({ span }) =>
    readMessages(
      span.attributes.get('pydantic_ai.all_messages') ?? span.attributes.get('all_messages_events'),
      'user',
    ),

  /** A call whose arguments did not fit the tool's schema: the model is asked again. */
  failure({ span }, kind) {
    return kind === 'tool' && span.attributes.get('pydantic_ai.tool.failure_stage') === 'validation'
      ? { errorClass: 'validation_error', errorMessage: 'The arguments did not fit the tool.' }
      : null;
  },
};
