/**
 * Understands a session while it grows. What is known of a trace by itself (its tree, which of its calls are recorded
 * twice, what it says of agents) is worked out when something of that trace is new, and kept: new spans cost what a
 * walk through their own traces costs. Turns and sums are made of the calls of all traces each time, which are few
 * beside the spans; loops are looked for in the steps that are new (`loops/stretchLoops.ts`).
 */
import type { AgentSpan } from '../protocol/agentModel';
import type { Loop } from '../protocol/loops';
import type { TraceId } from '../protocol/units';
import { findCalls } from './calls';
import { buildTraceTree, GrowingTrace } from './growingTrace';
import { joinEvents, mustBeJoined, NOT_JOINED } from './joinEvents';
import { LoopFinder } from './loops/findLoops';
import type { AnalysisContext, SessionAnalysis } from './sessionAnalysis';
import { liveUntil, summarise } from './sessionSummary';
import { buildSpanTree, joinTraces, spansByTrace, type SpanTree } from './spanTree';
import { spanKey } from './spanNode';
import type { TraceTree } from './traceTree';
import { buildTurns, turnFinder } from './turns';

interface KnownTrace {
  spans: readonly AgentSpan[];
  tree: TraceTree;
}

/**
 * Spans that came last, in which is looked for loops that have just been proven: a thousand steps, which costs some
 * ten milliseconds. Three iterations are seldom longer.
 */
const LATEST_SPANS = 4_000;

export class GrowingSession {
  private readonly sent: AgentSpan[] = [];
  /** Of spans as they were sent. */
  private readonly traces = new Map<TraceId, GrowingTrace>();
  /** How many of `sent` are in them. */
  private placed = 0;
  /** Of spans that were joined with others, or with log records. */
  private joined = new Map<TraceId, KnownTrace>();
  private readonly callIds = new Set<string>();
  private readonly loops = new LoopFinder();
  private mustBeJoined = false;

  constructor(private readonly id: string) {}

  get spanCount(): number {
    return this.sent.length;
  }

  /** `spans`: new ones, in any order. */
  add(spans: readonly AgentSpan[]): void {
    for (const span of spans) this.sent.push(span);
    this.mustBeJoined ||= mustBeJoined(spans, this.callIds);
  }

  /**
   * The loops in what came last, with neither the turns' numbers nor what was before: enough to tell of one at once,
   * and the same work however long the session is. null where that cannot be understood by itself.
   */
  latestLoops({ events = [], prices, loopThresholds }: AnalysisContext): Loop[] | null {
    if (events.length > 0 || this.mustBeJoined) return null;
    const tree = buildSpanTree(this.sent.slice(-LATEST_SPANS));
    const list = buildTurns(findCalls(tree), NOT_JOINED.toolResults, prices);
    return new LoopFinder().find(tree, list, loopThresholds, false);
  }

  /** Of all spans so far. An analysis from before must not be used any more: they have parts in common that change. */
  analyse({ lastReceived, now, events = [], prices, loopThresholds }: AnalysisContext): SessionAnalysis {
    const isPlain = events.length === 0 && !this.mustBeJoined;
    const joined = isPlain ? NOT_JOINED : joinEvents(this.id, this.sent, events);
    const tree = isPlain ? this.plainTree() : this.joinedTree(joined.spans);
    const calls = findCalls(tree);
    const list = buildTurns(calls, joined.toolResults, prices);
    const loops = this.loops.find(tree, list, loopThresholds);
    const { eventOfSpan, told } = joined;
    const { id } = this;
    const summary = summarise({
      ...{ id, tree, calls, list, loopCount: loops.length, eventOfSpan, lastReceived, prices },
    });
    let inherited: AgentSpan[] | undefined;
    let findTurn: SessionAnalysis['turnOf'] | undefined;
    return {
      summary: { ...summary, live: now < liveUntil(summary.flags, lastReceived) },
      turns: list.turns.map(({ turn }) => turn),
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
      told,
    };
  }

  private plainTree(): SpanTree {
    this.joined.clear();
    for (const [traceId, added] of spansByTrace(this.sent.slice(this.placed))) {
      let trace = this.traces.get(traceId);
      if (!trace) this.traces.set(traceId, (trace = new GrowingTrace(traceId)));
      trace.add(added);
    }
    this.placed = this.sent.length;
    return joinTraces(Array.from(this.traces.values(), (trace) => trace.tree()));
  }

  /** Joining makes new spans of those that others tell more of: a trace without such is the one that it was. */
  private joinedTree(spans: readonly AgentSpan[]): SpanTree {
    this.traces.clear();
    this.placed = 0;
    const before = this.joined;
    this.joined = new Map();
    for (const [traceId, own] of spansByTrace(spans)) {
      const known = before.get(traceId);
      const isSame = known?.spans.length === own.length && own.every((span, i) => span === known.spans[i]);
      this.joined.set(traceId, isSame ? known : { spans: own, tree: buildTraceTree(traceId, own) });
    }
    return joinTraces(Array.from(this.joined.values(), ({ tree }) => tree));
  }
}
