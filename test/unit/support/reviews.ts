/** Sessions for tests of reviews, told turn by turn. */
import type { AgentSpan, ModelCallFacts, ToolCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { Finding } from '../../../src/protocol/review';
import { contextGrowth } from '../../../src/analysis/contextGrowth';
import { promptDiff } from '../../../src/analysis/promptDiff';
import type { ReviewFacts } from '../../../src/analysis/review/facts';
import { reviewSession } from '../../../src/analysis/review/review';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan } from './spans';

const SECOND = 1_000;

/** A turn of the agent "main": a model call at second `n`, and its tool calls. */
export function turn(
  n: number,
  model: Partial<ModelCallFacts> & { inputTokens?: number; failed?: string } = {},
  tools: (Partial<ToolCallFacts> & { message?: string })[] = [],
): AgentSpan[] {
  const { inputTokens = null, failed = null, ...facts } = model;
  const usage = { ...UNKNOWN_USAGE, input: inputTokens };
  return [
    agentSpan({
      id: `m${n}`,
      at: n * SECOND,
      agent: 'main',
      errorMessage: failed,
      status: failed === null ? 'ok' : 'error',
      model: { usage, ...facts },
    }),
    ...tools.map(({ message, ...tool }, i) =>
      agentSpan({
        id: `t${n}-${i}`,
        at: n * SECOND + 20 + i * 20,
        agent: 'main',
        errorMessage: message ?? null,
        tool: { arguments: `{"n":${n}}`, result: `result ${n}`, ...tool },
      }),
    ),
  ];
}

export function review(spans: AgentSpan[], facts: Partial<ReviewFacts> = {}): Finding[] {
  const analysis = analyseSession('id', spans, { lastReceived: 0, now: 1e15 });
  const contexts = contextGrowth(
    analysis.turns.map((each) => ({ turn: each, run: each.traceId, prompt: null })),
  );
  return reviewSession({
    analysis,
    live: false,
    baseline: null,
    budgetUsd: null,
    compactions: [],
    contextOf: ({ index }) => contexts.find((context) => context.turn === index)!,
    diff: (a, b) => promptDiff({ turn: a, conversation: null }, { turn: b, conversation: null }),
    ...facts,
  });
}

/** Turns with these contexts. */
export function contexts(...tokens: number[]): AgentSpan[] {
  return tokens.flatMap((inputTokens, i) => turn(i, { inputTokens }));
}
