/**
 * VoltAgent: attributes without prefixes. It records one model span for a whole run of several requests, whose tokens
 * are the last request's. https://voltagent.dev/observability-docs/
 */
import type { SpanKind } from '../protocol/agentModel';
import { firstText, firstValue } from './fields';
import { readMessages } from './messageList';
import type { Vocabulary } from './vocabulary';

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  agent: 'agent',
  llm: 'llm',
  tool: 'tool',
  memory: 'memory',
  retriever: 'retrieval',
  embedding: 'embedding',
  guardrail: 'guardrail',
  workflow: 'workflow',
  'workflow-step': 'step',
};

export const voltAgent: Vocabulary = {
  name: 'VoltAgent',

  speaks: ({ scope }) => scope.name.startsWith('@voltagent/'),

  text: {
    agent: ['agent.name', 'entity.name'],
    requestModel: ['llm.model', 'ai.model.name'],
    provider: ['llm.provider'],
    toolName: ['tool.name'],
    toolCallId: ['tool.call.id'],
    toolArguments: ['input'],
    toolResult: ['output'],
  },

  numbers: {
    inputTokens: ['llm.usage.prompt_tokens', 'usage.prompt_tokens'],
    outputTokens: ['llm.usage.completion_tokens', 'usage.completion_tokens'],
    totalTokens: ['llm.usage.total_tokens', 'usage.total_tokens'],
    cacheReadTokens: ['llm.usage.cached_tokens', 'usage.cached_tokens'],
    reasoningTokens: ['llm.usage.reasoning_tokens', 'usage.reasoning_tokens'],
  },

  finishReasons: ['llm.finish_reason'],

  declaredKind({ span }) {
    const type = firstText(span.attributes, ['span.type']);
    return type !== null && Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type]! : null;
  },

  inputMessages: ({ span }) => readMessages(firstValue(span.attributes, ['llm.messages', 'input']), 'user'),

  outputMessages: ({ span }) => readMessages(span.attributes.get('output'), 'assistant'),
};
