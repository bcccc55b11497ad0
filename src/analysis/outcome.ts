import type { AgentSpan } from '../protocol/agentModel';

/** Whether the span's own work failed: by status, or by an error that the emitter recorded without setting one. */
export function hasFailed(span: AgentSpan): boolean {
  if (span.tool !== null && span.tool.status !== 'ok') return true;
  return span.status === 'error' || span.errorClass !== null || span.errorMessage !== null;
}
