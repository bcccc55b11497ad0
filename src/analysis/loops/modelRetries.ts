/** The same request to a model that fails again and again (`retries.ts` says what the same request is). */
import type { LoopThresholds } from '../../protocol/loops';
import { MODEL_ERROR_CAUSES } from '../modelErrorCauses';
import type { TurnNodes } from '../turnNodes';
import type { Finding } from './finding';

export function findModelRetries(turns: readonly TurnNodes[], thresholds: LoopThresholds): Finding[] {
  const rows = new Map<number, TurnNodes[]>();
  const rowOf = new Map<number, TurnNodes[]>();
  for (const nodes of turns) {
    const { index, retryOf, error } = nodes.turn;
    if (error === null) continue;
    const before = retryOf === null ? undefined : rowOf.get(retryOf);
    const row = before ?? [];
    row.push(nodes);
    rowOf.set(index, row);
    if (!before) rows.set(index, row);
  }
  return [...rows.values()]
    .filter((row) => row.length >= thresholds['model-retry'].warning)
    .map((row) => {
      const { model, agent } = row[0]!.turn;
      const reasons = [...new Set(row.map(({ turn }) => MODEL_ERROR_CAUSES[turn.errorClass ?? 'other']))];
      return {
        kind: 'model-retry',
        agent,
        period: 1,
        complete: row.length,
        iterations: row.map((nodes) => [{ turn: nodes, calls: nodes.tools }]),
        toolNames: [],
        claim: `The same request to ${model ?? 'the model'} failed ${row.length} times in a row because of ${reasons.join(' or ')}`,
        loose: false,
      };
    });
}
