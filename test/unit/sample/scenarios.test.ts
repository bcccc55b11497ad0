import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Span } from '../../../src/otlp/records';
import { OTLP_STATUS } from '../../../src/otlp/records';
import { integer, spansOf, startSink, text } from './otlpSink';
import { runSample, totalsOf } from './sampleAgent';

// Each test starts a program; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 30_000 });

async function record(scenario: string) {
  const sink = await startSink();
  try {
    const transcript = await runSample(scenario, sink);
    return { transcript, totals: totalsOf(transcript), spans: spansOf(sink), requests: sink.requests };
  } finally {
    await sink.close();
  }
}

function withOperation(spans: Span[], operation: string): Span[] {
  return spans.filter((span) => span.attributes.get('gen_ai.operation.name') === operation);
}

function sum(spans: Span[], key: string): number {
  return spans.reduce((total, span) => total + integer(span, key), 0);
}

describe('sample agent', () => {
  it('clean: five turns in one trace, every span of the one agent', async () => {
    const { spans, totals, transcript } = await record('clean');
    const chats = withOperation(spans, 'chat');
    const tools = withOperation(spans, 'execute_tool');
    const [root] = withOperation(spans, 'invoke_agent');

    expect(chats).toHaveLength(5);
    expect(spans).toHaveLength(1 + 5 + 6);
    expect(root?.parentSpanId).toBe('');
    expect([...chats, ...tools].every(({ parentSpanId }) => parentSpanId === root?.spanId)).toBe(true);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map((span) => text(span, 'gen_ai.conversation.id')))).toEqual(
      new Set([totals.sessionId]),
    );
    expect(tools.map((span) => text(span, 'gen_ai.tool.name'))).toEqual([
      'search_docs',
      'read_file',
      'read_file',
      'run_query',
      'run_query',
      'fetch_page',
    ]);
    expect(spans.every(({ status }) => status.code === OTLP_STATUS.unset)).toBe(true);
    expect(transcript).toContain(`Sent ${spans.length} spans to`);
  });

  it('clean: model calls follow the GenAI conventions and add up to the transcript', async () => {
    const { spans, totals } = await record('clean');
    const chats = withOperation(spans, 'chat');
    const [first, ...rest] = chats;
    const last = rest.at(-1);

    expect(first?.name).toBe('chat claude-sonnet-4-5');
    expect(first?.attributes.get('gen_ai.response.finish_reasons')).toEqual(['tool_use']);
    expect(last?.attributes.get('gen_ai.response.finish_reasons')).toEqual(['end_turn']);
    expect(new Set(chats.map((span) => text(span, 'gen_ai.response.id'))).size).toBe(5);
    for (const chat of chats) {
      expect(text(chat, 'gen_ai.provider.name')).toBe('anthropic');
      const seconds = Number(chat.endTimeUnixNano - chat.startTimeUnixNano) / 1e9;
      expect(chat.attributes.get('gen_ai.response.time_to_first_chunk')).toBeGreaterThan(0);
      expect(chat.attributes.get('gen_ai.response.time_to_first_chunk')).toBeLessThanOrEqual(seconds);
      const cached =
        integer(chat, 'gen_ai.usage.cache_read.input_tokens') +
        integer(chat, 'gen_ai.usage.cache_write.input_tokens');
      expect(cached).toBeLessThanOrEqual(integer(chat, 'gen_ai.usage.input_tokens'));
    }
    expect(sum(chats, 'gen_ai.usage.input_tokens')).toBe(totals.inputTokens);
    expect(sum(chats, 'gen_ai.usage.output_tokens')).toBe(totals.outputTokens);
    expect(integer(last!, 'gen_ai.usage.reasoning.output_tokens')).toBeGreaterThan(0);
  });

  it('clean: a tool call carries the id, arguments and result that the model sees', async () => {
    const { spans } = await record('clean');
    const [asked] = JSON.parse(text(withOperation(spans, 'chat')[0]!, 'gen_ai.output.messages')) as [
      { parts: { type: string; id?: string; arguments?: unknown }[] },
    ];
    const call = asked.parts.find(({ type }) => type === 'tool_call');
    const [tool] = withOperation(spans, 'execute_tool');
    const answered = JSON.parse(text(withOperation(spans, 'chat')[1]!, 'gen_ai.input.messages')) as {
      role: string;
      parts: { id: string; response: unknown }[];
    }[];

    expect(text(tool!, 'gen_ai.tool.call.id')).toBe(call?.id);
    expect(JSON.parse(text(tool!, 'gen_ai.tool.call.arguments'))).toEqual(call?.arguments);
    expect(answered.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(answered[2]!.parts[0]).toEqual({
      type: 'tool_call_response',
      id: call?.id,
      response: JSON.parse(text(tool!, 'gen_ai.tool.call.result')) as unknown,
    });
  });

  it('only run_query says where its code is, and it is there', async () => {
    const { spans } = await record('clean');
    const located = spans.filter((span) => span.attributes.has('code.file.path'));

    expect(new Set(located.map((span) => text(span, 'gen_ai.tool.name')))).toEqual(new Set(['run_query']));
    const [span] = located;
    const lines = readFileSync(text(span!, 'code.file.path'), 'utf8').split('\n');
    expect(lines[integer(span!, 'code.line.number') - 1]).toContain('export const runQuery = tool(');
    expect(text(span!, 'code.function.name')).toBe('runQuery');
  });

  it('loop: the same search with the same result six times in a row', async () => {
    const { spans, totals } = await record('loop');
    const searches = withOperation(spans, 'execute_tool').filter(
      (span) => text(span, 'gen_ai.tool.name') === 'search_docs',
    );

    expect(totals.turns).toBe(8);
    expect(withOperation(spans, 'chat')).toHaveLength(8);
    expect(searches).toHaveLength(6);
    expect(new Set(searches.map((span) => text(span, 'gen_ai.tool.call.arguments'))).size).toBe(1);
    expect(new Set(searches.map((span) => text(span, 'gen_ai.tool.call.result'))).size).toBe(1);
    expect(new Set(searches.map((span) => text(span, 'gen_ai.tool.call.id'))).size).toBe(6);
  });

  it('error: a failed attempt, a retry that times out, and an agent that goes on', async () => {
    const { spans, totals } = await record('error');
    const attempts = withOperation(spans, 'execute_tool').filter(
      (span) => text(span, 'gen_ai.tool.name') === 'fetch_page',
    );

    expect(totals.turns).toBe(4);
    expect(attempts.map((span) => text(span, 'error.type'))).toEqual(['TemporaryError', 'timeout']);
    expect(new Set(attempts.map((span) => text(span, 'gen_ai.tool.call.id'))).size).toBe(1);
    for (const { status, events } of attempts) {
      expect(status.code).toBe(OTLP_STATUS.error);
      expect(events.map(({ name }) => name)).toEqual(['exception']);
      expect(events[0]!.attributes.get('exception.message')).toBe(status.message);
    }
    expect(attempts[0]!.events[0]!.attributes.get('exception.stacktrace')).toContain('website.mjs');
    expect(spans.filter(({ status }) => status.code === OTLP_STATUS.error)).toEqual(attempts);
  });

  it('subagents: hands over and back, and two sub-agents work at the same time', async () => {
    const { spans } = await record('subagents');
    const agents = withOperation(spans, 'invoke_agent');
    const [workflow] = withOperation(spans, 'invoke_workflow');
    const nameOf = (span: Span) => text(span, 'gen_ai.agent.name');
    const inTurn = agents.filter(({ parentSpanId }) => parentSpanId === workflow?.spanId);
    const asked = agents.filter((span) => !inTurn.includes(span));
    const parents = asked.map(({ parentSpanId }) => spans.find(({ spanId }) => spanId === parentSpanId));

    expect(inTurn.map(nameOf)).toEqual(['support-desk', 'billing-expert', 'support-desk']);
    expect(asked.map(nameOf).sort()).toEqual(['data-analyst', 'docs-researcher']);
    expect(parents.map((span) => text(span!, 'gen_ai.tool.name')).sort()).toEqual([
      'ask_data_analyst',
      'ask_docs_researcher',
    ]);
    expect(parents.every((span) => span!.parentSpanId === inTurn[1]!.spanId)).toBe(true);
    expect(parents.every((span) => text(span!, 'code.file.path').endsWith('agentLoop.mjs'))).toBe(true);
    const [one, other] = asked as [Span, Span];
    expect(one.startTimeUnixNano < other.endTimeUnixNano).toBe(true);
    expect(other.startTimeUnixNano < one.endTimeUnixNano).toBe(true);
    expect(withOperation(spans, 'chat')).toHaveLength(9);
  });

  it('long: two hundred turns that resend a growing history, mostly from the cache', async () => {
    const { spans, totals, requests } = await record('long');
    const chats = withOperation(spans, 'chat');
    const inputs = chats.map((span) => integer(span, 'gen_ai.usage.input_tokens'));
    const reads = chats.map((span) => integer(span, 'gen_ai.usage.cache_read.input_tokens'));
    const histories = chats.map((span) => text(span, 'gen_ai.input.messages').length);

    expect(chats).toHaveLength(200);
    expect(requests.length).toBeGreaterThan(1);
    for (let turn = 1; turn < 200; turn += 1) {
      expect(inputs[turn]).toBeGreaterThan(inputs[turn - 1]!);
      expect(histories[turn]).toBeGreaterThan(histories[turn - 1]!);
      expect(reads[turn]).toBeGreaterThanOrEqual(reads[turn - 1]!);
    }
    expect(reads.at(-1)).toBeGreaterThan(inputs.at(-1)! * 0.9);
    expect(sum(chats, 'gen_ai.usage.cache_write.input_tokens')).toBeGreaterThan(0);
    expect(sum(chats, 'gen_ai.usage.reasoning.output_tokens')).toBeGreaterThan(0);
    expect(totals.cachedTokens).toBe(reads.reduce((total, read) => total + read, 0));
  });

  it('tells the same story at every run', async () => {
    const [one, other] = await Promise.all([record('clean'), record('clean')]);
    // Sorted: tools that run side by side may end in either order.
    const story = (transcript: string) =>
      transcript
        .replace(/^session .*$/m, '')
        .replace(/, [\d.]+ s\nSent .*/, '')
        .split('\n')
        .sort();

    expect(story(other.transcript)).toEqual(story(one.transcript));
    expect(other.totals.sessionId).not.toBe(one.totals.sessionId);
  });
});

describe('export of the sample agent', () => {
  it('speaks JSON when OTEL_EXPORTER_OTLP_PROTOCOL asks for it', async () => {
    const sink = await startSink();
    await runSample('clean', { endpoint: sink.endpoint, protocol: 'http/json' });
    await sink.close();
    const names = sink.requests.flatMap(({ contentType, body }) => {
      expect(contentType).toBe('application/json');
      const request = JSON.parse(body.toString()) as {
        resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
      };
      return request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
    });

    expect(names).toHaveLength(12);
    expect(names.at(-1)?.name).toBe('invoke_agent research-agent');
  });

  it('presents the headers of OTEL_EXPORTER_OTLP_HEADERS', async () => {
    const sink = await startSink();
    const headers = 'x-other=a%3Db, authorization=Bearer%20x0-_z';
    await runSample('clean', { endpoint: sink.endpoint, headers });
    await sink.close();
    expect(new Set(sink.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer x0-_z']),
    );
  });

  it('finishes the run without a collector, and says so', async () => {
    const sink = await startSink();
    await sink.close();
    const transcript = await runSample('clean', sink);

    expect(totalsOf(transcript).turns).toBe(5);
    expect(transcript).toContain(
      `No collector answers at ${sink.endpoint}, so 12 spans were not recorded: run this in a traced terminal of Turnline.`,
    );
  });

  it('finishes the run when the collector refuses, and says so', async () => {
    const sink = await startSink(413);
    const transcript = await runSample('clean', sink);
    await sink.close();

    expect(transcript).toContain(`The collector at ${sink.endpoint} refused spans: HTTP 413.`);
  });
});
