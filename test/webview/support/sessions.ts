/** Made-up sessions as spans: what the screenshots show and the tests click on. */
import type { AgentSpan, ToolCallFacts, Usage } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';

const TRACE = 'a'.repeat(32);
const START = Date.UTC(2026, 2, 3, 9, 30);

interface ModelOptions {
  durationMs?: number;
  usage?: Partial<Usage>;
  costUsd?: number | null;
  model?: string;
  asks?: string[];
  finishReason?: 'stop' | 'length' | 'tool';
}

interface ToolOptions {
  durationMs?: number;
  args?: unknown;
  result?: unknown;
  failure?: { class: string; message: string; status?: ToolCallFacts['status'] };
  callId?: string;
}

/** Writes spans one after the other along a clock. */
export class RunWriter {
  readonly spans: AgentSpan[] = [];
  /** Milliseconds since the start of the session. */
  clock = 0;
  private readonly parents: AgentSpan[] = [];

  agent(name: string, userMessage: string | null, body: () => void): void {
    const span = this.add({ kind: 'agent', name: `invoke_agent ${name}`, agent: name, userMessage });
    this.parents.push(span);
    body();
    this.parents.pop();
    span.durationMs = START + this.clock - span.startTime;
  }

  model(options: ModelOptions = {}): AgentSpan {
    const model = options.model ?? 'gpt-4o';
    const usage = { ...UNKNOWN_USAGE, ...options.usage };
    const total = usage.input === null || usage.output === null ? null : usage.input + usage.output;
    const span = this.add({
      kind: 'llm',
      name: `chat ${model}`,
      durationMs: options.durationMs ?? 2000,
      model: {
        requestModel: model,
        responseModel: model,
        provider: 'openai',
        responseId: `response-${this.spans.length}`,
        usage: { ...usage, total },
        cacheWrite1h: null,
        reportedCostUsd: options.costUsd === undefined ? 0.02 : options.costUsd,
        timeToFirstTokenMs: 420,
        finishReason: options.finishReason ?? (options.asks ? 'tool' : 'stop'),
        requestedCalls: (options.asks ?? []).map((id) => ({ id, name: null, arguments: null })),
        answerText: null,
        quotedCalls: [],
        attempts: 1,
      },
    });
    this.clock += span.durationMs + 20;
    return span;
  }

  tool(name: string, options: ToolOptions = {}): AgentSpan {
    const { failure } = options;
    const span = this.add({
      kind: 'tool',
      name: `execute_tool ${name}`,
      durationMs: options.durationMs ?? 800,
      status: failure ? 'error' : 'ok',
      errorClass: failure?.class ?? null,
      errorMessage: failure?.message ?? null,
      tool: {
        name,
        callId: options.callId ?? null,
        arguments: options.args === undefined ? null : JSON.stringify(options.args),
        result: options.result === undefined ? null : JSON.stringify(options.result),
        resultBytes: null,
        status: failure ? (failure.status ?? 'error') : 'ok',
        errorClass: failure?.class ?? null,
      },
    });
    this.clock += span.durationMs + 20;
    return span;
  }

  /** Tools that run side by side. */
  parallel(...tools: (() => void)[]): void {
    const began = this.clock;
    let end = began;
    for (const tool of tools) {
      this.clock = began;
      tool();
      end = Math.max(end, this.clock);
    }
    this.clock = end;
  }

  add(fields: Partial<AgentSpan>): AgentSpan {
    const parent = this.parents.at(-1);
    const span: AgentSpan = {
      traceId: TRACE,
      spanId: (this.spans.length + 1).toString(16).padStart(16, '0'),
      parentSpanId: parent?.spanId ?? null,
      name: 'span',
      kind: 'other',
      startTime: START + this.clock,
      durationMs: 0,
      status: 'ok',
      errorClass: null,
      errorMessage: null,
      service: 'invoice-agent',
      sessionKey: null,
      agent: null,
      agentId: null,
      userMessage: null,
      model: null,
      tool: null,
      handoff: null,
      totals: null,
      noise: false,
      source: null,
      links: [],
      ...fields,
    };
    this.spans.push(span);
    return span;
  }
}

/** Growing history: most of the input is read from the cache. */
function usageOf(turn: number): Partial<Usage> {
  const cacheRead = turn === 1 ? 0 : 4800 + turn * 2900;
  const fresh = 5200 + ((turn * 37) % 13) * 760;
  const reasoning = turn % 4 === 3 ? 3900 : 780;
  const output = 2400 + ((turn * 29) % 9) * 420 + reasoning;
  return { input: cacheRead + fresh, cacheRead, cacheWrite: 0, output, reasoning };
}

/** Three agents, 18 turns: a search repeated six times without progress, parallel reads, a failing test run. */
export function invoiceSession(): AgentSpan[] {
  const run = new RunWriter();
  let turn = 0;
  const think = (asks: string[] = [], durationMs = 2400) =>
    run.model({ usage: usageOf(++turn), durationMs, costUsd: 0.012 + turn * 0.0012, asks });
  run.agent('orchestrator', 'Find why invoices are rounded down and fix it', () => {
    think(['plan'], 3600);
    run.tool('plan', { callId: 'plan', durationMs: 250, args: { goal: 'rounding' }, result: 'ok' });
    think();
    run.agent('researcher', null, () => {
      think(['r1', 'r2', 'g1'], 4200);
      run.parallel(
        () => run.tool('read_file', { callId: 'r1', durationMs: 1800, args: { path: 'invoices.py' } }),
        () => run.tool('read_file', { callId: 'r2', durationMs: 2600, args: { path: 'tax.py' } }),
        () => run.tool('grep', { callId: 'g1', durationMs: 1200, args: { pattern: 'round(' } }),
      );
      think();
      think();
      think();
      for (let i = 0; i < 6; i++) {
        think([`s${i}`], 1900);
        run.tool('search_docs', {
          callId: `s${i}`,
          durationMs: 812 + i * 40,
          args: { query: 'invoice rounding rule', limit: 5 },
          result: { hits: [], took_ms: 811 },
        });
      }
      think([], 2600);
    });
    run.agent('coder', null, () => {
      think(['e1'], 2800);
      run.tool('edit_file', {
        callId: 'e1',
        args: { path: 'invoices.py' },
        result: 'edited',
        durationMs: 1700,
      });
      think(['t1'], 2200);
      run.tool('run_tests', {
        callId: 't1',
        durationMs: 2400,
        args: { path: 'tests/' },
        failure: {
          class: 'AssertionError',
          message: 'expected 10.01, got 10.00\n  tests/test_invoices.py:41',
        },
      });
      think(['t2'], 2200);
      run.tool('run_tests', {
        callId: 't2',
        durationMs: 3000,
        args: { path: 'tests/' },
        failure: { class: 'TimeoutError', message: 'no answer within 3 s', status: 'timeout' },
      });
      think([], 1800);
    });
    think([], 2000);
  });
  return run.spans;
}

/** One turn, and nothing known of its tokens. */
export function tinySession(): AgentSpan[] {
  const run = new RunWriter();
  run.agent('greeter', 'Say hello', () => {
    run.model({ durationMs: 600, costUsd: null });
  });
  return run.spans;
}

/** Many turns with growing history, cache reads and writes. */
export function longSession(turns = 200): AgentSpan[] {
  const run = new RunWriter();
  run.agent('archivist', 'File every document of the archive', () => {
    for (let turn = 1; turn <= turns; turn++) {
      const cacheRead = turn === 1 ? 0 : 1500 + turn * 420;
      const cacheWrite = 380 + (turn % 7) * 60;
      const usage = {
        input: cacheRead + cacheWrite + 200,
        cacheRead,
        cacheWrite,
        output: 240 + (turn % 11) * 45,
        reasoning: turn % 5 === 0 ? 200 : 0,
      };
      run.model({ usage, durationMs: 900 + (turn % 13) * 120, asks: [`c${turn}`] });
      const stuck = turn >= 120 && turn < 130;
      const failure = turn % 40 === 0 ? { class: 'FileNotFoundError', message: `page ${turn}` } : undefined;
      run.tool(stuck ? 'search_docs' : ['read_page', 'file_page', 'tag_page'][turn % 3]!, {
        callId: `c${turn}`,
        durationMs: 200 + (turn % 5) * 90,
        args: stuck ? { query: 'index' } : { page: turn },
        result: stuck ? { hits: [] } : { page: turn, filed: true },
        ...(failure ? { failure } : {}),
      });
    }
  });
  return run.spans;
}

/** Two agents side by side, each stuck in a loop of its own; the span above them has not arrived yet. */
export function unfinishedSession(): AgentSpan[] {
  const run = new RunWriter();
  const stuck = (agent: string, tool: string, pauseMs: number) => () => {
    run.agent(agent, null, () => {
      for (let i = 0; i < 4; i++) {
        run.model({ usage: { input: 9000 + i * 800, output: 300 }, durationMs: 1500, asks: [`${tool}${i}`] });
        run.tool(tool, { callId: `${tool}${i}`, durationMs: pauseMs, args: { q: 'tax' }, result: [] });
      }
    });
  };
  run.agent('lead', 'Compare the tax rules of three countries', () => {
    run.model({ usage: { input: 4000, output: 200 }, durationMs: 2000 });
    run.parallel(stuck('reader', 'fetch_page', 900), stuck('searcher', 'search_web', 1700));
  });
  return run.spans.slice(1);
}

/** Names and contents that would do harm if they were taken for markup. */
export const HOSTILE = '<img src=x onerror="window.hacked=true"><script>window.hacked=true</script>';

export function hostileSession(): AgentSpan[] {
  const run = new RunWriter();
  run.agent(HOSTILE, HOSTILE, () => {
    for (let i = 0; i < 3; i++) {
      run.model({ model: HOSTILE, usage: { input: 10, output: 2 }, asks: [`c${i}`] });
      run.tool(HOSTILE, { callId: `c${i}`, args: { [HOSTILE]: HOSTILE }, result: HOSTILE });
    }
    run.tool('broken', { failure: { class: HOSTILE, message: HOSTILE } });
  });
  return run.spans;
}
