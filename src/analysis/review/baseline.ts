/** What is usual for an agent, from its earlier sessions. */
import type { SessionSummary } from '../../protocol/sessions';
import type { Usd } from '../../protocol/units';
import { nearestRank } from '../percentile';

/** Newer sessions tell more of an agent that is being worked on than old ones. */
export const BASELINE_SESSIONS = 20;
/** Fewer say nothing of what is usual. */
export const MIN_BASELINE_SESSIONS = 5;

export interface Baseline {
  agent: string;
  /** Sessions that it is from. */
  sessions: number;
  /** Average and maximum over those whose cost is known; null where fewer than `MIN_BASELINE_SESSIONS` are. */
  costUsd: { average: Usd; max: Usd; sessions: number } | null;
  /** 95 % of the sessions made no more tool calls. */
  p95ToolCalls: number;
}

/** Whose session it is: the agent that began, else the service. */
export function agentOfSession({ agents, services }: SessionSummary): string | null {
  return agents[0] ?? services[0] ?? null;
}

/** Whether `other` says what is usual for the agent of `session`: one that began earlier and has ended. */
export function countsForBaseline(session: SessionSummary, other: SessionSummary): boolean {
  return (
    other.id !== session.id &&
    !other.live &&
    other.startTime < session.startTime &&
    other.turnCount > 0 &&
    agentOfSession(other) === agentOfSession(session)
  );
}

/** `earlier`: sessions that count, newest first; null where there are too few. */
export function baselineOf(session: SessionSummary, earlier: readonly SessionSummary[]): Baseline | null {
  const agent = agentOfSession(session);
  if (agent === null || earlier.length < MIN_BASELINE_SESSIONS) return null;
  const costs = earlier.flatMap(({ costUsd }) => costUsd ?? []);
  const calls = earlier.map(({ toolCalls }) => toolCalls).sort((a, b) => a - b);
  return {
    agent,
    sessions: earlier.length,
    costUsd:
      costs.length < MIN_BASELINE_SESSIONS
        ? null
        : {
            average: costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
            max: Math.max(...costs),
            sessions: costs.length,
          },
    p95ToolCalls: nearestRank(calls, 0.95)!,
  };
}
