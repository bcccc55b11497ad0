/** Makes room: whole sessions go with everything that belongs to them, and what nobody refers to any more. */
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

/** How much more than necessary is evicted at once, so that not every insert has to. */
const EVICTED_SHARE = 1 / 16;
/** Texts that no span uses any more are only looked for when there are this many. */
const MANY_TEXTS = 10_000;

export class Eviction {
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
    const candidates = this.candidates();
    let next = 0;
    // What sessions share stays until the last of them goes, so one round may not be enough.
    while (next < candidates.length && memoryBytes() > targetBytes) {
      const chosen: Candidate[] = [];
      let left = memoryBytes() - targetBytes;
      while (next < candidates.length && left > 0) {
        const candidate = candidates[next++]!;
        // Only asked for as many as it takes: whether a session is live may have to be worked out.
        if (stays(candidate.id, candidate.lastReceived)) continue;
        chosen.push(candidate);
        left -= this.bytesOf(candidate.sessionNo);
      }
      if (chosen.length > 0) this.evict(chosen, evicted);
    }
    evicted.exceeded = memoryBytes() > limitBytes;
    return evicted;
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
    const { spans, logs, metrics } = db.transaction(() => {
      for (const { sessionNo } of sessions)
        db.run('INSERT INTO evicted (session_no) VALUES (?)', [sessionNo]);
      const logs = this.events.evictLogs();
      const metrics = this.events.evictDataPoints();
      const spans = this.evictSpans();
      for (const table of ['turn', 'tool_call', 'loop']) {
        db.run(
          `DELETE FROM analysed_${table} WHERE session_id IN (SELECT key FROM session JOIN evicted USING (session_no))`,
        );
      }
      db.run(
        'DELETE FROM analysed_session WHERE id IN (SELECT key FROM session JOIN evicted USING (session_no))',
      );
      db.run('DELETE FROM trace WHERE session_no IN (SELECT session_no FROM evicted)');
      db.run('DELETE FROM session WHERE session_no IN (SELECT session_no FROM evicted)');
      db.run('DELETE FROM evicted');
      this.dropUnused();
      return { spans, logs, metrics };
    });
    for (const { id } of sessions) evicted.sessions.push(id);
    evicted.spans += spans;
    evicted.logs += logs.rows;
    evicted.metrics += metrics.rows;
    this.events.count(logs, metrics);
    this.chunks.noteDropped();
    this.chunks.sweep();
  }

  private evictSpans(): number {
    const { db } = this;
    db.run(
      `UPDATE pack SET live = live - gone.spans
       FROM (SELECT pack_no, count(*) AS spans FROM evicted JOIN trace USING (session_no) JOIN span USING (trace_no)
             GROUP BY pack_no) AS gone
       WHERE gone.pack_no = pack.pack_no`,
    );
    db.run('DELETE FROM pack_content WHERE pack_no IN (SELECT pack_no FROM pack WHERE live = 0)');
    db.run('DELETE FROM pack WHERE live = 0');
    return db.run(
      'DELETE FROM span WHERE trace_no IN (SELECT trace_no FROM evicted JOIN trace USING (session_no))',
    );
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
