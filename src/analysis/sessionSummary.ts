/** A session in one line of a list: sums over what is known of its traces, its turns and its calls. */
import type { AgentEvent } from '../protocol/agentEvents';
import type { AgentSpan, RunTotals } from '../protocol/agentModel';
import type { SessionFlag, SessionSummary } from '../protocol/sessions';
import type { Turn } from '../protocol/turns';
import type { EpochMs } from '../protocol/units';
import type { Calls } from './calls';
import { TABLE_PRICES, type Prices } from './cost';
import { hasFailed } from './outcome';
import { compareSpans } from './spanOrder';
import type { SpanTree } from './spanTree';
import { spanKey, type SpanNode } from './spanNode';
import { oncePerTrace } from './traceTree';
import type { TurnList } from './turnNodes';
import { sumKnown, sumUsage } from './usage';

/** A session without news for this long has ended. */
const LIVE_MS = 10_000;
/** While a parent span has not arrived, the run may be in a long model or tool call. */
const LIVE_WITH_PENDING_MS = 5 * 60_000;
const MAX_TITLE = 120;

export interface SummarySource {
  id: string;
  tree: SpanTree;
  /** Those of `tree`, found before. */
  calls: Calls;
  list: TurnList;
  loopCount: number;
  /** Spans of the tree that nobody sent, by `spanKey`. */
  eventOfSpan: ReadonlyMap<string, AgentEvent>;
  lastReceived: EpochMs;
  prices: Prices | undefined;
}

/** `live` remains to be told. */
export function summarise(source: SummarySource): Omit<SessionSummary, 'live'> {
  const { id, tree, calls, list, loopCount, lastReceived, prices } = source;
  const turns = list.turns.map(({ turn }) => turn);
  const traces = tree.traces.map(factsOf);
  const first = tree.traces[0]?.all[0]?.span?.startTime ?? lastReceived;
  const asked = firstOf(traces.map((facts) => facts.asked));
  const begun = firstOf(traces.map((facts) => facts.begun));
  return {
    id,
    title:
      titleOf((asked?.kind === 'llm' && asked.parentSpanId === null ? begun : null) ?? asked, tree) ?? id,
    agents: inOrder(traces.flatMap(({ agents }) => agents)),
    services: inOrder(traces.flatMap(({ services }) => services)),
    models: [...new Set(turns.flatMap(({ model }) => model ?? []))],
    startTime: first,
    endTime: traces.reduce((end, facts) => Math.max(end, facts.endTime), first),
    ...sentOf(source),
    turnCount: turns.length,
    llmCalls: calls.models.length,
    toolCalls: calls.tools.length + list.turns.reduce((count, { derived }) => count + derived, 0),
    errors: countErrors(tree, calls),
    ...spentIn(tree, turns, sideCosts(calls, prices)),
    loopCount,
    flags: flagsOf(tree, turns),
  };
}

/** Whether there is nothing but noise in a session. */
export function isAllNoise({ traces }: SpanTree): boolean {
  return traces.every((trace) => factsOf(trace).noiseSpans === trace.spanCount);
}

/** When a session with these flags stops being live if nothing more of it arrives. */
export function liveUntil(flags: readonly SessionFlag[], lastReceived: EpochMs): EpochMs {
  return lastReceived + (flags.includes('pending-spans') ? LIVE_WITH_PENDING_MS : LIVE_MS);
}

interface Named {
  name: string;
  /** The first span with it. */
  span: AgentSpan;
}

/** Of a trace whose calls were found. */
const factsOf = oncePerTrace(({ all, spanCount }) => {
  const agents = new Map<string, Named>();
  const services = new Map<string, Named>();
  const runs: SpanNode[] = [];
  let asked: AgentSpan | null = null;
  let begun: AgentSpan | null = null;
  let endTime = -Infinity;
  let noiseSpans = 0;
  for (let i = 0; i < spanCount; i++) {
    const node = all[i]!;
    const span = node.span!;
    note(agents, node.agent, span);
    note(services, span.service, span);
    if (span.kind === 'agent') runs.push(node);
    if (span.userMessage !== null) {
      asked ??= span;
      if (span.kind === 'agent' && span.parentSpanId === null) begun ??= span;
    }
    if (span.noise) noiseSpans++;
    endTime = Math.max(endTime, span.startTime + span.durationMs);
  }
  const named = { agents: [...agents.values()], services: [...services.values()] };
  return { ...named, runs, asked, begun, endTime, noiseSpans };
});

function firstOf(spans: readonly (AgentSpan | null)[]): AgentSpan | undefined {
  return spans.filter((span) => span !== null).sort(compareSpans)[0];
}

function note(names: Map<string, Named>, name: string | null, span: AgentSpan): void {
  if (name !== null && !names.has(name)) names.set(name, { name, span });
}

/** Each name once, by its first span. */
function inOrder(names: readonly Named[]): string[] {
  const sorted = [...names].sort((a, b) => compareSpans(a.span, b.span));
  return [...new Set(sorted.map(({ name }) => name))];
}

function sentOf({
  tree,
  eventOfSpan,
}: SummarySource): Pick<SessionSummary, 'traceCount' | 'spanCount' | 'noiseSpans'> {
  if (eventOfSpan.size > 0) {
    const sent = tree.all.flatMap(({ span }) => (span && !eventOfSpan.has(spanKey(span)) ? span : []));
    return {
      traceCount: new Set(sent.map(({ traceId }) => traceId)).size,
      spanCount: sent.length,
      noiseSpans: sent.filter(({ noise }) => noise).length,
    };
  }
  return {
    traceCount: tree.traces.length,
    spanCount: tree.traces.reduce((sum, { spanCount }) => sum + spanCount, 0),
    noiseSpans: tree.traces.reduce((sum, trace) => sum + factsOf(trace).noiseSpans, 0),
  };
}

/** The user's first message; else the name of the agent, or the span, that the session began with. */
function titleOf(asked: AgentSpan | undefined, tree: SpanTree): string | null {
  const root = tree.roots[0]?.span ?? tree.roots[0]?.children[0]?.span;
  const title = asked?.userMessage ?? root?.agent ?? root?.name ?? '';
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

/**
 * Failed model and tool calls, each once. A failed agent run only counts by itself when nothing inside of it failed:
 * otherwise it is the consequence.
 */
function countErrors(tree: SpanTree, { models, sideModels, tools, duplicates }: Calls): number {
  const failed = ({ span }: SpanNode) => span !== null && hasFailed(span);
  const calls = [...models, ...sideModels, ...tools].filter(failed);
  const runs = tree.traces.flatMap((trace) => factsOf(trace).runs).filter(failed);
  const failedInside = new Set<SpanNode>();
  for (const node of [...calls, ...[...duplicates.keys()].filter(failed), ...runs]) {
    for (let outer = node.parent; outer && !failedInside.has(outer); outer = outer.parent)
      failedInside.add(outer);
  }
  return calls.length + runs.filter((run) => !failedInside.has(run)).length;
}

function flagsOf(tree: SpanTree, turns: readonly Turn[]): SessionFlag[] {
  const flags: SessionFlag[] = [];
  if (tree.pending.length > 0) flags.push('pending-spans');
  if (turns.length === 0) flags.push('no-llm-spans');
  if (turns.some(({ finishReason }) => finishReason === 'length')) flags.push('truncated-answer');
  if (turns.some(({ costUsd, error }) => costUsd === null && error === null)) flags.push('cost-incomplete');
  return flags;
}
