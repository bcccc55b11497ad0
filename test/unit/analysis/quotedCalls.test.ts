import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import type { AgentSpan, QuotedCall } from '../../../src/protocol/agentModel';
import { agentSpan, asked, shuffled } from '../support/spans';

const NOW = 1_700_000_100_000;

function analyse(...spans: AgentSpan[]) {
  return analyseSession('s', spans, { lastReceived: NOW, now: NOW });
}

function toolCalls(...spans: AgentSpan[]) {
  return analyse(...spans).turns.map(({ toolCalls }) =>
    toolCalls.map(({ callId, name, arguments: args, status, derived = false }) => ({
      callId,
      name,
      args,
      status,
      derived,
    })),
  );
}

function quote(id: string, fields: Partial<QuotedCall> = {}): QuotedCall {
  return { id, name: 'search_docs', arguments: '{"q":"x"}', result: '[]', status: 'ok', ...fields };
}

describe('calls that only the next request tells of', () => {
  it('are calls of the turn that asked for them', () => {
    const calls = toolCalls(
      agentSpan({ id: 'first', at: 0, model: { finishReason: 'tool' } }),
      agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('c1', { status: 'error' })] } }),
    );
    expect(calls).toEqual([
      [{ callId: 'c1', name: 'search_docs', args: '{"q":"x"}', status: 'error', derived: true }],
      [],
    ]);
  });

  it('say that the turn ended by asking for tools where no finish reason is known', () => {
    const { turns } = analyse(
      agentSpan({ id: 'first', at: 0, model: {} }),
      agentSpan({ id: 'second', at: 50, model: { finishReason: 'stop', quotedCalls: [quote('c1')] } }),
    );
    expect(turns.map(({ finishReason }) => finishReason)).toEqual(['tool', 'stop']);
  });

  it('replace ids of the request that no result refers to', () => {
    const calls = toolCalls(
      agentSpan({
        id: 'first',
        at: 0,
        model: {
          finishReason: 'tool',
          requestedCalls: [{ id: 'fc_1', name: 'search_docs', arguments: '{"q":"x"}' }],
        },
      }),
      agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('call_1')] } }),
    );
    expect(calls[0]!.map(({ callId }) => callId)).toEqual(['call_1']);
  });

  it('are none of a turn that ended by itself, that failed, or that another agent made', () => {
    const second = agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('c1')] } });
    const stopped = agentSpan({ id: 'first', at: 0, model: { finishReason: 'stop' } });
    const failed = agentSpan({ id: 'first', at: 0, status: 'error', errorClass: 'Error', model: {} });
    expect(toolCalls(stopped, second)).toEqual([[], []]);
    expect(toolCalls(failed, second)).toEqual([[], []]);
    const [ofOther] = toolCalls(
      agentSpan({ id: 'other', kind: 'agent', agent: 'other', durationMs: 20 }),
      agentSpan({ id: 'first', parent: 'other', at: 0, model: { finishReason: 'tool' } }),
      agentSpan({ id: 'main', kind: 'agent', agent: 'main', at: 40, durationMs: 100 }),
      { ...second, parentSpanId: 'main' },
    );
    expect(ofOther).toEqual([]);
  });

  it('are none of a turn that still ran when the request was sent', () => {
    const calls = toolCalls(
      agentSpan({ id: 'first', at: 0, durationMs: 400, model: { finishReason: 'tool' } }),
      agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('c1')] } }),
    );
    expect(calls).toEqual([[], []]);
  });

  it('leave a tool call with a span of its own to that span, and give it their result', () => {
    const { turns, spans } = analyse(
      agentSpan({ id: 'first', at: 0, model: { finishReason: 'tool', requestedCalls: asked('c1') } }),
      agentSpan({ id: 'search', at: 20, tool: { callId: 'c1', arguments: '{"q":"own"}' } }),
      agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('c1', { result: 'two hits' })] } }),
    );
    expect(turns[0]!.toolCalls).toMatchObject([{ spanId: 'search', arguments: '{"q":"own"}' }]);
    expect(turns[0]!.toolCalls).toHaveLength(1);
    expect(spans.find(({ spanId }) => spanId === 'search')?.tool?.result).toBe('two hits');
  });

  it('never outweigh an outcome that the span states', () => {
    const outcome = (status: AgentSpan['status']) =>
      toolCalls(
        agentSpan({ id: 'first', at: 0, model: { requestedCalls: asked('c1') } }),
        agentSpan({ id: 'search', at: 20, status, tool: { callId: 'c1' } }),
        agentSpan({ id: 'second', at: 50, model: { quotedCalls: [quote('c1', { status: 'error' })] } }),
      )[0]![0]!.status;
    expect([outcome('ok'), outcome('unset')]).toEqual(['ok', 'error']);
  });

  it('are the same in any order of arrival', () => {
    const spans = [0, 1, 2, 3, 4].map((turn) =>
      agentSpan({
        id: `turn${turn}`,
        at: turn * 50,
        model: {
          finishReason: turn < 4 ? 'tool' : 'stop',
          quotedCalls: turn === 0 ? [] : [quote(`c${turn}`), quote(`d${turn}`, { status: 'error' })],
        },
      }),
    );
    const expected = analyse(...spans);
    expect(expected.summary.toolCalls).toBe(8);
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(analyse(...shuffled(spans, seed)).turns).toEqual(expected.turns);
      expect(analyse(...shuffled(spans, seed)).loops).toEqual(expected.loops);
    }
  });
});
