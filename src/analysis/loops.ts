/**
 * Loops: work repeated without progress. Each rule reads the steps of one agent between two user messages and is a
 * function of its own, listed in `RULES`. A rule that cannot know says nothing: a false alarm costs more trust than a
 * missed loop.
 */
import { formatDuration, formatTokens, formatUsd } from '../protocol/format';
import type { Loop } from '../protocol/loops';
import type { SpanRef } from '../protocol/units';
import { nearestAround } from './ancestors';
import { canonicalArguments } from './canonicalArguments';
import { coveredTime, intervalOf } from './intervals';
import type { SpanNode } from './spanTree';
import { spanKey } from './spanTree';
import { agentStretches, type Step, type Stretch, type ToolStep } from './steps';
import type { TurnList, TurnNodes } from './turns';
import { sumKnown } from './usage';
import { maskVolatile } from './volatile';

type Rule = (stretch: Stretch, waste: WasteOf) => Loop[];

const RULES: readonly Rule[] = [repeats];

/** Repetitions in a row from which a `repeat` is reported, and from which it is critical. */
const REPEAT_WARNING = 3;
const REPEAT_CRITICAL = 5;

/** In the order in which they began. */
export function findLoops(list: TurnList): Loop[] {
  const waste = wasteCounter(list);
  const found = agentStretches(list).flatMap((stretch) => RULES.flatMap((rule) => rule(stretch, waste)));
  return found.sort((a, b) => a.firstTurn - b.firstTurn || (a.id < b.id ? -1 : 1));
}

/**
 * The same call with the same outcome and result again and again.
 *
 * - Arguments are compared as JSON, key order and spacing aside; results with their volatile parts masked. A result
 *   that changed is progress (polling), a failed call's result is its error.
 * - Unknown is never equal: without captured arguments and results there is no `repeat`.
 * - The very same call asked for several times in one answer is one step: the model had not seen a result yet.
 * - Other calls beside it in the same answer end a row: that is other work, or a longer cycle.
 */
function repeats({ agent, steps }: Stretch, waste: WasteOf): Loop[] {
  const loops: Loop[] = [];
  let row: ToolStep[] = [];
  const close = () => {
    if (row.length >= REPEAT_WARNING) loops.push(repeatLoop(agent, row, waste));
    row = [];
  };
  for (const step of steps) {
    const last = row.at(-1);
    if (last && !isSameStep(last, step)) close();
    if (isComparable(step)) row.push(step);
  }
  close();
  return loops;
}

/** Whether a step can be part of a row: everything about it is known, and its calls do not differ among themselves. */
function isComparable(step: Step): step is ToolStep {
  return step.type === 'tool' && step.calls.every((call) => isSameCall(step.calls[0]!, call));
}

function isSameStep(a: ToolStep, b: Step): boolean {
  return isComparable(b) && isSameCall(a.calls[0]!, b.calls[0]!);
}

function isSameCall(a: SpanNode, b: SpanNode): boolean {
  const one = evidence(a);
  const other = evidence(b);
  if (!one || !other) return false;
  return (
    one.name === other.name &&
    one.status === other.status &&
    canonicalArguments(one.arguments) === canonicalArguments(other.arguments) &&
    (one.result === other.result || maskVolatile(one.result) === maskVolatile(other.result))
  );
}

/** What is compared of a call; null when a part of it is not known. */
function evidence({ span }: SpanNode) {
  const { name, arguments: args, result, status } = span!.tool!;
  const shown = status === 'ok' ? result : (result ?? errorText(span!));
  return args === null || shown === null ? null : { name, arguments: args, status, result: shown };
}

function errorText({ errorClass, errorMessage }: NonNullable<SpanNode['span']>): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}: ${errorMessage ?? ''}`;
}

function repeatLoop(agent: string | null, row: ToolStep[], waste: WasteOf): Loop {
  const first = row[0]!.calls[0]!;
  const { name, status } = first.span!.tool!;
  const turns = row.map(({ turn }) => turn?.turn.index ?? 0);
  const wasted = waste(row.slice(1));
  const firstTurn = turns[0]!;
  const lastTurn = turns.at(-1)!;
  return {
    id: `repeat:${spanKey(first.ref)}`,
    kind: 'repeat',
    severity: row.length >= REPEAT_CRITICAL ? 'critical' : 'warning',
    agent,
    period: 1,
    iterations: row.length,
    toolNames: [name],
    steps: row.map(stepRefs),
    firstTurn,
    lastTurn,
    wasted,
    reason:
      `${name} ran ${row.length} times with the same arguments and the same ${status === 'ok' ? 'result' : 'error'}` +
      `${firstTurn > 0 ? ` (turns ${firstTurn}–${lastTurn})` : ''}: ${inWords(wasted)} without progress.`,
  };
}

/** A call that has no span of its own refers to the model call that asked: each span once. */
function stepRefs({ turn, calls }: ToolStep): SpanRef[] {
  const nodes = [...(turn ? [turn.model] : []), ...calls];
  return [...new Map(nodes.map(({ ref }) => [spanKey(ref), ref])).values()];
}

/** `41k tokens, $0.31 and 48s`, without what is not known. */
function inWords({ tokens, costUsd, durationMs }: Loop['wasted']): string {
  const parts = [
    ...(tokens === null ? [] : [`${formatTokens(tokens)} tokens`]),
    ...(costUsd === null ? [] : [formatUsd(costUsd)]),
    formatDuration(durationMs),
  ];
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

type WasteOf = (steps: readonly ToolStep[]) => Loop['wasted'];

/**
 * Sums what steps took: the model calls that asked, the tool calls, and model calls of sub-agents inside of those.
 * Time is wall time: what runs side by side or one inside the other counts once.
 */
function wasteCounter({ turns }: TurnList): WasteOf {
  const turnsInside = turnsInsideOf(turns);
  return (steps) => {
    const spent = new Set<TurnNodes>();
    const spans: SpanNode[] = [];
    for (const { turn, calls } of steps) {
      if (turn) spent.add(turn);
      for (const call of calls) for (const nested of turnsInside(call)) spent.add(nested);
      spans.push(...(turn ? [turn.model] : []), ...calls);
    }
    const calls = [...spent].map(({ turn }) => turn);
    return {
      tokens: sumKnown(calls.map(({ usage }) => usage.total)),
      costUsd: sumKnown(calls.map(({ costUsd }) => costUsd)),
      durationMs: coveredTime(spans.map(({ span }) => intervalOf(span!))),
    };
  };
}

/** Which turns a tool call has inside, at any depth. */
function turnsInsideOf(turns: readonly TurnNodes[]): (tool: SpanNode) => TurnNodes[] {
  const toolAround = nearestAround('tool', []);
  const turnsOf = new Map<SpanNode, TurnNodes[]>();
  const toolsIn = new Map<SpanNode, SpanNode[]>();
  const append = <V>(map: Map<SpanNode, V[]>, tool: SpanNode, value: V) => {
    const list = map.get(tool);
    if (list) list.push(value);
    else map.set(tool, [value]);
  };
  const placed = new Set<SpanNode>();
  for (const turn of turns) {
    let tool = toolAround(turn.model);
    if (tool) append(turnsOf, tool, turn);
    while (tool && !placed.has(tool)) {
      placed.add(tool);
      const outer = toolAround(tool);
      if (outer) append(toolsIn, outer, tool);
      tool = outer;
    }
  }
  return (tool) => {
    const found: TurnNodes[] = [];
    const open = [tool];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const turn of turnsOf.get(next) ?? []) found.push(turn);
      for (const nested of toolsIn.get(next) ?? []) open.push(nested);
    }
    return found;
  };
}
