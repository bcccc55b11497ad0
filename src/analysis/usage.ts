import { UNKNOWN_USAGE, type Usage } from '../protocol/agentModel';

/** The sum of what is known: null where nothing is, so that unknown never reads as 0. */
export function sumKnown(values: Iterable<number | null>): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}

/**
 * Sum of model calls' usage, figure by figure. Pass each call once and only calls themselves: agents and workflows
 * repeat the sum of what is below them.
 */
export function sumUsage(usages: readonly Usage[]): Usage {
  const fields = Object.keys(UNKNOWN_USAGE) as (keyof Usage)[];
  return Object.fromEntries(
    fields.map((field) => [field, sumKnown(usages.map((usage) => usage[field]))]),
  ) as unknown as Usage;
}
