/** Two agents that hand over to each other, back and forth, and do nothing new in between. */
import type { Handoff } from '../../protocol/agents';
import type { LoopThresholds } from '../../protocol/loops';
import { requestOf } from '../steps';
import type { SpanTree } from '../spanTree';
import type { SpanNode } from '../spanNode';
import { spanKey } from '../spanNode';
import type { TurnList, TurnNodes } from '../turnNodes';
import type { Finding } from './finding';
import { ComparedCall } from './comparedCall';
import { Fingerprints } from './fingerprints';
import { UNKNOWN } from './repetitions';
import type { Work } from './waste';

/** Turns before a hand-off in which may be done what is done again after it. */
const RECENT = 50;

/** A hand-off with what was done up to it, since the one before. */
interface Leg {
  from: string;
  to: string;
  work: Work[];
  turns: TurnNodes[];
  request: string | null;
}

/** `handoffs` in canonical order. */
export function findPingPong(
  handoffs: readonly Handoff[],
  tree: SpanTree,
  list: TurnList,
  thresholds: LoopThresholds,
): Finding[] {
  const least = thresholds['ping-pong'].warning;
  if (handoffs.length < 2 * least) return [];
  const symbolsOf = symbolFinder(handoffs);
  return backAndForth(legs(handoffs, tree, list))
    .filter((row) => row.length >= 2 * least)
    .flatMap((row) => withoutProgress(row, symbolsOf))
    .map((row) => ({ row, complete: Math.floor(row.length / 2) }))
    .filter(({ complete }) => complete >= least)
    .map(({ row, complete }) => pingPong(row, complete));
}

/** Legs in a row that each go back to where the one before came from, with no word of the user in between. */
function backAndForth(all: readonly Leg[]): Leg[][] {
  const rows: Leg[][] = [];
  let row: Leg[] = [];
  for (const leg of all) {
    const last = row.at(-1);
    const returns = last?.to === leg.from && last.from === leg.to;
    const asked = last?.request ?? null;
    const spoken = asked !== null && leg.request !== null && asked !== leg.request;
    if (!returns || spoken) rows.push((row = []));
    row.push(leg);
  }
  return rows;
}

/** The parts of a row in which nothing new was done after the first round trip, which has everything to itself. */
function withoutProgress(legs: readonly Leg[], symbolsOf: (leg: Leg) => number[]): Leg[][] {
  const rows: Leg[][] = [];
  let row: Leg[] = [];
  let seen = new Set<number>();
  for (const leg of legs) {
    const symbols = symbolsOf(leg);
    const isNew = (symbol: number) => symbol === UNKNOWN || !seen.has(symbol);
    if (row.length === 0 || (row.length >= 2 && symbols.some(isNew))) {
      rows.push((row = []));
      seen = new Set();
    }
    row.push(leg);
    for (const symbol of symbols) seen.add(symbol);
  }
  return rows;
}

function pingPong(row: readonly Leg[], complete: number): Finding {
  const { from, to } = row[0]!;
  const iterations: Work[][] = [];
  for (let at = 0; at < row.length; at += 2)
    iterations.push(row.slice(at, at + 2).flatMap((_, i) => workIn(row, at + i)));
  return {
    kind: 'ping-pong',
    agent: from,
    period: 2,
    complete,
    iterations,
    toolNames: [],
    claim: `${from} and ${to} handed over to each other and back ${complete} times and did nothing new in between`,
    loose: false,
  };
}

/** What came before the first time is no part of it: of that, as much as the second time took. */
function workIn(row: readonly Leg[], at: number): Work[] {
  const { work } = row[at]!;
  return at < 2 ? work.slice(-row[at + 2]!.work.length) : work;
}

/** Tells the tool calls of a leg, the hand-off left out, so that the same ones have the same number. */
function symbolFinder(handoffs: readonly Handoff[]): (leg: Leg) => number[] {
  const fingerprints = new Fingerprints();
  const spans = new Set(handoffs.map(({ spanId }) => spanId));
  const handovers = new Set(handoffs.map(spanKey));
  // Most spans are told from a hand-off by their id alone, which is quick.
  const isHandover = ({ ref, span }: SpanNode) =>
    span!.handoff !== null || (spans.has(ref.spanId) && handovers.has(spanKey(ref)));
  return ({ turns }) => {
    const calls = turns.slice(-RECENT).flatMap(({ tools }) => tools.filter((tool) => !isHandover(tool)));
    return calls.map(({ span }) => fingerprints.ofCall(new ComparedCall(span!)));
  };
}

function legs(handoffs: readonly Handoff[], tree: SpanTree, list: TurnList): Leg[] {
  const found: Leg[] = [];
  let next = 0;
  for (const handoff of handoffs) {
    const node = tree.find(handoff);
    const turns: TurnNodes[] = [];
    // What began until the hand-off did: the model call that asked for it is the last of them.
    while (next < list.turns.length && list.turns[next]!.turn.startTime <= handoff.time)
      turns.push(list.turns[next++]!);
    if (handoff.from === null) continue;
    const isIt = ({ ref }: SpanNode) => ref.spanId === handoff.spanId && ref.traceId === handoff.traceId;
    const work: Work[] = turns.map((nodes) => ({ turn: nodes, calls: nodes.tools }));
    const inside = turns.some(({ model, tools }) => isIt(model) || tools.some(isIt));
    if (node && !inside) work.push({ turn: null, calls: [node] });
    const request = node ? requestOf(node) : null;
    found.push({ from: handoff.from, to: handoff.to, work, turns, request });
  }
  return found;
}
