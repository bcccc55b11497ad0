/**
 * Loops: work repeated without progress. A rule that cannot know says nothing: a false alarm costs more trust than a
 * missed loop.
 */
import { formatDuration, formatTokens, formatUsd } from '../../protocol/format';
import type { Loop, LoopThresholds } from '../../protocol/loops';
import { DEFAULT_LOOP_THRESHOLDS } from '../../protocol/loops';
import type { SpanRef } from '../../protocol/units';
import { findHandoffs } from '../handoffs';
import type { SpanTree } from '../spanTree';
import { spanKey } from '../spanNode';
import { agentStretches, type Stretch } from '../steps';
import type { TurnList } from '../turnNodes';
import { callsOf } from './claims';
import { findDialogues } from './dialogue';
import type { Finding } from './finding';
import { spansOf } from './finding';
import { mergeFindings } from './merge';
import { findModelRetries } from './modelRetries';
import { findPingPong } from './pingPong';
import { StretchLoops } from './stretchLoops';
import type { WasteOf, Work } from './waste';
import { wasteCounter } from './waste';

/** Of a session that grows: what was found in steps before is kept. */
export class LoopFinder {
  private stretches = new Map<string, StretchLoops>();
  private thresholds: LoopThresholds = DEFAULT_LOOP_THRESHOLDS;

  /**
   * In the order in which they began. `tree` and `list`: of the whole session so far, or of its latest part, where
   * turns have no numbers.
   */
  find(
    tree: SpanTree,
    list: TurnList,
    thresholds: LoopThresholds = DEFAULT_LOOP_THRESHOLDS,
    isWhole = true,
  ): Loop[] {
    const findings = [
      ...this.inStretches(agentStretches(list), thresholds),
      ...findModelRetries(list.turns, thresholds),
      ...findDialogues(list.turns, thresholds),
      ...findPingPong(findHandoffs(tree, list), tree, list, thresholds),
    ];
    if (findings.length === 0) return [];
    const waste = wasteCounter(list);
    return mergeFindings(findings)
      .map((finding) => loopOf(finding, thresholds, waste, isWhole))
      .sort((a, b) => a.firstTurn - b.firstTurn || (a.id < b.id ? -1 : 1));
  }

  private inStretches(stretches: readonly Stretch[], thresholds: LoopThresholds): Finding[] {
    const before = thresholds === this.thresholds ? this.stretches : new Map<string, StretchLoops>();
    this.thresholds = thresholds;
    this.stretches = new Map();
    return stretches.flatMap((stretch) => {
      const [first, second] = stretch.steps;
      // One step repeats nothing, and sessions may have many thousands of such stretches to remember.
      if (!first || !second) return [];
      const key = spanKey((first.turn?.model ?? callsOf(first)[0]!).ref);
      const known = before.get(key) ?? new StretchLoops(thresholds);
      this.stretches.set(key, known);
      return known.find(stretch);
    });
  }
}

/** As `LoopFinder`, of a session that does not grow. */
export function findLoops(tree: SpanTree, list: TurnList, thresholds?: LoopThresholds): Loop[] {
  return new LoopFinder().find(tree, list, thresholds);
}

function loopOf(finding: Finding, thresholds: LoopThresholds, waste: WasteOf, isWhole: boolean): Loop {
  const { kind, agent, period, complete, iterations, toolNames, claim } = finding;
  const [first] = spansOf(callsFirst(iterations[0]!));
  const turns = iterations.flat().map(({ turn }) => (isWhole ? (turn?.turn.index ?? 0) : 0));
  const [firstTurn, lastTurn] = [turns[0]!, turns.at(-1)!];
  const wasted = waste(iterations.slice(1).flat());
  const where = firstTurn > 0 ? ` (turns ${firstTurn}–${lastTurn})` : '';
  return {
    id: `${kind}:${spanKey(first!.ref)}`,
    kind,
    severity: complete >= thresholds[kind].critical ? 'critical' : 'warning',
    agent,
    period,
    iterations: iterations.length,
    toolNames,
    steps: iterations.map(refsOf),
    firstTurn,
    lastTurn,
    wasted,
    reason: `${claim}${where}: ${inWords(wasted)} without progress.`,
  };
}

/** A loop is named after its first tool call, where it has any. */
function callsFirst(work: readonly Work[]): Work[] {
  const calls = work.flatMap((each) => each.calls);
  return calls.length > 0 ? [{ turn: null, calls }] : [...work];
}

/** A call that has no span of its own refers to the model call that asked: each span once. */
function refsOf(work: readonly Work[]): SpanRef[] {
  return [...new Map(spansOf(work).map(({ ref }) => [spanKey(ref), ref])).values()];
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
