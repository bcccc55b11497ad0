/** What a session cost and how much it did, against a budget and against what is usual for the agent. */
import { formatUsd } from '../../protocol/format';
import type { Turn } from '../../protocol/turns';
import { counted, figure, finding, percent, turnEvidence } from './finding';
import { toolCallsOf, type ReviewRule } from './facts';

/** At this share of a budget there is still time to do something. */
export const BUDGET_WARNING = 0.8;

/**
 * Runs of one agent differ by a factor of two with what is asked of it; three times the average and above every
 * earlier session is out of the ordinary, ten times is an accident.
 */
const COST_MULTIPLE = { warning: 3, critical: 10 };
/** Below, a multiple is nobody's concern. */
const MIN_COST_USD = 0.02;

/** Above the 95th percentile by half, and by more than a handful: one in twenty sessions is above it by definition. */
const CALLS_MULTIPLE = 1.5;
const MIN_MORE_CALLS = 5;

const SHOWN_TURNS = 5;

export const budgetFindings: ReviewRule = ({ analysis, budgetUsd }) => {
  const { costUsd } = analysis.summary;
  if (budgetUsd === null || budgetUsd <= 0 || costUsd === null) return [];
  const share = costUsd / budgetUsd;
  if (share < BUDGET_WARNING) return [];
  const isOver = share >= 1;
  return [
    finding({
      kind: 'budget',
      severity: isOver ? 'critical' : 'warning',
      sentence: isOver
        ? `The session has cost ${formatUsd(costUsd)}, ${percent(share)} of the budget of ${formatUsd(budgetUsd)} per session.`
        : `The session has used ${percent(share)} of its budget: ${formatUsd(costUsd)} of ${formatUsd(budgetUsd)}.`,
      advice:
        'Look at the turns that cost most, or raise the setting “Budget: Session Usd” if this is what such a session should cost.',
      figures: [figure('costUsd', costUsd, 'usd'), figure('budgetUsd', budgetUsd, 'usd')],
      evidence: mostExpensive(analysis.turns),
    }),
  ];
};

export const highCostFindings: ReviewRule = ({ analysis, baseline }) => {
  const { costUsd } = analysis.summary;
  const usual = baseline?.costUsd;
  if (!baseline || !usual || costUsd === null || usual.average <= 0) return [];
  const multiple = costUsd / usual.average;
  if (multiple < COST_MULTIPLE.warning || costUsd < MIN_COST_USD || costUsd <= usual.max) return [];
  return [
    finding({
      kind: 'high-cost',
      severity: multiple >= COST_MULTIPLE.critical ? 'critical' : 'warning',
      agent: baseline.agent,
      sentence: `This session cost ${formatUsd(costUsd)}, ${multiple.toFixed(1)} times the average of ${formatUsd(usual.average)} over the ${usual.sessions} sessions of ${baseline.agent} before it.`,
      advice:
        'Start with the turns that cost most: a larger context, a more expensive model or more turns than usual is behind it.',
      figures: [
        figure('costUsd', costUsd, 'usd'),
        figure('averageCostUsd', usual.average, 'usd'),
        figure('multiple', multiple, 'times'),
        figure('sessions', usual.sessions),
      ],
      evidence: mostExpensive(analysis.turns),
    }),
  ];
};

export const manyToolCallsFindings: ReviewRule = ({ analysis, baseline }) => {
  if (!baseline) return [];
  const { toolCalls } = analysis.summary;
  const { p95ToolCalls, sessions, agent } = baseline;
  if (toolCalls <= p95ToolCalls * CALLS_MULTIPLE || toolCalls < p95ToolCalls + MIN_MORE_CALLS) return [];
  const [most] = byTool(analysis.list);
  return [
    finding({
      kind: 'many-tool-calls',
      severity: 'warning',
      agent,
      subject: most?.name ?? null,
      sentence:
        `This session made ${counted(toolCalls, 'tool call')}; of the ${sessions} sessions of ${agent} before it, 95 % made no more than ${p95ToolCalls}.` +
        (most ? ` ${most.count} of the calls went to ${most.name}, more than to any other tool.` : ''),
      advice:
        'See whether the agent searches for something that it never finds, or repeats work: a clearer task, or a tool that returns more at once, saves calls.',
      figures: [
        figure('toolCalls', toolCalls),
        figure('p95ToolCalls', p95ToolCalls),
        figure('sessions', sessions),
      ],
      evidence: mostCalls(analysis.turns),
    }),
  ];
};

function byTool(list: Parameters<typeof toolCallsOf>[0]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { call } of toolCallsOf(list)) counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

function mostExpensive(turns: readonly Turn[]) {
  return turns
    .filter(({ costUsd }) => costUsd !== null && costUsd > 0)
    .sort((a, b) => b.costUsd! - a.costUsd!)
    .slice(0, SHOWN_TURNS)
    .sort((a, b) => a.index - b.index)
    .map((turn) => turnEvidence(turn, `turn ${turn.index}: ${formatUsd(turn.costUsd)}`));
}

function mostCalls(turns: readonly Turn[]) {
  return turns
    .filter(({ toolCalls }) => toolCalls.length > 0)
    .sort((a, b) => b.toolCalls.length - a.toolCalls.length)
    .slice(0, SHOWN_TURNS)
    .sort((a, b) => a.index - b.index)
    .map((turn) => turnEvidence(turn, `turn ${turn.index}: ${counted(turn.toolCalls.length, 'call')}`));
}
