/** Agent frameworks by what each does unlike the others; whole runs of some are in `analysis/recordings.test.ts`. */
import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { event, otlpSpan, resource, scope, type Plain } from '../support/spans';

function normaliser(scopeName: string, service = 'billing-agent') {
  return (fields: Parameters<typeof otlpSpan>[0]) =>
    normaliseSpan(otlpSpan(fields), resource({ 'service.name': service }), scope(scopeName));
}

describe('Google ADK', () => {
  const normalise = normaliser('gcp.vertex.agent');
  const REQUEST = JSON.stringify({
    contents: [{ role: 'user', parts: [{ text: 'How many retries?' }] }],
    config: { systemInstruction: 'Be careful.' },
  });

  function modelCall(usageMetadata: object) {
    const response = {
      content: {
        role: 'model',
        parts: [
          { text: 'Let me think', thought: true },
          { functionCall: { id: 'call-1', name: 'search', args: { query: 'retries' } } },
        ],
      },
      usageMetadata,
      finishReason: 'STOP',
    };
    return normalise({
      name: 'call_llm',
      attributes: {
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 25,
        'gen_ai.response.finish_reasons': ['stop'],
        'gcp.vertex.agent.session_id': 'sess-42',
        'gcp.vertex.agent.llm_request': REQUEST,
        'gcp.vertex.agent.llm_response': JSON.stringify(response),
      },
    });
  }

  it('counts thoughts and cached tokens from the response', () => {
    const usage = { promptTokenCount: 1000, candidatesTokenCount: 25, cachedContentTokenCount: 64 };
    const span = modelCall({ ...usage, thoughtsTokenCount: 16, totalTokenCount: 1041 });
    expect(span).toMatchObject({
      kind: 'llm',
      sessionKey: 'sess-42',
      userMessage: 'How many retries?',
      model: {
        provider: 'gcp.gemini',
        finishReason: 'tool',
        requestedCalls: [{ id: 'call-1' }],
        usage: { input: 1000, cacheRead: 64, output: 41, reasoning: 16, total: 1041 },
      },
    });
    expect(modelCall({ ...usage, totalTokenCount: 1025 }).model?.usage).toMatchObject({
      output: 25,
      reasoning: 0,
    });
  });

  const TOOL = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };

  it('knows a tool that threw by its missing response: its span has no attributes at all', () => {
    const answered = {
      ...TOOL,
      'gcp.vertex.agent.tool_call_args': '{"query":"retries"}',
      'gcp.vertex.agent.tool_response': '{"hits":[]}',
    };
    expect(normalise({ attributes: answered }).tool).toMatchObject({
      arguments: '{"query":"retries"}',
      result: '{"hits":[]}',
      status: 'ok',
    });
    const threw = normalise({ name: 'execute_tool search', attributes: {} });
    expect(threw).toMatchObject({ kind: 'tool', tool: { name: 'search', arguments: null, status: 'error' } });
  });

  it('knows nothing of arguments and result with content capture off', () => {
    const attributes = {
      ...TOOL,
      'gcp.vertex.agent.tool_call_args': '{}',
      'gcp.vertex.agent.tool_response': '{}',
    };
    expect(normalise({ attributes }).tool).toMatchObject({ arguments: null, result: null, status: 'ok' });
  });

  it('takes the merged answer of parallel calls for no call', () => {
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': '(merged tools)',
      'gcp.vertex.agent.tool_call_args': 'N/A',
      'gcp.vertex.agent.tool_response': '{}',
    };
    for (const name of ['execute_tool (merged)', 'execute_tool (merged tools)']) {
      expect(normalise({ name, attributes })).toMatchObject({ kind: 'other', tool: null });
    }
  });

  it('knows a model call that failed by its missing answer', () => {
    const failed = normalise({ name: 'call_llm', attributes: {} });
    expect(failed).toMatchObject({
      kind: 'llm',
      errorMessage: expect.stringContaining('no answer') as string,
    });
    const attributes = { 'gcp.vertex.agent.llm_request': '{}', 'gcp.vertex.agent.llm_response': '{}' };
    expect(normalise({ name: 'call_llm', attributes }).errorMessage).toBeNull();
    const counted = { 'gen_ai.usage.output_tokens': 25 };
    expect(normalise({ name: 'call_llm', attributes: counted }).errorMessage).toBeNull();
  });
});

describe('Strands Agents', () => {
  const normalise = normaliser('billing-agent');
  const TIME = { 'gen_ai.event.start_time': '2026-11-21T00:27:35.249Z' };

  it('takes a tool’s arguments and result from events, or from attributes of the newest conventions', () => {
    const attributes = { ...TIME, 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
    const events = [
      event('gen_ai.tool.message', { content: '{"query":"retries"}' }),
      event('gen_ai.choice', { message: '[{"json":{"hits":[]}},{"text":"done"}]' }),
    ];
    expect(normalise({ attributes, events }).tool).toMatchObject({
      arguments: '{"query":"retries"}',
      result: '{"hits":[]}\ndone',
    });
    const newest = { 'gen_ai.tool.call.arguments': '{"q":1}', 'gen_ai.tool.call.result': '[{"text":"5"}]' };
    expect(normalise({ attributes: { ...attributes, ...newest } }).tool).toMatchObject({
      arguments: '{"q":1}',
      result: '5',
    });
  });

  it('does not take the service for the provider', () => {
    const attributes = { ...TIME, 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'billing-agent' };
    expect(normalise({ attributes }).model?.provider).toBeNull();
  });

  it.each(['execute_agent_loop_cycle', 'execute_event_loop_cycle'])('%s is a step', (name) => {
    expect(normalise({ name }).kind).toBe('step');
  });
});

describe('Mastra', () => {
  it('reckons the time to the first token from the moment it came', () => {
    const span = normaliser('@mastra/otel-exporter')({
      startTimeUnixNano: BigInt(Date.parse('2026-11-21T00:19:42.263Z')) * 1_000_000n,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'mastra.span.type': 'model_inference',
        'mastra.completion_start_time': '2026-11-21T00:19:42.363Z',
        'gen_ai.response.finish_reasons': '["tool-calls"]',
      },
    });
    expect(span.model).toMatchObject({ timeToFirstTokenMs: 100, finishReason: 'tool' });
  });
});

describe('Genkit', () => {
  const normalise = normaliser('genkit-tracer');

  it('reads a model call from its input and output', () => {
    const output = {
      message: {
        role: 'model',
        content: [{ toolRequest: { name: 'search', ref: 'call-1', input: { query: 'retries' } } }],
      },
      finishReason: 'stop',
      usage: { inputTokens: 1137, outputTokens: 48, totalTokens: 1185 },
      raw: { id: 'chatcmpl-1', usage: { prompt_tokens_details: { cached_tokens: 576 } } },
    };
    const span = normalise({
      name: 'openai/gpt-4o-mini',
      attributes: {
        'genkit:type': 'action',
        'genkit:metadata:subtype': 'model',
        'genkit:name': 'openai/gpt-4o-mini',
        'genkit:input': JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Retries?' }] }] }),
        'genkit:output': JSON.stringify(output),
      },
    });
    expect(span).toMatchObject({
      kind: 'llm',
      userMessage: 'Retries?',
      model: {
        requestModel: 'gpt-4o-mini',
        provider: 'openai',
        responseId: 'chatcmpl-1',
        finishReason: 'tool',
        requestedCalls: [{ id: 'call-1' }],
        usage: { input: 1137, cacheRead: 576, output: 48, total: 1185 },
      },
    });
  });

  it('adds Gemini’s thoughts to the output', () => {
    const usage = { inputTokens: 10, outputTokens: 25, thoughtsTokens: 16 };
    const span = normalise({
      attributes: {
        'genkit:type': 'action',
        'genkit:metadata:subtype': 'model',
        'genkit:name': 'googleai/gemini-2.5-flash',
        'genkit:output': JSON.stringify({ usage }),
      },
    });
    expect(span.model?.usage).toMatchObject({ output: 41, reasoning: 16 });
  });

  it('reads tools and flows', () => {
    const tool = {
      'genkit:type': 'action',
      'genkit:metadata:subtype': 'tool',
      'genkit:name': 'search',
      'genkit:input': '{"query":"retries"}',
      'genkit:output': '{"hits":[]}',
    };
    expect(normalise({ attributes: tool }).tool).toMatchObject({
      name: 'search',
      arguments: '{"query":"retries"}',
      result: '{"hits":[]}',
    });
    const flow = { 'genkit:type': 'action', 'genkit:metadata:subtype': 'flow' };
    expect(normalise({ attributes: flow }).kind).toBe('workflow');
    expect(normalise({ name: 'generate', attributes: { 'genkit:type': 'util' } }).kind).toBe('step');
  });
});

describe('Pydantic AI', () => {
  const normalise = normaliser('pydantic-ai');

  it('reads the spans of version 2', () => {
    expect(normalise({ name: 'agent run', attributes: { agent_name: 'docs' } })).toMatchObject({
      kind: 'agent',
      agent: 'docs',
    });
    const attributes = { 'gen_ai.tool.name': 'search', tool_arguments: '{"q":1}', tool_response: '5' };
    expect(normalise({ name: 'running tool', attributes })).toMatchObject({
      kind: 'tool',
      tool: { name: 'search', arguments: '{"q":1}', result: '5', status: 'ok' },
    });
  });

  it('takes the cost as emitted, thinking for reasoning, and results in the user’s role for what they are', () => {
    const messages = [
      { role: 'user', parts: [{ type: 'text', content: 'Retries?' }] },
      { role: 'user', parts: [{ type: 'tool_call_response', id: 'call-1', result: '5' }] },
    ];
    const span = normalise({
      attributes: {
        'gen_ai.operation.name': 'chat',
        'operation.cost': 0.002,
        'gen_ai.input.messages': JSON.stringify(messages),
      },
    });
    expect(span).toMatchObject({ userMessage: 'Retries?', model: { reportedCostUsd: 0.002 } });
  });

  it('knows arguments that did not fit', () => {
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'pydantic_ai.tool.failure_stage': 'validation',
    };
    expect(normalise({ attributes }).tool?.status).toBe('invalid_args');
  });
});

describe('VoltAgent', () => {
  const normalise = normaliser('@voltagent/core');

  it('reads model and tool calls', () => {
    const llm = {
      'span.type': 'llm',
      'llm.model': 'gpt-4o-mini',
      'llm.usage.prompt_tokens': 1274,
      'llm.usage.completion_tokens': 55,
      'llm.usage.cached_tokens': 640,
      'llm.finish_reason': 'stop',
      'llm.messages': '[{"role":"user","content":"Retries?"}]',
    };
    expect(normalise({ name: 'llm:generateText', attributes: llm })).toMatchObject({
      kind: 'llm',
      userMessage: 'Retries?',
      model: {
        requestModel: 'gpt-4o-mini',
        finishReason: 'stop',
        usage: { input: 1274, cacheRead: 640, output: 55 },
      },
    });
    const tool = {
      'span.type': 'tool',
      'tool.name': 'search',
      'tool.call.id': 'c1',
      input: '{"q":1}',
      output: '5',
    };
    expect(normalise({ name: 'tool.execution:search', attributes: tool }).tool).toMatchObject({
      name: 'search',
      callId: 'c1',
      arguments: '{"q":1}',
      result: '5',
    });
  });

  it('leaves its unprefixed keys to others elsewhere', () => {
    expect(normaliser('mine')({ attributes: { 'span.type': 'llm', input: 'x' } }).kind).toBe('other');
  });
});

describe('Microsoft’s frameworks and AG2', () => {
  it.each([
    ['agent_framework', 'workflow.run', {}, 'workflow'],
    ['agent_framework', 'executor.process researcher', {}, 'step'],
    ['agent_framework', 'message.send', {}, 'other'],
    ['mine', 'workflow.run', {}, 'other'],
    ['ag2', 'initiate_chats', { 'gen_ai.operation.name': 'initiate_chats' }, 'workflow'],
    ['ag2', 'x', { 'ag2.span.type': 'human_input' }, 'approval'],
    ['semantic_kernel', 'chat.completions m', { 'gen_ai.operation.name': 'chat.completions' }, 'llm'],
  ])('%s: %s %j is %s', (scopeName, name, attributes, kind) => {
    expect(normaliser(scopeName)({ name, attributes }).kind).toBe(kind);
  });

  it.each(['autogen', 'microsoft.agent_framework', 'strands-agents', 'langchain'])(
    'does not take the framework %s for a provider',
    (framework) => {
      const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': framework };
      expect(normaliser('x')({ attributes }).model?.provider).toBeNull();
    },
  );
});

describe('a model call that nobody marked as failed', () => {
  const call = (finishReasons: Plain) =>
    normaliser('@mastra/otel-exporter')({
      name: 'chat gpt-4o-mini',
      status: { code: 1, message: '' },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.response.finish_reasons': finishReasons,
      },
    });

  it('failed when its only finish reason is an error', () => {
    expect(call('["error"]')).toMatchObject({ errorClass: 'error', model: { finishReason: 'error' } });
    expect(call(['error'])).toMatchObject({ errorClass: 'error' });
    expect(call('["stop"]').errorClass).toBeNull();
    expect(call(['stop', 'error']).errorClass).toBeNull();
  });
});

describe('more cached tokens than input, where no provider is named', () => {
  const usage = (model: string) =>
    normaliser('my-agent')({
      name: 'chat',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': model,
        'gen_ai.usage.input_tokens': 437,
        'gen_ai.usage.output_tokens': 48,
        'gen_ai.usage.cache_read.input_tokens': 576,
      },
    }).model?.usage.input;

  it.each([
    ['gpt-4o-mini', 437],
    ['openrouter/openai/gpt-5', 437],
    ['o3', 437],
    ['gemini-2.5-flash', 437],
    ['claude-sonnet-4-5', 1013],
    ['my-own', 1013],
  ])("are part of the input of %s as its maker's API counts", (model, input) => {
    expect(usage(model)).toBe(input);
  });
});

it('an answer that asks for tools ended for that, when no reason is given', () => {
  const parts = [{ type: 'tool_call', id: 'c1', name: 'search', arguments: {} }];
  const span = normaliser('my-agent')({
    name: 'chat',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts }]),
    },
  });
  expect(span.model?.finishReason).toBe('tool');
});
