/**
 * What the analysis says of each session, worked out when somebody asks and kept until the session changes. Of a
 * session that grows only the new spans and log records are read from the store, and only their traces are understood
 * again (`analysis/growingSession.ts`). Nobody waits for most of it: `loopWatch.ts` asks while spans come in.
 */
import type { AgentEvent } from '../protocol/agentEvents';
import type { Loop, LoopThresholds } from '../protocol/loops';
import { DEFAULT_LOOP_THRESHOLDS } from '../protocol/loops';
import type { SessionFlag, SessionSummary } from '../protocol/sessions';
import type { EpochMs, SpanRef, TraceId } from '../protocol/units';
import type { Prices } from '../analysis/cost';
import { rollupOf, type SessionRollup } from '../analysis/overview/rollup';
import { GrowingSession } from '../analysis/growingSession';
import { SessionFrames, type LayoutOptions } from '../analysis/sessionFrames';
import type { PromptDigest } from '../analysis/promptUnits';
import type { AnalysisContext, SessionAnalysis } from '../analysis/sessionAnalysis';
import { isAllNoise, liveUntil } from '../analysis/sessionSummary';
import { spanKey } from '../analysis/spanNode';
import { isTitleRequest } from '../semconv/codex';
import { understandLog } from '../semconv/logEvents';
import { isMachineryOf } from '../semconv/noise';
import type { InsertResult, SpanStore } from '../store/store';

/**
 * What whole analyses kept in memory may take, in spans, about 1.8 KiB each: some 250 MiB. Kept beyond it, however
 * large: the session that was asked for last, and the one whose flame graph was.
 */
const MAX_CACHED_SPANS = 140_000;

/** As a new panel shows a session. */
const FIRST_DRAWING: LayoutOptions = { mode: 'time', foldIdle: true, hideNoise: true };

/** To understand all of a session with fewer spans anew takes a tenth of a second at most. */
const LARGE_SPANS = 10_000;

export interface LatestLoops {
  title: string;
  loops: readonly Loop[];
  isWhole: boolean;
}

interface CachedSession {
  /** With all spans of the session up to the store's `last`. */
  session: GrowingSession;
  last: number;
  /** Its log records, by their numbers in the store. */
  events: Map<number, AgentEvent>;
  /** null when spans have arrived since. */
  analysis: SessionAnalysis | null;
  /** When it was last analysed; null when it was not. */
  title: string | null;
  /** null when nobody has asked since the analysis. */
  frames: SessionFrames | null;
  /** Of the model calls' prompts, by `spanKey`, as far as somebody asked. */
  digests: Map<string, PromptDigest>;
  /** What it takes in memory, in spans, when it was last looked at. */
  size: number;
}

type AnalysedSession = CachedSession & { analysis: SessionAnalysis };

interface CachedSummary {
  /** Its `live` is as old as the summary. */
  summary: SessionSummary;
  lastReceived: EpochMs;
  /** Nothing but noise: no agent, call or record of one; or what an agent asks to name a conversation. */
  background: boolean;
  /** null when nobody has asked. */
  rollup: SessionRollup | null;
}

export class SessionAnalyses {
  /** Least recently used first. */
  private readonly sessions = new Map<string, CachedSession>();
  /** The sizes of them all. */
  private cachedSpans = 0;
  /** Whose flame graph was asked for last. */
  private viewed: string | undefined;
  /** Of every session that was ever asked for and has not changed since: small, and the list needs them all. */
  private readonly summaries = new Map<string, CachedSummary>();
  /** Sessions by the traces that the analysis made of their log records. */
  private readonly madeTraces = new Map<TraceId, string>();
  /** Sessions whose rows of the analysed views are up to date → the `live` in them. */
  private readonly written = new Map<string, boolean>();

  /**
   * `now`: epoch ms by the clock that stamps what is received. `onLive`: told of every session that is handed out as
   * live, with when it will stop to be unless more arrives. `isImported`: whether what came last is of a file, so that
   * nothing follows. `onUnderstood`: told of every session whose spans were gone through.
   */
  constructor(
    private readonly store: SpanStore,
    private readonly now: () => EpochMs,
    private readonly onLive: (sessionId: string, until: EpochMs) => void,
    private readonly prices: Prices,
    private readonly isImported: (sessionId: string, lastReceived: EpochMs) => boolean = () => false,
    private readonly loopThresholds: LoopThresholds = DEFAULT_LOOP_THRESHOLDS,
    private readonly onUnderstood: (sessionId: string, spanCount: number) => void = () => undefined,
  ) {}

  /** Has to be told of every insert. */
  forget({ changed, rewritten }: Pick<InsertResult, 'changed' | 'rewritten'>): void {
    for (const id of changed) {
      this.summaries.delete(id);
      this.written.delete(id);
      const cached = this.sessions.get(id);
      if (cached) {
        cached.analysis = null;
        cached.frames = null;
      }
    }
    for (const id of rewritten) this.drop(id);
  }

  /**
   * The title of a session, and its loops: of one that is large and grows, those in what came last (`isWhole` is false
   * then), which does not take longer the larger it is. Undefined when there is no such session.
   */
  latestLoops(id: string): LatestLoops | undefined {
    const cached = this.sessions.get(id);
    const stored = this.store.session(id);
    if (
      cached?.analysis === null &&
      cached.title !== null &&
      stored &&
      cached.session.spanCount >= LARGE_SPANS
    ) {
      const loops = cached.session.latestLoops(this.read(id, cached, stored.lastReceived));
      if (loops) return { title: cached.title, loops, isWhole: false };
    }
    const analysis = this.analysis(id);
    return analysis && { title: analysis.summary.title, loops: analysis.loops, isWhole: true };
  }

  /** Undefined when there is no such session. */
  analysis(id: string): SessionAnalysis | undefined {
    return this.analysed(id)?.analysis;
  }

  /** Of a session that is analysed: whoever reads a prompt may add its digest. They go when spans are rewritten. */
  digests(id: string): Map<string, PromptDigest> {
    return this.sessions.get(id)?.digests ?? new Map<string, PromptDigest>();
  }

  /** What sums over many sessions need of one; undefined when there is none. */
  rollup(id: string): SessionRollup | undefined {
    const known = this.summaries.get(id)?.rollup;
    if (known) return known;
    const analysis = this.analysis(id);
    if (!analysis) return undefined;
    const rollup = rollupOf(analysis);
    const summary = this.summaries.get(id);
    if (summary) summary.rollup = rollup;
    return rollup;
  }

  /** When the emitter of a session said that it compacted its history. */
  compactions(id: string): EpochMs[] {
    const events = [...(this.analysed(id)?.events.values() ?? [])];
    return events.filter(({ kind }) => kind === 'compaction').map(({ time }) => time);
  }

  /** The flame graph of a session that somebody looks at; undefined when there is none. */
  frames(id: string): SessionFrames | undefined {
    this.viewed = id;
    return this.drawn(id);
  }

  /** Works out the drawing that a panel asks for first, if it is not there. */
  drawAhead(id: string): void {
    if (this.sessions.has(id)) this.drawn(id)?.layout(FIRST_DRAWING).buckets();
  }

  private drawn(id: string): SessionFrames | undefined {
    const live = this.summary(id)?.live ?? false;
    const cached = this.analysed(id);
    if (!cached) return undefined;
    // Where all spans are there, a session looks the same when it has ended.
    const isRunning = live && cached.analysis.tree.pending.length > 0;
    if (cached.frames?.isLive !== isRunning) cached.frames = new SessionFrames(cached.analysis, isRunning);
    return cached.frames;
  }

  /** With `live` as of now. */
  summary(id: string): SessionSummary | undefined {
    if (!this.summaries.has(id)) this.analysed(id);
    const cached = this.summaries.get(id);
    if (!cached) return undefined;
    const until = liveUntil(cached.summary.flags, cached.lastReceived);
    const live = this.now() < until && !this.isImported(id, cached.lastReceived);
    if (live) this.onLive(id, until);
    return { ...cached.summary, live };
  }

  /**
   * Whether more of a session may come. `lastReceived`: of its last content. Reads the session only when its
   * silence alone does not say.
   */
  isLive(id: string, lastReceived: EpochMs): boolean {
    const silent = (flags: SessionFlag[]) => this.now() >= liveUntil(flags, lastReceived);
    if (!silent([])) return true;
    if (silent(['pending-spans'])) return false;
    return this.summary(id)?.live ?? false;
  }

  /** The log record behind a span that nobody sent (see `eventSpans.ts`); undefined when it is no such span. */
  recordOf(ref: SpanRef): { sessionId: string; logNo: number } | undefined {
    const key = spanKey(ref);
    if (!this.madeTraces.has(ref.traceId)) {
      // Ids stay what they were before a restart: whoever asks may have them from then.
      for (const { id } of this.store.sessions()) if (this.summary(id)?.spanCount === 0) this.analysis(id);
    }
    const sessionId = this.madeTraces.get(ref.traceId);
    if (sessionId === undefined) return undefined;
    const event = this.analysis(sessionId)?.eventOfSpan.get(key);
    const events = this.sessions.get(sessionId)?.events ?? [];
    for (const [logNo, each] of events) if (each === event) return { sessionId, logNo };
    return undefined;
  }

  /**
   * Newest first, those that `matches` only, at most `limit`. Some agents send dozens of traces beside the one that
   * matters, with nothing but their own machinery in them: those are left out unless `background` asks for them.
   */
  summariesOf(
    limit: number,
    matches: (summary: SessionSummary) => boolean,
    background = false,
  ): SessionSummary[] {
    const found: SessionSummary[] = [];
    const machinery = new Set<SessionSummary>();
    const agentServices = new Set<string>();
    for (const { id } of this.store.sessions()) {
      if (found.length - machinery.size >= limit) break;
      const summary = this.summary(id);
      if (!summary) continue;
      if (!background && this.summaries.get(id)?.background) machinery.add(summary);
      else for (const service of summary.services) agentServices.add(service);
      if (matches(summary)) found.push(summary);
      else machinery.delete(summary);
    }
    // A service without any agent has nothing better to show; a coding agent has, as soon as it is asked something.
    const isHidden = (summary: SessionSummary) =>
      machinery.has(summary) &&
      summary.services.every((service) => agentServices.has(service) || isMachineryOf(service));
    return found.filter((summary) => !isHidden(summary)).slice(0, limit);
  }

  /** Brings the store's analysed views up to date. */
  writeViews(): void {
    for (const { id } of this.store.sessions()) {
      const summary = this.summary(id);
      if (!summary || this.written.get(id) === summary.live) continue;
      const analysis = this.analysis(id);
      if (analysis) this.store.writeAnalysis(summary, analysis.turns, analysis.loops);
      this.written.set(id, summary.live);
    }
  }

  private analysed(id: string): AnalysedSession | undefined {
    const cached = this.sessions.get(id) ?? unread(id);
    if (!cached.analysis) {
      const stored = this.store.session(id);
      if (!stored) return undefined;
      const { lastReceived } = stored;
      cached.analysis = cached.session.analyse(this.read(id, cached, lastReceived));
      cached.title = cached.analysis.summary.title;
      for (const key of cached.analysis.eventOfSpan.keys()) this.madeTraces.set(key.split(':')[0]!, id);
      this.summaries.set(id, {
        summary: cached.analysis.summary,
        lastReceived,
        background: isAllNoise(cached.analysis.tree) || isTitleRequest(cached.title),
        rollup: null,
      });
      this.onUnderstood(id, cached.session.spanCount);
    }
    this.drop(id);
    this.sessions.set(id, cached);
    cached.size = sizeOf(cached);
    this.cachedSpans += cached.size;
    this.dropLeastRecentlyUsed(id);
    return cached as AnalysedSession;
  }

  /** Adds what is new in the store to a session that is to be understood. */
  private read(id: string, cached: CachedSession, lastReceived: EpochMs): AnalysisContext {
    const { spans, last } = this.store.sessionSpans(id, cached.last);
    cached.session.add(spans);
    cached.last = last;
    this.readEvents(id, cached);
    const { prices, loopThresholds } = this;
    return { lastReceived, now: this.now(), events: [...cached.events.values()], prices, loopThresholds };
  }

  /** Records come and go one by one, with the limit of their own: those that are known need not be read again. */
  private readEvents(id: string, cached: CachedSession): void {
    const { sessionLogs } = this.store.events;
    const numbers = sessionLogs.numbersOf(id);
    const known = cached.events;
    const unknown = numbers.filter((number) => !known.has(number));
    for (const log of sessionLogs.read(unknown)) known.set(log.logNo, understandLog(log, log.time));
    if (known.size === numbers.length) return;
    const present = new Set(numbers);
    for (const number of known.keys()) if (!present.has(number)) known.delete(number);
  }

  private dropLeastRecentlyUsed(used: string): void {
    const kept = new Set([used, this.viewed ?? used]);
    let others = this.cachedSpans;
    for (const id of kept) others -= this.sessions.get(id)?.size ?? 0;
    for (const [id, { size }] of this.sessions) {
      if (others <= MAX_CACHED_SPANS) return;
      if (kept.has(id)) continue;
      others -= size;
      this.drop(id);
    }
  }

  private drop(id: string): void {
    this.cachedSpans -= this.sessions.get(id)?.size ?? 0;
    this.sessions.delete(id);
  }
}

/** Units of a digest take a twentieth of what spans take. */
const SPANS_PER_UNIT = 0.05;

function sizeOf({ session, events, digests }: CachedSession): number {
  let units = 0;
  for (const digest of digests.values()) units += digest.units.length;
  return session.spanCount + events.size + units * SPANS_PER_UNIT;
}

function unread(id: string): CachedSession {
  return {
    session: new GrowingSession(id),
    ...{ last: 0, events: new Map(), analysis: null, title: null, frames: null, digests: new Map(), size: 0 },
  };
}
