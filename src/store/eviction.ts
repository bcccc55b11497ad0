/**
 * Makes room: whole sessions go with everything that belongs to them, and what nobody refers to any more. They are gone
 * at once for whoever asks; of the spans of a large one only as many are deleted at once as it takes, and the rest a
 * few at a time, for a million of them would be seconds in which nobody is answered.
 */
import type { EpochMs } from '../protocol/units';
import type { ChunkStore } from './chunkStore';
import type { Database } from './database';
import type { EventTables } from './eventTables';

export interface Room {
  /** Of the store's `memoryBytes`. */
  limitBytes: number;
  /** Whether more of the session may come; such a session stays. */
  isLive: (sessionId: string, lastReceived: EpochMs) => boolean;
}

export interface Evicted {
  /** Ids of whole sessions. */
  sessions: string[];
  spans: number;
  logs: number;
  /** Data points. */
  metrics: number;
  /** Still above the limit: the rest is pinned or live. */
  exceeded: boolean;
}

interface Candidate {
  sessionNo: number;
  id: string;
  lastReceived: EpochMs;
}

/** Spans in one go: some 10 ms. */
const SPANS_AT_ONCE = 2048;
/** Traces of evicted sessions, until their spans are deleted. No session has this number. */
const NO_SESSION = 0;
/** The plus keeps SQLite from looking through all spans of these traces when few numbers are asked for. */
const IS_EVICTED = `+trace_no IN (SELECT trace_no FROM trace WHERE session_no = ${NO_SESSION})`;

/** How much more than necessary is evicted at once, so that not every insert has to. */
const EVICTED_SHARE = 1 / 16;
/** Texts that no span uses any more are only looked for when there are this many. */
const MANY_TEXTS = 10_000;

/** Spans of evicted sessions are among those with these numbers. */
interface Leftovers {
  nextNo: number;
  lastNo: number;
  spans: number;
}

export class Eviction {
  private leftovers: Leftovers | undefined;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
    private readonly events: EventTables,
  ) {}

  makeRoom({
    memoryBytes,
    limitBytes,
    stays,
  }: {
    memoryBytes: () => number;
    limitBytes: number;
    stays: (sessionId: string, lastReceived: EpochMs) => boolean;
  }): Evicted {
    const evicted: Evicted = { sessions: [], spans: 0, logs: 0, metrics: 0, exceeded: false };
    if (memoryBytes() <= limitBytes) return evicted;
    this.chunks.sweep();
    const targetBytes = limitBytes * (1 - EVICTED_SHARE);
    let candidates: Candidate[] | undefined;
    let next = 0;
    for (;;) {
      while (this.leftovers && memoryBytes() > limitBytes) this.deleteSome();
      if (this.leftovers || memoryBytes() <= targetBytes) break;
      candidates ??= this.candidates();
      // What sessions share stays until the last of them goes, so one round may not be enough.
      const chosen: Candidate[] = [];
      let left = memoryBytes() - targetBytes;
      while (next < candidates.length && left > 0) {
        const candidate = candidates[next++]!;
        // Only asked for as many as it takes: whether a session is live may have to be worked out.
        if (stays(candidate.id, candidate.lastReceived)) continue;
        chosen.push(candidate);
        left -= this.bytesOf(candidate.sessionNo);
      }
      if (chosen.length === 0) break;
      this.evict(chosen, evicted);
      this.deleteSome();
    }
    evicted.exceeded = memoryBytes() > limitBytes;
    return evicted;
  }

  /** Spans of evicted sessions that are still to be deleted, a few at a time by `deleteSome`. */
  get leftSpans(): number {
    return this.leftovers?.spans ?? 0;
  }

  deleteSome(): void {
    const { leftovers } = this;
    if (!leftovers) return;
    const { nextNo, lastNo } = leftovers;
    const end = nextNo + SPANS_AT_ONCE - 1;
    const isLast = end >= lastNo;
    const deleted = this.db.transaction(() => {
      const count = this.deleteSpans(nextNo, end);
      if (isLast) {
        this.db.run(`DELETE FROM trace WHERE session_no = ${NO_SESSION}`);
        this.dropUnused();
      }
      return count;
    });
    this.chunks.noteDropped();
    this.leftovers = isLast ? undefined : { nextNo: end + 1, lastNo, spans: leftovers.spans - deleted };
    if (isLast) this.chunks.sweep();
  }

  /** There are no spans any more. */
  forget(): void {
    this.leftovers = undefined;
  }

  /** Longest without activity first. */
  private candidates(): Candidate[] {
    return this.db.rows(
      'SELECT session_no, key, last_received FROM session ORDER BY last_received, session_no',
      [],
      ([sessionNo, id, lastReceived]) => ({
        sessionNo: sessionNo as number,
        id: id as string,
        lastReceived: lastReceived as number,
      }),
    );
  }

  private bytesOf(sessionNo: number): number {
    return this.db.row(
      `SELECT coalesce(sum(bytes), 0) + (SELECT coalesce(sum(log.bytes), 0) FROM log JOIN session ON session_key = key
         WHERE session_no = ?1)
       FROM trace WHERE session_no = ?1`,
      [sessionNo],
    )![0] as number;
  }

  private evict(sessions: readonly Candidate[], evicted: Evicted): void {
    const { db } = this;
    const { leftovers, logs, metrics } = db.transaction(() => {
      for (const { sessionNo } of sessions)
        db.run('INSERT INTO evicted (session_no) VALUES (?)', [sessionNo]);
      const logs = this.events.evictLogs();
      const metrics = this.events.evictDataPoints();
      for (const table of ['turn', 'tool_call', 'loop']) {
        db.run(
          `DELETE FROM analysed_${table} WHERE session_id IN (SELECT key FROM session JOIN evicted USING (session_no))`,
        );
      }
      db.run(
        'DELETE FROM analysed_session WHERE id IN (SELECT key FROM session JOIN evicted USING (session_no))',
      );
      const leftovers = this.disownTraces();
      db.run('DELETE FROM session WHERE session_no IN (SELECT session_no FROM evicted)');
      db.run('DELETE FROM evicted');
      return { leftovers, logs, metrics };
    });
    this.leftovers = leftovers;
    for (const { id } of sessions) evicted.sessions.push(id);
    evicted.spans += leftovers.spans;
    evicted.logs += logs.rows;
    evicted.metrics += metrics.rows;
    this.events.count(logs, metrics);
  }

  /** Nobody finds the traces of evicted sessions any more, and their ids are free for what may come again. */
  private disownTraces(): Leftovers {
    const [spans, firstNo, lastNo] = this.db.row(
      `SELECT count(*), coalesce(min(span_no), 0), coalesce(max(span_no), 0)
       FROM evicted JOIN trace USING (session_no) JOIN span USING (trace_no)`,
    ) as [number, number, number];
    this.db.run(
      `UPDATE trace SET session_no = ${NO_SESSION}, trace_id = 'evicted ' || trace_no
       WHERE session_no IN (SELECT session_no FROM evicted)`,
    );
    return { nextNo: firstNo, lastNo, spans };
  }

  /** Of evicted sessions; returns how many of the spans with these numbers were. */
  private deleteSpans(from: number, to: number): number {
    const { db } = this;
    const [firstPack, lastPack] = db.row(
      'SELECT min(pack_no), max(pack_no) FROM span WHERE span_no BETWEEN ? AND ?',
      [from, to],
    )!;
    if (firstPack === null) return 0;
    db.run(
      `UPDATE pack SET live = live - gone.spans
       FROM (SELECT pack_no, count(*) AS spans FROM span
             WHERE span_no BETWEEN ? AND ? AND ${IS_EVICTED} GROUP BY pack_no) AS gone
       WHERE gone.pack_no = pack.pack_no`,
      [from, to],
    );
    const unused = 'SELECT pack_no FROM pack WHERE live = 0 AND pack_no BETWEEN ?1 AND ?2';
    db.run(`DELETE FROM pack_content WHERE pack_no IN (${unused})`, [firstPack!, lastPack!]);
    db.run(`DELETE FROM pack WHERE pack_no IN (${unused})`, [firstPack!, lastPack!]);
    return db.run(`DELETE FROM span WHERE span_no BETWEEN ? AND ? AND ${IS_EVICTED}`, [from, to]);
  }

  private dropUnused(): void {
    const { db } = this;
    for (const table of ['resource', 'scope']) {
      const used = ['pack', 'log', 'data_point']
        .map((user) => `SELECT ${table}_no FROM ${user}`)
        .join(' UNION ');
      db.run(`DELETE FROM ${table} WHERE ${table}_no NOT IN (${used})`);
    }
    if (Number(db.row('SELECT count(*) FROM text')![0]) > MANY_TEXTS) {
      const used = ['name', 'agent', 'model', 'tool']
        .map((user) => `SELECT ${user}_no FROM span WHERE ${user}_no IS NOT NULL`)
        .join(' UNION ');
      db.run(`DELETE FROM text WHERE text_no NOT IN (${used})`);
    }
  }
}
