/**
 * Claude Code: attributes without prefixes. Costs, prompts, answers and tool arguments are only in its log records
 * (`claudeCodeEvents.ts`). https://code.claude.com/docs/en/monitoring-usage
 */
import type { SpanKind } from '../protocol/agentModel';
import type { Attributes } from '../otlp/records';
import { firstNumber, firstText, openJson } from './fields';
import type { ToolFailure } from './logVocabulary';
import { parseMessages, type Message } from './messages';
import type { SpanFacts, Vocabulary } from './vocabulary';

export const CLAUDE_CODE = 'claude-code';
/** What stands for a prompt whose text is not to be logged. */
const REDACTED = '<REDACTED>';

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  interaction: 'agent',
  llm_request: 'llm',
  tool: 'tool',
  // The tool at work, inside of the call that includes the wait for a permission.
  'tool.execution': 'tool',
  'mcp.rpc': 'mcp',
  hook: 'hook',
};

const PERMISSION = 'tool.blocked_on_user';
const EXECUTION = 'tool.execution';

/** Where only some arguments are on the span: the name that the tool has for each. */
export const ARGUMENT_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  full_command: 'command',
  file_path: 'file_path',
};

export const claudeCode: Vocabulary = {
  name: 'Claude Code',

  speaks: ({ scope }) => scope.name.startsWith('com.anthropic.claude_code'),

  text: {
    agentId: ['agent_id'],
    requestModel: ['model'],
    responseId: ['request_id'],
    toolName: ['tool_name'],
    toolCallId: ['tool_use_id'],
  },

  numbers: {
    inputTokens: ['input_tokens'],
    outputTokens: ['output_tokens'],
    cacheReadTokens: ['cache_read_tokens'],
    cacheWriteTokens: ['cache_creation_tokens'],
    cacheWrite1hTokens: ['cache_creation_1h_tokens'],
    msToFirstToken: ['ttft_ms'],
    attempt: ['attempt'],
  },

  finishReasons: ['stop_reason'],

  declaredKind({ span }) {
    const type = firstText(span.attributes, ['span.type']) ?? span.name.replace(/^claude_code\./, '');
    if (type === PERMISSION) return permissionKind(span.attributes);
    // Older versions do not say of which call: it is a part of the one around it.
    if (type === EXECUTION && firstText(span.attributes, ['tool_use_id']) === null) return 'step';
    return Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type]! : 'other';
  },

  /** With detailed tracing only: what is new since the request before. */
  inputMessages: ({ span }) => newMessages(firstText(span.attributes, ['new_context']) ?? ''),
  inputIsDelta: ({ span }) => (span.attributes.has('new_context') ? true : undefined),
  systemInstructions: ({ span }) => systemPrompt(span.attributes),
  toolDefinitions: ({ span }) => openJson(span.attributes.get('tools')),
  outputMessages: ({ span }) =>
    parseMessages(firstText(span.attributes, ['response.model_output']) ?? undefined, 'assistant'),

  read(facts, kind) {
    const { attributes, parentSpanId } = facts.span;
    const subAgent = subAgentOf(firstText(attributes, ['query_source_safe', 'query_source']));
    // Older versions run `claude -p` without an interaction: each call is a trace of its own.
    const isMainAgents = parentSpanId === '' && !attributes.has('agent_id');
    const agent = subAgent ?? (isMainAgents ? CLAUDE_CODE : null);
    switch (kind) {
      case 'agent':
        return {
          text: {
            agent: agent ?? CLAUDE_CODE,
            userMessage: written(firstText(attributes, ['user_prompt'])),
          },
        };
      case 'tool':
        return { text: { agent, toolArguments: argumentsOf(facts), toolResult: resultOf(facts) } };
      default:
        return { text: { agent } };
    }
  },

  inputExcludesCache: () => true,

  failure({ span }, kind) {
    const { attributes } = span;
    if (kind === 'approval' || kind === 'guardrail') return denialIn(attributes);
    if (attributes.get('success') !== false) return null;
    const errorClass = firstText(attributes, ['error_class', 'status_code']);
    return { errorClass: errorClass ?? 'error', errorMessage: firstText(attributes, ['error']) };
  },
};

/**
 * What a wait for a permission is, whose attributes are `source` and `decision`: settings and hooks decide at once,
 * only else is it a person's.
 */
export function permissionKind(attributes: Attributes): SpanKind {
  return isByProgram(attributes) ? 'guardrail' : 'approval';
}

/** How a decision about a tool call says no; null where it does not. */
export function denialIn(attributes: Attributes): ToolFailure | null {
  if (!/^(?:reject|deny|denied)/.test(firstText(attributes, ['decision']) ?? '')) return null;
  const who = isByProgram(attributes) ? 'The settings do not allow' : 'The user rejected';
  return { errorClass: 'denied', errorMessage: `${who} the tool call.` };
}

function isByProgram(attributes: Attributes): boolean {
  return /^(?:config|hook)$/.test(firstText(attributes, ['source']) ?? '');
}

/** The prompt, unless it stands for one that is not to be logged. */
export function written(prompt: string | null): string | null {
  return prompt === REDACTED ? null : prompt;
}

/** The sub-agent in `agent.<name>`, `agent:builtin:<name>` and the like; null for the main agent's requests. */
export function subAgentOf(querySource: string | null): string | null {
  return /^agent[.:](?:(?:builtin|custom|plugin)[.:])?(.+)$/.exec(querySource ?? '')?.[1] ?? null;
}

/** With detailed tracing `[TOOL INPUT: <name>]` and JSON, else the few that are attributes of their own. */
function argumentsOf({ span }: SpanFacts): string | null {
  const detailed = firstText(span.attributes, ['tool_input']);
  if (detailed !== null) return detailed.replace(/^\[TOOL INPUT[^\n]*\]\s*/, '');
  const known = Object.entries(ARGUMENT_OF_ATTRIBUTE).flatMap(([key, argument]) => {
    const value = firstText(span.attributes, [key]);
    return value === null ? [] : [[argument, value]];
  });
  return known.length === 0 ? null : JSON.stringify(Object.fromEntries(known));
}

/** In the event `tool.output`, for some tools; with detailed tracing `[TOOL RESULT: <name>]` and the result. */
function resultOf({ span }: SpanFacts): string | null {
  const event = span.events.find(({ name }) => name === 'tool.output');
  const shown = event && firstText(event.attributes, ['output', 'content', 'result']);
  const detailed = firstText(span.attributes, ['new_context']);
  return shown ?? detailed?.replace(/^\[TOOL RESULT[^\n]*\]\s*/, '') ?? null;
}

/** With detailed tracing the beginning of the prompt, and how long all of it is. */
function systemPrompt(attributes: Attributes): Message[] {
  const beginning = firstText(attributes, ['system_prompt_preview']);
  if (beginning === null) return [];
  const length = firstNumber(attributes, ['system_prompt_length']) ?? 0;
  const message: Message = {
    role: 'system',
    parts: [{ type: 'text', text: beginning }],
    finishReason: null,
  };
  return [length > beginning.length ? { ...message, truncated: true } : message];
}

/** `[USER]` or `[TOOL RESULT: <id>]`, then the text; a line of dashes between two of them. */
function newMessages(context: string): Message[] {
  return context.split(/\n\n---\n\n(?=\[)/).flatMap((section): Message[] => {
    const [, head, text = ''] = /^\[([^\]\n]+)\]\n([\s\S]*)$/.exec(section) ?? [];
    if (head === undefined) return [];
    const id = /^TOOL RESULT: (.+)$/.exec(head)?.[1];
    return id === undefined
      ? parseMessages(text, head === 'ASSISTANT' ? 'assistant' : 'user')
      : [
          {
            role: 'tool',
            parts: [{ type: 'tool_result', id, name: null, result: text }],
            finishReason: null,
          },
        ];
  });
}
