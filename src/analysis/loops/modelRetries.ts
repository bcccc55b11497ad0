/** The same request to a model that fails again and again (`retries.ts` says what the same request is). */
import type { LoopThresholds } from '../../protocol/loops';
import type { ModelErrorClass } from '../../protocol/turns';
import type { TurnNodes } from '../turns';
import type { Finding } from './finding';

const WORDS: Record<ModelErrorClass, string> = {
  rate_limited: 'rate limited',
  timeout: 'timeout',
  context_length: 'context too long',
  auth: 'not authorised',
  overloaded: 'overloaded',
  invalid_request: 'invalid request',
  content_filter: 'content filter',
  network: 'network',
  server: 'server error',
  other: 'error',
};

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
      const reasons = [...new Set(row.map(({ turn }) => WORDS[turn.errorClass ?? 'other']))];
      return {
        kind: 'model-retry',
        agent,
        period: 1,
        complete: row.length,
        iterations: row.map((nodes) => [{ turn: nodes, calls: nodes.tools }]),
        toolNames: [],
        claim: `The same request to ${model ?? 'the model'} failed ${row.length} times in a row (${reasons.join(', ')})`,
        loose: false,
      };
    });
}
