/** Turns with the spans behind them. */
import type { Turn, TurnToolCall } from '../protocol/turns';
import type { SpanNode } from './spanNode';

/** A turn with the spans behind it. */
export interface TurnNodes {
  turn: Turn;
  model: SpanNode;
  /** As `turn.toolCalls`. */
  tools: SpanNode[];
  /** How many of them have no span of their own (see `derivedCalls.ts`). */
  derived: number;
}

export interface TurnList {
  turns: TurnNodes[];
  /** Tool calls that no model call stands before: the agent's code made them by itself. */
  unrequested: SpanNode[];
  /** As `unrequested`. */
  unrequestedCalls: TurnToolCall[];
}
