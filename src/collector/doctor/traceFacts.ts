/** What the doctor needs to know of the spans and log records that are stored: the newest of them, a bounded number. */
import type { AgentSpan } from '../../protocol/agentModel';
import type { JsonValue } from '../../protocol/spans';
import type { DurationMs, EpochMs, SpanRef } from '../../protocol/units';
import { TABLE_PRICES, hasTokenPrice } from '../../analysis/cost';
import { spanKey } from '../../analysis/spanNode';
import type { SpanStore, StoredSession } from '../../store/store';
import type { Content } from './contentCapture';
import { CONTENT_EVENTS, contentOfLog, contentOfSpan } from './contentCapture';
import type { Emitter } from './emitters';
import { emitterOf, isMarkedModelCall } from './emitters';

/** Sessions are read, newest first, until so many spans were: about a second's work. */
const MAX_SPANS = 50_000;
/** Of the spans that are read, so many are decoded; of one session at most a part of them. */
const MAX_DECODED = 1_000;
const MAX_DECODED_OF_SESSION = 100;
const MAX_CONTENT_LOGS = 500;
/** A session that is silent for so long gets no more parents: they come with the next batches, every few seconds. */
export const SETTLED_MS = 60_000;
/** Clocks of one machine and SDKs that keep milliseconds only differ by so much. */
const TOLERATED_SKEW_MS = 2;

export type TraceSource = Pick<SpanStore, 'sessions' | 'sessionSpans' | 'span' | 'query'>;

export interface TraceFacts {
  /** What was read. */
  sessions: number;
  spans: number;
  modelCalls: number;
  /** Spans of which no vocabulary of agents knows anything. */
  unknown: { spans: number; scopes: Counted[] };
  /** One of each emitter that made a model call, from the newest session in which it did. */
  emitters: EmitterFacts[];
  /** Services that send log records but, among the spans read, no spans. */
  logsOnly: { service: string; logs: number }[];
  orphans: OrphanFacts;
  /** Children that start before their parents in another service, by the pair of services; the worst first. */
  clockSkew: SkewFacts[];
  /** Model calls with known tokens and a model of which no price is known. */
  unpriced: Counted[];
}

export interface Counted {
  name: string;
  count: number;
}

export interface EmitterFacts extends Content {
  emitter: Emitter;
  /** Name and version of the instrumentation that recorded a model call. */
  scope: string;
  services: string[];
  /** That were looked at. */
  modelCalls: number;
}

export interface OrphanFacts {
  /** Whose parent has not arrived, in sessions that are settled. */
  spans: number;
  /** All spans of those sessions. */
  of: number;
  parents: number;
  examples: { ref: SpanRef; name: string; service: string | null }[];
}

export interface SkewFacts {
  parentService: string;
  childService: string;
  spans: number;
  worstMs: DurationMs;
}

const MAX_EXAMPLES = 3;
/** Those that show content, first. */
const DECODED_KINDS = ['llm', 'agent', 'step', 'other'] as const;

export function gatherTraceFacts(source: TraceSource, now: EpochMs): TraceFacts {
  const gathering = new Gathering(source, now);
  for (const session of source.sessions()) {
    if (gathering.spans >= MAX_SPANS) break;
    gathering.addSession(session);
  }
  return gathering.facts();
}

class Gathering {
  spans = 0;
  private sessions = 0;
  private modelCalls = 0;
  private unknown = 0;
  private decoded = 0;
  private readonly scopes = new Map<string, number>();
  private readonly services = new Set<string>();
  private readonly emitters = new Map<string, EmitterFacts>();
  private readonly orphans: OrphanFacts = { spans: 0, of: 0, parents: 0, examples: [] };
  private readonly skews = new Map<string, SkewFacts>();
  private readonly unpriced = new Map<string, number>();

  constructor(
    private readonly source: TraceSource,
    private readonly now: EpochMs,
  ) {}

  addSession(session: StoredSession): void {
    const { spans } = this.source.sessionSpans(session.id);
    this.sessions++;
    this.spans += spans.length;
    const byKey = new Map(spans.map((span) => [spanKey(span), span]));
    const settled = this.now - session.lastReceived >= SETTLED_MS;
    const missing = new Set<string>();
    for (const span of spans) {
      if (span.service !== null) this.services.add(span.service);
      if (span.kind === 'other') this.unknown++;
      if (span.model) this.addModelCall(span);
      if (span.parentSpanId === null) continue;
      const key = spanKey({ traceId: span.traceId, spanId: span.parentSpanId });
      const parent = byKey.get(key);
      if (parent) this.addSkew(parent, span);
      else if (settled) {
        this.addOrphan(span);
        missing.add(key);
      }
    }
    if (settled) this.orphans.of += spans.length;
    this.orphans.parents += missing.size;
    this.decode(spans);
  }

  facts(): TraceFacts {
    this.addContentOfLogs();
    return {
      sessions: this.sessions,
      spans: this.spans,
      modelCalls: this.modelCalls,
      unknown: { spans: this.unknown, scopes: byCount(this.scopes) },
      emitters: [...this.emitters.values()],
      logsOnly: this.logsOnly(),
      orphans: this.orphans,
      clockSkew: [...this.skews.values()].sort((a, b) => b.worstMs - a.worstMs),
      unpriced: byCount(this.unpriced),
    };
  }

  private addModelCall(span: AgentSpan): void {
    const { model } = span;
    this.modelCalls++;
    const name = model?.responseModel ?? model?.requestModel ?? null;
    if (!model || name === null || !hasTokenPrice(model)) return;
    if (model.usage.input === null || model.usage.output === null) return;
    if (TABLE_PRICES.priceOf(model, span.startTime).costSource === null) add(this.unpriced, name);
  }

  private addOrphan(span: AgentSpan): void {
    this.orphans.spans++;
    if (this.orphans.examples.length === MAX_EXAMPLES) return;
    const { traceId, spanId, name, service } = span;
    this.orphans.examples.push({ ref: { traceId, spanId }, name, service });
  }

  /** Within one service, clocks agree: what starts early there was started late by its instrumentation. */
  private addSkew(parent: AgentSpan, child: AgentSpan): void {
    const { service: parentService } = parent;
    const { service: childService } = child;
    const early = parent.startTime - child.startTime;
    if (early <= TOLERATED_SKEW_MS || parentService === null || childService === null) return;
    if (parentService === childService) return;
    const key = JSON.stringify([parentService, childService]);
    const known = this.skews.get(key);
    if (!known) this.skews.set(key, { parentService, childService, spans: 1, worstMs: early });
    else {
      known.spans++;
      known.worstMs = Math.max(known.worstMs, early);
    }
  }

  private decode(spans: readonly AgentSpan[]): void {
    const room = Math.min(MAX_DECODED_OF_SESSION, MAX_DECODED - this.decoded);
    const chosen = DECODED_KINDS.flatMap((kind) => spans.filter((span) => span.kind === kind)).slice(0, room);
    const ofSession = new Map<string, EmitterFacts>();
    for (const agentSpan of chosen) {
      const stored = this.source.span(agentSpan);
      if (!stored) continue;
      this.decoded++;
      const { record, resource, scope } = stored;
      if (agentSpan.kind === 'other') add(this.scopes, scope.name === '' ? '(no scope)' : scope.name);
      const emitter = emitterOf({ resource, scope, span: record });
      const facts = ofSession.get(emitter.id) ?? newEmitter(emitter);
      ofSession.set(emitter.id, facts);
      const content = contentOfSpan(record);
      facts.prompts ||= content.prompts;
      facts.answers ||= content.answers;
      if (agentSpan.kind === 'llm' || isMarkedModelCall(record)) {
        facts.modelCalls++;
        facts.scope ||= [scope.name, scope.version].filter(Boolean).join(' ');
      }
      if (agentSpan.service !== null && !facts.services.includes(agentSpan.service)) {
        facts.services.push(agentSpan.service);
      }
    }
    for (const [id, facts] of ofSession) {
      if (facts.modelCalls > 0 && !this.emitters.has(id)) this.emitters.set(id, facts);
    }
  }

  private addContentOfLogs(): void {
    const { rows } = this.source.query(
      {
        sql: `SELECT service, event_name, attributes, body, trace_id, span_id FROM logs
              WHERE event_name IN (${CONTENT_EVENTS.map(() => '?').join(', ')}) ORDER BY time DESC`,
        params: [...CONTENT_EVENTS],
        limit: MAX_CONTENT_LOGS,
      },
      () => performance.now(),
    );
    for (const [service, eventName, attributes, body, traceId, spanId] of rows) {
      const emitters = [...this.emitters.values()].filter(({ prompts, answers }) => !prompts || !answers);
      if (emitters.length === 0) return;
      if (typeof eventName !== 'string') continue;
      const content = contentOfLog(eventName, parsed(attributes), parsed(body));
      if (!content.prompts && !content.answers) continue;
      const writer =
        typeof traceId === 'string' && typeof spanId === 'string'
          ? this.emitterOfSpan({ traceId, spanId })
          : undefined;
      for (const facts of emitters) {
        const isWriter = writer
          ? facts.emitter.id === writer.id
          : typeof service === 'string' && facts.services.includes(service);
        if (!isWriter) continue;
        facts.prompts ||= content.prompts;
        facts.answers ||= content.answers;
      }
    }
  }

  /** Several instrumentations may be in one service: a log record is of the one that recorded its span. */
  private emitterOfSpan(ref: SpanRef): Emitter | undefined {
    const stored = this.source.span(ref);
    return stored && emitterOf({ resource: stored.resource, scope: stored.scope, span: stored.record });
  }

  private logsOnly(): TraceFacts['logsOnly'] {
    const { rows } = this.source.query(
      {
        sql: 'SELECT service, count(*) FROM logs WHERE service IS NOT NULL GROUP BY service ORDER BY 2 DESC',
      },
      () => performance.now(),
    );
    return rows.flatMap(([service, logs]) =>
      typeof service === 'string' && !this.services.has(service) ? [{ service, logs: Number(logs) }] : [],
    );
  }
}

function newEmitter(emitter: Emitter): EmitterFacts {
  return { emitter, scope: '', services: [], modelCalls: 0, prompts: false, answers: false };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): Counted[] {
  return Array.from(counts, ([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

/** A JSON column of a view; text that is no JSON stays text. */
function parsed(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return null;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
