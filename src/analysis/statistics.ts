/** Figures over all calls of a model or a tool. */
import type {
  CallStatistics,
  ModelStatistics,
  SessionStatistics,
  ToolStatistics,
} from '../protocol/statistics';
import type { Turn, TurnToolCall } from '../protocol/turns';
import { nearestRank } from './percentile';

type CountedTool = Pick<TurnToolCall, 'name' | 'status' | 'durationMs' | 'waitedMs' | 'attempt' | 'derived'>;
type CountedTurn = Pick<
  Turn,
  'model' | 'error' | 'usage' | 'modelDurationMs' | 'timeToFirstTokenMs' | 'attempt'
> & { toolCalls: readonly CountedTool[] };

/** Of turns, of one session or of several. `unrequested`: tool calls that no model asked for are in no turn. */
export function statisticsOf(
  turns: readonly CountedTurn[],
  unrequested: readonly CountedTool[] = [],
): SessionStatistics {
  const models = groups(turns, ({ model }) => model);
  const tools = groups([...turns.flatMap(({ toolCalls }) => toolCalls), ...unrequested], ({ name }) => name);
  return {
    models: models.map(([model, calls]) => modelStatistics(model, calls)),
    tools: tools.map(([name, calls]) => toolStatistics(name, calls)),
  };
}

/** The largest group first, then in order of first appearance. */
function groups<T, K>(items: readonly T[], keyOf: (item: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

function modelStatistics(model: string | null, turns: readonly CountedTurn[]): ModelStatistics {
  const succeeded = turns.filter(({ error }) => error === null);
  const firsts = sorted(succeeded.flatMap(({ timeToFirstTokenMs }) => timeToFirstTokenMs ?? []));
  return {
    model,
    ...callStatistics(
      turns,
      turns.length - succeeded.length,
      succeeded.map(({ modelDurationMs }) => modelDurationMs),
    ),
    tokensPerSecond: tokensPerSecond(succeeded),
    timeToFirstTokenMs: { p50: nearestRank(firsts, 0.5), p95: nearestRank(firsts, 0.95) },
  };
}

function tokensPerSecond(turns: readonly CountedTurn[]): number | null {
  let tokens = 0;
  let ms = 0;
  for (const { usage, modelDurationMs, timeToFirstTokenMs } of turns) {
    const generating = modelDurationMs - (timeToFirstTokenMs ?? 0);
    if (usage.output === null || generating <= 0) continue;
    tokens += usage.output;
    ms += generating;
  }
  return ms > 0 ? (tokens / ms) * 1_000 : null;
}

function toolStatistics(name: string, calls: readonly CountedTool[]): ToolStatistics {
  const outcomes: ToolStatistics['outcomes'] = {};
  let waitedMs = 0;
  for (const call of calls) {
    outcomes[call.status] = (outcomes[call.status] ?? 0) + 1;
    waitedMs += call.waitedMs;
  }
  // How long a call took that has no span is not known.
  const timed = calls.filter(({ status, derived }) => status === 'ok' && derived !== true);
  return {
    name,
    ...callStatistics(
      calls,
      calls.length - (outcomes.ok ?? 0),
      timed.map((call) => call.durationMs - call.waitedMs),
    ),
    outcomes,
    waitedMs,
  };
}

function callStatistics(
  calls: readonly { attempt: number }[],
  errors: number,
  durations: readonly number[],
): CallStatistics {
  const inOrder = sorted(durations);
  return {
    count: calls.length,
    errors,
    errorRate: errors / calls.length,
    retries: calls.filter(({ attempt }) => attempt > 1).length,
    latencyMs: {
      p50: nearestRank(inOrder, 0.5),
      p95: nearestRank(inOrder, 0.95),
      p99: nearestRank(inOrder, 0.99),
    },
  };
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
