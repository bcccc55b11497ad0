/** What its bridges do unlike each other; whole runs of some are in `analysis/recordings.test.ts`. */
import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { event, otlpSpan, resource, scope, type Plain } from '../support/spans';

function normalise(
  kind: string,
  name: string,
  attributes: Record<string, Plain> = {},
  { scopeName = '@arizeai/openinference-instrumentation-langchain', parentSpanId = 'aaaaaaaaaaaaaaaa' } = {},
) {
  const span = otlpSpan({
    name,
    parentSpanId,
    status: { code: 1, message: '' },
    attributes: { 'openinference.span.kind': kind, ...attributes },
  });
  return normaliseSpan(span, resource(), scope(scopeName));
}

const root = { parentSpanId: '' };
const inNode = (node: string) => ({ metadata: JSON.stringify({ langgraph_node: node, thread_id: 't' }) });
const state = (...roles: string[]) =>
  JSON.stringify({ messages: roles.map((role) => ({ role, content: 'x' })) });

describe('kinds', () => {
  it.each([
    ['LLM', 'llm'],
    ['AGENT', 'agent'],
    ['TOOL', 'tool'],
    ['RETRIEVER', 'retrieval'],
    ['RERANKER', 'retrieval'],
    ['EMBEDDING', 'embedding'],
    ['GUARDRAIL', 'guardrail'],
    ['EVALUATOR', 'evaluation'],
    ['PROMPT', 'other'],
    ['CHAIN', 'step'],
    ['UNKNOWN', 'other'],
  ])('%s is %s', (kind, expected) => {
    expect(normalise(kind, 'x').kind).toBe(expected);
  });

  it('a chain yields to what another vocabulary declares', () => {
    expect(normalise('CHAIN', 'x', { 'ai.operationId': 'ai.generateText' }).kind).toBe('agent');
    expect(normalise('CHAIN', 'x', {}, root).kind).toBe('workflow');
  });

  it('a hand-off is no tool call', () => {
    const span = normalise('TOOL', 'handoff to writer', {
      'tool.name': 'handoff_to_writer',
      'input.value': '{"from_agent":"docs"}',
      'output.value': '{"to_agent":"writer"}',
    });
    expect(span).toMatchObject({ kind: 'handoff', tool: null });
  });

  it('the root of an OpenAI Agents trace is the program, not an agent', () => {
    const scopeName = '@arizeai/openinference-instrumentation-openai-agents';
    expect(normalise('AGENT', 'Docs workflow', {}, { ...root, scopeName })).toMatchObject({
      kind: 'workflow',
      agent: null,
    });
    expect(normalise('AGENT', 'writer', { 'graph.node.id': 'writer' }, { scopeName })).toMatchObject({
      kind: 'agent',
      agent: 'writer',
    });
  });
});

describe('LangGraph', () => {
  it('a graph is an agent, whether it is the root or runs in a node of another', () => {
    const metadata = '{"ls_integration":"langgraph","thread_id":"thread-42"}';
    expect(normalise('CHAIN', 'docs-agent', { metadata }, root)).toMatchObject({
      kind: 'agent',
      agent: 'docs-agent',
      sessionKey: 'thread-42',
    });
    const sub = { ...inNode('tools'), 'input.value': state('user'), 'output.value': state('user', 'ai') };
    expect(normalise('CHAIN', 'researcher', sub)).toMatchObject({ kind: 'agent', agent: 'researcher' });
  });

  it('a graph without a name is called as its answers are', () => {
    const answered = (name: string) => {
      const answer = { lc: 1, type: 'constructor', id: ['m', 'AIMessage'], kwargs: { content: '', name } };
      return normalise(
        'CHAIN',
        'LangGraph',
        { 'output.value': JSON.stringify({ messages: [answer] }) },
        root,
      );
    };
    expect(answered('docs')).toMatchObject({ kind: 'agent', agent: 'docs' });
    // What createAgent calls the answers of an agent without a name.
    expect(answered('model')).toMatchObject({ kind: 'agent', agent: null });
    expect(normalise('CHAIN', 'LangGraph', {}, root)).toMatchObject({ kind: 'agent', agent: null });
  });

  it.each(['RunnableSequence', 'RunnableLambda', '__start__', 'prompt', 'ChannelWrite<agent,messages>'])(
    '%s is plumbing',
    (name) => {
      const io = { 'input.value': state('user'), 'output.value': state('user') };
      expect(normalise('CHAIN', name, { ...inNode('agent'), ...io }).kind).toBe('other');
    },
  );

  it('a node is a step, even where "agent" in its name made it an agent; a branch is plumbing', () => {
    expect(normalise('CHAIN', 'tools', inNode('tools')).kind).toBe('step');
    expect(normalise('AGENT', 'agent', inNode('agent')).kind).toBe('step');
    const branch = { ...inNode('agent'), 'input.value': state('user'), 'output.value': 'tools' };
    expect(normalise('CHAIN', 'route_by_topic', branch).kind).toBe('other');
  });
});

describe('names of agents', () => {
  it.each([
    ['researcher._execute_core', {}, 'researcher'],
    ['CodeAgent.run', {}, 'CodeAgent'],
    ['writer.on_messages_stream', {}, 'writer'],
    ['ClaudeAgent.query', {}, 'ClaudeAgent'],
    ['x', { 'agent.name': 'docs' }, 'docs'],
    ['x', { 'graph.node.id': '0af7651916cd43dd8448eb211c80319c', 'graph.node.name': 'docs' }, 'docs'],
  ])('%s %o', (name, attributes, expected) => {
    expect(normalise('AGENT', name, attributes).agent).toBe(expected);
  });
});

describe('model calls', () => {
  it('reads flattened messages in the order of their indices, gaps and empty values included', () => {
    const span = normalise('LLM', 'response', {
      'llm.input_messages.3.message.role': 'tool',
      'llm.input_messages.3.message.tool_call_id': 'c1',
      'llm.input_messages.3.message.content': 'found',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.contents.1.message_content.text': 'retries?',
      'llm.input_messages.1.message.contents.0.message_content.type': 'text',
      'llm.input_messages.1.message.contents.1.message_content.type': 'text',
      'llm.input_messages.1.message.contents.0.message_content.text': 'How many',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': null,
      'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c2',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'read_file',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '"{\\"path\\":\\"x\\"}"',
      'llm.finish_reason': 'stop',
    });
    expect(span.userMessage).toBe('How many\nretries?');
    expect(span.model).toMatchObject({
      finishReason: 'tool',
      requestedCalls: [{ id: 'c2', name: 'read_file', arguments: '{"path":"x"}' }],
    });
  });

  it('tells the model asked for from the one that answered', () => {
    const span = normalise('LLM', 'ChatCompletion', {
      'llm.model_name': 'gpt-4o-mini-2024-07-18',
      'llm.invocation_parameters': '{"model":"gpt-4o-mini","tools":[]}',
      'llm.system': 'openai',
    });
    expect(span.model).toMatchObject({
      requestModel: 'gpt-4o-mini',
      responseModel: 'gpt-4o-mini-2024-07-18',
      provider: 'openai',
    });
  });

  it('knows the answer by its id, so that a call recorded by the provider as well is counted once', () => {
    const attributes = {
      'llm.token_count.prompt': 1000,
      'output.value': '{"id":"msg_1","type":"message","content":[]}',
    };
    expect(normalise('LLM', 'Anthropic Messages', attributes).model?.responseId).toBe('msg_1');
  });

  it('takes a call counted by three vocabularies once, and its cost', () => {
    const span = normalise('LLM', 'ai.generateText.doGenerate', {
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.usage.promptTokens': 1000,
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 41,
      'llm.token_count.prompt': 1000,
      'llm.token_count.completion': 41,
      'llm.token_count.prompt_details.cache_read': 576,
      'llm.token_count.prompt_details.cache_write': 100,
      'llm.token_count.completion_details.reasoning': 16,
      'llm.cost.total': 0.25,
    });
    expect(span.model).toMatchObject({
      usage: { input: 1000, cacheRead: 576, cacheWrite: 100, output: 41, reasoning: 16, total: 1041 },
      reportedCostUsd: 0.25,
    });
  });

  it('adds cached tokens where the Claude Agent SDK leaves them out', () => {
    const usage = {
      'llm.token_count.prompt': 744,
      'llm.token_count.completion': 41,
      'llm.token_count.prompt_details.cache_read': 256,
    };
    const input = (scopeName: string) => normalise('LLM', 'x', usage, { scopeName }).model?.usage.input;
    expect(input('@arizeai/openinference-instrumentation-claude-agent-sdk')).toBe(1000);
    expect(input('@arizeai/openinference-instrumentation-anthropic')).toBe(744);
  });

  it.each([
    [
      'OpenAI Chat Completions',
      {
        id: 'r1',
        model: 'm',
        choices: [
          {
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{}' } }],
            },
          },
        ],
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 41,
          prompt_tokens_details: { cached_tokens: 576 },
          completion_tokens_details: { reasoning_tokens: 16 },
        },
      },
    ],
    [
      'OpenAI Responses',
      {
        id: 'r1',
        model: 'm',
        status: 'completed',
        output: [
          { type: 'reasoning', id: 'rs', summary: [] },
          { type: 'function_call', id: 'fc', call_id: 'c1', name: 'f', arguments: '{}' },
        ],
        usage: {
          input_tokens: 1000,
          output_tokens: 41,
          input_tokens_details: { cached_tokens: 576 },
          output_tokens_details: { reasoning_tokens: 16 },
        },
      },
    ],
    [
      'Anthropic Messages',
      {
        id: 'r1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        stop_reason: 'tool_use',
        content: [{ type: 'tool_use', id: 'c1', name: 'f', input: {} }],
        usage: { input_tokens: 424, output_tokens: 41, cache_read_input_tokens: 576 },
      },
    ],
    [
      'LangChain',
      {
        generations: [
          [
            {
              text: '',
              message: {
                lc: 1,
                type: 'constructor',
                id: ['langchain_core', 'messages', 'AIMessageChunk'],
                kwargs: {
                  id: 'r1',
                  content: '',
                  tool_calls: [{ id: 'c1', name: 'f', args: {}, type: 'tool_call' }],
                  response_metadata: { finish_reason: 'tool_calls', model_name: 'm' },
                  usage_metadata: {
                    input_tokens: 1000,
                    output_tokens: 41,
                    input_token_details: { cache_read: 576 },
                    output_token_details: { reasoning: 16 },
                  },
                },
              },
            },
          ],
        ],
      },
    ],
  ])('falls back on the recorded answer when the attribute limit cut the figures off: %s', (_, answer) => {
    const span = normalise('LLM', 'x', { 'llm.model_name': 'm', 'output.value': JSON.stringify(answer) });
    expect(span.model).toMatchObject({
      responseId: 'r1',
      finishReason: 'tool',
      requestedCalls: [{ id: 'c1', name: 'f', arguments: '{}' }],
      usage: { input: 1000, cacheRead: 576, output: 41 },
    });
  });

  it('takes what survived from the request when messages were cut off too', () => {
    const request = { model: 'm', messages: [{ role: 'user', content: 'How many retries?' }] };
    const span = normalise('LLM', 'x', { 'input.value': JSON.stringify(request) });
    expect(span).toMatchObject({
      userMessage: 'How many retries?',
      model: { usage: { input: null, output: null, total: null }, finishReason: null, requestedCalls: [] },
    });
  });
});

it("leaves to the AI SDK's own attributes what the processor that adds to them loses", () => {
  const sdk = { 'ai.telemetry.functionId': 'docs-agent', 'ai.operationId': 'ai.generateText' };
  expect(normalise('AGENT', 'ai.generateText docs-agent', sdk, root).agent).toBe('docs-agent');
  const span = normalise('LLM', 'ai.generateText.doGenerate docs-agent', {
    'ai.response.toolCalls': '[{"toolCallId":"c1","toolName":"f","input":"{\\"path\\":\\"x\\"}"}]',
    'llm.output_messages.0.message.role': 'assistant',
    'llm.output_messages.0.message.tool_calls.0.tool_call.id': null,
    'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f',
    'output.value': 'Let me look.',
  });
  expect(span.model?.requestedCalls).toEqual([{ id: 'c1', name: 'f', arguments: '{"path":"x"}' }]);
});

describe('tool calls', () => {
  const message = (kwargs: object) => ({ lc: 1, type: 'constructor', id: ['m', 'ToolMessage'], kwargs });

  it.each([
    ['{"query":"a"}', '{"query":"a"}'],
    ['{"input":"{\\"query\\":\\"a\\"}"}', '{"query":"a"}'],
    ['{"input":{"query":"a"}}', '{"query":"a"}'],
    ['"{\\"query\\":\\"a\\"}"', '{"query":"a"}'],
    ['{"input":"plain"}', '{"input":"plain"}'],
    ['billing retry limit', 'billing retry limit'],
  ])('arguments %s', (input, expected) => {
    expect(normalise('TOOL', 'search', { 'input.value': input }).tool?.arguments).toBe(expected);
  });

  it("takes the result and the call's id out of LangChain's message, and sees that the tool failed", () => {
    const output = (kwargs: object) => ({ 'output.value': JSON.stringify({ output: message(kwargs) }) });
    const good = output({ content: '5 hits', tool_call_id: 'c1', name: 'search', status: 'success' });
    expect(normalise('TOOL', 'search', good).tool).toMatchObject({
      name: 'search',
      callId: 'c1',
      result: '5 hits',
      status: 'ok',
    });
    const bad = output({ content: 'Error: no', tool_call_id: 'c1', name: 'search', status: 'error' });
    expect(normalise('TOOL', 'search', bad).tool).toMatchObject({ result: 'Error: no', status: 'error' });
  });
});

describe('why an answer ended', () => {
  const figures = { 'llm.token_count.prompt': 10, 'llm.token_count.completion': 5 };
  const answered = (response: object, more: Record<string, Plain> = {}) =>
    normalise('LLM', 'OpenAI Responses', {
      ...figures,
      'output.value': JSON.stringify(response),
      ...more,
    }).model;

  it("is in the recorded answer, where no attribute says it: OpenAI's Responses", () => {
    expect(answered({ id: 'r1', status: 'completed', output: [] })?.finishReason).toBe('stop');
    const cut = {
      id: 'r1',
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [],
    };
    expect(answered(cut)?.finishReason).toBe('length');
  });

  it("is what the attribute says, and figures stay the attributes' own", () => {
    const response = {
      choices: [{ finish_reason: 'stop' }],
      usage: { prompt_tokens: 99, completion_tokens: 99 },
    };
    const model = answered(response, { 'llm.finish_reason': 'length' });
    expect(model).toMatchObject({ finishReason: 'length', usage: { input: 10, output: 5 } });
    expect(answered(response)).toMatchObject({ finishReason: 'stop', usage: { input: 10, output: 5 } });
  });
});

describe("an error handed on by the AI SDK's processor", () => {
  const failed = (attributes: Record<string, Plain>, events: ReturnType<typeof event>[] = []) =>
    normaliseSpan(
      otlpSpan({
        name: 'ai.generateText.doGenerate docs-agent',
        status: { code: 2, message: 'ENOENT' },
        attributes: { 'openinference.span.kind': 'LLM', ...attributes },
        events,
      }),
      resource(),
      scope('ai'),
    );
  const aiSdk = { 'ai.operationId': 'ai.generateText.doGenerate' };

  it('is no failure of a span that recorded no exception', () => {
    expect(failed(aiSdk)).toMatchObject({ status: 'unset', errorClass: null, errorMessage: null });
  });

  it('is one where the span recorded it, and on spans of anybody else', () => {
    const exception = event('exception', {
      'exception.type': 'AI_APICallError',
      'exception.message': 'limit',
    });
    expect(failed(aiSdk, [exception])).toMatchObject({ status: 'error', errorClass: 'AI_APICallError' });
    expect(failed({})).toMatchObject({ status: 'error', errorMessage: 'ENOENT' });
  });
});
