/** Recorded runs of coding agents, whose spans and log records only together tell what happened. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Collector } from '../../../src/collector/collector';
import { decodeRequestJson } from '../../../src/otlp/json';
import { decodeRequest } from '../../../src/otlp/protobuf';
import type { OtlpRequest, Signal } from '../../../src/otlp/records';
import { otlpSpan, resource, scope, shuffled } from '../support/spans';
import { openCollector } from './requests';

const ROOT = path.join(import.meta.dirname, '../../fixtures/otlp');
const RECEIVED = 1_900_000_000_000;

let collector: Collector;

beforeEach(async () => {
  collector = await openCollector();
});
afterEach(() => {
  collector.clear();
});

function requestsOf(recording: string, signals: readonly Signal[] = ['traces', 'logs']): OtlpRequest[] {
  const folder = path.join(ROOT, recording);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, name, format] = /-(traces|logs)\.(pb|json)$/.exec(file) ?? [];
      if (!signals.includes(name as Signal)) return [];
      const body = readFileSync(path.join(folder, file));
      const signal = name as Signal;
      return format === 'json'
        ? decodeRequestJson(signal, body.toString('utf8'))
        : decodeRequest(signal, body);
    });
}

/** Each span and each record as a request of its own. */
function onePerRequest(requests: readonly OtlpRequest[]): OtlpRequest[] {
  return requests.flatMap((whole): OtlpRequest[] => {
    if (whole.signal === 'traces') {
      return whole.request.resourceSpans.flatMap((resource) =>
        resource.scopeSpans.flatMap((scope) =>
          scope.spans.map((span) => ({
            signal: 'traces',
            request: { resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [span] }] }] },
          })),
        ),
      );
    }
    if (whole.signal !== 'logs') return [];
    return whole.request.resourceLogs.flatMap((resource) =>
      resource.scopeLogs.flatMap((scope) =>
        scope.logRecords.map((record) => ({
          signal: 'logs',
          request: { resourceLogs: [{ ...resource, scopeLogs: [{ ...scope, logRecords: [record] }] }] },
        })),
      ),
    );
  });
}

async function session(params: { background?: boolean } = {}) {
  const sessions = await collector.handlers['sessions/list'](params);
  expect(sessions).toHaveLength(1);
  return sessions[0]!;
}

async function everything() {
  const sessions = await collector.handlers['sessions/list']({ background: true });
  return Promise.all(
    sessions.map(async (summary) => ({
      summary,
      turns: await collector.handlers['session/turns']({ sessionId: summary.id }),
      loops: await collector.handlers['session/loops']({ sessionId: summary.id }),
      frames: await framesOf(summary.id),
    })),
  );
}

async function framesOf(sessionId: string) {
  const window = await collector.handlers['session/frames']({ sessionId, mode: 'time', widthPx: 1000 });
  return { ...window, revision: 0 };
}

function ingest(requests: readonly OtlpRequest[]): void {
  for (const request of requests) collector.ingest(request, RECEIVED);
}

const GEMINI_USAGE = { input: 111, cacheRead: 64, cacheWrite: null, output: 23, reasoning: 7, total: 134 };
const AGENTS = [
  {
    name: 'claude-code',
    id: '224f8889-8a0c-49d0-9ada-fc116d8dabb0',
    agents: ['claude-code'],
    usage: { input: 2311, cacheRead: 2000, cacheWrite: 300, output: 17, reasoning: null, total: 2328 },
    tool: ['Bash', 'toolu_lab_1', { command: 'echo hi', description: 'say hi' }],
    result: 'hi',
    finishReasons: ['tool', 'stop'],
    costSource: 'emitter',
  },
  {
    name: 'codex',
    id: '01a1fb4f-c8df-7590-b43a-8407bc76965a',
    agents: ['codex'],
    usage: { ...GEMINI_USAGE, cacheWrite: 0 },
    tool: ['exec_command', 'call_lab_1', { cmd: 'echo hi' }],
    result: expect.stringContaining('Process exited with code 0') as string,
    // It does not export answers.
    finishReasons: ['tool', null],
    costSource: 'price-table',
  },
  {
    name: 'gemini-cli',
    id: 'd6358043-1c71-4e26-b65d-ecec08927f7d',
    agents: ['gemini-cli'],
    usage: GEMINI_USAGE,
    tool: ['run_shell_command', 'run_shell_command__fc_lab_1', { command: 'echo hi', description: 'say hi' }],
    result: expect.stringContaining('Output: hi') as string,
    finishReasons: ['tool', 'stop'],
    costSource: 'price-table',
  },
  {
    name: 'qwen-code',
    id: '10b34488-361c-45a3-955f-fd96a2f11d79',
    agents: ['qwen-code'],
    usage: GEMINI_USAGE,
    tool: ['run_shell_command', 'call_lab_1', { command: 'echo hi', description: 'say hi' }],
    result: expect.stringContaining('Exit Code: 0') as string,
    finishReasons: ['tool', 'stop'],
    costSource: 'price-table',
  },
  {
    name: 'copilot',
    id: '0ee8baa4-d4f8-472d-b39a-7983daf5698c',
    agents: ['github-copilot'],
    usage: GEMINI_USAGE,
    tool: ['bash', 'call_lab_1', { command: 'echo hi', description: 'say hi' }],
    result: expect.stringContaining('hi') as string,
    finishReasons: ['tool', 'stop'],
    costSource: 'price-table',
  },
];

describe.each(AGENTS)('$name', (agent) => {
  it('is one session with what the model was asked and what the tool did', async () => {
    ingest(requestsOf(`${agent.name}/run`));

    const { id, title, agents, turnCount, toolCalls, errors } = await session();
    expect({ id, title, agents, turnCount, toolCalls, errors }).toEqual({
      id: agent.id,
      title: 'run echo hi',
      agents: agent.agents,
      turnCount: 2,
      toolCalls: 1,
      errors: 0,
    });
    const turns = await collector.handlers['session/turns']({ sessionId: agent.id });
    expect(turns.map(({ usage }) => usage)).toEqual([agent.usage, agent.usage]);
    expect(turns.map(({ finishReason }) => finishReason)).toEqual(agent.finishReasons);
    expect(turns.map(({ costSource }) => costSource)).toEqual([agent.costSource, agent.costSource]);
    const [call, ...others] = turns.flatMap((turn) => turn.toolCalls);
    expect(others).toEqual([]);
    expect([call!.name, call!.callId, JSON.parse(call!.arguments!)]).toEqual(agent.tool);
    expect(call).not.toHaveProperty('derived');
    expect(turns[0]!.toolCalls).toHaveLength(1);
    const { span } = await collector.handlers['span/get'](call!);
    expect(span.tool?.result).toEqual(agent.result);
  });

  it('shows what was asked and answered, on its spans or as its records tell', async () => {
    ingest(requestsOf(`${agent.name}/run`));
    const turns = await collector.handlers['session/turns']({ sessionId: agent.id });
    const first = await collector.handlers['span/messages'](turns[0]!);
    const last = await collector.handlers['span/messages'](turns.at(-1)!);
    expect(JSON.stringify(first.input)).toContain('run echo hi');
    const calls = first.output.flatMap(({ parts }) => parts).filter(({ type }) => type === 'tool_call');
    expect(calls).toMatchObject([{ name: agent.tool[0] }]);
    expect(JSON.stringify(last.input)).toContain('hi');
  });

  it('comes out the same in any order', async () => {
    const requests = requestsOf(`${agent.name}/run`);
    ingest(requests);
    const expected = await everything();
    for (let seed = 1; seed <= 3; seed++) {
      collector.clear();
      ingest(shuffled(onePerRequest(requests), seed));
      expect(await everything()).toEqual(expected);
    }
  });
});

/** What a scripted model served, and the tools that it asked for. */
const SERVED = [
  {
    recording: 'codex/0.133',
    title: 'Which retry limit does the billing service use, and where is it set?',
    agents: ['codex'],
    tokens: [
      [1_000, 0, 41],
      [1_137, 576, 48],
      [1_274, 640, 55],
    ],
    tools: ['exec_command ok', 'exec_command ok'],
    result: 'MAX_RETRIES=5',
  },
  {
    recording: 'claude-code/2.1.96',
    title: 'Which retry limit does the billing service use, and where is it set?',
    agents: ['claude-code'],
    tokens: [
      [1_000, 0, 41],
      [1_137, 576, 48],
      [1_274, 640, 55],
    ],
    tools: ['Grep ok', 'Read ok'],
    result: 'MAX_RETRIES=5',
  },
  {
    recording: 'claude-code/headless',
    title: 'Run the billing tests and report.',
    agents: ['claude-code'],
    tokens: [
      [1_000, 0, 41],
      [1_137, 576, 48],
      [1_274, 640, 55],
      [1_411, 704, 62],
      [1_548, 768, 69],
    ],
    tools: ['Bash error', 'Bash error', 'Bash error', 'Bash error'],
    result: '1 failed: test_retry expected 5 got 3',
  },
];

describe.each(SERVED)('$recording', ({ recording, title, agents, tokens, tools, result }) => {
  it('is one session with what the model served', async () => {
    ingest(requestsOf(recording));
    const { id, ...summary } = await session();
    expect(summary).toMatchObject({ title, agents, toolCalls: tools.length });
    const turns = await collector.handlers['session/turns']({ sessionId: id });
    expect(turns.map(({ usage }) => [usage.input, usage.cacheRead, usage.output])).toEqual(tokens);
    const calls = turns.slice(0, -1).flatMap((turn) => turn.toolCalls);
    expect(calls.map(({ name, status }) => `${name} ${status}`)).toEqual(tools);
    // Each turn but the last asked for one.
    expect(turns.map(({ toolCalls }) => toolCalls.length)).toEqual([...tools.map(() => 1), 0]);
  });

  it('shows the calls that answers asked for, and what came back', async () => {
    ingest(requestsOf(recording));
    const { id } = await session();
    const turns = await collector.handlers['session/turns']({ sessionId: id });
    const first = await collector.handlers['span/messages'](turns[0]!);
    const last = await collector.handlers['span/messages'](turns.at(-1)!);
    const asked = first.output.flatMap(({ parts }) => parts).filter(({ type }) => type === 'tool_call');
    expect(asked).toMatchObject([{ name: tools[0]!.split(' ')[0] }]);
    expect(JSON.stringify(last.input)).toContain(result);
  });

  it('comes out the same in any order', async () => {
    const requests = requestsOf(recording);
    ingest(requests);
    const expected = await everything();
    collector.clear();
    ingest(shuffled(onePerRequest(requests), 4));
    expect(await everything()).toEqual(expected);
  });
});

describe('log records alone', () => {
  it.each([
    { ...AGENTS[0]!, cost: 0.004026 },
    { ...AGENTS[1]!, cost: expect.any(Number) as number },
    { ...AGENTS[3]!, cost: expect.any(Number) as number },
  ])('of $name make a session', async ({ name, id, agents, usage, tool, cost }) => {
    ingest(requestsOf(`${name}/run`, ['logs']));

    expect(await session()).toMatchObject({
      id,
      title: 'run echo hi',
      agents,
      turnCount: 2,
      toolCalls: 1,
      spanCount: 0,
      traceCount: 0,
      costUsd: cost,
    });
    const turns = await collector.handlers['session/turns']({ sessionId: id });
    expect(turns.map((turn) => turn.usage)).toEqual([usage, usage]);
    const call = turns[0]!.toolCalls[0]!;
    expect([call.name, call.callId, JSON.parse(call.arguments!)]).toEqual(tool);
    expect(call.durationMs).toBeGreaterThan(0);
    expect(turns[0]!.durationMs).toBeGreaterThan(0);
  });

  it('show the record behind a span that nobody sent, and its place', async () => {
    ingest(requestsOf('claude-code/run', ['logs']));
    const [turn] = await collector.handlers['session/turns']({ sessionId: AGENTS[0]!.id });
    const details = await collector.handlers['span/get'](turn!.toolCalls[0]!);
    expect(details).toMatchObject({
      sessionId: AGENTS[0]!.id,
      turn: 1,
      span: { kind: 'tool', name: 'Bash' },
    });
    expect(details.raw.attributes).toMatchObject({ 'event.name': 'tool_result', tool_name: 'Bash' });
    expect(details.raw.resource).toMatchObject({ 'service.name': 'claude-code' });
    const frames = await framesOf(AGENTS[0]!.id);
    expect(JSON.stringify(frames)).toContain(turn!.spanId);
  });

  it('give way to spans that come later', async () => {
    ingest(requestsOf('claude-code/run', ['logs']));
    expect(await session()).toMatchObject({ spanCount: 0, turnCount: 2 });
    ingest(requestsOf('claude-code/run', ['traces']));
    expect(await session()).toMatchObject({ spanCount: 6, turnCount: 2, toolCalls: 1 });
  });

  it('are the same in any order', async () => {
    const requests = requestsOf('claude-code/run', ['logs']);
    ingest(requests);
    const expected = await everything();
    collector.clear();
    ingest(shuffled(onePerRequest(requests), 5));
    expect(await everything()).toEqual(expected);
  });

  it('that nothing can be made of make none', async () => {
    const [logs] = requestsOf('otel-openai-chat/loop', ['logs']);
    ingest([logs!]);
    expect(await collector.handlers['sessions/list']({ background: true })).toEqual([]);
  });
});

it('updates what is shown when records come late', async () => {
  const sessionId = AGENTS[0]!.id;
  const costs = async () => {
    const turns = await collector.handlers['session/turns']({ sessionId });
    return turns.map(({ costSource }) => costSource);
  };
  ingest(requestsOf('claude-code/run', ['traces']));
  expect(await costs()).toEqual(['price-table', 'price-table']);
  const changed: string[] = [];
  collector.onChanged(({ sessionIds }) => changed.push(...sessionIds));
  ingest(requestsOf('claude-code/run', ['logs']));
  expect(await costs()).toEqual(['emitter', 'emitter']);
  await expect.poll(() => changed).toContain(sessionId);
});

it("leaves traces of an agent's own machinery out of the list", async () => {
  ingest(requestsOf('codex/run'));
  await session();
  const all = await collector.handlers['sessions/list']({ background: true });
  expect(all.length).toBeGreaterThan(5);
  const [hidden] = all.filter(({ id }) => id !== AGENTS[1]!.id);
  expect(await collector.handlers['session/turns']({ sessionId: hidden!.id })).toEqual([]);
});

it('leaves out the conversation in which Codex asks for a title of the user’s', async () => {
  const requests = requestsOf('codex/run');
  const prompts = requests
    .flatMap((each) => (each.signal === 'logs' ? each.request.resourceLogs : []))
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .filter(({ attributes }) => attributes.has('prompt'));
  expect(prompts.length).toBeGreaterThan(0);
  for (const { attributes } of prompts) {
    (attributes as Map<string, unknown>).set('prompt', 'Generate a concise, single-line task title of it.');
  }
  ingest(requests);
  expect(await collector.handlers['sessions/list'](undefined)).toEqual([]);
});

it.each(['codex_cli_rs', 'codex_exec', 'opencode'])(
  'shows no session of %s before it is asked anything',
  async (program) => {
    collector.ingest(
      {
        signal: 'traces',
        request: {
          resourceSpans: [
            {
              resource: resource({ 'service.name': program }),
              schemaUrl: '',
              scopeSpans: [
                { scope: scope(program), schemaUrl: '', spans: [otlpSpan({ name: 'config/read' })] },
              ],
            },
          ],
        },
      },
      RECEIVED,
    );
    expect(await collector.handlers['sessions/list'](undefined)).toEqual([]);
    expect(await collector.handlers['sessions/list']({ background: true })).toHaveLength(1);
  },
);

describe('session/events', () => {
  it('lists the newest records, oldest first', async () => {
    ingest(requestsOf('claude-code/run'));
    const sessionId = AGENTS[0]!.id;
    const { total, events } = await collector.handlers['session/events']({ sessionId });
    expect(total).toBe(11);
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['other', 'other', 'other', 'other', 'user_message', 'tool_decision', 'model_call', 'answer'],
      ...['tool_call', 'model_call', 'answer'],
    ]);
    expect(events[4]).toMatchObject({ name: 'user_prompt', text: 'run echo hi' });
    const newest = await collector.handlers['session/events']({ sessionId, limit: 2 });
    expect(newest).toEqual({ total: 11, events: events.slice(-2) });
  });
});

describe('messages in log records', () => {
  it.each(['otel-openai-chat/loop', 'otel-openai-responses/happy'])(
    'tell the tool calls of %s',
    async (recording) => {
      const truth = JSON.parse(readFileSync(path.join(ROOT, recording, 'truth.json'), 'utf8')) as {
        prompt: string;
        toolCalls: { id: string; name: string; args: unknown }[];
        loop: { expected: boolean; count?: number };
      };
      const requests = requestsOf(recording);
      ingest(shuffled(onePerRequest(requests), 2));

      const { id, title, toolCalls, spanCount } = await session();
      expect(title).toBe(truth.prompt);
      expect(toolCalls).toBe(truth.toolCalls.length);
      expect(spanCount).toBe(truth.toolCalls.length + 2);
      const turns = await collector.handlers['session/turns']({ sessionId: id });
      const calls = turns.flatMap((turn) => turn.toolCalls);
      expect(
        calls.map(({ callId, name, arguments: args }) => ({
          id: callId,
          name,
          args: JSON.parse(args!) as unknown,
        })),
      ).toEqual(truth.toolCalls.map(({ id: callId, name, args }) => ({ id: callId, name, args })));
      expect(calls.every(({ derived }) => derived === true)).toBe(true);
      expect(turns.at(-1)!.finishReason).toBe('stop');
      expect(turns[0]!.finishReason).toBe('tool');
      const loops = await collector.handlers['session/loops']({ sessionId: id });
      expect(loops.map(({ iterations }) => iterations)).toEqual(
        truth.loop.expected ? [truth.loop.count] : [],
      );
    },
  );
});
