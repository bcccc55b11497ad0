import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { readSpans, readTruth } from '../support/recordings';
import { shuffled } from '../support/spans';

const NOW = 1_800_000_000_000;
const QUIET = { lastReceived: NOW - 3_600_000, now: NOW };

/** What an emitter leaves off its spans; everything else must equal the truth. */
interface Recording {
  name: string;
  /** As emitted, on whichever span. */
  session: string | null;
  /** Names of agents in order of appearance. */
  agents: string[];
  /** The model that answered, where the one that was asked for is not emitted. */
  answeredBy?: string;
  without?: ('cached' | 'reasoning' | 'zeros' | 'tools' | 'prompt')[];
}

const RECORDINGS: Recording[] = [
  { name: 'ai-sdk-v5/happy', session: 'sess-42', agents: ['docs-agent'], without: ['cached', 'reasoning'] },
  { name: 'ai-sdk-v5/loop', session: 'sess-42', agents: ['docs-agent'], without: ['cached', 'reasoning'] },
  { name: 'ai-sdk-v6/happy', session: 'sess-42', agents: ['docs-agent'] },
  { name: 'ai-sdk-v6/loop', session: 'sess-42', agents: ['docs-agent'] },
  { name: 'ai-sdk-v6/subagents', session: 'sess-42', agents: ['docs-agent', 'researcher', 'writer'] },
  { name: 'ai-sdk-v7/happy', session: null, agents: ['docs-agent'], without: ['reasoning'] },
  { name: 'ai-sdk-v7/loop', session: null, agents: ['docs-agent'], without: ['reasoning'] },
  { name: 'ai-sdk-v7/parallel', session: null, agents: ['docs-agent'], without: ['reasoning'] },
  {
    name: 'ai-sdk-v7/subagents',
    session: null,
    agents: ['docs-agent', 'researcher', 'writer'],
    without: ['reasoning'],
  },
  {
    name: 'handwritten-a-prompt-tokens/happy',
    session: 'sess-42',
    agents: [],
    without: ['cached', 'reasoning'],
  },
  { name: 'handwritten-b-agent-task/happy', session: 'sess-42', agents: ['main'], without: ['reasoning'] },
  {
    name: 'handwritten-b-agent-task/subagents',
    session: 'sess-42',
    agents: ['main', 'researcher', 'writer'],
    without: ['reasoning'],
  },
  { name: 'handwritten-c-summary/happy', session: 'conv-42', agents: ['docs-agent'], without: ['reasoning'] },
  { name: 'handwritten-c-summary/loop', session: 'conv-42', agents: ['docs-agent'], without: ['reasoning'] },
  ...['happy', 'loop', 'error-retry'].map((scenario): Recording => ({
    name: `otel-openai-chat/${scenario}`,
    session: null,
    agents: [],
    without: ['cached', 'reasoning', 'tools', 'prompt'],
  })),
  {
    name: 'otel-openai-responses/happy',
    session: null,
    agents: [],
    without: ['cached', 'reasoning', 'tools', 'prompt'],
  },
  {
    name: 'anthropic-sdk-native/happy',
    session: 'sess-42',
    agents: [],
    without: ['reasoning', 'tools', 'prompt'],
  },
  { name: 'google-adk/happy', session: 'sess-42', agents: ['docs_agent'] },
  { name: 'mastra/happy', session: 'sess-42', agents: ['docs-agent'] },
  { name: 'mastra/subagents', session: 'sess-42', agents: ['docs-agent', 'researcher', 'writer'] },
  {
    name: 'strands-agents/happy',
    session: 'sess-42',
    agents: ['docs-agent'],
    without: ['zeros', 'reasoning'],
  },
  { name: 'openinference-openai/loop', session: 'sess-42', agents: ['docs-agent'] },
  {
    name: 'openinference-langgraph/happy',
    session: 'sess-42',
    agents: ['docs-agent'],
    without: ['zeros'],
  },
  {
    name: 'openinference-langgraph/subagents',
    session: 'sess-42',
    agents: ['docs-agent', 'researcher', 'writer'],
    without: ['zeros'],
  },
  ...['happy', 'loop'].map((scenario): Recording => ({
    name: `traceloop-openai/${scenario}`,
    session: 'sess-42',
    agents: ['docs-agent'],
    without: ['cached', 'reasoning'],
  })),
  {
    name: 'traceloop-langgraph/subagents',
    session: null,
    agents: ['docs-agent', 'researcher', 'writer'],
    without: ['cached', 'reasoning'],
  },
  {
    name: 'openinference-openai-agents/subagents',
    session: null,
    agents: ['docs-agent', 'researcher', 'writer'],
    answeredBy: 'gpt-4o-mini-2024-07-18',
  },
  {
    name: 'openinference-openai-agents/parallel',
    session: null,
    agents: ['docs-agent'],
    answeredBy: 'gpt-4o-mini-2024-07-18',
  },
  {
    name: 'langfuse/happy',
    session: 'sess-42',
    agents: ['docs-agent'],
    answeredBy: 'gpt-4o-mini-2024-07-18',
  },
];

describe.each(RECORDINGS)('$name', ({ name, session, agents, answeredBy, without = [] }) => {
  const spans = readSpans(name);
  const truth = readTruth(name);
  const { summary, turns, loops } = analyseSession('id', spans, QUIET);
  const figure = (count: number) => (count === 0 && without.includes('zeros') ? null : count);

  it('has every model call with its tokens, counted once', () => {
    expect(
      turns.map(({ model, usage }) => ({
        model,
        input: usage.input,
        output: usage.output,
        cached: usage.cacheRead,
        reasoning: usage.reasoning,
        total: usage.total,
      })),
    ).toEqual(
      truth.turns.map(({ input, output, cached, reasoning, model }) => ({
        model: answeredBy ?? model,
        input,
        output,
        cached: without.includes('cached') ? null : figure(cached),
        reasoning: without.includes('reasoning') ? null : figure(reasoning),
        total: input + output,
      })),
    );
    expect(summary).toMatchObject({
      spanCount: truth.spans,
      llmCalls: truth.turns.length,
      usage: { input: truth.totals.input, output: truth.totals.output },
    });
  });

  it('has every tool call in its turn, in order, with its arguments', () => {
    const found = turns.flatMap(({ toolCalls }, i) =>
      toolCalls.map((call) => ({
        input: truth.turns[i]?.input,
        id: call.callId,
        name: call.name,
        args: JSON.parse(call.arguments ?? 'null') as unknown,
        status: call.status,
      })),
    );
    const expected = truth.toolCalls.map((call) => ({
      input: truth.turns.filter(({ agent }) => agent === call.agent)[callIndex(truth.toolCalls, call)]?.input,
      id: call.id,
      name: call.name,
      args: call.args,
      status: 'ok',
    }));
    expect(found).toEqual(without.includes('tools') ? [] : expected);
    expect(summary.toolCalls).toBe(found.length);
  });

  it('knows the session as emitted, the agents and the request', () => {
    expect([...new Set(spans.flatMap(({ sessionKey }) => sessionKey ?? []))]).toEqual(
      session === null ? [] : [session],
    );
    expect(summary.agents).toEqual(agents);
    expect(summary.title).toBe(without.includes('prompt') ? 'handle-question' : truth.prompt);
    expect(summary.errors).toBe(0);
    expect(summary.flags).toEqual([]);
  });

  it('finds the loop that happened and no other', () => {
    const expected = truth.loop.expected && !without.includes('tools');
    expect(loops.map(({ kind, toolNames, iterations }) => ({ kind, toolNames, iterations }))).toEqual(
      expected ? [{ kind: 'repeat', toolNames: [truth.loop.tool], iterations: truth.loop.count }] : [],
    );
  });

  it('does not depend on the order of arrival', () => {
    const expected = analyseSession('id', spans, QUIET);
    for (const seed of [1, 2, 3]) {
      const { summary, turns, loops, spans: ordered } = analyseSession('id', shuffled(spans, seed), QUIET);
      expect({ summary, turns, loops, ordered }).toEqual({
        summary: expected.summary,
        turns: expected.turns,
        loops: expected.loops,
        ordered: expected.spans,
      });
    }
  });
});

/** The turn (0-based, of its agent) that asked for a call, as the truth numbers it. */
function callIndex(calls: { agent: string }[], call: { agent: string }): number {
  return (call as { turn?: number }).turn ?? calls.indexOf(call);
}
