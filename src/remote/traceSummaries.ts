/** A line per trace of spans in OTLP/JSON, for backends whose search answers with whole traces. */
import { idFromJson } from '../otlp/ids';
import { isRecord } from '../protocol/jsonObject';
import { recordsIn } from './remoteProblem';
import type { FoundTrace } from './traceBackend';

/** Newest first. */
export function traceSummaries(resourceSpans: readonly Record<string, unknown>[]): FoundTrace[] {
  const traces = new Map<string, Summary>();
  for (const { resource, scopeSpans } of resourceSpans) {
    const service = serviceOf(resource);
    for (const span of recordsIn(scopeSpans).flatMap(({ spans }) => recordsIn(spans))) {
      const traceId = typeof span.traceId === 'string' ? idFromJson(span.traceId) : '';
      if (traceId === '') continue;
      const summary = traces.get(traceId) ?? new Summary(traceId);
      traces.set(traceId, summary);
      summary.add(span, service);
    }
  }
  return newestFirst([...traces.values()].map((summary) => summary.found()));
}

export function newestFirst(traces: FoundTrace[]): FoundTrace[] {
  return traces.sort((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0));
}

/** Nanoseconds as a string or number to epoch milliseconds, good enough for a list; null for none. */
export function epochMs(nanoseconds: unknown): number | null {
  const value = Number(nanoseconds ?? NaN);
  return Number.isFinite(value) && value > 0 ? value / 1e6 : null;
}

class Summary {
  private first: { name: string; service: string; start: number } | null = null;
  private root: { name: string; service: string } | null = null;
  private end = 0;
  private spanCount = 0;

  constructor(private readonly traceId: string) {}

  add(span: Record<string, unknown>, service: string): void {
    const name = typeof span.name === 'string' ? span.name : '';
    const [start, end] = [epochMs(span.startTimeUnixNano), epochMs(span.endTimeUnixNano)];
    if (start !== null && (this.first === null || start < this.first.start)) {
      this.first = { name, service, start };
    }
    if ((span.parentSpanId ?? '') === '') this.root ??= { name, service };
    this.end = Math.max(this.end, end ?? 0);
    this.spanCount++;
  }

  found(): FoundTrace {
    const { traceId, first, end, spanCount } = this;
    const { name, service } = this.root ?? first ?? { name: '', service: '' };
    const startTime = first?.start ?? null;
    const durationMs = startTime === null || end < startTime ? null : end - startTime;
    return { traceId, name, service, startTime, durationMs, spanCount };
  }
}

function serviceOf(resource: unknown): string {
  const attributes = isRecord(resource) ? recordsIn(resource.attributes) : [];
  const value = attributes.find(({ key }) => key === 'service.name')?.value;
  return isRecord(value) && typeof value.stringValue === 'string' ? value.stringValue : '';
}
