/** Whole runs of coding agents that no recording shows, built from what their sources and documentation say. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { summariseAgents } from '../../../src/analysis/agents';
import { analyseSession } from '../../../src/analysis/session';
import { conversationOf } from '../../../src/semconv/conversation';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { otlpSpan, resource, scope, shuffled, type Plain } from '../support/spans';

const START = 1_700_000_000_000;

/** A span by its name, when it began and ended in ms, and the name of the one around it. */
interface Sent {
  name: string;
  at: [number, number];
  inside?: string;
  values: Record<string, Plain>;
  status?: { code: number; message: string };
}

/** Names are unique in a run: they make the ids. */
const idOf = (name: string) => createHash('sha1').update(name).digest('hex').slice(0, 16);

function otlpOf({ name, at: [from, to], inside, values, status }: Sent) {
  return otlpSpan({
    name,
    spanId: idOf(name),
    parentSpanId: inside === undefined ? '' : idOf(inside),
    startTimeUnixNano: BigInt(START + from) * 1_000_000n,
    endTimeUnixNano: BigInt(START + to) * 1_000_000n,
    attributes: values,
    ...(status ? { status } : {}),
  });
}

function run(service: string, scopeName: string, sent: readonly Sent[]) {
  const origin = [resource({ 'service.name': service }), scope(scopeName)] as const;
  const spans = sent.map((each) => normaliseSpan(otlpOf(each), ...origin));
  const analysis = analyseSession('id', spans, { lastReceived: 0, now: 0 });
  const conversation = (name: string) => {
    const span = otlpOf(sent.find((each) => each.name === name)!);
    return conversationOf({ span, resource: origin[0], scope: origin[1] });
  };
  const again = analyseSession('id', shuffled(spans, 3), { lastReceived: 0, now: 0 });
  expect(again.turns).toEqual(analysis.turns);
  return { ...analysis, agents: summariseAgents(analysis.tree, analysis.list), conversation };
}

const text = (content: string) => [{ type: 'text', content }];

describe('GitHub Copilot in VS Code', () => {
  const CHAT = { 'gen_ai.provider.name': 'github', 'copilot_chat.chat_session_id': 'chat-1' };
  const usage = (input: number, cached: number, output: number) => ({
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.cache_read.input_tokens': cached,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.reasoning_tokens': 5,
    'gen_ai.usage.reasoning.output_tokens': 5,
  });
  const { turns, agents, spans, summary } = run('copilot-chat', 'copilot-chat', [
    {
      name: 'invoke_agent GitHub Copilot Chat',
      at: [0, 1_000],
      values: {
        ...CHAT,
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'GitHub Copilot Chat',
        'gen_ai.usage.input_tokens': 3_000,
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: text('Fix the test.') }]),
      },
    },
    {
      name: 'chat claude-sonnet-4.5',
      at: [10, 300],
      inside: 'invoke_agent GitHub Copilot Chat',
      values: {
        ...CHAT,
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'claude-sonnet-4.5',
        ...usage(1_000, 1_200, 40),
        'copilot_chat.time_to_first_token': 120,
        'gen_ai.response.finish_reasons': ['tool_calls'],
      },
    },
    {
      name: 'execute_hook PreToolUse',
      at: [301, 310],
      inside: 'invoke_agent GitHub Copilot Chat',
      values: { ...CHAT, 'gen_ai.operation.name': 'execute_hook' },
    },
    {
      name: 'execute_tool runSubagent',
      at: [311, 700],
      inside: 'invoke_agent GitHub Copilot Chat',
      values: {
        ...CHAT,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'runSubagent',
        'gen_ai.tool.call.id': 'call_1',
        'gen_ai.tool.call.arguments': '{"prompt":"Find it."}',
      },
    },
    {
      name: 'invoke_agent Explore',
      at: [320, 690],
      inside: 'execute_tool runSubagent',
      values: { ...CHAT, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Explore' },
    },
    {
      name: 'chat gpt-4o-mini',
      at: [330, 600],
      inside: 'invoke_agent Explore',
      values: {
        ...CHAT,
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o-mini',
        ...usage(800, 0, 20),
      },
    },
  ]);

  it('is one session by the id of the chat', () => {
    expect(new Set(spans.map(({ sessionKey }) => sessionKey))).toEqual(new Set(['chat-1']));
    expect(summary).toMatchObject({ title: 'Fix the test.', turnCount: 2, toolCalls: 1, errors: 0 });
  });

  it('counts cached tokens as input, and knows the model’s maker to price it', () => {
    expect(
      turns.map(({ usage: { input, cacheRead, output, reasoning } }) => [
        input,
        cacheRead,
        output,
        reasoning,
      ]),
    ).toEqual([
      [1_000, 1_200, 40, 5],
      [800, 0, 20, 5],
    ]);
    expect(turns.map(({ costSource }) => costSource)).toEqual(['price-table', 'price-table']);
    expect(turns[0]!.timeToFirstTokenMs).toBe(120);
  });

  it('nests the sub-agent below the call that started it, and keeps hooks apart', () => {
    expect(agents.map(({ name, parentIndex, turns: count }) => [name, parentIndex, count])).toEqual([
      ['GitHub Copilot Chat', null, 1],
      ['Explore', 0, 1],
    ]);
    expect(turns[0]!.toolCalls.map(({ name, callId }) => [name, callId])).toEqual([
      ['runSubagent', 'call_1'],
    ]);
    expect(spans.find(({ name }) => name.startsWith('execute_hook'))!.kind).toBe('hook');
  });
});

describe('goose', () => {
  const SESSION = { 'gen_ai.conversation.id': '20261121_1', 'session.id': '20261121_1' };
  const { turns, summary, conversation } = run('goose', 'goose', [
    {
      name: 'invoke_agent goose',
      at: [0, 900],
      values: {
        ...SESSION,
        'gen_ai.operation.name': 'invoke_agent',
        trace_input: JSON.stringify([{ role: 'user', parts: text('List files.') }]),
        trace_output: JSON.stringify([{ role: 'assistant', parts: text('There are two.') }]),
      },
    },
    {
      name: 'chat claude-sonnet-4-5',
      at: [10, 200],
      inside: 'invoke_agent goose',
      values: {
        ...SESSION,
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-4-5',
        'gen_ai.usage.input_tokens': 1_000,
        'gen_ai.usage.output_tokens': 41,
        'gen_ai.usage.cache_creation.input_tokens': 256,
        'gen_ai.response.finish_reasons': '["tool_use"]',
        'gen_ai.output.messages': JSON.stringify([
          {
            role: 'assistant',
            parts: [
              { type: 'tool_call', id: 'toolu_1', name: 'shell', arguments: { command: 'ls' } },
              { type: 'tool_confirmation', id: 'toolu_1', name: 'shell' },
            ],
          },
        ]),
      },
    },
    {
      name: 'execute_tool shell',
      at: [210, 400],
      inside: 'invoke_agent goose',
      values: {
        ...SESSION,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'shell',
        'gen_ai.tool.call.id': 'toolu_1',
        'gen_ai.tool.call.arguments': '{"command":"ls"}',
        'error.type': 'timeout',
      },
      status: { code: 2, message: 'timed out after 30 s' },
    },
  ]);

  it('is a session with its prompt, one turn and a tool that took too long', () => {
    expect(summary).toMatchObject({ title: 'List files.', agents: ['goose'], turnCount: 1, errors: 1 });
    expect(turns[0]).toMatchObject({
      agent: 'goose',
      finishReason: 'tool',
      usage: { input: 1_000, cacheWrite: 256, output: 41 },
      toolCalls: [{ name: 'shell', callId: 'toolu_1', arguments: '{"command":"ls"}', status: 'timeout' }],
    });
  });

  it('keeps parts of messages that only it has', () => {
    expect(conversation('chat claude-sonnet-4-5').output[0]!.parts).toMatchObject([
      { type: 'tool_call', name: 'shell' },
      { type: 'other', kind: 'tool_confirmation' },
    ]);
  });
});

describe('Claude Code', () => {
  const SESSION = { 'session.id': 's', 'gen_ai.provider.name': 'anthropic' };
  const sub = { ...SESSION, agent_id: 'a1', 'gen_ai.conversation.id': 'a1' };
  const { agents, turns } = run('claude-code', 'com.anthropic.claude_code.tracing', [
    { name: 'claude_code.interaction', at: [0, 500], values: { ...SESSION, 'span.type': 'interaction' } },
    {
      name: 'claude_code.llm_request',
      at: [1, 50],
      inside: 'claude_code.interaction',
      values: { ...SESSION, 'span.type': 'llm_request', model: 'claude-sonnet-4-5', input_tokens: 744 },
    },
    {
      name: 'claude_code.tool',
      at: [60, 100],
      inside: 'claude_code.interaction',
      values: {
        ...SESSION,
        'span.type': 'tool',
        tool_name: 'Agent',
        subagent_type: 'Explore',
        tool_use_id: 't1',
      },
    },
    {
      name: 'claude_code.tool.execution',
      at: [70, 100],
      inside: 'claude_code.tool',
      values: { ...SESSION, 'span.type': 'tool.execution', tool_use_id: 't1' },
    },
    // In the background: it goes on when the call that started it is over.
    {
      name: 'sub.llm_request',
      at: [80, 200],
      inside: 'claude_code.tool.execution',
      values: {
        ...sub,
        'span.type': 'llm_request',
        query_source_safe: 'agent.builtin.Explore',
        model: 'claude-haiku-4-5',
      },
    },
    {
      name: 'sub.tool',
      at: [210, 260],
      inside: 'claude_code.tool.execution',
      values: { ...sub, 'span.type': 'tool', tool_name: 'Bash', full_command: 'make', tool_use_id: 't2' },
    },
    {
      name: 'sub.tool.blocked_on_user',
      at: [210, 240],
      inside: 'sub.tool',
      values: { ...sub, 'span.type': 'tool.blocked_on_user', decision: 'reject', source: 'user_reject' },
    },
  ]);

  it('has its sub-agent’s calls under the sub-agent, and a refused one as denied', () => {
    expect(agents).toMatchObject([
      { name: 'claude-code', id: null, turns: 1, toolCalls: 1, errors: 0 },
      { name: 'Explore', id: 'a1', parentIndex: 0, turns: 1, toolCalls: 1, errors: 1 },
    ]);
    expect(
      turns.map(({ toolCalls }) => toolCalls.map(({ name, status, waitedMs }) => [name, status, waitedMs])),
    ).toEqual([[['Agent', 'ok', 0]], [['Bash', 'denied', 30]]]);
  });
});
