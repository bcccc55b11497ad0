import type { AgentSpan } from '../protocol/agentModel';

/**
 * The one order of spans that everything else relies on, whatever order they arrived in: by start, the longer (outer)
 * first, then by id.
 */
export function compareSpans(a: AgentSpan, b: AgentSpan): number {
  return (
    a.startTime - b.startTime ||
    b.durationMs - a.durationMs ||
    compareText(a.traceId, b.traceId) ||
    compareText(a.spanId, b.spanId)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
