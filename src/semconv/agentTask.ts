/**
 * The names that people give when they instrument an agent by hand: spans `agent.task` → `agent.step` → `llm.call`
 * and `tool.call` (or `tool <name>`), attributes `agent.*`, `llm.*` and `tool.*`. No standard, but the same few
 * spellings everywhere.
 */
import type { SpanKind } from '../protocol/agentModel';
import { firstValue } from './fields';
import { readMessages } from './messageList';
import type { Vocabulary } from './vocabulary';

const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  'agent.task': 'agent',
  'agent.run': 'agent',
  'agent.step': 'step',
  'llm.call': 'llm',
  'tool.call': 'tool',
};

export const agentTask: Vocabulary = {
  name: 'agent.task',

  text: {
    agent: ['agent.name'],
    agentId: ['agent.id'],
    userMessage: ['agent.task'],
    requestModel: ['llm.model'],
    provider: ['llm.provider'],
    toolName: ['tool.name'],
    toolCallId: ['tool.call_id', 'tool.call.id'],
    toolArguments: ['tool.input', 'tool.arguments'],
    toolResult: ['tool.output', 'tool.result'],
    toolStatus: ['tool.status'],
  },

  numbers: {
    inputTokens: ['llm.tokens.input', 'agent.total_input_tokens'],
    outputTokens: ['llm.tokens.output', 'agent.total_output_tokens'],
    cacheReadTokens: ['llm.tokens.cached', 'llm.tokens.cache_read', 'agent.total_cache_read_tokens'],
    cacheWriteTokens: ['llm.tokens.cache_write'],
    reasoningTokens: ['llm.tokens.reasoning'],
    totalTokens: ['llm.tokens.total', 'agent.total_tokens'],
    costUsd: ['agent.estimated_cost_usd', 'agent.total_cost_usd'],
  },

  finishReasons: ['llm.finish_reason'],

  impliedKind({ span }) {
    if (Object.hasOwn(KIND_OF_SPAN_NAME, span.name)) return KIND_OF_SPAN_NAME[span.name]!;
    return /^tool \S/.test(span.name) && span.attributes.has('tool.name') ? 'tool' : null;
  },

  inputMessages: ({ span }) => readMessages(firstValue(span.attributes, ['llm.prompt']), 'user'),

  outputMessages: ({ span }) => readMessages(firstValue(span.attributes, ['llm.response']), 'assistant'),
};
