/** Time in which the agent could do nothing because it waited for a person. */
import { formatDuration } from '../../protocol/format';
import type { AgentSpan } from '../../protocol/agentModel';
import type { SpanNode } from '../spanNode';
import { oncePerTrace } from '../traceTree';
import { coveredTime, intervalOf } from '../intervals';
import { figure, finding, percent } from './finding';
import type { ReviewRule } from './facts';

/** Long enough to have gone elsewhere; reading a proposed change takes less. */
const LONG_MS = 60_000;
/** Most of the session was waiting. */
const MOST_SHARE = 0.5;
const MOST_MS = 5 * 60_000;

type ApprovalNode = SpanNode & { span: AgentSpan };

const approvalsOf = oncePerTrace(({ all }) =>
  all.filter((node): node is ApprovalNode => node.span?.kind === 'approval'),
);

export const approvalFindings: ReviewRule = ({ analysis }) => {
  const { summary, turnOf } = analysis;
  const waits = analysis.tree.traces.flatMap(approvalsOf);
  const long = waits.filter(({ span }) => span.durationMs >= LONG_MS);
  if (long.length === 0) return [];
  const waitedMs = coveredTime(waits.map(({ span }) => intervalOf(span)));
  const share = waitedMs / Math.max(summary.endTime - summary.startTime, waitedMs);
  const longest = long.reduce((most, node) => (node.span.durationMs > most.span.durationMs ? node : most));
  const tool = toolAround(longest);
  return [
    finding({
      kind: 'approval-wait',
      severity: share >= MOST_SHARE && waitedMs >= MOST_MS ? 'warning' : 'info',
      agent: longest.agent,
      subject: tool,
      sentence:
        waits.length === 1
          ? `The agent waited ${formatDuration(waitedMs)} (${percent(share)} of the session) for a person to approve ${tool ?? 'a step'}.`
          : `The agent waited ${formatDuration(waitedMs)} (${percent(share)} of the session) for a person’s answer to ${waits.length} requests for approval, longest for ${tool ?? 'one of them'}: ${formatDuration(longest.span.durationMs)}.`,
      advice: 'Allow calls that are harmless in advance, or let the agent do other work while it waits.',
      figures: [
        figure('waitedMs', waitedMs, 'ms'),
        figure('longestMs', longest.span.durationMs, 'ms'),
        figure('waits', waits.length),
        figure('share', share, 'share'),
      ],
      evidence: long.map(({ ref, span }) => ({
        ...ref,
        turn: turnOf(ref) ?? null,
        label: formatDuration(span.durationMs),
      })),
    }),
  ];
};

function toolAround(node: SpanNode): string | null {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (outer.span?.kind === 'tool') return outer.span.tool?.name ?? outer.span.name;
  }
  return null;
}
