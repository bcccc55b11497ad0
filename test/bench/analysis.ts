/**
 * npm run bench -- analysis
 *
 * What it takes to understand a session: milliseconds of processor time for sessions of 10 000 and 100 000 spans of
 * several shapes, the first time, again from the start, and grown by its last ten spans; and its parts. A tenfold
 * session must not take much more than tenfold time; one that grew costs the traces with new spans and all calls.
 */
import type { AgentSpan } from '../../src/protocol/agentModel';
import { findCalls } from '../../src/analysis/calls';
import { Prices } from '../../src/analysis/cost';
import { findLoops } from '../../src/analysis/loops/findLoops';
import { GrowingSession } from '../../src/analysis/growingSession';
import { analyseSession } from '../../src/analysis/session';
import { buildSpanTree } from '../../src/analysis/spanTree';
import { buildTurns } from '../../src/analysis/turns';
import { Random } from '../unit/support/random';
import { agentSpan } from '../unit/support/spans';

const SIZES = [10_000, 100_000];
const GROWN_SPANS = 10;
const CONTEXT = { lastReceived: 0, now: 1_800_000_000_000 };

/** One agent: steps with a model call and a tool call each, all below one root. */
function steps(count: number): AgentSpan[] {
  const spans = [agentSpan({ id: 'root', kind: 'agent', agent: 'main', durationMs: count * 100 })];
  for (let i = 0; spans.length < count; i++) {
    const at = i * 100;
    const step = `s${i}`;
    spans.push(
      agentSpan({ id: step, parent: 'root', at, kind: 'step', durationMs: 90 }),
      modelCall(`m${i}`, step, at + 1, i),
      toolCall(`t${i}`, step, at + 50, i),
    );
  }
  return spans;
}

/** A flat trace: a workflow with an agent run whose calls lie beside it. */
function flat(count: number): AgentSpan[] {
  const spans = [
    agentSpan({ id: 'root', kind: 'workflow', durationMs: count * 100 }),
    agentSpan({ id: 'agent', parent: 'root', kind: 'agent', agent: 'main', durationMs: count * 100 - 1 }),
  ];
  for (let i = 0; spans.length < count; i++) {
    const at = i * 100 + 1;
    spans.push(modelCall(`m${i}`, 'root', at, i), toolCall(`t${i}`, 'root', at + 50, i));
  }
  return spans;
}

/** Each request in a trace of its own, without tools' call ids. */
function traces(count: number): AgentSpan[] {
  const spans: AgentSpan[] = [];
  for (let i = 0; spans.length < count; i++) {
    const traceId = i.toString(16).padStart(32, '0');
    spans.push(
      { ...agentSpan({ id: 'r', at: i * 100, kind: 'agent', agent: 'main', durationMs: 99 }), traceId },
      { ...modelCall('m', 'r', i * 100 + 1, i), traceId },
      { ...toolCall('t', 'r', i * 100 + 50, i), traceId },
    );
  }
  return spans;
}

/** Every run starts the next inside a tool call. */
function deep(count: number): AgentSpan[] {
  const spans: AgentSpan[] = [];
  let parent: string | null = null;
  for (let i = 0; spans.length < count; i++) {
    const durationMs = (count - i) * 100;
    const run = agentSpan({ id: `a${i}`, at: i * 10, kind: 'agent', agent: `agent ${i % 5}`, durationMs });
    spans.push(
      { ...run, parentSpanId: parent },
      modelCall(`m${i}`, `a${i}`, i * 10 + 1, i),
      toolCall(`t${i}`, `a${i}`, i * 10 + 5, i),
    );
    parent = `t${i}`;
  }
  return spans;
}

/** Machinery around few calls, as opencode and Codex send it. */
function machinery(count: number): AgentSpan[] {
  const spans = [agentSpan({ id: 'root', kind: 'agent', agent: 'main', durationMs: count * 10 })];
  for (let i = 0; spans.length < count; i++) {
    if (i % 50 === 0) spans.push(modelCall(`m${i}`, 'root', i * 10, i));
    else
      spans.push({
        ...agentSpan({ id: `n${i}`, parent: 'root', at: i * 10, name: 'sql.execute' }),
        noise: true,
      });
  }
  return spans;
}

function modelCall(id: string, parent: string, at: number, turn: number): AgentSpan {
  const input = 1_000 + turn;
  const usage = { input, cacheRead: turn, cacheWrite: null, output: 50, reasoning: null, total: input + 50 };
  const requestedCalls = [{ id: `c${turn}`, name: 'search_docs', arguments: null }];
  return agentSpan({ id, parent, at, durationMs: 40, model: { usage, requestedCalls } });
}

function toolCall(id: string, parent: string, at: number, turn: number): AgentSpan {
  const tool = {
    callId: `c${turn}`,
    arguments: JSON.stringify({ query: turn % 7 }),
    result: `result ${turn}`,
  };
  return agentSpan({ id, parent, at, durationMs: 30, tool });
}

function cpuMs(work: () => void): number {
  globalThis.gc?.();
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function shuffle(spans: AgentSpan[]): AgentSpan[] {
  const random = new Random(1);
  for (let i = spans.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [spans[i], spans[j]] = [spans[j]!, spans[i]!];
  }
  return spans;
}

const ms = (value: number) => Math.round(value).toLocaleString('en').padStart(8);

function main(): void {
  console.log(
    'shape            spans   first ms   again ms   grown ms   tree    calls   turns   loops   prices',
  );
  for (const [name, shape] of Object.entries({ steps, flat, traces, deep, machinery })) {
    for (const size of SIZES) {
      const spans = shuffle(shape(size));
      const first = cpuMs(() => analyseSession('id', spans, CONTEXT));
      const again = cpuMs(() => analyseSession('id', spans, CONTEXT));
      const session = new GrowingSession('id');
      session.add(spans.slice(0, -GROWN_SPANS));
      session.analyse(CONTEXT);
      const grown = cpuMs(() => {
        session.add(spans.slice(-GROWN_SPANS));
        session.analyse(CONTEXT);
      });
      const parts = [
        cpuMs(() => buildSpanTree(spans)),
        cpuMs(() => findCalls(buildSpanTree(spans))),
        cpuMs(() => buildTurns(findCalls(buildSpanTree(spans)))),
        cpuMs(() => {
          const tree = buildSpanTree(spans);
          findLoops(tree, buildTurns(findCalls(tree)));
        }),
      ];
      const prices = cpuMs(() => {
        const table = new Prices();
        for (const { model, startTime } of spans) if (model) table.priceOf(model, startTime);
      });
      const own = parts.map((total, i) => Math.max(0, total - (parts[i - 1] ?? 0)));
      console.log(
        `${name.padEnd(10)} ${ms(size)} ${ms(first)}   ${ms(again)}   ${ms(grown)} ${[...own, prices].map(ms).join('')}`,
      );
    }
  }
}

main();
