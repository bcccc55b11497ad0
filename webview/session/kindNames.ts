import type { FrameMode } from '../../src/protocol/frames';
import type { SpanKind } from '../../src/protocol/agentModel';
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';

/** Span kinds as people say them. */
export const KIND_NAME: Record<SpanKind, string> = {
  agent: 'agent',
  workflow: 'workflow',
  step: 'step',
  llm: 'model call',
  tool: 'tool',
  handoff: 'hand-off',
  retrieval: 'retrieval',
  embedding: 'embedding',
  memory: 'memory',
  guardrail: 'guardrail',
  evaluation: 'evaluation',
  approval: 'approval',
  mcp: 'MCP',
  hook: 'hook',
  other: 'span',
};

/** A width on the flame graph as a figure of the mode. */
export function formatExtent(value: number, mode: FrameMode): string {
  if (mode === 'time') return formatDuration(value);
  return mode === 'tokens' ? `${formatTokens(value)} tokens` : formatUsd(value);
}
