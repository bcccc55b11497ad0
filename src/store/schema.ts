/**
 * What the store keeps, and the views that `sql/query` documents. Tables are the store's own and may change; views
 * are for people. Times are Unix epoch milliseconds with a microsecond fraction, durations milliseconds; the exact
 * nanoseconds are in the payloads.
 */
import { SPAN_KINDS } from '../protocol/agentModel';
import { SPAN_STATUSES } from './facts';
import { idText } from './spanIds';

export const SCHEMA_NAME = 'traces';

/**
 * An SQL function that is always true. Views ask it once per row, because sql.js can interrupt a running statement
 * only from inside a function that the statement calls. The argument ties it to the row: SQLite evaluates a term
 * without a column once, before the loop.
 */
export const IN_TIME = 'in_time';

/** Views whose rows come from the analysis: whoever queries them has to refresh the analysed tables first. */
export const ANALYSED_VIEWS = ['sessions', 'turns', 'tool_calls', 'loops', 'messages'] as const;

/**
 * For who asks for the children of a span, which is to look at one; with it, storing a span takes a tenth longer. So it
 * is made when somebody asks first.
 */
export const CHILDREN_INDEX = `CREATE INDEX IF NOT EXISTS ${SCHEMA_NAME}.span_parent ON span (trace_no, parent_span_id)`;

function enumText(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, number) => `WHEN ${number} THEN '${name}'`).join(' ')} END`;
}

export const SCHEMA = `
-- Resources and scopes repeat in every request: stored once per distinct content (OTLP protobuf bytes).
CREATE TABLE ${SCHEMA_NAME}.resource (
  resource_no INTEGER PRIMARY KEY,
  schema_url  TEXT NOT NULL,
  content     BLOB NOT NULL,
  UNIQUE (content, schema_url)
);
CREATE TABLE ${SCHEMA_NAME}.scope (
  scope_no   INTEGER PRIMARY KEY,
  schema_url TEXT NOT NULL,
  content    BLOB NOT NULL,
  UNIQUE (content, schema_url)
);

CREATE TABLE ${SCHEMA_NAME}.session (
  session_no    INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE, -- as the emitter sent it, else a trace id
  last_received REAL NOT NULL         -- when something of it was last stored, epoch ms
);

-- A trace belongs to one session; spans reach theirs through it, so a trace that changes session is one update.
CREATE TABLE ${SCHEMA_NAME}.trace (
  trace_no    INTEGER PRIMARY KEY,
  trace_id    TEXT NOT NULL UNIQUE,
  session_no  INTEGER NOT NULL REFERENCES session,
  start_time  REAL NOT NULL,  -- of its earliest span
  bytes       INTEGER NOT NULL, -- that its spans take in all, roughly
  -- The strongest claim on the session so far (see sessionClaim.ts); all null when no span named a session.
  claim_rank  INTEGER,
  claim_start REAL,
  claim_span  TEXT,
  claim_key   TEXT
);
CREATE INDEX ${SCHEMA_NAME}.trace_session ON trace (session_no);

-- Names of spans, agents, models and tools: spans have their numbers.
CREATE TABLE ${SCHEMA_NAME}.text (
  text_no INTEGER PRIMARY KEY,
  text    TEXT NOT NULL UNIQUE
);

-- Small and of numbers only: the rest of a span is in its pack.
CREATE TABLE ${SCHEMA_NAME}.span (
  span_no        INTEGER PRIMARY KEY, -- in order of storing, never reused
  trace_no       INTEGER NOT NULL REFERENCES trace,
  span_id        INTEGER NOT NULL,    -- its 64 bits
  parent_span_id INTEGER,             -- null for a root
  pack_no        INTEGER NOT NULL REFERENCES pack,
  place          INTEGER NOT NULL,    -- in the pack
  name_no        INTEGER NOT NULL REFERENCES text,
  kind           INTEGER NOT NULL,    -- place in SPAN_KINDS
  start_time     REAL NOT NULL,
  duration_ms    REAL NOT NULL,
  status         INTEGER NOT NULL,    -- place in SPAN_STATUSES
  agent_no       INTEGER REFERENCES text, -- as the span itself names it
  model_no       INTEGER REFERENCES text, -- that answered, else that was asked
  tool_no        INTEGER REFERENCES text
);
CREATE UNIQUE INDEX ${SCHEMA_NAME}.span_identity ON span (trace_no, span_id);

-- Spans of one session, resource and scope that came together (see packWriter.ts).
CREATE TABLE ${SCHEMA_NAME}.pack (
  pack_no     INTEGER PRIMARY KEY, -- never reused
  live        INTEGER NOT NULL,    -- rows of span that point here
  resource_no INTEGER NOT NULL REFERENCES resource,
  scope_no    INTEGER NOT NULL REFERENCES scope
);
CREATE TABLE ${SCHEMA_NAME}.pack_content (
  pack_no     INTEGER PRIMARY KEY REFERENCES pack,
  facts       BLOB NOT NULL, -- the AgentSpans (see facts.ts)
  chunk_lists BLOB,          -- of the payloads that are in chunks; null for none
  payloads    BLOB NOT NULL  -- of the other spans: OTLP Spans as protobuf, one after the other
);
CREATE INDEX ${SCHEMA_NAME}.pack_with_chunks ON pack_content (pack_no) WHERE chunk_lists IS NOT NULL;

-- Pieces of large payloads, each distinct one once (see chunkStore.ts).
CREATE TABLE ${SCHEMA_NAME}.chunk (
  chunk_no INTEGER PRIMARY KEY,
  hash     INTEGER NOT NULL,
  content  BLOB NOT NULL
);
CREATE INDEX ${SCHEMA_NAME}.chunk_hash ON chunk (hash);

-- The newest log records and metric data points (see eventTables.ts). A log record reaches its session through its
-- trace, where that is known, else through the key that it names itself.
CREATE TABLE ${SCHEMA_NAME}.log (
  log_no          INTEGER PRIMARY KEY, -- in order of storing
  resource_no     INTEGER NOT NULL REFERENCES resource,
  scope_no        INTEGER NOT NULL REFERENCES scope,
  session_key     TEXT,
  trace_id        TEXT,
  span_id         TEXT,
  time            REAL NOT NULL,       -- when it happened, else was observed, else was received
  severity        TEXT,
  severity_number INTEGER NOT NULL,    -- 1–24 (logs.proto, SeverityNumber), 0 when not given
  event_name      TEXT,
  service         TEXT,
  carries_session INTEGER NOT NULL,    -- 1 when a session may consist of records like this one, without spans
  digest          INTEGER NOT NULL,    -- of the payload, to find a record that came before
  bytes           INTEGER NOT NULL,    -- that the payload takes, pieces that others have, too, left out
  chunk_list      BLOB,                -- of the payload, when that is in chunks
  payload         BLOB                 -- the OTLP LogRecord as protobuf
);
CREATE INDEX ${SCHEMA_NAME}.log_digest ON log (digest);
CREATE INDEX ${SCHEMA_NAME}.log_trace ON log (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX ${SCHEMA_NAME}.log_session ON log (session_key) WHERE session_key IS NOT NULL;
CREATE INDEX ${SCHEMA_NAME}.log_with_chunks ON log (log_no) WHERE chunk_list IS NOT NULL;
CREATE TABLE ${SCHEMA_NAME}.data_point (
  data_point_no INTEGER PRIMARY KEY,   -- in order of storing
  resource_no   INTEGER NOT NULL REFERENCES resource,
  scope_no      INTEGER NOT NULL REFERENCES scope,
  session_key   TEXT,                  -- that the point or its resource names
  name          TEXT NOT NULL,
  unit          TEXT NOT NULL,
  kind          TEXT NOT NULL,         -- gauge, sum, histogram, exponential_histogram, summary
  time          REAL NOT NULL,
  value         NUMERIC,               -- of a gauge or sum
  sum           NUMERIC,               -- of a histogram or summary
  count         INTEGER,
  service       TEXT,
  digest        INTEGER NOT NULL,      -- like that of a log record
  bytes         INTEGER NOT NULL,
  chunk_list    BLOB,
  payload       BLOB                   -- the OTLP Metric with this point only, as protobuf
);
CREATE INDEX ${SCHEMA_NAME}.data_point_digest ON data_point (digest);
CREATE INDEX ${SCHEMA_NAME}.data_point_with_chunks ON data_point (data_point_no) WHERE chunk_list IS NOT NULL;

-- Sessions that are being evicted; empty but for that moment (see eviction.ts).
CREATE TABLE ${SCHEMA_NAME}.evicted (
  session_no INTEGER PRIMARY KEY REFERENCES session
);

-- Filled from the analysis of a session when a query asks (see analysedTables.ts). Lists are JSON text.
CREATE TABLE ${SCHEMA_NAME}.analysed_session (
  id                TEXT PRIMARY KEY,
  title             TEXT NOT NULL,
  agents            TEXT NOT NULL, -- JSON
  services          TEXT NOT NULL, -- JSON
  models            TEXT NOT NULL, -- JSON
  start_time        REAL NOT NULL,
  end_time          REAL NOT NULL,
  live              INTEGER NOT NULL, -- 0 or 1
  trace_count       INTEGER NOT NULL,
  span_count        INTEGER NOT NULL,
  noise_spans       INTEGER NOT NULL,
  turn_count        INTEGER NOT NULL,
  llm_calls         INTEGER NOT NULL,
  tool_calls        INTEGER NOT NULL,
  errors            INTEGER NOT NULL,
  usage_input       INTEGER, -- tokens, cached ones included; null where unknown, like all of usage
  usage_cache_read  INTEGER,
  usage_cache_write INTEGER,
  usage_output      INTEGER, -- tokens, reasoning included
  usage_reasoning   INTEGER,
  usage_total       INTEGER,
  cost_usd          REAL,
  loop_count        INTEGER NOT NULL,
  flags             TEXT NOT NULL  -- JSON
);
CREATE TABLE ${SCHEMA_NAME}.analysed_turn (
  session_id             TEXT NOT NULL,
  "index"                INTEGER NOT NULL, -- 1-based
  agent                  TEXT,
  span_id                TEXT NOT NULL,
  trace_id               TEXT NOT NULL,
  model                  TEXT,
  provider               TEXT,
  start_time             REAL NOT NULL,
  duration_ms            REAL NOT NULL,
  model_duration_ms      REAL NOT NULL, -- without tools and people inside
  time_to_first_token_ms REAL,
  usage_input            INTEGER,
  usage_cache_read       INTEGER,
  usage_cache_write      INTEGER,
  usage_output           INTEGER,
  usage_reasoning        INTEGER,
  usage_total            INTEGER,
  cost_usd               REAL,
  cost_source            TEXT,
  finish_reason          TEXT,
  error                  TEXT,
  error_class            TEXT,
  attempt                INTEGER NOT NULL, -- 1-based
  retry_of               INTEGER, -- index of the failed turn
  context_tokens         INTEGER,
  context_limit          INTEGER
);
CREATE INDEX ${SCHEMA_NAME}.analysed_turn_session ON analysed_turn (session_id);
CREATE INDEX ${SCHEMA_NAME}.analysed_turn_span ON analysed_turn (span_id);
CREATE TABLE ${SCHEMA_NAME}.analysed_tool_call (
  session_id  TEXT NOT NULL,
  turn_index  INTEGER NOT NULL,
  span_id     TEXT NOT NULL,
  trace_id    TEXT NOT NULL,
  name        TEXT NOT NULL,
  call_id     TEXT,
  arguments   TEXT, -- JSON as emitted
  status      TEXT NOT NULL,
  error_class TEXT,
  duration_ms REAL NOT NULL,
  waited_ms   REAL NOT NULL, -- for a person
  attempt     INTEGER NOT NULL, -- 1-based
  retry_of    TEXT, -- span id of the failed call
  source_file TEXT,
  source_line INTEGER
);
CREATE INDEX ${SCHEMA_NAME}.analysed_tool_call_session ON analysed_tool_call (session_id);
CREATE TABLE ${SCHEMA_NAME}.analysed_loop (
  session_id         TEXT NOT NULL,
  id                 TEXT NOT NULL,
  kind               TEXT NOT NULL,
  severity           TEXT NOT NULL,
  agent              TEXT,
  period             INTEGER NOT NULL,
  iterations         INTEGER NOT NULL,
  tool_names         TEXT NOT NULL, -- JSON
  steps              TEXT NOT NULL, -- JSON: one list of {traceId, spanId} per iteration
  first_turn         INTEGER NOT NULL,
  last_turn          INTEGER NOT NULL,
  wasted_tokens      INTEGER,
  wasted_cost_usd    REAL,
  wasted_duration_ms REAL NOT NULL,
  reason             TEXT NOT NULL
);
CREATE INDEX ${SCHEMA_NAME}.analysed_loop_session ON analysed_loop (session_id);

CREATE VIEW ${SCHEMA_NAME}.spans AS
  SELECT trace.trace_id, ${idText('span.span_id')} AS span_id, ${idText('span.parent_span_id')} AS parent_span_id,
         session.key AS session_id, name.text AS name, ${enumText('span.kind', SPAN_KINDS)} AS kind,
         span.start_time, span.duration_ms, ${enumText('span.status', SPAN_STATUSES)} AS status,
         agent.text AS agent, model.text AS model, tool.text AS tool
  FROM span JOIN trace USING (trace_no) JOIN session USING (session_no)
    LEFT JOIN text AS name ON name.text_no = span.name_no LEFT JOIN text AS agent ON agent.text_no = span.agent_no
    LEFT JOIN text AS model ON model.text_no = span.model_no LEFT JOIN text AS tool ON tool.text_no = span.tool_no
  WHERE ${IN_TIME}(span.span_no);
-- body: text, or JSON of anything else; attributes: a JSON object.
CREATE VIEW ${SCHEMA_NAME}.logs AS
  SELECT log.time, coalesce(session.key, log.session_key) AS session_id, log.trace_id, log.span_id, log.severity,
         log.severity_number, log.event_name, log_body(log.payload, log.chunk_list) AS body,
         log_attributes(log.payload, log.chunk_list) AS attributes, log.service
  FROM log LEFT JOIN trace ON trace.trace_id = log.trace_id LEFT JOIN session USING (session_no)
  WHERE ${IN_TIME}(log.log_no);
-- One row per data point. attributes: a JSON object.
CREATE VIEW ${SCHEMA_NAME}.metrics AS
  SELECT name, unit, kind, time, value, sum, count, metric_attributes(payload, chunk_list) AS attributes,
         session_key AS session_id, service
  FROM data_point WHERE ${IN_TIME}(data_point_no);
-- What models were told, asked and answered as their spans have it: one row per part of a message. list: system, input
-- or output; index: 0-based place of the message in it; part: 0-based, in the message. kind: text, reasoning, tool_call
-- (text: the arguments), tool_result, image, audio, video, file (text: where it is), compaction, other (text: JSON).
-- turn: null where another span of the same call counts. Each span is read and parsed when its rows are asked for:
-- narrow by session_id, turn or span_id.
CREATE VIEW ${SCHEMA_NAME}.messages AS
  SELECT session.key AS session_id, trace.trace_id, ${idText('span.span_id')} AS span_id, turn."index" AS turn,
         one.value ->> 0 AS list, one.value ->> 1 AS "index", one.value ->> 2 AS part, one.value ->> 3 AS role,
         one.value ->> 4 AS kind, one.value ->> 5 AS name, one.value ->> 6 AS call_id, one.value ->> 7 AS text
  FROM session CROSS JOIN trace USING (session_no) CROSS JOIN span USING (trace_no)
    LEFT JOIN analysed_turn AS turn ON turn.span_id = ${idText('span.span_id')} AND turn.trace_id = trace.trace_id
    CROSS JOIN json_each(span_messages(span.pack_no, span.place)) AS one
  WHERE span.kind = ${SPAN_KINDS.indexOf('llm')};
CREATE VIEW ${SCHEMA_NAME}.sessions AS SELECT * FROM analysed_session WHERE ${IN_TIME}(rowid);
CREATE VIEW ${SCHEMA_NAME}.turns AS SELECT * FROM analysed_turn WHERE ${IN_TIME}(rowid);
CREATE VIEW ${SCHEMA_NAME}.tool_calls AS SELECT * FROM analysed_tool_call WHERE ${IN_TIME}(rowid);
CREATE VIEW ${SCHEMA_NAME}.loops AS SELECT * FROM analysed_loop WHERE ${IN_TIME}(rowid);
`;
