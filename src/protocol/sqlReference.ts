/**
 * The reference of the views that `sql/query` reads: what the SQL console shows beside its editor. A test holds it
 * against the views themselves.
 */

export interface SqlColumn {
  name: string;
  /** What SQLite's `typeof` says of a value that is not null; `json` is text that `json_each` and `->>` read. */
  type: 'text' | 'integer' | 'real' | 'number' | 'json';
  /** Empty for what is not measured. */
  unit: string;
  description: string;
}

export interface SqlExample {
  title: string;
  sql: string;
}

export interface SqlView {
  name: string;
  description: string;
  columns: readonly SqlColumn[];
}

type ColumnLine = readonly [name: string, type: SqlColumn['type'], unit: string, description: string];

function view(name: string, description: string, lines: readonly ColumnLine[]): SqlView {
  return {
    name,
    description,
    columns: lines.map(([column, type, unit, text]) => ({ name: column, type, unit, description: text })),
  };
}

const EPOCH = 'ms since 1970';

const USAGE: readonly ColumnLine[] = [
  ['usage_input', 'integer', 'tokens', 'Sent to the model, cached tokens included'],
  ['usage_cache_read', 'integer', 'tokens', 'Of the input: read from the provider’s cache'],
  ['usage_cache_write', 'integer', 'tokens', 'Of the input: written to the provider’s cache'],
  ['usage_output', 'integer', 'tokens', 'Answered, reasoning included'],
  ['usage_reasoning', 'integer', 'tokens', 'Of the output: reasoning'],
  ['usage_total', 'integer', 'tokens', 'Input and output'],
];

/** In the order in which people meet them: from the whole run to its parts, then what came beside the spans. */
export const SQL_VIEWS: readonly SqlView[] = [
  view('sessions', 'One row per session: one conversation or run, across traces and services.', [
    ['id', 'text', '', 'Session key as the emitter sent it, else the trace id'],
    ['title', 'text', '', 'As in the Sessions tree'],
    ['agents', 'json', '', 'Names, in order of first appearance'],
    ['services', 'json', '', 'Names (service.name)'],
    ['models', 'json', '', 'Names, in order of first appearance'],
    ['start_time', 'real', EPOCH, 'Start of the earliest span'],
    ['end_time', 'real', EPOCH, 'End of the latest span'],
    ['live', 'integer', '', '1 while spans still arrive, else 0'],
    ['trace_count', 'integer', '', 'Traces'],
    ['span_count', 'integer', '', 'Spans'],
    [
      'noise_spans',
      'integer',
      '',
      'Of the spans: those that are not the agent’s doing, such as HTTP clients',
    ],
    ['turn_count', 'integer', '', 'Turns'],
    ['llm_calls', 'integer', '', 'Model calls, each counted once'],
    ['tool_calls', 'integer', '', 'Tool calls'],
    ['errors', 'integer', '', 'Model and tool calls that failed'],
    ...USAGE,
    ['cost_usd', 'real', 'US dollars', 'Of the calls whose cost is known; null when none is'],
    ['loop_count', 'integer', '', 'Loops found'],
    ['flags', 'json', '', 'What to know before trusting the figures: pending-spans, cost-incomplete, …'],
  ]),
  view('turns', 'One row per turn: a model call and the tool calls that it asked for.', [
    ['session_id', 'text', '', 'Session'],
    ['index', 'integer', '', 'Number in the session, from 1. Write it "index": the word is SQL’s own'],
    ['agent', 'text', '', 'Who acted'],
    ['span_id', 'text', '', 'Span of the model call'],
    ['trace_id', 'text', '', 'Its trace'],
    ['model', 'text', '', 'That answered, else that was asked'],
    ['provider', 'text', '', 'As emitted'],
    ['start_time', 'real', EPOCH, 'Start of the model call'],
    ['duration_ms', 'real', 'ms', 'Of the model call’s span'],
    ['model_duration_ms', 'real', 'ms', 'Without tools and people waited for inside it'],
    ['time_to_first_token_ms', 'real', 'ms', 'Where the emitter measured it'],
    ...USAGE,
    ['cost_usd', 'real', 'US dollars', 'null where unknown'],
    ['cost_source', 'text', '', 'emitter, override (your prices) or price-table'],
    ['finish_reason', 'text', '', 'stop, length (the answer was cut), tool, filter, error, other'],
    ['error', 'text', '', 'Class or text of the failure; null when it succeeded'],
    ['error_class', 'text', '', 'rate_limited, timeout, context_length, overloaded, …'],
    ['attempt', 'integer', '', '1, or more for the same request again after it failed'],
    ['retry_of', 'integer', '', 'Index of the failed turn that this one repeats'],
    ['context_tokens', 'integer', 'tokens', 'In the model’s context with this request'],
    ['context_limit', 'integer', 'tokens', 'The model’s context window, where known'],
  ]),
  view('tool_calls', 'One row per tool call.', [
    ['session_id', 'text', '', 'Session'],
    ['turn_index', 'integer', '', 'Turn that asked for it; 0 where no model call is known'],
    ['span_id', 'text', '', 'Span of the call; that of the model call where only the request is known'],
    ['trace_id', 'text', '', 'Its trace'],
    ['name', 'text', '', 'Tool'],
    ['call_id', 'text', '', 'Id under which the model asked'],
    ['arguments', 'json', '', 'As emitted; null when content capture is off'],
    ['status', 'text', '', 'ok, error, timeout, rate_limited, invalid_args, denied, cancelled'],
    ['error_class', 'text', '', 'The emitter’s own class of the failure'],
    ['duration_ms', 'real', 'ms', 'Of the call'],
    ['waited_ms', 'real', 'ms', 'Of the duration: waiting for a person'],
    ['attempt', 'integer', '', '1, or more for the same call again after it failed'],
    ['retry_of', 'text', '', 'Span of the failed call that this one repeats'],
    ['source_file', 'text', '', 'Where the emitter says the code is'],
    ['source_line', 'integer', '', 'Line in it, from 1'],
  ]),
  view('spans', 'One row per span, as received.', [
    ['trace_id', 'text', '', 'Lower-case hex'],
    ['span_id', 'text', '', 'Lower-case hex'],
    ['parent_span_id', 'text', '', 'null for a root'],
    ['session_id', 'text', '', 'Session'],
    ['name', 'text', '', 'Span name'],
    ['kind', 'text', '', 'agent, workflow, step, llm, tool, handoff, retrieval, approval, mcp, other, …'],
    ['start_time', 'real', EPOCH, 'Start'],
    ['duration_ms', 'real', 'ms', 'Duration'],
    ['status', 'text', '', 'unset, ok, error'],
    ['agent', 'text', '', 'As the span itself names it'],
    ['model', 'text', '', 'That answered, else that was asked'],
    ['tool', 'text', '', 'Name of the tool'],
  ]),
  view(
    'messages',
    'One row per part of a message that a model was told, asked or answered. Each span is parsed when its rows are asked for: narrow by session_id, turn or span_id.',
    [
      ['session_id', 'text', '', 'Session'],
      ['trace_id', 'text', '', 'Trace of the model call'],
      ['span_id', 'text', '', 'Span of the model call'],
      ['turn', 'integer', '', 'Turn; null where another span of the same call counts'],
      ['list', 'text', '', 'system, input or output'],
      ['index', 'integer', '', 'Place of the message in its list, from 0'],
      ['part', 'integer', '', 'Place of the part in its message, from 0'],
      ['role', 'text', '', 'system, user, assistant, tool'],
      ['kind', 'text', '', 'text, reasoning, tool_call, tool_result, image, audio, video, file, …'],
      ['name', 'text', '', 'Of the tool'],
      ['call_id', 'text', '', 'Ties a tool call to its result'],
      ['text', 'text', '', 'Text, arguments or result'],
    ],
  ),
  view('loops', 'One row per loop: work repeated without progress.', [
    ['session_id', 'text', '', 'Session'],
    ['id', 'text', '', 'Stable while the loop grows'],
    ['kind', 'text', '', 'Which rule found it'],
    ['severity', 'text', '', 'warning or critical'],
    ['agent', 'text', '', 'Who looped'],
    ['period', 'integer', 'steps', 'Steps per iteration'],
    ['iterations', 'integer', '', 'How often it ran'],
    ['tool_names', 'json', '', 'Tools in it'],
    ['steps', 'json', '', 'One list of {traceId, spanId} per iteration'],
    ['first_turn', 'integer', '', 'Turn of the first iteration'],
    ['last_turn', 'integer', '', 'Turn of the last iteration'],
    ['wasted_tokens', 'integer', 'tokens', 'From the second iteration on'],
    ['wasted_cost_usd', 'real', 'US dollars', 'From the second iteration on'],
    ['wasted_duration_ms', 'real', 'ms', 'From the second iteration on'],
    ['reason', 'text', '', 'One sentence with the evidence'],
  ]),
  view('logs', 'One row per log record; the newest are kept.', [
    ['time', 'real', EPOCH, 'When it happened, else was observed, else was received'],
    ['session_id', 'text', '', 'Session, where known'],
    ['trace_id', 'text', '', 'Trace, where the record names one'],
    ['span_id', 'text', '', 'Span, where the record names one'],
    ['severity', 'text', '', 'As emitted'],
    ['severity_number', 'integer', '', '1 (trace) to 24 (fatal); 0 when not given'],
    ['event_name', 'text', '', 'Name of the event'],
    ['body', 'text', '', 'Text, or JSON of anything else'],
    ['attributes', 'json', '', 'Object'],
    ['service', 'text', '', 'service.name'],
  ]),
  view('metrics', 'One row per data point; the newest are kept.', [
    ['name', 'text', '', 'Metric'],
    ['unit', 'text', '', 'As emitted (UCUM)'],
    ['kind', 'text', '', 'gauge, sum, histogram, exponential_histogram, summary'],
    ['time', 'real', EPOCH, 'Of the point'],
    ['value', 'number', 'see unit', 'Of a gauge or sum'],
    ['sum', 'number', 'see unit', 'Of a histogram or summary'],
    ['count', 'integer', '', 'Of a histogram or summary'],
    ['attributes', 'json', '', 'Object'],
    ['session_id', 'text', '', 'That the point or its resource names'],
    ['service', 'text', '', 'service.name'],
  ]),
];

export const SQL_EXAMPLES: readonly SqlExample[] = [
  {
    title: 'Newest sessions',
    sql: `SELECT title, datetime(start_time / 1000, 'unixepoch', 'localtime') AS started, turn_count,
       usage_total, round(cost_usd, 4) AS cost_usd, loop_count, id AS session_id
FROM sessions
ORDER BY start_time DESC
LIMIT 50`,
  },
  {
    title: 'Cost by model',
    sql: `SELECT model, count(*) AS calls, sum(usage_input) AS input, sum(usage_cache_read) AS cache_read,
       sum(usage_output) AS output, round(sum(cost_usd), 4) AS cost_usd
FROM turns
GROUP BY model
ORDER BY sum(cost_usd) DESC`,
  },
  {
    title: 'Most expensive turns',
    sql: `SELECT session_id, "index" AS turn, agent, model, usage_input, usage_output, cost_usd, trace_id, span_id
FROM turns
ORDER BY cost_usd DESC
LIMIT 20`,
  },
  {
    title: 'Tools by failures',
    sql: `SELECT name, count(*) AS calls, sum(status <> 'ok') AS failed,
       round(avg(duration_ms)) AS mean_ms, round(max(duration_ms)) AS longest_ms
FROM tool_calls
GROUP BY name
ORDER BY failed DESC, calls DESC`,
  },
  {
    title: 'Failed tool calls',
    sql: `SELECT session_id, turn_index AS turn, name, status, error_class, arguments, trace_id, span_id
FROM tool_calls
WHERE status <> 'ok'
LIMIT 100`,
  },
  {
    title: 'Calls with the same arguments',
    sql: `SELECT session_id, name, arguments, count(*) AS calls, round(sum(duration_ms)) AS total_ms
FROM tool_calls
GROUP BY session_id, name, arguments
HAVING calls > 2
ORDER BY calls DESC`,
  },
  {
    title: 'What loops wasted',
    sql: `SELECT session_id, reason, iterations, wasted_tokens, wasted_cost_usd, severity
FROM loops
ORDER BY wasted_tokens DESC`,
  },
  {
    title: 'Share of the input read from cache, by turn',
    sql: `SELECT session_id, "index" AS turn, model, usage_input,
       round(100.0 * usage_cache_read / usage_input, 1) AS cached_percent
FROM turns
WHERE usage_input > 0
ORDER BY session_id, "index"
LIMIT 1000`,
  },
  {
    title: 'Conversation of the newest session',
    sql: `SELECT turn, list, role, kind, name, substr(text, 1, 400) AS text
FROM messages
WHERE session_id = (SELECT id FROM sessions ORDER BY start_time DESC LIMIT 1) AND turn IS NOT NULL
LIMIT 500`,
  },
  {
    title: 'Spans that took longest',
    sql: `SELECT session_id, kind, name, round(duration_ms) AS ms, trace_id, span_id
FROM spans
ORDER BY duration_ms DESC
LIMIT 50`,
  },
  {
    title: 'Log records of agents',
    sql: `SELECT datetime(time / 1000, 'unixepoch', 'localtime') AS at, service, event_name, body, attributes, session_id
FROM logs
ORDER BY time DESC
LIMIT 200`,
  },
  {
    title: 'Tokens by the emitters’ own metrics',
    sql: `SELECT service, name, attributes ->> 'gen_ai.token.type' AS token_type, sum(coalesce(value, sum)) AS tokens
FROM metrics
WHERE name LIKE '%token%'
GROUP BY 1, 2, 3`,
  },
];
