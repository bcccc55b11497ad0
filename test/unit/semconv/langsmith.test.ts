import { expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { event, otlpSpan, resource, scope } from '../support/spans';

function normalise(kind: string, fields: Parameters<typeof otlpSpan>[0] = {}) {
  const span = otlpSpan({
    name: 'search_docs',
    parentSpanId: 'aaaaaaaaaaaaaaaa',
    status: { code: 1, message: '' },
    ...fields,
    attributes: { 'langsmith.span.kind': kind, 'gen_ai.system': 'langchain', ...fields.attributes },
  });
  return normaliseSpan(span, resource(), scope('langsmith'));
}

it.each([
  ['llm', 'chat', 'llm'],
  ['tool', 'execute_tool', 'tool'],
  ['chain', 'chain', 'step'],
  ['retriever', 'embeddings', 'retrieval'],
  ['embedding', 'embeddings', 'embedding'],
  ['prompt', 'chat', 'other'],
])('a run of type %s (operation %s) is %s', (kind, operation, expected) => {
  expect(normalise(kind, { attributes: { 'gen_ai.operation.name': operation } }).kind).toBe(expected);
});

it('takes the chain that a trace begins with for the agent, its only input for the request', () => {
  const span = normalise('chain', {
    name: 'docs-agent',
    parentSpanId: '',
    attributes: {
      'gen_ai.prompt': '{"input":"How many retries?"}',
      'langsmith.metadata.session_id': 'sess-42',
      'langsmith.trace.session_name': 'project',
    },
  });
  expect(span).toMatchObject({
    kind: 'agent',
    agent: 'docs-agent',
    userMessage: 'How many retries?',
    sessionKey: 'sess-42',
  });
});

it('reads a whole request and answer, with details of the usage in JSON', () => {
  const answer = {
    id: 'r1',
    choices: [
      {
        finish_reason: 'tool_calls',
        message: { tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{}' } }] },
      },
    ],
  };
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.system': 'openai',
    'gen_ai.prompt': '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"How many?"}]}',
    'gen_ai.completion': JSON.stringify(answer),
    'gen_ai.response.finish_reasons': 'tool_calls',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 41,
    'gen_ai.usage.input_token_details': '{"audio":0,"cache_read":576}',
    'gen_ai.usage.output_token_details': '{"reasoning":16}',
  };
  const expected = {
    userMessage: 'How many?',
    model: {
      provider: 'openai',
      finishReason: 'tool',
      requestedCalls: [{ id: 'c1', name: 'f', arguments: '{}' }],
      usage: { input: 1000, cacheRead: 576, output: 41, reasoning: 16, total: 1041 },
    },
  };
  expect(normalise('llm', { attributes })).toMatchObject(expected);
  const usage = {
    input_tokens: 1000,
    output_tokens: 41,
    input_token_details: { cache_read: 576 },
    output_token_details: { reasoning: 16 },
  };
  const whole = { ...attributes, 'langsmith.usage_metadata': JSON.stringify(usage) };
  expect(normalise('llm', { attributes: whole })).toMatchObject(expected);
});

it.each([
  ['{"query":"a"}', '{"outputs":"found"}'],
  ['{"input":{"query":"a"}}', '{"outputs":"found"}'],
])('reads a tool call from %s', (prompt, completion) => {
  const attributes = { 'gen_ai.prompt': prompt, 'gen_ai.completion': completion };
  expect(normalise('tool', { attributes }).tool).toMatchObject({
    name: 'search_docs',
    arguments: '{"query":"a"}',
    result: 'found',
    status: 'ok',
  });
});

it('knows a failure by its exception, although the status is OK', () => {
  const events = [
    event('exception', { 'exception.type': 'Error', 'exception.message': 'request timed out' }),
  ];
  expect(normalise('tool', { events })).toMatchObject({
    errorClass: 'Error',
    errorMessage: 'request timed out',
    tool: { status: 'timeout' },
  });
});
