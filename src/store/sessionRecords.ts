/** Everything that is kept of one session, as it came: what an export writes. */
import type { EpochMs, TraceId } from '../protocol/units';
import type { ChunkStore } from './chunkStore';
import type { Database, Row } from './database';
import { PackReader } from './packReader';
import type { SessionLogs } from './sessionLogs';
import { WITH_SESSION_KEYS } from './sessionLogs';

/** OTLP's Resource and InstrumentationScope as protobuf. */
export interface RawOrigin {
  resource: Uint8Array;
  resourceSchemaUrl: string;
  scope: Uint8Array;
  scopeSchemaUrl: string;
}

export interface RawRecord {
  /** OTLP's Span, LogRecord, or Metric with one data point, as protobuf. */
  payload: Uint8Array;
  /** Of a log record or data point: when it happened, else was observed, else was received. */
  time: EpochMs | null;
}

/** Records of one resource and scope. */
export interface RawRecords {
  origin: RawOrigin;
  records: RawRecord[];
}

const ORIGIN = 'resource.content, resource.schema_url, scope.content, scope.schema_url';
const JOIN_ORIGIN = 'JOIN resource USING (resource_no) JOIN scope USING (scope_no)';

const SPANS_OF_SESSION = `SELECT span_no, pack_no, place
  FROM session CROSS JOIN trace USING (session_no) CROSS JOIN span USING (trace_no)
  WHERE session.key = ? AND span_no > ? ORDER BY span_no`;
const POINTS_OF_SESSION = `${WITH_SESSION_KEYS}
  SELECT data_point_no FROM data_point WHERE session_key IN (SELECT key FROM keys) ORDER BY data_point_no`;

/**
 * The store may change between two steps of these generators: a session's export takes long, and others have their
 * turn in between. What is replaced meanwhile may come twice, what is evicted may not come.
 */
export class SessionRecords {
  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
    private readonly logs: SessionLogs,
  ) {}

  /** In order of storing, pack by pack. */
  *spans(sessionId: string): Generator<RawRecords> {
    const packs = new PackReader(this.db, this.chunks);
    for (let after = 0; ;) {
      const { places, last } = this.placesAfter(sessionId, after);
      if (places.size === 0) return;
      after = last;
      for (const [packNo, list] of places) {
        const row = this.db.row(`SELECT ${ORIGIN} FROM pack ${JOIN_ORIGIN} WHERE pack_no = ?`, [packNo]);
        // A richer copy has taken the place of all of its spans: it comes with the next round.
        if (!row) continue;
        const pack = packs.pack(packNo);
        const records = list.map((place) => ({ payload: pack.payload(place), time: null }));
        yield { origin: originOf(row, 0), records };
      }
    }
  }

  /** In order of storing, so that records of the same time stay in theirs. */
  *logRecords(sessionId: string): Generator<RawRecords> {
    const numbers = this.logs.numbersOf(sessionId).sort((a, b) => a - b);
    for (const no of numbers) yield* this.record('log', no);
  }

  /** Each a metric with one data point. */
  *dataPoints(sessionId: string): Generator<RawRecords> {
    const numbers = this.db.rows(POINTS_OF_SESSION, [sessionId], ([no]) => no as number);
    for (const no of numbers) yield* this.record('data_point', no);
  }

  /** Sessions that there are: of traces, and that records name. In no order. */
  sessionsOf({
    traceIds,
    sessionKeys,
  }: {
    traceIds: readonly TraceId[];
    sessionKeys: readonly string[];
  }): string[] {
    const found = new Set<string>();
    for (const traceId of traceIds) {
      const row = this.db.row(
        'SELECT session.key FROM trace JOIN session USING (session_no) WHERE trace.trace_id = ?',
        [traceId],
      );
      if (row) found.add(row[0] as string);
    }
    for (const key of sessionKeys) {
      const owners = this.logs.ownersOf(key);
      for (const owner of owners.length > 0 ? owners : [key]) found.add(owner);
    }
    return [...found];
  }

  private placesAfter(sessionId: string, after: number): { places: Map<number, number[]>; last: number } {
    const places = new Map<number, number[]>();
    let last = after;
    this.db.rows(SPANS_OF_SESSION, [sessionId, after], ([spanNo, packNo, place]) => {
      last = spanNo as number;
      const list = places.get(packNo as number);
      if (list) list.push(place as number);
      else places.set(packNo as number, [place as number]);
    });
    return { places, last };
  }

  private *record(table: 'log' | 'data_point', no: number): Generator<RawRecords> {
    const row = this.db.row(
      `SELECT time, payload, chunk_list, ${ORIGIN} FROM ${table} ${JOIN_ORIGIN} WHERE ${table}_no = ?`,
      [no],
    );
    if (!row) return;
    const payload = (row[1] as Uint8Array | null) ?? this.chunks.readList(row[2] as Uint8Array);
    yield { origin: originOf(row, 3), records: [{ payload, time: row[0] as number }] };
  }
}

function originOf(row: Row, from: number): RawOrigin {
  return {
    resource: row[from] as Uint8Array,
    resourceSchemaUrl: row[from + 1] as string,
    scope: row[from + 2] as Uint8Array,
    scopeSchemaUrl: row[from + 3] as string,
  };
}
