import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { summariseAgents } from '../../../src/analysis/agents';
import { analyseSession } from '../../../src/analysis/session';
import { readSpans, readTruth } from '../support/recordings';
import { agentSpan, asked } from '../support/spans';

function agentsOf(spans: AgentSpan[]) {
  const { tree, list } = analyseSession('id', spans, { lastReceived: 0, now: 0 });
  return summariseAgents(tree, list);
}

const OTHER_TRACE = 'f'.repeat(32);
const USAGE = { ...UNKNOWN_USAGE, input: 10, output: 5, total: 15 };
const run = (id: string, fields: Omit<Parameters<typeof agentSpan>[0], 'id'> = {}) =>
  agentSpan({ id, kind: 'agent', agent: id, durationMs: 1_000, ...fields });

describe('agents', () => {
  it('without spans of their runs are told apart by their ids', () => {
    const start = (id: string, at: number, agentId: string) => [
      agentSpan({ id, parent: 'main', at, durationMs: 500, tool: { name: 'Agent', callId: id } }),
      agentSpan({ id: `${id}m`, parent: id, at: at + 1, agent: 'helper', agentId, model: {} }),
      agentSpan({ id: `${id}t`, parent: id, at: at + 20, agentId, tool: { name: 'Read' } }),
    ];
    const agents = agentsOf([run('main'), ...start('a', 10, 'id-1'), ...start('b', 11, 'id-2')]);
    expect(agents).toMatchObject([
      { name: 'main', id: null, turns: 0, toolCalls: 2 },
      { name: 'helper', id: 'id-1', parentIndex: 0, calls: 2, turns: 2, toolCalls: 2 },
    ]);
  });

  it('that start one of their own name are above it', () => {
    const agents = agentsOf([
      run('outer', { agent: 'codex', agentId: 'id-1' }),
      agentSpan({ id: 'spawn', parent: 'outer', at: 1, durationMs: 900, tool: { name: 'spawn' } }),
      run('inner', { agent: 'codex', agentId: 'id-2', parent: 'spawn', at: 2, durationMs: 800 }),
      agentSpan({ id: 'm', parent: 'inner', at: 3, agentId: 'id-2', model: {} }),
    ]);
    expect(agents).toMatchObject([
      { name: 'codex', id: 'id-1', parentIndex: null, calls: 1, turns: 0 },
      { name: 'codex', id: 'id-2', parentIndex: 0, calls: 1, turns: 1 },
    ]);
  });

  it('nest in each other, below tool calls, services and steps, each with its own figures', () => {
    const agents = agentsOf([
      run('main', { agentId: 'main-1' }),
      agentSpan({ id: 'm1', parent: 'main', at: 1, model: { usage: USAGE, reportedCostUsd: 1 } }),
      agentSpan({ id: 'task', parent: 'main', at: 20, durationMs: 500, tool: { name: 'task' } }),
      agentSpan({ id: 'POST /run', parent: 'task', at: 21, durationMs: 400, service: 'worker' }),
      run('researcher', { parent: 'POST /run', at: 22, durationMs: 300 }),
      agentSpan({ id: 'm2', parent: 'researcher', at: 23, model: { usage: USAGE, reportedCostUsd: 2 } }),
      agentSpan({ id: 't', parent: 'researcher', at: 40, status: 'error', tool: { status: 'timeout' } }),
    ]);
    expect(agents).toMatchObject([
      {
        name: 'main',
        id: 'main-1',
        parent: null,
        spanId: 'main',
        calls: 1,
        turns: 1,
        toolCalls: 1,
        costUsd: 1,
        errors: 0,
        durationMs: 1_000,
      },
      {
        name: 'researcher',
        parent: 'main',
        parentIndex: 0,
        turns: 1,
        toolCalls: 1,
        costUsd: 2,
        errors: 1,
        usage: USAGE,
        durationMs: 300,
      },
    ]);
  });

  it('that run several times are one, except below another agent', () => {
    const agents = agentsOf([
      run('main'),
      agentSpan({ id: 't1', parent: 'main', at: 10, durationMs: 100, tool: {} }),
      run('w1', { parent: 't1', at: 11, durationMs: 50, agent: 'writer' }),
      agentSpan({ id: 't2', parent: 'main', at: 200, durationMs: 100, tool: {} }),
      run('w2', { parent: 't2', at: 211, durationMs: 50, agent: 'writer' }),
      run('alone', { at: 5_000, durationMs: 7, traceId: OTHER_TRACE, agent: 'writer' }),
    ]);
    expect(agents.map(({ name, parent, calls, durationMs }) => [name, parent, calls, durationMs])).toEqual([
      ['main', null, 1, 1_000],
      ['writer', 'main', 2, 100],
      ['writer', null, 1, 7],
    ]);
  });

  it('of a trace of its own belong to the agent that it is linked to', () => {
    const link = { traceId: agentSpan({ id: 'x' }).traceId, spanId: 'tool' };
    const agents = agentsOf([
      run('main'),
      agentSpan({ id: 'tool', parent: 'main', at: 10, tool: {} }),
      run('researcher', { at: 20, traceId: OTHER_TRACE, links: [link] }),
    ]);
    expect(agents.map(({ name, parent }) => [name, parent])).toEqual([
      ['main', null],
      ['researcher', 'main'],
    ]);
  });

  it('without a name are one without a name', () => {
    const [agent, ...others] = agentsOf([
      agentSpan({ id: 'm', model: {} }),
      agentSpan({ id: 't', at: 20, tool: {} }),
    ]);
    expect(agent).toMatchObject({ name: null, turns: 1, toolCalls: 1, calls: 1 });
    expect(others).toEqual([]);
    expect(agentsOf([agentSpan({ id: 'http' })])).toEqual([]);
  });

  it.each([
    'ai-sdk-v6/subagents',
    'ai-sdk-v7/subagents',
    'handwritten-b-agent-task/subagents',
    'mastra/subagents',
    'openinference-langgraph/subagents',
    'traceloop-langgraph/subagents',
  ])('of %s are those that ran, with all of their calls', (recording) => {
    const truth = readTruth(recording);
    const agents = agentsOf(readSpans(recording));
    const [main, ...subagents] = agents;
    expect(main!.parent).toBeNull();
    for (const agent of subagents) expect(agent.parent).toBe(main!.name);
    expect(agents.map(({ turns }) => turns).sort()).toEqual(
      [...new Set(truth.turns.map(({ agent }) => agent))]
        .map((name) => truth.turns.filter(({ agent }) => agent === name).length)
        .sort(),
    );
  });
});

describe('hand-offs', () => {
  const edges = (spans: AgentSpan[]) =>
    agentsOf(spans).flatMap(({ handoffs }) => handoffs.map(({ from, to, spanId }) => [from, to, spanId]));

  it('show as calls of tools that are made for them', () => {
    const tool = (id: string, at: number, name: string, args: string | null = null) =>
      agentSpan({ id, parent: 'triage', at, tool: { name, arguments: args } });
    expect(
      edges([
        run('triage'),
        run('ResearchAgent', { at: 2_000 }),
        agentSpan({ id: 'm', parent: 'triage', at: 1, model: {} }),
        tool('a', 20, 'transfer_to_research_agent'),
        tool('b', 30, 'transfer_back_to_supervisor'),
        tool('c', 40, 'transfer_to_agent', '{"agent_name":"writer"}'),
        tool('d', 50, 'transfer_money_to_bob'),
        tool('e', 60, 'handoff-to-writer'),
      ]),
    ).toEqual([
      ['triage', 'ResearchAgent', 'a'],
      ['triage', 'supervisor', 'b'],
      ['triage', 'writer', 'c'],
    ]);
  });

  it('show as spans of their own, and count once where the model asked for one by a tool', () => {
    expect(
      edges([
        run('triage'),
        agentSpan({
          id: 'm',
          parent: 'triage',
          at: 1,
          model: { requestedCalls: [{ id: 'c', name: 'transfer_to_writer', arguments: '{}' }] },
        }),
        agentSpan({
          id: 'h',
          parent: 'triage',
          at: 20,
          kind: 'handoff',
          handoff: { from: null, to: 'writer' },
        }),
      ]),
    ).toHaveLength(1);
  });

  it('leave out those that failed', () => {
    const failed = { name: 'transfer_to_writer', status: 'error', callId: 'c' } as const;
    expect(
      edges([
        run('triage'),
        agentSpan({ id: 'm', parent: 'triage', at: 1, model: { requestedCalls: asked('c') } }),
        agentSpan({ id: 't', parent: 'triage', at: 20, tool: failed }),
      ]),
    ).toEqual([]);
  });
});
