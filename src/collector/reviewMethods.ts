/** The review of a session over RPC: its facts gathered from the analyses and the store. */
import type { CollectorMethods } from '../protocol/methods';
import type { SessionParams } from '../protocol/sessions';
import type { Finding } from '../protocol/review';
import type { RpcHandlers } from '../protocol/rpc';
import type { Usd } from '../protocol/units';
import { BASELINE_SESSIONS, baselineOf, countsForBaseline } from '../analysis/review/baseline';
import { reviewSession } from '../analysis/review/review';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import { fieldsOf, optionalNumber, type Fields } from './params';
import type { SessionAnalyses } from './sessionAnalyses';
import type { StoredSpans } from './storedSpans';

export function reviewMethods(context: {
  reviews: SessionReviews;
  sessionIdOf: (fields: Fields) => string;
}): RpcHandlers<Pick<CollectorMethods, 'session/review'>> {
  return {
    'session/review': (params) => {
      const fields = fieldsOf('session/review', params);
      const budgetUsd = optionalNumber(fields, 'budgetUsd') ?? null;
      return context.reviews.review({ sessionId: context.sessionIdOf(fields), budgetUsd });
    },
  };
}

/** Reviews of sessions, each kept as long as the analysis that it is of and all else that it says stay the same. */
export class SessionReviews {
  private readonly known = new WeakMap<SessionAnalysis, { facts: string; findings: Finding[] }>();

  constructor(
    private readonly analyses: SessionAnalyses,
    private readonly spans: StoredSpans,
  ) {}

  /** Empty for a session that there is not. */
  review({ sessionId, budgetUsd }: SessionParams & { budgetUsd: Usd | null }): Finding[] {
    const { analyses } = this;
    const summary = analyses.summary(sessionId);
    const earlier = summary
      ? analyses.summariesOf(BASELINE_SESSIONS, (other) => countsForBaseline(summary, other))
      : [];
    // After the others: the session that was asked for last is the one that is kept for sure.
    const analysis = analyses.analysis(sessionId);
    if (!summary || !analysis) return [];
    const baseline = baselineOf(summary, earlier);
    const facts = JSON.stringify([summary.live, baseline, budgetUsd]);
    const known = this.known.get(analysis);
    if (known?.facts === facts) return known.findings;
    const prompts = this.spans.promptsOf(sessionId, analysis);
    const findings = reviewSession({
      analysis,
      live: summary.live,
      baseline,
      budgetUsd,
      compactions: analyses.compactions(sessionId),
      contextOf: (turn) => prompts.contextOf(turn),
      diff: (a, b) => prompts.diff(a, b),
    });
    this.known.set(analysis, { facts, findings });
    return findings;
  }
}
