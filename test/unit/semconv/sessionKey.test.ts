import { expect, it } from 'vitest';
import { sessionKeyOf } from '../../../src/semconv/sessionKey';
import { attributes, resource, scope } from '../support/spans';

/** Every way to name a session, those that win first. */
const IN_ORDER: [string, string][] = [
  ...[
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
  ].map((key): [string, string] => [key, key]),
  ['metadata', '{"session_id":"metadata"}'],
  ['mlflow.trace.session', 'mlflow.trace.session'],
  ['gen_ai.agent.session_id', 'gen_ai.agent.session_id'],
];

function keyOf(values: Record<string, string>, scopeName = ''): string | null {
  return sessionKeyOf({
    attributes: attributes(values),
    resource: resource({ 'session.id': 'resource' }),
    scope: scope(scopeName),
  });
}

it('takes the first of many keys, then the resource', () => {
  for (let i = 0; i < IN_ORDER.length; i++) {
    expect(keyOf(Object.fromEntries(IN_ORDER.slice(i).toReversed()))).toBe(IN_ORDER[i]![0]);
  }
  expect(keyOf({})).toBe('resource');
});

it('looks into metadata for the session, the thread, the conversation', () => {
  const metadata = (value: object) => keyOf({ metadata: JSON.stringify(value) });
  expect(metadata({ conversation_id: 'c', thread_id: 't', session_id: 's' })).toBe('s');
  expect(metadata({ conversation_id: 'c', thread_id: 't' })).toBe('t');
  expect(metadata({ conversation_id: 'c' })).toBe('c');
  expect(metadata({ langgraph_node: 'agent' })).toBe('resource');
  expect(keyOf({ metadata: '{"session_id":"cut o' })).toBe('resource');
});

it("knows that Claude Code's conversation may be a sub-agent's", () => {
  const values = { 'gen_ai.conversation.id': 'sub-agent', 'session.id': 'session' };
  expect(keyOf(values, 'com.anthropic.claude_code.tracing')).toBe('session');
});
