/** Which conversation a span, log record or data point says it belongs to. */
import type { Attributes, Resource, Scope } from '../otlp/records';
import { firstText } from './fields';

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
  'mlflow.trace.session',
  'gen_ai.agent.session_id',
  'mastra.metadata.sessionId',
  'mastra.metadata.threadId',
  'agent.session_id',
];

/** Claude Code puts the sub-agent's id into `gen_ai.conversation.id`; the session is `session.id`. */
const SESSION_ID_FIRST = /^com\.anthropic\.claude_code\b/;

/** As emitted; null when neither the attributes nor the resource name a session. */
export function sessionKeyOf({
  attributes,
  resource,
  scope,
}: {
  attributes: Attributes;
  resource: Resource;
  scope: Scope;
}): string | null {
  const first = SESSION_ID_FIRST.test(scope.name) ? firstText(attributes, ['session.id']) : null;
  return first ?? firstText(attributes, SESSION_KEYS) ?? firstText(resource.attributes, ['session.id']);
}
