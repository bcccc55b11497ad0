import type { Usage } from './agentModel';
import type { EpochMs, Usd } from './units';

/** Things about a session that a person should know before trusting its figures. */
export type SessionFlag =
  /** A parent span has not arrived (yet): the tree has placeholders. */
  | 'pending-spans'
  /** No model call was recognised. */
  | 'no-llm-spans'
  /** An answer was cut by the token limit. */
  | 'truncated-answer'
  /** Some model call's cost is unknown: `costUsd` is a lower bound or null. */
  | 'cost-incomplete';

export interface SessionParams {
  sessionId: string;
}

/** One row of the Sessions tree. */
export interface SessionSummary {
  /** The session key as the emitter sent it, else the trace id. */
  id: string;
  title: string;
  /** In order of first appearance. */
  agents: string[];
  services: string[];
  models: string[];
  startTime: EpochMs;
  endTime: EpochMs;
  /** Spans still arrive, or a parent is known to be running. */
  live: boolean;
  traceCount: number;
  spanCount: number;
  /** Those of `spanCount` that are not the agent's doing: see `AgentSpan.noise`. */
  noiseSpans: number;
  turnCount: number;
  /** Of agents: one that only gives the session a title is none of theirs. */
  llmCalls: number;
  toolCalls: number;
  errors: number;
  /**
   * Sum over model calls, each counted once, those that are no turns included; where none is known, what the outermost
   * runs say themselves.
   */
  usage: Usage;
  /** Likewise, of those whose cost is known; null when none is. */
  costUsd: Usd | null;
  loopCount: number;
  flags: SessionFlag[];
}

/** A session as the collector lists it. */
export interface ListedSession extends SessionSummary {
  /** By the user: it is kept when others go to make room. */
  pinned: boolean;
  /** Something of it came from a file. */
  imported: boolean;
}

export interface SessionsListParams {
  /** At most this many, newest first; 200 when absent. */
  limit?: number;
  /** Case-insensitive substring of title, id, agent, model or service. */
  query?: string;
  /** Whether to list traces, too, that have nothing but the machinery of an agent in them. False when absent. */
  background?: boolean;
}
