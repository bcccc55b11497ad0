import type { SpanKind, ToolStatus } from '../../src/protocol/agentModel';
import type { FrameMode } from '../../src/protocol/frames';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';

/** Span kinds as people say them. */
export const KIND_NAME: Readonly<Record<SpanKind, string>> = {
  agent: t('agent'),
  workflow: t('workflow'),
  step: t('step'),
  llm: t('model call'),
  tool: t('tool'),
  handoff: t('hand-off'),
  retrieval: t('retrieval'),
  embedding: t('embedding'),
  memory: t('memory'),
  guardrail: t('guardrail'),
  evaluation: t('evaluation'),
  approval: t('approval'),
  mcp: 'MCP',
  hook: t('hook'),
  other: t('span'),
};

/** How a tool call went. */
export const STATUS_NAME: Readonly<Record<ToolStatus, string>> = {
  ok: t('ok'),
  error: t('error'),
  timeout: t('timeout'),
  rate_limited: t('rate limited'),
  invalid_args: t('invalid arguments'),
  denied: t('denied'),
  cancelled: t('cancelled'),
};

/** A width on the flame graph as a figure of the mode. */
export function formatExtent(value: number, mode: FrameMode): string {
  if (mode === 'time') return formatDuration(value);
  return mode === 'tokens' ? t('{0} tokens', formatTokens(value)) : formatUsd(value);
}
