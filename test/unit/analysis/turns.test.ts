import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { findCalls } from '../../../src/analysis/calls';
import { analyseSession } from '../../../src/analysis/session';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { buildTurns, turnFinder } from '../../../src/analysis/turns';
import { agentSpan, asked } from '../support/spans';

function turnsOf(spans: AgentSpan[]) {
  const tree = buildSpanTree(spans);
  const calls = findCalls(tree);
  const list = buildTurns(calls);
  const turnOf = turnFinder(tree, list, calls);
  return {
    tools: Object.fromEntries(
      list.turns.map(({ turn, model }) => [model.ref.spanId, turn.toolCalls.map(({ spanId }) => spanId)]),
    ),
    indices: list.turns.map(({ turn, model }) => [turn.index, model.ref.spanId]),
    unrequested: list.unrequested.map(({ ref }) => ref.spanId),
    turnOf: Object.fromEntries(
      tree.all.flatMap(({ ref }) => {
        const turn = turnOf(ref);
        return turn === undefined ? [] : [[ref.spanId, turn]];
      }),
    ),
  };
}

describe('a tool call belongs to the turn that asked for it', () => {
  it('by call id, even when another model call started in between, in the order it was asked', () => {
    const { tools } = turnsOf([
      agentSpan({ id: 'm1', at: 0, model: { requestedCalls: asked('c1', 'c2') } }),
      agentSpan({ id: 'm2', at: 20, model: {} }),
      agentSpan({ id: 't2', at: 30, tool: { callId: 'c2' } }),
      agentSpan({ id: 't1', at: 31, tool: { callId: 'c1' } }),
    ]);
    expect(tools).toEqual({ m1: ['t1', 't2'], m2: [] });
  });

  it('by call id that several answers used: the latest answer before the call', () => {
    const { tools } = turnsOf([
      agentSpan({ id: 'm1', at: 0, model: { requestedCalls: asked('call_0') } }),
      agentSpan({ id: 't1', at: 10, tool: { callId: 'call_0' } }),
      agentSpan({ id: 'm2', at: 20, model: { requestedCalls: asked('call_0') } }),
      agentSpan({ id: 't2', at: 30, tool: { callId: 'call_0' } }),
    ]);
    expect(tools).toEqual({ m1: ['t1'], m2: ['t2'] });
  });

  it('by arguments alone, where the call has the name of a class: the request knows the tool', () => {
    const call = (name: string | null) => {
      const requestedCalls = [{ id: 'c1', name, arguments: '{"target":"billing"}' }];
      const tree = buildSpanTree([
        agentSpan({ id: 'm1', at: 0, model: { requestedCalls } }),
        agentSpan({
          id: 't1',
          at: 10,
          tool: { name: 'DynamicStructuredTool', callId: null, arguments: '{ "target": "billing" }' },
        }),
      ]);
      return buildTurns(findCalls(tree)).turns[0]!.turn.toolCalls[0];
    };
    expect(call('run_tests')).toMatchObject({ name: 'run_tests', callId: 'c1', spanId: 't1' });
    expect(call(null)).toMatchObject({ name: 'DynamicStructuredTool' });
  });

  it('by name and arguments, where the call has no id of its own: the request completes it', () => {
    const spans = [
      agentSpan({
        id: 'm1',
        at: 0,
        model: {
          requestedCalls: [
            { id: 'c1', name: 'search_docs', arguments: '{"query":"a"}' },
            { id: 'c2', name: 'search_docs', arguments: '{"query":"b"}' },
            { id: 'c3', name: 'read_file', arguments: '{"path":"x"}' },
          ],
        },
      }),
      agentSpan({ id: 'bare', at: 20, tool: { arguments: 'b' } }),
      agentSpan({ id: 'none', at: 21, tool: { name: 'read_file' } }),
      agentSpan({ id: 'json', at: 22, tool: { arguments: '{ "query": "a" }' } }),
      agentSpan({ id: 'other', at: 23, tool: { arguments: '{"query":"z"}' } }),
    ];
    for (const order of [spans, spans.toReversed()]) {
      const { turns } = analyseSession('id', order, { lastReceived: 0, now: 0 });
      expect(turns[0]!.toolCalls.map(({ callId, arguments: args }) => [callId, args])).toEqual([
        ['c1', '{ "query": "a" }'],
        ['c2', '{"query":"b"}'],
        ['c3', '{"path":"x"}'],
        [null, '{"query":"z"}'],
      ]);
    }
  });

  it('by the model call around it', () => {
    const { tools } = turnsOf([
      agentSpan({ id: 'm1', at: 0, durationMs: 100, model: {} }),
      agentSpan({ id: 'm2', at: 20, model: {} }),
      agentSpan({ id: 't', parent: 'm1', at: 50, tool: {} }),
    ]);
    expect(tools).toEqual({ m1: ['t'], m2: [] });
  });

  it('by the step that both are in', () => {
    const { tools, turnOf } = turnsOf([
      agentSpan({ id: 's1', kind: 'step', at: 0, durationMs: 100 }),
      agentSpan({ id: 'm1', parent: 's1', at: 1, model: {} }),
      agentSpan({ id: 's2', kind: 'step', at: 5, durationMs: 100 }),
      agentSpan({ id: 'm2', parent: 's2', at: 6, model: {} }),
      agentSpan({ id: 't', parent: 's1', at: 20, tool: {} }),
    ]);
    expect(tools).toEqual({ m1: ['t'], m2: [] });
    expect(turnOf).toEqual({ s1: 1, m1: 1, t: 1, s2: 2, m2: 2 });
  });

  it("by time among the same agent's model calls, never another's", () => {
    const agents = (name: string, parent: string) => [
      agentSpan({ id: name, parent, kind: 'agent', agent: name, durationMs: 1_000 }),
      agentSpan({ id: `${name}-m`, parent: name, at: name === 'a' ? 10 : 20, model: {} }),
      agentSpan({ id: `${name}-t`, parent: name, at: name === 'a' ? 50 : 40, tool: {} }),
    ];
    const { tools } = turnsOf([
      agentSpan({ id: 'root', durationMs: 1_000 }),
      ...agents('a', 'root'),
      ...agents('b', 'root'),
    ]);
    expect(tools).toEqual({ 'a-m': ['a-t'], 'b-m': ['b-t'] });
  });

  it('of two requests at once, the one that was answered last before it', () => {
    const title = agentSpan({ id: 'title', at: 5, durationMs: 20, model: {} });
    const main = (durationMs: number) => agentSpan({ id: 'main', at: 0, durationMs, model: {} });
    const tool = agentSpan({ id: 't', at: 60, tool: {} });
    expect(turnsOf([main(50), title, tool]).tools).toEqual({ main: ['t'], title: [] });
    // One that runs on has not asked yet, and one that was over before was heard.
    expect(turnsOf([main(90), title, tool]).tools).toEqual({ main: [], title: ['t'] });
    expect(turnsOf([main(5), title, tool]).tools).toEqual({ main: [], title: ['t'] });
  });

  it("of its own agent, where another agent's requests are in the same run", () => {
    const run = agentSpan({ id: 'run', kind: 'agent', agent: 'main', durationMs: 1_000 });
    const own = agentSpan({ id: 'own', parent: 'run', at: 1, model: {} });
    const other = agentSpan({ id: 'other', parent: 'run', at: 20, agent: 'Explore', model: {} });
    const tool = agentSpan({ id: 't', parent: 'run', at: 60, tool: {} });
    expect(turnsOf([run, own, other, tool]).tools).toEqual({ own: ['t'], other: [] });
    expect(turnsOf([run, other, tool]).tools).toEqual({ other: ['t'] });
  });

  it('not to a model call that another tool made for itself', () => {
    const { tools } = turnsOf([
      agentSpan({ id: 'main', kind: 'agent', agent: 'main', durationMs: 1_000 }),
      agentSpan({ id: 'm1', parent: 'main', at: 1, model: {} }),
      agentSpan({ id: 't1', parent: 'main', at: 20, durationMs: 100, tool: { name: 'summarise' } }),
      agentSpan({ id: 'm2', parent: 't1', at: 21, model: {} }),
      agentSpan({ id: 't2', parent: 'main', at: 40, tool: {} }),
    ]);
    expect(tools).toEqual({ m1: ['t1', 't2'], m2: [] });
  });

  it('not to a request that a coarse clock shows at the same instant', () => {
    const { tools } = turnsOf([
      agentSpan({ id: 'm1', at: 0, model: {} }),
      agentSpan({ id: 't', at: 10, durationMs: 0.4, tool: {} }),
      agentSpan({ id: 'm2', at: 10, model: {} }),
    ]);
    expect(tools).toEqual({ m1: ['t'], m2: [] });
  });

  it('to none when no model call stands before', () => {
    const { tools, unrequested, turnOf } = turnsOf([
      agentSpan({ id: 't', at: 0, tool: {} }),
      agentSpan({ id: 'm', at: 10, model: {} }),
    ]);
    expect(tools).toEqual({ m: [] });
    expect(unrequested).toEqual(['t']);
    expect(turnOf).toEqual({ m: 1 });
  });
});

describe('turns', () => {
  it('are numbered by start', () => {
    expect(
      turnsOf([agentSpan({ id: 'late', at: 10, model: {} }), agentSpan({ id: 'early', at: 5, model: {} })])
        .indices,
    ).toEqual([
      [1, 'early'],
      [2, 'late'],
    ]);
  });

  it("include what happens inside their tool calls, but not a sub-agent's own turns", () => {
    const { turnOf } = turnsOf([
      agentSpan({ id: 'm1', at: 0, model: { requestedCalls: asked('c1') } }),
      agentSpan({ id: 't', at: 10, durationMs: 100, tool: { callId: 'c1' } }),
      agentSpan({ id: 'http', parent: 't', at: 11 }),
      agentSpan({ id: 'sub', parent: 't', at: 12, kind: 'agent', agent: 'sub' }),
      agentSpan({ id: 'm2', parent: 'sub', at: 13, model: {} }),
    ]);
    expect(turnOf).toEqual({ m1: 1, t: 1, http: 1, sub: 1, m2: 2 });
  });
});
