/**
 * The collector without its receiver: takes records in, understands and keeps them, answers the RPC and says what
 * changed.
 */
import type { CollectorMethods, CollectorNotifications } from '../protocol/methods';
import type { LoopNotice, LoopThresholds } from '../protocol/loops';
import type { PriceOverride } from '../protocol/prices';
import type { RpcHandlers } from '../protocol/rpc';
import { messageOf } from '../protocol/rpc';
import type { CollectorStatus } from '../protocol/status';
import type { EpochMs } from '../protocol/units';
import { Prices } from '../analysis/cost';
import { OtlpDecodeError } from '../otlp/decodeError';
import { decodeRequest } from '../otlp/protobuf';
import type { LogsRequest, MetricsRequest, OtlpRequest } from '../otlp/records';
import { itemCount } from '../otlp/validate';
import { StoreFullError } from '../store/database';
import type { Evicted } from '../store/eviction';
import type { PackedScope } from '../store/packedScope';
import type { InsertBatch, InsertResult } from '../store/store';
import { SpanStore } from '../store/store';
import { AuditRecorder } from './audit/auditRecorder';
import type { AuditTrail } from './audit/auditTrail';
import { DrawAhead } from './drawAhead';
import { ImportedSessions } from './exchange/importedSessions';
import { Imports } from './exchange/imports';
import type { JournalRecord } from './journal/format';
import type { ListenersReport } from './listeners';
import { LoopWatch } from './loopWatch';
import { collectorMethods } from './methods';
import type { Pins } from './pins';
import { ReasonCounts } from './reasonCounts';
import type { ReceiverReport } from './receiver/report';
import { Retention } from './retention';
import { SessionAnalyses } from './sessionAnalyses';
import { SessionEnds } from './sessionEnds';
import {
  packedSpans,
  understandEncodedSpans,
  understandLogs,
  understandMetrics,
  understandSpans,
} from './understand';

/** Changes within this time become one notification; views redraw at most 20 times a second for it. */
const ANNOUNCE_MS = 50;

const MIB = 1024 * 1024;
/** Conversations are in spans, so these are small beside them. Less where the memory limit is low. */
const MAX_LOG_BYTES = 64 * MIB;
const MAX_METRIC_BYTES = 32 * MIB;

type Changed = CollectorNotifications['changed'];

/** What the collector asks of whoever receives for it. */
export interface Receiver {
  report: () => Promise<ReceiverReport>;
  listeners: () => Promise<ListenersReport>;
  /** Deletes what is journaled; `Collector.clear` is called once all of that has been stored. */
  clear: () => Promise<void>;
  /** Begins to read a file; `Collector.imports` is told how it goes. */
  startImport: (importId: number, path: string) => Promise<void>;
  cancelImport: (importId: number) => Promise<void>;
  /** Resolves once all is stored that was handed over before. */
  stored: () => Promise<void>;
  /** Whether the store can take no more until sessions end or are unpinned. */
  setFull: (full: boolean) => void;
}

export interface CollectorOptions {
  /** The bytes of sql-wasm.wasm. */
  wasm: Uint8Array;
  receiver: Receiver;
  pins: Pins;
  audit: AuditTrail;
  /** Of the store: the sessions without activity for longest go when it holds more. */
  memoryLimitBytes: number;
  /** The user's own, before those of the price table. */
  prices: PriceOverride[];
  loopThresholds: LoopThresholds;
  /** A line for the log: what could not be stored, and why. */
  onError: (message: string) => void;
}

/** A record of the receiver. */
export interface RecordToTake {
  record: JournalRecord;
  /** What its spans were packed to before, by a collector of the same build; null where that is not known. */
  known: readonly PackedScope[] | null;
}

/** One that is stored. */
export interface Taken {
  /** See `InsertResult`; null of logs and metrics. */
  packed: PackedScope[] | null;
}

export class Collector {
  readonly handlers: RpcHandlers<CollectorMethods>;
  readonly imports: Imports;

  private readonly imported = new ImportedSessions();
  private readonly analyses: SessionAnalyses;
  private readonly auditRecorder: AuditRecorder;
  private readonly listeners = new Set<(changed: Changed) => void>();
  /** What the receiver had accepted. */
  private readonly rejected = new ReasonCounts();
  private undecodable = 0;
  private readonly evicted = { sessions: 0, spans: 0, logs: 0, metrics: 0 };
  private readonly evictionReasons = new ReasonCounts();
  private clearedSessions = 0;
  private readonly loopWatch: LoopWatch;
  private readonly drawAhead: DrawAhead;
  private readonly retention: Retention;
  private revision = 0;

  private readonly changedSessions = new Set<string>();
  private announceTimer: NodeJS.Timeout | undefined;
  private readonly ends = new SessionEnds((ended) => {
    this.announce(ended);
  });

  private constructor(
    private readonly store: SpanStore,
    private readonly options: CollectorOptions,
  ) {
    this.analyses = new SessionAnalyses(
      store,
      () => Date.now(),
      (id, until) => {
        this.ends.watch(id, until);
      },
      new Prices(options.prices),
      (id, lastReceived) => this.imported.isLast(id, lastReceived),
      options.loopThresholds,
      (id, spanCount) => {
        this.drawAhead.understood(id, spanCount);
      },
    );
    this.drawAhead = new DrawAhead(
      (id) => {
        this.analyses.drawAhead(id);
      },
      () => performance.now(),
    );
    this.loopWatch = new LoopWatch({
      latestLoops: (id) => this.analyses.latestLoops(id),
      analysis: (id) => this.analyses.analysis(id),
      resourceOf: (ref) => store.span(ref)?.resource,
      now: () => performance.now(),
    });
    this.auditRecorder = new AuditRecorder(options.audit, this.analyses, () => Date.now());
    this.imports = new Imports({
      start: (importId, path) => options.receiver.startImport(importId, path),
      cancel: (importId) => options.receiver.cancelImport(importId),
      stored: () => options.receiver.stored(),
      sessionsOf: (ids) => {
        const named = new Set(store.records.sessionsOf(ids));
        return store.sessions().flatMap(({ id }) => (named.has(id) ? [id] : []));
      },
    });
    for (const id of options.pins.all()) store.setPinned(id, true);
    this.retention = new Retention({
      store,
      limitBytes: options.memoryLimitBytes,
      isLive: (id, lastReceived) => {
        const isLive = this.analyses.isLive(id, lastReceived);
        // What is asked about and not live may go.
        if (!isLive) this.auditRecorder.record(id);
        return isLive;
      },
      onEvicted: (evicted) => {
        this.forgetEvicted(evicted);
      },
      onFull: (full) => {
        options.receiver.setFull(full);
      },
    });
    this.handlers = collectorMethods({
      store,
      analyses: this.analyses,
      audit: { trail: options.audit, recorder: this.auditRecorder },
      pin: (sessionId, pinned) => this.pin(sessionId, pinned),
      status: () => this.status(),
      report: () => this.report(),
      listeners: () => options.receiver.listeners(),
      clear: () => this.clearEverything(),
      imports: this.imports,
      isImported: (sessionId) => this.imported.has(sessionId),
      revision: () => this.revision,
    });
  }

  static async open(options: CollectorOptions): Promise<Collector> {
    const { wasm, memoryLimitBytes } = options;
    // Logs and metrics that belong to no session must not take the room of sessions.
    const eventLimits = {
      logBytes: Math.min(MAX_LOG_BYTES, memoryLimitBytes / 4),
      metricBytes: Math.min(MAX_METRIC_BYTES, memoryLimitBytes / 8),
    };
    return new Collector(await SpanStore.open(wasm, { eventLimits }), options);
  }

  /**
   * Stores records of the receiver. Never throws: what cannot be stored is counted and logged, and null answered for it.
   */
  take(records: readonly RecordToTake[], replayed: boolean): (Taken | null)[] {
    return this.takeTogether(records, replayed) ?? records.map((each) => this.takeAlone(each, replayed));
  }

  /** Null, with nothing stored, when one of them cannot be stored as it is: which one, they show one by one. */
  private takeTogether(records: readonly RecordToTake[], replayed: boolean): Taken[] | null {
    if (records.length < 2) return null;
    try {
      return this.keepOrMakeRoom(() =>
        this.store.together(() =>
          records.map(({ record, known }) =>
            this.keepRecord(record, replayed, (bytes) =>
              known
                ? this.store.insertPacked(packedSpans(bytes, known), record.receivedAt)
                : this.store.insert(understandEncodedSpans(bytes), record.receivedAt),
            ),
          ),
        ),
      );
    } catch {
      return null;
    }
  }

  private takeAlone({ record, known }: RecordToTake, replayed: boolean): Taken | null {
    const { signal, receivedAt, payload } = record;
    try {
      return this.keepOrMakeRoom(() =>
        this.keepRecord(record, replayed, (bytes) => this.insertEncoded(bytes, receivedAt, known)),
      );
    } catch (error) {
      const undecodable = error instanceof OtlpDecodeError;
      if (undecodable && replayed) this.undecodable++;
      else {
        const reason = error instanceof StoreFullError ? 'memory-limit' : 'internal-error';
        this.rejected.add(reason, undecodable ? 1 : itemCount(decodeRequest(signal, payload)), Date.now());
      }
      this.announceStatus();
      this.options.onError(
        `A request of ${payload.byteLength} bytes with ${signal} cannot be stored: ${messageOf(error)}`,
      );
      return null;
    }
  }

  private keepRecord(
    { signal, receivedAt, imported, payload }: JournalRecord,
    replayed: boolean,
    insert: (payload: Uint8Array) => InsertResult,
  ): Taken {
    let packed: PackedScope[] | null = null;
    let changed: string[];
    if (signal === 'traces') {
      const result = insert(payload);
      ({ packed } = result);
      changed = this.noteInserted(result, receivedAt);
    } else changed = this.keep(decodeRequest(signal, payload), receivedAt);
    if (imported) this.imported.note(changed, receivedAt);
    this.loopWatch.note(changed, imported === true || replayed);
    if (imported === true && !replayed) this.loopWatch.prepare(changed);
    return { packed };
  }

  /** All records that are replayed have come. */
  endReplay(): void {
    this.store.endReplay();
  }

  /** Stores a request of valid items. */
  ingest(request: OtlpRequest, receivedAt: EpochMs = Date.now()): void {
    this.keep(request, receivedAt);
    this.retention.makeRoom();
  }

  /** Notifications come at least `ANNOUNCE_MS` apart. Returns a function that stops listening. */
  onChanged(listener: (changed: Changed) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Told of loops that running agents get into, and of those that become critical. Returns a function that stops. */
  onLoop(listener: (notice: LoopNotice) => void): () => void {
    return this.loopWatch.onLoop(listener);
  }

  /** sql.js can run out of memory below the limit, when other threads of the process took it. */
  private keepOrMakeRoom<T>(keep: () => T): T {
    let kept: T;
    try {
      kept = keep();
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
      this.retention.freeMore();
      kept = keep();
    }
    this.retention.makeRoom();
    return kept;
  }

  /** Returns the sessions that changed. */
  private keep({ signal, request }: OtlpRequest, receivedAt: EpochMs): string[] {
    switch (signal) {
      case 'traces':
        return this.keepSpans(understandSpans(request), receivedAt);
      case 'logs':
        return this.keepLogs(request, receivedAt);
      case 'metrics':
        return this.keepMetrics(request, receivedAt);
    }
  }

  private keepSpans(batches: InsertBatch[], receivedAt: EpochMs): string[] {
    return this.noteInserted(this.store.insert(batches, receivedAt), receivedAt);
  }

  private insertEncoded(
    payload: Uint8Array,
    receivedAt: EpochMs,
    known: readonly PackedScope[] | null,
  ): InsertResult {
    if (known) {
      try {
        return this.store.insertPacked(packedSpans(payload, known), receivedAt);
      } catch (error) {
        if (error instanceof StoreFullError) throw error;
        // Some of it is there already, or it was packed from something else.
      }
    }
    return this.store.insert(understandEncodedSpans(payload), receivedAt);
  }

  private noteInserted(result: InsertResult, receivedAt: EpochMs): string[] {
    this.forget(result);
    this.auditRecorder.note(result.changed, receivedAt);
    if (result.changed.length > 0) this.announce(result.changed);
    return result.changed;
  }

  private keepLogs(request: LogsRequest, receivedAt: EpochMs): string[] {
    const batches = understandLogs(request, receivedAt);
    const { inserted, evicted, changed, rewritten } = this.store.insertLogs(batches, receivedAt);
    this.countEvicted('logs', evicted, 'log-limit');
    return this.showActivity(inserted, { changed, rewritten }, receivedAt);
  }

  private keepMetrics(request: MetricsRequest, receivedAt: EpochMs): string[] {
    const batches = understandMetrics(request, receivedAt);
    const { inserted, evicted, sessions } = this.store.events.insertDataPoints(batches, receivedAt);
    this.countEvicted('metrics', evicted, 'metric-limit');
    return this.showActivity(inserted, { changed: sessions, rewritten: [] }, receivedAt);
  }

  /** Forgets all that is stored: what the journal had was deleted. */
  clear(): void {
    const { pins } = this.options;
    const ids = this.store.sessions().map(({ id }) => id);
    const unpinned = ids.filter((id) => this.store.isPinned(id));
    this.store.clear();
    // Others may come back from another collector's journal.
    void pins.set(unpinned, false);
    for (const id of pins.all()) this.store.setPinned(id, true);
    this.clearedSessions += ids.length;
    this.auditRecorder.forget();
    this.imported.forget(ids);
    this.forget({ changed: ids, rewritten: ids });
    this.loopWatch.forget(ids);
    this.announce(ids);
    this.retention.look();
  }

  /** What is known of sessions that have changed. */
  private forget(sessions: Pick<InsertResult, 'changed' | 'rewritten'>): void {
    this.analyses.forget(sessions);
    this.drawAhead.forget(sessions.changed);
  }

  private async clearEverything(): Promise<number> {
    const before = this.clearedSessions;
    await this.options.receiver.clear();
    await this.options.audit.clear();
    return this.clearedSessions - before;
  }

  private async pin(sessionId: string, pinned: boolean): Promise<void> {
    this.store.setPinned(sessionId, pinned);
    await this.options.pins.set([sessionId], pinned);
    this.announce([sessionId]);
    if (!pinned) this.retention.look();
  }

  private forgetEvicted({ sessions, spans, logs, metrics }: Evicted): void {
    this.evicted.sessions += sessions.length;
    this.countEvicted('spans', spans, 'memory-limit');
    this.countEvicted('logs', logs, 'memory-limit');
    this.countEvicted('metrics', metrics, 'memory-limit');
    this.imported.forget(sessions);
    this.forget({ changed: sessions, rewritten: sessions });
    this.loopWatch.forget(sessions);
    this.announce(sessions);
  }

  private countEvicted(what: 'spans' | 'logs' | 'metrics', count: number, reason: string): void {
    if (count === 0) return;
    this.evicted[what] += count;
    this.evictionReasons.add(reason, count, Date.now());
  }

  /** Logs and metrics keep their sessions live, though few other things of a session come from them. */
  private showActivity(
    inserted: number,
    sessions: Pick<InsertResult, 'changed' | 'rewritten'>,
    receivedAt: EpochMs,
  ): string[] {
    if (inserted === 0) return [];
    this.forget(sessions);
    this.auditRecorder.note(sessions.changed, receivedAt);
    this.announce(sessions.changed);
    return sessions.changed;
  }

  /** With what became of the records that the receiver handed over. */
  private async report(): Promise<ReceiverReport> {
    const report = await this.options.receiver.report();
    const { journal } = report;
    if (!journal || this.undecodable === 0) return report;
    const skipped = [...journal.skipped, { reason: 'undecodable', count: this.undecodable }];
    return { ...report, journal: { ...journal, skipped } };
  }

  private async status(): Promise<CollectorStatus> {
    const { ports, received, rejected, truncated, redacted, refusedPatterns, journal, forward } =
      await this.report();
    const { spans } = this.store.counts();
    return {
      http: ports.http,
      grpc: ports.grpc,
      received,
      stored: { spans, ...this.store.events.counts() },
      rejected: this.rejected.with(rejected),
      truncated,
      evicted: { ...this.evicted, reasons: this.evictionReasons.list() },
      redacted,
      refusedPatterns,
      memoryBytes: this.store.memoryBytes(),
      memoryLimitBytes: this.options.memoryLimitBytes,
      journalBytes: journal?.bytes ?? 0,
      journal,
      forward,
      revision: this.revision,
    };
  }

  /** Resolves when the audit trail is written. */
  async close(): Promise<void> {
    this.auditRecorder.recordLast();
    await this.options.audit.settled();
  }

  /** The status is another than before, the sessions are not. */
  announceStatus(): void {
    this.announce([]);
  }

  private announce(sessionIds: Iterable<string>): void {
    this.revision++;
    for (const id of sessionIds) this.changedSessions.add(id);
    this.announceTimer ??= startTimer(ANNOUNCE_MS, () => {
      this.announceTimer = undefined;
      const changed: Changed = { revision: this.revision, sessionIds: [...this.changedSessions] };
      this.changedSessions.clear();
      for (const listener of this.listeners) listener(changed);
    });
  }
}

/** A timer that does not keep the process alive. */
function startTimer(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, ms).unref();
}
