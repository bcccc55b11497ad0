/**
 * Looks for loops of running agents while their spans come in, so that somebody can be told at once. By that, what is
 * to be known of a session is known, but for its last spans, when somebody opens it (see `sessionAnalyses.ts`).
 */
import type { Loop, LoopNotice } from '../protocol/loops';
import type { DurationMs, SpanRef } from '../protocol/units';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import { spanKey } from '../analysis/spanNode';
import type { Resource } from '../otlp/records';
import type { LatestLoops } from './sessionAnalyses';
import { REST, workInSlices } from './workInSlices';

/** Spans come in several requests at a time; a loop is told within a second of its last one. */
const SHORTEST_WAIT_MS = 250;
/**
 * Somebody is told within a second of the span that proves a loop: a rest and the look after it must not take longer,
 * unless the look alone does.
 */
const LONGEST_WAIT_MS = 700;
/** A session of which only the latest part was looked at is understood as a whole when nothing has come for so long. */
const WHOLE_AFTER_MS = 2_000;
/** Rests are for receiving to go first: when nothing has come for so many times as long as the last look took, none is due. */
const QUIET = 2;

export interface LoopWatchSource {
  /** Undefined when the session is gone; so is what `analysis` says, which is always of the whole session. */
  latestLoops: (sessionId: string) => LatestLoops | undefined;
  analysis: (sessionId: string) => Pick<SessionAnalysis, 'loops' | 'summary'> | undefined;
  /** Of a stored span. */
  resourceOf: (ref: SpanRef) => Resource | undefined;
  /** A clock, in milliseconds, from any start. */
  now: () => number;
}

/**
 * The spans of a session's loops that were told, or were there before, and those that were told as critical: a loop
 * that grows, is renamed or shows only its end is still the same.
 */
interface Known {
  spans: Set<string>;
  critical: Set<string>;
}

export class LoopWatch {
  private readonly known = new Map<string, Known>();
  /** Sessions with spans from before: what they have of loops is old when they are first looked at. */
  private readonly old = new Set<string>();
  private readonly waiting = new Set<string>();
  /** Imported, and not understood since. */
  private readonly preparing = new Set<string>();
  /** Only the latest part of them is understood. */
  private readonly partly = new Set<string>();
  private readonly listeners = new Set<(notice: LoopNotice) => void>();
  private timer: NodeJS.Timeout | undefined;
  private quietTimer: NodeJS.Timeout | undefined;
  private wholeTimer: NodeJS.Timeout | undefined;
  private lastMs = 0;

  constructor(private readonly source: LoopWatchSource) {}

  onLoop(listener: (notice: LoopNotice) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sessions changed. `past`: by what was imported, or received before the collector started. */
  note(sessionIds: readonly string[], past: boolean): void {
    for (const id of sessionIds) {
      if (past) this.old.add(id);
      else this.waiting.add(id);
    }
    if (this.waiting.size === 0 || this.listeners.size === 0) return;
    this.lookLater();
  }

  /** Sessions were imported and will be opened: they are understood meanwhile, without a word about their loops. */
  prepare(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.preparing.add(id);
    if (this.preparing.size > 0) this.lookLater();
  }

  private lookLater(): void {
    this.startTimer(Math.max(this.restAfter(REST * this.lastMs), SHORTEST_WAIT_MS));
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(
      () => {
        if (this.waiting.size + this.preparing.size === 0) return;
        clearTimeout(this.timer);
        this.timer = undefined;
        this.look();
      },
      Math.max(QUIET * this.lastMs, SHORTEST_WAIT_MS),
    ).unref();
  }

  /** Sessions are gone. */
  forget(sessionIds: readonly string[]): void {
    for (const id of sessionIds) {
      this.known.delete(id);
      this.old.delete(id);
      this.waiting.delete(id);
      this.preparing.delete(id);
      this.partly.delete(id);
    }
  }

  /** Tells of what is new in the sessions that changed; where they are many, of some now and of the others later. */
  look(): void {
    const { now } = this.source;
    const from = now();
    const rest = workInSlices(
      new Set([...this.waiting, ...this.preparing]),
      (id) => {
        this.preparing.delete(id);
        if (this.waiting.delete(id)) this.lookAt(id);
        else this.source.analysis(id);
      },
      now,
    );
    this.lastMs = now() - from;
    if (rest !== null) this.startTimer(this.restAfter(rest));
    clearTimeout(this.wholeTimer);
    if (this.partly.size === 0) return;
    this.wholeTimer = setTimeout(() => {
      this.lookAtWhole();
    }, WHOLE_AFTER_MS).unref();
  }

  /** Looks take half of the time at most, and much less where they are quick. */
  private restAfter(wanted: DurationMs): DurationMs {
    return Math.min(wanted, Math.max(this.lastMs, LONGEST_WAIT_MS - this.lastMs));
  }

  private startTimer(afterMs: DurationMs): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.look();
    }, afterMs).unref();
  }

  private lookAt(sessionId: string): void {
    const latest = this.source.latestLoops(sessionId);
    if (!latest) return;
    if (latest.isWhole) this.partly.delete(sessionId);
    else this.partly.add(sessionId);
    this.tellNew(sessionId, latest);
  }

  /** What was found in parts so far: a loop may be longer than those, and somebody may open the session now. */
  private lookAtWhole(): void {
    for (const id of this.partly) {
      this.partly.delete(id);
      const analysis = this.source.analysis(id);
      if (analysis) this.tellNew(id, { title: analysis.summary.title, loops: analysis.loops });
    }
  }

  private tellNew(sessionId: string, { title, loops }: Pick<LatestLoops, 'title' | 'loops'>): void {
    const silent = this.old.delete(sessionId) && !this.known.has(sessionId);
    const known = this.known.get(sessionId) ?? { spans: new Set(), critical: new Set() };
    this.known.set(sessionId, known);
    for (const loop of loops) {
      const keys = loop.steps.flat().map(spanKey);
      const isNew = !keys.some((key) => known.spans.has(key));
      const turned = loop.severity === 'critical' && !keys.some((key) => known.critical.has(key));
      for (const key of keys) known.spans.add(key);
      if (loop.severity === 'critical') for (const key of keys) known.critical.add(key);
      if (!silent && (isNew || turned)) this.tell(sessionId, title, loop);
    }
  }

  private tell(sessionId: string, title: string, loop: Loop): void {
    const last = loop.steps.at(-1)!.at(-1)!;
    const notice = { sessionId, title, loop, process: processOf(this.source.resourceOf(last)) };
    for (const listener of this.listeners) listener(notice);
  }
}

/** `process.pid` and `host.name` of the OpenTelemetry semantic conventions. */
function processOf(resource: Resource | undefined): LoopNotice['process'] {
  const pid = Number(resource?.attributes.get('process.pid') ?? Number.NaN);
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  const host = resource?.attributes.get('host.name');
  return { pid, host: typeof host === 'string' ? host : null };
}
