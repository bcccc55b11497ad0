/** A path of the folded session in words. Pure. */
import type { AggregateNode, AggregateSums } from '../../src/protocol/aggregate';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';
import { KIND_NAME } from '../session/names';

/** "tool search_docs, 6 calls, 4.9s, 12k tokens, $0.31, 1 error, 6 in loops". */
export function nodeLabel(node: AggregateNode): string {
  return [`${KIND_NAME[node.kind]} ${node.label}`, ...nodeFacts(node)].join(', ');
}

export function nodeTooltip(node: AggregateNode): string[] {
  const owners = [node.agent, node.model].filter((name) => name !== null && name !== node.label);
  return [
    node.label,
    [KIND_NAME[node.kind], ...owners, ...counts(node)].join(' · '),
    t('total {0}', sums(node.total).join(' · ')),
    t('itself {0}', sums(node.self).join(' · ')),
  ];
}

function nodeFacts(node: AggregateNode): string[] {
  return [...counts(node), ...sums(node.total)];
}

function counts({ count, errors, loops }: AggregateNode): string[] {
  return [
    t('{0, plural, one {# call} other {# calls}}', count),
    ...(errors > 0 ? [t('{0, plural, one {# error} other {# errors}}', errors)] : []),
    ...(loops > 0 ? [t('{0, plural, one {# in loops} other {# in loops}}', loops)] : []),
  ];
}

function sums({ ms, tokens, costUsd }: AggregateSums): string[] {
  return [
    ...(ms === null ? [] : [formatDuration(ms)]),
    ...(tokens === null ? [] : [t('{0} tokens', formatTokens(tokens))]),
    ...(costUsd === null ? [] : [formatUsd(costUsd)]),
  ];
}
