/**
 * Qwen Code: the GenAI conventions with few keys of its own. Sub-agents are traces of their own, which links lead to.
 * https://qwenlm.github.io/qwen-code-docs/en/developers/development/telemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import { denialIn, permissionKind } from './claudeCode';
import { firstText } from './fields';
import { readMessages } from './messageList';
import { promptText } from './promptText';
import type { Vocabulary } from './vocabulary';

export const QWEN_CODE = 'qwen-code';

const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  'qwen-code.interaction': 'agent',
  'qwen-code.subagent': 'agent',
  'qwen-code.llm_request': 'llm',
  'qwen-code.tool': 'tool',
  // Those fail as a matter of course where a runner has nothing to say.
  'qwen-code.hook': 'hook',
};

/** The tool at work, inside of the call that includes hooks and the wait for a permission. */
const EXECUTION = 'qwen-code.tool.execution';
/** Versions about 0.21.2 say neither of which call it is nor of which tool: a part of the one around it. */
const TOOL_KEYS = ['gen_ai.tool.call.id', 'tool.call_id', 'call_id', 'gen_ai.tool.name', 'tool.name'];

const PERMISSION = 'qwen-code.tool.blocked_on_user';

export const qwenCode: Vocabulary = {
  name: 'Qwen Code',

  speaks: ({ scope }) => scope.name === QWEN_CODE,

  text: {
    agent: ['qwen-code.subagent.name', 'subagent_name', 'gen_ai.agent.name'],
    agentId: ['qwen-code.subagent.id', 'subagent_id'],
    toolCallId: ['tool.call_id', 'call_id'],
  },

  numbers: {
    reasoningTokens: ['thoughts_token_count'],
    msToFirstToken: ['ttft_ms'],
    attempt: ['attempt'],
  },

  finishReasons: ['finish_reason'],

  declaredKind({ span }) {
    if (span.name === PERMISSION) return permissionKind(span.attributes);
    if (span.name === EXECUTION) return firstText(span.attributes, TOOL_KEYS) === null ? 'step' : 'tool';
    return Object.hasOwn(KIND_OF_SPAN_NAME, span.name) ? KIND_OF_SPAN_NAME[span.name]! : null;
  },

  failure: ({ span }, kind) =>
    kind === 'approval' || kind === 'guardrail' ? denialIn(span.attributes) : null,

  read({ span }, kind) {
    if (kind !== 'llm' && kind !== 'agent') return {};
    const asked = readMessages(span.attributes.get('gen_ai.input.messages'), 'user');
    return { text: { userMessage: promptText(asked) } };
  },
};
