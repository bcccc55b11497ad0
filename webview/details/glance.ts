/** What took part in a session: sums over its turns by tool, agent and model. Pure. */
import type { Loop } from '../../src/protocol/loops';
import type { Turn } from '../../src/protocol/turns';
import type { DurationMs, SpanRef, Tokens, Usd } from '../../src/protocol/units';
import type { SessionIndex } from '../session/sessionIndex';
import { keyOf } from '../flame/frameIndex';

export interface ToolGlance {
  name: string;
  calls: number;
  failed: number;
  inLoops: number;
  /** Of all calls together. */
  durationMs: DurationMs;
  /** The call to look at: the first that failed, else the first in a loop, else the first. */
  example: SpanRef;
}

export interface ModelGlance {
  /** Of an agent, or a model; null where the emitter does not say. */
  name: string | null;
  turns: number;
  failed: number;
  /** null where no turn reports them. */
  tokens: Tokens | null;
  costUsd: Usd | null;
  /** Its first turn. */
  example: SpanRef;
}

export interface SessionGlance {
  /** Those that failed most often first, then those that repeated themselves, then those called most often. */
  tools: ToolGlance[];
  /** In order of their first turn. */
  agents: ModelGlance[];
  /** The most expensive first. */
  models: ModelGlance[];
}

export function sessionGlance(index: SessionIndex): SessionGlance {
  const { turns } = index.session;
  return {
    tools: toolsOf(turns, (ref) => index.loopOfSpan.get(keyOf(ref))?.loop),
    agents: sumsBy(turns, ({ agent }) => agent),
    models: sumsBy(turns, ({ model }) => model).sort(
      (a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.turns - a.turns,
    ),
  };
}

function toolsOf(turns: readonly Turn[], loopOf: (ref: SpanRef) => Loop | undefined): ToolGlance[] {
  const tools = new Map<string, ToolGlance>();
  for (const call of turns.flatMap(({ toolCalls }) => toolCalls)) {
    const failed = call.status === 'ok' ? 0 : 1;
    const inLoops = loopOf(call) ? 1 : 0;
    const known = tools.get(call.name);
    if (!known) {
      tools.set(call.name, {
        ...{ name: call.name, calls: 1, failed, inLoops },
        ...{ durationMs: call.durationMs, example: call },
      });
      continue;
    }
    const isFirstFailure = failed > 0 && known.failed === 0;
    if (isFirstFailure || (known.failed === 0 && inLoops > 0 && known.inLoops === 0)) known.example = call;
    known.calls++;
    known.failed += failed;
    known.inLoops += inLoops;
    known.durationMs += call.durationMs;
  }
  return [...tools.values()].sort(
    (a, b) => b.failed - a.failed || b.inLoops - a.inLoops || b.calls - a.calls,
  );
}

function sumsBy(turns: readonly Turn[], nameOf: (turn: Turn) => string | null): ModelGlance[] {
  const sums = new Map<string | null, ModelGlance>();
  for (const turn of turns) {
    const name = nameOf(turn);
    let sum = sums.get(name);
    if (!sum)
      sums.set(name, (sum = { name, turns: 0, failed: 0, tokens: null, costUsd: null, example: turn }));
    sum.turns++;
    if (turn.error !== null) sum.failed++;
    sum.tokens = added(sum.tokens, turn.usage.total);
    sum.costUsd = added(sum.costUsd, turn.costUsd);
  }
  return [...sums.values()];
}

function added(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}
