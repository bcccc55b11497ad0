/** The review of a session over RPC: its facts gathered from the analyses and the store. */
import type { SessionParams, CollectorMethods } from '../protocol/methods';
import type { Finding } from '../protocol/review';
import type { RpcHandlers } from '../protocol/rpc';
import type { Usd } from '../protocol/units';
import { BASELINE_SESSIONS, baselineOf, countsForBaseline } from '../analysis/review/baseline';
import { reviewSession } from '../analysis/review/review';
import { fieldsOf, optionalNumber, type Fields } from './params';
import type { SessionAnalyses } from './sessionAnalyses';
import type { StoredSpans } from './storedSpans';

export interface ReviewSource {
  analyses: SessionAnalyses;
  spans: StoredSpans;
}

export function reviewMethods(
  source: ReviewSource & { sessionIdOf: (fields: Fields) => string },
): RpcHandlers<Pick<CollectorMethods, 'session/review'>> {
  return {
    'session/review': (params) => {
      const fields = fieldsOf('session/review', params);
      const budgetUsd = optionalNumber(fields, 'budgetUsd') ?? null;
      return review(source, { sessionId: source.sessionIdOf(fields), budgetUsd });
    },
  };
}

/** Of a session that there is. */
export function review(
  { analyses, spans }: ReviewSource,
  { sessionId, budgetUsd }: SessionParams & { budgetUsd: Usd | null },
): Finding[] {
  const summary = analyses.summary(sessionId);
  const earlier = summary
    ? analyses.summariesOf(BASELINE_SESSIONS, (other) => countsForBaseline(summary, other))
    : [];
  const compactions = analyses.compactions(sessionId);
  // After the others: the session that was asked for last is the one that is kept for sure.
  const analysis = analyses.analysis(sessionId);
  if (!summary || !analysis) return [];
  const prompts = spans.promptsOf(sessionId, analysis);
  return reviewSession({
    analysis,
    live: summary.live,
    baseline: baselineOf(summary, earlier),
    budgetUsd,
    compactions,
    contextOf: (turn) => prompts.contextOf(turn),
    diff: (a, b) => prompts.diff(a, b),
  });
}
