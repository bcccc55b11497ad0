/** The tables behind the views `sessions`, `turns`, `tool_calls` and `loops`: one session at a time, all rows anew. */
import type { SqlValue } from 'sql.js';
import type { Usage } from '../protocol/agentModel';
import type { Loop } from '../protocol/loops';
import type { SessionSummary } from '../protocol/sessions';
import type { Turn } from '../protocol/turns';
import type { Database } from './database';
import { storableText } from './storableText';

type Columns = Record<string, SqlValue>;

/** To be called inside a transaction. */
export function writeAnalysis(
  db: Database,
  summary: SessionSummary,
  turns: readonly Turn[],
  loops: readonly Loop[],
): void {
  const { id } = summary;
  dropAnalysis(db, id);
  insert(db, 'analysed_session', sessionColumns(summary));
  for (const turn of turns) {
    insert(db, 'analysed_turn', { session_id: id, ...turnColumns(turn) });
    for (const call of turn.toolCalls) {
      insert(db, 'analysed_tool_call', {
        session_id: id,
        turn_index: turn.index,
        span_id: call.spanId,
        trace_id: call.traceId,
        name: call.name,
        call_id: call.callId,
        arguments: call.arguments,
        status: call.status,
        error_class: call.errorClass,
        duration_ms: call.durationMs,
        waited_ms: call.waitedMs,
        attempt: call.attempt,
        retry_of: call.retryOf?.spanId ?? null,
        source_file: call.source?.file ?? null,
        source_line: call.source?.line ?? null,
      });
    }
  }
  for (const loop of loops) insert(db, 'analysed_loop', { session_id: id, ...loopColumns(loop) });
}

export function dropAnalysis(db: Database, sessionId: string): void {
  db.run('DELETE FROM analysed_session WHERE id = ?', [sessionId]);
  db.run('DELETE FROM analysed_turn WHERE session_id = ?', [sessionId]);
  db.run('DELETE FROM analysed_tool_call WHERE session_id = ?', [sessionId]);
  db.run('DELETE FROM analysed_loop WHERE session_id = ?', [sessionId]);
}

function sessionColumns(summary: SessionSummary): Columns {
  return {
    id: summary.id,
    title: summary.title,
    agents: JSON.stringify(summary.agents),
    services: JSON.stringify(summary.services),
    models: JSON.stringify(summary.models),
    start_time: summary.startTime,
    end_time: summary.endTime,
    live: summary.live ? 1 : 0,
    trace_count: summary.traceCount,
    span_count: summary.spanCount,
    noise_spans: summary.noiseSpans,
    turn_count: summary.turnCount,
    llm_calls: summary.llmCalls,
    tool_calls: summary.toolCalls,
    errors: summary.errors,
    ...usageColumns(summary.usage),
    cost_usd: summary.costUsd,
    loop_count: summary.loopCount,
    flags: JSON.stringify(summary.flags),
  };
}

function turnColumns(turn: Turn): Columns {
  return {
    index: turn.index,
    agent: turn.agent,
    span_id: turn.spanId,
    trace_id: turn.traceId,
    model: turn.model,
    provider: turn.provider,
    start_time: turn.startTime,
    duration_ms: turn.durationMs,
    model_duration_ms: turn.modelDurationMs,
    time_to_first_token_ms: turn.timeToFirstTokenMs,
    ...usageColumns(turn.usage),
    cost_usd: turn.costUsd,
    cost_source: turn.costSource,
    finish_reason: turn.finishReason,
    error: turn.error,
    error_class: turn.errorClass,
    attempt: turn.attempt,
    retry_of: turn.retryOf,
    context_tokens: turn.contextTokens,
    context_limit: turn.contextLimit,
  };
}

function loopColumns(loop: Loop): Columns {
  return {
    id: loop.id,
    kind: loop.kind,
    severity: loop.severity,
    agent: loop.agent,
    period: loop.period,
    iterations: loop.iterations,
    tool_names: JSON.stringify(loop.toolNames),
    steps: JSON.stringify(loop.steps),
    first_turn: loop.firstTurn,
    last_turn: loop.lastTurn,
    wasted_tokens: loop.wasted.tokens,
    wasted_cost_usd: loop.wasted.costUsd,
    wasted_duration_ms: loop.wasted.durationMs,
    reason: loop.reason,
  };
}

function usageColumns(usage: Usage): Columns {
  return {
    usage_input: usage.input,
    usage_cache_read: usage.cacheRead,
    usage_cache_write: usage.cacheWrite,
    usage_output: usage.output,
    usage_reasoning: usage.reasoning,
    usage_total: usage.total,
  };
}

/** `table` and the keys of `columns` are this file's own constants, never input. */
function insert(db: Database, table: string, columns: Columns): void {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const values = Object.values(columns).map((v) => (typeof v === 'string' ? storableText(v) : v));
  db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, values);
}
