/** Sessions for the tests of the flame graph. */
import { Random } from '../support/random';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { Loop } from '../../../src/protocol/loops';
import type { FrameMode } from '../../../src/protocol/frames';
import type { Turn } from '../../../src/protocol/turns';
import { layoutFlame, type FlameLayout } from '../../../src/analysis/flameLayout';
import { flameNodes } from '../../../src/analysis/flameNodes';
import { foldIdle } from '../../../src/analysis/idleFolds';
import { withoutNoise } from '../../../src/analysis/noiseHiding';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { agentSpan } from '../support/spans';

/** Numbers in [0, 1) that the seed decides. */
export function random(seed: number): () => number {
  const source = new Random(seed);
  return () => source.next();
}

/**
 * Several traces of nested spans; siblings overlap, some last no time, some parents are missing, some spans are noise,
 * some answers are cut. There are a few seconds of nothing between traces.
 */
export function randomSession(seed: number, count: number) {
  const next = random(seed);
  const all: AgentSpan[] = [];
  const traces = 1 + Math.floor(next() * 4);
  for (let i = 0; i < count; i++) {
    const trace = i % traces;
    const earlier = Math.floor(i / traces);
    const isRoot = earlier === 0 || next() < 0.01;
    const parent = isRoot ? null : all[trace + Math.floor(next() * earlier) * traces]!;
    const room = parent ? parent.durationMs : 1_000;
    const offset = next() * room;
    const durationMs = next() < 0.1 ? 0 : next() * (room - offset);
    all.push(
      agentSpan({
        id: i.toString(16).padStart(16, '0'),
        traceId: (trace + 1).toString(16).repeat(32),
        ...(parent ? { parent: parent.spanId } : {}),
        at:
          (parent ? parent.startTime - 1_700_000_000_000 : trace * 400 + (trace > 1 ? trace * 10_000 : 0)) +
          offset,
        durationMs,
        ...ofSomeKind(next()),
        status: next() < 0.05 ? 'error' : 'unset',
      }),
    );
  }
  const gone = new Set(all.filter(() => next() < 0.02));
  const spans = all.filter((span) => !gone.has(span));
  const parents = new Set(spans.map(({ parentSpanId }) => parentSpanId));
  const missing = Array.from(gone).filter(({ spanId }) => parents.has(spanId)).length;
  const turns = spans
    .filter(({ kind }) => kind === 'llm')
    .map((span) => turnOf(span, Math.floor(next() * 1_000), next() / 100));
  return { spans, turns, missing };
}

function ofSomeKind(chance: number): Partial<Parameters<typeof agentSpan>[0]> {
  if (chance < 0.1) return { noise: true, name: 'GET' };
  if (chance < 0.2) return { kind: 'agent', agent: chance < 0.15 ? 'researcher' : 'writer' };
  if (chance < 0.25) return { model: { finishReason: 'length' } };
  return chance < 0.6 ? { model: {} } : { tool: { name: chance < 0.8 ? 'search_docs' : 'read_file' } };
}

/** Loops of spans that lie side by side, for what does not care whether they are any. */
export function someLoops(spans: readonly AgentSpan[]): Loop[] {
  const tools = spans.filter(({ kind }) => kind === 'tool');
  return tools.length < 6 ? [] : [loopOf(tools.slice(0, 3).map((span) => [span]))];
}

export interface LayoutOfOptions {
  mode?: FrameMode;
  loops?: readonly Loop[];
  turns?: readonly Turn[];
  isLive?: boolean;
  hideNoise?: boolean;
  foldIdle?: boolean;
}

export function layoutOf(
  spans: readonly AgentSpan[],
  { mode = 'time', loops = [], turns = [], isLive = false, ...options }: LayoutOfOptions = {},
): FlameLayout {
  const all = flameNodes(buildSpanTree(spans), isLive);
  const layout = layoutFlame(options.hideNoise ? withoutNoise(all) : all, mode, loops, turns);
  return options.foldIdle ? foldIdle(layout) : layout;
}

export function turnOf(span: AgentSpan, total: number | null, costUsd: number | null): Turn {
  return {
    index: 1,
    agent: null,
    spanId: span.spanId,
    traceId: span.traceId,
    model: null,
    provider: null,
    startTime: span.startTime,
    durationMs: span.durationMs,
    timeToFirstTokenMs: null,
    usage: { ...UNKNOWN_USAGE, total },
    costUsd,
    costSource: null,
    modelDurationMs: 10,
    errorClass: null,
    attempt: 1,
    retryOf: null,
    finishReason: null,
    error: null,
    contextTokens: null,
    contextLimit: null,
    toolCalls: [],
  };
}

export function loopOf(steps: AgentSpan[][]): Loop {
  return {
    id: 'loop',
    kind: 'repeat',
    severity: 'warning',
    agent: null,
    period: 1,
    iterations: steps.length,
    toolNames: [],
    steps: steps.map((spans) => spans.map(({ traceId, spanId }) => ({ traceId, spanId }))),
    firstTurn: 1,
    lastTurn: 1,
    wasted: { tokens: null, costUsd: null, durationMs: 0 },
    reason: '',
  };
}
