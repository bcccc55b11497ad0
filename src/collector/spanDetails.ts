import type { Loop } from '../protocol/loops';
import type { SpanDetails } from '../protocol/spans';
import type { SpanRef } from '../protocol/units';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import { attributesToJson } from '../otlp/attributes';
import { OTLP_SPAN_KIND } from '../otlp/records';
import { epochMs } from '../semconv/time';
import type { StoredSpan } from '../store/store';
import { emitterOf } from './doctor/emitters';

/**
 * Everything known of one span: as it was received, and what the analysis of its session made of it. `logs`: how many
 * log records were written inside of it.
 */
export function spanDetails(stored: StoredSpan, analysis: SessionAnalysis, logs: number): SpanDetails {
  const { record, resource, scope, agentSpan, sessionId, children } = stored;
  const node = analysis.tree.find(agentSpan);
  const emitter = emitterOf({ resource, scope, span: record });
  return {
    sessionId,
    span: node?.span ? { ...node.span, agent: node.agent } : agentSpan,
    raw: {
      kind: OTLP_SPAN_KIND[record.kind] ?? OTLP_SPAN_KIND[0],
      startTimeUnixNano: record.startTimeUnixNano.toString(),
      endTimeUnixNano: record.endTimeUnixNano.toString(),
      traceState: record.traceState,
      statusMessage: record.status.message,
      attributes: attributesToJson(record.attributes),
      events: record.events.map((event) => ({
        time: epochMs(event.timeUnixNano),
        timeUnixNano: event.timeUnixNano.toString(),
        name: event.name,
        attributes: attributesToJson(event.attributes),
      })),
      links: record.links.map((link) => ({
        traceId: link.traceId,
        spanId: link.spanId,
        traceState: link.traceState,
        attributes: attributesToJson(link.attributes),
      })),
      droppedAttributesCount: record.droppedAttributesCount,
      droppedEventsCount: record.droppedEventsCount,
      droppedLinksCount: record.droppedLinksCount,
      resource: attributesToJson(resource.attributes),
      scope: { name: scope.name, version: scope.version, attributes: attributesToJson(scope.attributes) },
    },
    turn: analysis.turnOf(agentSpan) ?? null,
    loop: loopOf(agentSpan, analysis.loops),
    children,
    emitter: {
      name: emitter.name,
      contentSwitch: emitter.contentSwitch,
      withoutAnswers: emitter.withoutAnswers === true,
    },
    logs,
    cut: [],
  };
}

function loopOf({ traceId, spanId }: SpanRef, loops: readonly Loop[]): SpanDetails['loop'] {
  for (const { id, iterations, steps } of loops) {
    const at = steps.findIndex((refs) =>
      refs.some((ref) => ref.spanId === spanId && ref.traceId === traceId),
    );
    if (at >= 0) return { id, iteration: at + 1, iterations };
  }
  return null;
}
