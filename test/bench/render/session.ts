/** Sessions made by a seed, as plain spans: what the collector is sent and what speedscope is given. */
import type { AnyValue } from '../../../src/otlp/records';
import { Random } from '../../unit/support/random';

/**
 * `agents`: runs of an agent one after the other, with model and tool calls, sub-agents, failures and loops. Most spans
 * are what tools do inside, as instrumented programs send it: a call of a tool has dozens of spans, six of ten directly
 * below it. A million spans have some ten thousand turns. `trace`: the same as one trace. `random`: spans anywhere below earlier ones, most of them
 * side by side: the worst that a layout can get.
 */
export const SHAPES = ['agents', 'trace', 'random'] as const;
export type Shape = (typeof SHAPES)[number];

export interface BenchSpan {
  traceId: string;
  spanId: string;
  /** Empty for a root. */
  parentSpanId: string;
  name: string;
  /** Microseconds from the session's start. */
  start: number;
  end: number;
  failed: boolean;
  attributes: [string, AnyValue][];
}

export const SESSION_ID = 'bench-session';

const SPANS_PER_RUN = 5_000;
/** Inside of a tool call. */
const MOST_INSIDE = 200;
const MAX_DEPTH = 6;
const MODELS = ['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4-5'];
const TOOLS = ['search_docs', 'read_file', 'run_tests', 'apply_patch', 'fetch_page', 'list_orders'];
const AGENTS = ['planner', 'researcher', 'writer', 'reviewer'];
const WORK: readonly [string, ...[string, AnyValue][]][] = [
  ['GET', ['http.request.method', 'GET'], ['url.full', 'https://example.com/docs']],
  ['SELECT documents', ['db.system.name', 'postgresql'], ['db.query.text', 'select * from documents']],
  ['parse', ['code.function.name', 'parse']],
  ['rank'],
];
const SECOND = 1_000_000;

export function makeSession(shape: Shape, count: number, seed = 1): BenchSpan[] {
  if (shape === 'random') return randomSession(count, new Random(seed));
  const spans = new AgentSession(seed).make(count);
  if (shape === 'trace') for (const span of spans) span.traceId = spans[0]!.traceId;
  return spans;
}

class AgentSession {
  private readonly random: Random;
  private readonly spans: BenchSpan[] = [];
  private traceId = '';

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  make(count: number): BenchSpan[] {
    let at = 0;
    for (let run = 0; this.spans.length < count; run++) {
      this.traceId = id(run + 1, 32);
      const room = Math.min(SPANS_PER_RUN, count - this.spans.length);
      at = this.run('', at, room, 0) + this.random.below(4 * SECOND);
      // Now and then somebody has lunch.
      if (run % 10 === 9) at += 1_800 * SECOND;
    }
    return this.spans;
  }

  /** A run of at most `room` spans. Returns when it ended. */
  private run(parent: string, start: number, room: number, depth: number): number {
    const { random, spans } = this;
    const agent = AGENTS[depth % AGENTS.length]!;
    const run = this.add(parent, `invoke_agent ${agent}`, start, [
      ['gen_ai.operation.name', 'invoke_agent'],
      ['gen_ai.agent.name', agent],
    ]);
    const until = spans.length + room - 1;
    let at = start + random.below(10_000);
    let turn = 0;
    while (spans.length < until) {
      at = this.modelCall(run.spanId, at, turn++);
      const isLoop = random.below(40) === 0;
      for (let calls = isLoop ? 4 : 1 + random.below(2); calls > 0 && spans.length < until; calls--) {
        at = this.toolCall(run.spanId, at, isLoop ? 0 : turn, until - spans.length, depth);
        if (isLoop && spans.length < until) at = this.modelCall(run.spanId, at, turn++);
      }
    }
    run.end = at + random.below(5_000);
    return run.end;
  }

  private modelCall(parent: string, at: number, turn: number): number {
    const { random } = this;
    const model = random.pick(MODELS);
    const call = this.add(parent, `chat ${model}`, at, [
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.request.model', model],
      ['gen_ai.usage.input_tokens', BigInt(1_000 + turn * 300 + random.below(200))],
      ['gen_ai.usage.output_tokens', BigInt(20 + random.below(400))],
      ['gen_ai.response.finish_reasons', [random.below(100) === 0 ? 'length' : 'stop']],
    ]);
    call.end = at + SECOND / 5 + random.below(3 * SECOND);
    call.failed = random.below(200) === 0;
    return call.end + random.below(20_000);
  }

  /** Some start a sub-agent, the others do their own work. */
  private toolCall(parent: string, at: number, query: number, room: number, depth: number): number {
    const { random } = this;
    const tool = query === 0 ? 'search_docs' : random.pick(TOOLS);
    const call = this.add(parent, `execute_tool ${tool}`, at, [
      ['gen_ai.operation.name', 'execute_tool'],
      ['gen_ai.tool.name', tool],
      ['gen_ai.tool.call.arguments', `{"query":${query}}`],
      ['gen_ai.tool.call.result', query === 0 ? 'nothing found' : `result ${query}`],
    ]);
    const startsAgent = random.below(30) === 0 && depth < MAX_DEPTH && room > 100;
    const inside = Math.min(room - 1, random.below(MOST_INSIDE));
    if (startsAgent) call.end = this.run(call.spanId, at + 100, Math.min(room - 1, 1_000), depth + 1) + 100;
    else if (inside > 0) call.end = this.work(call.spanId, at + 10, inside) + 10;
    call.failed = random.below(50) === 0;
    return call.end + random.below(3_000);
  }

  /** `count` spans one after the other, of which some have the next few inside. */
  private work(parent: string, start: number, count: number): number {
    const { random } = this;
    let at = start;
    for (let left = count; left > 0;) {
      const [name, ...attributes] = random.pick(WORK);
      const span = this.add(parent, name, at, attributes);
      left--;
      const inside = random.below(10) < 2 ? Math.min(left, 1 + random.below(6)) : 0;
      span.end = inside > 0 ? this.work(span.spanId, at + 1, inside) + 1 : at + random.below(20_000);
      span.failed = random.below(2_000) === 0;
      left -= inside;
      at = span.end + random.below(200);
    }
    return at;
  }

  private add(
    parentSpanId: string,
    name: string,
    start: number,
    attributes: [string, AnyValue][],
  ): BenchSpan {
    const span: BenchSpan = {
      traceId: this.traceId,
      spanId: id(this.spans.length + 1, 16),
      ...{ parentSpanId, name, start, attributes },
      end: start,
      failed: false,
    };
    this.spans.push(span);
    return span;
  }
}

function randomSession(count: number, random: Random): BenchSpan[] {
  const spans: BenchSpan[] = [];
  for (let i = 0; i < count; i++) {
    const parent = i === 0 ? null : spans[random.below(i)]!;
    const room = parent ? parent.end - parent.start : 3_600 * SECOND;
    const start = (parent?.start ?? 0) + (parent ? random.below(room + 1) : 0);
    const end = parent ? start + random.below(parent.end - start + 1) : room;
    const isTool = random.below(2) === 0;
    spans.push({
      traceId: id(1, 32),
      spanId: id(i + 1, 16),
      parentSpanId: parent?.spanId ?? '',
      name: isTool ? `execute_tool ${random.pick(TOOLS)}` : `step ${random.below(1_000)}`,
      ...{ start, end, failed: random.below(100) === 0 },
      attributes: isTool ? [['gen_ai.operation.name', 'execute_tool']] : [],
    });
  }
  return spans;
}

function id(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
