/** Everything that is known of one session, from its spans. */
import type { AgentEvent } from '../protocol/agentEvents';
import type { AgentSpan, RunTotals } from '../protocol/agentModel';
import type { Loop, LoopThresholds } from '../protocol/loops';
import type { SessionFlag, SessionSummary } from '../protocol/sessions';
import type { Turn } from '../protocol/turns';
import type { EpochMs, SpanRef } from '../protocol/units';
import { findCalls, type Calls } from './calls';
import { TABLE_PRICES, type Prices } from './cost';
import { joinEvents } from './joinEvents';
import { findLoops } from './loops/findLoops';
import { hasFailed } from './outcome';
import { buildSpanTree, spanKey, type SpanNode, type SpanTree } from './spanTree';
import { buildTurns, turnFinder, type TurnList } from './turns';
import type { ToldContent } from './toldContent';
import { sumKnown, sumUsage } from './usage';

export interface SessionAnalysis {
  summary: SessionSummary;
  turns: Turn[];
  loops: Loop[];
  /** The turns with the spans behind them, and tool calls outside of any. */
  list: TurnList;
  /** In canonical order, each with the agent that it inherits; a call recorded twice completed in the span that counts. */
  readonly spans: AgentSpan[];
  /** Parents, children and placeholders of `spans`. */
  tree: SpanTree;
  /** `spanKey`s of second records of a model or tool call: shown, never counted. */
  duplicates: ReadonlySet<string>;
  /** 1-based index of the turn that a span belongs to; undefined where it belongs to none. */
  turnOf: (ref: SpanRef) => number | undefined;
  /** The log record behind each span that nobody sent, by `spanKey` (see `eventSpans.ts`). */
  eventOfSpan: ReadonlyMap<string, AgentEvent>;
  told: ToldContent;
}

/** A session without news for this long has ended. */
const LIVE_MS = 10_000;
/** While a parent span has not arrived, the run may be in a long model or tool call. */
const LIVE_WITH_PENDING_MS = 5 * 60_000;
const MAX_TITLE = 120;

/**
 * Understands a session. `spans`: all of its spans, in any order; `events`: all of its log records. `lastReceived`:
 * when its latest span or record arrived, by the same clock as `now`. `prices`: those of the price table when absent; `loopThresholds`: the defaults.
 */
export function analyseSession(
  id: string,
  spans: readonly AgentSpan[],
  context: {
    lastReceived: EpochMs;
    now: EpochMs;
    events?: readonly AgentEvent[];
    prices?: Prices;
    loopThresholds?: LoopThresholds;
  },
): SessionAnalysis {
  const joined = joinEvents(id, spans, context.events ?? []);
  const tree = buildSpanTree(joined.spans);
  const calls = findCalls(tree);
  const list = buildTurns(calls, joined.toolResults, context.prices);
  const turns = list.turns.map(({ turn }) => turn);
  const loops = findLoops(tree, list, context.loopThresholds);
  const ordered = tree.all.flatMap(({ span }) => span ?? []);
  const { eventOfSpan } = joined;
  const sent = eventOfSpan.size === 0 ? ordered : ordered.filter((span) => !eventOfSpan.has(spanKey(span)));
  const flags = flagsOf(tree, turns);

  const summary: SessionSummary = {
    id,
    title: titleOf(ordered, tree) ?? id,
    agents: distinct(tree.all.map(({ span, agent }) => (span ? agent : null))),
    services: distinct(ordered.map(({ service }) => service)),
    models: distinct(turns.map(({ model }) => model)),
    startTime: ordered[0]?.startTime ?? context.lastReceived,
    endTime: ordered.reduce(
      (end, span) => Math.max(end, span.startTime + span.durationMs),
      ordered[0]?.startTime ?? context.lastReceived,
    ),
    live: context.now < liveUntil(flags, context.lastReceived),
    traceCount: new Set(sent.map(({ traceId }) => traceId)).size,
    spanCount: sent.length,
    noiseSpans: sent.reduce((count, { noise }) => count + (noise ? 1 : 0), 0),
    turnCount: turns.length,
    llmCalls: calls.models.length,
    toolCalls: calls.tools.length + list.turns.reduce((count, { derived }) => count + derived, 0),
    errors: countErrors(tree, calls),
    ...spentIn(tree, turns, sideCosts(calls, context.prices)),
    loopCount: loops.length,
    flags,
  };
  let inherited: AgentSpan[] | undefined;
  let findTurn: SessionAnalysis['turnOf'] | undefined;
  return {
    summary,
    turns,
    loops,
    list,
    tree,
    duplicates: new Set([...calls.duplicates.keys()].map(({ ref }) => spanKey(ref))),
    // Few ask for these, and there may be a million.
    get spans() {
      return (inherited ??= tree.all.flatMap(({ span, agent }) => (span ? { ...span, agent } : [])));
    },
    turnOf: (ref) => (findTurn ??= turnFinder(tree, list, calls))(ref),
    eventOfSpan,
    told: joined.told,
  };
}

/** When a session with these flags stops being live if nothing more of it arrives. */
export function liveUntil(flags: readonly SessionFlag[], lastReceived: EpochMs): EpochMs {
  return lastReceived + (flags.includes('pending-spans') ? LIVE_WITH_PENDING_MS : LIVE_MS);
}

/** The user's first message; else the name of the agent, or the span, that the session began with. */
function titleOf(spans: readonly AgentSpan[], tree: SpanTree): string | null {
  const asked = spans.find(({ userMessage }) => userMessage !== null)?.userMessage;
  const root = tree.roots[0]?.span ?? tree.roots[0]?.children[0]?.span;
  const title = asked ?? root?.agent ?? root?.name ?? '';
  const line = title.replace(/\s+/g, ' ').trim();
  if (line === '') return null;
  const letters = Array.from(line);
  return letters.length <= MAX_TITLE ? line : `${letters.slice(0, MAX_TITLE - 1).join('')}…`;
}

/** Sums of the model calls; where none is known, of what the outermost runs say themselves. */
function spentIn(
  tree: SpanTree,
  turns: readonly Turn[],
  side: readonly RunTotals[],
): Pick<SessionSummary, 'usage' | 'costUsd'> {
  const known = turns.length > 0 ? [...turns, ...side] : outermostTotals(tree);
  return {
    usage: sumUsage(known.map(({ usage }) => usage)),
    costUsd: sumKnown(known.map(({ costUsd }) => costUsd)),
  };
}

function sideCosts({ sideModels }: Calls, prices: Prices = TABLE_PRICES): RunTotals[] {
  return sideModels.map(({ span }) => {
    const call = span!.model!;
    return { usage: call.usage, costUsd: prices.priceOf(call, span!.startTime).costUsd };
  });
}

function outermostTotals(tree: SpanTree): RunTotals[] {
  const counted = new Set<SpanNode>();
  return tree.preorder.flatMap((node) => {
    const isInside = node.parent !== null && counted.has(node.parent);
    const totals = node.span?.totals ?? null;
    if (isInside || totals !== null) counted.add(node);
    return isInside || totals === null ? [] : [totals];
  });
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))];
}

/**
 * Failed model and tool calls, each once. A failed agent run only counts by itself when nothing inside of it failed:
 * otherwise it is the consequence.
 */
function countErrors(tree: SpanTree, calls: Calls): number {
  let errors = 0;
  const failedInside = new Set<SpanNode>();
  for (const node of tree.preorder.toReversed()) {
    const { span, parent } = node;
    const failed = span !== null && hasFailed(span);
    const isCall = span?.kind === 'llm' || span?.kind === 'tool';
    const isCause = isCall ? !calls.duplicates.has(node) : span?.kind === 'agent' && !failedInside.has(node);
    if (failed && isCause) errors++;
    const carriesFailure = failedInside.has(node) || (failed && (isCall || span.kind === 'agent'));
    if (parent && carriesFailure) failedInside.add(parent);
  }
  return errors;
}

function flagsOf(tree: SpanTree, turns: readonly Turn[]): SessionFlag[] {
  const flags: SessionFlag[] = [];
  if (tree.pending.length > 0) flags.push('pending-spans');
  if (turns.length === 0) flags.push('no-llm-spans');
  if (turns.some(({ finishReason }) => finishReason === 'length')) flags.push('truncated-answer');
  if (turns.some(({ costUsd, error }) => costUsd === null && error === null)) flags.push('cost-incomplete');
  return flags;
}
