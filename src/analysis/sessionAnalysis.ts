/** Everything that is known of one session, and what else than its spans that depends on. */
import type { AgentEvent } from '../protocol/agentEvents';
import type { AgentSpan } from '../protocol/agentModel';
import type { Loop, LoopThresholds } from '../protocol/loops';
import type { SessionSummary } from '../protocol/sessions';
import type { Turn } from '../protocol/turns';
import type { EpochMs, SpanRef } from '../protocol/units';
import type { Prices } from './cost';
import type { SpanTree } from './spanTree';
import type { ToldContent } from './toldContent';
import type { TurnList } from './turnNodes';

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

export interface AnalysisContext {
  /** When the latest span or record arrived, by the same clock as `now`. */
  lastReceived: EpochMs;
  now: EpochMs;
  /** All log records of the session. */
  events?: readonly AgentEvent[];
  /** Those of the price table when absent. */
  prices?: Prices;
  /** The defaults when absent. */
  loopThresholds?: LoopThresholds;
}
