/** Everything that is known of one session, from its spans. */
import type { AgentSpan } from '../protocol/agentModel';
import { GrowingSession } from './growingSession';
import type { AnalysisContext, SessionAnalysis } from './sessionAnalysis';

/** Understands a session at once. `spans`: all of its spans, in any order. */
export function analyseSession(
  id: string,
  spans: readonly AgentSpan[],
  context: AnalysisContext,
): SessionAnalysis {
  const session = new GrowingSession(id);
  session.add(spans);
  return session.analyse(context);
}
