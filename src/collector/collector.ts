/**
 * The collector without its listeners: takes decoded requests in, keeps them, answers the RPC and says what changed.
 */
import type { CollectorPorts } from '../protocol/collectorWorker';
import { DEFAULT_MEMORY_LIMIT_BYTES } from '../protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import type { CollectorStatus, Rejection, SignalCounts } from '../protocol/status';
import type { EpochMs } from '../protocol/units';
import type { LogsRequest, MetricsRequest, OtlpRequest, TracesRequest } from '../otlp/records';
import { splitByValidity } from '../otlp/validate';
import { SpanStore } from '../store/store';
import { collectorMethods } from './methods';
import { SessionAnalyses } from './sessionAnalyses';
import type { IngestResult } from './exportRequest';
import { understandLogs, understandMetrics, understandSpans } from './understand';

/** Changes within this time become one notification; views redraw at most 20 times a second for it. */
const ANNOUNCE_MS = 50;

type Changed = CollectorNotifications['changed'];

export class Collector {
  readonly handlers: RpcHandlers<CollectorMethods>;

  private readonly analyses: SessionAnalyses;
  private readonly listeners = new Set<(changed: Changed) => void>();
  private readonly rejections = new Map<string, Rejection>();
  private ports: CollectorPorts = { http: null, grpc: null };
  private readonly received: SignalCounts = { spans: 0, logs: 0, metrics: 0 };
  private readonly evicted = { sessions: 0, spans: 0, logs: 0, metrics: 0 };
  private revision = 0;

  private readonly changedSessions = new Set<string>();
  private announceTimer: NodeJS.Timeout | undefined;
  /** Sessions that somebody was told are live → when they stop to be. */
  private readonly liveSessions = new Map<string, EpochMs>();
  private liveTimer: { timer: NodeJS.Timeout; at: EpochMs } | undefined;

  private constructor(private readonly store: SpanStore) {
    this.analyses = new SessionAnalyses(
      store,
      () => Date.now(),
      (id, until) => {
        this.watchUntil(id, until);
      },
    );
    this.handlers = collectorMethods({
      store,
      analyses: this.analyses,
      status: () => this.status(),
      revision: () => this.revision,
    });
  }

  /** `wasm`: the bytes of sql-wasm.wasm. */
  static async open({ wasm }: { wasm: Uint8Array }): Promise<Collector> {
    return new Collector(await SpanStore.open(wasm));
  }

  /**
   * Stores a request. Items that no store could make sense of are left out, counted and named in the answer; throws
   * when nothing could be stored.
   */
  ingest(request: OtlpRequest): IngestResult {
    const { valid, rejected } = splitByValidity(request);
    this.keep(valid);
    for (const { reason, count } of rejected) this.reject(reason, count);
    return { rejected };
  }

  /** Counts what was refused before it got here, or here. */
  reject(reason: string, count: number): void {
    const known = this.rejections.get(reason);
    this.rejections.set(reason, { reason, count: (known?.count ?? 0) + count, last: Date.now() });
  }

  /** Where the listeners listen, for `status`. */
  setPorts(ports: CollectorPorts): void {
    this.ports = ports;
  }

  /** Notifications come at least `ANNOUNCE_MS` apart. Returns a function that stops listening. */
  onChanged(listener: (changed: Changed) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private keep({ signal, request }: OtlpRequest): void {
    switch (signal) {
      case 'traces':
        this.keepSpans(request);
        break;
      case 'logs':
        this.keepLogs(request);
        break;
      case 'metrics':
        this.keepMetrics(request);
    }
  }

  private keepSpans(request: TracesRequest): void {
    const result = this.store.insert(understandSpans(request), Date.now());
    this.received.spans += result.inserted + result.duplicates;
    this.analyses.forget(result);
    if (result.changed.length > 0) this.announce(result.changed);
  }

  private keepLogs(request: LogsRequest): void {
    const now = Date.now();
    const { inserted, evicted, sessions } = this.store.events.insertLogs(understandLogs(request, now), now);
    this.received.logs += inserted;
    this.evicted.logs += evicted;
    this.showActivity(inserted, sessions);
  }

  private keepMetrics(request: MetricsRequest): void {
    const now = Date.now();
    const batches = understandMetrics(request, now);
    const { inserted, evicted, sessions } = this.store.events.insertDataPoints(batches, now);
    this.received.metrics += inserted;
    this.evicted.metrics += evicted;
    this.showActivity(inserted, sessions);
  }

  /** Logs and metrics keep their sessions live, though nothing else of a session comes from them. */
  private showActivity(inserted: number, sessions: string[]): void {
    if (inserted === 0) return;
    this.analyses.forget({ changed: sessions, rewritten: [] });
    this.announce(sessions);
  }

  private status(): CollectorStatus {
    const { spans } = this.store.counts();
    return {
      http: this.ports.http,
      grpc: this.ports.grpc,
      received: { ...this.received },
      stored: { spans, ...this.store.events.counts() },
      rejected: [...this.rejections.values()],
      truncated: [],
      evicted: { ...this.evicted, reasons: [] },
      redacted: [],
      refusedPatterns: [],
      memoryBytes: this.store.memoryBytes(),
      memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
      journalBytes: 0,
      journal: null,
      revision: this.revision,
    };
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

  /** A session ends by silence: nobody would ask again if its end were not announced. */
  private watchUntil(sessionId: string, until: EpochMs): void {
    this.liveSessions.set(sessionId, until);
    if (this.liveTimer && this.liveTimer.at <= until) return;
    clearTimeout(this.liveTimer?.timer);
    const timer = startTimer(Math.max(until - Date.now(), 0), () => {
      this.announceEnded();
    });
    this.liveTimer = { timer, at: until };
  }

  private announceEnded(): void {
    this.liveTimer = undefined;
    const now = Date.now();
    const watched = [...this.liveSessions];
    this.liveSessions.clear();
    const ended = watched.filter(([, until]) => until <= now).map(([id]) => id);
    if (ended.length > 0) this.announce(ended);
    for (const [id, until] of watched) if (until > now) this.watchUntil(id, until);
  }
}

/** A timer that does not keep the process alive. */
function startTimer(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, ms).unref();
}
