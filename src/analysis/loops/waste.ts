/** What the iterations of a loop cost that brought nothing new: everything from the second one on. */
import type { Loop } from '../../protocol/loops';
import { nearestAround } from '../ancestors';
import { coveredTime, intervalOf } from '../intervals';
import type { SpanNode } from '../spanNode';
import type { TurnList, TurnNodes } from '../turnNodes';
import { sumKnown } from '../usage';

/** A part of an iteration: a model call and the tool calls that it asked for, either of which may be missing. */
export interface Work {
  turn: TurnNodes | null;
  calls: readonly SpanNode[];
}

export type WasteOf = (work: readonly Work[]) => Loop['wasted'];

/**
 * Sums what work took: the model calls that asked, the tool calls, and model calls of sub-agents inside of those.
 * Time is wall time: what runs side by side or one inside the other counts once.
 */
export function wasteCounter({ turns }: TurnList): WasteOf {
  const turnsInside = turnsInsideOf(turns);
  return (work) => {
    const spent = new Set<TurnNodes>();
    const spans: SpanNode[] = [];
    for (const { turn, calls } of work) {
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
  const aroundActor = nearestAround('tool', []);
  // Actors are few: what is around them is kept, not what is around each span.
  const toolAround = ({ actor }: SpanNode) =>
    actor?.span?.kind === 'tool' ? actor : actor && aroundActor(actor);
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
