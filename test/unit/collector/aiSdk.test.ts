import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Turn } from '../../../src/protocol/turns';
import type { CollectorUnderTest } from '../support/runningCollector';
import { startCollectorUnderTest } from '../support/runningCollector';

// Each test starts a program; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 30_000 });

const AGENT = join(import.meta.dirname, '../../agents/ai-sdk');
const MODEL = 'gpt-4o-mini';

/** What the scripted model says is what the collector must report. */
interface Scenario {
  prompt: string;
  agents: {
    name: string;
    turns: {
      calls?: { name: string; arguments: unknown }[];
      usage: { input: number; cached: number; output: number };
    }[];
  }[];
}

function scenario(name: string): Scenario {
  return JSON.parse(readFileSync(join(AGENT, 'scenarios', `${name}.json`), 'utf8')) as Scenario;
}

/** The figures that both sides know. The SDK says nothing of cache writes, and of reasoning only on request. */
function expectedTurns(agent: Scenario['agents'][number]) {
  return agent.turns.map(({ calls = [], usage }) => ({
    agent: agent.name,
    model: MODEL,
    provider: 'openai',
    usage: {
      input: usage.input,
      cacheRead: usage.cached,
      cacheWrite: null,
      output: usage.output,
      reasoning: null,
      total: usage.input + usage.output,
    },
    finishReason: calls.length > 0 ? 'tool' : 'stop',
    toolCalls: calls.map((call) => ({ name: call.name, arguments: call.arguments, status: 'ok' })),
  }));
}

function reportedTurns(turns: Turn[], agent: string) {
  return turns
    .filter((turn) => turn.agent === agent)
    .map(({ model, provider, usage, finishReason, toolCalls }) => ({
      agent,
      model,
      provider,
      usage,
      finishReason,
      toolCalls: toolCalls.map((call) => ({
        name: call.name,
        arguments: JSON.parse(call.arguments ?? 'null') as unknown,
        status: call.status,
      })),
    }));
}

describe('an agent on the Vercel AI SDK', () => {
  let collector: CollectorUnderTest;

  beforeEach(async () => {
    collector = await startCollectorUnderTest();
  });

  afterEach(() => collector.close());

  async function run(scenarioName: string, options: { flags?: string[]; protocol?: string } = {}) {
    await promisify(execFile)(
      process.execPath,
      [join(AGENT, 'main.mjs'), scenarioName, ...(options.flags ?? [])],
      {
        env: {
          ...process.env,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: options.protocol ?? 'http/protobuf',
        },
      },
    );
    const session = await collector.onlySession();
    const sessionId = session.id;
    return {
      session,
      turns: await collector.handlers['session/turns']({ sessionId }),
      loops: await collector.handlers['session/loops']({ sessionId }),
    };
  }

  it.each([
    { api: 'responses', flags: [], protocol: 'http/protobuf' },
    { api: 'responses, streaming', flags: ['--stream'], protocol: 'http/json' },
    { api: 'chat completions', flags: ['--chat'], protocol: 'http/json' },
    { api: 'chat completions, streaming', flags: ['--chat', '--stream'], protocol: 'http/protobuf' },
  ])('happy: turns, tokens and tool calls ($api over $protocol)', async ({ flags, protocol }) => {
    const { prompt, agents } = scenario('happy');
    const { session, turns, loops } = await run('happy', { flags, protocol });

    expect(turns.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(reportedTurns(turns, 'docs-agent')).toEqual(expectedTurns(agents[0]!));
    expect(session).toMatchObject({
      title: prompt,
      agents: ['docs-agent'],
      services: ['ai-sdk-agent'],
      models: [MODEL],
      turnCount: 3,
      llmCalls: 3,
      toolCalls: 3,
      errors: 0,
      loopCount: 0,
      flags: [],
    });
    expect(session.usage).toMatchObject({ input: 3434, cacheRead: 1920, output: 166, total: 3600 });
    expect(loops).toEqual([]);
  });

  it('is a session by its trace id: the SDK sends no key of its own', async () => {
    const { session, turns } = await run('happy');

    expect(session.id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(turns.map(({ traceId }) => traceId))).toEqual(new Set([session.id]));
  });

  it('loop: six equal searches are one loop, from the first to the last', async () => {
    const { session, turns, loops } = await run('loop');

    expect(reportedTurns(turns, 'docs-agent')).toEqual(expectedTurns(scenario('loop').agents[0]!));
    expect(session.loopCount).toBe(1);
    expect(loops).toHaveLength(1);
    expect(loops[0]).toMatchObject({
      kind: 'repeat',
      severity: 'critical',
      agent: 'docs-agent',
      iterations: 6,
      toolNames: ['search_docs'],
      firstTurn: 1,
      lastTurn: 6,
    });
    const searches = turns.flatMap(({ toolCalls }) => toolCalls.map(({ spanId }) => spanId));
    const iterations = loops[0]!.steps.map((step) => step.map(({ spanId }) => spanId));
    expect(iterations).toHaveLength(6);
    for (const [index, spanId] of searches.entries()) expect(iterations[index]).toContain(spanId);
  });

  it('subagents: each model call belongs to the agent that made it', async () => {
    const { agents } = scenario('subagents');
    const { session, turns } = await run('subagents');

    expect([...session.agents].sort()).toEqual(['editor', 'researcher', 'reviewer']);
    expect(session).toMatchObject({ turnCount: 7, toolCalls: 5, errors: 0, loopCount: 0, traceCount: 1 });
    for (const agent of agents) expect(reportedTurns(turns, agent.name)).toEqual(expectedTurns(agent));
  });
});
