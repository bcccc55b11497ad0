/** By nearest rank: a value that occurred; null of nothing. `inOrder`: ascending; `share`: 0 to 1. */
export function nearestRank(inOrder: readonly number[], share: number): number | null {
  return inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)] ?? null;
}
