/** A session's spans by key while facts are brought together, with what is around each of them. */
import type { AgentSpan, SpanKind } from '../protocol/agentModel';
import { append } from '../protocol/maps';
import type { EpochMs } from '../protocol/units';
import { compareSpans } from './spanOrder';
import { spanKey } from './spanNode';

/** Longer chains of parents are cycles, or too far away to mean anything. */
const MAX_WAY_UP = 1_000;

export class SpanIndex {
  private readonly spans = new Map<string, AgentSpan>();
  private readonly parents = new Set<string>();
  /** Model calls by the step around them, in canonical order. */
  private readonly modelsOfStep = new Map<string, string[]>();
  /** Model calls by the span right around them, in canonical order. */
  private readonly modelsOfParent = new Map<string, string[]>();

  /** Of a span that occurs twice one copy counts: the same that the tree takes. */
  constructor(spans: readonly AgentSpan[]) {
    for (const span of [...spans].sort(compareSpans)) {
      const key = spanKey(span);
      if (!this.spans.has(key)) this.spans.set(key, span);
      const parent = parentKey(span);
      if (parent !== undefined) this.parents.add(parent);
    }
    for (const [key, span] of this.spans) if (span.kind === 'llm') this.addModelCall(key, span);
  }

  private addModelCall(key: string, span: AgentSpan): void {
    const parent = parentKey(span);
    if (parent !== undefined) append(this.modelsOfParent, parent, key);
    const step = this.around(key, ['step', 'agent', 'tool']);
    if (step !== undefined && this.get(step)!.kind === 'step') append(this.modelsOfStep, step, key);
  }

  /** In canonical order. */
  keys(): string[] {
    return [...this.spans.keys()];
  }

  all(): AgentSpan[] {
    return [...this.spans.values()];
  }

  get(key: string): AgentSpan | undefined {
    return this.spans.get(key);
  }

  set(key: string, span: AgentSpan): void {
    this.spans.set(key, span);
  }

  /** A span that has turned out to be a model call; those around it in canonical order. */
  setModelCall(key: string, span: AgentSpan): void {
    this.set(key, span);
    this.addModelCall(key, span);
  }

  hasChildren(key: string): boolean {
    return this.parents.has(key);
  }

  /** The nearest span of one of the kinds around this one; undefined where there is none. */
  around(key: string, kinds: readonly SpanKind[]): string | undefined {
    for (const [outer, { kind }] of this.wayUp(key)) if (kinds.includes(kind)) return outer;
    return undefined;
  }

  /** The first agent run that is inside of a span. */
  firstRunInside(outerKey: string): string | undefined {
    for (const [key, { kind }] of this.spans) {
      if (kind !== 'agent') continue;
      for (const [outer] of this.wayUp(key)) if (outer === outerKey) return key;
    }
    return undefined;
  }

  /** When the first tool call right inside of each model call started. */
  firstToolsInside(): Map<string, EpochMs> {
    const starts = new Map<string, EpochMs>();
    for (const [key, { kind, startTime }] of this.spans) {
      const outer = kind === 'tool' ? this.around(key, ['llm', 'agent', 'tool']) : undefined;
      if (outer === undefined || this.get(outer)!.kind !== 'llm') continue;
      starts.set(outer, Math.min(starts.get(outer) ?? Infinity, startTime));
    }
    return starts;
  }

  /** The spans around this one, the nearest first. */
  private *wayUp(key: string): Generator<[key: string, span: AgentSpan]> {
    let span = this.spans.get(key);
    for (let way = 0; span !== undefined && way < MAX_WAY_UP; way++) {
      const parent = parentKey(span);
      span = parent === undefined ? undefined : this.spans.get(parent);
      if (span !== undefined) yield [parent!, span];
    }
  }

  /** The model call that is, or is around, the span; else the latest before `time` in the step that the span is in. */
  modelInStep(key: string, time: EpochMs): string | undefined {
    if (this.spans.get(key)?.kind === 'llm') return key;
    const kind = this.spans.get(key)?.kind;
    const around = kind === 'step' ? key : this.around(key, ['llm', 'step', 'agent', 'tool']);
    if (around === undefined) return undefined;
    if (this.get(around)!.kind === 'llm') return around;
    const models = this.modelsOfStep.get(around) ?? [];
    return models.findLast((model) => this.get(model)!.startTime <= time) ?? models[0];
  }

  /** The only model call beside the span that ran while it did, where an emitter nests nothing. */
  modelBeside(key: string): string | undefined {
    const span = this.get(key)!;
    const parent = parentKey(span);
    const beside = parent === undefined ? [] : (this.modelsOfParent.get(parent) ?? []);
    const during = beside.filter((model) => isDuring(this.get(model)!, span));
    return during.length === 1 ? during[0] : undefined;
  }
}

/** Ends that were taken by different clocks may seem to cross by this much. */
const TOLERANCE_MS = 1;

function isDuring(inner: AgentSpan, outer: AgentSpan): boolean {
  const outerEnd = outer.startTime + outer.durationMs;
  return outer.startTime <= inner.startTime && inner.startTime + inner.durationMs <= outerEnd + TOLERANCE_MS;
}

function parentKey({ traceId, parentSpanId }: AgentSpan): string | undefined {
  return parentSpanId === null ? undefined : spanKey({ traceId, spanId: parentSpanId });
}
