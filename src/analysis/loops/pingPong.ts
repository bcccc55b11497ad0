/** Two agents that hand over to each other, back and forth, and do nothing new in between. */
import type { Handoff } from '../../protocol/agents';
import type { LoopThresholds } from '../../protocol/loops';
import { requestOf } from '../steps';
import type { SpanTree } from '../spanTree';
import { spanKey } from '../spanTree';
import type { TurnList, TurnNodes } from '../turns';
import type { Finding } from './finding';
import { Fingerprints } from './fingerprints';
import { UNKNOWN } from './repetitions';
import type { Work } from './waste';

/** A hand-off with what was done up to it, since the one before. */
interface Leg {
  from: string;
  to: string;
  work: Work[];
  /** Of the tool calls in it, the hand-off left out. */
  symbols: number[];
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
  const findings: Finding[] = [];
  let row: Leg[] = [];
  let seen = new Set<number>();
  const close = () => {
    const complete = Math.floor(row.length / 2);
    if (complete >= least) findings.push(pingPong(row, complete));
    row = [];
    seen = new Set();
  };
  for (const leg of legs(handoffs, tree, list)) {
    const last = row.at(-1);
    const returns = last?.to === leg.from && last.from === leg.to;
    const asked = last?.request ?? null;
    const spoken = asked !== null && leg.request !== null && asked !== leg.request;
    // The first round trip has everything to itself; from then on something new is progress.
    const progress = row.length >= 2 && leg.symbols.some((symbol) => symbol === UNKNOWN || !seen.has(symbol));
    if (last && (!returns || spoken || progress)) close();
    row.push(leg);
    for (const symbol of leg.symbols) seen.add(symbol);
  }
  close();
  return findings;
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

function legs(handoffs: readonly Handoff[], tree: SpanTree, list: TurnList): Leg[] {
  const fingerprints = new Fingerprints();
  const handovers = new Set(handoffs.map(spanKey));
  const found: Leg[] = [];
  let next = 0;
  for (const handoff of handoffs) {
    const node = tree.find(handoff);
    const turns: TurnNodes[] = [];
    // What began until the hand-off did: the model call that asked for it is the last of them.
    while (next < list.turns.length && list.turns[next]!.turn.startTime <= handoff.time)
      turns.push(list.turns[next++]!);
    if (handoff.from === null) continue;
    const work: Work[] = turns.map((nodes) => ({ turn: nodes, calls: nodes.tools }));
    const inside = work.some(({ turn, calls }) =>
      [...calls, ...(turn ? [turn.model] : [])].some(({ ref }) => spanKey(ref) === spanKey(handoff)),
    );
    if (node && !inside) work.push({ turn: null, calls: [node] });
    const symbols = turns.flatMap((turn) =>
      turn.tools
        .filter(({ ref, span }) => !handovers.has(spanKey(ref)) && span!.handoff === null)
        .map((call) => fingerprints.of({ type: 'tool', turn, calls: [call] }).exact),
    );
    const request = node ? requestOf(node) : null;
    found.push({ from: handoff.from, to: handoff.to, work, symbols, request });
  }
  return found;
}
