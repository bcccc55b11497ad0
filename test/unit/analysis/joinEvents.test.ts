import { describe, expect, it } from 'vitest';
import { summariseAgents } from '../../../src/analysis/agents';
import { analyseSession } from '../../../src/analysis/session';
import { joinEvents } from '../../../src/analysis/joinEvents';
import type { AgentEvent } from '../../../src/protocol/agentEvents';
import type { AgentSpan, ModelCallFacts, ToolCallFacts } from '../../../src/protocol/agentModel';
import { modelCall, toolCall } from '../../../src/semconv/logVocabulary';
import { agentSpan, shuffled } from '../support/spans';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

function record(fields: Partial<AgentEvent> & Pick<AgentEvent, 'kind' | 'time'>): AgentEvent {
  return {
    name: fields.kind,
    durationMs: null,
    severity: null,
    traceId: null,
    spanId: null,
    service: 'agent',
    agent: null,
    agentId: null,
    promptId: null,
    text: null,
    userMessage: null,
    model: null,
    tool: null,
    toolResults: [],
    errorClass: null,
    errorMessage: null,
    ...fields,
  };
}

function span(id: string, fields: Partial<AgentSpan>): AgentSpan {
  return {
    ...agentSpan({ id }),
    traceId: TRACE,
    startTime: 0,
    ...fields,
  };
}

function llm(id: string, start: number, ms: number, facts: Partial<ModelCallFacts> = {}, fields = {}) {
  return span(id, { kind: 'llm', startTime: start, durationMs: ms, model: modelCall(facts), ...fields });
}

function tool(id: string, start: number, ms: number, facts: Partial<ToolCallFacts>, fields = {}) {
  const call = toolCall({ name: 'grep', ...facts });
  return span(id, { kind: 'tool', startTime: start, durationMs: ms, tool: call, ...fields });
}

function joined(spans: AgentSpan[], events: AgentEvent[]) {
  const result = joinEvents('s', spans, events).spans;
  return (id: string) => result.find(({ spanId }) => spanId === id)!;
}

const tokens = (input: number, output: number) => ({
  input,
  output,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  total: input + output,
});

describe('a sub-agent', () => {
  it('is named by the record of a request whose span knows its id alone, and so are its tools', () => {
    const at = joined(
      [
        llm('1', 0, 10, { responseId: 'a' }),
        llm('2', 20, 10, { responseId: 'b' }, { agentId: 'x1' }),
        tool('3', 30, 10, { callId: 't' }, { agentId: 'x1' }),
      ],
      [
        record({ kind: 'model_call', time: 10, model: modelCall({ responseId: 'a' }) }),
        record({ kind: 'model_call', time: 30, agent: 'reviewer', model: modelCall({ responseId: 'b' }) }),
      ],
    );
    expect(['1', '2', '3'].map((id) => at(id).agent)).toEqual([null, 'reviewer', 'reviewer']);
  });

  it('keeps its name where records call all agents by the name of the program', () => {
    const inside = { traceId: TRACE, agent: 'codex' };
    const at = joined(
      [
        span('main', { kind: 'agent', agent: 'codex', agentId: 'a0' }),
        span('sub', { kind: 'agent', agent: 'codex', agentId: 'a1' }),
        tool('spawn', 0, 1, { name: 'spawn_agent', result: '{"agent_id":"a1","nickname":"Jason"}' }),
        llm('2', 20, 10, {}, { parentSpanId: 'sub' }),
      ],
      [
        record({ kind: 'other', time: 1, spanId: 'main', agentId: 'a0', ...inside }),
        record({ kind: 'request', time: 21, spanId: '2', agentId: 'a1', ...inside }),
      ],
    );
    expect(['main', 'sub', '2'].map((id) => at(id).agent)).toEqual(['codex', 'Jason', 'Jason']);
  });
});

describe('which record is about which model call', () => {
  const told = (time: number, cost: number, facts: Partial<ModelCallFacts> = {}) =>
    record({ kind: 'model_call', time, model: modelCall({ reportedCostUsd: cost, ...facts }) });

  it('is told by the id of the answer, however far apart in time', () => {
    const at = joined(
      [llm('1', 0, 10, { responseId: 'a' }), llm('2', 20, 10, { responseId: 'b' })],
      [told(30, 1, { responseId: 'a' }), told(10, 2, { responseId: 'b' })],
    );
    expect([at('1').model!.reportedCostUsd, at('2').model!.reportedCostUsd]).toEqual([1, 2]);
  });

  it('is told by time where several calls share an id', () => {
    const id = { responseId: 'same' };
    const at = joined([llm('1', 0, 10, id), llm('2', 20, 10, id)], [told(31, 2, id), told(11, 1, id)]);
    expect([at('1').model!.reportedCostUsd, at('2').model!.reportedCostUsd]).toEqual([1, 2]);
  });

  it('is told by the span that it was written in before anything else', () => {
    const at = joined([llm('1', 0, 10), llm('2', 20, 10)], [{ ...told(30, 1), traceId: TRACE, spanId: '1' }]);
    expect([at('1').model!.reportedCostUsd, at('2').model!.reportedCostUsd]).toEqual([1, null]);
  });

  it('is not told by time where tokens, ids or agents contradict, or it was long ago', () => {
    const run = span('run', { kind: 'agent', agentId: 'A', durationMs: 99_999, startTime: 0 });
    const call = llm('1', 0, 10, { responseId: 'x', usage: tokens(5, 1) }, { parentSpanId: 'run' });
    const untouched = (event: AgentEvent) => {
      expect(joined([run, call], [event])('1').model!.reportedCostUsd).toBeNull();
    };
    untouched(told(10, 1, { responseId: 'y' }));
    untouched(told(10, 1, { usage: tokens(6, 1) }));
    untouched({ ...told(10, 1), agentId: 'B' });
    untouched(told(60_000, 1));
  });

  it('takes the usage of the record that knows more figures as a whole', () => {
    const whole = { ...tokens(100, 23), reasoning: 7 };
    const at = joined([llm('1', 0, 10, { usage: tokens(100, 16) })], [told(10, 1, { usage: whole })]);
    expect(at('1').model!.usage).toEqual(whole);
  });
});

describe('prompts', () => {
  const said = (time: number, userMessage: string, spanId: string, kind: 'request' | 'answer' = 'request') =>
    record({ kind, time, userMessage, traceId: TRACE, spanId });

  it('are the newest of those that a request repeats, in whatever order they come', () => {
    const events = [said(0, 'first', '1'), said(20, 'first', '2'), said(20, 'and then', '2', 'answer')];
    for (let seed = 0; seed < 4; seed++) {
      const at = joined([llm('1', 0, 10), llm('2', 20, 10)], shuffled(events, seed));
      expect([at('1').userMessage, at('2').userMessage]).toEqual(['first', 'and then']);
    }
  });

  it('written outside of any run are those of the calls up to the next', () => {
    const prompt = (time: number, userMessage: string) => record({ kind: 'user_message', time, userMessage });
    const at = joined([llm('1', 10, 5), llm('2', 20, 5), llm('3', 40, 5)], [prompt(30, 'b'), prompt(5, 'a')]);
    expect(['1', '2', '3'].map((id) => at(id).userMessage)).toEqual(['a', 'a', 'b']);
  });

  it('belong to the run that they were written in', () => {
    const run = span('run', { kind: 'agent', durationMs: 50 });
    const inner = span('inner', { parentSpanId: 'run', startTime: 1 });
    const prompt = { ...said(2, 'go', 'inner'), kind: 'user_message' as const };
    expect(joined([run, inner], [prompt])('run').userMessage).toBe('go');
    // What is said while it goes on has not started it.
    const later = { ...said(9, 'faster', 'inner'), kind: 'user_message' as const };
    expect(joined([run, inner], [later, prompt])('run').userMessage).toBe('go');
  });
});

describe('tool calls', () => {
  it('take arguments, result and failure from the record with their id', () => {
    const event = record({
      kind: 'tool_call',
      time: 5,
      errorMessage: 'request timed out',
      tool: toolCall(
        { name: 'Grep', callId: 'c', arguments: '{"pattern":"x"}' },
        { errorClass: null, errorMessage: 'request timed out' },
      ),
    });
    const at = joined([tool('1', 0, 5, { callId: 'c', name: 'Grep' })], [event]);
    expect(at('1').tool).toMatchObject({ arguments: '{"pattern":"x"}', status: 'timeout' });
    expect(at('1').errorMessage).toBe('request timed out');
  });

  it('keep arguments that say more than the record does', () => {
    const event = record({
      kind: 'tool_call',
      time: 5,
      tool: toolCall({ name: 'grep', callId: 'c', arguments: '{"a":1}' }),
    });
    const at = joined([tool('1', 0, 5, { callId: 'c', arguments: '{"a":1,"b":2}' })], [event]);
    expect(at('1').tool!.arguments).toBe('{"a":1,"b":2}');
  });

  it('without ids are told by name and time', () => {
    const event = (time: number, args: string) =>
      record({ kind: 'tool_call', time, tool: toolCall({ name: 'grep', arguments: args }) });
    const at = joined(
      [tool('1', 0, 10, {}), tool('2', 20, 10, { name: 'ls' }), tool('3', 40, 10, {})],
      [event(51, '{"n":3}'), event(9, '{"n":1}')],
    );
    expect(['1', '2', '3'].map((id) => at(id).tool!.arguments)).toEqual(['{"n":1}', null, '{"n":3}']);
  });

  it('fail when the span of the tool at work inside of them fails', () => {
    const spans = [
      tool('outer', 0, 20, { callId: 'c' }),
      tool(
        'inner',
        5,
        10,
        { callId: 'c', status: 'error', errorClass: 'tool_error' },
        { parentSpanId: 'outer', status: 'error', errorClass: 'tool_error', errorMessage: 'no such file' },
      ),
    ];
    expect(joined(spans, [])('outer')).toMatchObject({
      errorMessage: 'no such file',
      tool: { status: 'error', errorClass: 'tool_error' },
    });
    const { summary } = analyseSession('s', spans, { lastReceived: 0, now: 1e12 });
    expect([summary.toolCalls, summary.errors]).toEqual([1, 1]);
  });

  it('are denied when a person rejects them', () => {
    const wait = span('wait', { kind: 'approval', parentSpanId: '1', errorClass: 'denied', startTime: 1 });
    expect(joined([tool('1', 0, 20, { callId: 'c' }), wait], [])('1').tool!.status).toBe('denied');
  });

  it('recorded side by side are one', () => {
    const run = { parentSpanId: 'run' };
    const { summary, turns } = analyseSession(
      's',
      [
        span('run', { kind: 'agent', startTime: 0, durationMs: 100 }),
        llm('m', 1, 5, {}, run),
        tool('a', 10, 20, { callId: 'c', arguments: '{}', result: 'found' }, run),
        tool('b', 9, 21, { callId: 'c' }, run),
        span('below', { kind: 'other', parentSpanId: 'b', startTime: 12, durationMs: 1 }),
      ],
      { lastReceived: 0, now: 1e12 },
    );
    expect(summary.toolCalls).toBe(1);
    expect(turns[0]!.toolCalls).toMatchObject([{ spanId: 'b', arguments: '{}' }]);
  });
});

describe('tool calls that no span tells of', () => {
  const asks = (id: string, start: number, ...calls: string[]) =>
    llm(id, start, 5, {
      requestedCalls: calls.map((call) => ({ id: call, name: 'grep', arguments: '{}' })),
    });
  const callsOf = (spans: AgentSpan[], events: AgentEvent[] = []) =>
    analyseSession('s', spans, { lastReceived: 0, now: 1e12, events }).turns.map(({ toolCalls }) =>
      toolCalls.map(({ callId, derived = false }) => ({ callId, derived })),
    );

  it('count in the turn that asked', () => {
    expect(callsOf([asks('1', 0, 'a'), asks('2', 10, 'b')])).toEqual([
      [{ callId: 'a', derived: true }],
      [{ callId: 'b', derived: true }],
    ]);
  });

  it('give way to the span once it comes', () => {
    const spans = [asks('1', 0, 'a', 'b'), tool('t', 6, 1, { callId: 'a' })];
    expect(callsOf(spans)).toEqual([
      [
        { callId: 'a', derived: false },
        { callId: 'b', derived: true },
      ],
    ]);
    expect(callsOf([...spans, tool('u', 6, 1, { callId: 'b' })])[0]!.every(({ derived }) => !derived)).toBe(
      true,
    );
  });

  it('are not made up where ids of requests and of spans never meet', () => {
    const spans = [asks('1', 0, 'a'), tool('t', 6, 1, { callId: 'other', name: 'search' })];
    expect(callsOf(spans)).toEqual([[{ callId: 'other', derived: false }]]);
  });

  it('count once when two answers tell of one', () => {
    expect(callsOf([asks('1', 0, 'a'), asks('2', 10, 'a')])).toEqual([[{ callId: 'a', derived: true }], []]);
  });

  it('make a loop with the results that requests quote', () => {
    const spans = ['1', '2', '3', '4'].map((id, i) => asks(id, i * 10, `c${i}`));
    const result = (i: number) =>
      record({ kind: 'request', time: i * 10, toolResults: [{ callId: `c${i}`, result: 'nothing' }] });
    const loopsOf = (events: AgentEvent[]) =>
      analyseSession('s', spans, { lastReceived: 0, now: 1e12, events }).loops;
    expect(loopsOf([0, 1, 2, 3].map(result))).toMatchObject([{ kind: 'repeat', iterations: 4 }]);
    expect(loopsOf([])).toEqual([]);
  });
});

describe('records without spans', () => {
  const madeOf = (events: AgentEvent[]) => analyseSession('s', [], { lastReceived: 0, now: 0, events });
  const decision = (time: number, callId: string, status: 'ok' | 'denied' = 'ok') =>
    record({ kind: 'tool_decision', time, tool: toolCall({ name: 'bash', callId, status }) });
  const done = (time: number, durationMs: number, callId: string) =>
    record({ kind: 'tool_call', time, durationMs, tool: toolCall({ name: 'bash', callId }) });
  const answered = (time: number, fields: Partial<AgentEvent> = {}) =>
    record({ kind: 'model_call', time, durationMs: 10, model: modelCall({}), ...fields });

  it('have parallel calls in the order in which they were decided on', () => {
    const { turns } = madeOf([
      answered(20),
      ...[decision(21, 'first'), decision(22, 'second')],
      ...[done(60, 45, 'second'), done(70, 20, 'first')],
    ]);
    expect(turns[0]!.toolCalls.map(({ callId, durationMs }) => [callId, durationMs])).toEqual([
      ['first', 49],
      ['second', 38],
    ]);
  });

  it('have the calls that were refused', () => {
    const { turns, summary } = madeOf([
      answered(20),
      ...[decision(21, 'made'), done(30, 5, 'made'), decision(31, 'refused', 'denied')],
    ]);
    expect(turns[0]!.toolCalls.map(({ callId, status }) => [callId, status])).toEqual([
      ['made', 'ok'],
      ['refused', 'denied'],
    ]);
    expect(summary.toolCalls).toBe(2);
  });

  it('keep a sub-agent that works on through the next prompt in one run', () => {
    const sub = { agent: 'helper', agentId: 'a1' };
    const { tree, list } = madeOf([
      record({ kind: 'user_message', time: 1, promptId: 'p1', userMessage: 'one' }),
      answered(20, { promptId: 'p1' }),
      answered(40, { promptId: 'p1', ...sub }),
      record({ kind: 'user_message', time: 50, promptId: 'p2', userMessage: 'two' }),
      answered(60, { promptId: 'p2', ...sub }),
      answered(80, { promptId: 'p2' }),
    ]);
    expect(summariseAgents(tree, list)).toMatchObject([
      { name: 'agent', calls: 2, turns: 2 },
      { name: 'helper', parentIndex: 0, calls: 1, turns: 2 },
    ]);
  });

  const call = (time: number, fields: Partial<AgentEvent> = {}) =>
    record({
      kind: 'model_call',
      time,
      durationMs: 10,
      promptId: 'p',
      model: modelCall({ requestModel: 'm', responseId: `r${time}` }),
      ...fields,
    });

  it('nest what sub-agents do in a run of their own', () => {
    const { summary, tree } = analyseSession('s', [], {
      lastReceived: 0,
      now: 1e12,
      events: [call(20), call(40, { agentId: 'sub', agent: 'Explore' })],
    });
    expect(summary.agents).toEqual(['agent', 'Explore']);
    const runs = tree.preorder.filter(({ span: each }) => each?.kind === 'agent');
    expect(runs.map(({ depth }) => depth)).toEqual([0, 1]);
    expect(runs[0]!.span).toMatchObject({ startTime: 10, durationMs: 30 });
  });

  it('have ids that depend on nothing but what they say', () => {
    const events = [
      call(20),
      call(40),
      record({ kind: 'user_message', time: 5, promptId: 'p', userMessage: 'hi' }),
    ];
    const spansOf = (list: AgentEvent[]) => joinEvents('s', [], list).spans;
    const expected = spansOf(events);
    expect(new Set(expected.map(({ spanId }) => spanId)).size).toBe(3);
    expect(
      expected.every(
        ({ traceId, spanId }) => /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId),
      ),
    ).toBe(true);
    for (let seed = 0; seed < 5; seed++) expect(spansOf(shuffled(events, seed))).toEqual(expected);
    expect(joinEvents('other', [], events).spans[0]!.traceId).not.toBe(expected[0]!.traceId);
  });
});

describe('agents', () => {
  it('are called what records with their ids say, rather than what the program is called', () => {
    const run = (id: string, agentId: string) => span(id, { kind: 'agent', agent: 'codex', agentId });
    const spawned = toolCall({
      name: 'spawn_agent',
      callId: 'c2',
      result: '{"agent_id":"thread-3","nickname":"Volta"}',
    });
    const find = joined(
      [
        run('r1', 'thread-1'),
        run('r2', 'thread-2'),
        run('r3', 'thread-3'),
        tool('t', 0, 5, { name: 'spawn_agent', callId: 'c2' }),
      ],
      [
        record({ kind: 'user_message', time: 1, agent: 'codex', agentId: 'thread-2', userMessage: 'x' }),
        record({
          kind: 'tool_call',
          time: 9,
          agent: 'Singer',
          agentId: 'thread-2',
          tool: toolCall({ name: 'ls' }),
        }),
        record({ kind: 'tool_call', time: 5, tool: spawned }),
      ],
    );
    expect(['r1', 'r2', 'r3'].map((id) => find(id).agent)).toEqual(['codex', 'Singer', 'Volta']);
  });

  it('are told by a record of their run, or of a request inside of it', () => {
    const inside = { traceId: TRACE, agent: 'general' };
    const find = joined(
      [
        span('run', { kind: 'agent', durationMs: 100 }),
        span('loop', { kind: 'agent', durationMs: 100, agent: 'opencode' }),
        span('step', { kind: 'step', parentSpanId: 'loop', durationMs: 50 }),
        llm('m', 1, 10, {}, { parentSpanId: 'step' }),
      ],
      [
        record({ kind: 'other', time: 1, spanId: 'run', agentId: 'a1', ...inside }),
        record({ kind: 'request', time: 2, spanId: 'step', ...inside }),
      ],
    );
    expect(find('run')).toMatchObject({ agent: 'general', agentId: 'a1' });
    expect([find('m').agent, find('loop').agent]).toEqual(['general', 'general']);
  });

  it('keep their names where a hook asks a model', () => {
    const find = joined(
      [
        span('loop', { kind: 'agent', durationMs: 100, agent: 'opencode', agentId: 'ses' }),
        span('title', { kind: 'hook', parentSpanId: 'loop', durationMs: 50 }),
        span('step', { kind: 'step', parentSpanId: 'title', durationMs: 50 }),
        llm('m', 1, 10, {}, { parentSpanId: 'step', agentId: 'ses' }),
      ],
      [record({ kind: 'request', time: 2, spanId: 'step', traceId: TRACE, agent: 'title' })],
    );
    expect([find('m').agent, find('loop').agent]).toEqual(['opencode', 'opencode']);
  });
});

it('gives parallel calls of a tool the records with the arguments that were asked for', () => {
  const request = (id: string, prompt: string) => ({
    id,
    name: 'agent',
    arguments: JSON.stringify({ prompt }),
  });
  const done = (time: number, prompt: string) =>
    record({
      kind: 'tool_call',
      time,
      tool: toolCall({
        name: 'agent',
        arguments: JSON.stringify({ prompt }),
        status: prompt === 'b' ? 'error' : 'ok',
      }),
    });
  const find = joined(
    [
      llm('m', 0, 5, { requestedCalls: [request('c1', 'a'), request('c2', 'b')] }),
      tool('t1', 10, 476, { name: 'agent', callId: 'c1' }),
      tool('t2', 16, 465, { name: 'agent', callId: 'c2' }),
    ],
    [done(487, 'b'), done(488, 'a')],
  );
  expect([find('t1').tool!.status, find('t2').tool!.status]).toEqual(['ok', 'error']);
});

describe('a step that tells of a model call', () => {
  const call = { requestModel: 'gpt-5.4', usage: tokens(10, 5) };
  const step = span('step', { kind: 'step', durationMs: 9_000, model: modelCall(call) });

  it('is the call where there is no span of it inside', () => {
    const find = joined([step, tool('t', 100, 8_000, {}, { parentSpanId: 'step' })], []);
    expect(find('step')).toMatchObject({ kind: 'llm', model: { requestModel: 'gpt-5.4' } });
  });

  it('tells it to the span inside otherwise', () => {
    const find = joined([step, llm('m', 0, 90, {}, { parentSpanId: 'step' })], []);
    expect([find('step').kind, find('m').model!.usage.input]).toEqual(['step', 10]);
  });
});

it('pairs a record with the model call that answered then, though its tools went on inside of it', () => {
  const find = joined(
    [
      llm('long', 0, 60_000),
      tool('t', 1_010, 58_000, {}, { parentSpanId: 'long' }),
      llm('next', 60_000, 500),
    ],
    [
      record({ kind: 'model_call', time: 1_000, model: modelCall({ usage: tokens(100, 1) }) }),
      record({ kind: 'model_call', time: 60_490, model: modelCall({ usage: tokens(200, 2) }) }),
    ],
  );
  expect(['long', 'next'].map((id) => find(id).model!.usage.input)).toEqual([100, 200]);
});

it('gives a prompt to the run that began inside of the span that it was written in', () => {
  const find = joined(
    [
      span('dispatch', { kind: 'other', durationMs: 1 }),
      span('turn', { kind: 'agent', startTime: 300, durationMs: 900, parentSpanId: 'dispatch' }),
      llm('m', 400, 10, {}, { parentSpanId: 'turn' }),
    ],
    [
      record({
        kind: 'user_message',
        time: 1,
        traceId: TRACE,
        spanId: 'dispatch',
        userMessage: 'Fix the test.',
      }),
    ],
  );
  expect(find('turn').userMessage).toBe('Fix the test.');
});
