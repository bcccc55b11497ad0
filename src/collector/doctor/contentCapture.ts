/** Whether spans and log records hold what was said: prompts and answers, wherever emitters put them. Pure. */
import type { AnyValue, Attributes, Span } from '../../otlp/records';
import type { JsonValue } from '../../protocol/spans';
import { isRecord } from '../../semconv/fields';

/** Which sides of a conversation are there. */
export interface Content {
  prompts: boolean;
  answers: boolean;
}

interface Keys {
  exact: ReadonlySet<string>;
  /** Of indexed keys, such as `gen_ai.prompt.0.content`. */
  prefixes: readonly string[];
}

const PROMPTS: Keys = {
  exact: new Set([
    'gen_ai.input.messages',
    'gen_ai.prompt',
    'ai.prompt',
    'ai.prompt.messages',
    'input.value',
    'user_prompt',
    'new_context',
    'gcp.vertex.agent.llm_request',
    'genkit:input',
    'langfuse.observation.input',
    'lmnr.span.input',
    'mlflow.spanInputs',
    'llm.messages',
    'llm.prompt',
    'mastra.model_generation.input',
    'mastra.model_step.input',
    'haystack.component.input',
    'traceloop.entity.input',
  ]),
  prefixes: ['gen_ai.prompt.', 'llm.input_messages.'],
};

const ANSWERS: Keys = {
  exact: new Set([
    'gen_ai.output.messages',
    'gen_ai.completion',
    'ai.response.text',
    'ai.response.toolCalls',
    'ai.response.object',
    'output.value',
    'response.model_output',
    'llm.response',
    'mastra.model_generation.output',
    'mastra.model_step.output',
    'gcp.vertex.agent.llm_response',
    'genkit:output',
    'langfuse.observation.output',
    'lmnr.span.output',
    'mlflow.spanOutputs',
    'haystack.component.output',
    'traceloop.entity.output',
  ]),
  prefixes: ['gen_ai.completion.', 'llm.output_messages.'],
};

/** Of messages in span events and log records (GenAI conventions before 1.37, Strands). */
const PROMPT_EVENTS: ReadonlySet<string> = new Set([
  'gen_ai.system.message',
  'gen_ai.user.message',
  'gen_ai.content.prompt',
]);
const ANSWER_EVENTS: ReadonlySet<string> = new Set(['gen_ai.choice', 'gen_ai.content.completion']);
/** Of a message event's attributes or body. */
const MESSAGE_KEYS: ReadonlySet<string> = new Set([
  'content',
  'message',
  'arguments',
  'gen_ai.prompt',
  'gen_ai.completion',
]);

/** Of the log records of coding agents, beside the keys of spans. */
const LOG_PROMPT = 'prompt';
const LOG_ANSWER = 'response';

/** Log records in which content can be; the names of events as they are stored. */
export const CONTENT_EVENTS: readonly string[] = [
  ...PROMPT_EVENTS,
  ...ANSWER_EVENTS,
  'gen_ai.client.inference.operation.details',
  'user_prompt',
  'claude_code.user_prompt',
  'assistant_response',
  'claude_code.assistant_response',
  'codex.user_prompt',
  'gemini_cli.user_prompt',
  'qwen-code.user_prompt',
];

/** What stands where content was withheld: Claude Code, Codex and OpenInference, Google ADK. */
const WITHHELD: ReadonlySet<string> = new Set([
  '',
  '<REDACTED>',
  '[REDACTED]',
  '__REDACTED__',
  '{}',
  '[]',
  'null',
]);

export function contentOfSpan({ attributes, events }: Span): Content {
  const content = contentOfAttributes(attributes);
  for (const event of events) {
    const inEvent = contentOfAttributes(event.attributes);
    const hasMessage = [...event.attributes].some(([key, value]) => MESSAGE_KEYS.has(key) && says(value));
    content.prompts ||= inEvent.prompts || (hasMessage && PROMPT_EVENTS.has(event.name));
    content.answers ||= inEvent.answers || (hasMessage && ANSWER_EVENTS.has(event.name));
  }
  return content;
}

/** `attributes` and `body` as the view `logs` has them. */
export function contentOfLog(eventName: string, attributes: JsonValue, body: JsonValue): Content {
  const content: Content = { prompts: false, answers: false };
  if (isRecord(attributes)) {
    for (const [key, value] of Object.entries(attributes)) {
      if (!saysJson(value)) continue;
      content.prompts ||= key === LOG_PROMPT || isKey(PROMPTS, key);
      content.answers ||= key === LOG_ANSWER || isKey(ANSWERS, key);
    }
  }
  const hasMessage = holdsMessage(body);
  content.prompts ||= hasMessage && PROMPT_EVENTS.has(eventName);
  content.answers ||= hasMessage && ANSWER_EVENTS.has(eventName);
  return content;
}

function contentOfAttributes(attributes: Attributes): Content {
  const content: Content = { prompts: false, answers: false };
  for (const [key, value] of attributes) {
    if (isKey(PROMPTS, key)) content.prompts ||= says(value);
    else if (isKey(ANSWERS, key)) content.answers ||= says(value);
  }
  return content;
}

function isKey({ exact, prefixes }: Keys, key: string): boolean {
  return (
    exact.has(key) || prefixes.some((prefix) => key.startsWith(prefix) && /(?:content|arguments)$/.test(key))
  );
}

function says(value: AnyValue): boolean {
  if (typeof value === 'string') return !WITHHELD.has(value.trim());
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return false;
}

function saysJson(value: JsonValue): boolean {
  if (typeof value === 'string') return !WITHHELD.has(value.trim());
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Whether there is text under one of the keys of messages, at any depth; where content is off, only roles are left. */
function holdsMessage(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsMessage);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(([key, inner]) =>
    MESSAGE_KEYS.has(key) && typeof inner === 'string' ? saysJson(inner) : holdsMessage(inner),
  );
}
