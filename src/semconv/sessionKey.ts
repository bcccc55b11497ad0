/** Which conversation a span, log record or data point says it belongs to. */
import type { Attributes, Resource, Scope } from '../otlp/records';
import { codexThreadOf } from './codex';
import { at, firstText, parseJson } from './fields';

/** Every emitter's key for its conversation, in order of precedence. */
const SESSION_KEYS = [
  'gen_ai.conversation.id',
  'session.id',
  'conversation.id',
  'copilot_chat.chat_session_id',
  'traceloop.association.properties.session_id',
  'langfuse.session.id',
  'lmnr.association.properties.session_id',
  'gcp.vertex.agent.session_id',
  'ai.telemetry.metadata.sessionId',
  'ai.settings.context.sessionId',
  'langsmith.metadata.session_id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.conversation_id',
];

/** OpenInference keeps what the program says of itself as one JSON text, LangChain's `configurable` among it. */
const METADATA = 'metadata';
const METADATA_SESSION_KEYS = ['session_id', 'thread_id', 'conversation_id'];

/** After the metadata. */
const LATER_SESSION_KEYS = [
  'mlflow.trace.session',
  'gen_ai.agent.session_id',
  'mastra.metadata.sessionId',
  'mastra.metadata.threadId',
  'agent.session_id',
  'genkit:sessionId',
];

/** Claude Code puts the sub-agent's id into `gen_ai.conversation.id`; the session is `session.id`. */
const SESSION_ID_FIRST = /^com\.anthropic\.claude_code\b/;

/** Codex writes its conversation into keys that others use for the operating system's threads. */
const CODEX = /^codex[_-]/;

/** What names its session, besides its resource. */
interface KeyedRecord {
  attributes: Attributes;
  scope: Scope;
}

/** As emitted; null when neither the attributes nor the resource name a session. */
export function sessionKeyOf({
  attributes,
  resource,
  scope,
}: KeyedRecord & { resource: Resource }): string | null {
  return ownSessionKey({ attributes, scope }) ?? resourceSessionKey(resource);
}

/** As emitted; null when the attributes do not name a session. */
export function ownSessionKey({ attributes, scope }: KeyedRecord): string | null {
  const first = SESSION_ID_FIRST.test(scope.name) ? firstText(attributes, ['session.id']) : null;
  return (
    first ??
    firstText(attributes, SESSION_KEYS) ??
    sessionInMetadata(attributes) ??
    firstText(attributes, LATER_SESSION_KEYS) ??
    (CODEX.test(scope.name) ? codexThreadOf(attributes) : null)
  );
}

/** Of all records of the resource that name none themselves. */
export function resourceSessionKey(resource: Resource): string | null {
  return firstText(resource.attributes, ['session.id']);
}

function sessionInMetadata(attributes: Attributes): string | null {
  const text = firstText(attributes, [METADATA]);
  if (text === null || !METADATA_SESSION_KEYS.some((key) => text.includes(key))) return null;
  const metadata = parseJson(text);
  for (const key of METADATA_SESSION_KEYS) {
    const id = at(metadata, key);
    if (typeof id === 'string' && id !== '') return id;
  }
  return null;
}
