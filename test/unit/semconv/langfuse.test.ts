/** A whole run is in `analysis/recordings.test.ts`. */
import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { otlpSpan, resource, scope, type Plain } from '../support/spans';

function normalise(type: string, attributes: Record<string, Plain> = {}) {
  const span = otlpSpan({ name: 'plan', attributes: { 'langfuse.observation.type': type, ...attributes } });
  return normaliseSpan(span, resource(), scope('langfuse-sdk'));
}

it.each([
  ['generation', 'llm'],
  ['agent', 'agent'],
  ['tool', 'tool'],
  ['chain', 'step'],
  ['retriever', 'retrieval'],
  ['embedding', 'embedding'],
  ['evaluator', 'evaluation'],
  ['guardrail', 'guardrail'],
  ['span', 'other'],
  ['event', 'other'],
])('%s is %s', (type, expected) => {
  expect(normalise(type).kind).toBe(expected);
});

describe('usage_details', () => {
  const usageOf = (details: object) =>
    normalise('generation', { 'langfuse.observation.usage_details': JSON.stringify(details) }).model?.usage;

  it('counts no token twice: what has a key of its own is not in input or output', () => {
    const openAi = {
      input: 561,
      output: 25,
      total: 1178,
      input_cached_tokens: 576,
      output_reasoning_tokens: 16,
    };
    expect(usageOf(openAi)).toEqual({
      input: 1137,
      cacheRead: 576,
      cacheWrite: null,
      output: 41,
      reasoning: 16,
      total: 1178,
    });
    const anthropic = {
      input: 11,
      output: 41,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 300,
    };
    expect(usageOf(anthropic)).toMatchObject({ input: 2311, cacheRead: 2000, cacheWrite: 300, total: 2352 });
  });

  it('are sums where their total says so', () => {
    expect(usageOf({ input: 1137, output: 41, total: 1178, input_cached_tokens: 576 })).toMatchObject({
      input: 1137,
      cacheRead: 576,
    });
  });

  it('may be missing', () => {
    expect(normalise('generation').model?.usage.input).toBeNull();
  });
});

it('reads costs, the time to the first token and what the model asked for', () => {
  const span = normalise('generation', {
    'langfuse.observation.cost_details': '{"input":0.1,"output":0.2,"total":0.3}',
    'langfuse.observation.completion_start_time': '"2023-11-14T22:13:20.250Z"',
    'langfuse.observation.model.name': 'gpt-4o-mini',
    'langfuse.observation.input': '{"messages":[{"role":"user","content":"How many?"}],"tools":[]}',
    'langfuse.observation.output':
      '{"role":"assistant","content":null,"tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}}]}',
  });
  expect(span).toMatchObject({
    userMessage: 'How many?',
    model: {
      responseModel: 'gpt-4o-mini',
      reportedCostUsd: 0.3,
      timeToFirstTokenMs: 250,
      requestedCalls: [{ id: 'c1', name: 'f', arguments: '{}' }],
    },
  });
  const parts = { 'langfuse.observation.cost_details': '{"input":0.25,"output":0.5}' };
  expect(normalise('generation', parts).model?.reportedCostUsd).toBe(0.75);
});

it('reads a tool call, and its failure by level', () => {
  const call = { 'langfuse.observation.input': '{"query":"a"}', 'langfuse.observation.output': '"found"' };
  expect(normalise('tool', call).tool).toMatchObject({
    name: 'plan',
    arguments: '{"query":"a"}',
    result: 'found',
    status: 'ok',
  });
  const failed = {
    'langfuse.observation.level': 'ERROR',
    'langfuse.observation.status_message': 'connection timed out',
  };
  expect(normalise('tool', { ...call, ...failed })).toMatchObject({
    errorMessage: 'connection timed out',
    tool: { status: 'timeout' },
  });
});

describe('runs of LangGraph', () => {
  const run = (
    name: string,
    type: string,
    metadata: Record<string, Plain>,
    io: [string, string] = ['', ''],
  ) =>
    normaliseSpan(
      otlpSpan({
        name,
        attributes: {
          'langfuse.observation.type': type,
          'langfuse.observation.input': io[0],
          'langfuse.observation.output': io[1],
          ...Object.fromEntries(
            Object.entries(metadata).map(([key, value]) => [`langfuse.observation.metadata.${key}`, value]),
          ),
        },
      }),
      resource(),
      scope('langfuse-sdk'),
    );
  const graph = { ls_integration: 'langgraph', thread_id: 't' };
  const STATE = '{"messages":[]}';

  it.each(['span', 'chain'])('are agents, steps and plumbing by name and metadata, as %s', (type) => {
    expect(run('docs-agent', type, graph)).toMatchObject({ kind: 'agent', agent: 'docs-agent' });
    expect(run('LangGraph', type, graph)).toMatchObject({ kind: 'agent', agent: null });
    expect(run('tools', type, { ...graph, langgraph_node: 'tools' }).kind).toBe('step');
    expect(run('RunnableSequence', type, { ...graph, langgraph_node: 'agent' }).kind).toBe('other');
    const inner = run('researcher', type, { ...graph, langgraph_node: 'tools' }, [STATE, STATE]);
    expect(inner).toMatchObject({ kind: 'agent', agent: 'researcher' });
  });

  it('name the provider and the model that was asked for', () => {
    const asked = {
      ls_integration: 'langchain_chat_model',
      ls_provider: 'openai',
      ls_model_name: 'gpt-4o-mini',
    };
    expect(run('ChatOpenAI', 'generation', asked)).toMatchObject({
      kind: 'llm',
      model: { provider: 'openai', requestModel: 'gpt-4o-mini' },
    });
  });
});

it('does not count more input than the total allows', () => {
  const details = { input: 0, output: 48, total: 485, input_cached_tokens: 576 };
  const usage = normalise('generation', {
    'langfuse.observation.usage_details': JSON.stringify(details),
  }).model?.usage;
  expect(usage).toMatchObject({ input: 437, output: 48, total: 485 });
});
