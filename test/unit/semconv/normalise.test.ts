import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../src/protocol/agentModel';
import type { Span } from '../../../src/otlp/records';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { event, otlpSpan, resource, scope, type Plain } from '../support/spans';

type SpanFields = Parameters<typeof otlpSpan>[0];

function normalise(fields: SpanFields, resourceAttributes: Record<string, Plain> = {}, scopeName = '') {
  return normaliseSpan(otlpSpan(fields), resource(resourceAttributes), scope(scopeName));
}

/** A model call by the GenAI conventions with further attributes. */
function modelCall(attributes: Record<string, Plain>, fields: SpanFields = {}) {
  return normalise({ ...fields, attributes: { 'gen_ai.operation.name': 'chat', ...attributes } });
}

describe('kind', () => {
  it.each<[string, string, Record<string, Plain>, string]>([
    ['declared operation', 'x', { 'gen_ai.operation.name': 'invoke_agent' }, 'agent'],
    ['AI SDK 7 step', 'step 1', { 'gen_ai.operation.name': 'agent_step' }, 'step'],
    ['tool', 'x', { 'gen_ai.operation.name': 'execute_tool' }, 'tool'],
    ['embeddings', 'x', { 'gen_ai.operation.name': 'embeddings' }, 'embedding'],
    ['memory', 'x', { 'gen_ai.operation.name': 'search_memory' }, 'memory'],
    ['streamed chunk', 'x', { 'gen_ai.operation.name': 'model_chunk', 'gen_ai.tool.name': 't' }, 'other'],
    ['MCP', 'tools/call t', { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't' }, 'mcp'],
    ['old model call', 'openai.chat', { 'gen_ai.request.model': 'm', 'llm.request.type': 'chat' }, 'llm'],
    ['old tool call', 'tool search', { 'gen_ai.tool.name': 'search' }, 'tool'],
    ['AI SDK run', 'ai.streamText', { 'ai.operationId': 'ai.streamText' }, 'agent'],
    ['AI SDK call', 'ai.streamText.doStream', { 'ai.operationId': 'ai.streamText.doStream' }, 'llm'],
    ['AI SDK tool', 'ai.toolCall', { 'ai.operationId': 'ai.toolCall' }, 'tool'],
    ['home-grown task', 'agent.task', {}, 'agent'],
    ['home-grown call', 'llm.call', {}, 'llm'],
    ['home-grown tool', 'tool.call', {}, 'tool'],
    ['anything else', 'GET /', { 'http.request.method': 'GET' }, 'other'],
    ['what every object has', 'constructor', { 'ai.operationId': 'constructor' }, 'other'],
    ['what every object has, of Langfuse', 'x', { 'langfuse.observation.type': 'constructor' }, 'other'],
    ['what every object has, of Traceloop', 'x', { 'traceloop.span.kind': 'valueOf' }, 'other'],
  ])('%s', (_what, name, attributes, kind) => {
    expect(normalise({ name, attributes }).kind).toBe(kind);
  });
});

describe('usage', () => {
  const UNKNOWN: Usage = {
    input: null,
    cacheRead: null,
    cacheWrite: null,
    output: null,
    reasoning: null,
    total: null,
  };

  it.each<[string, keyof Usage]>([
    ['gen_ai.usage.input_tokens', 'input'],
    ['gen_ai.usage.prompt_tokens', 'input'],
    ['ai.usage.inputTokens', 'input'],
    ['ai.usage.promptTokens', 'input'],
    ['llm.tokens.input', 'input'],
    ['gen_ai.usage.output_tokens', 'output'],
    ['gen_ai.usage.completion_tokens', 'output'],
    ['ai.usage.outputTokens', 'output'],
    ['ai.usage.completionTokens', 'output'],
    ['llm.tokens.output', 'output'],
    ['gen_ai.usage.cache_read.input_tokens', 'cacheRead'],
    ['gen_ai.usage.cache_read_input_tokens', 'cacheRead'],
    ['gen_ai.usage.cache_read_tokens', 'cacheRead'],
    ['gen_ai.usage.details.cache_read_tokens', 'cacheRead'],
    ['ai.usage.inputTokenDetails.cacheReadTokens', 'cacheRead'],
    ['ai.usage.cachedInputTokens', 'cacheRead'],
    ['llm.tokens.cached', 'cacheRead'],
    ['gen_ai.usage.cache_write.input_tokens', 'cacheWrite'],
    ['gen_ai.usage.cache_creation.input_tokens', 'cacheWrite'],
    ['gen_ai.usage.cache_creation_input_tokens', 'cacheWrite'],
    ['gen_ai.usage.cache_write_input_tokens', 'cacheWrite'],
    ['gen_ai.usage.details.cache_write_tokens', 'cacheWrite'],
    ['ai.usage.inputTokenDetails.cacheWriteTokens', 'cacheWrite'],
    ['gen_ai.usage.reasoning.output_tokens', 'reasoning'],
    ['gen_ai.usage.reasoning_tokens', 'reasoning'],
    ['gen_ai.usage.reasoning_output_tokens', 'reasoning'],
    ['ai.usage.reasoningTokens', 'reasoning'],
    ['llm.usage.total_tokens', 'total'],
  ])('reads %s as %s, and nothing else as 0', (key, field) => {
    expect(modelCall({ [key]: 7 }).model?.usage).toEqual({ ...UNKNOWN, [field]: 7 });
  });

  it('reads numbers that were sent as text and refuses what is no count', () => {
    expect(
      modelCall({ 'gen_ai.usage.input_tokens': '111', 'gen_ai.usage.output_tokens': -1 }).model?.usage,
    ).toEqual({ ...UNKNOWN, input: 111 });
  });

  it('keeps input that includes cached tokens and adds the total', () => {
    expect(
      modelCall({
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 41,
        'gen_ai.usage.cache_read.input_tokens': 0,
        'gen_ai.usage.cache_write.input_tokens': 256,
      }).model?.usage,
    ).toMatchObject({ input: 1000, cacheWrite: 256, total: 1041 });
  });

  it('adds cached tokens to an input that cannot include them', () => {
    const figures = {
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 2000,
      'gen_ai.usage.cache_write.input_tokens': 300,
    };
    expect(modelCall(figures).model?.usage).toMatchObject({ input: 2311, total: 2316 });
    expect(modelCall({ ...figures, 'gen_ai.system': 'anthropic' }).model?.usage.input).toBe(2311);
  });

  it("trusts an API that always includes them, as OpenAI's does", () => {
    expect(
      modelCall({
        'gen_ai.system': 'openai.chat',
        'gen_ai.usage.input_tokens': 437,
        'gen_ai.usage.cache_read.input_tokens': 576,
      }).model?.usage.input,
    ).toBe(437);
  });

  it.each([
    ['AI SDK 5, input without cached tokens', 744, 1000],
    ['AI SDK 6, input with them', 1000, 1000],
  ])("finds Anthropic's cache figures in the provider's metadata: %s", (_version, reported, input) => {
    const { model } = normalise({
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'gen_ai.system': 'anthropic.messages',
        'gen_ai.usage.input_tokens': reported,
        'gen_ai.usage.output_tokens': 41,
        'ai.usage.promptTokens': reported,
        'ai.response.providerMetadata': JSON.stringify({
          anthropic: {
            usage: { input_tokens: 744, cache_creation_input_tokens: 256, cache_read_input_tokens: 0 },
          },
        }),
      },
    });
    expect(model).toMatchObject({ provider: 'anthropic', usage: { input, cacheRead: 0, cacheWrite: 256 } });
  });

  it('AI SDK 5 on Anthropic: what is written to the cache beside the provider’s usage', () => {
    const anthropic = {
      usage: { input_tokens: 744, cache_creation: { ephemeral_1h_input_tokens: 100 } },
      cacheCreationInputTokens: 256,
    };
    const { model } = normalise({
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'gen_ai.system': 'anthropic.messages',
        'gen_ai.usage.input_tokens': 744,
        'gen_ai.usage.output_tokens': 41,
        'ai.response.providerMetadata': JSON.stringify({ anthropic }),
      },
    });
    expect(model).toMatchObject({ usage: { input: 1000, cacheWrite: 256 }, cacheWrite1h: 100 });
  });

  it('Pydantic AI: the sums of a run under names of their own', () => {
    const run = normalise(
      {
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.aggregated_usage.input_tokens': 3411,
          'gen_ai.aggregated_usage.output_tokens': 144,
        },
      },
      {},
      'pydantic-ai',
    );
    expect(run.totals?.usage).toMatchObject({ input: 3411, output: 144 });
  });

  it('are none of a request that asks how long a prompt would be', () => {
    const name = 'anthropic.messages.count_tokens';
    const counted = { 'gen_ai.request.model': 'claude-sonnet-4-5', 'gen_ai.usage.input_tokens': 12 };
    expect(normalise({ name, attributes: counted })).toMatchObject({ kind: 'other', model: null });
  });
});

describe('finish reason', () => {
  it.each<[Plain, string]>([
    [['stop'], 'stop'],
    ['["tool-calls"]', 'tool'],
    ['end_turn', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['tool_use, stop', 'tool'],
    ['toolUse', 'tool'],
    [['content_filter'], 'filter'],
    ['refusal', 'filter'],
    [['RECITATION'], 'filter'],
    ['guardrail_intervened', 'filter'],
    ['model_context_window_exceeded', 'length'],
    ['incomplete', 'length'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['error', 'error'],
    ['something-new', 'other'],
    ['constructor', 'other'],
  ])('%j → %s', (emitted, reason) => {
    expect(modelCall({ 'gen_ai.response.finish_reasons': emitted }).model?.finishReason).toBe(reason);
  });

  it('comes from wherever the emitter put it', () => {
    for (const key of [
      'gen_ai.response.finish_reason',
      'ai.response.finishReason',
      'llm.finish_reason',
      'anthropic.message.stop_reason',
      'gen_ai.completion.0.finish_reason',
    ]) {
      expect(modelCall({ [key]: 'length' }).model?.finishReason, key).toBe('length');
    }
    expect(modelCall({}).model?.finishReason).toBeNull();
  });

  it('is tool when the answer asks for tools, whatever was said', () => {
    const answer = [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'search' }] }];
    expect(
      modelCall({
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.output.messages': JSON.stringify(answer),
      }).model?.finishReason,
    ).toBe('tool');
  });
});

describe('requested call ids', () => {
  const openAi = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', function: { name: 'search' } }],
  };

  it.each<[string, SpanFields]>([
    [
      'JSON attribute',
      {
        attributes: {
          'gen_ai.output.messages': JSON.stringify([
            { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'search' }] },
          ]),
        },
      },
    ],
    [
      'structured attribute',
      {
        attributes: {
          'gen_ai.output.messages': [
            { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'search' }] },
          ],
        },
      },
    ],
    ['indexed attributes', { attributes: { 'gen_ai.completion.0.tool_calls.0.id': 'c1' } }],
    [
      'AI SDK',
      { attributes: { 'ai.response.toolCalls': '[{"toolCallId":"c1","toolName":"search","input":"{}"}]' } },
    ],
    ['raw answer', { attributes: { 'llm.response': JSON.stringify(openAi) } }],
    [
      'completion event',
      { events: [event('gen_ai.event.completion', { 'gen_ai.completion': JSON.stringify([openAi]) })] },
    ],
    [
      'choice event',
      { events: [event('gen_ai.choice', { finish_reason: 'tool_calls', message: JSON.stringify(openAi) })] },
    ],
    [
      'choice event with blocks',
      { events: [event('gen_ai.choice', { message: '[{"toolUse":{"toolUseId":"c1","name":"search"}}]' })] },
    ],
  ])('%s', (_shape, fields) => {
    const span = modelCall(fields?.attributes ?? {}, {
      events: fields?.events ?? [],
    });
    expect(span.model?.requestedCalls).toMatchObject([{ id: 'c1' }]);
  });
});

describe('user message', () => {
  it.each<[string, Record<string, Plain>, Span['events']]>([
    [
      'JSON attribute',
      { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Why?"}]}]' },
      [],
    ],
    ['indexed', { 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'Why?' }, []],
    ['event', {}, [event('gen_ai.user.message', { content: 'Why?' })]],
    ['event with blocks', {}, [event('gen_ai.user.message', { content: '[{"text":"Why?"}]' })]],
    ['AI SDK', { 'ai.prompt.messages': '[{"role":"user","content":[{"type":"text","text":"Why?"}]}]' }, []],
    ['AI SDK root', { 'ai.prompt': '{"system":"Be brief.","prompt":"Why?"}' }, []],
    [
      'raw prompt',
      { 'llm.prompt': '[{"role":"system","content":"s"},{"role":"user","content":"Why?"}]' },
      [],
    ],
    ['task', { 'agent.task': 'Why?' }, []],
  ])('%s', (_shape, attributes, events) => {
    expect(modelCall(attributes, { events }).userMessage).toBe('Why?');
  });
});

describe('session key', () => {
  it.each<[Record<string, Plain>, string | null]>([
    [{ 'session.id': 's', 'gen_ai.conversation.id': 'c' }, 'c'],
    [{ 'session.id': 's', 'ai.telemetry.metadata.sessionId': 'a' }, 's'],
    [{ 'ai.telemetry.metadata.sessionId': 'a', 'ai.settings.context.sessionId': 'b' }, 'a'],
    [{ 'ai.settings.context.sessionId': 'b' }, 'b'],
    [{ 'agent.session_id': 'h' }, 'h'],
    [{ 'session.id': '' }, null],
    [{}, null],
  ])('%j → %s', (attributes, key) => {
    expect(normalise({ attributes }).sessionKey).toBe(key);
  });

  it("uses the resource's only when the span names none", () => {
    expect(normalise({}, { 'session.id': 'r' }).sessionKey).toBe('r');
    expect(normalise({ attributes: { 'agent.session_id': 'h' } }, { 'session.id': 'r' }).sessionKey).toBe(
      'h',
    );
  });

  it("is not the sub-agent's id that Claude Code calls a conversation", () => {
    const attributes = { 'session.id': 's', 'gen_ai.conversation.id': 'sub-agent' };
    expect(normalise({ attributes }, {}, 'com.anthropic.claude_code.tracing').sessionKey).toBe('s');
  });
});

describe('agent', () => {
  it('is named by attribute, else by the span of its run', () => {
    const run = { 'gen_ai.operation.name': 'invoke_agent' };
    expect(normalise({ name: 'invoke_agent docs', attributes: run }).agent).toBe('docs');
    expect(
      normalise({ name: 'invoke_agent gpt', attributes: { ...run, 'gen_ai.agent.name': 'docs' } }).agent,
    ).toBe('docs');
    expect(
      normalise({ name: 'invoke_agent gpt-4o', attributes: { ...run, 'gen_ai.request.model': 'gpt-4o' } })
        .agent,
    ).toBeNull();
    expect(normalise({ attributes: { 'ai.telemetry.functionId': 'docs' } }).agent).toBe('docs');
  });
});

describe('source', () => {
  it('reads the current and the former names', () => {
    const now = { 'code.file.path': '/a.ts', 'code.line.number': 3, 'code.function.name': 'f' };
    const former = { 'code.filepath': '/a.ts', 'code.lineno': 3, 'code.function': 'f' };
    const place = { file: '/a.ts', line: 3, column: null, functionName: 'f' };
    expect(normalise({ attributes: now }).source).toEqual(place);
    expect(normalise({ attributes: former }).source).toEqual(place);
    expect(
      normalise({ attributes: { 'code.file.path': '/a.ts', 'code.line.number': 0 } }).source?.line,
    ).toBeNull();
    expect(normalise({ attributes: { 'code.line.number': 3 } }).source).toBeNull();
  });

  it("is not the coding agent's own source", () => {
    const attributes = { 'code.file.path': 'core/src/turn.rs', 'code.line.number': 3 };
    expect(normalise({ attributes }, { 'service.name': 'codex_exec' }).source).toBeNull();
  });
});

describe('failure', () => {
  const exception = event('exception', {
    'exception.type': 'TypeError',
    'exception.message': 'no such file',
  });

  it('is seen in status, error.type, or an exception where nobody set a status', () => {
    expect(normalise({ status: { code: 2, message: 'boom' } })).toMatchObject({
      status: 'error',
      errorClass: null,
      errorMessage: 'boom',
    });
    expect(normalise({ attributes: { 'error.type': '429' } })).toMatchObject({ errorClass: '429' });
    expect(normalise({ events: [exception] })).toMatchObject({
      status: 'unset',
      errorClass: 'TypeError',
      errorMessage: 'no such file',
    });
    const renamed = { ...exception, name: 'gen_ai.client.operation.exception' };
    expect(normalise({ events: [renamed] })).toMatchObject({ errorClass: 'TypeError' });
    expect(normalise({ events: [exception], status: { code: 1, message: '' } })).toMatchObject({
      status: 'ok',
      errorClass: null,
      errorMessage: null,
    });
  });

  it.each([
    ['TimeoutError', '', 'timeout'],
    ['AbortError', 'The operation was aborted due to timeout', 'timeout'],
    ['AbortError', 'This operation was aborted', 'cancelled'],
    ['Error', 'request timed out after 30 s', 'timeout'],
    ['429', '', 'rate_limited'],
    ['RateLimitError', '', 'rate_limited'],
    ['AI_InvalidToolInputError', '', 'invalid_args'],
    ['ZodError', '', 'invalid_args'],
    ['PermissionDenied', '', 'denied'],
    ['tool_error', 'The call was rejected by the user', 'denied'],
    ['CancelledError', '', 'cancelled'],
    ['Error', 'ENOENT: no such file timeout.md', 'error'],
    ['Error', 'cannot find validation.ts', 'error'],
  ])('a tool that fails with %s "%s" has the outcome %s', (errorClass, message, outcome) => {
    const { tool } = normalise({
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'error.type': errorClass },
      status: { code: 2, message },
    });
    expect(tool).toMatchObject({ status: outcome, errorClass });
  });
});

describe('tool call', () => {
  it('may give back nothing, which is a result; a key with more to say goes first', () => {
    const resultOf = (attributes: Record<string, Plain>) =>
      normalise({ attributes: { 'gen_ai.operation.name': 'execute_tool', ...attributes } }).tool?.result;
    expect(resultOf({ 'gen_ai.tool.call.result': '' })).toBe('');
    expect(resultOf({ 'gen_ai.tool.call.result': '', 'gen_ai.tool.output': 'r' })).toBe('r');
    expect(resultOf({})).toBeNull();
  });

  it.each<[string, Record<string, Plain>]>([
    [
      'execute_tool search',
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.call.id': 'c1',
        'gen_ai.tool.call.arguments': '{"q":1}',
        'gen_ai.tool.call.result': 'r',
      },
    ],
    [
      'ai.toolCall',
      {
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'search',
        'ai.toolCall.id': 'c1',
        'ai.toolCall.args': '{"q":1}',
        'ai.toolCall.result': 'r',
      },
    ],
    [
      'tool.call',
      { 'tool.name': 'search', 'tool.call_id': 'c1', 'tool.input': '{"q":1}', 'tool.output': 'r' },
    ],
    [
      'tool search',
      {
        'gen_ai.tool.name': 'search',
        'gen_ai.tool.call.id': 'c1',
        'tool.arguments': { q: 1 },
        'tool.result': 'r',
      },
    ],
  ])('%s', (name, attributes) => {
    expect(normalise({ name, attributes }).tool).toEqual({
      name: 'search',
      callId: 'c1',
      arguments: '{"q":1}',
      result: 'r',
      resultBytes: null,
      status: 'ok',
      errorClass: null,
    });
  });
});

describe('time to the first token', () => {
  it('is milliseconds, whatever the unit was', () => {
    expect(modelCall({ 'gen_ai.response.time_to_first_chunk': 0.25 }).model?.timeToFirstTokenMs).toBe(250);
    expect(modelCall({ 'ai.response.msToFirstChunk': 250 }).model?.timeToFirstTokenMs).toBe(250);
  });
});

describe('anything at all', () => {
  const HOSTILE: Plain[] = [
    null,
    '',
    '{',
    '[{"role":',
    '"',
    -5,
    1e308,
    true,
    [],
    [null, {}],
    {},
    { a: { b: [] } },
  ];
  const KEYS = [
    'gen_ai.operation.name',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.prompt',
    'gen_ai.prompt.0.content',
    'gen_ai.completion.999999999999.tool_calls.0.id',
    'gen_ai.response.finish_reasons',
    'gen_ai.usage.input_tokens',
    'gen_ai.conversation.id',
    'ai.operationId',
    'ai.prompt',
    'ai.response.toolCalls',
    'ai.response.providerMetadata',
    'llm.prompt',
    'llm.response',
    'code.file.path',
    'error.type',
  ];

  it('becomes a span', () => {
    for (const key of KEYS) {
      for (const value of HOSTILE) {
        for (const kind of [{ 'gen_ai.operation.name': 'chat' }, { 'ai.operationId': 'ai.toolCall' }, {}]) {
          const events = [event('gen_ai.choice', { message: value }), event('exception', { [key]: value })];
          const span = normalise({ name: '', attributes: { ...kind, [key]: value }, events });
          expect(span.spanId).toBe('b7ad6b7169203331');
        }
      }
    }
  });
});
