import { describe, expect, it } from 'vitest';
import type { AgentSpan, Usage } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { findCalls } from '../../../src/analysis/calls';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { agentSpan, asked } from '../support/spans';

function usage(input: number, output: number): Usage {
  return { ...UNKNOWN_USAGE, input, output, total: input + output };
}

function callsOf(spans: AgentSpan[]) {
  const calls = findCalls(buildSpanTree(spans));
  return {
    models: calls.models.map(({ ref }) => ref.spanId),
    tools: calls.tools.map(({ ref }) => ref.spanId),
    duplicates: Object.fromEntries(
      [...calls.duplicates].map(([dup, counted]) => [dup.ref.spanId, counted.ref.spanId]),
    ),
    spans: Object.fromEntries(calls.models.map(({ ref, span }) => [ref.spanId, span])),
  };
}

describe('one model call recorded by two instrumentations', () => {
  it('is recognised by the response id, and the inner span counts with what only the outer knows', () => {
    const calls = callsOf([
      agentSpan({
        id: 'framework',
        durationMs: 100,
        userMessage: 'Why?',
        model: { responseId: 'r1', usage: usage(744, 41), requestedCalls: asked('c1'), finishReason: 'tool' },
      }),
      agentSpan({ id: 'http', parent: 'framework', at: 1, durationMs: 90 }),
      agentSpan({ id: 'sdk', parent: 'http', at: 2, model: { responseId: 'r1', usage: usage(1000, 41) } }),
    ]);
    expect(calls.models).toEqual(['sdk']);
    expect(calls.duplicates).toEqual({ framework: 'sdk' });
    expect(calls.spans.sdk).toMatchObject({
      userMessage: 'Why?',
      model: { usage: { input: 1000 }, requestedCalls: asked('c1'), finishReason: 'tool' },
    });
  });

  it('is recognised without ids by the same model and the same usage', () => {
    const calls = callsOf([
      agentSpan({ id: 'outer', durationMs: 100, model: { usage: usage(10, 2) } }),
      agentSpan({ id: 'inner', parent: 'outer', at: 1, model: { usage: usage(10, 2) } }),
    ]);
    expect(calls.duplicates).toEqual({ outer: 'inner' });
  });

  it('is recognised through three records', () => {
    const calls = callsOf([
      agentSpan({ id: 'a', durationMs: 100, model: { responseId: 'r1', requestedCalls: asked('c1') } }),
      agentSpan({ id: 'b', parent: 'a', at: 1, durationMs: 90, model: { responseId: 'r1' } }),
      agentSpan({ id: 'c', parent: 'b', at: 2, model: { responseId: 'r1' } }),
    ]);
    expect(calls.models).toEqual(['c']);
    expect(calls.duplicates).toEqual({ a: 'c', b: 'c' });
    expect(calls.spans.c?.model?.requestedCalls).toEqual(asked('c1'));
  });

  it('is recognised when the outer span sums its attempts', () => {
    const calls = callsOf([
      agentSpan({ id: 'outer', durationMs: 100, model: { usage: usage(30, 5) } }),
      agentSpan({ id: 'first', parent: 'outer', at: 1, model: { usage: usage(10, 2) } }),
      agentSpan({ id: 'second', parent: 'outer', at: 20, model: { usage: usage(20, 3) } }),
    ]);
    expect(calls.models).toEqual(['first', 'second']);
  });
});

describe('two model calls, one inside the other', () => {
  it.each<[string, AgentSpan[]]>([
    [
      'different responses',
      [
        agentSpan({ id: 'outer', durationMs: 100, model: { responseId: 'r1', usage: usage(10, 2) } }),
        agentSpan({ id: 'inner', parent: 'outer', at: 1, model: { responseId: 'r2', usage: usage(10, 2) } }),
      ],
    ],
    [
      'different models',
      [
        agentSpan({ id: 'outer', durationMs: 100, model: { requestModel: 'big', usage: usage(10, 2) } }),
        agentSpan({
          id: 'inner',
          parent: 'outer',
          at: 1,
          model: { requestModel: 'small', usage: usage(10, 2) },
        }),
      ],
    ],
    [
      'different usage',
      [
        agentSpan({ id: 'outer', durationMs: 100, model: { usage: usage(10, 2) } }),
        agentSpan({ id: 'inner', parent: 'outer', at: 1, model: { usage: usage(7, 2) } }),
      ],
    ],
    [
      'a tool in between',
      [
        agentSpan({ id: 'outer', durationMs: 100, model: { usage: usage(10, 2) } }),
        agentSpan({ id: 'tool', parent: 'outer', at: 1, durationMs: 90, tool: {} }),
        agentSpan({ id: 'inner', parent: 'tool', at: 2, model: { usage: usage(10, 2) } }),
      ],
    ],
  ])('both count: %s', (_why, spans) => {
    expect(callsOf(spans)).toMatchObject({ models: ['outer', 'inner'], duplicates: {} });
  });
});

describe('one tool call recorded twice', () => {
  it('counts once, as the agent saw it', () => {
    const calls = callsOf([
      agentSpan({ id: 'outer', durationMs: 100, tool: { callId: 'c1' } }),
      agentSpan({ id: 'inner', parent: 'outer', at: 1, tool: { callId: 'c1' } }),
      agentSpan({ id: 'nested', parent: 'outer', at: 5, tool: { name: 'other', callId: 'c2' } }),
    ]);
    expect(calls.tools).toEqual(['outer', 'nested']);
    expect(calls.duplicates).toEqual({ inner: 'outer' });
  });
});
