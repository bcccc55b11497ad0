/** A path of the folded session in words. Pure. */
import type { AggregateNode, AggregateSums } from '../../src/protocol/aggregate';
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import { KIND_NAME } from '../session/kindNames';

/** "tool search_docs, 6 calls, 4.9s, 12k tokens, $0.31, 1 error, 6 in loops". */
export function nodeLabel(node: AggregateNode): string {
  return [`${KIND_NAME[node.kind]} ${node.label}`, ...nodeFacts(node)].join(', ');
}

export function nodeTooltip(node: AggregateNode): string[] {
  const owners = [node.agent, node.model].filter((name) => name !== null && name !== node.label);
  return [
    node.label,
    [KIND_NAME[node.kind], ...owners, ...counts(node)].join(' · '),
    `total ${sums(node.total).join(' · ')}`,
    `itself ${sums(node.self).join(' · ')}`,
  ];
}

function nodeFacts(node: AggregateNode): string[] {
  return [...counts(node), ...sums(node.total)];
}

function counts({ count, errors, loops }: AggregateNode): string[] {
  return [
    `${count} ${count === 1 ? 'call' : 'calls'}`,
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(loops > 0 ? [`${loops} in loops`] : []),
  ];
}

function sums({ ms, tokens, costUsd }: AggregateSums): string[] {
  return [
    ...(ms === null ? [] : [formatDuration(ms)]),
    ...(tokens === null ? [] : [`${formatTokens(tokens)} tokens`]),
    ...(costUsd === null ? [] : [formatUsd(costUsd)]),
  ];
}
