/** What the analysed views say of the use of tools, all sessions together. */
import type { ToolStatus } from '../protocol/agentModel';
import type { ToolCallSummary, ToolStatistics } from '../protocol/source';
import type { SqlQueryParams, SqlResult } from '../protocol/sql';

type Query = (params: SqlQueryParams) => SqlResult;

/** Agents have dozens of tools; a sender that makes up names must not fill the answer. */
const MAX_TOOLS = 1_000;

const STATISTICS = `
  WITH ranked AS (
    SELECT name, status, duration_ms,
           row_number() OVER (PARTITION BY name ORDER BY duration_ms) AS place,
           count(*) OVER (PARTITION BY name) AS calls
    FROM tool_calls
  ), looping AS (
    SELECT tool.value AS name, max(loops.iterations) AS iterations
    FROM loops, json_each(loops.tool_names) AS tool GROUP BY tool.value
  )
  SELECT ranked.name, max(calls), sum(status <> 'ok'),
         min(CASE WHEN place * 2 >= calls THEN duration_ms END),
         min(CASE WHEN place * 20 >= calls * 19 THEN duration_ms END),
         coalesce(max(looping.iterations), 0)
  FROM ranked LEFT JOIN looping USING (name)
  GROUP BY ranked.name ORDER BY max(calls) DESC`;

/** `query`: see `SpanStore.query`; the views must be up to date. */
export function toolStatistics(query: Query): ToolStatistics[] {
  return query({ sql: STATISTICS, limit: MAX_TOOLS }).rows.map((row) => {
    const [name, calls, errors, p50Ms, p95Ms, loopIterations] = row as [string, ...number[]];
    return {
      name,
      calls: calls ?? 0,
      errors: errors ?? 0,
      p50Ms: p50Ms ?? 0,
      p95Ms: p95Ms ?? 0,
      loopIterations: loopIterations ?? 0,
    };
  });
}

export function toolCalls(query: Query, names: readonly string[], limit: number): ToolCallSummary[] {
  const sql = `
    SELECT span.session_id, sessions.title, span.trace_id, span.span_id, span.tool, span.start_time, span.duration_ms,
           coalesce(call.status, CASE span.status WHEN 'error' THEN 'error' ELSE 'ok' END), call.error_class
    FROM (
      SELECT * FROM spans WHERE kind = 'tool' AND tool IN (${names.map(() => '?').join(', ')})
      ORDER BY start_time DESC LIMIT ${Math.trunc(limit)}
    ) AS span
    LEFT JOIN sessions ON sessions.id = span.session_id
    LEFT JOIN tool_calls AS call ON call.session_id = span.session_id AND call.span_id = span.span_id
    ORDER BY span.start_time DESC`;
  return query({ sql, params: [...names], limit }).rows.map((row) => {
    const [sessionId, sessionTitle, traceId, spanId, name] = row as string[];
    return {
      sessionId: sessionId ?? '',
      sessionTitle: sessionTitle ?? '',
      traceId: traceId ?? '',
      spanId: spanId ?? '',
      name: name ?? '',
      startTime: row[5] as number,
      durationMs: row[6] as number,
      status: row[7] as ToolStatus,
      errorClass: row[8] as string | null,
    };
  });
}
