/** What the details of one span are made of: long texts cut, its own log records, the context of its turn alone. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../../src/collector/collector';
import type { LogRecord } from '../../../src/otlp/records';
import type { CollectorMethods } from '../../../src/protocol/methods';
import { readLogsRequests, readRequests } from '../support/recordings';
import { attributes, otlpSpan, resource, scope } from '../support/spans';
import { openCollector, request, START } from './requests';

const REF = { traceId: 'dddddddddddddddddddddddddddddddd', spanId: '00000000000000d1' };
const OTHER = { ...REF, spanId: '00000000000000d2' };
const RESULT = 'x'.repeat(50_000);

let collector: Collector;

function call<M extends keyof CollectorMethods>(method: M, params: unknown, of = collector) {
  return of.handlers[method](params as never) as CollectorMethods[M]['result'];
}

function log(n: number, spanId: string): LogRecord {
  return {
    timeUnixNano: BigInt(START + n) * 1_000_000n,
    observedTimeUnixNano: 0n,
    severityNumber: 9,
    severityText: 'INFO',
    body: `line ${n}`,
    attributes: attributes({ n }),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: REF.traceId,
    spanId,
    eventName: '',
  };
}

beforeAll(async () => {
  collector = await openCollector();
  const tool = (ref: typeof REF) =>
    otlpSpan({
      ...ref,
      name: 'execute_tool fetch',
      startTimeUnixNano: BigInt(START) * 1_000_000n,
      endTimeUnixNano: BigInt(START + 500) * 1_000_000n,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'fetch',
        'gen_ai.conversation.id': 'talk',
        'gen_ai.tool.call.result': RESULT,
        'page.words': ['one', 'y'.repeat(3_000), 3],
      },
    });
  collector.ingest(request([tool(REF), tool(OTHER)]));
  const logRecords = [log(1, REF.spanId), log(2, OTHER.spanId), log(3, REF.spanId)];
  collector.ingest({
    signal: 'logs',
    request: {
      resourceLogs: [
        {
          resource: resource({ 'service.name': 'shop' }),
          schemaUrl: '',
          scopeLogs: [{ scope: scope('test'), schemaUrl: '', logRecords }],
        },
      ],
    },
  });
});

describe('span/get', () => {
  it('cuts long texts where that is asked for, and says which', () => {
    const details = call('span/get', { ...REF, maxChars: 1_000 });
    expect(details.span.tool?.result).toBe('x'.repeat(1_000));
    expect(details.raw.attributes['page.words']).toEqual(['one', 'y'.repeat(1_000), 3]);
    expect(details.cut).toEqual([
      { path: ['span', 'tool', 'result'], chars: 50_000 },
      { path: ['raw', 'attributes', 'gen_ai.tool.call.result'], chars: 50_000 },
      { path: ['raw', 'attributes', 'page.words', 1], chars: 3_000 },
    ]);
    expect(call('span/get', REF)).toMatchObject({ span: { tool: { result: RESULT } }, cut: [] });
  });

  it('says who recorded the span and how content is switched on', () => {
    expect(call('span/get', REF).emitter).toMatchObject({ withoutAnswers: false });
    expect(call('span/get', REF).emitter.contentSwitch).toContain('CAPTURE_MESSAGE_CONTENT');
  });
});

describe('span/value', () => {
  it('gives what was cut, whole', () => {
    for (const { path, chars } of call('span/get', { ...REF, maxChars: 10 }).cut) {
      expect(call('span/value', { ...REF, path })).toHaveLength(chars);
    }
  });

  it('says so when there is nothing, or no path', () => {
    expect(() => call('span/value', { ...REF, path: ['raw', 'no', 'such'] })).toThrow(
      /Nothing of this span is at \["raw","no","such"\]/,
    );
    expect(() => call('span/value', { ...REF, path: ['raw', '__proto__'] })).toThrow(/Nothing of this span/);
    expect(() => call('span/value', { ...REF, path: 'raw' })).toThrow(/must be a list of keys and places/);
  });
});

describe('session/events of a span', () => {
  it('has the records that were written inside of it', () => {
    expect(call('span/get', REF).logs).toBe(2);
    const { total, events } = call('session/events', { sessionId: 'talk', span: REF });
    expect(total).toBe(2);
    expect(events.map(({ text }) => text)).toEqual(['line 1', 'line 3']);
    expect(call('session/events', { sessionId: 'talk', span: REF, limit: 1 })).toMatchObject({
      total: 2,
      events: [{ text: 'line 3' }],
    });
  });
});

/** Emitters that send whole prompts, only what is new, several agents, or no content at all. */
describe.each([
  'ai-sdk-v7/subagents',
  'mastra/subagents',
  'openinference-openai/loop',
  'traceloop-langgraph/subagents',
  'claude-code/run',
  'codex/run',
  'copilot/run',
  'gemini-cli/run',
  'handwritten-c-summary/loop',
])('session/context of one turn of %s', (recording) => {
  it('is its entry among all, with what is in the window', async () => {
    const recorded = await openCollector();
    for (const one of readRequests(recording)) recorded.ingest({ signal: 'traces', request: one });
    for (const one of readLogsRequests(recording)) recorded.ingest({ signal: 'logs', request: one });
    const sessions = call('sessions/list', undefined, recorded);
    let turns = 0;
    for (const { id } of sessions) {
      for (const entry of call('session/context', { sessionId: id }, recorded)) {
        const [alone, ...others] = call('session/context', { sessionId: id, turn: entry.turn }, recorded);
        const { groups, ...rest } = alone!;
        expect(others).toEqual([]);
        expect(rest).toEqual(entry);
        const tokens = groups!.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);
        if (entry.contextTokens !== null && groups!.length > 0) {
          expect(Math.abs(tokens - entry.contextTokens)).toBeLessThanOrEqual(groups!.length);
        }
        const shares = groups!.reduce((sum, { share }) => sum + share, 0);
        expect(shares).toBeCloseTo(groups!.length > 0 ? 1 : 0);
        turns++;
      }
    }
    expect(turns).toBeGreaterThan(0);
  });
});
