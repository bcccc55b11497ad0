/** A session at a glance. */
import { formatDuration, formatTokens, formatUsd } from '../../protocol/format';
import type { SessionSummary } from '../../protocol/sessions';

/** Name and value. */
export function sessionFigures(summary: SessionSummary): [string, string][] {
  const { usage, costUsd, flags } = summary;
  const isLowerBound = flags.includes('cost-incomplete') && costUsd !== null;
  return [
    counted(summary.turnCount, 'turn'),
    counted(summary.toolCalls, 'tool call'),
    counted(summary.errors, 'error'),
    ['tokens in', formatTokens(usage.input)],
    ['tokens out', formatTokens(usage.output)],
    ['cost', `${isLowerBound ? '≥ ' : ''}${formatUsd(costUsd)}`],
    ['duration', formatDuration(summary.endTime - summary.startTime)],
  ];
}

function counted(count: number, noun: string): [string, string] {
  return [count === 1 ? noun : `${noun}s`, `${count}`];
}
