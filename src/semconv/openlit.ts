/**
 * OpenLIT: the GenAI conventions, with operations of its own and the time to the first token under another name.
 * https://docs.openlit.io/latest/openlit/integrations/introduction
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { firstText } from './fields';
import type { Vocabulary } from './vocabulary';

const KIND_OF_OPERATION: Readonly<Record<string, SpanKind>> = {
  embedding: 'embedding',
  agent: 'agent',
  vectordb: 'retrieval',
  framework: 'step',
  execute_task: 'step',
  task: 'step',
  workflow: 'workflow',
};

export const openlit: Vocabulary = {
  name: 'OpenLIT',

  speaks: ({ span, resource, scope }) =>
    scope.name.startsWith('openlit') ||
    resource.attributes.get('telemetry.sdk.name') === 'openlit' ||
    span.attributes.has('gen_ai.sdk.version'),

  text: {},
  numbers: {
    secondsToFirstToken: ['gen_ai.response.time_to_first_chunk', 'gen_ai.server.time_to_first_token'],
  },
  finishReasons: [],

  declaredKind({ span }) {
    const operation = firstText(span.attributes, ['gen_ai.operation.name']);
    return operation === null ? null : (ownValue(KIND_OF_OPERATION, operation) ?? null);
  },
};
