/**
 * Microsoft's agent frameworks: Agent Framework (its workflows have spans of their own), Semantic Kernel and AutoGen;
 * and AG2, which went its own way from AutoGen. All follow the GenAI conventions for models, agents and tools.
 */
import type { SpanKind } from '../protocol/agentModel';
import { firstText } from './fields';
import type { Vocabulary } from './vocabulary';

/** Agent Framework's workflow spans, by their names. */
const KIND_OF_SPAN_NAME: readonly [RegExp, SpanKind][] = [
  [/^workflow\.run\b/, 'workflow'],
  [/^executor\.process\b/, 'step'],
];

/** `ag2.span.type`. */
const KIND_OF_AG2_TYPE: Readonly<Record<string, SpanKind>> = {
  conversation: 'workflow',
  multi_conversation: 'workflow',
  agent: 'agent',
  llm: 'llm',
  tool: 'tool',
  code_execution: 'tool',
  human_input: 'approval',
  speaker_selection: 'step',
};

export const microsoft: Vocabulary = {
  name: 'Microsoft Agent Framework, Semantic Kernel, AutoGen, AG2',

  text: {},

  numbers: {},

  finishReasons: [],

  declaredKind({ span }) {
    const type = firstText(span.attributes, ['ag2.span.type']);
    return type !== null && Object.hasOwn(KIND_OF_AG2_TYPE, type) ? KIND_OF_AG2_TYPE[type]! : null;
  },

  impliedKind({ span, scope }) {
    if (scope.name !== 'agent_framework') return null;
    return KIND_OF_SPAN_NAME.find(([name]) => name.test(span.name))?.[1] ?? null;
  },
};
