/** What is kept of a session for sums over many: its calls without what they say. */
import type { Turn, TurnToolCall } from '../../protocol/turns';
import type { SessionAnalysis } from '../sessionAnalysis';

export type RolledTool = Pick<
  TurnToolCall,
  'name' | 'status' | 'durationMs' | 'waitedMs' | 'attempt' | 'derived'
>;

export interface RolledTurn extends Pick<
  Turn,
  | 'agent'
  | 'model'
  | 'startTime'
  | 'modelDurationMs'
  | 'timeToFirstTokenMs'
  | 'usage'
  | 'costUsd'
  | 'error'
  | 'attempt'
> {
  service: string | null;
  toolCalls: RolledTool[];
}

export interface SessionRollup {
  turns: RolledTurn[];
  /** Tool calls that no model asked for, with when they were made. */
  unrequested: (RolledTool & { startTime: number })[];
}

export function rollupOf({ list }: Pick<SessionAnalysis, 'list'>): SessionRollup {
  return {
    turns: list.turns.map(({ turn, model }) => ({
      agent: turn.agent,
      model: turn.model,
      startTime: turn.startTime,
      modelDurationMs: turn.modelDurationMs,
      timeToFirstTokenMs: turn.timeToFirstTokenMs,
      usage: turn.usage,
      costUsd: turn.costUsd,
      error: turn.error,
      attempt: turn.attempt,
      service: model.span!.service,
      toolCalls: turn.toolCalls.map(rolledTool),
    })),
    unrequested: list.unrequestedCalls.map((call, i) => ({
      ...rolledTool(call),
      startTime: list.unrequested[i]!.span!.startTime,
    })),
  };
}

function rolledTool(call: TurnToolCall): RolledTool {
  const { name, status, durationMs, waitedMs, attempt, derived } = call;
  return { name, status, durationMs, waitedMs, attempt, ...(derived === undefined ? {} : { derived }) };
}
