/** Tracing platforms with attributes of their own, from their documentation and sources. */
import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { otlpSpan, resource, scope, type Plain } from '../support/spans';

function normalise(attributes: Record<string, Plain>, { name = 'search', scopeName = '' } = {}) {
  return normaliseSpan(otlpSpan({ name, attributes }), resource(), scope(scopeName));
}

describe('Laminar', () => {
  it('reads kinds, tool calls and a cost in two parts', () => {
    const tool = {
      'lmnr.span.type': 'TOOL',
      'lmnr.span.input': '{"query":"a"}',
      'lmnr.span.output': '"found"',
    };
    expect(normalise({ ...tool, 'lmnr.association.properties.session_id': 'sess-42' })).toMatchObject({
      sessionKey: 'sess-42',
      tool: { name: 'search', arguments: '{"query":"a"}', result: 'found' },
    });
    const call = {
      'lmnr.span.type': 'LLM',
      'lmnr.span.input': '[{"role":"user","content":"How many?"}]',
      'gen_ai.usage.input_cost': 0.25,
      'gen_ai.usage.output_cost': 0.5,
    };
    expect(normalise(call)).toMatchObject({ userMessage: 'How many?', model: { reportedCostUsd: 0.75 } });
    expect(normalise({ ...call, 'gen_ai.usage.cost': 0.7 }).model?.reportedCostUsd).toBe(0.7);
    expect(normalise({ 'lmnr.span.type': 'DEFAULT' }).kind).toBe('other');
  });
});

describe('OpenLIT', () => {
  it('reads its operations, cost and time to the first token in seconds', () => {
    const span = normalise(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.cost': 0.01,
        'gen_ai.server.time_to_first_token': 0.25,
        'gen_ai.agent.session_id': 'sess-42',
      },
      { scopeName: 'openlit.otel.tracing' },
    );
    expect(span).toMatchObject({
      kind: 'llm',
      sessionKey: 'sess-42',
      model: { reportedCostUsd: 0.01, timeToFirstTokenMs: 250 },
    });
    const vectorSearch = { 'gen_ai.operation.name': 'vectordb', 'gen_ai.sdk.version': '1' };
    expect(normalise(vectorSearch).kind).toBe('retrieval');
  });
});

describe('MLflow', () => {
  const quoted = (text: string) => JSON.stringify(text);

  it('reads a model call whose every attribute is JSON', () => {
    const span = normalise({
      'mlflow.spanType': quoted('CHAT_MODEL'),
      'mlflow.spanInputs': '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"How many?"}]}',
      'mlflow.spanOutputs': '{"id":"r1","choices":[{"finish_reason":"stop","message":{"content":"5"}}]}',
      'mlflow.chat.tokenUsage': '{"input_tokens":1000,"output_tokens":41,"total_tokens":1041}',
      'mlflow.llm.cost': '{"input_cost":0.1,"output_cost":0.2,"total_cost":0.3}',
      'mlflow.llm.provider': quoted('openai'),
      'mlflow.trace.session': 'sess-42',
    });
    expect(span).toMatchObject({
      kind: 'llm',
      sessionKey: 'sess-42',
      userMessage: 'How many?',
      model: {
        requestModel: 'gpt-4o-mini',
        provider: 'openai',
        responseId: 'r1',
        finishReason: 'stop',
        reportedCostUsd: 0.3,
        usage: { input: 1000, output: 41, total: 1041 },
      },
    });
  });

  it('reads tools and agents', () => {
    const tool = { 'mlflow.spanType': quoted('TOOL'), 'mlflow.spanInputs': '{"query":"a"}' };
    expect(normalise({ ...tool, 'mlflow.spanOutputs': quoted('found') }).tool).toMatchObject({
      name: 'search',
      arguments: '{"query":"a"}',
      result: 'found',
    });
    expect(normalise({ 'mlflow.spanType': quoted('AGENT') })).toMatchObject({
      kind: 'agent',
      agent: 'search',
    });
  });
});

describe('AgentOps', () => {
  it('reads kinds, names and tool calls', () => {
    const agent = { 'agentops.span.kind': 'agent', 'agentops.entity.name': 'docs' };
    expect(normalise(agent)).toMatchObject({ kind: 'agent', agent: 'docs' });
    const tool = {
      'agentops.span.kind': 'tool',
      'tool.name': 'read_file',
      'tool.parameters': '{"path":"x"}',
      'agentops.entity.output': '"found"',
    };
    expect(normalise(tool).tool).toMatchObject({
      name: 'read_file',
      arguments: '{"path":"x"}',
      result: 'found',
    });
    expect(normalise({ 'agentops.span.kind': 'session' }).kind).toBe('workflow');
  });
});

describe('Haystack', () => {
  const component = (type: string, attributes: Record<string, Plain> = {}) =>
    normalise({ 'haystack.component.type': type, ...attributes }, { name: 'haystack.component.run' });

  it.each([
    ['OpenAIChatGenerator', 'llm'],
    ['Agent', 'agent'],
    ['ToolInvoker', 'step'],
    ['InMemoryBM25Retriever', 'retrieval'],
    ['SentenceTransformersTextEmbedder', 'embedding'],
    ['PromptBuilder', 'step'],
  ])('a component of class %s is %s', (type, expected) => {
    expect(component(type).kind).toBe(expected);
  });

  it('knows pipelines by their span', () => {
    expect(normalise({}, { name: 'haystack.pipeline.run' }).kind).toBe('workflow');
  });

  it("takes the figures and tool calls from the generator's replies", () => {
    const call = { tool_call: { id: 'c1', tool_name: 'search', arguments: { query: 'a' } } };
    const meta = {
      model: 'gpt-4o-mini',
      finish_reason: 'tool_calls',
      usage: { prompt_tokens: 1000, completion_tokens: 41, prompt_tokens_details: { cached_tokens: 576 } },
    };
    const span = component('OpenAIChatGenerator', {
      'haystack.component.input': '{"messages":[{"role":"user","content":[{"text":"How many?"}]}]}',
      'haystack.component.output': JSON.stringify({
        replies: [{ role: 'assistant', content: [call], meta }],
      }),
    });
    expect(span).toMatchObject({
      userMessage: 'How many?',
      model: {
        responseModel: 'gpt-4o-mini',
        finishReason: 'tool',
        requestedCalls: [{ id: 'c1', name: 'search', arguments: '{"query":"a"}' }],
        usage: { input: 1000, cacheRead: 576, output: 41, total: 1041 },
      },
    });
  });
});
