/** What loops cost, in sessions whose figures can be added up by hand: everything from the second iteration on. */
import { describe, expect, it } from 'vitest';
import type { AgentSpan, ToolCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan, asked } from '../support/spans';

/** A model call of so many tokens and dollars, in milliseconds from the start of the session. */
function model(
  id: string,
  at: number,
  durationMs: number,
  tokens: number,
  usd: number | null,
  calls: string[] = [],
) {
  const usage = { ...UNKNOWN_USAGE, input: tokens - 10, output: 10, total: tokens };
  return agentSpan({
    ...{ id, at, durationMs, userMessage: 'Find it.' },
    model: { usage, reportedCostUsd: usd, requestedCalls: asked(...calls) },
  });
}

function tool(callId: string, at: number, durationMs: number, facts: Partial<ToolCallFacts> = {}) {
  return agentSpan({
    id: `of-${callId}`,
    at,
    durationMs,
    tool: { callId, arguments: '{}', result: 'none', ...facts },
  });
}

function wasted(spans: AgentSpan[]) {
  const { loops } = analyseSession('s', spans, { lastReceived: 0, now: 1e15 });
  expect(loops).toHaveLength(1);
  const { costUsd, ...others } = loops[0]!.wasted;
  return { kind: loops[0]!.kind, ...others, costUsd: costUsd === null ? null : Number(costUsd.toFixed(6)) };
}

describe('the waste of a loop', () => {
  it('is that of all calls but the first, and of the model calls that asked for them', () => {
    const spans = [
      ...[model('m1', 0, 1_000, 1_000, 0.01, ['a']), tool('a', 1_000, 200)],
      ...[model('m2', 1_200, 1_000, 1_100, 0.011, ['b']), tool('b', 2_200, 200)],
      ...[model('m3', 2_400, 1_000, 1_200, 0.012, ['c']), tool('c', 3_400, 200)],
      // Written when the loop was over.
      model('m4', 3_600, 1_000, 1_300, 0.013),
    ];
    // m2 and b, m3 and c
    expect(wasted(spans)).toEqual({ kind: 'repeat', tokens: 2_300, costUsd: 0.023, durationMs: 2_400 });
  });

  it('of a cycle begins with its second round, and has what was begun once more', () => {
    const names = ['search', 'read', 'search', 'read', 'search', 'read', 'search'];
    const spans = names.flatMap((name, i) => [
      model(`m${i}`, i * 1_000, 300, 100 * (i + 1), 0.001, [`c${i}`]),
      tool(`c${i}`, i * 1_000 + 300, 100, { name, result: `what ${name} finds` }),
    ]);
    // Turns 3 to 7: 300 + 400 + 500 + 600 + 700 tokens; what lies between the turns is nobody's time.
    expect(wasted(spans)).toEqual({ kind: 'cycle', tokens: 2_500, costUsd: 0.005, durationMs: 5 * 400 });
  });

  it('counts time once where calls run side by side', () => {
    const spans = [0, 1, 2].flatMap((i) => [
      model(`m${i}`, i * 1_000, 100, 500, 0.002, [`a${i}`, `b${i}`]),
      tool(`a${i}`, i * 1_000 + 100, 400, { name: 'search' }),
      tool(`b${i}`, i * 1_000 + 200, 500, { name: 'read' }),
    ]);
    // Two rounds of 100 ms for the model and 600 ms in which one tool or both were at work.
    expect(wasted(spans)).toEqual({ kind: 'repeat', tokens: 1_000, costUsd: 0.004, durationMs: 1_400 });
  });

  it('has the model calls of the sub-agents that the calls ran', () => {
    const spans = [0, 1, 2].flatMap((i) => [
      model(`m${i}`, i * 10_000, 1_000, 400, 0.004, [`c${i}`]),
      tool(`c${i}`, i * 10_000 + 1_000, 5_000, { name: 'ask_helper' }),
      agentSpan({
        id: `h${i}`,
        parent: `of-c${i}`,
        at: i * 10_000 + 1_100,
        durationMs: 4_800,
        kind: 'agent',
        agent: 'helper',
      }),
      { ...model(`n${i}`, i * 10_000 + 1_200, 2_000, 2_000, 0.02), parentSpanId: `h${i}` },
      { ...model(`o${i}`, i * 10_000 + 3_300, 2_000, 3_000, 0.03), parentSpanId: `h${i}` },
    ]);
    // Two of three calls: 400 + 2,000 + 3,000 tokens each, 1 s of the model and 5 s of the tool with all inside.
    expect(wasted(spans)).toEqual({ kind: 'repeat', tokens: 10_800, costUsd: 0.108, durationMs: 12_000 });
  });

  it('of requests that fail is their time; tokens and costs are unknown, not none', () => {
    const spans = [0, 1, 2, 3].map((i) =>
      agentSpan({
        ...{ id: `m${i}`, at: i * 5_000, durationMs: 1_500, userMessage: 'Find it.' },
        ...{ status: 'error' as const, errorClass: 'RateLimitError' },
        model: { usage: UNKNOWN_USAGE },
      }),
    );
    expect(wasted(spans)).toEqual({ kind: 'model-retry', tokens: null, costUsd: null, durationMs: 4_500 });
  });
});
