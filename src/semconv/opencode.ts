/**
 * opencode: the spans of the Vercel AI SDK among a thousand of the Effect runtime. A tool call is two spans,
 * `ai.toolCall` with what went in and came out, and `Tool.execute`, which sub-agents run in. https://opencode.ai
 */
import { firstText } from './fields';
import type { Vocabulary } from './vocabulary';

export const opencode: Vocabulary = {
  name: 'opencode',

  speaks: ({ scope }) => scope.name === 'opencode',

  text: {
    toolName: ['ai.toolCall.name', 'tool.name'],
    toolCallId: ['ai.toolCall.id', 'tool.call_id'],
  },

  numbers: {},
  finishReasons: [],

  /** The names of tools are on spans around the call, too. */
  declaredKind({ span }) {
    if (span.name === 'Tool.execute') return 'tool';
    return firstText(span.attributes, ['ai.operationId', 'gen_ai.operation.name']) === null ? 'other' : null;
  },
};
