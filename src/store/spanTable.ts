/** Table `span` and the packs behind it: puts spans in, each once, and reads them back. */
import { Buffer } from 'node:buffer';
import type { SqlValue } from 'sql.js';
import type { AgentSpan } from '../protocol/agentModel';
import type { SpanRef } from '../protocol/units';
import { decodeSpan, encodeSpan, rawMessage } from '../otlp/protobuf';
import type { Span } from '../otlp/records';
import type { ChunkStore } from './chunkStore';
import type { OriginRows } from './contentTables';
import type { Database, Row } from './database';
import { StoreFullError } from './database';
import type { SpanRow } from './facts';
import { rowOf } from './facts';
import { OpenPacks } from './openPacks';
import type { PackedPack } from './packedScope';
import { ReturningPack } from './packedScope';
import { PackReader } from './packReader';
import type { PackWriter } from './packWriter';
import { richer } from './richerCopy';
import { CHILDREN_INDEX } from './schema';
import type { PlacedTrace } from './sessionPlacement';
import { bits64, idHalves, idText } from './spanIds';
import { Texts } from './texts';

export interface SpanToPut {
  record: Span;
  agentSpan: AgentSpan;
  /** See `SpanToStore`. */
  sessionKeyFromResource: boolean;
  /** Counts what the span takes. */
  trace: PlacedTrace;
}

/**
 * When no more spans than this have come since the reader's last look, they are read in the order of their coming,
 * those of other sessions skipped; else the session's own are looked for.
 */
const FEW_NEW_SPANS = 20_000;

/** Of `SPAN_VALUES`. */
const SPAN_PARAMETERS = 16;
const SPAN_VALUES = `(?, ?, ${bits64('?', '?')}, ${bits64('?', '?')}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function insertSpans(count: number): string {
  return `INSERT OR IGNORE INTO span (span_no, trace_no, span_id, parent_span_id, pack_no, place, name_no, kind, start_time,
    duration_ms, status, agent_no, model_no, tool_no) VALUES ${Array(count).fill(SPAN_VALUES).join(', ')}`;
}

const INSERT_SPAN = insertSpans(1);
/** One statement for several takes less time. */
const RETURNING_AT_ONCE = 16;
const INSERT_RETURNING = insertSpans(RETURNING_AT_ONCE);

const IS_SPAN = `trace_no = ?1 AND span_id = ${bits64('?2', '?3')}`;

export class SpanTable {
  /** What `putReturning` has not put in yet. */
  private readonly returning: SqlValue[] = [];
  private nextSpanNo = 1;
  private nextPackNo = 1;
  private readonly texts: Texts;
  private readonly packs: PackReader;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
  ) {
    this.texts = new Texts(db);
    this.packs = new PackReader(db, chunks);
  }

  /** For spans of one resource and scope: to be put in and then closed inside a transaction; when that fails, call `forget`. */
  openPacks(origin: OriginRows): OpenPacks {
    return new OpenPacks(this.db, this.chunks, origin, () => this.nextPackNo++);
  }

  /** False when the span was there already; its richer copy is kept. */
  put({ record, agentSpan, sessionKeyFromResource, trace }: SpanToPut, packs: OpenPacks): boolean {
    const payload = rawMessage(record) ?? encodeSpan(record);
    const pack = packs.packFor(trace.likelyKey());
    const values = this.valuesOf(rowOf(agentSpan), trace.traceNo, pack);
    const isNew = this.insertRow(values);
    if (isNew) trace.inserted++;
    else {
      packs.noteCopy();
      if (!this.removePoorer(record, payload, values, packs)) return false;
      this.insertRow(values);
      trace.replaced++;
    }
    trace.newBytes += pack.add(agentSpan, payload);
    packs.noteAdded(sessionKeyFromResource);
    return isNew;
  }

  /** A pack that was made before, to be filled with its spans in their order. */
  returningPack(packed: PackedPack, run: number): ReturningPack {
    return new ReturningPack(this.nextPackNo++, packed, run, this.chunks);
  }

  /** To be followed by `closeReturning`. `row`: the next of the pack. Throws, perhaps later, when the span is there already. */
  putReturning(row: SpanRow, payload: Uint8Array, trace: PlacedTrace, pack: ReturningPack): void {
    const { returning } = this;
    returning.push(...this.valuesOf(row, trace.traceNo, pack));
    if (returning.length === RETURNING_AT_ONCE * SPAN_PARAMETERS) {
      this.insertReturning(INSERT_RETURNING, returning, RETURNING_AT_ONCE);
      returning.length = 0;
    }
    trace.inserted++;
    trace.newBytes += pack.add(payload);
  }

  /** Puts in what `putReturning` has left. */
  closeReturning(): void {
    const { returning } = this;
    for (let at = 0; at < returning.length; at += SPAN_PARAMETERS) {
      this.insertReturning(INSERT_SPAN, returning.slice(at, at + SPAN_PARAMETERS), 1);
    }
    returning.length = 0;
  }

  close(packs: OpenPacks): void {
    packs.writeAll();
  }

  /** Drops what is known of the tables outside of them. */
  forget(): void {
    this.texts.forget();
    this.packs.forget();
    this.returning.length = 0;
  }

  /** Spans of a session that were stored after the one with number `after`, and the highest number so far. */
  read(sessionKey: string, after: number): { spans: AgentSpan[]; last: number } {
    let last = after;
    const places = new Map<number, number[]>();
    const note = (row: Row) => {
      last = Math.max(last, row[0] as number);
      const packNo = row[1] as number;
      const list = places.get(packNo);
      if (list) list.push(row[2] as number);
      else places.set(packNo, [row[2] as number]);
    };
    if (after > 0 && this.nextSpanNo - after <= FEW_NEW_SPANS) {
      this.db.rows(
        `SELECT span_no, pack_no, place FROM span CROSS JOIN trace USING (trace_no)
         WHERE span_no > ? AND session_no = (SELECT session_no FROM session WHERE key = ?)`,
        [after, sessionKey],
        note,
      );
    } else {
      this.db.rows(
        `SELECT span_no, pack_no, place FROM session CROSS JOIN trace USING (session_no) CROSS JOIN span USING (trace_no)
         WHERE session.key = ? AND span_no > ?`,
        [sessionKey, after],
        note,
      );
    }
    const spans: AgentSpan[] = [];
    for (const [packNo, list] of places) {
      const pack = this.packs.pack(packNo);
      for (const place of list) spans.push(pack.agentSpan(place));
    }
    return { spans, last };
  }

  /** What is in the pack at this place. */
  readOne(packNo: number, place: number): { agentSpan: AgentSpan; record: Span } {
    const pack = this.packs.pack(packNo);
    return { agentSpan: pack.agentSpan(place), record: decodeSpan(pack.payload(place)) };
  }

  /** Spans of the trace that name this one as their parent, by start. */
  children({ traceId, spanId }: SpanRef): SpanRef[] {
    this.indexChildren();
    return this.db.rows(
      `SELECT ${idText('span.span_id')} AS id FROM trace JOIN span USING (trace_no)
       WHERE trace.trace_id = ?3 AND span.parent_span_id = ${bits64('?1', '?2')} ORDER BY span.start_time, id`,
      [...idHalves(spanId), traceId],
      ([childId]) => ({ traceId, spanId: childId as string }),
    );
  }

  /** Where there is no room for the index, its question just takes longer. */
  private indexChildren(): void {
    try {
      this.db.transaction(() => this.db.run(CHILDREN_INDEX));
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
    }
  }

  /** Of what is held outside the database, roughly. */
  memoryBytes(): number {
    return this.texts.memoryBytes();
  }

  private valuesOf(
    span: SpanRow,
    traceNo: number,
    pack: Pick<PackWriter, 'packNo' | 'nextPlace'>,
  ): SqlValue[] {
    const [high, low] = idHalves(span.spanId);
    const parent = span.parentSpanId === null ? [null, null] : idHalves(span.parentSpanId);
    return [
      this.nextSpanNo++,
      traceNo,
      high,
      low,
      parent[0],
      parent[1],
      pack.packNo,
      pack.nextPlace,
      this.texts.numberOf(span.name),
      span.kind,
      span.startTime,
      span.durationMs,
      span.status,
      this.texts.numberOf(span.agent),
      this.texts.numberOf(span.model),
      this.texts.numberOf(span.tool),
    ];
  }

  private insertReturning(sql: string, values: SqlValue[], count: number): void {
    if (this.db.run(sql, values) !== count) throw new Error('A span is there already.');
  }

  /** False when the span is there already. */
  private insertRow(values: SqlValue[]): boolean {
    return this.db.run(INSERT_SPAN, values) === 1;
  }

  /** Whether the stored copy of the span was the poorer one and is gone. `packs`: those that are being written. */
  private removePoorer(record: Span, payload: Uint8Array, values: SqlValue[], packs: OpenPacks): boolean {
    const identity = values.slice(1, 4);
    const [packNo, place] = this.db.row(`SELECT pack_no, place FROM span WHERE ${IS_SPAN}`, identity) as [
      number,
      number,
    ];
    const open = packs.open(packNo);
    const stored = open ? open.payload(place) : this.packs.pack(packNo).payload(place);
    if (Buffer.compare(payload, stored) === 0) return false;
    if (!richer({ record, payload }, { record: decodeSpan(stored), payload: stored })) return false;
    this.db.run(`DELETE FROM span WHERE ${IS_SPAN}`, identity);
    if (open) open.release();
    else this.releaseFrom(packNo);
    return true;
  }

  private releaseFrom(packNo: number): void {
    this.db.run('UPDATE pack SET live = live - 1 WHERE pack_no = ?', [packNo]);
    if (this.db.run('DELETE FROM pack WHERE pack_no = ? AND live = 0', [packNo]) === 1) {
      this.db.run('DELETE FROM pack_content WHERE pack_no = ?', [packNo]);
      this.chunks.noteDropped();
    }
  }
}
