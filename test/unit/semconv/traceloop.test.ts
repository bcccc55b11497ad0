/** Its decorators and LangChain; whole runs are in `analysis/recordings.test.ts`. */
import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { otlpSpan, resource, scope, type Plain } from '../support/spans';

function normalise(
  name: string,
  attributes: Record<string, Plain>,
  scopeName = '@traceloop/node-server-sdk',
) {
  return normaliseSpan(otlpSpan({ name, attributes }), resource(), scope(scopeName));
}

describe('kinds', () => {
  it.each([
    ['workflow', 'workflow'],
    ['task', 'step'],
    ['agent', 'agent'],
    ['tool', 'tool'],
    ['handoff', 'handoff'],
    ['session', 'workflow'],
  ])('%s is %s', (kind, expected) => {
    expect(normalise('x', { 'traceloop.span.kind': kind }).kind).toBe(expected);
  });

  it.each([
    ['workflow CompiledStateGraph', 'agent'],
    ['workflow RunnableSequence', 'other'],
    ['workflow RunnableLambda', 'other'],
    ['workflow my_chain', 'workflow'],
  ])('%s is %s', (name, expected) => {
    const attributes = { 'gen_ai.operation.name': 'workflow', 'traceloop.span.kind': 'workflow' };
    expect(normalise(name, attributes).kind).toBe(expected);
  });

  it.each([
    ['crewai.workflow', 'workflow'],
    ['researcher.agent', 'agent'],
    ['Find it.task', 'step'],
    ['gpt-4o.llm', 'llm'],
  ])('CrewAI: %s is %s, whatever its operation', (name, expected) => {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent' };
    expect(normalise(name, attributes, 'opentelemetry.instrumentation.crewai').kind).toBe(expected);
  });
});

it('an agent has the name of its entity, its request is its only argument', () => {
  const span = normalise('docs.agent', {
    'traceloop.span.kind': 'agent',
    'traceloop.entity.name': 'docs',
    'traceloop.entity.input': '{"args":["How many retries?"],"kwargs":{}}',
    'traceloop.association.properties.session_id': 'sess-42',
  });
  expect(span).toMatchObject({ agent: 'docs', userMessage: 'How many retries?', sessionKey: 'sess-42' });
});

describe('tool calls', () => {
  const tool = { 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'search' };

  it.each([
    ['{"args":[],"kwargs":{"query":"a"}}', '{"query":"a"}'],
    ['{"args":[{"query":"a"}],"kwargs":{}}', '{"query":"a"}'],
    ['{"args":["{\\"query\\":\\"a\\"}"]}', '{"query":"a"}'],
    ['{"args":["a",2],"kwargs":{}}', '["a",2]'],
    ['{"args":[],"kwargs":{}}', '{}'],
    [
      `{"input_str":"{'query': 'a'}","tags":[],"inputs":{"query":"a"},"kwargs":{"name":"search"}}`,
      '{"query":"a"}',
    ],
  ])('arguments %s', (input, expected) => {
    expect(normalise('search.tool', { ...tool, 'traceloop.entity.input': input }).tool).toMatchObject({
      name: 'search',
      arguments: expected,
    });
  });

  it('decodes a result that is a JSON string', () => {
    const span = normalise('search.tool', { ...tool, 'traceloop.entity.output': '"# docs\\n"' });
    expect(span.tool?.result).toBe('# docs\n');
  });

  it("finds a LangChain tool's name and the call's id where its output has them", () => {
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'traceloop.span.kind': 'task',
      'traceloop.entity.name': 'DynamicStructuredTool',
    };
    const kwargs = { content: 'found', tool_call_id: 'c1', name: 'search', status: 'success' };
    const javaScript = { lc: 1, type: 'constructor', id: ['m', 'ToolMessage'], kwargs };
    const python = { output: 'found', kwargs: { tool_call_id: 'c1', name: 'search' } };
    for (const output of [javaScript, python]) {
      const span = normalise('execute_tool DynamicStructuredTool', {
        ...attributes,
        'traceloop.entity.output': JSON.stringify(output),
      });
      expect(span).toMatchObject({
        kind: 'tool',
        tool: { name: 'search', callId: 'c1', result: 'found', status: 'ok' },
      });
    }
  });
});

it('counts cached tokens of Anthropic in JavaScript, where they are left out', () => {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.usage.input_tokens': 744,
    'gen_ai.usage.output_tokens': 41,
    'gen_ai.usage.cache_read_input_tokens': 256,
  };
  const input = (scopeName: string) => normalise('chat', attributes, scopeName).model?.usage.input;
  expect(input('@traceloop/instrumentation-anthropic')).toBe(1000);
  expect(input('opentelemetry.instrumentation.anthropic')).toBe(744);
});

it('reads old indexed messages', () => {
  const span = normalise(
    'openai.chat',
    {
      'llm.request.type': 'chat',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'How many retries?',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.id': 'c1',
      'gen_ai.completion.0.tool_calls.0.name': 'search',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"query":"a"}',
      'gen_ai.usage.prompt_tokens': 1000,
      'llm.usage.total_tokens': 1041,
    },
    'opentelemetry.instrumentation.openai',
  );
  expect(span).toMatchObject({
    kind: 'llm',
    userMessage: 'How many retries?',
    model: {
      finishReason: 'tool',
      requestedCalls: [{ id: 'c1', name: 'search', arguments: '{"query":"a"}' }],
      usage: { input: 1000, total: 1041 },
    },
  });
});

describe('a tool of LangChain’s that failed', () => {
  /** A LangChain object as JSON. */
  const lc = (type: string, kwargs: object) => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', type],
    kwargs,
  });
  const QUESTION = lc('HumanMessage', { content: 'Run the tests.' });
  const langChainSpan = (fields: Parameters<typeof otlpSpan>[0]) =>
    normaliseSpan(otlpSpan(fields), resource(), scope('@traceloop/instrumentation-langchain'));
  const FLAT = { parentSpanId: '00000000000000aa' };

  function answerRun(id: string, from: bigint, until: bigint, calls: object[]) {
    return langChainSpan({
      ...FLAT,
      spanId: id,
      name: 'workflow RunnableSequence',
      startTimeUnixNano: from,
      endTimeUnixNano: until,
      attributes: {
        'gen_ai.operation.name': 'workflow',
        'traceloop.span.kind': 'workflow',
        'traceloop.entity.input': JSON.stringify({ messages: [QUESTION] }),
        'traceloop.entity.output': JSON.stringify(
          lc('AIMessage', { content: 'Running.', tool_calls: calls }),
        ),
      },
    });
  }

  it('has its name and id from the run around the model call, whose own span leaves out what was asked for', () => {
    const chat = langChainSpan({
      ...FLAT,
      spanId: '00000000000000c1',
      name: 'chat gpt-4o-mini',
      startTimeUnixNano: 2_000_000n,
      endTimeUnixNano: 9_000_000n,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.response.finish_reasons': ['tool_call'],
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [{ type: 'text', content: 'Running.' }] },
        ]),
      },
    });
    const calls = [{ id: 'call_1', name: 'run_tests', args: { target: 'billing' } }];
    const run = answerRun('00000000000000b1', 1_000_000n, 9_000_000n, calls);
    const tool = langChainSpan({
      ...FLAT,
      spanId: '00000000000000d1',
      name: 'execute_tool DynamicStructuredTool',
      startTimeUnixNano: 12_000_000n,
      endTimeUnixNano: 13_000_000n,
      status: { code: 2, message: 'ENOENT' },
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'traceloop.span.kind': 'task',
        'traceloop.entity.name': 'DynamicStructuredTool',
        'traceloop.entity.input': '{"args":["{\\"target\\":\\"billing\\"}"]}',
      },
    });
    for (const spans of [
      [chat, run, tool],
      [tool, run, chat],
    ]) {
      const { turns } = analyseSession('s', spans, { lastReceived: 0, now: 0 });
      expect(turns.map(({ toolCalls }) => toolCalls)).toMatchObject([
        [{ name: 'run_tests', callId: 'call_1', arguments: '{"target":"billing"}', status: 'error' }],
      ]);
    }
    // Of two model calls at once none can be told.
    const other = { ...chat, spanId: '00000000000000c2' };
    const { turns } = analyseSession('s', [chat, other, run, tool], { lastReceived: 0, now: 0 });
    expect(turns.flatMap(({ toolCalls }) => toolCalls)).toMatchObject([{ name: 'DynamicStructuredTool' }]);
  });
});
