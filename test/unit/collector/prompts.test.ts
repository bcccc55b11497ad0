/** What models were asked and answered, over the collector's methods and in SQL. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../../src/collector/collector';
import type { Span } from '../../../src/otlp/records';
import type { CollectorMethods } from '../../../src/protocol/methods';
import { readRequests } from '../support/recordings';
import { otlpSpan, type Plain } from '../support/spans';
import { openCollector, request, START } from './requests';

const TRACE = 'dddddddddddddddddddddddddddddddd';
const spanId = (n: number) => n.toString(16).padStart(16, '0');
const IMAGE = 'aGkh'.repeat(1_000);

let collector: Collector;

function call<M extends keyof CollectorMethods>(method: M, params?: unknown, of = collector) {
  return of.handlers[method](params as never) as CollectorMethods[M]['result'];
}

function chat(n: number, tokens: number, attributes: Record<string, Plain>, traceId = TRACE): Span {
  return otlpSpan({
    traceId,
    spanId: spanId(n),
    name: 'chat m',
    startTimeUnixNano: BigInt(START + n * 1_000) * 1_000_000n,
    endTimeUnixNano: BigInt(START + n * 1_000 + 500) * 1_000_000n,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.conversation.id': 'talk',
      'gen_ai.usage.input_tokens': tokens,
      'gen_ai.usage.output_tokens': 20,
      ...Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [
          key,
          typeof value === 'object' ? JSON.stringify(value) : value,
        ]),
      ),
    },
  });
}

const QUESTION = { role: 'user', parts: [{ type: 'text', content: 'Why?' }] };
const CALL = {
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'why' } }],
};
const RESULT = {
  role: 'tool',
  parts: [
    { type: 'tool_call_response', id: 'c1', response: 'x'.repeat(20_000) },
    { type: 'blob', modality: 'image', mime_type: 'image/png', content: IMAGE },
  ],
};
const TOOLS = [{ type: 'function', name: 'search', description: 'Searches', parameters: { type: 'object' } }];

const FIRST = {
  'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief. It is 10:01.' }],
  'gen_ai.tool.definitions': TOOLS,
  'gen_ai.input.messages': [QUESTION],
  'gen_ai.output.messages': [CALL],
  'gen_ai.usage.cache_read.input_tokens': 80,
};
const SECOND = {
  ...FIRST,
  'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief. It is 10:02.' }],
  'gen_ai.input.messages': [QUESTION, CALL, RESULT],
  'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }],
  'gen_ai.usage.cache_read.input_tokens': 0,
};

beforeAll(async () => {
  collector = await openCollector();
  collector.ingest(request([chat(1, 100, FIRST), chat(2, 7_000, SECOND)]));
});

describe('span/messages', () => {
  it('answers with all that the model was told, asked and answered, long texts cut', () => {
    const messages = call('span/messages', { traceId: TRACE, spanId: spanId(2), maxChars: 100 });
    expect(messages).toMatchObject({
      system: [{ role: 'system', parts: [{ type: 'text', text: 'Be brief. It is 10:02.' }] }],
      input: [
        { role: 'user', parts: [{ type: 'text', text: 'Why?' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c1', name: 'search', arguments: '{"q":"why"}' }],
        },
        {
          role: 'tool',
          parts: [
            { type: 'tool_result', id: 'c1', result: 'x'.repeat(100), chars: 20_000 },
            { type: 'image', mimeType: 'image/png', byteLength: 3_000 },
          ],
        },
      ],
      output: [{ role: 'assistant', parts: [{ type: 'text', text: 'Because.' }] }],
      tools: [{ name: 'search', description: 'Searches', schema: '{"type":"object"}' }],
      delta: false,
      truncated: false,
    });
    expect(JSON.stringify(messages)).not.toContain(IMAGE);
  });

  it('gives one part whole', () => {
    const part = { traceId: TRACE, spanId: spanId(2), list: 'input', message: 2 };
    expect(call('span/messagePart', { ...part, part: 0 })).toMatchObject({ result: 'x'.repeat(20_000) });
    expect(call('span/messagePart', { ...part, part: 1 })).toMatchObject({ data: IMAGE });
    expect(() => call('span/messagePart', { ...part, part: 2 })).toThrow(/no part 2 of message 2 in "input"/);
    expect(() => call('span/messagePart', { ...part, part: -1 })).toThrow(/"part" must be an integer/);
  });
});

describe('session/context', () => {
  it('says what each turn added', () => {
    const [first, second] = call('session/context', { sessionId: 'talk' });
    expect(first).toMatchObject({ turn: 1, since: null, contextTokens: 100, growth: 100 });
    expect(second).toMatchObject({ turn: 2, since: 1, growth: 6_900, resent: { messages: 2 } });
    expect(second!.added.map(({ role, kind }) => `${role} ${kind}`)).toEqual([
      'system text',
      'assistant tool_call',
      'tool tool_result',
      'tool image',
    ]);
    expect(second!.added.find(({ kind }) => kind === 'tool_result')).toMatchObject({
      callId: 'c1',
      message: 2,
      part: 0,
      chars: 20_000,
    });
  });

  it('follows a session that grows, and spans that are sent again with more', async () => {
    const live = await openCollector();
    live.ingest(request([chat(1, 100, { 'gen_ai.input.messages': [QUESTION] })]));
    expect(call('session/context', { sessionId: 'talk' }, live)).toHaveLength(1);
    live.ingest(request([chat(2, 7_000, SECOND)]));
    live.ingest(request([chat(1, 100, FIRST)]));
    expect(call('session/context', { sessionId: 'talk' }, live)).toEqual(
      call('session/context', { sessionId: 'talk' }),
    );
  });
});

describe('turns/diff', () => {
  it('finds why the cache was missed, whichever turn is named first', () => {
    const diff = call('turns/diff', { sessionId: 'talk', a: 2, b: 1 });
    expect(diff).toMatchObject({ a: 1, b: 2, offset: 20, cacheMiss: true });
    expect(diff.sentence).toBe('Cache miss because the system prompt changed at character 20.');
    expect(() => call('turns/diff', { sessionId: 'talk', a: 1, b: 9 })).toThrow(
      /no turn 9, only turns 1 to 2/,
    );
  });
});

describe('view messages', () => {
  it('has a row for each part', () => {
    const { rows } = call('sql/query', {
      sql: `SELECT turn, list, "index", part, role, kind, name, call_id, length(text) FROM messages
            WHERE session_id = 'talk' AND turn = 2 ORDER BY list, "index", part`,
    });
    expect(rows).toEqual([
      [2, 'input', 0, 0, 'user', 'text', null, null, 4],
      [2, 'input', 1, 0, 'assistant', 'tool_call', 'search', 'c1', 11],
      [2, 'input', 2, 0, 'tool', 'tool_result', null, 'c1', 20_000],
      [2, 'input', 2, 1, 'tool', 'image', null, null, null],
      [2, 'output', 0, 0, 'assistant', 'text', null, null, 8],
      [2, 'system', 0, 0, 'system', 'text', null, null, 22],
    ]);
  });

  it('gives ids like the other views, and survives any text', async () => {
    const odd = await openCollector();
    const content = 'a\u0000b \ud800 "quoted"';
    odd.ingest(
      request([
        chat(1, 1, { 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content }] }] }),
      ]),
    );
    const { rows } = call(
      'sql/query',
      { sql: 'SELECT session_id, trace_id, span_id, text FROM messages' },
      odd,
    );
    expect(rows).toEqual([['talk', TRACE, spanId(1), 'a\ufffdb \ufffd "quoted"']]);
  });
});

/** Emitters whose recordings have content. */
describe.each([
  'ai-sdk-v5/happy',
  'ai-sdk-v6/happy',
  'ai-sdk-v7/happy',
  'google-adk/happy',
  'mastra/happy',
  'openinference-openai/loop',
  'openinference-langgraph/happy',
  'openinference-openai-agents/parallel',
  'strands-agents/happy',
  'traceloop-openai/happy',
  'langfuse/happy',
  'handwritten-a-prompt-tokens/happy',
])('%s', (recording) => {
  it('has every message of every turn', async () => {
    const recorded = await openCollector();
    for (const one of readRequests(recording)) recorded.ingest({ signal: 'traces', request: one });
    const [session] = call('sessions/list', undefined, recorded);
    const context = call('session/context', { sessionId: session!.id }, recorded);
    expect(context.map(({ content }) => content)).toEqual(context.map(() => 'whole'));
    for (const turn of context) {
      if (turn.growth !== null && turn.growth > 0 && turn.dropped.messages === 0) {
        expect(turn.added.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0)).toBe(turn.growth);
      }
      const { input, output } = call('span/messages', turn, recorded);
      expect(input.flatMap(({ parts }) => parts).map(({ type }) => type)).not.toContain('other');
      expect(input.map(({ role }) => role)).not.toContain('other');
      expect(input.find(({ role }) => role === 'user')).toBeDefined();
      expect(output.length).toBeGreaterThan(0);
    }
    // The second request has the first one, its answer and what the tool gave back.
    const second = context.find(({ since }) => since !== null)!;
    expect(second.resent.messages).toBeGreaterThan(0);
    expect(second.dropped.messages).toBe(0);
    const kinds = second.added.map(({ kind }) => kind);
    expect(kinds).toContain('tool_result');
    // Mastra writes the calls of earlier answers as text.
    expect(kinds).toContain(recording.startsWith('mastra/') ? 'text' : 'tool_call');
  });
});
