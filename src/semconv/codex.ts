/**
 * Codex CLI: hundreds of spans of its own machinery per turn, without any convention. A turn is `session_task.turn`;
 * a model call is `codex.sampling`, whose model and tokens are on other spans of the same `try_run_sampling_request`.
 * Versions up to 0.149 at least have no `codex.sampling`: the request itself is the call then. A tool call is a span
 * named after its tool. What was asked and answered is only in its log records (`codexEvents.ts`).
 * https://github.com/openai/codex
 */
import type { SpanKind } from '../protocol/agentModel';
import type { Attributes, Span } from '../otlp/records';
import { firstText } from './fields';
import type { Vocabulary } from './vocabulary';

export const CODEX = 'codex';

const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  'session_task.turn': 'agent',
  try_run_sampling_request: 'step',
  'codex.sampling': 'llm',
};
/** Spans that say the model, or the tokens, of the model call beside them. */
const RECORDS_OF_CALLS = [
  'try_run_sampling_request',
  'model_client.stream_responses_api',
  'handle_responses',
];
/** What spans of tool calls have, and those of their inner parts have not: the first since 0.150 or so. */
const MARKS_OF_TOOL_CALLS = ['codex.tool.phase', 'aborted'];

/** Event of a tool call's span, by its attribute `event.name`. */
const TOOL_READY = 'codex.tool_result_ready';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const codex: Vocabulary = {
  name: 'Codex CLI',

  speaks: ({ scope }) => /^codex\b|^codex[_-]/.test(scope.name),

  text: {
    requestModel: ['model'],
    toolName: ['tool_name'],
    toolCallId: ['call_id'],
  },

  numbers: {
    reasoningTokens: ['codex.usage.reasoning_output_tokens'],
    totalTokens: ['codex.usage.total_tokens'],
  },

  finishReasons: [],

  /** Whatever is not named here is machinery: its attributes look like those of model and tool calls. */
  declaredKind({ span }) {
    if (Object.hasOwn(KIND_OF_SPAN_NAME, span.name)) return KIND_OF_SPAN_NAME[span.name]!;
    const { attributes } = span;
    const isNamed = attributes.has('call_id') && attributes.has('tool_name');
    return isNamed && MARKS_OF_TOOL_CALLS.some((key) => attributes.has(key)) ? 'tool' : 'other';
  },

  recordsModelCall: ({ span }) =>
    RECORDS_OF_CALLS.includes(span.name) &&
    (span.attributes.has('model') || span.attributes.has('gen_ai.usage.input_tokens')),

  /** A conversation's loop is a trace beside those of its turns. Sub-agents have conversations too. */
  namesPartOfSession: ({ span }) => span.name === 'session_loop',

  read({ span }, kind) {
    if (kind === 'agent') return { text: { agent: CODEX, agentId: codexThreadOf(span.attributes) } };
    if (kind === 'tool') return { text: { toolName: toolNameOf(span) } };
    return { text: { provider: 'openai' } };
  },
};

/** The span puts a namespace right before the name (`multi_agent_v1spawn_agent`); one of its events does not. */
function toolNameOf({ events }: Span): string | null {
  for (const { attributes } of events) {
    if (firstText(attributes, ['event.name']) === TOOL_READY) return firstText(attributes, ['tool_name']);
  }
  return null;
}

/** What Codex asks in a conversation of its own to name the user's (`codex-rs/tui`, since 0.150 or so). */
const TITLE_REQUEST = /^Generate a concise, single-line task title\b/;

/** Whether a conversation that begins with this message was led by Codex itself, to give another one a title. */
export function isTitleRequest(message: string): boolean {
  return TITLE_REQUEST.test(message);
}

/** The conversation that a span belongs to. `thread.id` is at times the operating system's number of a thread. */
export function codexThreadOf(attributes: Attributes): string | null {
  for (const key of ['conversation.id', 'thread_id', 'thread.id']) {
    const id = firstText(attributes, [key]);
    if (id !== null && UUID.test(id)) return id;
  }
  return null;
}
