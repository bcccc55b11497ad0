/**
 * The review of a session: what went wrong, with the evidence and what to do. Each rule is a file; all are in favour of
 * saying nothing, because a list that cries wolf is closed and not opened again.
 */
import type { Finding } from '../../protocol/review';
import { FINDING_KINDS, FINDING_SEVERITIES } from '../../protocol/review';
import { answerCutFindings } from './answers';
import { approvalFindings } from './approvals';
import { cacheMissFindings } from './cacheMisses';
import { contextCompactedFindings, contextFullFindings, contextGrowthFindings } from './context';
import type { ReviewFacts, ReviewRule } from './facts';
import { loopFindings } from './loops';
import { modelErrorFindings } from './modelErrors';
import { modelSubstitutionFindings } from './modelSubstitution';
import { hiddenRetryFindings } from './retries';
import { budgetFindings, highCostFindings, manyToolCallsFindings } from './spending';
import { unfinishedAgentFindings } from './subAgents';
import { tokenSpikeFindings } from './tokenSpikes';
import { toolFailureFindings } from './toolFailures';

const RULES: readonly ReviewRule[] = [
  loopFindings,
  budgetFindings,
  highCostFindings,
  tokenSpikeFindings,
  contextFullFindings,
  contextCompactedFindings,
  contextGrowthFindings,
  answerCutFindings,
  toolFailureFindings,
  hiddenRetryFindings,
  modelErrorFindings,
  manyToolCallsFindings,
  cacheMissFindings,
  modelSubstitutionFindings,
  approvalFindings,
  unfinishedAgentFindings,
];

/** Most severe first, then by kind. */
export function reviewSession(facts: ReviewFacts): Finding[] {
  return RULES.flatMap((rule) => rule(facts)).sort(
    (a, b) =>
      FINDING_SEVERITIES.indexOf(a.severity) - FINDING_SEVERITIES.indexOf(b.severity) ||
      FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind),
  );
}
